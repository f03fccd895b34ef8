"""Writing through the GraphQL API: one request for each profile, only what changed, and nothing concluded too early."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import httpx
import pytest

from buffertui.domain.drafts import Approval, At, Create, Edit, NextSlot, Now, Top
from buffertui.domain.errors import (
    AnswerLost,
    Duplicate,
    NotFound,
    Offline,
    PartlyDone,
    Refused,
    RestWaits,
    ServiceError,
    Unauthorized,
)
from buffertui.domain.models import DRAFT, FAILED, NEEDS_APPROVAL, WAITING, Media, Update
from tests.support.graphql_wire import NOON, Graph, channel, client_to, given, made, problem, reply, rows, wrong

BEFORE = Update(id="u1", profile_id="p1", text="As it was", service="twitter", due_at=NOON)
IDEA = Update("u1", "p1", "", status="draft")
ASKED = Update("u1", "p1", "", status="needs_approval")
FAILING = Update("u1", "p1", "", status="error", error="No", error_link="https://example.org/", due_at=NOON, fixed=True)
LATER = datetime(2026, 12, 3, 12, tzinfo=timezone(timedelta(hours=2)))
CHANNELS = given(
    channels=[channel("p1"), channel("p2", "facebook"), channel("p3", "instagram"), channel("p4", "googlebusiness"),
              channel("p5", "linkedin"), channel("p6", "mastodon")],
    counted=rows(),
)
PHOTO = "https://example.org/day.png"
LINK = Media(link="https://example.org/t", title="Tulips", description="All", picture="https://example.org/t.png")


def server_of(*answers: Any, operation: str = "CreatePost") -> Graph:
    return Graph(Channels=CHANNELS, **{operation: list(answers)})


def created(payload: object) -> httpx.Response:
    return given(createPost=payload)


@pytest.mark.parametrize(
    ("when", "fields"),
    [
        (NextSlot(), {"mode": "addToQueue"}),
        (Top(), {"mode": "shareNext"}),
        (Now(), {"mode": "shareNow"}),
        (At(LATER), {"mode": "customScheduled", "dueAt": "2026-12-03T10:00:00Z"}),
    ],
)
async def test_create_names_its_place_and_nothing_that_is_not_set(when: Any, fields: dict[str, str]) -> None:
    server = server_of(created(made()))
    await client_to(server).create(Create(("p1",), "Open day", when=when, shorten=False))
    assert server.inputs("CreatePost") == [
        {"channelId": "p1", "schedulingType": "automatic", "text": "Open day", **fields}
    ]


@pytest.mark.parametrize(
    ("profile", "media", "fields"),
    [
        ("p1", Media(photo=PHOTO), {"assets": [{"image": {"url": PHOTO}}]}),
        ("p1", Media(photo=PHOTO, alt_text="A gate"),
         {"assets": [{"image": {"url": PHOTO, "metadata": {"altText": "A gate"}}}]}),
        ("p1", Media(video="https://example.org/v.mp4"), {"assets": [{"video": {"url": "https://example.org/v.mp4"}}]}),
        ("p1", LINK, {"assets": [{"link": {"url": "https://example.org/t", "title": "Tulips", "description": "All",
                                           "thumbnailUrl": "https://example.org/t.png"}}]}),
        ("p2", LINK, {"metadata": {"facebook": {"type": "post", "linkAttachment": {
            "url": "https://example.org/t", "title": "Tulips", "description": "All",
            "thumbnail": {"url": "https://example.org/t.png"}}}}}),
        ("p2", Media(photo=PHOTO), {"assets": [{"image": {"url": PHOTO}}]}),
        ("p5", Media(link="https://example.org/t"),
         {"metadata": {"linkedin": {"linkAttachment": {"url": "https://example.org/t"}}}}),
        ("p3", Media(photo=PHOTO), {"assets": [{"image": {"url": PHOTO}}],
                                    "metadata": {"instagram": {"type": "post", "shouldShareToFeed": True}}}),
        ("p4", Media(), {"metadata": {"google": {"type": "whats_new", "detailsWhatsNew": {"button": "none"}}}}),
        ("p6", Media(), {}),
    ],
)
async def test_what_hangs_on_a_post_goes_where_its_network_wants_it(
    profile: str, media: Media, fields: dict[str, Any]
) -> None:
    server = server_of(created(made()))
    await client_to(server).create(Create((profile,), "x", media))
    (sent,) = server.inputs("CreatePost")
    assert {k: v for k, v in sent.items() if k in ("assets", "metadata")} == fields


async def test_profiles_that_were_read_are_not_read_again() -> None:
    server = server_of(created(made()))
    client = client_to(server)
    await client.profiles()
    await client.create(Create(("p1",), "x"))
    await client.create(Create(("p2", "p2"), "x"))
    assert server.names == ["Channels", "CreatePost", "CreatePost"]


async def test_controls_and_halves_of_characters_do_not_leave() -> None:
    server = server_of(created(made()))
    await client_to(server).create(Create(("p1",), "a\x07b\tc\r\nd\ud800 🎉"))
    assert server.inputs("CreatePost")[0]["text"] == "ab\tc\r\nd\ufffd 🎉"


async def test_each_profile_has_its_own_request_and_update() -> None:
    server = server_of(created(made("n1")), created(made("n2", shareMode="customScheduled")))
    outcome = await client_to(server).create(Create(("p1", "p2"), "x", Media(photo=PHOTO)))
    assert [one["channelId"] for one in server.inputs("CreatePost")] == ["p1", "p2"]
    first, second = outcome.updates
    assert (first.id, first.profile_id, first.text, first.status) == ("n1", "p1", "x", WAITING)
    assert (first.due_at, first.media) == (datetime(2026, 11, 25, 9, tzinfo=UTC), (Media(photo=PHOTO),))
    assert (second.profile_id, second.service, second.fixed) == ("p2", "facebook", True)
    assert (outcome.missing, outcome.message) == ((), "")


async def test_a_refused_profile_is_missing_and_the_others_are_made() -> None:
    server = server_of(created(made("n1")), created(problem("InvalidInputError", "Needs an image")),
                       created(made("n3")))
    outcome = await client_to(server).create(Create(("p1", "p3", "p5"), "x"))
    assert [u.profile_id for u in outcome.updates] == ["p1", "p5"]
    assert outcome.missing == ("p3",)
    assert outcome.message.startswith("Northwind: Buffer does not take it like this. Buffer says: Needs an image")


async def test_when_all_are_refused_the_refusal_is_raised() -> None:
    full, long = problem("LimitReachedError", "Ten posts"), problem("InvalidInputError", "Long")
    server = server_of(created(full), created(long))
    with pytest.raises(Refused, match=r"Ten posts.*Long"):
        await client_to(server).create(Create(("p1", "p2"), "x"))


@pytest.mark.parametrize("lost", [
    httpx.ReadTimeout("slow"), httpx.Response(502), wrong("UNEXPECTED"), created(problem("UnexpectedError")),
    created(None), reply({"data": None}), wrong(None), wrong("INTERNAL_SERVER_ERROR"),
    wrong("FORBIDDEN", path=["createPost", "post", "dueAt"]), wrong("FORBIDDEN", None),
    created({"__typename": "BrandNew"}), created({"__typename": "PostActionSuccess", "post": None}),
    created({"__typename": "PostActionSuccess", "post": {"id": None}}), httpx.Response(200, content=b"<html>"),
    created(problem("RestProxyError", code=502)),
], ids=lambda a: type(a).__name__)
async def test_what_does_not_prove_a_refusal_is_a_lost_answer(lost: Any) -> None:
    with pytest.raises(AnswerLost):
        await client_to(server_of(lost)).create(Create(("p1",), "x"))


async def test_a_lost_answer_after_others_carries_what_is_certain() -> None:
    server = server_of(created(made("n1")), created(problem("LimitReachedError")), httpx.ReadTimeout("slow"))
    with pytest.raises(PartlyDone) as caught:
        await client_to(server).create(Create(("p1", "p2", "p3", "p5"), "x"))
    assert [u.id for u in caught.value.outcome.updates] == ["n1"]
    assert caught.value.outcome.missing == ("p2",)
    assert server.names.count("CreatePost") == 3, "nothing goes on after a lost answer"


@pytest.mark.parametrize("broken", [httpx.ConnectError("down"), wrong("UNAUTHENTICATED", status=401)])
async def test_what_stops_everything_does_not_lose_what_was_made(broken: Any) -> None:
    server = server_of(created(made("n1")), created(problem("LimitReachedError")), broken)
    with pytest.raises(RestWaits) as caught:
        await client_to(server).create(Create(("p1", "p2", "p3", "p5"), "x"))
    outcome = caught.value.outcome
    assert ([u.id for u in outcome.updates], outcome.missing) == (["n1"], ("p2",))
    assert server.names.count("CreatePost") == 3


@pytest.mark.parametrize(
    ("broken", "error"), [(httpx.ConnectError("down"), Offline), (wrong("UNAUTHENTICATED", status=401), Unauthorized)]
)
async def test_what_stops_everything_at_once_is_raised(broken: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        await client_to(server_of(broken)).create(Create(("p1", "p2"), "x"))


async def test_a_read_before_the_first_post_that_fails_is_no_lost_post() -> None:
    server = Graph(Channels=httpx.Response(502), CreatePost=created(made()))
    with pytest.raises(Offline):
        await client_to(server).create(Create(("p1",), "x"))
    assert server.names == ["Channels"]


async def test_errors_beside_a_post_that_was_made_leave_it_made() -> None:
    answer = wrong("UNEXPECTED", data={"createPost": made("n1", dueAt=None)}, path=["createPost", "post", "dueAt"])
    outcome = await client_to(server_of(answer)).create(Create(("p1",), "x"))
    assert [u.id for u in outcome.updates] == ["n1"]


@pytest.mark.parametrize(
    ("payload", "error", "code"),
    [
        (problem("InvalidInputError"), Refused, None),
        (problem("LimitReachedError"), Refused, None),
        (problem("UnauthorizedError"), Refused, None),
        (problem("NotFoundError"), NotFound, None),
        (problem("RestProxyError", code=1025), Duplicate, 1025),
        (problem("RestProxyError", code=1023), Refused, 1023),
        (problem("RestProxyError", code=1010), NotFound, 1010),
        (problem("RestProxyError", code=None), Refused, None),
        (problem("BrandNewError"), Refused, None),
        (problem("SomethingElse"), Refused, None),
    ],
)
async def test_every_type_of_refusal_in_its_class(
    payload: dict[str, Any], error: type[ServiceError], code: int | None
) -> None:
    with pytest.raises(error) as caught:
        await client_to(server_of(created(payload))).create(Create(("p1",), "x"))
    assert type(caught.value) is error
    assert getattr(caught.value, "code", None) == code
    assert "Buffer says: No." in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (wrong("UNAUTHORIZED"), Unauthorized), (wrong("FORBIDDEN", path=["createPost"]), Refused),
        (wrong("BAD_USER_INPUT"), Refused), (wrong("GRAPHQL_VALIDATION_FAILED", status=400), Refused),
        (wrong(None, status=400), Refused), (wrong("NOT_FOUND", path=["createPost"]), NotFound),
    ],
)
async def test_codes_that_prove_a_refusal_are_refusals(answer: httpx.Response, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        await client_to(server_of(answer)).create(Create(("p1",), "x"))
    assert type(caught.value) is error


async def test_the_help_link_of_an_old_error_is_in_the_hint_when_it_may_be_opened() -> None:
    for link, shown in (("https://example.org/help", True), ("file:///etc/passwd", False)):
        with pytest.raises(Duplicate) as caught:
            await client_to(server_of(created(problem("RestProxyError", code=1025, link=link)))).create(
                Create(("p1",), "x")
            )
        assert (link in caught.value.hint) is shown


@pytest.mark.parametrize(
    ("edit", "fields"),
    [
        (Edit(BEFORE, text="New"), {"text": "New"}),
        (Edit(BEFORE, when=At(LATER)), {"mode": "customScheduled", "dueAt": "2026-12-03T10:00:00Z"}),
        (Edit(BEFORE, when=Now()), {"mode": "shareNow"}),
        (Edit(BEFORE, media=Media()), {"assets": []}),
        (Edit(BEFORE, media=Media(photo=PHOTO)), {"assets": [{"image": {"url": PHOTO}}]}),
        (Edit(Update("u1", "p1", "", media=(Media(photo="a"), Media(photo="b"))), media=Media(photo=PHOTO)),
         {"assets": [{"image": {"url": PHOTO}}, {"image": {"url": "b"}}]}),
        (Edit(Update("u1", "p1", "", service="facebook", kind="reel"), media=Media(link="https://example.org/t")),
         {"assets": [], "metadata": {"facebook": {"type": "reel", "linkAttachment": {"url": "https://example.org/t"}}}}),
        (Edit(IDEA, when=Now()), {"mode": "shareNow", "saveToDraft": False}),
        (Edit(IDEA, when=NextSlot()), {"mode": "addToQueue", "saveToDraft": False}),
        (Edit(IDEA, when=NextSlot(), draft=False), {"mode": "addToQueue", "saveToDraft": False}),
        (Edit(IDEA, draft=False), {"saveToDraft": False}),
        (Edit(IDEA, when=At(LATER), draft=True),
         {"mode": "customScheduled", "dueAt": "2026-12-03T10:00:00Z", "saveToDraft": True}),
        (Edit(IDEA, text="x"), {"text": "x"}),
        (Edit(IDEA, approval=Approval.REQUEST), {"approvalChange": "request"}),
        (Edit(IDEA, when=NextSlot(), draft=False, approval=Approval.REQUEST),
         {"mode": "addToQueue", "approvalChange": "request"}),
        (Edit(ASKED, approval=Approval.REVERT), {"approvalChange": "revert"}),
        (Edit(ASKED, when=NextSlot()), {"mode": "addToQueue"}),
        (Edit(BEFORE, when=NextSlot()), {"mode": "addToQueue"}),
        (Edit(BEFORE, when=Top()), {"mode": "shareNext"}),
        (Edit(BEFORE, draft=True), {"saveToDraft": True}),
        (Edit(BEFORE, when=Now(), draft=True), {"saveToDraft": True}),
        (Edit(FAILING, when=NextSlot()), {"mode": "addToQueue"}),
    ],
)
async def test_an_edit_sends_only_what_changed(edit: Edit, fields: dict[str, Any]) -> None:
    server = server_of(given(editPost=made("u1", isCustomScheduled=False)), operation="EditPost")
    await client_to(server).edit(edit)
    assert server.asked == [("EditPost", {"input": {"id": "u1", **fields}})]


async def test_an_edit_answers_the_post_as_it_is_now() -> None:
    server = server_of(
        given(editPost=made("u1", isCustomScheduled=True, dueAt="2026-12-03T10:00:00Z")), operation="EditPost"
    )
    (now,) = (await client_to(server).edit(Edit(BEFORE, text="New", when=At(LATER)))).updates
    assert (now.id, now.text, now.due_at, now.fixed, now.profile_id) == ("u1", "New", LATER, True, "p1")


@pytest.mark.parametrize(
    ("edit", "answer", "status"),
    [
        (Edit(BEFORE, draft=True), {"status": "draft"}, DRAFT), (Edit(BEFORE, draft=True), {"status": None}, DRAFT),
        (Edit(IDEA, when=NextSlot()), {"status": "scheduled"}, WAITING),
        (Edit(IDEA, when=NextSlot(), draft=False), {"status": None}, WAITING),
        (Edit(IDEA, approval=Approval.REQUEST), {"status": "needs_approval"}, NEEDS_APPROVAL),
        (Edit(IDEA, approval=Approval.REQUEST), {"status": None}, NEEDS_APPROVAL),
        (Edit(ASKED, approval=Approval.REVERT), {"status": None}, DRAFT),
        (Edit(ASKED, when=NextSlot()), {"status": None}, NEEDS_APPROVAL),
        (Edit(FAILING, when=NextSlot()), {"status": "scheduled"}, WAITING),
        (Edit(FAILING, text="x"), {"status": "error"}, FAILED),
        (Edit(IDEA, text="x"), {"status": "boosted"}, "boosted"),
    ],
)
async def test_an_edit_answers_with_what_became_of_the_post(edit: Edit, answer: dict[str, Any], status: str) -> None:
    server = server_of(given(editPost=made("u1", **answer)), operation="EditPost")
    (now,) = (await client_to(server).edit(edit)).updates
    assert now.status == status
    assert bool(now.error) is (status == FAILED), "a reason stays only with what failed"


async def test_a_post_that_goes_back_to_the_queue_loses_its_old_time() -> None:
    payload = made("u1", dueAt=None, isCustomScheduled=False)
    server = server_of(given(editPost=payload), operation="EditPost")
    (now,) = (await client_to(server).edit(Edit(FAILING, when=NextSlot()))).updates
    assert (now.due_at, now.fixed) == (None, False)


@pytest.mark.parametrize("when", [NextSlot(), Top(), Now(), At(LATER)])
async def test_a_draft_is_saved_as_one_and_never_with_the_mode_that_publishes(when: Any) -> None:
    server = server_of(created(made(status="draft")))
    (new,) = (await client_to(server).create(Create(("p1",), "x", when=when, draft=True))).updates
    (sent,) = server.inputs("CreatePost")
    assert sent["saveToDraft"] is True
    assert sent["mode"] != "shareNow"
    assert new.status == DRAFT


async def test_what_is_no_draft_says_nothing_of_drafts() -> None:
    server = server_of(created(made()))
    await client_to(server).create(Create(("p1",), "x"))
    assert "saveToDraft" not in server.inputs("CreatePost")[0]


@pytest.mark.parametrize(("status", "shown"), [("draft", DRAFT), ("needs_approval", NEEDS_APPROVAL), ("", DRAFT)])
async def test_a_new_post_has_the_status_that_buffer_gave_it(status: str, shown: str) -> None:
    server = server_of(created(made(status=status)))
    (new,) = (await client_to(server).create(Create(("p1",), "x", draft=True))).updates
    assert new.status == shown


async def test_a_failed_post_is_shared_again_by_its_mode_alone() -> None:
    server = server_of(given(editPost=made("u1", status="sending")), operation="EditPost")
    (now,) = (await client_to(server).share_now(FAILING)).updates
    assert server.inputs("EditPost") == [{"id": "u1", "mode": "shareNow"}]
    assert (now.status, now.error, now.error_link) == ("sending", "", "")


async def test_an_edit_that_may_have_been_done_is_lost() -> None:
    for answer in (wrong("UNEXPECTED"), given(editPost=None), given(editPost=problem("UnexpectedError"))):
        with pytest.raises(AnswerLost):
            await client_to(server_of(answer, operation="EditPost")).edit(Edit(BEFORE, text="New"))


async def test_share_now_is_an_edit_of_the_mode_alone() -> None:
    server = server_of(given(editPost=made("u1", status="sending", dueAt=None)), operation="EditPost")
    (now,) = (await client_to(server).share_now(BEFORE)).updates
    assert server.inputs("EditPost") == [{"id": "u1", "mode": "shareNow"}]
    assert (now.status, now.text) == ("sending", "As it was")


@pytest.mark.parametrize(
    "answer",
    [given(deletePost={"__typename": "DeletePostSuccess", "id": "u1"}), wrong("NOT_FOUND", path=["deletePost"]),
     wrong(None, message="Post not found"), given(deletePost=problem("VoidMutationError", "Post not found"))],
)
async def test_what_is_gone_counts_as_deleted(answer: httpx.Response) -> None:
    server = server_of(answer, operation="DeletePost")
    await client_to(server).delete(BEFORE)
    assert server.inputs("DeletePost") == [{"id": "u1"}]


@pytest.mark.parametrize(
    ("answer", "error"),
    [(wrong("FORBIDDEN"), Refused), (wrong("ODD"), Refused), (given(deletePost={"__typename": "BrandNew"}), Refused),
     (given(deletePost=problem("VoidMutationError")), Refused), (wrong("UNEXPECTED"), AnswerLost),
     (httpx.Response(500), AnswerLost)],
)
async def test_what_is_not_deleted_is_told(answer: httpx.Response, error: type[Exception]) -> None:
    with pytest.raises(error):
        await client_to(server_of(answer, operation="DeletePost")).delete(BEFORE)


@pytest.mark.parametrize(("move", "position"), [("move_to_top", "top"), ("move_to_bottom", "bottom")])
async def test_moving_names_the_end_of_the_queue(move: str, position: str) -> None:
    server = server_of(given(movePostInQueue=made("u1")), operation="MovePost")
    (now,) = (await getattr(client_to(server), move)(BEFORE)).updates
    assert server.inputs("MovePost") == [{"id": "u1", "position": position}]
    assert now.due_at == datetime(2026, 11, 25, 9, tzinfo=UTC)
