"""A Buffer in memory: accounts, profiles and their queues, which publish as the clock moves; no protocol in sight.

Nothing runs in the background: whoever looks calls ``catch_up`` first, and everything that came due since the last
look goes out then, in the order of its times.
"""

from __future__ import annotations

import hashlib
import random
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count, takewhile
from typing import overload

from buffertui.domain.models import FAILED, FROM_NETWORK, SENT
from buffertui.domain.ports import Clock

from .queues import leave, next_due, renumber, waiting
from .records import AccountRecord, OrganizationRecord, ProfileRecord, UpdateRecord
from .wording import links, shared_as

RECENTLY_SECONDS = 24 * 3600


class SentView(Sequence[UpdateRecord]):
    """The sent updates of a profile, newest first; archived ones are made when they are asked for.

    Without ``everything`` the replies that were not posted through Buffer are left out (v1 reference, section 2.5).
    """

    def __init__(self, profile: ProfileRecord, *, everything: bool = True, since: int | None = None) -> None:
        self._live = [
            update for update in reversed(profile.sent)
            if (everything or not (update.reply and update.status == FROM_NETWORK))
            and (since is None or (update.sent_at or 0) > since)
        ]
        self._archive = profile.archive
        self._archived = self._newer_than(since)

    def __len__(self) -> int:
        return len(self._live) + self._archived

    @overload
    def __getitem__(self, at: int) -> UpdateRecord: ...
    @overload
    def __getitem__(self, at: slice) -> list[UpdateRecord]: ...
    def __getitem__(self, at: int | slice) -> UpdateRecord | list[UpdateRecord]:
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        place = at + len(self) if at < 0 else at
        if not 0 <= place < len(self):
            raise IndexError(at)
        if place < len(self._live) or self._archive is None:
            return self._live[place]
        return self._archive.record(place - len(self._live))

    def _newer_than(self, since: int | None) -> int:
        if self._archive is None:
            return 0
        if since is None:
            return len(self._archive)
        low, high = 0, len(self._archive)
        while low < high:
            middle = (low + high) // 2
            if self._archive.sent_at(middle) > since:
                low = middle + 1
            else:
                high = middle
        return low


class World:
    """All accounts of a simulated Buffer. The first account added is the one that ``profiles()`` lists."""

    def __init__(self, clock: Clock, *, seed: int = 1) -> None:
        self.clock = clock
        self.seed = seed
        self.chance = random.Random(seed)  # noqa: S311 - a repeatable world, not secrets
        self.accounts: list[AccountRecord] = []
        self._organizations: list[OrganizationRecord] = []
        self.shares: Counter[str] = Counter()
        self._profiles: dict[str, ProfileRecord] = {}
        self._updates: dict[str, UpdateRecord] = {}
        self._numbers = count(1)
        self._place = f"{self.chance.getrandbits(40):010x}"

    def now(self) -> int:
        """The time of this world in Unix seconds."""
        return int(self.clock.now().timestamp())

    def new_id(self, created_at: int) -> str:
        """A new id of 24 hexadecimal digits, beginning with its time as Buffer's do."""
        return f"{created_at & 0xFFFFFFFF:08x}{self._place}{next(self._numbers) & 0xFFFFFF:06x}"

    def named_id(self, created_at: int, name: str) -> str:
        """An id like those of ``new_id`` that follows from a name: whoever asks again gets the same."""
        digest = hashlib.blake2b(f"{self._place}{name}".encode("utf-8", "surrogatepass"), digest_size=8)
        return f"{created_at & 0xFFFFFFFF:08x}{digest.hexdigest()}"

    def add_account(self, account: AccountRecord) -> AccountRecord:
        """Let an account in, with the organization that every account has."""
        self.accounts.append(account)
        self.add_organization(OrganizationRecord(self.named_id(account.created_at, account.id), account.id))
        return account

    def add_organization(self, organization: OrganizationRecord) -> OrganizationRecord:
        self._organizations.append(organization)
        return organization

    def organizations(self, account: AccountRecord) -> list[OrganizationRecord]:
        """The organizations of an account, its own first."""
        return [each for each in self._organizations if each.account_id == account.id]

    def organization_of(self, profile: ProfileRecord) -> OrganizationRecord:
        """The organization that a profile belongs to: the account's own, unless the profile names another."""
        return next(
            each for each in self._organizations
            if each.id == profile.organization_id
            or (not profile.organization_id and each.account_id == profile.account_id)
        )

    def add_profile(self, profile: ProfileRecord) -> ProfileRecord:
        self._profiles[profile.id] = profile
        return profile

    def add_update(self, update: UpdateRecord) -> UpdateRecord:
        """Make an update known by its id; whoever calls puts it into a line or among the sent ones of its profile."""
        self._updates[update.id] = update
        for link in links(update.source or update.text):
            self.shares[shared_as(link)] += 1
        return update

    def knows(self, update: UpdateRecord) -> bool:
        """Whether an update can be taken out: those of an archive cannot."""
        return update.id in self._updates

    def forget(self, update: UpdateRecord) -> None:
        """Take an update out of the world for good."""
        leave(self._profiles[update.profile_id], update)
        del self._updates[update.id]

    def account(self, token: str) -> AccountRecord | None:
        """Whose token this is, when it is a good one."""
        return next((a for a in self.accounts if a.token == token and not a.revoked), None)

    def account_of_key(self, key: str) -> AccountRecord | None:
        """Whose personal key this is, when it is a good one."""
        return next((a for a in self.accounts if a.key and a.key == key and not a.key_revoked), None)

    def profiles(self, account: AccountRecord | None = None) -> list[ProfileRecord]:
        """The profiles of an account (the first one, unless told), in the order in which they were connected."""
        if account is None and not self.accounts:
            return []
        owner = (account or self.accounts[0]).id
        return [profile for profile in self._profiles.values() if profile.account_id == owner]

    def profile(self, profile_id: str) -> ProfileRecord | None:
        return self._profiles.get(profile_id)

    def update(self, update_id: str) -> UpdateRecord | None:
        """Any update that was not deleted, archived ones included."""
        known = self._updates.get(update_id)
        archives = (p.archive for p in self._profiles.values() if p.archive is not None)
        return known or next((found for a in archives if (found := a.find(update_id))), None)

    def pending(self, profile_id: str) -> list[UpdateRecord]:
        """What waits in the queue of a profile now, soonest first."""
        self.catch_up()
        return waiting(self._profiles[profile_id])

    def sent(self, profile_id: str) -> SentView:
        """What was published for a profile until now, newest first."""
        self.catch_up()
        return SentView(self._profiles[profile_id])

    def catch_up(self) -> None:
        """Publish everything that came due, each at its own time."""
        now = self.now()
        for profile in self._profiles.values():
            if profile.paused or profile.locked:
                if profile.queue and 0 < profile.queue[0].due_at <= now:
                    renumber(profile, now)
                continue
            while (update := next_due(profile)) and update.due_at <= now:
                self.publish(profile, update, min(now, update.due_at + zlib.crc32(update.id.encode()) % 8))

    def publish(self, profile: ProfileRecord, update: UpdateRecord, at: int) -> None:
        """Take an update out of its line and put it on the network; a disconnected profile makes it fail."""
        leave(profile, update)
        update.updated_at = at
        if profile.disconnected:
            update.status = FAILED
            update.due_at = update.due_at or at
            update.error = "The network asks to connect this profile again before it takes new posts."
            update.error_link = "https://help.example.org/reconnect"
            profile.failed.append(update)
            return
        update.status, update.error, update.error_link = SENT, "", ""
        update.sent_at = at
        profile.sent.append(update)
        if len(profile.sent) > 1 and (profile.sent[-2].sent_at or 0) > at:
            profile.sent.sort(key=lambda other: other.sent_at or 0)

    def recent(self, profile: ProfileRecord, *, but: UpdateRecord | None = None) -> Iterator[UpdateRecord]:
        """Updates of a profile that count for the refusal of doubles: all that wait, and those sent within a day.

        Buffer documents no window; a day is this world's assumption.
        """
        yield from (update for update in (*profile.queue, *profile.fixed) if update is not but)
        since = self.now() - RECENTLY_SECONDS
        yield from takewhile(lambda update: (update.sent_at or 0) > since, reversed(profile.sent))
