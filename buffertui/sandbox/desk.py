"""What the owner of an account can do in the world, with Buffer's rules; every refusal is a ``WorldError``."""

from __future__ import annotations

import random
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from buffertui.domain.models import FAILED, WAITING, Schedule

from .queues import join, leave, rearrange, renumber, waiting
from .records import AccountRecord, Change, NewUpdate, ProfileRecord, Reason, UpdateRecord, WorldError
from .rules import check_media, check_room, check_schedules, check_text, check_time, useful
from .services import events_of, service_of, statistics
from .wording import preview, shortened, trim
from .world import SentView, World

WAIT_STATES = (WAITING, FAILED)
_NAMES = ("paperlark", "tinyharbour", "inkandoat", "lowtide", "millrace", "oldferry", "sundaytype", "birchandbone")


@dataclass(frozen=True, slots=True)
class Reaction:
    """Somebody's reaction to a sent update, at a time in Unix seconds."""

    id: str
    event: str
    username: str
    followers: int
    created_at: int


class Desk:
    """One account at work. A refusal changes nothing: all profiles of a new update are checked before it is made."""

    def __init__(self, world: World, account: AccountRecord) -> None:
        self.world = world
        self.account = account
        world.catch_up()

    def profile(self, profile_id: str) -> ProfileRecord:
        """A profile of this account."""
        profile = self.world.profile(profile_id)
        if profile is None:
            raise WorldError(Reason.NO_PROFILE, "We could not find that profile.")
        if profile.account_id != self.account.id:
            raise WorldError(Reason.FOREIGN_PROFILE, "That profile belongs to another account.")
        return profile

    def update(self, update_id: str) -> UpdateRecord:
        """An update of one of this account's profiles, whatever its status."""
        update = self.world.update(update_id)
        if update is None:
            raise WorldError(Reason.NO_UPDATE, "We could not find that update.")
        owner = self.world.profile(update.profile_id)
        if owner is None or owner.account_id != self.account.id:
            raise WorldError(Reason.FOREIGN_UPDATE, "That update belongs to another account.")
        return update

    def pending(self, profile_id: str, since: int | None = None) -> list[UpdateRecord]:
        """What waits, soonest first; with ``since`` only what was created after that time."""
        rows = waiting(self.profile(profile_id))
        return rows if since is None else [update for update in rows if update.created_at > since]

    def sent(self, profile_id: str, since: int | None = None, *, everything: bool = False) -> SentView:
        """What was published, newest first; with ``since`` only what was sent after that time."""
        return SentView(self.profile(profile_id), everything=everything, since=since)

    def create(self, order: NewUpdate) -> list[UpdateRecord]:
        """Make one update per profile. Unknown profile ids are dropped in silence (v1 reference, section 2.6)."""
        known = dict.fromkeys(one for one in order.profile_ids if self.world.profile(one))
        profiles = [self.profile(one) for one in known]
        text = trim(order.text)
        if not (text or order.media or order.retweet):
            raise WorldError(Reason.TEXT_MISSING, "An update needs a text, a picture or a link.")
        now = self.world.now()
        check_text(text)
        check_time(order.scheduled_at, self.world.now())
        for profile in profiles:
            check_media(profile, order.media)
            check_room(profile, self.account, order)
            self.check_double(profile, text)
        return [self._make(profile, order, text, now) for profile in profiles]

    def edit(self, update_id: str, change: Change) -> UpdateRecord:
        """Change an update that waits. A new time makes its time a fixed one (v1 reference, section 2.7)."""
        update = self._waiting_update(update_id, "That update was sent already and can no longer be changed.")
        profile = self.profile(update.profile_id)
        text = trim(change.text)
        media = update.media if change.media is None else change.media
        if not (text or media or update.retweet):
            raise WorldError(Reason.TEXT_MISSING, "An update needs a text, a picture or a link.")
        check_text(text)
        check_time(change.scheduled_at, self.world.now())
        check_media(profile, media)
        self.check_double(profile, text, but=update)
        now = self.world.now()
        if text != update.text:
            update.text = update.source = text
        update.media = useful(profile, media)
        update.updated_at = now
        if change.scheduled_at is not None:
            leave(profile, update)
            update.scheduled_at, update.status, update.error = change.scheduled_at, WAITING, ""
            join(profile, update, now)
        elif change.now:
            update.shared_now = True
            self.world.publish(profile, update, now)
            renumber(profile, now)
        return update

    def destroy(self, update_id: str) -> None:
        """Delete an update that did not go out. What is on the network already stays there and in the list."""
        update = self._waiting_update(update_id, "That update was sent already and cannot be deleted here.")
        self.world.forget(update)
        renumber(self.profile(update.profile_id), self.world.now())

    def share(self, update_id: str) -> UpdateRecord:
        """Publish a waiting update at once; the rest of the queue moves up."""
        update = self._waiting_update(update_id, "That update was shared already.")
        profile = self.profile(update.profile_id)
        if profile.disconnected:
            raise WorldError(Reason.NOT_SHARED, "This update could not be shared. Please connect the profile again.")
        now = self.world.now()
        update.shared_now = True
        self.world.publish(profile, update, now)
        renumber(profile, now)
        return update

    def move_to_top(self, update_id: str) -> UpdateRecord:
        """Put an update in front of its queue. Fixed-time updates stand in no queue (v1 reference, section 3.6)."""
        update = self.update(update_id)
        if update.status != WAITING or update.scheduled_at is not None:
            raise WorldError(Reason.NOT_MOVABLE, "Only updates in the queue without a fixed time can move to the top.")
        profile = self.profile(update.profile_id)
        leave(profile, update)
        join(profile, update, self.world.now(), top=True)
        return update

    def reorder(self, profile_id: str, order: Sequence[str], offset: int = 0) -> list[UpdateRecord]:
        """Put the queue in this order; returns the updates that were named, as they go out now."""
        profile = self.profile(profile_id)
        rearrange(profile, order, offset, self.world.now())
        named = set(order)
        return [update for update in waiting(profile) if update.id in named]

    def shuffle(self, profile_id: str) -> list[UpdateRecord]:
        """Put the queue in a chance order; returns all that waits, as it goes out now."""
        profile = self.profile(profile_id)
        self.world.chance.shuffle(profile.queue)
        renumber(profile, self.world.now())
        return waiting(profile)

    def set_schedules(self, profile_id: str, schedules: Sequence[Schedule]) -> None:
        """Replace all posting times. A free plan that is sent several is left with none (v1 reference, section 3.3)."""
        profile = self.profile(profile_id)
        check_schedules(schedules, service_of(profile.service).schedule_limit)
        alone = self.account.plan == "free" and len(schedules) > 1
        profile.schedules = () if alone else tuple(schedules)
        renumber(profile, self.world.now())

    def reactions(self, update_id: str, event: str) -> list[Reaction]:
        """Who reacted how to a sent update, newest first; ``event`` in singular or plural."""
        update = self.update(update_id)
        profile = self.profile(update.profile_id)
        if event not in events_of(profile.service):
            raise WorldError(Reason.UNKNOWN_EVENT, "That kind of interaction is not supported by this network.")
        numbers = statistics(update, profile, self.world.now())
        amount = next((value for name, value in numbers.items() if name.rstrip("s") == event.rstrip("s")), 0)
        return [_reaction(update, event, place) for place in range(min(amount, 250))]

    def deauthorize(self) -> None:
        """Withdraw the token of this account."""
        self.account.revoked = True

    def check_double(self, profile: ProfileRecord, text: str, but: UpdateRecord | None = None) -> None:
        """Refuse a text that the profile posted within a day or that waits there."""
        if text and any(text in (other.text, other.source) for other in self.world.recent(profile, but=but)):
            raise WorldError(Reason.DUPLICATE, "It looks like you posted that one recently. Please change it a little.")

    def _waiting_update(self, update_id: str, otherwise: str) -> UpdateRecord:
        update = self.update(update_id)
        if update.status not in WAIT_STATES:
            raise WorldError(Reason.NOT_SAVED, otherwise, "https://help.example.org/sent-updates")
        return update

    def _make(self, profile: ProfileRecord, order: NewUpdate, text: str, now: int) -> UpdateRecord:
        media = order.media
        if not media and order.attachment and service_of(profile.service).link_attachments:
            media = preview(text)
        update = UpdateRecord(
            id=self.world.new_id(now), profile_id=profile.id, account_id=self.account.id, created_at=now,
            updated_at=now,
            text=shortened(text) if order.shorten else text, source=text, media=useful(profile, media),
            extra_media=order.extra_media, retweet=order.retweet if profile.service == "twitter" else None,
            scheduled_at=order.scheduled_at, via=order.via, shared_next=order.top and order.scheduled_at is None,
        )
        self.world.add_update(update)
        join(profile, update, now, top=order.top)
        if order.now and order.scheduled_at is None:
            update.shared_now = True
            self.world.publish(profile, update, now)
            renumber(profile, now)
        return update


def _reaction(update: UpdateRecord, event: str, place: int) -> Reaction:
    chance = random.Random(zlib.crc32(f"{update.id}{event}{place}".encode()))  # noqa: S311 - not secrets
    moment = (update.sent_at or 0) + max(1, 36_000 // (place + 1))
    return Reaction(
        id=f"{moment:08x}{chance.getrandbits(64):016x}", event=event, username=f"{chance.choice(_NAMES)}{place}",
        followers=int(chance.lognormvariate(5, 1.5)), created_at=moment,
    )
