"""Everything that is read from the GraphQL API."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from buffertui.api import shapes, values
from buffertui.api.http import HttpDoor
from buffertui.domain.errors import PowerMissing, Refused, Unauthorized
from buffertui.domain.models import Configuration, Interaction, Page, Profile, Schedule, Update
from buffertui.domain.overview import DailyLimit, Overview
from buffertui.domain.ports import Priority

from . import documents
from .asking import Asker, read_organizations
from .inputs import PENDING_STATUSES, UNSENT_STATUSES, posts_input
from .main_screen import Question, about_organization
from .metadata import Fields
from .pages import LARGEST_PAGE, Listing, odd, pending_counts, read_all, read_one, read_page
from .refusals import Problem, query_problems, read_query
from .wire import WireAccount, WireChannel, WireLimit, WirePost, read_schedules

NO_INTERACTIONS = "Buffer's GraphQL API does not tell who reacted to a post; only how many did."
NO_SHARES = "Buffer's GraphQL API does not count how often a link was shared."


class Reader(Asker):
    """The reading half of ``BufferService`` on GraphQL, for one organization.

    Of the profiles that are ``known`` from an earlier run the first main screen brings the daily limits.
    """

    def __init__(self, door: HttpDoor, organization: str = "", known: Iterable[Profile] = ()) -> None:
        super().__init__(door, organization)
        self._known = {profile.id: profile for profile in known}
        self._limited = tuple(self._known) if organization else ()
        self._limits = True

    async def profiles(self, priority: Priority = Priority.READ) -> tuple[Profile, ...]:
        """All channels (section 9.2), with what waits counted in the same request where one page holds it (9.3)."""
        variables = await self._channels(priority)
        answer = await self._ask(documents.CHANNELS, variables, priority)
        try:
            return self._read_channels(read_query(answer, "channels"))
        except Refused as error:
            raise about_organization(error, query_problems(answer), asked=self.organization) from error

    async def profile(self, profile_id: str, priority: Priority = Priority.READ) -> Profile:
        """One channel (section 9.2); its posts are not counted."""
        found = await self._query(documents.CHANNEL, {"input": {"id": profile_id}}, priority)
        return read_one(lambda: WireChannel.read(found.get("channel")).to_domain(), "the profile")

    async def main_screen(
        self, profile_id: str | None = None, *, count: int = documents.MAIN_PAGE, priority: Priority = Priority.READ
    ) -> Overview:
        """All that the main screen shows in one request (section 9.4); ``None`` is for the lists of all profiles.

        One request more finds the organization, where none was given and none is known; and one more is made for each
        part that had to be given up (``Question.without``). What is neither waiting nor sent, and the organizations,
        come for all profiles. Of a profile that is gone the lists are empty.
        """
        organization = await self._organization(priority)
        asked = Question(organization, profile_id or "", count, self._metrics, self._limited if self._limits else ())
        found, answered = await self._main(asked, priority)
        profiles = self._read_channels(found)
        self._learn(asked, answered, profiles)
        lists = answered.chosen == asked.chosen
        self._found = read_organizations(found.get("account")) or self._found
        rows = values.rows(found.get("dailyPostingLimits"))
        return Overview(
            account=read_one(lambda: WireAccount.read(found.get("account")).to_domain(), "the account"),
            profiles=profiles,
            pending=read_page(found.get("pending"), Listing("pending", asked.chosen)) if lists else Page(),
            sent=_newest_first(read_page(found.get("sent"), Listing("sent", asked.chosen))) if lists else Page(),
            unsent=read_page(found.get("unsent"), Listing("unsent")),
            limits=shapes.read_rows(rows, lambda row: WireLimit.read(row).to_domain(), "daily limits")[0],
            organizations=self._found,
            organization=organization,
        )

    async def _main(self, asked: Question, priority: Priority) -> tuple[dict[str, Any], Question]:
        """The answer to the main screen's question, and the question that was answered in the end."""
        while True:
            answer = await self._ask(asked.document, asked.variables, priority)
            try:
                return read_query(answer, "channels"), asked
            except Refused as error:
                problems = query_problems(answer)
                less = None if error.status == 404 else asked.without(problems)
                if less is None or (isinstance(error, Unauthorized) and not _only_parts(problems)):
                    raise about_organization(error, problems, asked=asked.organization) from error
                asked = less

    def _learn(self, asked: Question, answered: Question, profiles: tuple[Profile, ...]) -> None:
        """Keep in mind what this key does not get, and for which channels there may be limits."""
        self._metrics = answered.metrics
        ids = tuple(profile.id for profile in profiles)
        if asked.limited and not answered.limited and set(asked.limited) <= set(ids):
            self._limits = False
        self._limited = ids

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
        return read_one(lambda: WirePost.read(found.get("post")).to_domain(), "the post")

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
        found = await self._query(documents.LIMITS, {"limits": {"channelIds": [profile_id]}}, priority)
        rows = values.rows(found.get("dailyPostingLimits"))
        read = read_all(rows, lambda row: WireLimit.read(row).to_domain(), "the daily limits")
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
            channel = WireChannel.read(row)
            return channel.to_domain(None if counts is None else counts[channel.id])

        profiles = read_all(found["channels"], read, "profiles")
        self._known |= {profile.id: profile for profile in profiles}
        return profiles

def _only_parts(problems: Iterable[Problem]) -> bool:
    """Whether everything that is wrong is wrong with a part of the answer, which a bad key never is."""
    found = list(problems)
    return bool(found) and all(problem.field not in ("", "account") for problem in found)


def _newest_first(page: Page) -> Page:
    """Sorted by when they went out, which the API cannot do (section 9.6); rows without a time stay behind."""
    key = [(-u.at.timestamp() if u.at else float("inf")) for u in page.updates]
    order = sorted(range(len(key)), key=key.__getitem__)
    return replace(page, updates=tuple(page.updates[i] for i in order))
