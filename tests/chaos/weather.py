"""What goes wrong in a run, by chance: every kind of fault, and a kill at any moment."""

from __future__ import annotations

import random
from typing import Any

from buffertui.sandbox.faults import GRAPHQL_KINDS, Fault, Kind

V1_KINDS = tuple(kind for kind in Kind if kind not in GRAPHQL_KINDS)
RARE = (Kind.REVOKED, Kind.HUGE, Kind.RETIRED, Kind.REDIRECT)
WORST = (Kind.CUT_AFTER, Kind.CUT_HALF, Kind.CUT_BEFORE, Kind.ERROR_500_AFTER, Kind.HTML_502_AFTER, Kind.BROKEN_JSON,
         Kind.ERROR_500, Kind.HTML_502)
PLACES = ("", "", "create", "create", "create", "share", "destroy", "/update.json", "reorder", "pending", "sent",
          "profiles")

UNCLEAR = (Kind.GRAPHQL_ERRORS_AFTER, Kind.GRAPHQL_ERRORS_AFTER, Kind.UNEXPECTED, Kind.UNEXPECTED, Kind.GRAPHQL_ERRORS,
           Kind.NULLS, Kind.PARTIAL, Kind.UNKNOWN_TYPENAME, Kind.GROWN)
"""What GraphQL may answer to a mutation that leaves open whether it was done."""
FIELDS = ("", "", "createPost", "editPost", "deletePost", "post", "id", "dueAt", "edges", "node", "text", "status")
PAYLOAD = ("", "createPost", "post", "post", "id")
LOST = (Kind.CUT_AFTER, Kind.CUT_BEFORE, Kind.CUT_HALF, Kind.ERROR_500_AFTER, Kind.HTML_502_AFTER, Kind.BROKEN_JSON)
GRAPHQL_PLACES = ("", "", "createPost", "createPost", "createPost", "editPost", "editPost", "deletePost",
                  "movePostInQueue", "posts", "posts", "channels", "account")
VAGUE = ("UNEXPECTED", "UNEXPECTED", "", "INTERNAL_SERVER_ERROR")
"""Codes of errors that do not say whether the work was done."""
CLEAR = ("FORBIDDEN", "NOT_FOUND", "BAD_USER_INPUT")


def faults(chance: random.Random, api: str = "v1") -> list[Fault]:
    """Some faults for the next requests."""
    if api == "graphql":
        aimed = [_aimed(chance) for _ in range(chance.choice((0, 1, 1, 2)))]
        return [*aimed, *(_graphql_fault(chance) for _ in range(chance.choice((0, 2, 4, 6, 8))))]
    return [_fault(chance) for _ in range(chance.choice((0, 1, 2, 3, 4, 6)))]


def _aimed(chance: random.Random) -> Fault:
    """One for the next post or edit, after which nobody knows whether it was done: mostly it was."""
    kind = chance.choice((*LOST, *UNCLEAR))
    return Fault(
        kind, path_contains=chance.choice(("createPost", "createPost", "createPost", "editPost")),
        after=chance.choice((0, 0, 1)), extension=chance.choice(VAGUE), field=chance.choice(PAYLOAD),
        typename="QuietHoursNotice", done=chance.random() < 0.8 and kind in (Kind.UNEXPECTED, Kind.UNKNOWN_TYPENAME),
    )


def _graphql_fault(chance: random.Random) -> Fault:
    kind = chance.choice((tuple(Kind), WORST, UNCLEAR, UNCLEAR)[chance.randrange(4)])
    if kind in RARE and chance.random() < 0.6:
        kind = chance.choice(UNCLEAR)
    where = chance.choice(GRAPHQL_PLACES)
    if kind in (*WORST, *UNCLEAR) and chance.random() < 0.6:
        where = "createPost"
    times: int | None = chance.choice((1, 1, 1, 2, 3))
    if kind is Kind.OFFLINE and chance.random() < 0.5:
        times = None
    # A refusal whose type or code says that nothing was done is always true.
    clear = kind is Kind.GRAPHQL_ERRORS and chance.random() < 0.4
    typename = chance.choice(("ContentPolicyError", "QuietHoursNotice"))
    return Fault(
        kind, path_contains=where, times=times, after=chance.choice((0, 0, 0, 1, 3)),
        seconds=chance.choice((2.0, 10.0, 25.0, 60.0)), retry_after=chance.choice((None, "1", "20", "90")),
        code=chance.choice((1022, 1022, 1023, 1028, 403)), size=1_500_000, shift=chance.choice(("publish", "insert")),
        extension=chance.choice(CLEAR if clear else VAGUE), field=chance.choice(FIELDS),
        share=chance.choice((0.1, 0.25, 0.6)), typename=typename, window=chance.choice(("15m", "15m", "24h")),
        done=chance.random() < 0.6
        and (kind is Kind.UNEXPECTED or (kind is Kind.UNKNOWN_TYPENAME and typename == "QuietHoursNotice")),
    )


def _fault(chance: random.Random) -> Fault:
    kind = chance.choice(V1_KINDS if chance.random() < 0.5 else WORST)
    if kind in RARE and chance.random() < 0.6:
        kind = chance.choice(WORST)
    where = chance.choice(PLACES)
    if kind in WORST and chance.random() < 0.5:
        where = "create"
    times: int | None = chance.choice((1, 1, 1, 2, 3))
    if kind is Kind.OFFLINE and chance.random() < 0.5:
        times = None
    return Fault(
        kind, path_contains=where, method=chance.choice(("", "", "POST")), times=times,
        after=chance.choice((0, 0, 1, 3)),
        seconds=chance.choice((2.0, 10.0, 25.0, 60.0)), retry_after=chance.choice((None, "1", "20", "90")),
        code=chance.choice((1022, 1022, 1023, 1028, 403)), size=1_500_000,
        shift=chance.choice(("publish", "insert")),
    )


def mishap(chance: random.Random) -> tuple[list[float], int]:
    """After how many seconds posts are carried out whose connection broke, and how many are made by halves."""
    return [chance.choice((5.0, 30.0, 75.0))] * (chance.random() < 0.15), int(chance.random() < 0.2)


def death(chance: random.Random) -> dict[str, Any]:
    """How a life ends: at a moment, at a request, at a call of the store, or by quitting.

    ``post`` is the number of the POST (``get`` of any request) at which the program is killed, ``after`` whether
    Buffer had done its work by then, ``lost`` whether a request that was not heard is dropped.
    """
    match chance.choice(("moment", "moment", "post", "post", "post", "request", "store", "store", "quit")):
        case "moment":
            return {"after_seconds": chance.choice((chance.random() * 0.05, chance.random() * 0.6))}
        case "post":
            return {"post": chance.choice((1, 1, 1, 2, 2, 3, 4)),
                    "work": chance.choice(("done", "done", "late", "lost"))}
        case "request":
            return {"request": chance.randrange(1, 14), "work": chance.choice(("done", "late", "lost"))}
        case "store":
            return {"strike": chance.randrange(1, 24), "strike_before": chance.random() < 0.5}
        case _:
            return {"quit": True}
