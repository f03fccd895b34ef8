"""The words of the program: frozen values, rules and the protocols that the other rooms fill. No I/O."""
