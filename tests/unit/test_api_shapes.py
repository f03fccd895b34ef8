"""Shapes of answers: what may be missing, what may not, and what the program does not carry for them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from buffertui.api.graphql.wire import WireMade, WirePost
from buffertui.api.rest_v1.wire import WireMedia, WireUpdate
from buffertui.api.shapes import Count, Id, Rows, Shape, Text, Unreadable, Word


class Crate(Shape):
    """A shape as the wires have them."""

    id: Id
    label: Word = "none"
    note: Text = ""
    pieces: Count = None
    content: Rows = ()


class Labelled(Crate):
    """One that adds a field to another."""

    colour: Word = ""


def test_every_field_is_read_by_what_stands_beside_its_type() -> None:
    crate = Crate.read({"id": 7, "label": 5, "note": None, "pieces": "12", "content": {"0": "a", "1": "b"}})
    assert (crate.id, crate.label, crate.note, crate.pieces) == ("7", "5", "", 12)
    assert crate.content == ["a", "b"]


def test_what_is_missing_has_its_default_and_what_is_unknown_is_ignored() -> None:
    crate = Crate.read({"id": "c1", "weight": 3})
    assert (crate.label, crate.note, crate.pieces, list(crate.content)) == ("none", "", None, [])
    assert not hasattr(crate, "weight")


def test_a_shape_has_the_fields_of_the_one_it_is_made_from() -> None:
    assert vars(Labelled.read({"id": "c1", "label": "x", "colour": "red"})) == {
        "id": "c1", "label": "x", "colour": "red",
    }
    with pytest.raises(Unreadable, match=r"Labelled\.id is missing"):
        Labelled.read({"colour": "red"})


def test_one_row_leaves_nothing_to_the_next() -> None:
    Crate.read({"id": "c1", "label": "x", "content": ["a"]})
    assert vars(Crate.read({"id": "c2"})) == {"id": "c2"}
    assert list(Crate.read({"id": "c2"}).content) == []


@pytest.mark.parametrize(
    "row", [None, [], "c1", 5, True, {}, {"id": None}, {"id": ""}, {"id": "c1", "note": ["secret"]}],
)
def test_what_is_no_object_or_lacks_what_it_needs_is_unreadable(row: object) -> None:
    with pytest.raises(Unreadable) as caught:
        Crate.read(row)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("read", [WireUpdate.read, WirePost.read], ids=["v1", "graphql"])
def test_a_post_needs_nothing_but_its_id(read: Callable[[object], WireUpdate | WirePost]) -> None:
    update = read({"id": "u1"}).to_domain("p1")
    assert (update.id, update.profile_id, update.text, update.media) == ("u1", "p1", "", ())
    assert (dict(update.statistics), update.author, update.readable) == ({}, "", True)


def test_an_id_of_v1_comes_under_either_name() -> None:
    assert WireUpdate.read({"_id": "u1"}).id == WireUpdate.read({"id": "", "_id": "u1"}).id == "u1"
    assert WireUpdate.read({"id": "u1", "_id": "u2"}).id == "u1"


def test_media_of_v1_is_an_object_an_address_or_nothing() -> None:
    addresses = [WireUpdate.read({"id": "u1", "media": one}).media.picture for one in (
        {"picture": "https://example.org/a.png"}, "https://example.org/a.png", None, [],
    )]
    assert addresses == ["https://example.org/a.png", "https://example.org/a.png", "", ""]
    assert not WireMedia().to_domain("")


def test_a_mutation_says_yes_no_or_nothing_about_the_time() -> None:
    def fixed(said: object) -> bool | None:
        return WireMade.read({"id": "u1", "isCustomScheduled": said}).isCustomScheduled

    assert WireMade.read({"id": "u1"}).isCustomScheduled is None
    assert [fixed(said) for said in (None, True, False, 1, 0, "true", "No")] == [
        None, True, False, True, False, True, False,
    ]
    for odd in (2, "perhaps", "", [], {}, 0.5):
        with pytest.raises(Unreadable):
            fixed(odd)


@pytest.mark.parametrize("api", ["rest_v1", "graphql"])
def test_a_client_loads_neither_pydantic_nor_the_table_of_html(api: str) -> None:
    """They take seven megabytes for as long as the program runs."""
    program = (
        f"import sys, buffertui.api.exchange; from buffertui.api.{api} import client, wire, pages, refusals\n"
        "sys.exit(str([name for name in ('pydantic', 'pydantic_core', 'html.entities') if name in sys.modules]))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == "[]"
