"""The rules of Buffer's queue, seen through the simulated v1: what is made, refused, moved and renumbered."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from buffertui.clock import ManualClock
from buffertui.domain.models import Schedule
from buffertui.sandbox import Request, RestV1, World, seed_world
from buffertui.sandbox.records import ProfileRecord

START = datetime(2026, 11, 23, 11, 3, tzinfo=UTC)
FORM = "application/x-www-form-urlencoded"


class Caller:
    """Speaks v1 to a world with four waiting updates on each of three profiles."""

    def __init__(self) -> None:
        self.clock = ManualClock(START)
        self.world: World = seed_world(self.clock, profiles=3, pending=4, sent=30)
        self.v1 = RestV1(self.world, limit=100_000)
        self.token = self.world.accounts[0].token
        self.ids = [profile.id for profile in self.world.profiles()]
        for profile in self.world.profiles():
            profile.schedules = (Schedule(("mon", "tue", "wed", "thu", "fri"), ("09:00", "17:00")),)
            profile.timezone = "Europe/Berlin"

    def get(self, path: str, **query: object) -> Any:
        target = f"/1/{path}.json" + ("?" + urlencode(query) if query else "")
        answer = self.v1.answer(Request.to("GET", target, {"Authorization": f"Bearer {self.token}"}))
        return json.loads(answer.body)

    def post(self, path: str, form: Any = ()) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": FORM}
        body = urlencode(form, doseq=True).encode()
        answer = self.v1.answer(Request.to("POST", f"/1/{path}.json", headers, body))
        return answer.status, json.loads(answer.body)

    def create(self, *profiles: int, **form: object) -> tuple[int, Any]:
        return self.post("updates/create", {"profile_ids[]": [self.ids[at] for at in profiles or (0,)], **form})

    def pending(self, profile: int = 0) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.get(f"profiles/{self.ids[profile]}/updates/pending", count=100)["updates"]
        return rows

    def texts(self, profile: int = 0) -> list[str]:
        return [row["text"] for row in self.pending(profile)]

    def record(self, profile: int = 0) -> ProfileRecord:
        return self.world.profiles()[profile]


@pytest.fixture
def buffer() -> Caller:
    return Caller()


def queue_of(buffer: Caller, *texts: str) -> list[str]:
    """An own queue of slot updates in place of the seeded one; returns the ids."""
    for row in buffer.pending():
        buffer.post(f"updates/{row['id']}/destroy")
    return [buffer.create(text=text)[1]["updates"][0]["id"] for text in texts]


def local(timestamp: int) -> str:
    from zoneinfo import ZoneInfo

    return datetime.fromtimestamp(timestamp, ZoneInfo("Europe/Berlin")).strftime("%a %H:%M")


def test_a_new_update_takes_the_next_free_slot_at_the_end(buffer: Caller) -> None:
    queue_of(buffer, "one", "two", "three")
    assert [(row["text"], local(row["due_at"])) for row in buffer.pending()] == [
        ("one", "Mon 17:00"), ("two", "Tue 09:00"), ("three", "Tue 17:00"),
    ]


def test_one_update_per_profile_and_wrong_ids_are_dropped_in_silence(buffer: Caller) -> None:
    status, answer = buffer.post("updates/create", {
        "profile_ids[]": [buffer.ids[0], "f" * 24, buffer.ids[2]], "text": "Open day at noon",
    })
    assert status == 200
    assert answer["success"] is True
    assert [row["profile_id"] for row in answer["updates"]] == [buffer.ids[0], buffer.ids[2]]
    assert buffer.texts(1).count("Open day at noon") == 0


def test_only_wrong_ids_make_nothing_and_still_succeed(buffer: Caller) -> None:
    status, answer = buffer.post("updates/create", {"profile_ids[]": ["f" * 24], "text": "Nowhere"})
    assert (status, answer["success"], answer["updates"]) == (200, True, [])


def test_the_same_text_twice_is_refused_per_profile(buffer: Caller) -> None:
    buffer.create(0, text="Only once, please")
    status, answer = buffer.create(0, text="  Only once, please ")
    assert (status, answer["code"], answer["success"]) == (400, 1025, False)
    assert buffer.create(1, text="Only once, please")[0] == 200
    assert buffer.texts(0).count("Only once, please") == 1


def test_a_refused_profile_makes_nothing_on_the_others(buffer: Caller) -> None:
    buffer.create(0, text="Twice")
    assert buffer.create(1, 0, text="Twice")[0] == 400
    assert "Twice" not in buffer.texts(1)


def test_the_same_text_with_a_link_is_a_double_although_the_link_was_shortened(buffer: Caller) -> None:
    buffer.create(0, text="Read https://example.org/long/way today")
    assert buffer.create(0, text="Read https://example.org/long/way today")[1]["code"] == 1025


async def test_a_sent_text_may_be_posted_again_after_a_day(buffer: Caller) -> None:
    buffer.create(0, text="Good morning", now="true")
    assert buffer.create(0, text="Good morning")[1]["code"] == 1025
    await buffer.clock.advance(25 * 3600)
    assert buffer.create(0, text="Good morning")[0] == 200


def test_deleting_frees_the_text_for_another_post(buffer: Caller) -> None:
    made = buffer.create(0, text="Second thoughts")[1]["updates"][0]
    buffer.post(f"updates/{made['id']}/destroy")
    assert buffer.create(0, text="Second thoughts")[0] == 200


def test_links_are_shortened_unless_told_otherwise(buffer: Caller) -> None:
    text = "See https://example.org/a-very-long-address, it is good"
    short = buffer.create(0, text=text)[1]["updates"][0]["text"]
    assert short.startswith("See https://bfr.example/")
    assert short.endswith(", it is good")
    assert len(short) < len(text)
    assert buffer.create(1, text=text, shorten="false")[1]["updates"][0]["text"] == text


def test_spaces_around_the_text_are_trimmed(buffer: Caller) -> None:
    assert buffer.create(text="\n  Hello there \r\n")[1]["updates"][0]["text"] == "Hello there"


def test_a_fixed_time_wins_over_now_and_top_and_takes_no_slot(buffer: Caller) -> None:
    queue_of(buffer, "one", "two")
    at = int(START.timestamp()) + 7200
    row = buffer.create(text="Fixed", scheduled_at=at, now="true", top="true")[1]["updates"][0]
    assert (row["status"], row["due_at"], row["scheduled_at"]) == ("buffer", at, at)
    assert [local(row["due_at"]) for row in buffer.pending()] == ["Mon 14:03", "Mon 17:00", "Tue 09:00"]


def test_a_slot_at_which_a_fixed_update_goes_out_is_passed_over(buffer: Caller) -> None:
    queue_of(buffer, "one", "two")
    buffer.create(text="At five", scheduled_at="2026-11-23T17:00:00+01:00")
    assert [(row["text"], local(row["due_at"])) for row in buffer.pending()] == [
        ("At five", "Mon 17:00"), ("one", "Tue 09:00"), ("two", "Tue 17:00"),
    ]


@pytest.mark.parametrize(("written", "meant"), [
    ("2026-12-24T08:15:00+01:00", "2026-12-24T07:15:00+00:00"),
    ("2026-12-24T08:15:00Z", "2026-12-24T08:15:00+00:00"),
    ("2026-12-24T08:15:00", "2026-12-24T08:15:00+00:00"),
    ("1798100000", "2026-12-24T08:13:20+00:00"),
])
def test_times_are_read_as_seconds_or_iso_with_utc_as_the_usual_zone(buffer: Caller, written: str, meant: str) -> None:
    row = buffer.create(text="Timed", scheduled_at=written)[1]["updates"][0]
    assert datetime.fromtimestamp(row["due_at"], UTC).isoformat() == meant


def test_a_past_time_is_refused_in_create_and_in_edit(buffer: Caller) -> None:
    past = int(START.timestamp()) - 1
    assert buffer.create(text="Too late", scheduled_at=past)[1]["code"] == 1034
    update = buffer.pending()[0]["id"]
    status, answer = buffer.post(f"updates/{update}/update", {"text": "Too late", "scheduled_at": past})
    assert (status, answer["code"]) == (400, 1034)
    assert "Too late" not in buffer.texts()


@pytest.mark.parametrize("nonsense", ["tomorrow", "99999999999999", "2026-13-40"])
def test_a_time_that_is_none_is_out_of_bounds(buffer: Caller, nonsense: str) -> None:
    assert buffer.create(text="When?", scheduled_at=nonsense)[1]["code"] == 1006


def test_now_publishes_at_once(buffer: Caller) -> None:
    row = buffer.create(text="Right away", now="true")[1]["updates"][0]
    assert (row["status"], row["sent_at"]) == ("sent", int(START.timestamp()))
    assert buffer.get(f"profiles/{buffer.ids[0]}/updates/sent")["updates"][0]["id"] == row["id"]
    assert "Right away" not in buffer.texts()


def test_top_goes_first_and_everybody_else_moves_back(buffer: Caller) -> None:
    queue_of(buffer, "one", "two")
    buffer.create(text="First", top="true")
    assert [(row["text"], local(row["due_at"])) for row in buffer.pending()] == [
        ("First", "Mon 17:00"), ("one", "Tue 09:00"), ("two", "Tue 17:00"),
    ]


def test_sharing_sends_and_the_rest_moves_up(buffer: Caller) -> None:
    one, _, _ = queue_of(buffer, "one", "two", "three")
    assert buffer.post(f"updates/{one}/share") == (200, {"success": True})
    assert [(row["text"], local(row["due_at"])) for row in buffer.pending()] == [
        ("two", "Mon 17:00"), ("three", "Tue 09:00"),
    ]
    shared = buffer.get(f"updates/{one}")
    assert (shared["status"], shared["sent_at"]) == ("sent", int(START.timestamp()))


def test_sharing_what_is_sent_is_refused_with_a_message_that_is_an_object(buffer: Caller) -> None:
    one = queue_of(buffer, "one")[0]
    buffer.post(f"updates/{one}/share")
    status, answer = buffer.post(f"updates/{one}/share")
    assert (status, answer["code"]) == (400, 1022)
    assert answer["message"]["text"]


def test_sharing_on_a_disconnected_profile_fails_with_http_200(buffer: Caller) -> None:
    one = queue_of(buffer, "one")[0]
    buffer.record().disconnected = True
    status, answer = buffer.post(f"updates/{one}/share")
    assert (status, answer["success"]) == (200, False)
    assert buffer.texts() == ["one"]


def test_destroying_renumbers_and_a_second_time_finds_nothing(buffer: Caller) -> None:
    one, _ = queue_of(buffer, "one", "two")
    assert buffer.post(f"updates/{one}/destroy") == (
        200, {"success": True, "message": "Update deleted successfully"},
    )
    assert [local(row["due_at"]) for row in buffer.pending()] == ["Mon 17:00"]
    status, answer = buffer.post(f"updates/{one}/destroy")
    assert (status, answer["code"]) == (404, 1020)


def test_what_is_sent_can_neither_be_edited_nor_deleted(buffer: Caller) -> None:
    sent = buffer.get(f"profiles/{buffer.ids[0]}/updates/sent")["updates"][0]["id"]
    assert buffer.post(f"updates/{sent}/update", {"text": "Rewritten history"})[1]["code"] == 1022
    assert buffer.post(f"updates/{sent}/destroy")[1]["code"] == 1022


def test_an_edit_changes_the_text_and_leaves_slot_and_media_alone(buffer: Caller) -> None:
    photo = "https://example.org/day.png"
    made = buffer.create(text="Open day at noon", **{"media[photo]": photo})[1]["updates"][0]
    status, answer = buffer.post(f"updates/{made['id']}/update", {"text": "Open day at one"})
    assert (status, answer["success"]) == (200, True)
    assert answer["update"]["text"] == "Open day at one"
    assert answer["update"]["due_at"] == made["due_at"]
    assert answer["update"]["media"]["picture"] == photo


def test_an_edit_with_a_time_makes_the_time_a_fixed_one_and_frees_the_slot(buffer: Caller) -> None:
    one, _ = queue_of(buffer, "one", "two")
    at = int(START.timestamp()) + 86_400 * 3
    buffer.post(f"updates/{one}/update", {"text": "one", "scheduled_at": at})
    rows = buffer.pending()
    assert [row["text"] for row in rows] == ["two", "one"]
    assert local(rows[0]["due_at"]) == "Mon 17:00"
    assert rows[1]["scheduled_at"] == at


def test_an_edit_needs_the_text_even_when_only_the_time_changes(buffer: Caller) -> None:
    update = buffer.pending()[0]["id"]
    assert buffer.post(f"updates/{update}/update", {"now": "true"})[1]["code"] == 1004


def test_an_edit_may_not_become_the_double_of_another_but_may_stay_itself(buffer: Caller) -> None:
    one, _ = queue_of(buffer, "one", "two")
    assert buffer.post(f"updates/{one}/update", {"text": "two"})[1]["code"] == 1025
    assert buffer.post(f"updates/{one}/update", {"text": "one"})[0] == 200


def test_to_the_top_only_from_the_queue(buffer: Caller) -> None:
    _, two = queue_of(buffer, "one", "two")
    fixed = buffer.create(text="Fixed", scheduled_at=int(START.timestamp()) + 60)[1]["updates"][0]["id"]
    status, answer = buffer.post(f"updates/{two}/move_to_top")
    assert (status, answer["id"], local(answer["due_at"])) == (200, two, "Mon 17:00")
    status, answer = buffer.post(f"updates/{fixed}/move_to_top")
    assert (status, answer["code"]) == (400, 1027)


def test_a_whole_order_is_taken_as_it_is(buffer: Caller) -> None:
    one, two, three = queue_of(buffer, "one", "two", "three")
    status, answer = buffer.post(f"profiles/{buffer.ids[0]}/updates/reorder", {"order[]": [three, one, two]})
    assert status == 200
    assert [(row["id"], local(row["due_at"])) for row in answer["updates"]] == [
        (three, "Mon 17:00"), (one, "Tue 09:00"), (two, "Tue 17:00"),
    ]


def test_a_part_of_the_order_starts_at_the_offset(buffer: Caller) -> None:
    ids = queue_of(buffer, "one", "two", "three", "four")
    buffer.post(f"profiles/{buffer.ids[0]}/updates/reorder", {"order[]": [ids[3], ids[2]], "offset": 2})
    assert buffer.texts() == ["one", "two", "four", "three"]
    buffer.post(f"profiles/{buffer.ids[0]}/updates/reorder", {"order[]": [ids[3]], "offset": 1})
    assert buffer.texts() == ["one", "four", "two", "three"]


def test_fixed_times_stay_when_the_queue_is_ordered(buffer: Caller) -> None:
    one, two = queue_of(buffer, "one", "two")
    fixed = buffer.create(text="Fixed", scheduled_at="2026-11-24T07:00:00Z")[1]["updates"][0]["id"]
    buffer.post(f"profiles/{buffer.ids[0]}/updates/reorder", {"order[]": [fixed, two, one, "e" * 24]})
    assert [(row["text"], local(row["due_at"])) for row in buffer.pending()] == [
        ("two", "Mon 17:00"), ("Fixed", "Tue 08:00"), ("one", "Tue 09:00"),
    ]


def test_shuffling_keeps_everything_and_answers_as_many_as_asked(buffer: Caller) -> None:
    ids = queue_of(buffer, *(f"number {n}" for n in range(8)))
    status, answer = buffer.post(f"profiles/{buffer.ids[0]}/updates/shuffle", {"count": 3})
    assert (status, len(answer["updates"]), answer["total"]) == (200, 3, 8)
    rows = buffer.pending()
    assert [row["id"] for row in rows] != ids
    assert sorted(row["id"] for row in rows) == sorted(ids)
    assert [row["due_at"] for row in rows] == sorted(row["due_at"] for row in rows)
    assert [row["id"] for row in answer["updates"]] == [row["id"] for row in rows[:3]]


def test_a_full_queue_says_so_with_a_link_and_lets_now_pass(buffer: Caller) -> None:
    buffer.world.accounts[0].queue_limit = 4
    status, answer = buffer.create(text="One too many")
    assert (status, answer["code"]) == (403, 1023)
    assert "<a href=" in answer["message"]
    assert buffer.create(text="One too many", now="true")[0] == 200


def test_profiles_and_updates_of_somebody_else(buffer: Caller) -> None:
    other = buffer.world.accounts[1]
    profile = buffer.world.profiles(other)[0]
    update = buffer.world.pending(profile.id)[0]
    assert buffer.get(f"profiles/{profile.id}")["code"] == 1011
    assert buffer.post("updates/create", {"profile_ids[]": [profile.id], "text": "Mine?"})[1]["code"] == 1011
    assert buffer.post(f"updates/{update.id}/destroy")[1]["code"] == 1021
    assert profile.id not in {row["id"] for row in buffer.get("profiles")}


def test_what_is_missing_or_not_there(buffer: Caller) -> None:
    assert buffer.post("updates/create", {"text": "For whom?"})[1]["code"] == 1004
    assert buffer.create(text="   ")[1]["code"] == 1004
    assert buffer.post(f"profiles/{buffer.ids[0]}/updates/reorder")[1]["code"] == 1004
    assert buffer.get("links/shares")["code"] == 1004
    assert buffer.get("profiles/" + "f" * 24)["code"] == 1010
    assert buffer.get("updates/" + "f" * 24)["code"] == 1020


def test_media_of_a_wrong_kind_is_refused(buffer: Caller) -> None:
    assert buffer.create(text="A plan", **{"media[photo]": "https://example.org/plan.pdf"})[1]["code"] == 1030
    buffer.record(2).service_type = "group"
    assert buffer.record(2).service == "linkedin"
    assert buffer.create(2, text="Look", **{"media[photo]": "https://example.org/a.png"})[1]["code"] == 1032
    buffer.record(1).service = "instagram"
    assert buffer.create(1, text="No picture")[1]["code"] == 1004


def test_a_photo_is_found_under_picture_and_a_link_becomes_a_preview_where_there_are_any(buffer: Caller) -> None:
    photo = buffer.create(0, text="Look", **{"media[photo]": "https://example.org/a.png"})[1]["updates"][0]
    assert photo["type"] == "image"
    assert photo["media"] == {"picture": "https://example.org/a.png", "thumbnail": "https://example.org/a.png"}
    facebook, twitter = buffer.create(1, 0, text="Tulips https://example.org/tulips")[1]["updates"]
    assert facebook["media"]["link"] == "https://example.org/tulips"
    assert "media" not in twitter
    bare = buffer.create(1, text="No tulips https://example.org/no", attachment="false")[1]["updates"][0]
    assert "media" not in bare


def test_schedules_are_replaced_and_the_queue_follows(buffer: Caller) -> None:
    queue_of(buffer, "one", "two")
    status, answer = buffer.post(f"profiles/{buffer.ids[0]}/schedules/update", {
        "schedules[0][days][]": ["wed", "sat"], "schedules[0][times][]": ["12:45"],
    })
    assert (status, answer) == (200, {"success": True})
    assert buffer.get(f"profiles/{buffer.ids[0]}/schedules") == [{"days": ["wed", "sat"], "times": ["12:45"]}]
    assert [local(row["due_at"]) for row in buffer.pending()] == ["Wed 12:45", "Sat 12:45"]


def test_schedules_that_cannot_be(buffer: Caller) -> None:
    path = f"profiles/{buffer.ids[1]}/schedules/update"
    wrong = {"schedules[0][days][]": ["mon"], "schedules[0][times][]": ["25:00"]}
    assert buffer.post(path, wrong)[1]["code"] == 1012
    times = [f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(49)]
    crowd = {"schedules[0][days][]": ["mon"], "schedules[0][times][]": times}
    status, answer = buffer.post(path, crowd)
    assert (status, answer["code"]) == (403, 1013)


def test_a_free_plan_that_is_sent_two_schedules_is_left_with_none(buffer: Caller) -> None:
    buffer.world.accounts[0].plan = "free"
    buffer.post(f"profiles/{buffer.ids[0]}/schedules/update", {
        "schedules[0][days][]": ["mon"], "schedules[0][times][]": ["12:00"],
        "schedules[1][days][]": ["tue"], "schedules[1][times][]": ["12:00"],
    })
    assert buffer.get(f"profiles/{buffer.ids[0]}/schedules") == []


def test_without_posting_times_nothing_has_a_time(buffer: Caller) -> None:
    queue_of(buffer, "one")
    buffer.record().schedules = ()
    assert buffer.create(text="two")[1]["updates"][0]["due_at"] == 0
    assert [row["due_at"] for row in buffer.pending()] == [0, 0]


def test_interactions_are_those_of_the_network(buffer: Caller) -> None:
    sent = buffer.world.sent(buffer.ids[0])[20]
    buffer.record().followers = 50_000
    found = buffer.get(f"updates/{sent.id}/interactions", event="favorites", count=5)
    assert found["total"] >= 5
    assert len(found["interactions"]) == 5
    assert set(found["interactions"][0]) >= {"id", "event", "created_at", "user", "interaction_id"}
    assert buffer.get(f"updates/{sent.id}/interactions", event="applause")["code"] == 1029


def test_shares_of_a_link_are_counted_without_www(buffer: Caller) -> None:
    buffer.create(0, 1, text="Go to https://www.example.org/tulips")
    assert buffer.get("links/shares", url="https://example.org/tulips") == {"shares": 2}


def test_withdrawing_the_access_ends_it(buffer: Caller) -> None:
    assert buffer.post("user/deauthorize")[1]["success"] is True
    headers = {"Authorization": f"Bearer {buffer.token}"}
    assert buffer.v1.answer(Request.to("GET", "/1/user.json", headers)).status == 401
