"""buffertui: run a Buffer account from a terminal."""

__version__ = "0.1.0"
