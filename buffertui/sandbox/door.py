"""The door of the sandbox: every request is answered here, spoiled where a fault is due, and written down."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .errors_v1 import code_response, throttled
from .faults import Fault, Faults, Kind
from .http import REASONS, Request, Response, encode, html_response, json_response
from .pace import RetryAfter
from .queues import join, renumber
from .records import ProfileRecord, UpdateRecord
from .rest_v1 import RestV1
from .world import World

LOG_LENGTH = 20_000
_ODD_ROWS: tuple[Any, ...] = (None, 42, "not a row", {"text": "a row without an id"}, [], {"id": None, "text": 7})


class Cut(StrEnum):
    """Where the connection ends: nowhere, before anything is heard, or in the middle of the answer."""

    NOWHERE = "nowhere"
    OFFLINE = "offline"
    UNHEARD = "unheard"
    SILENT = "silent"
    HALFWAY = "halfway"


@dataclass(frozen=True, slots=True)
class Delivery:
    """How an answer reaches the client: after ``wait`` seconds, cut off, padded with blanks, or drop by drop for ever.

    ``UNHEARD`` means that the work was not done, ``SILENT`` that it was and no answer comes.
    """

    response: Response
    wait: float = 0.0
    cut: Cut = Cut.NOWHERE
    padding: int = 0
    trickle: float = 0.0


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One request as it came, without its token. ``status`` is 0 when no answer left; ``fault`` names what struck."""

    at: int
    method: str
    path: str
    params: Mapping[str, list[str]]
    status: int
    fault: str = ""
    token_in_url: bool = False


class Door:
    """The world behind v1's face, with faults before and after it, and a log of what came."""

    def __init__(
        self, world: World, faults: Faults | None = None, *, limit: int = 60, seconds: float = 60.0,
        retry_after: RetryAfter = RetryAfter.SECONDS, quirks: bool = False, strict: bool = False,
    ) -> None:
        self.world = world
        self.faults = faults if faults is not None else Faults()
        self.v1 = RestV1(world, limit=limit, seconds=seconds, retry_after=retry_after, quirks=quirks, strict=strict)
        self.requests: deque[LoggedRequest] = deque(maxlen=LOG_LENGTH)
        self.counts: Counter[tuple[str, str]] = Counter()

    def count(self, method: str = "", path_contains: str = "") -> int:
        """How many requests came with this method and this in their path."""
        return sum(
            number for (verb, path), number in self.counts.items()
            if (not method or verb == method) and path_contains in path
        )

    def deliver(self, request: Request) -> Delivery:
        """Do the work and say how its answer is to be brought to the client."""
        struck = self.faults.take(request)
        wait = sum(fault.seconds for fault in struck if fault.kind is Kind.SLOW)
        main = next((fault for fault in struck if fault.kind is not Kind.SLOW), None)
        delivery = self._spoiled(request, main) if main else Delivery(self.v1.answer(request))
        self._write_down(request, delivery, struck)
        return Delivery(delivery.response, wait, delivery.cut, delivery.padding, delivery.trickle)

    def _spoiled(self, request: Request, fault: Fault) -> Delivery:
        instead = self._instead(request, fault)
        if instead is not None:
            return instead
        if fault.kind is Kind.SHIFT:
            self._shift(request, fault.shift)
        if fault.kind is Kind.REVOKED and (account := self.v1.account_of(request)):
            account.revoked = True
        return _afterwards(self.v1.answer(request), fault)

    def _instead(self, request: Request, fault: Fault) -> Delivery | None:
        """What comes when the request is not carried out at all."""
        match fault.kind:
            case Kind.OFFLINE:
                return Delivery(html_response("", 502), cut=Cut.OFFLINE)
            case Kind.CUT_BEFORE:
                return Delivery(html_response("", 502), cut=Cut.UNHEARD)
            case Kind.HTML_502:
                return Delivery(html_response("502 Bad Gateway", 502))
            case Kind.HTML_200:
                return Delivery(html_response("Welcome to the guest network", 200, "Please accept the terms of use."))
            case Kind.ERROR_500:
                return Delivery(code_response(1000))
            case Kind.THROTTLED:
                return Delivery(throttled(fault.retry_after))
            case Kind.REFUSED:
                return Delivery(code_response(fault.code))
            case Kind.SUCCESS_FALSE:
                return Delivery(json_response({"success": False, "message": "This update could not be shared."}))
            case Kind.MESSAGE_OBJECT:
                message = {"text": "This could not be done.", "link": "https://help.example.org/"}
                return Delivery(code_response(fault.code, message))
            case Kind.REDIRECT:
                page = html_response("Moved", 302)
                headers = (*page.headers, ("Location", fault.location))
                return Delivery(Response(302, REASONS[302], headers, page.body))
            case Kind.RETIRED:
                return Delivery(html_response("This API has been retired", fault.status, "See the new one."))
            case _:
                return None

    def _shift(self, request: Request, shift: str) -> None:
        """Change the queue under the eyes of somebody who reads it page by page."""
        profile = next((p for p in self.world.profiles() if p.id in request.path), None)
        now = self.world.now()
        self.world.catch_up()
        if profile is None:
            return
        if shift == "insert":
            join(profile, self._newcomer(profile, now), now, top=True)
        elif profile.queue:
            self.world.publish(profile, profile.queue[0], now)
            renumber(profile, now)

    def _newcomer(self, profile: ProfileRecord, now: int) -> UpdateRecord:
        new = self.world.new_id(now)
        text = f"Somebody else put this on top meanwhile ({new[-4:]})."
        update = UpdateRecord(new, profile.id, profile.account_id, text, now, source=text, via="chrome")
        return self.world.add_update(update)

    def _write_down(self, request: Request, delivery: Delivery, struck: list[Fault]) -> None:
        params = {name: values for name, values in request.parameters().items() if name != "access_token"}
        heard = delivery.cut not in (Cut.OFFLINE, Cut.UNHEARD, Cut.SILENT)
        self.counts[request.method, request.path] += 1
        self.requests.append(LoggedRequest(
            self.world.now(), request.method, request.path, params, delivery.response.status if heard else 0,
            " ".join(fault.kind for fault in struck), "access_token" in request.query,
        ))


def _afterwards(response: Response, fault: Fault) -> Delivery:
    """What becomes of the answer when the work was done."""
    match fault.kind:
        case Kind.CUT_AFTER:
            return Delivery(response, cut=Cut.SILENT)
        case Kind.CUT_HALF:
            return Delivery(response, cut=Cut.HALFWAY)
        case Kind.ERROR_500_AFTER:
            return Delivery(code_response(1000))
        case Kind.HTML_502_AFTER:
            return Delivery(html_response("502 Bad Gateway", 502))
        case Kind.BROKEN_JSON:
            return Delivery(response.with_body(response.body[: len(response.body) * 2 // 3] + b'"'))
        case Kind.HUGE:
            return Delivery(response, padding=fault.size)
        case Kind.TRICKLE:
            return Delivery(response, trickle=max(fault.seconds, 0.001))
        case Kind.ODD_ROWS:
            return Delivery(response.with_body(_changed(response.body, _with_odd_rows)))
        case Kind.LIST:
            return Delivery(response.with_body(_changed(response.body, _turned)))
        case _:
            return Delivery(response)


def _changed(body: bytes, change: Any) -> bytes:
    try:
        return encode(change(json.loads(body)))
    except ValueError:
        return body


def _with_odd_rows(value: Any) -> Any:
    """The same rows with one odd one after each, as long as there are some."""
    rows = value if isinstance(value, list) else value.get("updates")
    if not isinstance(rows, list):
        return value
    mixed: list[Any] = []
    for place, row in enumerate(rows):
        mixed += [row, _ODD_ROWS[place]] if place < len(_ODD_ROWS) else [row]
    return mixed if isinstance(value, list) else {**value, "updates": mixed}


def _turned(value: Any) -> Any:
    """An object where a list belongs, and the other way round."""
    return {str(place): row for place, row in enumerate(value)} if isinstance(value, list) else [value]
