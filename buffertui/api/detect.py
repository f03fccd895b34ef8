"""Which of Buffer's two APIs a token opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from buffertui.domain.errors import AnswerLost, NotFound, Offline, ServiceError, Throttled, Unauthorized
from buffertui.domain.models import Account
from buffertui.domain.ports import Clock
from buffertui.domain.secret import Secret

from . import graphql, rest_v1
from .base_url import V1_BASE_URL
from .rest_v1.refusals import GRAPHQL_KEY

if TYPE_CHECKING:
    import httpx

Api = Literal["v1", "graphql"]


async def which_api(
    token: Secret, clock: Clock, *, v1_base_url: str = V1_BASE_URL,
    graphql_base_url: str = graphql.GRAPHQL_BASE_URL, v1_transport: httpx.AsyncBaseTransport | None = None,
    graphql_transport: httpx.AsyncBaseTransport | None = None,
) -> Api:
    """The API alone; see ``identify``. One or two requests."""
    found, _ = await identify(
        token, clock, v1_base_url=v1_base_url, graphql_base_url=graphql_base_url, v1_transport=v1_transport,
        graphql_transport=graphql_transport, whose=False,
    )
    return found


async def identify(
    token: Secret, clock: Clock, *, v1_base_url: str = V1_BASE_URL,
    graphql_base_url: str = graphql.GRAPHQL_BASE_URL, v1_transport: httpx.AsyncBaseTransport | None = None,
    graphql_transport: httpx.AsyncBaseTransport | None = None, whose: bool = True,
) -> tuple[Api, Account | None]:
    """Ask v1 whose token it is, and the GraphQL API when v1 does not take it. One or two requests.

    v1 refuses a personal key in words of its own, which settles it; then only ``whose`` asks on. When both refuse, or
    the one that counts cannot be asked, that error is raised (``Unauthorized``, ``Offline``, ``AnswerLost``, ...).
    """
    old = rest_v1.connect(token, clock, v1_base_url, v1_transport)
    try:
        return "v1", await old.account()
    except Unauthorized as error:
        if error.hint == GRAPHQL_KEY and not whose:
            return "graphql", None
        refused: ServiceError = error
    except (Offline, Throttled):
        raise
    except (NotFound, AnswerLost) as error:
        refused = error
    finally:
        await old.aclose()
    new = graphql.connect(token, clock, graphql_base_url, transport=graphql_transport)
    try:
        return "graphql", await new.account()
    except Unauthorized:
        raise refused from None
    finally:
        await new.aclose()
