"""The schema of the sandbox against the reference: nothing invented, and every document of the reference runs."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

graphql = pytest.importorskip("graphql")

from buffertui.clock import ManualClock  # noqa: E402
from buffertui.sandbox import seed_world  # noqa: E402
from buffertui.sandbox.graphql_limits import complexity  # noqa: E402
from buffertui.sandbox.graphql_schema import NEW_VALUES, schema, service_name, text  # noqa: E402
from tests.support.sandbox_graphql import Asker  # noqa: E402

API = Path(__file__).resolve().parents[3] / "shared" / "api"
OUT_OF_SCOPE = {"Ideas", "IdeaGroups", "CreateIdea"}
START = datetime(2026, 11, 23, 11, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def reference() -> Any:
    if not (API / "buffer-schema.graphql").is_file():
        pytest.skip("the schema of the reference is not beside this checkout")
    return graphql.build_schema((API / "buffer-schema.graphql").read_text("utf-8"))


@pytest.fixture(scope="module")
def documents() -> dict[str, str]:
    """The operations of the reference by name, each with the fragments that it needs."""
    if not (API / "graphql.md").is_file():
        pytest.skip("the reference is not beside this checkout")
    found: dict[str, Any] = {}
    for block in re.findall(r"```graphql\n(.*?)```", (API / "graphql.md").read_text("utf-8"), re.DOTALL):
        for definition in graphql.parse(block).definitions:
            found[definition.name.value] = definition
    printed = {name: graphql.print_ast(definition) for name, definition in found.items()}
    operations = [name for name, one in found.items() if isinstance(one, graphql.OperationDefinitionNode)]
    return {name: "\n".join(_with_fragments(name, printed)) for name in operations}


def _with_fragments(name: str, printed: dict[str, str]) -> list[str]:
    used, waiting = [name], [name]
    while waiting:
        for other in re.findall(r"\.\.\.\s*(\w+)", printed[waiting.pop()]):
            if other != "on" and other not in used:
                used.append(other)
                waiting.append(other)
    return [printed[one] for one in used]


def test_the_schema_is_valid() -> None:
    assert graphql.validate_schema(schema()) == []


def test_there_is_nothing_in_it_that_the_reference_does_not_have(reference: Any) -> None:
    strange = []
    for name, own in schema().type_map.items():
        true = reference.type_map.get(name)
        if type(own) is not type(true):
            strange.append(f"{name} is {type(true).__name__} there")
            continue
        if graphql.is_enum_type(own):
            strange += [f"{name}.{value}" for value in own.values if value not in true.values]
        if graphql.is_union_type(own):
            there = {member.name for member in true.types}
            strange += [f"{name} | {member.name}" for member in own.types if member.name not in there]
        if graphql.is_object_type(own) or graphql.is_interface_type(own):
            there = {each.name for each in true.interfaces}
            strange += [f"{name} implements {each.name}" for each in own.interfaces if each.name not in there]
        for field, mine in getattr(own, "fields", {}).items():
            theirs = true.fields.get(field)
            if theirs is None or str(mine.type) != str(theirs.type):
                strange.append(f"{name}.{field}: {mine.type}, there {theirs.type if theirs else 'nothing'}")
                continue
            for argument, given in getattr(mine, "args", {}).items():
                wanted = theirs.args.get(argument)
                if wanted is None or str(given.type) != str(wanted.type):
                    strange.append(f"{name}.{field}({argument}: {given.type})")
    assert strange == []


def test_no_input_of_the_reference_is_required_that_the_schema_does_not_know(reference: Any) -> None:
    missing = [
        f"{name}.{field}" for name, own in schema().type_map.items() if graphql.is_input_object_type(own)
        for field, there in reference.type_map[name].fields.items()
        if graphql.is_required_input_field(there) and field not in own.fields
    ]
    assert missing == []


def test_every_document_of_the_reference_fits_the_schema(documents: dict[str, str]) -> None:
    wrong = {
        name: [error.message for error in graphql.validate(schema(), graphql.parse(document))]
        for name, document in documents.items() if name not in OUT_OF_SCOPE
    }
    assert {name: errors for name, errors in wrong.items() if errors} == {}
    assert len(wrong) == 17


def test_the_points_of_a_document_are_those_of_the_reference(documents: dict[str, str]) -> None:
    measured = {name: round(complexity(graphql.parse(documents[name]))) for name in (
        "Overview", "SentPosts", "Posts", "PostDetail", "Channel",
    )}
    assert measured == {"Overview": 586, "SentPosts": 210, "Posts": 182, "PostDetail": 257, "Channel": 102}


def test_every_document_of_the_reference_is_carried_out(documents: dict[str, str]) -> None:
    world = seed_world(ManualClock(START))
    asker = Asker(world)
    organization, channel = asker.organization, world.profiles()[0].id
    made = asker.create(channel, "Seed swap on Sunday.")["post"]["id"]
    listed = {"organizationId": organization, "filter": {"channelIds": [channel]}}
    post, one = {"id": made}, {"id": channel}
    limits = {"channelIds": [channel], "date": "2026-11-24T00:00:00Z"}
    span = {"startDateTime": "2026-09-01T00:00:00Z", "endDateTime": "2026-11-23T00:00:00Z"}
    variables: dict[str, Any] = {
        "Viewer": {}, "Channels": {"input": {"organizationId": organization}}, "Channel": {"input": one},
        "CountPosts": {"input": listed, "first": 100}, "Posts": {"input": listed, "first": 25, "after": None},
        "SentPosts": {"input": listed | {"filter": {"status": ["sent"]}}, "first": 25},
        "Overview": {
            "channels": {"organizationId": organization}, "pending": listed, "drafts": listed, "failed": listed,
            "limits": {"channelIds": [channel]}, "first": 50,
        },
        "PostDetail": {"input": post}, "PostStatus": {"input": post}, "PostingSchedule": {"input": one},
        "DailyLimits": {"input": limits}, "RecentPosts": {"input": listed, "first": 25},
        "Summary": {"input": {"organizationId": organization, "channelIds": [channel]} | span},
        "CreatePost": {"input": {
            "channelId": channel, "schedulingType": "automatic", "mode": "addToQueue", "text": "An open gate",
        }},
        "EditPost": {"input": post | {"text": "Seed swap on Saturday."}}, "MovePost": {"input": post | {
            "position": "top",
        }},
        "DeletePost": {"input": post},
    }
    for name in [*(name for name in documents if name not in {*OUT_OF_SCOPE, "DeletePost"}), "DeletePost"]:
        data = asker.data(documents[name], variables[name])
        for payload in data.values():
            kind = payload.get("__typename", "") if isinstance(payload, dict) else ""
            assert not kind.endswith("Error"), (name, payload)


def test_a_grown_schema_has_a_new_value_in_every_enumeration_that_is_read() -> None:
    grown = schema(grown=True)
    assert graphql.validate_schema(grown) == []
    for name, value in NEW_VALUES.items():
        assert value in grown.type_map[name].values
        assert value not in schema().type_map[name].values


def test_without_promises_every_output_may_be_null() -> None:
    loose = schema(nullable=True)
    assert graphql.validate_schema(loose) == []
    promised = [
        f"{name}.{field}" for name, one in loose.type_map.items()
        if not name.startswith("__") and (graphql.is_object_type(one) or graphql.is_interface_type(one))
        for field, shape in one.fields.items() if "!" in str(shape.type)
    ]
    assert promised == []
    assert str(loose.type_map["CreatePostInput"].fields["mode"].type) == "ShareMode!"


@pytest.mark.parametrize(("name", "shown"), [
    ("twitter", "twitter"), ("google", "googlebusiness"), ("[red]\x1b[7m\u202enetwork", "red7mnetwork"),
    ("", "network"), ("4ever", "network4ever"),
])
def test_names_of_networks_become_names_of_an_enumeration(name: str, shown: str) -> None:
    assert service_name(name) == shown
    assert shown in schema(frozenset([shown])).type_map["Service"].values


def test_no_sentence_of_the_reference_was_taken_over() -> None:
    assert '"""' not in text()
    assert json.dumps(text()).count("#") == 2
