"""Buffer's own command-line client (``@bufferapp/cli`` 1.2.0 for Node) at work on the sandbox; nothing in it is changed
but where its requests go.

``BUFFERTUI_OFFICIAL_CLI`` names its entry file, ``node_modules/@bufferapp/cli/built/index.mjs`` after
``npm install @bufferapp/cli@1.2.0``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.sandbox_process import SandboxProcess

# Looked up here, because no test finds the variables of the machine around it.
ENTRY = os.environ.get("BUFFERTUI_OFFICIAL_CLI", "")
NODE = shutil.which("node") or ""
SEARCH_PATH = os.environ.get("PATH", "")
PRELOAD = Path(__file__).with_name("official_cli_preload.cjs")

USAGE, REFUSED, KEY_REFUSED = 2, 3, 4
"""Exit codes that its README promises."""

Row = dict[str, Any]

pytestmark = pytest.mark.skipif(
    not (NODE and Path(ENTRY).is_file()),
    reason="the official client is not installed: BUFFERTUI_OFFICIAL_CLI does not name its entry file, or there is no"
    " node",
)


class Failed(Exception):
    """The client ended with this exit code, these words about it, and this on its standard output."""

    def __init__(self, code: int, said: str, printed: str) -> None:
        super().__init__(code, said)
        self.code = code
        self.said = said
        self.printed = printed


class Official:
    """The client with a home of its own and a key of the sandbox."""

    def __init__(self, sandbox: SandboxProcess, home: Path) -> None:
        self._env = {
            "PATH": SEARCH_PATH, "HOME": str(home), "BUFFER_API_KEY": sandbox.key, "BUFFER_DISABLE_UPDATE_CHECK": "1",
            "SANDBOX_ORIGIN": sandbox.graphql_url.removesuffix("/graphql"),
        }
        self.organization = ""

    def run(self, *words: str, key: str | None = None) -> Any:
        """What it prints, read as JSON. ``Failed`` when it says that something went wrong."""
        env = self._env if key is None else self._env | {"BUFFER_API_KEY": key}
        done = subprocess.run(
            [NODE, "--require", str(PRELOAD), ENTRY, *words, "--output", "json"],
            env=env, cwd=self._env["HOME"], capture_output=True, text=True, timeout=60, check=False,
        )
        if done.returncode:
            raise Failed(done.returncode, done.stderr, done.stdout)
        return json.loads(done.stdout)

    def posts(self, wanted: Row | None = None, *more: str) -> Row:
        """A page of posts: ``items`` and ``pageInfo``."""
        asked = {"organizationId": self.organization, "filter": wanted or {},
                 "sort": [{"field": "dueAt", "direction": "asc"}]}
        fields = "items.{id,text,status,dueAt,channelId},pageInfo"
        found: Row = self.run("posts", "list", "--json", json.dumps(asked), "--fields", fields, *more)
        return found

    def create(self, **given: Any) -> Row:
        """A new post, for the queue unless told otherwise."""
        return self._write("create", given)

    def edit(self, **given: Any) -> Row:
        """A changed post. This client insists on a mode; that of the queue puts it at its end."""
        return self._write("edit", given)

    def _write(self, what: str, given: Row) -> Row:
        usual = {"schedulingType": "automatic", "mode": "addToQueue"}
        found: Row = self.run("posts", what, "--json", json.dumps(usual | given))
        return found


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxProcess]:
    with SandboxProcess() as sandbox:
        sandbox.keep_quiet()
        yield sandbox


@pytest.fixture
def official(sandbox: SandboxProcess, fixed_world: Path) -> Official:
    client = Official(sandbox, fixed_world)
    organizations = client.run("account", "--fields", "organizations.{id,name}")["organizations"]
    client.organization = organizations[0]["id"]
    return client


def profile(state: Row, service: str = "twitter") -> Row:
    """The first profile of a network."""
    return next(one for one in state["profiles"] if one["service"] == service)


def others(state: Row, *without: str) -> list[Row]:
    """All profiles but these, as they are."""
    return [one for one in state["profiles"] if one["id"] not in without]


def test_it_lists_channels_and_posts(official: Official, sandbox: SandboxProcess) -> None:
    state = sandbox.state()
    channels = official.run("channels", "list", "--organization-id", official.organization)
    assert [(row["id"], row["service"], row["name"]) for row in channels] == [
        (one["id"], one["service"], one["username"].removeprefix("@")) for one in state["profiles"]
    ]
    here = profile(state)
    one = official.run("channels", "get", "--id", here["id"])
    assert (one["id"], one["service"]) == (here["id"], "twitter")

    waiting = official.posts({"status": ["scheduled"], "channelIds": [here["id"]]}, "--limit", "100")
    assert [row["id"] for row in waiting["items"]] == [
        update["id"] for update in here["pending"] if update["status"] == "buffer"
    ]
    assert {row["text"] for row in waiting["items"]} <= {update["text"] for update in here["pending"]}
    drafts = official.posts({"status": ["draft", "needs_approval"]}, "--limit", "100")
    assert {row["id"] for row in drafts["items"]} == {
        draft["id"] for one in state["profiles"] for draft in one["drafts"]
    }


def test_it_turns_pages(official: Official, sandbox: SandboxProcess) -> None:
    here = profile(sandbox.state())
    wanted = {"status": ["sent"], "channelIds": [here["id"]]}
    seen: list[str] = []
    cursor: tuple[str, ...] = ()
    for _ in range(3):
        page = official.posts(wanted, "--limit", "60", *cursor)
        seen += [row["id"] for row in page["items"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        cursor = ("--after", page["pageInfo"]["endCursor"])
    assert sorted(seen) == sorted(update["id"] for update in here["sent"])


def test_it_creates_edits_moves_and_deletes_and_leaves_what_it_did(official: Official, sandbox: SandboxProcess) -> None:
    before = sandbox.state()
    here = profile(before)
    at = datetime.fromtimestamp(before["now"], UTC).replace(microsecond=0) + timedelta(days=9)
    queued = official.create(channelId=here["id"], text="Written by Buffer's own client 🎈")["post"]["id"]
    first = official.create(channelId=here["id"], text="On top of it", mode="shareNext")["post"]["id"]
    fixed = official.create(
        channelId=here["id"], text="At a time", mode="customScheduled", dueAt=at.isoformat(),
        assets=[{"image": {"url": "https://example.org/a.png", "metadata": {"altText": "A gate"}}}],
    )["post"]["id"]
    draft = official.create(channelId=here["id"], text="An idea", saveToDraft=True)["post"]["id"]
    gone = official.create(channelId=here["id"], text="Not for long")["post"]["id"]
    official.edit(id=queued, text="Edited by it, too")
    official.run("movePostInQueue", "--id", queued, "--position", "top")
    shown = official.run("posts", "get", "--id", queued, "--fields", "id,text,status,channelId")
    assert shown == {"id": queued, "text": "Edited by it, too", "status": "scheduled", "channelId": here["id"]}
    assert official.run("posts", "delete", "--id", gone)["id"] == gone

    after = sandbox.state()
    now = profile(after)
    made = {update["id"]: update for update in now["pending"] if update["id"] in (queued, first, fixed)}
    assert {i: (u["text"], u["scheduled_at"]) for i, u in made.items()} == {
        queued: ("Edited by it, too", None), first: ("On top of it", None), fixed: ("At a time", int(at.timestamp())),
    }
    assert (made[fixed]["media"]["picture"], made[fixed]["media"]["alt_text"]) == (
        "https://example.org/a.png", "A gate",
    )
    slots = [update["id"] for update in now["pending"] if update["scheduled_at"] is None and update["due_at"]]
    assert slots[:2] == [queued, first]
    was = {update["id"]: (update["text"], update["scheduled_at"], update["media"]) for update in here["pending"]}
    assert {
        u["id"]: (u["text"], u["scheduled_at"], u["media"]) for u in now["pending"] if u["id"] not in made
    } == was
    assert [row["text"] for row in now["drafts"] if row["id"] == draft] == ["An idea"]
    assert [row for row in now["drafts"] if row["id"] != draft] == here["drafts"]
    assert now["sent"] == here["sent"]
    assert others(after, here["id"]) == others(before, here["id"])


def test_it_shares_at_once(official: Official, sandbox: SandboxProcess) -> None:
    before = profile(sandbox.state(), "mastodon")
    made = official.create(channelId=before["id"], text="Out at once", mode="shareNow")["post"]["id"]
    after = profile(sandbox.state(), "mastodon")
    assert [(update["id"], update["text"]) for update in after["sent"][:1]] == [(made, "Out at once")]
    assert after["sent"][1:] == before["sent"]
    assert after["pending"] == before["pending"]


def test_what_it_is_refused_it_understands(official: Official, sandbox: SandboxProcess) -> None:
    here = profile(sandbox.state(), "linkedin")
    official.create(channelId=here["id"], text="Once and not twice")
    before = sandbox.state()
    with pytest.raises(Failed) as double:
        official.create(channelId=here["id"], text="Once and not twice")
    assert double.value.code == REFUSED
    assert "It looks like you posted that one recently." in double.value.said
    with pytest.raises(Failed) as nobody:
        official.run("posts", "get", "--id", "f" * 24)
    assert nobody.value.code == REFUSED
    with pytest.raises(Failed) as stranger:
        official.run("account", key="not-a-key")
    assert stranger.value.code == KEY_REFUSED
    with pytest.raises(Failed) as unsaid:
        official.run("posts", "create", "--json", "{}")
    assert unsaid.value.code == USAGE
    assert sandbox.state()["profiles"] == before["profiles"]


def test_its_doctor_finds_the_key_good_and_reads_all_three_windows(official: Official) -> None:
    with pytest.raises(Failed) as doctor:
        official.run("doctor", "--verbose")
    # It fails for a reason of its own: nobody made a configuration.
    checks = {check["name"]: check["status"] for check in json.loads(doctor.value.printed)["checks"]}
    assert checks["api-reachable"] == checks["auth-key-valid"] == "pass"
    assert [status for name, status in checks.items() if name.startswith("rate-limit-")] == ["pass"] * 3
