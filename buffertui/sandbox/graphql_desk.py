"""What the owner of a key can do to posts, drafts and approvals included; every refusal is a ``WorldError``."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from buffertui.domain.models import FAILED, WAITING

from .desk import Desk
from .graphql_content import Content, Given, check, read, read_time
from .graphql_metrics import day_shape
from .queues import join, leave, renumber
from .records import (
    DRAFT,
    NEEDS_APPROVAL,
    UNPLANNED,
    NewUpdate,
    ProfileRecord,
    Reason,
    Tag,
    UpdateRecord,
    WorldError,
)
from .rules import check_room, check_time
from .slots import slots_after
from .wording import shortened

QUEUED, NEXT, NOW, FIXED = "addToQueue", "shareNext", "shareNow", "customScheduled"
_OPEN = (WAITING, FAILED, *UNPLANNED)


class PostDesk:
    """One account at work on its posts. A refusal changes nothing."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.world = desk.world

    def create(self, given: Given) -> UpdateRecord:
        """Make one post on one channel (GraphQL reference, section 9.10)."""
        profile = self.desk.profile(given["channelId"])
        status = self._status_wanted(given, profile)
        draft = status in UNPLANNED
        mode, due = given["mode"], self._due(given)
        content = read(given, profile)
        check(content, profile, draft=draft, told=True)
        tags = self._tags(given.get("tagIds"), profile)
        if not draft:
            self.desk.check_double(profile, content.text)
            self._check_limits(profile, mode, due, entering=True)
        now = self.world.now()
        text = content.text
        update = UpdateRecord(
            id=self.world.new_id(now), profile_id=profile.id, account_id=self.desk.account.id, created_at=now,
            updated_at=now, text=shortened(text) if profile.shortens else text, source=text, tags=tags,
            by_hand=given["schedulingType"] == "notification",
        )
        content.put_into(update)
        self.world.add_update(update)
        if draft:
            self._shelve(profile, update, status, mode, due)
        else:
            self._place(profile, update, mode, due)
        return update

    def edit(self, given: Given) -> UpdateRecord:
        """Change what the input names and nothing else (GraphQL reference, section 9.11)."""
        update = self.desk.update(given["id"])
        if update.status not in _OPEN:
            raise WorldError(Reason.INVALID, "This post went out already and can no longer be changed.")
        profile = self.desk.profile(update.profile_id)
        status = self._status_after(update, given, profile)
        draft = status in UNPLANNED
        mode, due = given.get("mode"), self._due(given)
        content = read(given, profile, Content.of(update))
        check(content, profile, draft=draft, told=given.get("metadata") is not None)
        tags = update.tags if given.get("tagIds") is None else self._tags(given["tagIds"], profile)
        leaving = update.status in UNPLANNED and not draft
        if leaving and mode is None:
            ahead = (update.scheduled_at or 0) > self.world.now()
            mode, due = (FIXED, update.scheduled_at) if ahead else (QUEUED, None)
        if not draft:
            if content.text != update.text or leaving:
                self.desk.check_double(profile, content.text, but=update)
            if mode is not None:
                self._check_limits(profile, mode, due, entering=leaving)
        if content.text != update.text:
            update.text = update.source = content.text
        content.put_into(update)
        update.tags, update.updated_at = tags, self.world.now()
        if given.get("schedulingType") is not None:
            update.by_hand = given["schedulingType"] == "notification"
        if draft:
            self._shelve(profile, update, status, mode, due)
        elif mode is not None:
            self._place(profile, update, mode, due)
        return update

    def remove(self, post_id: str) -> None:
        """Take a post out of Buffer, a sent one too; what is on the network stays there."""
        update = self.desk.update(post_id)
        if not self.world.knows(update):
            raise WorldError(Reason.NOT_SAVED, "This post is too old to be removed.")
        self.world.forget(update)
        renumber(self.desk.profile(update.profile_id), self.world.now())

    def move(self, post_id: str, position: str) -> UpdateRecord:
        """Put a queued post first or last. Its content is not looked at again (GraphQL reference, section 9.14)."""
        update = self.desk.update(post_id)
        if update.status != WAITING or update.scheduled_at is not None:
            raise WorldError(Reason.NOT_MOVABLE, "Only posts in the queue without a time of their own can be moved.")
        profile = self.desk.profile(update.profile_id)
        leave(profile, update)
        join(profile, update, self.world.now(), top=position == "top")
        return update

    def _status_wanted(self, given: Given, profile: ProfileRecord) -> str:
        """The status of a new post before it is placed."""
        if given.get("needsApproval"):
            if given.get("saveToDraft") is False:
                raise WorldError(Reason.INVALID, "needsApproval and saveToDraft: false exclude each other.")
            if not profile.approval:
                raise WorldError(Reason.INVALID, "The posting policy of this channel asks for no approval.")
            return NEEDS_APPROVAL
        return DRAFT if given.get("saveToDraft") else WAITING

    def _status_after(self, update: UpdateRecord, given: Given, profile: ProfileRecord) -> str:
        """The status of an edited post before it is placed."""
        change, save = given.get("approvalChange"), given.get("saveToDraft")
        if change is not None:
            fitting = {"request": DRAFT, "revert": NEEDS_APPROVAL}[change]
            if not profile.approval or update.status != fitting or save is False:
                raise WorldError(Reason.INVALID, "This post can neither ask for approval nor take the request back.")
            return NEEDS_APPROVAL if change == "request" else DRAFT
        if save:
            return DRAFT
        if save is False and update.status in UNPLANNED:
            return WAITING
        return update.status

    def _due(self, given: Given) -> int | None:
        """The time that goes with ``customScheduled``; a time alone says nothing about the schedule and is refused."""
        due = read_time(given.get("dueAt"), "dueAt")
        mode = given.get("mode")
        if mode == FIXED:
            if due is None:
                raise WorldError(Reason.INVALID, "mode customScheduled needs dueAt.")
            check_time(due, self.world.now())
            return due
        if due is not None and mode is None:
            raise WorldError(Reason.INVALID, "dueAt needs mode customScheduled.")
        return None

    def _tags(self, ids: Iterable[str] | None, profile: ProfileRecord) -> tuple[Tag, ...]:
        known = {tag.id: tag for tag in self.world.organization_of(profile).tags}
        wanted = list(dict.fromkeys(ids or ()))
        if missing := [tag for tag in wanted if tag not in known]:
            raise WorldError(Reason.INVALID, f"This organization has no tag {missing[0]}.")
        return tuple(known[tag] for tag in wanted)

    def _check_limits(self, profile: ProfileRecord, mode: str, due: int | None, *, entering: bool) -> None:
        """The limits of plan and network; ``entering`` is true for a post that did not wait before."""
        if profile.locked:
            raise WorldError(Reason.LIMIT, "This channel is locked: the plan has room for fewer channels.")
        if not entering:
            return
        check_room(profile, self.desk.account, NewUpdate((profile.id,), now=mode == NOW))
        now = self.world.now()
        at = due or (now if mode == NOW else self._slot(profile, 0 if mode == NEXT else len(profile.queue)))
        if at and day_shape(self.world, profile, at)["isAtLimit"]:
            limit = profile.daily_limit
            raise WorldError(Reason.LIMIT, f"The network takes at most {limit} posts a day, and that day has them.")

    def _slot(self, profile: ProfileRecord, place: int) -> int:
        """The slot at a place of the queue, 0 when there is none."""
        taken = {update.due_at for update in profile.fixed}
        free = (at for at in slots_after(profile.running, profile.timezone, self.world.now()) if at not in taken)
        return next(islice(free, place, None), 0)

    def _shelve(
        self, profile: ProfileRecord, update: UpdateRecord, status: str, mode: str | None, due: int | None,
    ) -> None:
        """Put a post among the drafts, with the schedule that it is to have one day."""
        leave(profile, update)
        renumber(profile, self.world.now())
        if update.status not in UNPLANNED and mode is None:
            due = update.scheduled_at
            mode = FIXED if due is not None else QUEUED
        if mode is not None:
            update.scheduled_at, update.due_at = due, due or 0
            update.shared_next, update.shared_now = mode == NEXT, mode == NOW
        update.status, update.error, update.error_link = status, "", ""
        profile.drafts.append(update)

    def _place(self, profile: ProfileRecord, update: UpdateRecord, mode: str, due: int | None) -> None:
        """Give a post its place or send it out; the rest of the queue follows."""
        now = self.world.now()
        leave(profile, update)
        update.status, update.error, update.error_link = WAITING, "", ""
        update.scheduled_at, update.due_at = due, due or 0
        update.shared_next, update.shared_now = mode == NEXT, mode == NOW
        if mode == NOW:
            update.due_at = now
            self.world.publish(profile, update, now)
            renumber(profile, now)
        else:
            join(profile, update, now, top=mode == NEXT)
