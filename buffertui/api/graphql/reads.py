"""Everything that is read from the GraphQL API."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from buffertui.api.http import HttpDoor
from buffertui.api.rest_v1 import values
from buffertui.domain.errors import PowerMissing, Refused, Unauthorized
from buffertui.domain.models import Account, Configuration, Interaction, Page, Profile, Schedule, Update
from buffertui.domain.overview import DailyLimit, Organization, Overview
from buffertui.domain.ports import Priority

from . import documents
from .inputs import PENDING_STATUSES, UNSENT_STATUSES, Fields, posts_input
from .pages import LARGEST_PAGE, Listing, odd, pending_counts, read_all, read_one, read_page
from .refusals import read_query
from .wire import WireAccount, WireChannel, WireLimit, WireOrganization, WirePost, read_schedules

NO_INTERACTIONS = "Buffer's GraphQL API does not tell who reacted to a post; only how many did."
NO_SHARES = "Buffer's GraphQL API does not count how often a link was shared."

MAIN_PAGE = 50
"""Rows of each list on the main screen: twice a hundred could come near the limit of complexity (section 5)."""

_Document = Callable[..., str]


class Reader:
    """The reading half of ``BufferService`` on GraphQL, for one organization.

    Without ``organization`` (an id) it is the first one that the key opens, found by one request when it is needed.
    """

    def __init__(self, door: HttpDoor, organization: str = "") -> None:
        self._door = door
        self.organization = organization
        self._found: tuple[Organization, ...] = ()
        self._finding = asyncio.Lock()
        self._metrics = True
        self._known: dict[str, Profile] = {}

    async def account(self, priority: Priority = Priority.READ) -> Account:
        """Whose key this is (reference, section 9.1). The organizations come with it."""
        return await self._viewer(priority)

    async def organizations(self, priority: Priority = Priority.READ) -> tuple[Organization, ...]:
        """The organizations that the key opens, in Buffer's order (section 9.1)."""
        if not self._found:
            await self._viewer(priority)
        return self._found

    async def profiles(self, priority: Priority = Priority.READ) -> tuple[Profile, ...]:
        """All channels (section 9.2), with what waits counted in the same request where one page holds it (9.3)."""
        found = await self._query(documents.CHANNELS, await self._channels(priority), priority, "channels")
        return self._read_channels(found)

    async def profile(self, profile_id: str, priority: Priority = Priority.READ) -> Profile:
        """One channel (section 9.2); its posts are not counted."""
        found = await self._query(documents.CHANNEL, {"input": {"id": profile_id}}, priority)
        return read_one(lambda: WireChannel.model_validate(found.get("channel")).to_domain(), "the profile")

    async def main_screen(
        self, profile_id: str | None = None, *, count: int = MAIN_PAGE, priority: Priority = Priority.READ
    ) -> Overview:
        """Account, profiles and both lists of a profile in one request (section 9.4); ``None`` is for all profiles.

        One request more finds the organization, where none was given and none is known.
        """
        about = await self._channels(priority)
        organization, chosen = self.organization, profile_id or ""
        variables = about | {
            "pending": posts_input(organization, chosen, PENDING_STATUSES, "dueAt"),
            "sent": posts_input(organization, chosen, ("sent",), "-dueAt"),
            "first": min(LARGEST_PAGE, max(1, count)),
        }
        found = await self._with_metrics(documents.main_screen, variables, priority, "channels")
        return Overview(
            account=read_one(lambda: WireAccount.model_validate(found.get("account")).to_domain(), "the account"),
            profiles=self._read_channels(found),
            pending=read_page(found.get("pending"), Listing("pending", chosen)),
            sent=_newest_first(read_page(found.get("sent"), Listing("sent", chosen))),
        )

    async def configuration(self, priority: Priority = Priority.BACKGROUND) -> Configuration:
        """Always empty, and free: the schema has no limits of networks (section 12.5)."""
        del priority
        return Configuration()

    async def pending(
        self, profile_id: str, *, after: str | None = None, count: int = LARGEST_PAGE, since: datetime | None = None,
        priority: Priority = Priority.READ,
    ) -> Page:
        """What waits, in queue order (section 9.5); an empty ``profile_id`` is for all profiles.

        With ``since`` it is everything that was made since then and is not sent, drafts and failed posts too: an
        approval policy or a network decides where a post of which the answer was lost has gone (section 9.19).
        """
        statuses = PENDING_STATUSES if since is None else UNSENT_STATUSES
        return await self._posts(Listing("pending", profile_id, after), statuses, "dueAt", count, since, priority)

    async def sent(
        self, profile_id: str, *, after: str | None = None, count: int = LARGEST_PAGE, since: datetime | None = None,
        priority: Priority = Priority.READ,
    ) -> Page:
        """What was sent, newest first, with metrics (section 9.6); ``since`` is about the making."""
        listing = Listing("sent", profile_id, after)
        return _newest_first(await self._posts(listing, ("sent",), "-dueAt", count, since, priority, metrics=True))

    async def drafts(
        self, profile_id: str, *, after: str | None = None, count: int = LARGEST_PAGE, since: datetime | None = None,
        priority: Priority = Priority.READ,
    ) -> Page:
        """Drafts at Buffer, newest first (section 9.7)."""
        return await self._posts(
            Listing("drafts", profile_id, after), ("draft",), "-createdAt", count, since, priority
        )

    async def needs_approval(
        self, profile_id: str, *, after: str | None = None, count: int = LARGEST_PAGE, since: datetime | None = None,
        priority: Priority = Priority.READ,
    ) -> Page:
        """What somebody has to approve, newest first (section 9.7)."""
        listing = Listing("approval", profile_id, after)
        return await self._posts(listing, ("needs_approval",), "-createdAt", count, since, priority)

    async def failed(
        self, profile_id: str, *, after: str | None = None, count: int = LARGEST_PAGE, since: datetime | None = None,
        priority: Priority = Priority.READ,
    ) -> Page:
        """What the network refused, newest first, each with its reason (section 9.8)."""
        return await self._posts(Listing("failed", profile_id, after), ("error",), "-dueAt", count, since, priority)

    async def update(self, update_id: str, priority: Priority = Priority.READ) -> Update:
        """One post, whatever its status (section 9.9)."""
        found = await self._with_metrics(documents.post, {"input": {"id": update_id}}, priority)
        return read_one(lambda: WirePost.model_validate(found.get("post")).to_domain(), "the post")

    async def interactions(
        self, update_id: str, event: str, *, after: str | None = None, priority: Priority = Priority.READ
    ) -> tuple[Interaction, ...]:
        """Always ``PowerMissing`` (section 12.6)."""
        raise PowerMissing(NO_INTERACTIONS)

    async def schedules(self, profile_id: str, priority: Priority = Priority.READ) -> tuple[Schedule, ...]:
        """Posting times (section 9.15)."""
        found = await self._query(documents.SCHEDULE, {"input": {"id": profile_id}}, priority)
        return read_schedules(values.rows(values.mapping(found.get("channel")).get("postingSchedule")))

    async def daily_limits(self, profile_id: str, priority: Priority = Priority.READ) -> DailyLimit:
        """What a profile may still post on its own day (section 9.16)."""
        found = await self._query(documents.LIMITS, {"input": {"channelIds": [profile_id]}}, priority)
        rows = values.rows(found.get("dailyPostingLimits"))
        read = read_all(rows, lambda row: WireLimit.model_validate(row).to_domain(), "the daily limits")
        return next((one for one in read if one.profile_id == profile_id), DailyLimit(profile_id))

    async def shares(self, url: str, priority: Priority = Priority.BACKGROUND) -> int:
        """Always ``PowerMissing`` (section 12.5)."""
        raise PowerMissing(NO_SHARES)

    async def _posts(
        self, listing: Listing, statuses: tuple[str, ...], sort: str, count: int, since: datetime | None,
        priority: Priority, *, metrics: bool = False,
    ) -> Page:
        organization = await self._organization(priority)
        variables: Fields = {
            "input": posts_input(organization, listing.profile_id, statuses, sort, since=since),
            "first": min(LARGEST_PAGE, max(1, count)),
        }
        if listing.after is not None:
            variables["after"] = listing.after
        if metrics:
            found = await self._with_metrics(documents.posts, variables, priority)
        else:
            found = await self._query(documents.posts(metrics=False), variables, priority)
        return read_page(found.get("posts"), listing)

    async def _channels(self, priority: Priority) -> Fields:
        """Variables that ask for all channels and count what waits."""
        organization = await self._organization(priority)
        waiting = posts_input(organization, "", PENDING_STATUSES, "dueAt")
        return {"channels": {"organizationId": organization}, "waiting": waiting}

    def _read_channels(self, found: dict[str, Any]) -> tuple[Profile, ...]:
        if not isinstance(found.get("channels"), list):
            raise odd("the profiles")
        counts = pending_counts(found.get("counted"))

        def read(row: object) -> Profile:
            channel = WireChannel.model_validate(row)
            return channel.to_domain(None if counts is None else counts[channel.id])

        profiles = read_all(found["channels"], read, "profiles")
        self._known |= {profile.id: profile for profile in profiles}
        return profiles

    async def _organization(self, priority: Priority) -> str:
        """The id of the organization that everything is asked for; asked once, also when several wait for it."""
        if not self.organization:
            async with self._finding:
                if not self.organization:
                    await self._viewer(priority)
            if not self._found:
                raise Refused("This key opens no organization at Buffer.", hint="Look at the account at Buffer.")
        return self.organization

    async def _viewer(self, priority: Priority) -> Account:
        found = (await self._query(documents.VIEWER, {}, priority)).get("account")
        rows = values.rows(values.mapping(found).get("organizations"))
        self._found = read_all(rows, lambda row: WireOrganization.model_validate(row).to_domain(), "organizations")
        if not self.organization and self._found:
            self.organization = self._found[0].id
        return read_one(lambda: WireAccount.model_validate(found).to_domain(), "the account")

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
        return read_query(await self._door.post_json(None, encoded(document, variables), priority), needed)


def encoded(document: str, variables: Fields) -> bytes:
    """The body of a request (section 1)."""
    return json.dumps({"query": document, "variables": variables}).encode("ascii")


def _newest_first(page: Page) -> Page:
    """Sorted by when they went out, which the API cannot do (section 9.6); rows without a time stay behind."""
    key = [(-u.at.timestamp() if u.at else float("inf")) for u in page.updates]
    order = sorted(range(len(key)), key=key.__getitem__)
    return replace(page, updates=tuple(page.updates[i] for i in order))
