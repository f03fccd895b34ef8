"""Which addresses may receive the token, and a secret that shows itself nowhere."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys

import httpx
import pytest

from buffertui.api.base_url import V1_BASE_URL, check_base_url, is_loopback
from buffertui.domain.errors import ConfigError
from buffertui.domain.secret import Secret


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://api.bufferapp.com/1/", V1_BASE_URL),
        ("https://api.bufferapp.com/1", V1_BASE_URL),
        ("HTTPS://API.bufferapp.com/1//", V1_BASE_URL),
        ("https://api.example.com", "https://api.example.com/"),
        ("https://api.example.com:8443/x/1", "https://api.example.com:8443/x/1/"),
        ("http://127.0.0.1:8765/1", "http://127.0.0.1:8765/1/"),
        ("http://127.8.9.1/1/", "http://127.8.9.1/1/"),
        ("http://localhost:80/1", "http://localhost:80/1/"),
        ("http://[::1]:8765/1", "http://[::1]:8765/1/"),
    ],
)
def test_good_addresses_are_kept_with_one_slash_at_the_end(given: str, kept: str) -> None:
    assert check_base_url(given) == kept
    assert check_base_url(kept) == kept
    assert httpx.URL(kept).host.strip("[]") in kept


@pytest.mark.parametrize(
    "given",
    [
        "",
        "api.example.com/1",
        "//api.example.com/1",
        "ftp://api.example.com/1",
        "file:///etc/passwd",
        "https://",
        "https:///1/",
        "http://api.example.com/1",
        "http://localhost.example.com/1",
        "http://127.0.0.1.example.com/",
        "http://127.0.0.1%2eexample.com/",
        "http://0.0.0.0/1/",
        "http://10.0.0.1/1/",
        "http://[2001:db8::1]/1/",
        "https://hunter2@api.example.com/1",
        "https://kim:hunter2@api.example.com/1",
        "http://127.0.0.1@api.example.com/",
        "https://api.example.com/1?access_token=hunter2",
        "https://api.example.com/1?",
        "https://api.example.com/1#hunter2",
        "https://api.example.com:port/1",
        "https://api.example.com:99999/1",
        "https://api.exam ple.com/1",
        "https://api.example.com/1\n",
        "https://api.example.com\\@example.org/1",
        "https://api.ехample.com/1",
        "https://[::1/1",
        "https://api.example.com/1/../2/",
        "https://api.example.com/..",
    ],
)
def test_other_addresses_are_refused_with_a_hint_and_without_repeating_a_password(given: str) -> None:
    with pytest.raises(ConfigError) as caught:
        check_base_url(given)
    assert caught.value.hint
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "::1"])
def test_loopback_hosts(host: str) -> None:
    assert is_loopback(host)


def test_the_check_needs_no_http_library() -> None:
    code = "import sys, buffertui.api.base_url; sys.exit('httpx' in sys.modules or 'pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_making_a_door_needs_no_http_library_either() -> None:
    code = "import sys, buffertui.api.http; sys.exit('httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_secret_shows_itself_nowhere() -> None:
    secret = Secret("1/hunter2")
    shown = [repr(secret), str(secret), f"{secret}", f"{secret:>40}", f"{secret!r}", "%s" % secret, repr([secret])]  # noqa: UP031
    assert not any("hunter2" in one for one in shown)
    assert secret.reveal() == "1/hunter2"
    assert not hasattr(secret, "__dict__")


def test_a_secret_cannot_be_pickled_but_copied() -> None:
    secret = Secret("1/hunter2")
    with pytest.raises(TypeError, match="not written down") as caught:
        pickle.dumps(secret)
    assert "hunter2" not in str(caught.value)
    assert copy.deepcopy(secret) is secret
    assert copy.copy(secret) is secret


def test_secrets_compare_by_value_and_only_with_secrets() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a")}) == 1
    assert not Secret("")
    assert Secret("x")
