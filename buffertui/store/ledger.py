"""The use of one account's budget, counted by all copies of the program on this machine together."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from .database import Database, _climb
from .folder import alone, private_folder
from .migrations import PACE
from .trouble import Damaged, is_busy

DEADLINE = 60.0
"""Seconds after which a request whose process never said a word any more is taken as answered."""

ASK_AGAIN = 1.0
"""Seconds to wait at most while requests are under way: one that never left gives its place back at once."""
