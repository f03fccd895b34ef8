"""The bounds on the size of a document (GraphQL reference, section 5)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    Lexer,
    OperationDefinitionNode,
    SelectionSetNode,
    Source,
    TokenKind,
)

COMPLEXITY = 175_000
DEPTH = 25
ALIASES = 30
DIRECTIVES = 50
TOKENS = 15_000
_STEP = 1.5

Fragments = dict[str, FragmentDefinitionNode]
Place = tuple[FieldNode, int]


class TooLarge(GraphQLError):
    """A document over a limit; the sentence names the limit and there is no code."""


def check_tokens(query: str) -> None:
    """Refuse a text of too many tokens before it is read; a text that is no GraphQL is left to the parser."""
    lexer = Lexer(Source(query))
    for _ in range(TOKENS + 1):
        if lexer.advance().kind is TokenKind.EOF:
            return
    raise TooLarge(f"The document has more than {TOKENS} tokens.")


def check_size(document: DocumentNode) -> None:
    """Refuse a valid document that is too deep, too wide or too costly."""
    nodes = _places(document)
    measured = (
        ("aliases", sum(1 for node in _written(document) if isinstance(node, FieldNode) and node.alias), ALIASES),
        ("directives", sum(len(node.directives or ()) for node in _written(document)), DIRECTIVES),
        ("levels of depth", max((depth + 1 for _, depth in nodes), default=0), DEPTH),
        ("points of complexity", cost(nodes), COMPLEXITY),
    )
    for name, found, most in measured:
        if found > most:
            raise TooLarge(f"The document has {found:.0f} {name}; {most} are allowed.")


def complexity(document: DocumentNode) -> float:
    """The points that a document costs."""
    return cost(_places(document))


def cost(nodes: list[Place]) -> float:
    """One point for a scalar and two for an object, half as much again for every level above it."""
    return sum((2 if node.selection_set else 1) * _STEP**depth for node, depth in nodes)


def _places(document: DocumentNode) -> list[Place]:
    """The fields of all operations; of a document that unfolds without end no more than are surely too many."""
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    unfolded = (place for one in operations for place in _fields(one.selection_set, fragments, 0))
    return list(islice(unfolded, COMPLEXITY + 1))


def _fields(selection: SelectionSetNode, fragments: Fragments, depth: int) -> Iterator[Place]:
    """Every field with the number of fields above it, fragments put in where they are used."""
    for node in selection.selections:
        if isinstance(node, FieldNode):
            yield node, depth
            if node.selection_set:
                yield from _fields(node.selection_set, fragments, depth + 1)
        elif isinstance(node, InlineFragmentNode):
            yield from _fields(node.selection_set, fragments, depth)
        elif isinstance(node, FragmentSpreadNode):
            yield from _fields(fragments[node.name.value].selection_set, fragments, depth)


def _written(document: DocumentNode) -> Iterator[FieldNode | InlineFragmentNode | FragmentSpreadNode]:
    """Every selection once, as it stands in the text."""
    written = (FragmentDefinitionNode, OperationDefinitionNode)
    waiting = [one.selection_set for one in document.definitions if isinstance(one, written)]
    while waiting:
        for node in waiting.pop().selections:
            if isinstance(node, (FieldNode, InlineFragmentNode, FragmentSpreadNode)):
                yield node
            if not isinstance(node, FragmentSpreadNode) and getattr(node, "selection_set", None):
                waiting.append(node.selection_set)  # type: ignore[attr-defined]  # every other selection has one
