"""The door of the sandbox: every request is answered here, spoiled where a fault is due, and written down."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from .errors_v1 import code_response, throttled
from .faults import Fault, Faults, Kind, Question
from .graphql_manners import MISSING, PATHS, GraphqlMissing, Manners
from .http import REASONS, Request, Response, html_response, json_response
from .oddities import turned, with_odd_rows
from .pace import RetryAfter
from .queues import join, renumber
from .records import ProfileRecord, UpdateRecord
from .rest_v1 import RestV1
from .world import World

if TYPE_CHECKING:
    from .graphql_face import Graphql

LOG_LENGTH = 20_000


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
    """One request as it came, without its token. ``status`` is 0 when no answer left; ``fault`` names what struck.

    Of a GraphQL request ``path`` ends in its root fields (``/graphql createPost``), ``operation`` is the name that the
    client gave it, and ``params`` holds its variables as JSON.
    """

    at: int
    method: str
    path: str
    params: Mapping[str, list[str]]
    status: int
    fault: str = ""
    token_in_url: bool = False
    operation: str = ""


class Door:
    """The world behind both its faces, with faults before and after them, and a log of what came."""

    def __init__(
        self, world: World, faults: Faults | None = None, *, limit: int = 60, seconds: float = 60.0,
        retry_after: RetryAfter = RetryAfter.SECONDS, quirks: bool = False, strict: bool = False,
        graphql: Manners | None = None,
    ) -> None:
        self.world = world
        self._manners = graphql
        self._graphql: Graphql | None = None
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

    @property
    def graphql(self) -> Graphql:
        """The GraphQL face, made when it is first asked for; ``GraphqlMissing`` without the package it needs."""
        if self._graphql is None:
            try:
                from .graphql_face import Graphql
            except ImportError as missing:
                raise GraphqlMissing from missing
            self._graphql = Graphql(self.world, self._manners)
        return self._graphql

    def deliver(self, request: Request) -> Delivery:
        """Do the work and say how its answer is to be brought to the client."""
        try:
            face = self.graphql if _is_graphql(request) else None
        except GraphqlMissing:
            return Delivery(json_response({"errors": [{"message": MISSING}]}, 501))
        question = Question.of(request) if face is None else face.question(request)
        struck = self.faults.take(request, question)
        wait = sum(fault.seconds for fault in struck if fault.kind is Kind.SLOW)
        main = next((fault for fault in struck if fault.kind is not Kind.SLOW), None)
        delivery = self._told(request, question, main, face)
        self._write_down(request, question, delivery, struck)
        return Delivery(delivery.response, wait, delivery.cut, delivery.padding, delivery.trickle)

    def _told(self, request: Request, question: Question, fault: Fault | None, face: Graphql | None) -> Delivery:
        if fault is None:
            return Delivery((face or self.v1).answer(request))
        if face is not None and (response := face.instead(fault)) is not None:
            return Delivery(response)
        instead = self._instead(request, fault, face)
        if instead is not None:
            return instead
        if fault.kind is Kind.SHIFT:
            self._shift(request, question, fault.shift)
        if face is not None:
            if fault.kind is Kind.REVOKED and (owner := face.account_of(request)):
                owner.key_revoked = True
            return _afterwards(face.answer(request, fault), fault, face)
        if fault.kind is Kind.REVOKED and (account := self.v1.account_of(request)):
            account.revoked = True
        return _afterwards(self.v1.answer(request), fault, None)

    def _instead(self, request: Request, fault: Fault, face: Graphql | None) -> Delivery | None:
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
            case Kind.REFUSED if face is None:
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

    def _shift(self, request: Request, question: Question, shift: str) -> None:
        """Change the queue under the eyes of somebody who reads it page by page."""
        named = request.path + json.dumps(question.variables)
        profile = next((p for p in self.world.profiles() if p.id in named), None)
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

    def _write_down(self, request: Request, question: Question, delivery: Delivery, struck: list[Fault]) -> None:
        if question.graphql:
            params = {"variables": [json.dumps(question.variables)]}
        else:
            params = {name: values for name, values in request.parameters().items() if name != "access_token"}
        heard = delivery.cut not in (Cut.OFFLINE, Cut.UNHEARD, Cut.SILENT)
        self.counts[request.method, question.subject] += 1
        self.requests.append(LoggedRequest(
            self.world.now(), request.method, question.subject, params, delivery.response.status if heard else 0,
            " ".join(fault.kind for fault in struck), "access_token" in request.query, question.operation,
        ))


def _is_graphql(request: Request) -> bool:
    """Whether a request is for the GraphQL face; the bare host belongs to it for POST only."""
    return request.path in PATHS and (request.path != "/" or request.method == "POST")


def _afterwards(response: Response, fault: Fault, face: Graphql | None) -> Delivery:
    """What becomes of the answer when the work was done."""
    match fault.kind:
        case Kind.CUT_AFTER:
            return Delivery(response, cut=Cut.SILENT)
        case Kind.CUT_HALF:
            return Delivery(response, cut=Cut.HALFWAY)
        case Kind.ERROR_500_AFTER:
            return Delivery(code_response(1000) if face is None else face.broken())
        case Kind.HTML_502_AFTER:
            return Delivery(html_response("502 Bad Gateway", 502))
        case Kind.BROKEN_JSON:
            return Delivery(response.with_body(response.body[: len(response.body) * 2 // 3] + b'"'))
        case Kind.HUGE:
            return Delivery(response, padding=fault.size)
        case Kind.TRICKLE:
            return Delivery(response, trickle=max(fault.seconds, 0.001))
        case Kind.ODD_ROWS:
            return Delivery(response.with_body(with_odd_rows(response.body, graphql=face is not None)))
        case Kind.LIST:
            return Delivery(response.with_body(turned(response.body, graphql=face is not None)))
        case _:
            return Delivery(response)
