"""The token is in nothing that the program writes or prints, and a token that is would be found."""

from __future__ import annotations

import base64
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.chaos.faces import APIS
from tests.chaos.leaks import leaks
from tests.chaos.play import nursery, play

TOKEN = "1/0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize("written", [
    TOKEN, f"Authorization: Bearer {TOKEN}", quote(TOKEN, safe=""), base64.b64encode(TOKEN.encode()).decode(),
    base64.b64encode(f"Bearer {TOKEN}".encode()).decode(), base64.b64encode(f"x{TOKEN}y".encode()).decode(),
    base64.b64encode(f"xy{TOKEN}yz".encode()).decode(), TOKEN.removeprefix("1/"), TOKEN.encode().hex(),
])
def test_a_token_is_found_in_whatever_form_it_was_written(tmp_path: Path, written: str) -> None:
    file = tmp_path / "deep" / "down.log"
    file.parent.mkdir()
    file.write_text(f"before {written} behind")
    assert leaks(TOKEN, [tmp_path])


def test_what_is_no_token_is_no_leak(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("1/fedcba9876543210fedcba9876543210 [hidden] Secret(…)")
    assert not leaks(TOKEN, [tmp_path])


@pytest.mark.parametrize("api", APIS)
async def test_a_program_that_prints_its_token_is_caught(tmp_path: Path, api: str) -> None:
    """The same run once as it is and once with a leak planted in the program."""
    async with nursery() as nest:
        clean = await play(4, tmp_path / "clean", nest, api=api)
        leaky = await play(4, tmp_path / "leaky", nest, api=api, plant=True)
    assert not clean.wrong
    assert any("holds the token" in sentence for sentence in leaky.wrong)
