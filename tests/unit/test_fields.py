"""Fields of single networks: which are asked for, what goes out of them, what speaks against them; and threads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

import pytest

from buffertui.core.drafting import DraftUnfit, copy_of, draft_of, lengths, problems, untouched, write_of
from buffertui.core.fielding import values, wanted
from buffertui.core.lengths import over_stretches
from buffertui.core.placing import promise
from buffertui.domain.drafts import At, Create, Delete, Draft, Edit, NextSlot, Top
from buffertui.domain.field_catalogue import CATALOGUE, Kind, catalogued
from buffertui.domain.fields import as_typed, has_break, joined, parts, stretches, thread_of, with_thread
from buffertui.domain.models import DRAFT, FAILED, Board, Configuration, Media, Profile, Schedule, Update
from buffertui.domain.networks import NETWORKS
from buffertui.domain.overview import DailyLimit
from buffertui.domain.ports import Can
from buffertui.store.encoding import decode, encode
from tests.support.story import begin

NOW = datetime(2026, 11, 23, 11, 3, tzinfo=UTC)
DAILY = (Schedule(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ("09:00", "17:00")),)
OLD = dict.fromkeys((Can.REQUEUE, Can.DRAFTS, Can.FIELDS), "v1")
EVERYTHING: Mapping[Can, str] = {}
BOARDS = (Board("b1", "Seed packets"), Board("b2", "Posters"))


def profile(profile_id: str, service: str, name: str = "northwind", boards: tuple[Board, ...] = ()) -> Profile:
    return Profile(profile_id, service, name, timezone="Europe/Berlin", schedules=DAILY, boards=boards)


X, LINKEDIN = profile("x", "twitter"), profile("in", "linkedin")
INSTAGRAM, FACEBOOK = profile("ig", "instagram"), profile("fb", "facebook")
PINS, OTHER_PINS = profile("p1", "pinterest", boards=BOARDS), profile("p2", "pinterest", "other", BOARDS[:1])
YOUTUBE, GOOGLE = profile("yt", "youtube"), profile("g", "google")
MASTODON, THREADS = profile("m", "mastodon"), profile("t", "threads")
EVERYONE = (X, LINKEDIN, INSTAGRAM, FACEBOOK, PINS, OTHER_PINS, YOUTUBE, GOOGLE, MASTODON, THREADS)
PHOTO, VIDEO = Media(photo="https://example.com/p.png"), Media(video="https://example.com/v.mp4")
EVENT = {"google.type": "event", "google.title": "Open day", "google.start": "tomorrow 9:00", "google.end": "fri 17:30"}


def a_draft(*profile_ids: str, fields: Mapping[str, str] | None = None, **changes: object) -> Draft:
    return replace(Draft("d1", profile_ids, "Hello", fields=fields or {}), **changes)  # type: ignore[arg-type]


def found(draft: Draft, *, blocking: bool = True, lacks: Mapping[Can, str] = EVERYTHING) -> list[str]:
    """The problems of one kind."""
    made = problems(draft, EVERYONE, Configuration(), NOW, lacks=lacks)
    return [problem.message for problem in made if problem.blocking is blocking]


def sent(draft: Draft, lacks: Mapping[Can, str] = EVERYTHING) -> Create | Edit:
    return write_of(draft, EVERYONE, NOW, lacks=lacks)


def keys(draft: Draft) -> list[str]:
    return [one.key for one in wanted(draft, EVERYONE, NOW, lacks=EVERYTHING)]


# Threads as they are typed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One", ("One",)),
        ("One\n---\nTwo", ("One", "Two")),
        ("One\n\n --- \n\n\nTwo\n", ("One", "Two")),
        ("---\nOne", ("", "One")),
        ("One\n---", ("One", "")),
        ("a --- b\n----", ("a --- b\n----",)),
        ("---", ("", "")),
    ],
)
def test_lines_of_three_dashes_part_a_text(text: str, expected: tuple[str, ...]) -> None:
    assert parts(text) == expected
    assert tuple(text[start:end] for start, end in stretches(text)) == expected
    assert has_break(text) is (len(expected) > 1)


def test_a_thread_goes_into_fields_and_comes_back_as_it_was_typed() -> None:
    first, *rest = parts("One\n---\nTwo\n---\nThree")
    fields = with_thread({"mastodon.warning": "paint"}, rest)
    assert fields == {"mastodon.warning": "paint", "thread.2": "Two", "thread.3": "Three"}
    assert joined((first, *thread_of(fields))) == "One\n---\nTwo\n---\nThree"
    assert as_typed(fields) == {"mastodon.warning": "paint", "thread": "on"}
    assert as_typed({"threads.topic": "print"}) == {"threads.topic": "print"}


# The catalogue


def test_the_catalogue_names_known_networks_and_has_a_default_among_its_choices() -> None:
    for one in CATALOGUE:
        assert set(one.services) <= set(NETWORKS)
        assert one.label
        assert one.help.endswith(".")
        assert set(one.longest) <= set(one.services)
        if one.kind is Kind.CHOICE and one.default:
            assert one.default in [choice.value for choice in one.choices]
        assert catalogued(one.key)
    assert catalogued("pinterest.board:p1")
    assert not catalogued("instagram.sticker")


def test_only_chosen_networks_ask_and_only_where_the_api_knows_fields() -> None:
    assert keys(a_draft("x")) == []
    assert keys(a_draft("in")) == ["comment"]
    assert keys(a_draft("ig", "fb", "in")) == ["instagram.type", "instagram.feed", "facebook.type", "comment"]
    boards = ["pinterest.board:p1", "pinterest.board:p2"]
    assert keys(a_draft("p1", "p2")) == [*boards, "pinterest.title", "pinterest.link"]
    assert wanted(a_draft("ig", "p1"), EVERYONE, NOW, lacks=OLD) == ()
    assert values(a_draft("ig"), EVERYONE, NOW) == {}


def test_what_a_google_post_becomes_decides_what_is_asked_further() -> None:
    assert keys(a_draft("g")) == ["google.type", "google.button"]
    assert keys(a_draft("g", fields={"google.button": "shop"})) == ["google.type", "google.button", "google.link"]
    offer = keys(a_draft("g", fields={"google.type": "offer", "google.button": "shop"}))
    assert offer == ["google.type", "google.title", "google.start", "google.end", "google.link", "google.code",
                     "google.terms"]
    assert "google.button" in keys(a_draft("g", fields={"google.type": "event"}))


# What goes out


def test_a_create_has_exactly_what_belongs_to_the_chosen_networks() -> None:
    put_in = {"instagram.type": "story", "comment": " #print ", "youtube.title": "Not chosen", "tiktok.title": "No",
              "google.title": "hidden by its type", "future.key": "of nobody", "instagram.sticker": "unknown here"}
    write = sent(a_draft("x", "ig", "g", fields=put_in, media=PHOTO))
    assert isinstance(write, Create)
    assert write.fields == {"instagram.type": "story", "instagram.feed": "yes", "comment": "#print",
                            "google.type": "whats_new", "google.button": "none", "instagram.sticker": "unknown here"}
    plain = sent(a_draft("x", fields=put_in))
    assert isinstance(plain, Create)
    assert plain.fields == {}
    assert not plain.draft


def test_without_the_power_nothing_of_fields_goes_out_and_nothing_is_asked() -> None:
    draft = a_draft("ig", "p1", "yt", fields={"instagram.type": "reel"})
    write = write_of(draft, EVERYONE, NOW)
    assert isinstance(write, Create)
    assert write.fields == {}
    assert found(draft, lacks=OLD) == []
    assert any("Instagram needs" in told for told in found(draft, blocking=False, lacks=OLD))


def test_defaults_follow_from_what_hangs_on_the_post() -> None:
    def made(draft: Draft) -> Mapping[str, str]:
        return values(draft, EVERYONE, NOW, lacks=EVERYTHING)

    assert made(a_draft("ig", media=PHOTO))["instagram.type"] == "post"
    assert made(a_draft("ig", media=VIDEO))["instagram.type"] == "reel"
    linked = made(a_draft("g", media=Media(link="https://example.com")))
    assert (linked["google.button"], linked["google.link"]) == ("learn_more", "https://example.com")
    assert made(a_draft("p2", media=PHOTO))["pinterest.board:p2"] == "b1"
    assert "pinterest.board:p1" not in made(a_draft("p1", media=PHOTO))


def test_times_are_read_as_people_say_them_in_the_profile_s_zone() -> None:
    write = sent(a_draft("g", fields=EVENT))
    assert isinstance(write, Create)
    assert write.fields["google.start"] == "2026-11-24T08:00:00+00:00"
    assert write.fields["google.end"] == "2026-11-27T16:30:00+00:00"
    [start] = [one for one in wanted(a_draft("g", fields=EVENT), EVERYONE, NOW, lacks=EVERYTHING)
               if one.key == "google.start"]
    assert "Tue 24 Nov 2026, 09:00 Europe/Berlin" in start.note
    days = {**EVENT, "google.start": "2026-11-27", "google.end": "2026-11-27"}
    assert values(a_draft("g", fields=days), EVERYONE, NOW, lacks=EVERYTHING)["google.end"] == "2026-11-27"
    assert found(a_draft("g", fields=days)) == []
    assert found(a_draft("g", fields={**days, "google.end": "2026-11-26"}))
    assert "a time for both" in found(a_draft("g", fields={**days, "google.end": "fri 17:30"}))[0]
    over = {**EVENT, "google.start": "2026-11-01T09:00:00Z"}
    assert found(a_draft("g", fields=over)) == []


def test_a_value_that_was_not_known_when_this_was_written_is_kept_and_offered() -> None:
    draft = a_draft("ig", fields={"instagram.type": "ghost_post"}, media=PHOTO)
    assert values(draft, EVERYONE, NOW, lacks=EVERYTHING)["instagram.type"] == "ghost_post"
    [kind] = [one for one in wanted(draft, EVERYONE, NOW, lacks=EVERYTHING) if one.key == "instagram.type"]
    assert kind.shown == "ghost_post"


# What speaks against sending


@pytest.mark.parametrize(
    ("draft", "told"),
    [
        (a_draft("p1", media=PHOTO), "Pinterest wants a board for the profile northwind: choose one under Fields."),
        (a_draft("p2"), "Pinterest needs a picture: put its address in under Media."),
        (a_draft("ig"), "Instagram needs a picture or a video: put its address in under Media."),
        (a_draft("yt", media=VIDEO, fields={"youtube.category": "27"}),
         "YouTube wants a title for the profile northwind: put it in under Fields."),
        (a_draft("yt", media=VIDEO, fields={"youtube.title": "T"}),
         "YouTube wants a category for the profile northwind: choose one under Fields."),
        (a_draft("yt", fields={"youtube.title": "T", "youtube.category": "27"}),
         "YouTube needs a video: put its address in under Media."),
        (a_draft("g", fields={**EVENT, "google.title": " "}),
         "Google Business wants a title for the profile northwind: put it in under Fields."),
        (a_draft("g", fields={**EVENT, "google.start": ""}),
         "Google Business wants the time when it starts for the profile northwind: put it in under Fields."),
        (a_draft("g", fields={**EVENT, "google.end": "tomorrow 8:00"}),
         "Google Business: it ends before it starts. Put another end in under Fields."),
        (a_draft("g", fields={**EVENT, "google.end": "soon"}), "Google Business: ends: That is no time yet."),
        (a_draft("g", fields={"google.button": "book"}),
         "Google Business wants a link for the profile northwind: put it in under Fields."),
        (a_draft("ig", media=PHOTO, fields={"instagram.type": "reel"}),
         "A reel on Instagram needs a video: put its address in under Media."),
        (a_draft("fb", fields={"facebook.type": "story"}),
         "A story on Facebook needs a picture or a video: put its address in under Media."),
        (a_draft("x", text="", media=Media(link="https://example.com")), "X needs a text."),
        (a_draft("x", "in", text="One\n---\nTwo", fields={"thread": "on"}),
         "LinkedIn has no threads: take it out, or turn the thread off."),
        (a_draft("x", text="One\n---\n \n---\nThree", fields={"thread": "on"}), "Post 2 of the thread is empty."),
    ],
)
def test_what_a_network_refuses_a_post_without_blocks_and_is_named(draft: Draft, told: str) -> None:
    [message] = found(draft)
    assert message.startswith(told)
    with pytest.raises(DraftUnfit):
        sent(draft)


@pytest.mark.parametrize(
    ("draft", "told"),
    [
        (a_draft("ig", "in", media=PHOTO, fields={"comment": "c" * 1250}), "LinkedIn: 1st comment is 2 over the limit"),
        (a_draft("p2", media=PHOTO, fields={"pinterest.title": "t" * 101}), "Pinterest: title is 1 over the limit"),
        (a_draft("p2", media=PHOTO, fields={"pinterest.link": "example.com"}), "Pinterest: link is not an address"),
        (a_draft("ig", media=PHOTO, fields={"instagram.type": "carousel"}), "A carousel on Instagram has several"),
        (a_draft("fb", media=replace(PHOTO, link="https://example.com")), "the photo goes out, the preview does not"),
        (a_draft("fb", media=Media(link="https://example.com", alt_text="a door")), "needs the picture it describes"),
        (a_draft("x", text="", media=PHOTO), "X wants a text"),
        (a_draft("x", media=Media(video="v.mp4")), "The video is not an address"),
    ],
)
def test_what_may_be_refused_only_warns(draft: Draft, told: str) -> None:
    assert found(draft) == []
    assert any(told in message for message in found(draft, blocking=False))


def test_a_profile_without_boards_says_what_to_do() -> None:
    bare = replace(PINS, boards=())
    told = problems(a_draft("p1", media=PHOTO), (bare,), Configuration(), NOW, lacks=EVERYTHING)
    assert "Buffer names none. Make one there, then press r" in told[0].message
    assert told[0].key == "pinterest.board:p1"


def test_a_locked_profile_and_a_full_day_warn() -> None:
    locked = replace(X, locked=True)
    limits = {"x": DailyLimit("x", 10, reached=True)}

    def told(draft: Draft) -> str:
        made = problems(draft, (locked,), Configuration(), NOW, lacks=EVERYTHING, limits=limits)
        assert not any(problem.blocking for problem in made)
        return " ".join(problem.message for problem in made)

    assert "northwind (X) is locked" in told(a_draft("x"))
    for placement, when, full in (("next", "", True), ("now", "", True), ("at", "today 20:00", True),
                                  ("at", "tomorrow 9:00", False), ("draft", "", False)):
        said = told(a_draft("x", placement=placement, when=when))
        assert ("has reached its limit of 10 posts for today" in said) is full


# Threads


def test_a_thread_is_sent_as_its_first_post_and_what_follows() -> None:
    write = sent(a_draft("x", "m", text="One\n\n---\n\nTwo\n---\nThree\n", fields={"thread": "on"}))
    assert isinstance(write, Create)
    assert write.text == "One"
    assert write.fields == {"thread.2": "Two", "thread.3": "Three"}


def test_a_line_of_dashes_is_text_while_the_thread_is_off_or_stands_alone() -> None:
    text = "One\n---\nTwo"
    assert sent(a_draft("x", "in", text=text)) == Create(("x", "in"), text)
    alone = sent(a_draft("x", "in", text="\nOne\n", fields={"thread": "on"}))
    assert alone == Create(("x", "in"), "\nOne\n")


def test_a_thread_never_goes_out_as_one_text_where_the_api_has_none() -> None:
    draft = a_draft("x", text="One\n---\nTwo", fields={"thread": "on"})
    [told] = found(draft, lacks=OLD)
    assert "takes no threads" in told
    with pytest.raises(DraftUnfit):
        write_of(draft, EVERYONE, NOW)


def test_each_post_of_a_thread_is_counted_by_itself_and_marked_where_it_is_too_long() -> None:
    text = f"{'a' * 300}\n---\nshort\n---\n{'b' * 290}"
    draft = a_draft("x", "m", text=text, fields={"thread": "on", "mastodon.warning": "w" * 250})
    counted = {one.network: one for one in lengths(draft, EVERYONE, Configuration(), lacks=EVERYTHING)}
    assert counted["X"].count.used == 300
    assert [place for place, _, _ in counted["X"].over] == [1, 3]
    assert counted["Mastodon"].count.used == 550
    marked = [text[start:end] for start, end in over_stretches(counted.values())]
    assert marked == ["a" * 50, "b" * 40]
    told = found(draft, blocking=False)
    assert "X: post 3 of the thread is 10 over the limit of 280." in told


# Placements


def test_a_draft_at_buffer_may_be_anything_yet() -> None:
    draft = a_draft("ig", "p1", text="word " * 1000, placement="draft")
    assert found(draft) == []
    assert found(draft, blocking=False) == []
    write = sent(draft)
    assert isinstance(write, Create)
    assert (write.draft, write.when) == (True, NextSlot())
    assert "draft" in promise(draft, EVERYONE, NOW).lines[0]
    assert found(draft, lacks={Can.DRAFTS: "no"})
    odd = a_draft("g", placement="draft", fields={**EVENT, "google.end": "soon"})
    assert found(odd)


WAITING = Update("u1", "x", "Launch day", service="twitter", fields={"thread.2": "Two"})
PINNED = Update("u2", "p1", "Pin", media=(PHOTO,), fields={"pinterest.board:p1": "b2", "pinterest.title": "T"})


def test_an_edit_sends_fields_only_when_they_changed() -> None:
    draft = draft_of(PINNED, "d2")
    assert untouched(draft)
    assert sent(replace(draft, text="Pin!")) == Edit(PINNED, text="Pin!")
    other = {**draft.fields, "pinterest.board:p1": "b1"}
    assert not untouched(replace(draft, fields=other))
    assert sent(replace(draft, fields=other)) == Edit(
        PINNED, fields={"pinterest.board:p1": "b1", "pinterest.title": "T"}
    )
    shared = draft_of(replace(PINNED, profile_id="ig", fields={}), "d3")
    assert found(replace(shared, fields={"instagram.type": "post"})) == ["Nothing has been changed yet."]


def test_what_buffer_did_not_tell_of_a_post_is_not_asked_for_when_only_the_text_changes() -> None:
    bare = replace(PINNED, fields={}, media=())
    draft = replace(draft_of(bare, "d2"), text="Pin!")
    assert found(draft) == []
    assert sent(draft) == Edit(bare, text="Pin!")
    titled = replace(draft, fields={"pinterest.title": "T"})
    assert "Pinterest wants a board" in found(titled)[0]


def test_the_thread_of_an_update_stands_in_the_text_and_goes_along_with_it() -> None:
    draft = draft_of(WAITING, "d2")
    assert (draft.text, draft.fields) == ("Launch day\n---\nTwo", {"thread": "on"})
    assert untouched(draft)
    assert sent(replace(draft, text="Launch day!\n---\nTwo")) == Edit(
        WAITING, text="Launch day!", fields={"thread.2": "Two"}
    )
    assert sent(replace(draft, text="Launch day\n---\nZwei")) == Edit(WAITING, fields={"thread.2": "Zwei"})
    assert sent(replace(draft, text="Launch day")) == Edit(WAITING, fields={})
    assert copy_of(WAITING, "d3").text == draft.text
    assert sent(copy_of(WAITING, "d3")) == Create(("x",), "Launch day", fields={"thread.2": "Two"})


def test_an_edit_can_ask_for_a_slot_where_the_api_has_a_way() -> None:
    draft = replace(draft_of(PINNED, "d2"), placement="top")
    assert sent(draft) == Edit(PINNED, when=Top())
    assert any("no way" in told for told in found(draft, lacks={Can.REQUEUE: "no"}))


@pytest.mark.parametrize(
    ("status", "placement", "expected"),
    [
        (DRAFT, "next", {"when": NextSlot(), "draft": False, "fields": PINNED.fields}),
        (DRAFT, "at", {"when": At(datetime(2026, 11, 24, 8, 0, tzinfo=UTC)), "draft": False, "fields": PINNED.fields}),
        (FAILED, "next", {"when": NextSlot(), "fields": PINNED.fields}),
        ("buffer", "draft", {"draft": True}),
        ("buffer", "next", {"when": NextSlot()}),
    ],
)
def test_drafts_and_failed_posts_get_a_place_and_a_post_can_go_back(
    status: str, placement: str, expected: dict[str, object]
) -> None:
    update = replace(PINNED, status=status)
    draft = replace(draft_of(update, "d2"), placement=placement, when="tomorrow 9:00")
    assert sent(draft) == Edit(update, **expected)  # type: ignore[arg-type]


def test_a_draft_that_is_edited_stays_one() -> None:
    update = replace(PINNED, status=DRAFT, fields={}, media=())
    draft = replace(draft_of(update, "d2"), text="Other " * 200)
    assert found(draft) == []
    assert sent(draft) == Edit(update, text=draft.text)
    assert promise(draft, EVERYONE, NOW).lines[0].startswith("Stays a draft")
    assert any("board" in told for told in found(replace(draft, placement="next")))


def test_fields_are_kept_on_disk() -> None:
    draft = a_draft("p1", fields=MappingProxyType({"pinterest.board:p1": "b1", "comment": "ü\n🎉", "thread": "on"}))
    assert decode(Draft, encode(draft)) == draft
    write = Create(("p1",), "Pin", fields=MappingProxyType({"pinterest.board:p1": "b1"}), draft=True)
    assert decode(Create, encode(write)) == write


async def test_a_write_becomes_a_draft_again_with_its_fields_thread_and_place() -> None:
    story = begin()
    drafts = story.session.drafts
    fields = {"mastodon.warning": "paint", "thread.2": "Two"}
    made = drafts.of_write(Create(("m",), "One", fields=fields, draft=True))
    assert (made.text, made.placement) == ("One\n---\nTwo", "draft")
    assert made.fields == {"mastodon.warning": "paint", "thread": "on"}
    assert sent(made) == Create(("m",), "One", fields=fields, draft=True)
    kept = drafts.of_write(Edit(WAITING, text="Launch day!"))
    assert (kept.text, kept.placement) == ("Launch day!\n---\nTwo", "keep")
    back = drafts.of_write(Edit(WAITING, fields={}, draft=True))
    assert (back.text, back.placement, back.fields) == ("Launch day", "draft", {})
    anew = story.session.archive.anew(Delete(WAITING))
    assert anew.fields == {"thread.2": "Two"}
    await story.session.close()
