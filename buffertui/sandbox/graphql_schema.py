"""The schema that the GraphQL face executes: as it was written down, grown, or with nulls wherever it promised none."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from graphql import GraphQLSchema, build_schema

SERVICES = {
    "google": "googlebusiness",
}
"""Networks that v1 calls otherwise."""

NEW_VALUES = {
    "Service": "substack", "PostStatus": "archived", "ShareMode": "recommendedTime", "PostVia": "mcp",
    "AssetType": "audio", "ChannelAction": "manageStories", "PostAction": "boostPost", "ChannelType": "newsletter",
    "PostMetricType": "watchRate", "PostMetricUnit": "seconds", "SchedulingType": "assisted", "DayOfWeek": "holiday",
    "TagColorName": "magenta", "PostType": "note", "NotificationStatus": "snoozed", "PostingGoalStatus": "Paused",
    "ScheduleOption": "Recommended", "Product": "inbox", "NoteType": "importedNote",
}
"""A value of each enumeration that came after the client was written."""

NEW_MEMBERS = {
    "Asset": "AudioAsset", "ChannelMetadata": "NewsletterMetadata", "PostMetadata": "NewsletterPostMetadata",
}
"""A member of an interface or union that came after the client was written."""

_GROWTH = """
type ContentPolicyError implements MutationError { message: String! policy: String! }
type QuietHoursNotice { until: DateTime }
extend union PostActionPayload = ContentPolicyError | QuietHoursNotice
extend union DeletePostPayload = ContentPolicyError | QuietHoursNotice
extend union MovePostInQueuePayload = ContentPolicyError | QuietHoursNotice
type AudioAsset implements Asset { id: ID mimeType: String! source: String! thumbnail: String! type: AssetType! }
type NewsletterMetadata { subscribers: Int }
extend union ChannelMetadata = NewsletterMetadata
type NewsletterPostMetadata implements CommonPostMetadata {
  annotations: [Annotation!]! type: PostType! subject: String
}
extend union PostMetadata = NewsletterPostMetadata
"""
_OUTPUT = re.compile(r"^(?:type|interface) [^{]*\{.*?^\}", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"^(  \w+(?:\([^)]*\))?: )(.*)$", re.MULTILINE)
_SERVICES = re.compile(r"enum Service \{([^}]*)\}")


@lru_cache(maxsize=1)
def text() -> str:
    """The schema as this project wrote it down."""
    return files(__package__).joinpath("buffer.graphql").read_text("utf-8")


def service_name(name: str) -> str:
    """How GraphQL calls a network; what no name of an enumeration can hold is left out of it."""
    plain = re.sub(r"\W", "", SERVICES.get(name, name), flags=re.ASCII)
    return plain if plain[:1].isalpha() else f"network{plain}"


@lru_cache(maxsize=16)
def schema(services: frozenset[str] = frozenset(), *, grown: bool = False, nullable: bool = False) -> GraphQLSchema:
    """The schema, with those of ``services`` that it does not know.

    ``grown`` adds a value to every enumeration and members to unions; ``nullable`` takes away every promise that an
    answer is not null.
    """
    written = text()
    if grown:
        written += _GROWTH + "".join(f"extend enum {name} {{ {value} }}\n" for name, value in NEW_VALUES.items())
    known = _SERVICES.search(text())
    new = services - set(known[1].split() if known else ()) - ({NEW_VALUES["Service"]} if grown else set())
    if new:
        written += f"extend enum Service {{ {' '.join(sorted(new))} }}\n"
    if nullable:
        written = _OUTPUT.sub(_without_promises, written)
    return build_schema(written)


def _without_promises(block: re.Match[str]) -> str:
    return _FIELD.sub(lambda field: field[1] + field[2].replace("!", ""), block[0])
