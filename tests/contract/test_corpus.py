"""Every recorded or documented answer of v1 goes through the client's own decoding and comes out sensible."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from buffertui.api.pacing import Limit, Pacer
from buffertui.api.rest_v1 import RestV1
from buffertui.clock import ManualClock
from buffertui.domain.drafts import Create, Edit, Outcome
from buffertui.domain.errors import BadAnswer, Duplicate, NotFound, Refused, Retired, ServiceError, Unauthorized
from buffertui.domain.models import (
    FAILED,
    UNREADABLE,
    Account,
    Configuration,
    Interaction,
    Page,
    Profile,
    Schedule,
    Update,
)
from tests.support.v1_wire import NOON, Server, client_of

SOME = Update(id="u1", profile_id="p1", text="x")

Read = Callable[[RestV1], Awaitable[Any]]

BY_ENDPOINT: dict[str, Read] = {
    "GET /user": lambda client: client.account(),
    "GET /profiles": lambda client: client.profiles(),
    "GET /profiles/:id": lambda client: client.profile("p1"),
    "GET /profiles/:id/schedules": lambda client: client.schedules("p1"),
    "GET /profiles/:id/updates/pending": lambda client: client.pending("p1"),
    "GET /profiles/:id/updates/sent": lambda client: client.sent("p1"),
    "GET /updates/:id": lambda client: client.update("u1"),
    "GET /updates/:id/interactions": lambda client: client.interactions("u1", "like"),
    "GET /links/shares": lambda client: client.shares("http://example.org/"),
    "GET /info/configuration": lambda client: client.configuration(),
    "POST /updates/create": lambda client: client.create(Create(("p1",), "x")),
    "POST /updates/:id/update": lambda client: client.edit(Edit(SOME, text="y")),
    "POST /updates/:id/share": lambda client: client.share_now(SOME),
    "POST /updates/:id/destroy": lambda client: client.delete(SOME),
    "POST /updates/:id/move_to_top": lambda client: client.move_to_top(SOME),
    "POST /profiles/:id/updates/reorder": lambda client: client.reorder("p1", ("u1",)),
    "POST /profiles/:id/updates/shuffle": lambda client: client.shuffle("p1"),
    "POST /profiles/:id/schedules/update": lambda client: client.set_schedules("p1", (Schedule(("mon",), ("12:00",)),)),
    "POST /user/deauthorize": lambda client: client.share_now(SOME),
}

BY_MODEL: dict[str, str] = {
    "User": "GET /user",
    "Profile": "GET /profiles/:id",
    "Profile[]": "GET /profiles",
    "Schedule[]": "GET /profiles/:id/schedules",
    "Update": "GET /updates/:id",
    "UpdatesPage": "GET /profiles/:id/updates/pending",
    "Error": "GET /profiles/:id",
}


def endpoint_of(entry: dict[str, Any]) -> str:
    """What an entry of the index answers; a few are filed under a place that gives another shape."""
    named: str = entry["endpoint"]
    if named not in BY_ENDPOINT or (entry["model"] == "Update" and "pending" in named):
        return BY_MODEL[entry["model"]]
    return named


def index_of(corpus: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((corpus / "index.json").read_text("utf-8"))
    return entries


def reply(body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.Response(status, headers=headers or {"Content-Type": "application/json"}, content=body)


async def run(read: Read, response: httpx.Response) -> Any:
    return await read(client_of(Server(response)))


def raw(path: Path) -> httpx.Response:
    """A whole recorded answer; its Content-Length is not always right and left out."""
    head, _, body = path.read_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")
    first, *lines = head.decode("latin-1").split("\n")
    headers = dict(line.split(": ", 1) for line in lines if not line.lower().startswith("content-length"))
    return reply(body, int(first.split()[1]), headers)


def check(model: str, got: Any, body: Any) -> None:
    """What a person would see of it is right."""
    match model:
        case "User":
            assert isinstance(got, Account)
            assert got.label == body.get("name", body["id"])
            assert got.plan == body.get("plan", "")
        case "Profile" | "Profile[]":
            for profile, row in zip([got] if model == "Profile" else got, [body] if model == "Profile" else body,
                                    strict=True):
                check_profile(profile, row)
        case "Schedule[]":
            assert [(list(s.days), list(s.times)) for s in got] == [(row["days"], row["times"]) for row in body]
        case "Update":
            check_update(got.updates[0] if isinstance(got, Outcome) else got, body)
        case "UpdatesPage":
            assert isinstance(got, Page)
            assert (got.total, got.odd) == (body["total"], 0)
            for update, row in zip(got.updates, body["updates"], strict=True):
                check_update(update, row)
        case "CreateResult" | "EditResult" | "UpdatesResult":
            assert isinstance(got, Outcome)
            wanted = body["updates"] if "updates" in body else [body["update"]]
            for update, row in zip(got.updates, wanted, strict=True):
                check_update(update, row)
        case "InteractionsPage":
            with_id = [row for row in body["interactions"] if "id" in row]
            assert all(isinstance(one, Interaction) for one in got)
            assert [(one.id, one.event) for one in got] == [(row["id"], row["event"]) for row in with_id]
            assert all(one.username and one.followers for one in got)
        case "Shares":
            assert got == body["shares"]
        case "Configuration":
            assert isinstance(got, Configuration)
            for service, about in body["services"].items():
                for kind, one in about["types"].items():
                    assert got.services[service, kind].character_limit == one["character_limit"]
        case "Success":
            assert isinstance(got, Outcome)
            assert got.message == body.get("message", "")
        case _:
            raise AssertionError(f"nobody knows how to check {model}")


def check_profile(got: Profile, row: dict[str, Any]) -> None:
    assert (got.id, got.service, got.username) == (row["id"], row["service"], row["formatted_username"])
    counts = row.get("counts", {})
    assert (got.counts.pending, got.counts.sent) == (counts.get("pending"), counts.get("sent"))
    assert got.default is row.get("default", False)
    assert not got.disconnected
    assert len(got.schedules) == len(row.get("schedules", []))


def check_update(got: Update, row: dict[str, Any]) -> None:
    assert got.readable
    assert (got.id, got.text) == (str(row["id"]), row["text"])
    assert got.profile_id == row.get("profile_id", got.profile_id)
    for name in ("created_at", "due_at", "sent_at", "updated_at"):
        seconds = row.get(name)
        assert getattr(got, name) == (datetime.fromtimestamp(seconds, UTC) if seconds else None)
    assert got.fixed is ("scheduled_at" in row)
    assert dict(got.statistics) == row.get("statistics", {})
    assert bool(got.media) is any(row.get("media", {}).values())
    assert got.error == row.get("error", {}).get("text", "")


async def test_every_good_answer_is_understood(corpus: Path) -> None:
    good = [entry for entry in index_of(corpus) if entry["model"] not in {"Error", "RawHTTP"}]
    assert good
    for entry in good:
        body = (corpus / entry["file"]).read_bytes()
        decoded = json.loads(body)
        got = await run(BY_ENDPOINT[endpoint_of(entry)], reply(body, entry["http_status"]))
        try:
            check(entry["model"], got, decoded)
        except AssertionError as error:
            raise AssertionError(f"{entry['file']} came out as {got}") from error


def test_every_file_of_the_folder_is_in_the_index(corpus: Path) -> None:
    named = {entry["file"] for entry in index_of(corpus)}
    there = {str(path.relative_to(corpus)) for path in corpus.rglob("*") if path.is_file()} - {"index.json"}
    assert {name for name in there if name.endswith((".json", ".txt"))} <= named


ERRORS: dict[str, tuple[type[ServiceError], str]] = {
    "error_200_success_false.json": (Refused, "Must provide a photo media parameter"),
    "error_400_1004_instagram.json": (Refused, "Must provide a photo media parameter"),
    "error_400_1025_duplicate.json": (Duplicate, "posted that one recently"),
    "error_400_generic.json": (Refused, "Some error message"),
    "error_401_oidc.json": (Unauthorized, "does not accept this kind of key"),
    "error_401_unauthorized_mock.json": (Unauthorized, "did not accept the access token"),
    "error_403_1023_quota.json": (Refused, "quota exceeded"),
    "error_404_endpoint.json": (Retired, "does not offer this any more"),
    "error_404_profile_mock.json": (NotFound, "Profile not found"),
    "error_message_object.json": (Refused, "Could not share"),
}


async def test_every_refusal_is_told_apart(corpus: Path) -> None:
    errors = {entry["file"]: entry for entry in index_of(corpus) if entry["model"] == "Error"}
    assert set(errors) - {"error_429_mock.json"} == set(ERRORS)
    for name, (kind, sentence) in ERRORS.items():
        entry = errors[name]
        response = reply((corpus / name).read_bytes(), entry["http_status"])
        with pytest.raises(ServiceError, match=sentence) as caught:
            await run(BY_ENDPOINT[endpoint_of(entry)], response)
        assert type(caught.value) is kind, name


async def test_the_recorded_429_is_waited_out(corpus: Path) -> None:
    body = (corpus / "error_429_mock.json").read_bytes()
    clock = ManualClock(NOON)
    server = Server(httpx.Response(429, headers={"Retry-After": "30"}, content=body), reply(b'{"id": "p1"}'))
    client = client_of(server, clock)

    async def ask() -> Profile:
        return await client.profile("p1")

    task = asyncio.get_running_loop().create_task(ask())
    await clock.advance(29)
    assert not task.done()
    await clock.advance(2)
    assert task.result().id == "p1"


RAW: dict[str, str] = {
    "destroy.txt": "Success", "info.txt": "Configuration", "interactions_by_update_id.txt": "InteractionsPage",
    "link.txt": "Shares", "profile_authenticated.txt": "Profile[]", "profile_schedules_by_id.txt": "Schedule[]",
    "profiles_by_id.txt": "Profile", "update_by_id.txt": "Update", "updates_by_profile_id_pending.txt": "UpdatesPage",
    "user_authenticated.txt": "User",
}


async def test_every_recorded_http_answer_is_understood(corpus: Path) -> None:
    recorded = {entry["file"].removeprefix("raw/"): entry for entry in index_of(corpus) if entry["model"] == "RawHTTP"}
    assert set(recorded) == {*RAW, "update_by_id_non_auth.txt", "updates_by_profile_id.txt"}
    for name, model in RAW.items():
        response = raw(corpus / "raw" / name)
        got = await run(BY_ENDPOINT[recorded[name]["endpoint"]], response)
        check(model, got, json.loads(response.content))


async def test_the_recorded_401_without_a_body_asks_for_another_token(corpus: Path) -> None:
    response = raw(corpus / "raw" / "update_by_id_non_auth.txt")
    assert (response.status_code, response.content) == (401, b"")
    with pytest.raises(Unauthorized, match="did not accept the access token"):
        await run(BY_ENDPOINT["GET /updates/:id"], response)


async def test_the_recorded_page_with_a_stray_comma_is_one_sentence(corpus: Path) -> None:
    with pytest.raises(BadAnswer, match="not JSON"):
        await run(BY_ENDPOINT["GET /profiles/:id/updates/pending"], raw(corpus / "raw" / "updates_by_profile_id.txt"))


async def test_one_broken_row_costs_no_other(corpus: Path) -> None:
    pages = [entry for entry in index_of(corpus) if entry["model"] == "UpdatesPage"]
    tried = 0
    for entry in pages:
        body = json.loads((corpus / entry["file"]).read_bytes())
        body["updates"] *= 3
        for index in range(len(body["updates"])):
            for broken in (None, 7, "row", {}, [], [1], True, {"text": "no id"}):
                rows = [*body["updates"][:index], broken, *body["updates"][index + 1:]]
                content = json.dumps({**body, "updates": rows}).encode()
                page = await run(BY_ENDPOINT[entry["endpoint"]], reply(content))
                assert [u.status == UNREADABLE for u in page.updates] == [n == index for n in range(len(rows))]
                assert page.odd == 1
                assert [u.id for u in page.updates if u.readable] == [
                    row["id"] for n, row in enumerate(rows) if n != index and isinstance(row, dict)
                ]
                tried += 1
    assert tried > 50


async def test_one_broken_profile_costs_no_other(corpus: Path) -> None:
    for entry in index_of(corpus):
        if entry["model"] != "Profile[]" or not (rows := json.loads((corpus / entry["file"]).read_bytes())):
            continue
        for broken in (None, 7, "row", {}, [], True):
            got = await run(BY_ENDPOINT["GET /profiles"], reply(json.dumps([broken, *rows]).encode()))
            assert [profile.id for profile in got] == [row["id"] for row in rows]


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container within a JSON value, each with each of its keys or indexes."""
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from places(value[key])


async def test_any_value_anywhere_may_turn_into_anything(corpus: Path) -> None:
    """What is left may be little, but nothing other than a service's error may come out."""
    clock = ManualClock(NOON)
    server = Server(reply(b"{}"))
    client = client_of(server, clock, pacer=Pacer(clock, (Limit(10**6, 60.0),)))
    refused = answered = 0
    for entry in index_of(corpus):
        if entry["model"] in {"Error", "RawHTTP", "Configuration"}:
            continue
        body = json.loads((corpus / entry["file"]).read_bytes())
        for holder, key in list(places(body)):
            kept = holder[key]
            for odd in (None, [], "x", -1, 1e300, {"a": [{}]}):
                holder[key] = odd
                server.replies = [reply(json.dumps(body).encode())]
                try:
                    await BY_ENDPOINT[endpoint_of(entry)](client)
                    answered += 1
                except ServiceError:
                    refused += 1
            holder[key] = kept
    assert answered > 20 * refused > 0


async def test_what_a_failed_update_says_is_read(corpus: Path) -> None:
    got = await run(BY_ENDPOINT["GET /updates/:id"], reply((corpus / "publish_error_object.json").read_bytes()))
    assert (got.status, got.error) == (FAILED, "Facebook asked you to reconnect")
    assert got.error_link.startswith("https://")


async def test_further_images_and_videos_are_found(corpus: Path) -> None:
    images = await run(BY_ENDPOINT["GET /updates/:id"], reply((corpus / "publish_extra_media.json").read_bytes()))
    assert [media.photo for media in images.media] == ["pic", "photo"]
    video = await run(BY_ENDPOINT["GET /updates/:id"], reply((corpus / "publish_video.json").read_bytes()))
    assert [media.video for media in video.media] == ["video"]
