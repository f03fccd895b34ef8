"""Makes Textual's pilot wait in small steps, so that a key of a test costs milliseconds."""

from __future__ import annotations

import pytest
import textual._wait


@pytest.fixture(autouse=True)
def quick_pilot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the pauses with which the pilot waits for the screen to come to rest."""
    monkeypatch.setattr(textual._wait, "SLEEP_GRANULARITY", 0.002)
    monkeypatch.setattr(textual._wait, "SLEEP_IDLE", 0.0005)
