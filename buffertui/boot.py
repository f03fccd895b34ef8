"""The one place where the parts are wired together: live, or the demo."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import sys
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from .clock import SystemClock
from .core.session import Options, Session
from .domain.errors import ConfigError, TokenMissing
from .domain.models import Account
from .domain.ports import Clock, Pace
from .domain.secret import Secret

if TYPE_CHECKING:
    from .config.settings import Settings
    from .paths import Paths
    from .sandbox.world import World
    from .ui.plan import Plan

DRAIN = 10.0
"""Seconds that a write under way gets to end after the screen has closed."""

DEMO_ACCOUNT = "demo"


def new_id() -> str:
    """A fresh id, in the order of time as far as a random one can be."""
    return uuid.uuid4().hex
