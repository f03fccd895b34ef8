"""A look at everything that a key opens, over all its organizations. Nothing here can write."""

from __future__ import annotations

from dataclasses import dataclass

from buffertui.api import values
from buffertui.api.http import HttpDoor
from buffertui.domain.models import Profile, Update
from buffertui.domain.ports import Priority

from . import documents
from .pages import odd, read_all
from .reads import Reader
from .wire import WireChannel


@dataclass(frozen=True, slots=True)
class NamedChannel:
    """A channel with all its names, whether the plan has locked it, and the organization that it belongs to."""

    profile: Profile
    names: tuple[str, ...]
    locked: bool
    organization: str


class Looking(Reader):
    """Reads one organization after the other."""

    def __init__(self, door: HttpDoor, priority: Priority = Priority.READ) -> None:
        super().__init__(door)
        self._priority = priority

    async def all_channels(self) -> tuple[NamedChannel, ...]:
        """The channels of every organization (reference, section 9.2); a request for each."""
        found: list[NamedChannel] = []
        for organization in await self.organizations(self._priority):
            self.organization = organization.id
            variables = await self._channels(self._priority)
            answer = await self._query(documents.CHANNELS, variables, self._priority, "channels")
            rows = answer.get("channels")
            if not isinstance(rows, list):
                raise odd("the channels")

            def read(row: object, whose: str = organization.label) -> NamedChannel:
                channel = WireChannel.read(row)
                names = tuple(filter(None, (channel.displayName.strip(), channel.name)))
                locked = values.flag(values.mapping(row).get("isLocked"))
                return NamedChannel(channel.to_domain(), names, locked, whose)

            found += read_all(rows, read, "channels")
        return tuple(found)

    async def everything_waiting(self) -> tuple[Update, ...]:
        """What waits in all channels of all organizations (section 9.5); a request for each and each hundred."""
        found: dict[str, Update] = {}
        for organization in await self.organizations(self._priority):
            self.organization = organization.id
            after: str | None = None
            while True:
                page = await self.pending("", after=after, priority=self._priority)
                found |= {update.id: update for update in page.updates}
                after = page.next
                if after is None:
                    break
        return tuple(found.values())

    async def aclose(self) -> None:
        """Give connections back."""
        await self._door.aclose()
