"""GraphQL's face of the world: one request in, one answer out, without any network (GraphQL reference, 1 to 5)."""

from __future__ import annotations

import json
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    OperationDefinitionNode,
    execute_sync,
    parse,
    validate,
)

from .desk import Desk
from .errors_v1 import CODES
from .faults import Fault, Kind, Question
from .graphql_answers import Answers, Call
from .graphql_errors import FORBIDDEN, TOO_MANY, UNAUTHENTICATED, UNAUTHORIZED, UNEXPECTED, answer, failed, without_data
from .graphql_limits import TooLarge, check_size, check_tokens
from .graphql_manners import Manners
from .graphql_pages import Pages
from .graphql_schema import schema, service_name
from .graphql_shapes import View
from .graphql_spoiling import Spoiler
from .graphql_windows import Windows
from .http import Request, Response
from .records import AccountRecord
from .world import World

JSON = "application/json"


class Malformed(Exception):
    """A request that is no request of GraphQL, with a sentence about it."""


class Graphql:
    """Answers as https://api.buffer.com does, for the same world and with the same ids as v1."""

    def __init__(self, world: World, manners: Manners | None = None) -> None:
        self.world = world
        self.manners = manners or Manners()
        self.windows = Windows(world.clock, self.manners)
        self._pages = Pages()
        self._spoiled = 0

    def answer(self, request: Request, fault: Fault | None = None) -> Response:
        """The answer to a request; whatever came due until now is published first."""
        if request.method != "POST":
            return failed(405, "Only POST is served here.", headers=(("Allow", "POST"),))
        key, account = self._key(request)
        if account is None:
            return self._unauthenticated()
        if not self.windows.take(key, account.plan):
            return self._throttled(key, account)
        headers = self.windows.headers(key, account.plan)
        try:
            query, variables, name = _read(request)
            check_tokens(query)
            document = parse(query)
        except Malformed as wrong:
            return failed(400, str(wrong), headers=headers)
        except GraphQLError as error:
            return answer({"errors": [error.formatted]}, 200 if isinstance(error, TooLarge) else 400, headers)
        if fault is None and self.manners.grown > 0:
            fault = Fault(Kind.GROWN, share=self.manners.grown)
        return self._executed(account, document, (query, variables, name), fault, headers)

    def question(self, request: Request) -> Question:
        """What a request asks for; of one that cannot be read only its path."""
        try:
            query, variables, _ = _read(request)
            operation = next(d for d in parse(query).definitions if isinstance(d, OperationDefinitionNode))
        except (Malformed, GraphQLError, StopIteration):
            return Question(request.path, graphql=True)
        selected = operation.selection_set.selections
        fields = dict.fromkeys(node.name.value for node in selected if isinstance(node, FieldNode))
        name = operation.name.value if operation.name else ""
        later = "posts" in fields and bool(variables.get("after"))
        return Question(f"{request.path} {'+'.join(fields)}", True, name, variables, later)

    def account_of(self, request: Request) -> AccountRecord | None:
        """Whose key a request carries, if it is a good one."""
        return self._key(request)[1]

    def broken(self) -> Response:
        """HTTP 500."""
        return failed(500, "Something went wrong on our side.", UNEXPECTED)

    def instead(self, fault: Fault) -> Response | None:
        """What comes in this protocol when a fault keeps a request from being carried out at all."""
        match fault.kind:
            case Kind.ERROR_500:
                return self.broken()
            case Kind.THROTTLED:
                return self._refused_for(fault.window, fault.retry_after, 900)
            case Kind.SUCCESS_FALSE:
                return without_data("This could not be done.", "")
            case Kind.MESSAGE_OBJECT:
                message = {"text": "This could not be done.", "link": "https://help.example.org/"}
                return answer({"data": None, "errors": [{"message": message, "extensions": None}]})
            case Kind.GRAPHQL_ERRORS:
                return without_data("Something went wrong on our side.", fault.extension)
            case _:
                return None

    def _executed(
        self, account: AccountRecord, document: DocumentNode, asked: tuple[str, Any, str | None], fault: Fault | None,
        headers: tuple[tuple[str, str], ...],
    ) -> Response:
        query, variables, name = asked
        kind = fault.kind if fault else None
        services = frozenset(service_name(profile.service) for profile in self.world.profiles(account))
        true = schema(services)
        if errors := validate(true, document):
            return answer({"errors": [error.formatted for error in errors]}, 400, headers)
        try:
            check_size(document)
        except TooLarge as error:
            return answer({"errors": [error.formatted]}, 200, headers)
        if kind is Kind.REFUSED and fault is not None and not _mutates(document):
            return without_data(CODES[fault.code][1], FORBIDDEN, headers)
        spoiler = self._spoiler(fault, query)
        if spoiler is not None:
            grown, nulls = (Kind.UNKNOWN_TYPENAME, Kind.GROWN), (Kind.NULLS, Kind.GROWN)
            true = schema(services, grown=kind in grown, nullable=kind in nulls)
            if kind is Kind.UNKNOWN_TYPENAME and _mutates(document):
                spoiler = None
        view = View(Desk(self.world, account), self.world.now(), self.manners.sending_seconds)
        result = execute_sync(
            true, document, root_value=Answers(Call(view, self.manners, self._pages, fault)),
            variable_values=variables, operation_name=name, middleware=None if spoiler is None else [spoiler],
        )
        if kind is Kind.GRAPHQL_ERRORS_AFTER and fault is not None:
            return without_data("Something went wrong on our side.", fault.extension, headers)
        if result.data is None and not any(error.path for error in result.errors or ()):
            return answer({"errors": [error.formatted for error in result.errors or ()]}, 400, headers)
        holes = spoiler is not None and kind is Kind.GROWN
        found: dict[str, Any] = {"data": spoiler.with_holes(result.data) if holes and spoiler else result.data}
        if result.errors:
            found["errors"] = [error.formatted for error in result.errors]
        return answer(found, 200, headers)

    def _spoiler(self, fault: Fault | None, query: str) -> Spoiler | None:
        """What changes the inside of an answer under a fault of that kind."""
        if fault is None or fault.kind not in (Kind.PARTIAL, Kind.UNKNOWN_TYPENAME, Kind.NULLS, Kind.GROWN):
            return None
        self._spoiled += 1
        return Spoiler(fault, query, f"{self.world.seed} {self._spoiled} {self.manners.grown_seed}")

    def _key(self, request: Request) -> tuple[str, AccountRecord | None]:
        kind, _, key = request.headers.get("authorization", "").strip().partition(" ")
        key = key.strip() if kind.lower() == "bearer" else ""
        return key, self.world.account_of_key(key)

    def _unauthenticated(self) -> Response:
        if self.manners.older_401:
            return without_data("Not authorized", UNAUTHORIZED)
        return failed(401, "Authentication is needed: the key is missing, wrong or was withdrawn.", UNAUTHENTICATED)

    def _throttled(self, key: str, account: AccountRecord) -> Response:
        window, retry_after, wait = self.windows.full(key, account.plan)
        told = self._refused_for(window.name, retry_after, wait)
        headers = (*told.headers, *self.windows.headers(key, account.plan))
        return Response(told.status, told.reason, headers, told.body)

    def _refused_for(self, window: str, retry_after: str | None, wait: int) -> Response:
        """The answer to one request too many; guides of early 2026 put the wait into the body."""
        message = "There were too many requests from this client. Please try again later."
        if self.manners.older_429:
            return failed(429, message, TOO_MANY, limitType="CLIENT_ACCOUNT", retryAfter=wait)
        header = () if retry_after is None else (("Retry-After", retry_after),)
        return failed(429, message, TOO_MANY, header, window=window)


def _read(request: Request) -> tuple[str, Any, str | None]:
    """The document, its variables and the name of the operation."""
    if request.content_type != JSON:
        raise Malformed("The body is JSON; send Content-Type: application/json.")
    try:
        body = json.loads(request.body)
    except ValueError as wrong:
        raise Malformed("The body is not JSON.") from wrong
    if not isinstance(body, dict) or not isinstance(body.get("query"), str):
        raise Malformed("The body is an object with a query.")
    variables, name = body.get("variables") or {}, body.get("operationName")
    if not isinstance(variables, dict) or not (name is None or isinstance(name, str)):
        raise Malformed("variables is an object and operationName a text.")
    return body["query"], variables, name


def _mutates(document: DocumentNode) -> bool:
    return any(
        isinstance(one, OperationDefinitionNode) and one.operation.value == "mutation" for one in document.definitions
    )
