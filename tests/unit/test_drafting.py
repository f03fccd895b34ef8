"""From a draft to a write: what blocks, what warns, what an edit sends, and what was made of a post."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest

from buffertui.core.drafting import (
    DraftUnfit,
    copy_of,
    draft_of,
    editable,
    lengths,
    new_draft,
    over_from,
    problems,
    untouched,
    write_of,
)
from buffertui.core.placing import meaning, outcome_lines, promise
from buffertui.core.unseen import unseen
from buffertui.domain.drafts import At, Create, Draft, Edit, NextSlot, Now, Outcome, Top
from buffertui.domain.models import Configuration, Counts, Media, Profile, Schedule, ServiceLimits, Update
from buffertui.domain.phrases import Understood

NOW = datetime(2026, 11, 23, 11, 3, tzinfo=UTC)
DAILY = (Schedule(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ("09:00", "17:00")),)
X = Profile("x", "twitter", "@northwind", timezone="Europe/Berlin", schedules=DAILY)
LINKEDIN = Profile("in", "linkedin", "Northwind", timezone="Europe/Berlin", schedules=DAILY)
INSTAGRAM = Profile("ig", "instagram", "northwind", timezone="America/New_York", schedules=DAILY)
EVERYONE = (X, LINKEDIN, INSTAGRAM)
NOTHING = Configuration()

WAITING = Update(
    "u1", "x", "Launch day", due_at=datetime(2026, 11, 24, 8, 0, tzinfo=UTC),
    media=(Media(link="https://example.com", alt_text="a door"), Media(photo="https://example.com/2.png")),
)


def found(draft: Draft, profiles: tuple[Profile, ...] = EVERYONE, *, blocking: bool = True) -> list[tuple[str, str]]:
    """The problems of one kind, as field and message."""
    return [(p.field, p.message) for p in problems(draft, profiles, NOTHING, NOW) if p.blocking is blocking]


def a_draft(**changes: object) -> Draft:
    """A draft that can be sent, with changes."""
    return replace(Draft("d1", ("x",), "Hello"), **changes)  # type: ignore[arg-type]


def test_a_plain_draft_becomes_a_create_and_has_no_problems() -> None:
    assert problems(a_draft(), EVERYONE, NOTHING, NOW) == ()
    assert write_of(a_draft(), EVERYONE, NOW) == Create(("x",), "Hello", Media(), NextSlot(), True)


@pytest.mark.parametrize(
    ("changes", "field", "word"),
    [
        ({"profile_ids": ()}, "profiles", "at least one"),
        ({"profile_ids": ("gone",)}, "profiles", "at least one"),
        ({"text": ""}, "text", "nothing to post"),
        ({"text": " \n "}, "text", "nothing to post"),
        ({"text": "bell \x07"}, "text", "control character"),
        ({"placement": "at", "when": ""}, "when", "Write a time"),
        ({"placement": "at", "when": "blurb"}, "when", "no time"),
        ({"placement": "at", "when": "2020-01-01 10:00"}, "when", "ago"),
    ],
)
def test_what_cannot_be_sent_blocks_and_names_its_field(changes: dict[str, object], field: str, word: str) -> None:
    draft = a_draft(**changes)
    [(where, message)] = found(draft)
    assert where == field
    assert word in message
    with pytest.raises(DraftUnfit, match=word):
        write_of(draft, EVERYONE, NOW)


def test_what_blocks_is_not_said_again_as_a_warning() -> None:
    assert found(a_draft(text="", profile_ids=("x", "in")), blocking=False) == []


def test_an_empty_text_with_media_can_be_sent() -> None:
    draft = a_draft(text="", media=Media(photo="https://example.com/a.png"))
    assert found(draft) == []
    assert write_of(draft, EVERYONE, NOW).media.photo == "https://example.com/a.png"  # type: ignore[union-attr]


def test_what_a_network_may_refuse_only_warns() -> None:
    draft = a_draft(profile_ids=("x", "ig"), text="a" * 300)
    assert found(draft) == []
    warnings = [message for _, message in found(draft, blocking=False)]
    assert "X: 20 over the limit of 280." in warnings
    assert any("Instagram needs" in message for message in warnings)
    assert isinstance(write_of(draft, EVERYONE, NOW), Create)


def test_disconnected_gone_and_slotless_profiles_warn() -> None:
    lost = replace(X, disconnected=True)
    timeless = replace(LINKEDIN, schedules=())
    draft = a_draft(profile_ids=("x", "in", "gone"))
    warnings = " ".join(message for _, message in found(draft, (lost, timeless), blocking=False))
    assert "@northwind (X) is disconnected" in warnings
    assert "Northwind (LinkedIn) has no posting times" in warnings
    assert "One chosen profile is no longer there" in warnings
    assert write_of(draft, (lost, timeless), NOW).profile_ids == ("x", "in")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("media", "word"),
    [
        (Media(link="example.com"), "link is not an address"),
        (Media(photo="javascript:alert(1)"), "photo is not an address"),
        (Media(title="A title"), "needs the link"),
    ],
)
def test_odd_media_warn(media: Media, word: str) -> None:
    assert any(word in message for _, message in found(a_draft(media=media), blocking=False))


def test_media_are_sent_without_the_blanks_around_them() -> None:
    write = write_of(a_draft(media=Media(link=" https://example.com \n")), EVERYONE, NOW)
    assert write.media == Media(link="https://example.com")


def test_the_server_s_limit_goes_before_the_known_one() -> None:
    limits = MappingProxyType({("twitter", "profile"): ServiceLimits("X", 4)})
    [length] = lengths(a_draft(), EVERYONE, Configuration(limits))
    assert (length.count.used, length.count.limit) == (5, 4)
    assert over_from([length]) == 4


def test_each_rule_is_counted_once_and_the_fullest_stands_first() -> None:
    second = replace(X, id="x2")
    counted = lengths(a_draft(profile_ids=("in", "x", "x2")), (LINKEDIN, X, second), NOTHING)
    assert [(length.network, length.profiles) for length in counted] == [("X", 2), ("LinkedIn", 1)]


def test_the_tightest_rule_says_where_the_text_is_too_long() -> None:
    draft = a_draft(profile_ids=("in", "x"), text="a" * 290)
    assert over_from(lengths(draft, EVERYONE, NOTHING)) == 280
    assert over_from(lengths(a_draft(profile_ids=("in",), text="a" * 290), EVERYONE, NOTHING)) is None


@pytest.mark.parametrize(
    ("placement", "when", "expected"),
    [("next", "", NextSlot()), ("top", "", Top()), ("now", "", Now()),
     ("at", "tomorrow 9:00", At(datetime(2026, 11, 24, 8, 0, tzinfo=UTC))),
     ("next", "tomorrow 9:00", NextSlot())],
)
def test_placements_of_a_new_post(placement: str, when: str, expected: object) -> None:
    assert write_of(a_draft(placement=placement, when=when), EVERYONE, NOW).when == expected


def test_a_typed_time_is_read_in_the_zone_of_the_first_chosen_profile_and_told_in_the_others() -> None:
    draft = a_draft(profile_ids=("ig", "x"), placement="at", when="tomorrow 9:00")
    meant = meaning(draft, EVERYONE, NOW)
    assert isinstance(meant, Understood)
    assert meant.time == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    lines = " ".join(promise(draft, EVERYONE, NOW).lines)
    assert "Europe/Berlin" in lines
    assert "03:00 America/New_York" in lines
    alone = meaning(replace(draft, profile_ids=("ig",)), EVERYONE, NOW)
    assert isinstance(alone, Understood)
    assert alone.time == datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


def test_a_profile_without_a_zone_uses_the_account_s() -> None:
    bare = replace(X, timezone="")
    meant = meaning(a_draft(placement="at", when="tomorrow 9:00"), (bare,), NOW, "Asia/Tokyo")
    assert isinstance(meant, Understood)
    assert meant.time == datetime(2026, 11, 24, 0, 0, tzinfo=UTC)


def test_the_next_slot_is_foretold_around_what_is_taken() -> None:
    nine = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    assert promise(a_draft(), EVERYONE, NOW, taken={"x": []}).lines == ("Likely: Today 17:00",)
    assert promise(a_draft(), EVERYONE, NOW, taken={"x": [nine]}).lines == ("Likely: Tomorrow 09:00",)
    both = promise(a_draft(profile_ids=("x", "ig")), EVERYONE, NOW, taken={"x": [nine], "ig": []}).lines
    assert both == ("Tomorrow 09:00  X @northwind", "Today 09:00  ig northwind")
    unread = replace(X, counts=Counts(pending=9))
    assert promise(a_draft(), (unread,), NOW, taken={}).lines == ("Likely: after the 9 that wait",)
    assert "no posting times" in promise(a_draft(), (replace(X, schedules=()),), NOW).lines[0]


def test_a_time_that_cannot_be_sent_is_not_a_good_promise() -> None:
    past = promise(a_draft(placement="at", when="2020-01-01 10:00"), EVERYONE, NOW)
    assert not past.good
    assert "ago" in past.lines[0]


def test_an_edit_starts_as_the_update_and_asks_for_nothing() -> None:
    draft = draft_of(WAITING, "d2")
    assert (draft.text, draft.placement, draft.profile_ids) == ("Launch day", "keep", ("x",))
    assert untouched(draft)
    with pytest.raises(DraftUnfit, match="Nothing has been changed"):
        write_of(draft, EVERYONE, NOW)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"text": "Launch day!"}, Edit(WAITING, text="Launch day!")),
        ({"placement": "now"}, Edit(WAITING, when=Now())),
        ({"placement": "at", "when": "tomorrow 10:00"},
         Edit(WAITING, when=At(datetime(2026, 11, 24, 9, 0, tzinfo=UTC)))),
        ({"media": Media(link="https://example.com", title="T", alt_text="a door")},
         Edit(WAITING, media=Media(link="https://example.com", title="T", alt_text="a door"))),
        ({"text": "Launch day!", "shorten": False, "profile_ids": ("in",)}, Edit(WAITING, text="Launch day!")),
    ],
)
def test_an_edit_sends_only_what_was_changed(changes: dict[str, object], expected: Edit) -> None:
    draft = replace(draft_of(WAITING, "d2"), **changes)  # type: ignore[arg-type]
    assert not untouched(replace(draft, profile_ids=("x",)))
    assert write_of(draft, EVERYONE, NOW) == expected


@pytest.mark.parametrize("placement", ["next", "top"])
def test_an_edit_cannot_ask_for_a_slot(placement: str) -> None:
    draft = replace(draft_of(WAITING, "d2"), placement=placement, text="other")
    [(field, message)] = found(draft)
    assert field == "when"
    assert "no way" in message


def test_a_control_in_an_update_is_neither_edited_nor_a_change() -> None:
    odd = replace(WAITING, text="a\x1b[31mb\r\nc\x00")
    draft = draft_of(odd, "d2")
    assert draft.text == "ab\nc"
    assert untouched(draft)
    changed = write_of(replace(draft, placement="now"), EVERYONE, NOW)
    assert changed == Edit(odd, when=Now())


def test_the_edit_of_an_update_whose_profile_is_not_loaded_can_be_sent() -> None:
    draft = replace(draft_of(WAITING, "d2"), text="other")
    assert write_of(draft, (), NOW) == Edit(WAITING, text="other")


def test_a_copy_is_a_new_post() -> None:
    copy = copy_of(WAITING, "d3")
    assert (copy.editing, copy.profile_ids, copy.text, copy.media.link) == (None, ("x",), "Launch day", "https://example.com")
    assert copy_of(WAITING, "d3", ("in", "ig")).profile_ids == ("in", "ig")
    assert untouched(new_draft("d4", ("x",)))


@pytest.mark.parametrize(
    ("text", "expected", "dropped"),
    [
        ("plain\ttext\n", "plain\ttext\n", 0),
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne", 0),
        ("\x1b[1;31mred\x1b[0m", "red", 2),
        ("\x1b]52;c;QUJD\x07x\x1b]8;;https://example.com\x1b\\y", "xy", 2),
        ("\x9b31mx\x90q\x9cy", "xy", 2),
        ("open \x1b]0;title and text", "open ]0;title and text", 1),
        ("\x00\x0b\x0c\x1c\x7f\x80", "", 6),
        ("half \ud800", "half \ufffd", 0),
        ("👨\u200d👩 \u200c\u00a0\u202e\ufeff", "👨\u200d👩 \u200c\u00a0\u202e\ufeff", 0),
    ],
)
def test_what_can_be_edited_of_a_text(text: str, expected: str, dropped: int) -> None:
    assert editable(text) == (expected, dropped)
    assert editable(expected) == (expected, 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", ""),
        ("👨\u200d👩\u200d👧 ❤\ufe0f 🏴\U000e0067\U000e0062\U000e007f", ""),
        ("10\u00a0000\u00a0€", "2 × no-break space"),
        ("\u0645\u06cc\u200c\u0631", "1 × zero-width non-joiner"),
        ("a\u200bb\u200bc\u200f", "2 × zero-width space, 1 × right-to-left mark"),
    ],
)
def test_characters_that_nobody_sees_are_named(text: str, expected: str) -> None:
    assert unseen(text) == expected


def test_what_was_made_of_a_post_is_told_for_each_profile_asked() -> None:
    outcome = Outcome((
        Update("1", "x", "t", due_at=datetime(2026, 11, 24, 8, 0, tzinfo=UTC)),
        Update("2", "ig", "t", status="error", error="too square"),
    ), missing=("in",))
    assert outcome_lines(outcome, ("x", "in", "ig", "zz"), EVERYONE, NOW) == (
        "@northwind (X) · Tomorrow 09:00",
        "Northwind (LinkedIn): Buffer made nothing of it; it may be disconnected or not yours.",
        "northwind (Instagram): the network refused it: too square",
        "A profile that is not listed any more: Buffer made nothing of it; it may be disconnected or not yours.",
    )
    sent = Outcome((Update("1", "x", "t", status="sent", sent_at=NOW), Update("2", "in", "t")))
    assert outcome_lines(sent, ("x", "in"), EVERYONE, NOW + timedelta(minutes=1)) == (
        "@northwind (X): published.",
        "Northwind (LinkedIn): in the queue, without a posting time.",
    )
