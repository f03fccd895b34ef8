"""Everything that is read from v1."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from buffertui.api import values
from buffertui.api.at_the_door import AtTheDoor
from buffertui.api.http import Fields
from buffertui.domain.errors import NotFound, PowerMissing, Refused, Retired
from buffertui.domain.models import SENT, WAITING, Account, Configuration, Interaction, Page, Profile, Schedule, Update
from buffertui.domain.ports import Priority

from .forms import unix_seconds
from .pages import LARGEST_PAGE, Listing, bare, odd, read_all, read_one, read_page
from .refusals import read_answer
from .wire import WireConfiguration, WireInteraction, WireProfile, WireSchedule, WireUpdate, WireUser

NO_DRAFTS = "Buffer's API v1 does not show drafts, approvals and failed posts. A key for the GraphQL API does."


class Reader(AtTheDoor):
    """The reading half of ``BufferService`` on v1."""

    async def account(self, priority: Priority = Priority.READ) -> Account:
        """Whose token this is; the cheapest way to test one (v1 reference, section 2.1)."""
        body = bare(await self._get("user.json", (), priority), "user", "the account")
        return read_one(lambda: WireUser.read(body).to_domain(), "the account")

    async def profiles(self, priority: Priority = Priority.READ) -> tuple[Profile, ...]:
        """All profiles in Buffer's order (section 2.2)."""
        body = await self._get("profiles.json", (), priority)
        rows = values.rows(body)
        if not isinstance(body, list) and not rows:
            raise odd("the profiles")
        found = read_all(rows, lambda row: WireProfile.read(row).to_domain(), "profiles")
        if rows and not found:
            raise odd("the profiles")
        return found

    async def profile(self, profile_id: str, priority: Priority = Priority.READ) -> Profile:
        """One profile (section 2.3)."""
        body = bare(await self._get(f"profiles/{step(profile_id)}.json", (), priority), "profile", "the profile")
        return read_one(lambda: WireProfile.read(body).to_domain(), "the profile")

    async def configuration(self, priority: Priority = Priority.BACKGROUND) -> Configuration:
        """Limits of the networks (section 2.10); empty when v1 does not offer them any more (section 3)."""
        try:
            body = await self._get("info/configuration.json", (), priority)
        except (NotFound, Retired):
            return Configuration()
        return WireConfiguration.read(bare(body, "configuration", "the networks")).to_domain()

    async def pending(
        self, profile_id: str, *, after: str | None = None, count: int = LARGEST_PAGE, since: datetime | None = None,
        priority: Priority = Priority.READ,
    ) -> Page:
        """Waiting updates in queue order (section 2.4); ``since`` is about their making."""
        listing = _listing("pending", WAITING, profile_id, after, count)
        return await self._list(listing, since, priority)

    async def sent(
        self, profile_id: str, *, after: str | None = None, count: int = LARGEST_PAGE, since: datetime | None = None,
        priority: Priority = Priority.READ,
    ) -> Page:
        """Sent updates, newest first (section 2.5); ``since`` is about their sending."""
        listing = _listing("sent", SENT, profile_id, after, count)
        return await self._list(listing, since, priority)

    async def drafts(
        self, profile_id: str, *, after: str | None = None, count: int = LARGEST_PAGE, since: datetime | None = None,
        priority: Priority = Priority.READ,
    ) -> Page:
        """Always ``PowerMissing``."""
        raise PowerMissing(NO_DRAFTS)

    async def needs_approval(
        self, profile_id: str, *, after: str | None = None, count: int = LARGEST_PAGE, since: datetime | None = None,
        priority: Priority = Priority.READ,
    ) -> Page:
        """Always ``PowerMissing``."""
        raise PowerMissing(NO_DRAFTS)

    async def failed(
        self, profile_id: str, *, after: str | None = None, count: int = LARGEST_PAGE, since: datetime | None = None,
        priority: Priority = Priority.READ,
    ) -> Page:
        """Always ``PowerMissing``: v1 documents no list of what a network refused."""
        raise PowerMissing(NO_DRAFTS)

    async def update(self, update_id: str, priority: Priority = Priority.READ) -> Update:
        """One update, whatever its status (section 3.1)."""
        body = bare(await self._get(f"updates/{step(update_id)}.json", (), priority), "update", "the update")
        return read_one(lambda: WireUpdate.read(body).to_domain(), "the update")

    async def interactions(
        self, update_id: str, event: str, *, after: str | None = None, priority: Priority = Priority.READ
    ) -> tuple[Interaction, ...]:
        """Reactions of one kind (section 3.7); ``Refused`` when v1 does not offer them any more."""
        query = [("event", event), ("page", str(int(after or "1"))), ("count", str(LARGEST_PAGE))]
        path = f"updates/{step(update_id)}/interactions.json"
        body = await self._offered(path, query, priority, "Buffer's API v1 does not offer reactions any more.")
        if not isinstance(body, dict):
            raise odd("the reactions")
        return read_all(
            values.rows(body.get("interactions")),
            lambda row: WireInteraction.read(row).to_domain(event), "reactions",
        )

    async def schedules(self, profile_id: str, priority: Priority = Priority.READ) -> tuple[Schedule, ...]:
        """Posting times (section 3.2)."""
        body = await self._get(f"profiles/{step(profile_id)}/schedules.json", (), priority)
        rows: list[object] = [body] if isinstance(body, dict) and "days" in body else values.rows(body)
        if not isinstance(body, list) and not rows:
            raise odd("the posting times")
        return read_all(rows, lambda row: WireSchedule.read(row).to_domain(), "posting times")

    async def shares(self, url: str, priority: Priority = Priority.BACKGROUND) -> int:
        """How often an address was shared (section 3.8); ``Refused`` when v1 does not tell any more."""
        body = await self._offered(
            "links/shares.json", [("url", url)], priority, "Buffer's API v1 does not count shares any more."
        )
        found = values.count(values.mapping(body).get("shares"))
        if found is None:
            raise odd("the shares")
        return found

    async def _list(self, listing: Listing, since: datetime | None, priority: Priority) -> Page:
        query = [("page", str(listing.page)), ("count", str(listing.count))]
        if since is not None:
            query.append(("since", unix_seconds(since)))
        body = await self._get(f"profiles/{step(listing.profile_id)}/updates/{listing.name}.json", query, priority)
        return read_page(body, listing)

    async def _get(self, path: str, query: Fields, priority: Priority) -> object:
        return read_answer(await self._door.get(path, query, priority))

    async def _offered(self, path: str, query: Fields, priority: Priority, otherwise: str) -> object:
        """A read from an endpoint that the newest pages of v1 no longer list (section 3)."""
        try:
            return await self._get(path, query, priority)
        except NotFound as error:
            if error.code is not None:
                raise
        except Retired:
            pass
        raise Refused(otherwise, status=404)


def step(identity: str) -> str:
    """An id as one step of a path: it came from outside, and must not lead anywhere else."""
    if not identity.strip("."):
        raise NotFound("There is nothing with such an id.")
    return quote(identity.encode("utf-8", "replace"), safe="")


def _listing(name: str, status: str, profile_id: str, after: str | None, count: int) -> Listing:
    page = max(1, int(after or "1"))
    return Listing(name, profile_id, status, page=page, count=min(LARGEST_PAGE, max(1, count)))
