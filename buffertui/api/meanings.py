"""What Buffer's codes mean, in our words, and its own sentences as plain text. GraphQL's old errors have v1's codes."""

from __future__ import annotations

import re

from buffertui.domain.errors import Duplicate, NotFound

KEPT = "Your text is kept."
RELOAD = "Reload the profiles."
OURS = "This is a mistake of buffertui; please report it."

CODES: dict[int, tuple[str, str]] = {
    403: ("Buffer does not permit this.", ""),
    1001: ("Buffer asks for an access token.", ""),
    1002: ("The application that this access token belongs to may not do this.", ""),
    1003: ("Buffer does not know a parameter of the request.", OURS),
    1004: ("Buffer misses something in the request.", KEPT),
    1005: ("Buffer does not know this kind of address.", OURS),
    1006: ("A value of the request is out of bounds.", OURS),
    1010: ("There is no such profile any more.", RELOAD),
    1011: ("This profile belongs to somebody else.", RELOAD),
    1012: ("Buffer could not save the profile.", "Reload the profile and see what it holds before you try again."),
    1013: ("These are more posting times than the plan allows.", "Remove some of them."),
    1014: ("These are more profiles than the plan allows.", ""),
    1015: ("Buffer could not remove the profile.", ""),
    1016: ("Buffer could not empty the queue.", ""),
    1020: ("There is no such update any more.", NotFound.hint),
    1021: ("This update belongs to somebody else.", ""),
    1022: ("Buffer could not save the update.", KEPT),
    1023: ("The queue of this profile is full on this plan.", f"{KEPT} It can go when something else has gone out."),
    1024: ("The queue of this team profile is full.", f"{KEPT} It can go when something else has gone out."),
    1025: ("The same text was posted to this profile recently.", Duplicate.hint),
    1026: ("Only an update that failed can be queued again.", ""),
    1027: ("Only an update in the queue without a fixed time can go to the top.", ""),
    1028: ("This profile has reached its limit for now.", f"{KEPT} Try it later."),
    1029: ("This network has no such reaction.", ""),
    1030: ("This kind of media is not supported here.", KEPT),
    1031: ("The picture or video is too large or too small.", KEPT),
    1032: ("Groups on LinkedIn take no images.", KEPT),
    1033: ("Comments go only to Facebook.", KEPT),
    1034: ("The time lies in the past.", f"{KEPT} Choose a later time."),
    1042: ("Buffer could not save the account.", ""),
    1050: ("Buffer does not know this application.", ""),
    1051: ("This application belongs to somebody else.", ""),
}
"""For each of Buffer's codes (v1 reference, section 5.2) what it means and what to do, in our words."""

_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->", re.DOTALL)
_LONGEST = 400


def plain(message: str) -> str:
    """A sentence of the server as one line of plain text: tags stripped, entities decoded, controls dropped."""
    shown = _TAG.sub("", message)
    if "&" in shown:
        # Only now: the table of all entities takes a third of a megabyte.
        from html import unescape

        shown = unescape(shown)
    shown = " ".join("".join(c if c.isprintable() else " " for c in shown).split())
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
