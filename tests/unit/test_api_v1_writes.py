"""Writing to v1: the forms exactly as the reference has them, and what is concluded from the answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import httpx
import pytest

from buffertui.api.pacing import Limit, Pacer
from buffertui.clock import ManualClock
from buffertui.domain.drafts import Approval, At, Create, Edit, NextSlot, Now, Top
from buffertui.domain.errors import AnswerLost, BadAnswer, NotFound, PowerMissing, Refused
from buffertui.domain.models import UNREADABLE, Media, Schedule, Update
from tests.support.v1_wire import NOON, Server, answer, client_of

BEFORE = Update(id="u1", profile_id="p1", text="As it was", fixed=True, due_at=NOON)
OK = answer({"success": True})


def made(*profiles: str) -> httpx.Response:
    return answer({"success": True, "updates": [{"id": f"u-{p}", "profile_id": p, "text": "t"} for p in profiles]})


@pytest.mark.parametrize(
    ("write", "form"),
    [
        (Create(("a", "b"), "Open day"), [("profile_ids[]", "a"), ("profile_ids[]", "b"), ("text", "Open day")]),
        (Create(("a",), "x", when=NextSlot()), [("profile_ids[]", "a"), ("text", "x")]),
        (Create(("a",), "x", when=Now()), [("profile_ids[]", "a"), ("text", "x"), ("now", "true")]),
        (Create(("a",), "x", when=Top()), [("profile_ids[]", "a"), ("text", "x"), ("top", "true")]),
        (
            Create(("a",), "x", when=At(datetime(2026, 10, 3, 12, tzinfo=timezone(timedelta(hours=2))))),
            [("profile_ids[]", "a"), ("text", "x"), ("scheduled_at", "1791021600")],
        ),
        (Create(("a",), "x", shorten=False), [("profile_ids[]", "a"), ("text", "x"), ("shorten", "false")]),
        (
            Create(("a",), "x", media=Media(photo="https://example.org/day.png")),
            [("profile_ids[]", "a"), ("text", "x"), ("media[photo]", "https://example.org/day.png")],
        ),
        (
            Create(("a",), "", media=Media(link="http://example.org/", title="T", description="D",
                                           picture="http://example.org/p", thumbnail="http://example.org/t",
                                           alt_text="not sent", video="not sent")),
            [("profile_ids[]", "a"), ("media[link]", "http://example.org/"), ("media[title]", "T"),
             ("media[description]", "D"), ("media[picture]", "http://example.org/p"),
             ("media[thumbnail]", "http://example.org/t")],
        ),
        (Create(("a", "a"), " two\nlines é👩‍🌾 "), [("profile_ids[]", "a"), ("text", " two\nlines é👩‍🌾 ")]),
    ],
)
async def test_create_sends_what_differs_from_the_default_and_nothing_else(
    write: Create, form: list[tuple[str, str]]
) -> None:
    server = Server(made(*dict.fromkeys(write.profile_ids)))
    await client_of(server).create(write)
    assert server.asked == ["POST updates/create.json"]
    assert server.requests[0].headers["content-type"] == "application/x-www-form-urlencoded"
    assert server.form == form


async def test_a_post_to_many_profiles_is_one_request() -> None:
    profiles = tuple(f"p{n}" for n in range(25))
    server = Server(made(*profiles))
    got = await client_of(server).create(Create(profiles, "x"))
    assert len(server.requests) == 1
    assert len(got.updates) == 25
    assert got.missing == ()


async def test_profiles_that_got_nothing_are_named() -> None:
    got = await client_of(Server(made("a", "c"))).create(Create(("a", "b", "c", "d"), "x"))
    assert got.missing == ("b", "d")
    assert [update.id for update in got.updates] == ["u-a", "u-c"]


async def test_when_all_profiles_were_dropped_all_are_missing() -> None:
    got = await client_of(Server(made())).create(Create(("a", "b"), "x"))
    assert (got.updates, got.missing) == ((), ("a", "b"))


async def test_a_single_update_in_place_of_the_list_is_accepted() -> None:
    body = {"success": True, "message": "<b>Saved</b>", "update": {"id": 7, "profile_id": "a", "text": "t"}}
    got = await client_of(Server(answer(body))).create(Create(("a",), "x"))
    assert (got.updates[0].id, got.missing, got.message) == ("7", (), "Saved")


async def test_an_update_that_does_not_name_its_profile_belongs_to_the_only_one_asked() -> None:
    client = client_of(Server(answer({"success": True, "updates": [{"id": "u"}]})))
    assert (await client.create(Create(("a",), "x"))).missing == ()


@pytest.mark.parametrize(
    "body",
    [
        {"success": True},
        {"success": True, "updates": None},
        {"success": True, "updates": [None]},
        {"success": True, "updates": [{"id": "u"}]},
        [],
        [1],
        "yes",
        None,
    ],
)
async def test_an_answer_that_leaves_open_what_was_made_is_no_answer(body: object) -> None:
    """Saying "missing" here would invite to send it a second time."""
    with pytest.raises(BadAnswer):
        await client_of(Server(answer(body))).create(Create(("a", "b"), "x"))


async def test_an_odd_row_beside_all_that_was_asked_for_does_no_harm() -> None:
    body = {"success": True, "updates": [{"id": "u", "profile_id": "a"}, None]}
    got = await client_of(Server(answer(body))).create(Create(("a",), "x"))
    assert [update.id for update in got.updates] == ["u"]


PHOTO = Media(photo="http://example.org/p", thumbnail="http://example.org/t")


@pytest.mark.parametrize(
    ("write", "form"),
    [
        (Edit(BEFORE, text="New"), [("text", "New")]),
        (Edit(BEFORE, text=""), [("text", "")]),
        (Edit(BEFORE, when=At(NOON)), [("text", "As it was"), ("scheduled_at", str(int(NOON.timestamp())))]),
        (Edit(BEFORE, text="New", when=Now()), [("text", "New"), ("now", "true")]),
        (Edit(BEFORE, media=PHOTO), [("text", "As it was"), ("media[photo]", PHOTO.photo),
                                     ("media[thumbnail]", PHOTO.thumbnail)]),
        (
            Edit(Update("u1", "p1", "Old", media=(Media(link="http://example.org/", title="T"),)), text="New"),
            [("text", "New"), ("media[link]", "http://example.org/"), ("media[title]", "T")],
        ),
        (
            Edit(Update("u1", "p1", "Old", media=(PHOTO,)), text="New", media=Media(link="http://example.org/")),
            [("text", "New"), ("media[link]", "http://example.org/")],
        ),
        (Edit(Update("u1", "p1", "Old", media=(PHOTO, PHOTO)), text="New"), [("text", "New")]),
        (Edit(Update("u1", "p1", "Old", media=(Media(video="http://example.org/v", thumbnail="t"),)), text="New"),
         [("text", "New")]),
    ],
)
async def test_edit_sends_the_text_what_changed_and_the_media_that_stays(
    write: Edit, form: list[tuple[str, str]]
) -> None:
    server = Server(answer({"success": True, "update": {"id": "u1", "text": "New"}}))
    got = await client_of(server).edit(write)
    assert server.asked == ["POST updates/u1/update.json"]
    assert server.form == form
    assert (got.updates[0].id, got.updates[0].profile_id) == ("u1", "p1")


async def test_what_an_image_post_held_goes_back_as_it_came() -> None:
    row = {"id": "u1", "text": "t", "profile_id": "p1", "type": "image",
           "media": {"picture": "http://example.org/p", "thumbnail": "http://example.org/t"}}
    server = Server(answer(row))
    client = client_of(server)
    await client.edit(Edit(await client.update("u1"), text="New"))
    assert server.form == [("text", "New"), ("media[photo]", "http://example.org/p"),
                           ("media[thumbnail]", "http://example.org/t")]


async def test_a_text_with_half_a_surrogate_pair_can_be_edited() -> None:
    server = Server(OK)
    await client_of(server).edit(Edit(Update("u1", "p1", "a\ud800b"), when=At(NOON)))
    assert server.form[0] == ("text", "a\ufffdb")


async def test_commands_on_one_update_have_empty_bodies() -> None:
    server = Server(OK)
    client = client_of(server)
    await client.share_now(BEFORE)
    await client.delete(BEFORE)
    await client.move_to_top(BEFORE)
    assert server.asked == ["POST updates/u1/share.json", "POST updates/u1/destroy.json",
                            "POST updates/u1/move_to_top.json"]
    assert all(request.content == b"" for request in server.requests)


async def test_the_sentence_of_a_success_is_passed_on() -> None:
    got = await client_of(Server(answer({"success": True, "message": {"text": "Gone &amp; done"}}))).delete(BEFORE)
    assert got.message == "Gone & done"


async def test_deleting_what_is_not_there_is_a_success() -> None:
    body = {"success": False, "code": 1020, "message": "No such update"}
    got = await client_of(Server(answer(body, 404))).delete(BEFORE)
    assert got.message == "The update was already gone."


@pytest.mark.parametrize("body", [{"code": 1010}, {"error": "not found"}])
async def test_deleting_that_meets_another_not_found_is_not_a_success(body: object) -> None:
    with pytest.raises(NotFound):
        await client_of(Server(answer(body, 404))).delete(BEFORE)


@pytest.mark.parametrize("wrapped", [False, True])
async def test_move_to_top_answers_with_the_update_bare_or_not(wrapped: bool) -> None:
    row = {"id": "u1", "text": "t", "profile_id": "p1", "due_at": 1_800_000_000}
    body = {"success": True, "update": row} if wrapped else row
    got = await client_of(Server(answer(body))).move_to_top(BEFORE)
    assert got.updates[0].due_at == datetime(2027, 1, 15, 8, tzinfo=UTC)


async def test_reorder_sends_the_whole_order() -> None:
    server = Server(answer({"success": True, "updates": [{"id": "b"}, None, {"id": "a"}]}))
    got = await client_of(server).reorder("p1", ("b", "a"))
    assert server.asked == ["POST profiles/p1/updates/reorder.json"]
    assert server.form == [("order[]", "b"), ("order[]", "a")]
    assert [(u.id, u.profile_id) for u in got.updates] == [("b", "p1"), ("a", "p1")]
    assert all(u.status != UNREADABLE for u in got.updates)


async def test_shuffle_asks_for_the_new_order() -> None:
    server = Server(answer({"success": True, "updates": [{"id": "b"}], "time_to_shuffle": 0.004}))
    got = await client_of(server).shuffle("p1")
    assert server.asked == ["POST profiles/p1/updates/shuffle.json"]
    assert server.form == [("count", "100")]
    assert got.updates[0].id == "b"


async def test_schedules_are_numbered_lists_of_days_and_times() -> None:
    server = Server(answer({"success": True, "message": "Schedule saved successfully"}))
    schedules = (Schedule(("mon", "tue"), ("12:45",)), Schedule((), ("09:00",)), Schedule(("sat",), ("10:00", "11:00")))
    got = await client_of(server).set_schedules("p1", schedules)
    assert server.asked == ["POST profiles/p1/schedules/update.json"]
    assert server.form == [
        ("schedules[0][days][]", "mon"), ("schedules[0][days][]", "tue"), ("schedules[0][times][]", "12:45"),
        ("schedules[1][days][]", "sat"), ("schedules[1][times][]", "10:00"), ("schedules[1][times][]", "11:00"),
    ]
    assert got.message == "Schedule saved successfully"


async def test_taking_away_all_posting_times_is_refused_before_it_leaves() -> None:
    server = Server(OK)
    with pytest.raises(Refused, match="cannot take away all posting times"):
        await client_of(server).set_schedules("p1", (Schedule(("mon",), ()),))
    assert server.requests == []


async def test_writes_use_what_is_kept_for_them() -> None:
    clock = ManualClock(NOON)
    pacer = Pacer(clock, (Limit(3, 60.0),), reserve=2)
    client = client_of(Server(OK), clock, pacer=pacer)
    for _ in range(3):
        await client.share_now(BEFORE)
    assert client.pace().windows[0].used == 3


async def test_a_lost_answer_to_a_write_is_not_repeated() -> None:
    server = Server(answer({}, 502), OK)
    with pytest.raises(AnswerLost):
        await client_of(server).share_now(BEFORE)
    assert len(server.requests) == 1


async def test_listeners_of_the_budget_hear_of_a_write() -> None:
    client = client_of(Server(OK))
    heard: list[int] = []
    stop = client.on_pace(lambda: heard.append(client.pace().under_way))
    await client.share_now(BEFORE)
    assert 1 in heard
    assert heard[-1] == 0
    stop()
    await client.aclose()


@pytest.mark.parametrize("when", [NextSlot(), Top(), Now(), At(NOON)])
async def test_what_was_meant_as_a_draft_never_leaves(when: NextSlot | Top | Now | At) -> None:
    server = Server(made("a"))
    with pytest.raises(PowerMissing, match=r"would publish this\. Nothing was sent"):
        await client_of(server).create(Create(("a",), "Not yet", when=when, draft=True))
    assert server.asked == []


@pytest.mark.parametrize(
    "edit",
    [Edit(BEFORE, draft=True), Edit(BEFORE, text="x", draft=False), Edit(BEFORE, approval=Approval.REQUEST),
     Edit(BEFORE, text="x", approval=Approval.REVERT), Edit(BEFORE, when=NextSlot()),
     Edit(BEFORE, text="x", when=Top()), Edit(BEFORE, fields={"thread.2": "Two"}),
     Edit(BEFORE, when=Now(), draft=True)],
)
async def test_an_edit_that_v1_cannot_say_never_leaves(edit: Edit) -> None:
    server = Server(OK)
    with pytest.raises(PowerMissing, match=r"Buffer's API v1 "):
        await client_of(server).edit(edit)
    assert server.asked == []


async def test_a_thread_does_not_lose_all_but_its_first_post() -> None:
    server = Server(made("a"))
    with pytest.raises(PowerMissing, match="only its first part"):
        await client_of(server).create(Create(("a",), "One", fields={"thread.2": "Two"}))
    assert server.asked == []


async def test_other_fields_of_networks_are_left_out() -> None:
    fields = {"instagram.type": "reel", "comment": "First", "thread": "on"}
    server = Server(made("a"))
    await client_of(server).create(Create(("a",), "x", fields=fields))
    assert server.form == [("profile_ids[]", "a"), ("text", "x")]
    server = Server(OK)
    await client_of(server).edit(Edit(BEFORE, text="y", fields=fields))
    assert server.form == [("text", "y")]
