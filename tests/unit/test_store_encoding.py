"""Drafts and outbox items as JSON: everything survives the way there and back, and nothing else is taken for it."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buffertui.clock import ManualClock
from buffertui.domain.drafts import (
    Approval,
    At,
    Create,
    Delete,
    Draft,
    Edit,
    MoveToBottom,
    MoveToTop,
    NextSlot,
    Now,
    OutboxItem,
    Outcome,
    Reorder,
    SetSchedules,
    ShareNow,
    Shuffle,
    State,
    Top,
)
from buffertui.domain.memory import KnownList
from buffertui.domain.models import Media, Schedule, Tag, Update
from buffertui.store import words_file
from buffertui.store.encoding import Undecodable, decode, encode
from buffertui.store.rows import OtherShape, pack, unpack
from buffertui.store.sqlite import SqliteStore

STEADY = settings(derandomize=True, deadline=None)

# Any text at all, lone surrogates and controls included: it is what somebody typed or Buffer sent.
TEXTS = st.text(st.characters(), max_size=30)
ZONES = st.integers(-840, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(datetime(1970, 1, 3), datetime(2100, 1, 1), timezones=st.just(UTC) | ZONES)
IDS = st.tuples(*[TEXTS] * 2)
MEDIA = st.builds(Media, **dict.fromkeys(("link", "title", "description", "picture", "photo", "alt_text"), TEXTS))
NUMBERS = st.floats(allow_nan=False) | st.integers(-(10**15), 10**15)
TAGS = st.lists(st.builds(Tag, id=TEXTS, name=TEXTS, color=TEXTS), max_size=2).map(tuple)
FIELDS = st.dictionaries(TEXTS, TEXTS, max_size=3).map(MappingProxyType)
UPDATES = st.builds(
    Update, id=TEXTS, profile_id=TEXTS, text=TEXTS, status=TEXTS, kind=TEXTS, fixed=st.booleans(),
    created_at=st.none() | TIMES, due_at=st.none() | TIMES, sent_at=st.none() | TIMES,
    media=st.lists(MEDIA, max_size=2).map(tuple),
    statistics=st.dictionaries(TEXTS, NUMBERS, max_size=3).map(MappingProxyType), tags=TAGS, fields=FIELDS,
)
WHENS = st.builds(NextSlot) | st.builds(Top) | st.builds(Now) | st.builds(At, time=TIMES)
SCHEDULES = st.builds(Schedule, days=IDS, times=IDS)
WRITES = st.one_of(
    st.builds(Create, profile_ids=IDS, text=TEXTS, media=MEDIA, when=WHENS, shorten=st.booleans(), fields=FIELDS,
              draft=st.booleans()),
    st.builds(
        Edit, before=UPDATES, text=st.none() | TEXTS, media=st.none() | MEDIA,
        when=st.none() | WHENS, fields=st.none() | FIELDS, draft=st.none() | st.booleans(),
        approval=st.none() | st.sampled_from(Approval),
    ),
    st.builds(ShareNow, update=UPDATES),
    st.builds(Delete, update=UPDATES),
    st.builds(MoveToTop, update=UPDATES),
    st.builds(MoveToBottom, update=UPDATES),
    st.builds(Reorder, profile_id=TEXTS, order=IDS, before=IDS),
    st.builds(Shuffle, profile_id=TEXTS, before=IDS),
    st.builds(SetSchedules, profile_id=TEXTS, schedules=st.lists(SCHEDULES, max_size=2).map(tuple)),
)
OUTCOMES = st.builds(Outcome, updates=st.lists(UPDATES, max_size=2).map(tuple), missing=IDS, message=TEXTS)
ITEMS = st.builds(
    OutboxItem, id=TEXTS, write=WRITES, state=st.sampled_from(State), created_at=TIMES,
    held_until=st.none() | TIMES, began_at=st.none() | TIMES, settled_at=st.none() | TIMES, reason=TEXTS, hint=TEXTS,
    outcome=st.none() | OUTCOMES, draft_id=TEXTS,
)
DRAFTS = st.builds(
    Draft, id=TEXTS, profile_ids=IDS, text=TEXTS, media=MEDIA, placement=TEXTS, when=TEXTS, shorten=st.booleans(),
    editing=st.none() | UPDATES, saved_at=st.none() | TIMES, fields=FIELDS,
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS | st.just("is"), inner, max_size=4),
    max_leaves=8,
)


def through_json(value: object) -> Any:
    return json.loads(json.dumps(encode(value)))


@STEADY
@given(ITEMS)
def test_every_outbox_item_survives_encoding(value: OutboxItem) -> None:
    assert decode(OutboxItem, through_json(value)) == value


@STEADY
@given(DRAFTS)
def test_every_draft_survives_encoding(value: Draft) -> None:
    assert decode(Draft, through_json(value)) == value


@STEADY
@given(ANYTHING)
def test_anything_else_is_undecodable_and_never_another_error(raw: object) -> None:
    with pytest.raises(Undecodable):
        decode(OutboxItem, raw)


@STEADY
@given(ITEMS, st.data())
def test_an_item_with_one_field_broken_is_read_or_refused(value: OutboxItem, data: st.DataObject) -> None:
    raw = through_json(value)
    raw[data.draw(st.sampled_from(sorted(raw)))] = data.draw(ANYTHING)
    try:
        read = decode(OutboxItem, raw)
    except Undecodable:
        return
    assert isinstance(read, OutboxItem)


def test_what_was_frozen_stays_frozen() -> None:
    read = decode(Update, through_json(Update("u", "p", "t", statistics={"likes": 3})))
    assert isinstance(read.statistics, MappingProxyType)
    assert read.statistics == {"likes": 3}


def test_fields_of_another_version_are_borne() -> None:
    raw = through_json(Draft("d1", text="kept"))
    raw["colour"] = "blue"
    del raw["placement"]
    assert decode(Draft, raw) == Draft("d1", text="kept")


def test_what_has_no_place_in_a_record_is_refused() -> None:
    with pytest.raises(TypeError):
        encode(object())


@settings(STEADY, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(draft=DRAFTS, items=st.lists(ITEMS, max_size=3, unique_by=lambda one: one.id), updates=st.lists(UPDATES))
def test_whatever_was_recorded_the_next_start_finds_it(
    draft: Draft, items: list[OutboxItem], updates: list[Update], tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Nothing here cuts the power, so nothing need wait for the disk.
    monkeypatch.setattr(words_file, "WORDS", replace(words_file.WORDS, durable="OFF"))
    folder, clock = tmp_path_factory.mktemp("store"), ManualClock(datetime(2026, 11, 23, tzinfo=UTC))
    known = KnownList("sent", "p1", tuple(updates))
    with contextlib.closing(SqliteStore(folder, run_id="first", clock=clock)) as store:
        store.save_draft(draft)
        store.remember_list(known)
        for one in items:
            store.record(one)
    with contextlib.closing(SqliteStore(folder, run_id="second", clock=clock)) as store:
        assert store.drafts() == (draft,)
        assert store.recall().lists == (known,)
        assert {one.id: one for one in (*store.adopt(), *store.journal())} == {one.id: one for one in items}
        assert store.notices() == ()


@STEADY
@given(st.lists(UPDATES, max_size=3))
def test_every_update_survives_as_a_short_row(updates: list[Update]) -> None:
    assert unpack([pack(updates), pack([])]) == updates


@STEADY
@given(UPDATES, st.data())
def test_a_short_row_with_one_value_broken_is_read_or_refused(value: Update, data: st.DataObject) -> None:
    rows = json.loads(pack([value]))
    rows[0][data.draw(st.integers(0, len(rows[0]) - 1))] = data.draw(ANYTHING)
    try:
        (read,) = unpack([json.dumps(rows)])
    except OtherShape:
        return
    assert isinstance(read, Update)


@pytest.mark.parametrize("text", ["", "{", "null", "[[]]", "[1]", '[["u"]]', "[" * 100_000, "{}1"])
def test_anything_else_is_no_short_row(text: str) -> None:
    with pytest.raises(OtherShape):
        unpack([text])
