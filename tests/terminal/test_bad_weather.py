"""No network, or a Buffer that answers wrongly, late or never: the screen stays whole, no text is lost or doubled."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.day import framed, opened, rests
from tests.support.sandbox_process import SandboxProcess
from tests.support.terminal import Terminal

pytestmark = pytest.mark.terminal

CREATE = "POST /1/updates/create"

AT_READING = (
    "offline", "cut_before", "html_502", "html_200", "error_500", "refused", "success_false", "message_object",
    "redirect", "retired", "cut_after", "cut_half", "broken_json", "huge", "odd_rows", "list", "slow",
)
DONE_UNSEEN = ("cut_after", "cut_half", "error_500_after", "html_502_after", "broken_json", "huge", "list")
"""The post was made, and the answer does not tell."""

NOT_DONE = ("cut_before", "html_502", "error_500", "html_200")
"""Nothing was made, and the answer does not tell."""

REFUSED = ("refused", "success_false", "message_object")

UNHINDERED = (0, 1, 2, 3, 7, 8, 9, 10, 11, 12, 14, 16, 17, 18, 19)
"""The places of profiles that take a post without a picture and are connected."""


def closed_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_without_a_network_the_screen_says_so_and_can_be_left(desk: Any) -> None:
    desk.base_url, desk.token = f"http://127.0.0.1:{closed_port()}/1", "1/0123456789abcdef0123456789abcdef"
    terminal = desk.start()
    terminal.wait_for("offline", "No connection")
    assert framed(terminal)
    terminal.keys("q")
    assert terminal.exit_code() == 0


def test_each_fault_at_reading_leaves_the_screen_whole(desk: Any, sandbox: SandboxProcess) -> None:
    terminal = opened(desk.start())
    for kind in AT_READING:
        sandbox.fault(kind, path_contains="profiles.json", seconds=0.2)
        terminal.keys("r")
        terminal.until(
            lambda: sandbox.struck() and rests(terminal) and framed(terminal), f"it did not come to rest after {kind}"
        )
        assert "PENDING  14 · @northwind" in terminal.text, kind
        assert "SENT  166 · @northwind" in terminal.text, kind
        assert re.search(r" v1 · .* as of \d\d:\d\d$", terminal.screen.lines[0]), kind
    terminal.keys("r")
    terminal.until(lambda: "live" in terminal.screen.lines[0] and rests(terminal), "it does not recover")
    terminal.keys("q")
    assert terminal.exit_code() == 0


def write(terminal: Terminal, text: str, place: int) -> None:
    """Send a post to the profile that stands in this place."""
    terminal.keys("n")
    terminal.wait_for("New post")
    terminal.type(text)
    if place:
        terminal.keys("shift+tab", "space", *["j"] * place, "space")
    terminal.keys("ctrl+s")
    terminal.wait_gone("New post")


def waiting(sandbox: SandboxProcess) -> list[str]:
    """The texts of this test that wait at Buffer."""
    found = (u["text"] for p in sandbox.profiles().values() for u in p["pending"])
    return sorted(text for text in found if text.startswith("Weather"))


def test_each_fault_at_posting_loses_no_text_and_posts_nothing_twice(
    desk: Any, sandbox_of: Callable[..., SandboxProcess]
) -> None:
    sandbox = sandbox_of("--profiles", "20", "--pending", "1", "--sent", "0")
    terminal = opened(desk.start())
    kinds = (*DONE_UNSEEN, *NOT_DONE, *REFUSED)
    for sent, (kind, place) in enumerate(zip(kinds, UNHINDERED, strict=False), 1):
        sandbox.fault(kind, path_contains="updates/create")
        write(terminal, f"Weather {kind}", place)
        terminal.until(lambda sent=sent: sandbox.requests(CREATE) == sent, f"the post was not sent: {kind}")
        assert framed(terminal), kind
    left = len(NOT_DONE) + len(REFUSED)
    terminal.until(lambda: re.search(rf"OUTBOX +{left}\b", terminal.text), "what was done was not found at Buffer")
    assert waiting(sandbox) == sorted(f"Weather {kind}" for kind in DONE_UNSEEN)
    terminal.keys("q")
    assert terminal.exit_code() == 0

    again = opened(desk.start())
    again.keys("b")
    again.wait_for(*(f"Weather {kind}" for kind in (*NOT_DONE, *REFUSED)))
    again.keys("escape")
    again.wait_gone(f"Weather {REFUSED[0]}")
    again.keys("q")
    assert again.exit_code() == 0
    assert sandbox.requests(CREATE) == len(kinds)
    assert waiting(sandbox) == sorted(f"Weather {kind}" for kind in DONE_UNSEEN)


def test_a_closed_door_is_counted_down_and_then_the_post_goes_by_itself(desk: Any, sandbox: SandboxProcess) -> None:
    terminal = opened(desk.start())
    sandbox.fault("throttled", path_contains="updates/create", retry_after="3")
    write(terminal, "Weather behind a closed door", 0)
    seen: set[str] = set()

    def counted() -> bool:
        seen.update(re.findall(r"429 · door shut, opens in (0:0\d) · 1 wait", terminal.text))
        return "Posted · " in terminal.text

    terminal.until(counted, "the post did not go out")
    assert len(seen) >= 2
    assert "429" not in terminal.text
    assert waiting(sandbox) == ["Weather behind a closed door"]
    terminal.keys("q")
    assert terminal.exit_code() == 0


def test_a_token_that_is_withdrawn_is_asked_for_anew_and_the_text_goes_out_with_the_next(
    desk: Any, sandbox: SandboxProcess, sandbox_of: Callable[..., SandboxProcess]
) -> None:
    terminal = opened(desk.start())
    sandbox.fault("revoked", path_contains="updates/create")
    write(terminal, "Weather without a token", 0)
    terminal.wait_for("Connect to Buffer", "did not accept the access token")
    terminal.until(lambda: "token refused" in terminal.screen.lines[0], "the title does not say it")
    terminal.keys("escape")
    terminal.wait_gone("Connect to Buffer")
    assert framed(terminal)
    terminal.wait_for("OUTBOX", "14 · @northwind")
    assert waiting(sandbox) == []
    terminal.keys("q")
    terminal.wait_for("not gone out yet")
    terminal.keys("escape")
    terminal.wait_gone("not gone out yet")
