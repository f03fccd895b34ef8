"""A Buffer that lives in memory: the demo, the tests, the screenshots, and over HTTP for anyone's client."""

from .clocks import SandboxClock
from .door import Door, LoggedRequest
from .faults import Fault, Faults, Kind
from .forever import serve_forever
from .graphql_manners import GraphqlMissing, Manners, RateForm
from .hostile import HOSTILE_TEXTS, seed_hostile
from .http import Request, Response
from .pace import RetryAfter
from .rest_v1 import RestV1
from .seed import key_of, seed_empty, seed_organizations, seed_single, seed_world, token_of
from .server import SandboxServer, serve
from .transport import SandboxTransport
from .world import World

__all__ = [
    "HOSTILE_TEXTS", "Door", "Fault", "Faults", "GraphqlMissing", "Kind", "LoggedRequest", "Manners", "RateForm",
    "Request", "Response", "RestV1", "RetryAfter", "SandboxClock", "SandboxServer", "SandboxTransport", "World",
    "key_of", "seed_empty", "seed_hostile", "seed_organizations", "seed_single", "seed_world", "serve",
    "serve_forever", "token_of",
]
