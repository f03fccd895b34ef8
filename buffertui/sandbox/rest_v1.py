"""v1's face of the world: one request in, one answer out, without any network (v1 reference, sections 1 to 5)."""

from __future__ import annotations

import random
import re
from typing import Any

from .desk import Desk
from .endpoints_v1 import ENDPOINTS, Call, Endpoint, share
from .errors_v1 import Refusal, code_response, key_refused, throttled, unauthorized, world_response
from .http import FORM, Params, Request, Response, html_response, json_response, one, truth
from .pace import Budget, RetryAfter
from .records import AccountRecord, WorldError
from .shapes_v1 import roughen
from .world import World

PREFIX = "/1/"
_EVERYWHERE = frozenset(("access_token", "pretty"))
_ROUTES = [
    (method, re.compile(re.escape(path).replace("ID", r"([^/]+)")), endpoint, frozenset(known.split()) | _EVERYWHERE)
    for method, path, endpoint, known in ENDPOINTS
]


class RestV1:
    """Answers as v1 did.

    ``quirks`` leaves fields out and writes numbers as strings now and then, the same way for the same seed and order
    of requests. ``strict`` refuses parameters that nobody knows (1003), which Buffer itself lets pass more often.
    """

    def __init__(
        self, world: World, *, limit: int = 60, seconds: float = 60.0, retry_after: RetryAfter = RetryAfter.SECONDS,
        quirks: bool = False, strict: bool = False,
    ) -> None:
        self.world = world
        self.budget = Budget(world.clock, limit=limit, seconds=seconds, retry_after=retry_after)
        self.quirks = quirks
        self.strict = strict
        self._chance = random.Random(world.seed)  # noqa: S311 - repeatable quirks, not secrets

    def answer(self, request: Request) -> Response:
        """The answer to a request; whatever came due until now is published first."""
        if not request.path.startswith(PREFIX):
            return html_response("Not Found", 404, "There is nothing here.")
        params = request.parameters()
        pretty = truth(params, "pretty")
        endpoint: Endpoint | None = None
        try:
            endpoint, update_or_profile, known = _route(request)
            if (account := self._account(request, params)) is None:
                if self.world.account_of_key(_token(request, params) or ""):
                    return key_refused()
                return unauthorized("The access token is missing, wrong or was withdrawn")
            if not self.budget.take(account.id):
                return throttled(self.budget.header(account.id))
            self._check(request, params, known)
            result = endpoint(Call(Desk(self.world, account), update_or_profile, params))
        except Refusal as refusal:
            return code_response(refusal.code, refusal.message, pretty=pretty)
        except WorldError as error:
            return world_response(error, as_object=endpoint is share, pretty=pretty)
        return json_response(self._rough(result) if self.quirks else result, pretty=pretty)

    def account_of(self, request: Request) -> AccountRecord | None:
        """Whose token a request carries, if it is a good one."""
        return self.world.account(_token(request, request.parameters()) or "")

    def _account(self, request: Request, params: Params) -> AccountRecord | None:
        token = _token(request, params)
        if token == "":
            raise Refusal(1001)
        return self.world.account(token) if token else None

    def _check(self, request: Request, params: Params, known: frozenset[str]) -> None:
        if request.method == "POST" and request.body and request.content_type != FORM:
            raise Refusal(1004, "The body must be a form; JSON is not read.")
        if self.strict:
            unknown = sorted({name.partition("[")[0] for name in params} - known)
            if unknown:
                raise Refusal(1003, f"The parameter {unknown[0]} is unknown.")

    def _rough(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._rough(inner) for inner in value]
        if not isinstance(value, dict):
            return value
        shape = {name: self._rough(inner) if name in ("updates", "update") else inner for name, inner in value.items()}
        return roughen(shape, self._chance) if "id" in shape else shape


def _route(request: Request) -> tuple[Endpoint, str, frozenset[str]]:
    path = request.path.removeprefix(PREFIX)
    if not path.endswith(".json"):
        raise Refusal(1005)
    path = path.removesuffix(".json")
    fitting = [(route, found) for route in _ROUTES if (found := route[1].fullmatch(path))]
    if not fitting:
        raise Refusal(404)
    fitting = [pair for pair in fitting if not pair[1].groups()] or fitting
    for (method, _, endpoint, known), found in fitting:
        if method == request.method:
            return endpoint, found[1] if found.groups() else "", known
    raise Refusal(405)


def _token(request: Request, params: Params) -> str | None:
    """The token, empty when there is a place for it with nothing in it, ``None`` when there is no such place."""
    header = request.headers.get("authorization")
    if header is not None:
        kind, _, token = header.strip().partition(" ")
        return token.strip() if kind.lower() == "bearer" else None
    return one(params, "access_token")
