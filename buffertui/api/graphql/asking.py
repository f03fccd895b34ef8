"""One question at a time: for which organization, with or without metrics, and what its answer holds."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from buffertui.api import shapes, values
from buffertui.api.answer import Answer
from buffertui.api.at_the_door import AtTheDoor
from buffertui.api.http import HttpDoor
from buffertui.domain.errors import Refused, Unauthorized
from buffertui.domain.models import Account
from buffertui.domain.overview import Organization
from buffertui.domain.ports import Priority

from . import documents
from .metadata import Fields
from .pages import read_one
from .refusals import read_query
from .wire import WireAccount, WireOrganization

_Document = Callable[..., str]


class Asker(AtTheDoor):
    """What all reads need.

    Without ``organization`` (an id) it is the first one that the key opens, found by one request when it is needed.
    """

    def __init__(self, door: HttpDoor, organization: str = "") -> None:
        super().__init__(door)
        self.organization = organization
        self._found: tuple[Organization, ...] = ()
        self._finding = asyncio.Lock()
        self._metrics = True

    async def account(self, priority: Priority = Priority.READ) -> Account:
        """Whose key this is (reference, section 9.1). The organizations come with it."""
        return await self._viewer(priority)

    async def organizations(self, priority: Priority = Priority.READ) -> tuple[Organization, ...]:
        """The organizations that the key opens, in Buffer's order (section 9.1)."""
        if not self._found:
            await self._viewer(priority)
        return self._found

    async def _organization(self, priority: Priority) -> str:
        """The id of the organization that everything is asked for; asked once, also when several wait for it."""
        if not self.organization:
            async with self._finding:
                if not self.organization:
                    await self._viewer(priority)
            if not self.organization:
                raise Refused("This key opens no organization at Buffer.", hint="Look at the account at Buffer.")
        return self.organization

    async def _viewer(self, priority: Priority) -> Account:
        found = (await self._query(documents.VIEWER, {}, priority)).get("account")
        self._found = read_organizations(found)
        if not self.organization and self._found:
            self.organization = self._found[0].id
        return read_one(lambda: WireAccount.read(found).to_domain(), "the account")

    async def _with_metrics(
        self, document: _Document, variables: Fields, priority: Priority, needed: str = ""
    ) -> dict[str, Any]:
        """Ask with metrics; where they are refused to this key, without, and from then on so (section 9.6)."""
        if self._metrics:
            try:
                return await self._query(document(metrics=True), variables, priority, needed)
            except Unauthorized:
                raise
            except Refused as error:
                if error.status == 404 or type(error) is not Refused:
                    raise
                found = await self._query(document(metrics=False), variables, priority, needed)
                self._metrics = False
                return found
        return await self._query(document(metrics=False), variables, priority, needed)

    async def _query(
        self, document: str, variables: Fields, priority: Priority, needed: str = ""
    ) -> dict[str, Any]:
        return read_query(await self._ask(document, variables, priority), needed)

    async def _ask(self, document: str, variables: Fields, priority: Priority) -> Answer:
        return await self._door.post_json(None, encoded(document, variables), priority)


def encoded(document: str, variables: Fields) -> bytes:
    """The body of a request (section 1)."""
    return json.dumps({"query": document, "variables": variables}).encode("ascii")


def read_organizations(account: object) -> tuple[Organization, ...]:
    """The organizations of an account, as far as they can be read."""
    rows = values.rows(values.mapping(account).get("organizations"))
    return shapes.read_rows(rows, lambda row: WireOrganization.read(row).to_domain(), "organizations")[0]
