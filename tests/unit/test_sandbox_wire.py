"""v1 on the wire as the simulation writes it: shapes, pages, every kind of error, and the limit of requests."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from buffertui.clock import ManualClock
from buffertui.sandbox import Request, Response, RestV1, RetryAfter, World, seed_empty, seed_hostile, seed_world
from buffertui.sandbox.errors_v1 import CODES

START = datetime(2026, 11, 23, 11, 3, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def world(clock: ManualClock) -> World:
    return seed_world(clock, profiles=2, pending=45, sent=230)


def ask(
    v1: RestV1, target: str, method: str = "GET", body: bytes = b"", *, token: str | None = None, **headers: str,
) -> Response:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    bearer = v1.world.accounts[0].token if token is None else token
    if bearer:
        given.setdefault("Authorization", f"Bearer {bearer}")
    if body:
        given.setdefault("Content-Type", "application/x-www-form-urlencoded")
    return v1.answer(Request.to(method, target, given, body))


def told(answer: Response) -> tuple[int, int | None]:
    return answer.status, json.loads(answer.body).get("code")


def test_a_good_answer_is_awesome_json_with_escaped_slashes(world: World) -> None:
    answer = ask(RestV1(world), "/1/user.json")
    assert (answer.status, answer.reason) == (200, "Awesome")
    assert ("Content-Type", "application/json;charset=UTF-8") in answer.headers
    assert b'"timezone":"Europe\\/Berlin"' in answer.body
    assert json.loads(answer.body)["_id"] == json.loads(answer.body)["id"]


def test_the_default_is_told_in_the_list_only(world: World) -> None:
    v1 = RestV1(world)
    listed = json.loads(ask(v1, "/1/profiles.json").body)
    assert [row["default"] for row in listed] == [True, False]
    alone = json.loads(ask(v1, f"/1/profiles/{listed[0]['id']}.json").body)
    assert "default" not in alone
    assert alone["counts"] == {"pending": 45, "sent": 230, "drafts": 0}


def test_an_empty_object_comes_as_a_list(world: World) -> None:
    v1 = RestV1(world)
    world.profiles()[0].archive = None
    profile = world.profiles()[0].id
    assert b'"updates":[]' in ask(v1, f"/1/profiles/{profile}/updates/sent.json").body
    quirky = RestV1(world, quirks=True, limit=10_000)
    bodies = [ask(quirky, f"/1/profiles/{profile}/updates/pending.json?count=100").body for _ in range(3)]
    assert any(b'"media":[]' in body for body in bodies)


def test_quirks_leave_fields_out_and_are_the_same_for_the_same_seed(clock: ManualClock) -> None:
    def bodies() -> list[bytes]:
        world = seed_world(clock, profiles=2, pending=5, sent=40)
        v1 = RestV1(world, quirks=True)
        profile = world.profiles()[0].id
        return [ask(v1, f"/1/profiles/{profile}/updates/{which}.json?count=40").body for which in ("pending", "sent")]

    first = bodies()
    assert first == bodies()
    rows = json.loads(first[1])["updates"]
    assert any("statistics" not in row for row in rows)
    assert any("sent_at" not in row for row in rows)
    assert any(isinstance(value, str) for row in rows for value in (row.get("statistics") or {}).values())


def test_pages_cover_everything_once_and_end_empty(world: World) -> None:
    v1 = RestV1(world, limit=1000)
    profile = world.profiles()[0].id
    for which, total in (("pending", 45), ("sent", 230)):
        seen: list[str] = []
        for page in range(1, 20):
            answer = json.loads(ask(v1, f"/1/profiles/{profile}/updates/{which}.json?page={page}&count=17").body)
            assert answer["total"] == total
            if not answer["updates"]:
                break
            seen += [row["id"] for row in answer["updates"]]
        assert len(seen) == len(set(seen)) == total


def test_pending_goes_forward_and_sent_goes_back(world: World) -> None:
    v1 = RestV1(world)
    profile = world.profiles()[0].id
    pending = json.loads(ask(v1, f"/1/profiles/{profile}/updates/pending.json?count=100").body)["updates"]
    pages = [ask(v1, f"/1/profiles/{profile}/updates/sent.json?count=100&page={page}").body for page in (1, 2, 3)]
    sent = [row for page in pages for row in json.loads(page)["updates"]]
    assert len(sent) == 230
    assert pending == sorted(pending, key=lambda row: row["due_at"])
    assert sent == sorted(sent, key=lambda row: -row["sent_at"])


def test_the_page_is_twenty_long_when_nobody_says(world: World) -> None:
    profile = world.profiles()[0].id
    assert len(json.loads(ask(RestV1(world), f"/1/profiles/{profile}/updates/pending.json").body)["updates"]) == 20


@pytest.mark.parametrize("query", ["count=0", "count=101", "count=ten", "page=0", "page=-1", "filter=some", "since=x"])
def test_out_of_bounds(world: World, query: str) -> None:
    profile = world.profiles()[0].id
    assert told(ask(RestV1(world), f"/1/profiles/{profile}/updates/sent.json?{query}")) == (400, 1006)


def test_since_means_created_for_pending_and_sent_for_sent(world: World) -> None:
    v1 = RestV1(world)
    profile = world.profiles()[0]
    since = sorted(update.created_at for update in world.pending(profile.id))[-4]
    rows = json.loads(ask(v1, f"/1/profiles/{profile.id}/updates/pending.json?since={since}&count=100").body)
    assert rows["total"] == len(rows["updates"]) == 3
    after = world.sent(profile.id)[70].sent_at
    rows = json.loads(ask(v1, f"/1/profiles/{profile.id}/updates/sent.json?since={after}&count=100").body)
    assert rows["total"] == 70


def test_replies_made_elsewhere_come_with_all_only(clock: ManualClock) -> None:
    world = seed_world(clock)
    v1 = RestV1(world)
    profile = world.profiles()[0].id
    usual = json.loads(ask(v1, f"/1/profiles/{profile}/updates/sent.json?count=100").body)
    everything = json.loads(ask(v1, f"/1/profiles/{profile}/updates/sent.json?count=100&filter=all").body)
    assert everything["total"] == usual["total"] + 2
    replies = [row for row in everything["updates"] if row["text"].startswith("@")]
    assert {row["status"] for row in replies} == {"service"}
    assert not any(row["text"].startswith("@") for row in usual["updates"])


def test_times_for_people_are_in_the_zone_of_the_profile_or_in_utc(clock: ManualClock) -> None:
    world = seed_world(clock)
    profile = world.profiles()[0].id
    path = f"/1/profiles/{profile}/updates/pending.json?count=1"
    row = json.loads(ask(RestV1(world), path).body)["updates"][0]
    assert (row["day"], row["due_time"]) == ("Today", "5:00 pm")
    assert json.loads(ask(RestV1(world), path + "&utc=true").body)["updates"][0]["due_time"] == "4:00 pm"


def test_no_token_and_a_wrong_one_get_an_empty_401(world: World) -> None:
    for answer in (ask(RestV1(world), "/1/user.json", token=""), ask(RestV1(world), "/1/user.json", token="1/wrong")):
        headers = dict(answer.headers)
        assert (answer.status, answer.reason, answer.body) == (401, "Authorization Required", b"")
        assert headers["Content-Type"] == "text/html; charset=UTF-8"
        assert headers["Content-Length"] == "0"
        assert headers["WWW-Authenticate"].startswith("OAuth realm='Service', error='invalid_request'")


def test_the_token_may_stand_in_query_or_form(world: World) -> None:
    v1, token = RestV1(world), world.accounts[0].token
    assert ask(v1, f"/1/user.json?access_token={token}", token="").status == 200
    body = f"access_token={token}&profile_ids[]={world.profiles()[0].id}&text=Hello+form".encode()
    assert ask(v1, "/1/updates/create.json", "POST", body, token="").status == 200
    assert told(ask(v1, "/1/user.json?access_token=", token="")) == (403, 1001)


def test_paths_methods_and_bodies_that_v1_does_not_take(world: World) -> None:
    v1 = RestV1(world)
    assert told(ask(v1, "/1/user.xml")) == (406, 1005)
    assert told(ask(v1, "/1/user")) == (406, 1005)
    assert told(ask(v1, "/1/nothing/here.json")) == (404, 404)
    assert told(ask(v1, "/1/updates/create.json")) == (405, 405)
    assert told(ask(v1, "/1/user.json", "POST", b"a=b")) == (405, 405)
    body = json.dumps({"text": "Hello", "profile_ids": [world.profiles()[0].id]}).encode()
    assert told(ask(v1, "/1/updates/create.json", "POST", body, Content_Type="application/json")) == (400, 1004)
    elsewhere = ask(v1, "/2/user.json")
    assert elsewhere.status == 404
    assert elsewhere.body.startswith(b"<!DOCTYPE html>")


def test_unknown_parameters_pass_unless_it_is_strict(world: World) -> None:
    assert ask(RestV1(world), "/1/user.json?colour=blue").status == 200
    assert told(ask(RestV1(world, strict=True), "/1/user.json?colour=blue")) == (400, 1003)
    profile = world.profiles()[0].id
    body = f"profile_ids[]={profile}&text=Hi&media[photo]=https://example.org/a.png&extra_media[0][photo]=x".encode()
    assert ask(RestV1(world, strict=True), "/1/updates/create.json", "POST", body).status == 200


def test_every_documented_code_has_its_status() -> None:
    documented = {
        403: 403, 1001: 403, 1002: 403, 1003: 400, 1004: 400, 1005: 406, 1006: 400, 1010: 404, 1011: 403, 1012: 400,
        1013: 403, 1014: 403, 1015: 403, 1016: 400, 1020: 404, 1021: 403, 1022: 400, 1023: 403, 1024: 403, 1025: 400,
        1026: 400, 1027: 400, 1028: 403, 1029: 400, 1030: 400, 1031: 400, 1032: 400, 1033: 400, 1034: 400, 1042: 400,
        1050: 404, 1051: 403, 404: 404, 405: 405, 1000: 500,
    }
    assert {code: status for code, (status, _) in CODES.items()} == documented


async def test_the_61st_request_of_a_minute_is_refused_before_any_work(world: World, clock: ManualClock) -> None:
    v1 = RestV1(world)
    assert {ask(v1, "/1/user.json").status for _ in range(60)} == {200}
    body = f"profile_ids[]={world.profiles()[0].id}&text=Too+many&top=true".encode()
    refused = ask(v1, "/1/updates/create.json", "POST", body)
    assert refused.status == 429
    assert dict(refused.headers)["Retry-After"] == "60"
    assert world.pending(world.profiles()[0].id)[0].text != "Too many"
    await clock.advance(60)
    assert ask(v1, "/1/updates/create.json", "POST", body).status == 200


async def test_the_minute_slides(world: World, clock: ManualClock) -> None:
    v1 = RestV1(world)
    for _ in range(30):
        ask(v1, "/1/user.json")
    await clock.advance(40)
    for _ in range(30):
        ask(v1, "/1/user.json")
    assert dict(ask(v1, "/1/user.json").headers)["Retry-After"] == "20"
    await clock.advance(20)
    assert [ask(v1, "/1/user.json").status for _ in range(31)] == [200] * 30 + [429]


def test_the_budget_belongs_to_the_user_and_needs_a_token(world: World) -> None:
    v1 = RestV1(world, limit=3)
    for _ in range(5):
        assert ask(v1, "/1/user.json", token="1/wrong").status == 401
    assert [ask(v1, "/1/user.json").status for _ in range(4)] == [200, 200, 200, 429]
    assert ask(v1, "/1/user.json", token=world.accounts[1].token).status == 200


@pytest.mark.parametrize("mode", list(RetryAfter))
def test_when_to_come_again_is_said_in_many_ways(world: World, clock: ManualClock, mode: RetryAfter) -> None:
    v1 = RestV1(world, limit=1, retry_after=mode)
    ask(v1, "/1/user.json")
    value: Any = dict(ask(v1, "/1/user.json").headers).get("Retry-After")
    match mode:
        case RetryAfter.SECONDS:
            assert value == "60"
        case RetryAfter.DATE:
            assert (parsedate_to_datetime(value) - clock.now()).total_seconds() == 60
        case RetryAfter.PAST:
            assert parsedate_to_datetime(value) < clock.now()
        case RetryAfter.ABSURD:
            assert int(value) > 10**9
        case RetryAfter.ABSENT:
            assert value is None


def test_the_configuration_names_limits(world: World) -> None:
    found = json.loads(ask(RestV1(world), "/1/info/configuration.json").body)
    assert found["services"]["twitter"]["types"]["profile"]["character_limit"] == 280
    assert "retweets" in found["services"]["twitter"]["types"]["profile"]["supported_interactions"]
    assert found["media"]["picture_size_max"] > 0


def test_html_in_a_text_is_escaped_in_text_formatted_alone(clock: ManualClock) -> None:
    world = seed_world(clock, profiles=1, pending=0, sent=0)
    body = f"profile_ids[]={world.profiles()[0].id}&text=%3Cb%3E+https://example.org/a&shorten=false".encode()
    row = json.loads(ask(RestV1(world), "/1/updates/create.json", "POST", body).body)["updates"][0]
    assert row["text"] == "<b> https://example.org/a"
    assert row["text_formatted"] == '&lt;b&gt; <a class="url" href="https://example.org/a">https://example.org/a</a>'


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@example(text="http://[", name="event", path="updates/create")
@given(
    text=st.text(max_size=60) | st.sampled_from(["http://[", "https://%zz", "http://]:x/ http://[::1", "//["]),
    name=st.sampled_from([
        "text", "scheduled_at", "media[photo]", "media[link]", "extra_media[99999999][photo]", "order[]", "offset",
        "count", "page", "since", "schedules[0][days][]",
        "schedules[12345678][times][]", "event", "url", "retweet[tweet_id]",
    ]),
    path=st.sampled_from([
        "updates/create", "updates/UPDATE/update", "profiles/PROFILE/updates/reorder",
        "profiles/PROFILE/updates/shuffle", "profiles/PROFILE/schedules/update", "profiles/PROFILE/updates/pending",
        "links/shares", "updates/SENT/interactions",
    ]),
)
def test_nothing_that_is_sent_breaks_it(text: str, name: str, path: str) -> None:
    world = seed_world(ManualClock(START), profiles=2, pending=2, sent=3)
    v1, facebook = RestV1(world), world.profiles()[1]
    path = path.replace("PROFILE", facebook.id).replace("UPDATE", world.pending(facebook.id)[0].id)
    path = path.replace("SENT", world.sent(facebook.id)[0].id)
    fields = {"profile_ids[]": facebook.id, "text": f"See {text}", "event": "likes", name: text}
    form = urlencode(fields, errors="replace")
    for method, query, body in (("GET", "?" + form, b""), ("POST", "", form.encode())):
        answer = ask(v1, f"/1/{path}.json{query}", method, body)
        assert answer.status in (200, 400, 403, 404, 405)
        assert isinstance(json.loads(answer.body), dict)


@settings(derandomize=True, database=None, deadline=None)
@given(st.text(max_size=40))
def test_no_target_breaks_it(target: str) -> None:
    assert ask(RestV1(seed_empty(ManualClock(START))), target).status in (404, 406)


def test_hostile_texts_travel_whole_and_as_ascii(clock: ManualClock) -> None:
    world = seed_hostile(clock)
    v1 = RestV1(world, limit=1000)
    names = json.loads(ask(v1, "/1/profiles.json").body)
    assert names[0]["formatted_username"] == "[@click=app.quit]x[/]"
    body = ask(v1, f"/1/profiles/{names[0]['id']}/updates/sent.json?count=100").body
    assert body.isascii()
    assert b"\x1b" not in body
    assert b"\\ud800" in body
    texts = [row["text"] for row in json.loads(body)["updates"]]
    assert any("\x1b]52;c;" in text for text in texts)
    assert any("\udc00\ud83d" in text for text in texts)
