"""Every document that the program can send is valid by Buffer's schema and far below Buffer's limits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from buffertui.api.graphql import documents, inputs
from buffertui.api.graphql.main_screen import Question
from buffertui.api.graphql.pages import LARGEST_PAGE
from buffertui.domain.drafts import Approval, At, Create, Edit, NextSlot, Now, Top
from buffertui.domain.models import Media, Update
from buffertui.domain.networks import NETWORKS

graphql = pytest.importorskip("graphql")

FILE = Path(__file__).resolve().parents[3] / "shared" / "api" / "buffer-schema.graphql"
CHANNELS, INNER = 50, 10
"""How long lists are taken to be: what there is one of for each channel, and everything that hangs on a post.

Pages are as long as they are asked for, at most.
"""
LARGEST = {"MainScreen": documents.MAIN_PAGE}
"""The most that is asked for with ``$first``; in all other documents ``pages.LARGEST_PAGE``."""

WHEN = datetime(2026, 12, 3, 12, tzinfo=UTC)
MEDIA = (
    Media(), Media(photo="https://example.org/a.png", alt_text="A"), Media(video="https://example.org/v.mp4"),
    Media(link="https://example.org/"), Media(link="https://example.org/", title="T", description="D",
                                              picture="https://example.org/p.png"),
)


@cache
def built() -> Any:
    return graphql.build_schema(FILE.read_text("utf-8"))


@pytest.fixture
def schema() -> Any:
    if not FILE.is_file():
        pytest.skip("the schema of the reference is not beside this checkout")
    return built()


@pytest.mark.parametrize("name", documents.ALL)
def test_a_document_is_valid_and_selects_nothing_that_goes_away(name: str, schema: Any) -> None:
    document = graphql.parse(documents.ALL[name])
    rules = [*graphql.specified_rules, graphql.NoDeprecatedCustomRule]
    assert not graphql.validate(schema, document, rules)
    operations = [d for d in document.definitions if isinstance(d, graphql.OperationDefinitionNode)]
    assert len(operations) == 1


def cost(
    node: Any, fragments: dict[str, Any], parent: Any, schema: Any, rows: int, depth: int = 1
) -> Iterator[tuple[float, int]]:
    """Points and depth of each field below ``node``: 1 for a scalar, 2 for an object, times 1.5 a level (section 5)."""
    for part in node.selection_set.selections:
        if isinstance(part, graphql.FragmentSpreadNode):
            inner = fragments[part.name.value]
            yield from cost(inner, fragments, schema.type_map[inner.type_condition.name.value], schema, rows, depth)
        elif isinstance(part, graphql.InlineFragmentNode):
            yield from cost(part, fragments, schema.type_map[part.type_condition.name.value], schema, rows, depth)
        elif part.name.value == "__typename":
            yield 1.5 ** (depth - 1), depth
        else:
            kind = parent.fields[part.name.value].type
            first = next((a.value for a in part.arguments or () if a.name.value == "first"), None)
            inner_rows = rows if first is None or first.kind == "variable" else int(first.value)
            times = length(kind, part.name.value, inner_rows)
            named = graphql.get_named_type(kind)
            if part.selection_set is None:
                yield 1.5 ** (depth - 1), depth
                continue
            yield 2 * 1.5 ** (depth - 1), depth
            for points, deep in cost(part, fragments, named, schema, inner_rows, depth + 1):
                yield points * times, deep


def length(kind: Any, name: str, rows: int) -> int:
    kind = kind.of_type if graphql.is_non_null_type(kind) else kind
    if not graphql.is_list_type(kind):
        return 1
    return {"edges": rows, "channels": CHANNELS, "dailyPostingLimits": CHANNELS}.get(name, INNER)


@pytest.mark.parametrize("name", documents.ALL)
def test_a_document_stays_under_every_limit_for_fifty_channels(name: str, schema: Any) -> None:
    text = documents.ALL[name]
    document = graphql.parse(text)
    (operation,) = (d for d in document.definitions if isinstance(d, graphql.OperationDefinitionNode))
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, graphql.FragmentDefinitionNode)}
    root = schema.query_type if operation.operation.value == "query" else schema.mutation_type
    rows = LARGEST.get(operation.name.value, LARGEST_PAGE)
    found = list(cost(operation, fragments, root, schema, rows))
    assert sum(points for points, _ in found) < 175_000, "also with the largest pages"
    assert max(deep for _, deep in found) <= 25
    lexer, tokens = graphql.Lexer(graphql.Source(text)), 0
    while lexer.advance().kind is not graphql.TokenKind.EOF:
        tokens += 1
    assert tokens < 15_000
    aliases = [s for s in operation.selection_set.selections if s.alias]
    assert len(aliases) <= 30
    assert not operation.directives


def accepted(schema: Any, document: str, variables: dict[str, Any]) -> None:
    (operation,) = (
        d for d in graphql.parse(document).definitions if isinstance(d, graphql.OperationDefinitionNode)
    )
    declared = {d.variable.name.value for d in operation.variable_definitions}
    assert set(variables) <= declared
    from graphql.execution.values import get_variable_values

    found = get_variable_values(schema, operation.variable_definitions, variables)
    assert not isinstance(found, list), found


FIELDS = {
    "instagram.type": "story", "instagram.feed": "no", "facebook.type": "reel", "youtube.title": "T",
    "youtube.category": "22", "youtube.privacy": "unlisted", "youtube.kids": "yes", "pinterest.board:p1": "81",
    "pinterest.title": "T", "pinterest.link": "https://example.org/", "tiktok.title": "T", "comment": "First",
    "thread.2": "Second", "thread.3": "Third", "mastodon.warning": "Soup", "threads.topic": "riso",
    "google.title": "T", "google.start": "2026-12-03", "google.end": "2026-12-04T18:00:00+01:00",
    "google.button": "book", "google.link": "https://example.org/", "google.code": "C", "google.terms": "T",
}
KINDS = ("whats_new", "offer", "event")
ALL_FIELDS: tuple[dict[str, str], ...] = ({}, *({**FIELDS, "google.type": kind} for kind in KINDS))


@pytest.mark.parametrize("service", [*NETWORKS, "substack"])
def test_whatever_is_created_or_edited_fits_the_input_types(service: str, schema: Any) -> None:
    services = {field.strip() for field in schema.type_map["PostInputMetaData"].fields}
    for media in MEDIA:
        for when in (NextSlot(), Top(), Now(), At(WHEN)):
            for fields in ALL_FIELDS:
                made = inputs.create_input(Create(("p1",), "x", media, when, fields=fields, draft=True), "p1", service)
                assert set(made.get("metadata", {})) <= services
                accepted(schema, documents.CREATE, {"input": made})
        for before in MEDIA:
            for fields in ALL_FIELDS:
                update = Update("u1", "p1", "x", service=service, media=(before, before), kind="carousel",
                                status="draft", fields=fields)
                for edit in (Edit(update, "y", media), Edit(update, media=media, when=At(WHEN), draft=False),
                             Edit(update, when=Now()), Edit(update, fields={}), Edit(update, fields=FIELDS),
                             Edit(update, draft=True), Edit(update, approval=Approval.REVERT)):
                    accepted(schema, documents.EDIT, {"input": inputs.edit_input(edit)})


def test_everything_that_is_asked_for_fits_the_input_types(schema: Any) -> None:
    update = Update("u1", "p1", "x", status="draft")
    for statuses in (inputs.PENDING_STATUSES, inputs.UNSENT_STATUSES, ("sent",)):
        for sort in ("dueAt", "-dueAt", "-createdAt"):
            for profile_id, since in (("p1", None), ("", WHEN)):
                asked = inputs.posts_input("o1", profile_id, statuses, sort, since=since)
                accepted(schema, documents.posts(metrics=True), {"input": asked, "first": 100, "after": "c"})
    asked = inputs.posts_input("o1", "p1", ("sent",), "-dueAt")
    for question in (Question("o1"), Question("o1", "p1", 10, metrics=False, limited=("p1", "p2"))):
        accepted(schema, question.document, question.variables)
    accepted(schema, documents.THREAD, {"input": {"id": "u1"}})
    accepted(schema, documents.CHANNELS, {"channels": {"organizationId": "o1"}, "waiting": asked})
    accepted(schema, documents.CHANNEL, {"input": {"id": "p1"}})
    accepted(schema, documents.SCHEDULE, {"input": {"id": "p1"}})
    accepted(schema, documents.post(metrics=True), {"input": {"id": "u1"}})
    accepted(schema, documents.LIMITS, {"limits": {"channelIds": ["p1"]}})
    accepted(schema, documents.EDIT, {"input": inputs.share_input(update)})
    accepted(schema, documents.EDIT, {"input": inputs.time_input("u1", WHEN)})
    accepted(schema, documents.DELETE, {"input": {"id": "u1"}})
    accepted(schema, documents.MOVE, {"input": {"id": "u1", "position": "top"}})


def test_the_checks_can_fail(schema: Any) -> None:
    assert graphql.validate(schema, graphql.parse("query Q { posts(input: {}) { totalCount } }"))
    with pytest.raises(AssertionError):
        accepted(schema, documents.CREATE, {"input": {"channelId": "p1", "mode": "recommendedTime"}})
    wrong_status = inputs.posts_input("o1", "p1", ("buffer",), "dueAt")
    with pytest.raises(AssertionError):
        accepted(schema, documents.posts(metrics=False), {"input": wrong_status, "first": 1})
