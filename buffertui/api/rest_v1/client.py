"""Buffer's REST API v1 as the program's ``BufferService``: the writes, on top of what is read."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from buffertui.api import values
from buffertui.api.http import Fields
from buffertui.domain.drafts import Create, Edit, NextSlot, Outcome, Top
from buffertui.domain.errors import NotFound, PowerMissing, Refused
from buffertui.domain.fields import THREAD
from buffertui.domain.models import WAITING, Schedule, Update
from buffertui.domain.overview import Overview
from buffertui.domain.ports import Can, Priority

from .forms import create_form, edit_form, order_form, schedules_form
from .pages import LARGEST_PAGE, Listing, odd, read_updates
from .reads import NO_DRAFTS, Reader, step
from .refusals import message_in, read_answer

LACKS: Mapping[Can, str] = MappingProxyType({
    Can.REQUEUE: "Buffer's API v1 has no way to give an update a place in the queue again.",
    Can.DRAFTS: NO_DRAFTS,
    Can.FIELDS: "Buffer's API v1 knows no fields of single networks.",
    Can.ORGANIZATIONS: "Buffer's API v1 knows no organizations: a token opens all its profiles.",
})

DRAFTS_STAY = "Buffer's API v1 knows neither drafts nor approvals: it would publish this. Nothing was sent."
NO_THREADS = "Buffer's API v1 cannot post a thread: only its first part would go out. Nothing was sent."


class RestV1(Reader):
    """Both halves of ``BufferService`` on v1. One call is one request; nothing is repeated but what a 429 refused."""

    reads_order_itself = False
    """``reorder`` names the whole queue, right after a fresh read of it (section 3.4)."""

    @property
    def name(self) -> str:
        """For the title line."""
        return "v1"

    @property
    def lacks(self) -> Mapping[Can, str]:
        """What came with GraphQL (GraphQL reference, section 12.7)."""
        return LACKS

    async def main_screen(self, profile_id: str | None = None) -> Overview | None:
        """v1 has no such thing: the account, the profiles and each list are a request each."""
        return None

    async def create(self, write: Create) -> Outcome:
        """One request for all profiles (section 2.6). ``PowerMissing`` for what v1 could only publish otherwise.

        Buffer's own web application stops at ten profiles a request; the reference names no limit, and several
        requests could fail by halves, so there is one.
        """
        if write.draft:
            raise PowerMissing(DRAFTS_STAY)
        _check_thread(write.fields)
        body = await self._post("updates/create.json", create_form(write))
        asked = tuple(dict.fromkeys(write.profile_ids))
        updates = _updates_in(body, asked[0] if len(asked) == 1 else "")
        if updates is None:
            raise odd("the new post", write=True)
        made = {update.profile_id for update in updates}
        missing = tuple(profile_id for profile_id in asked if profile_id not in made)
        if missing and any(not update.readable or not update.profile_id for update in updates):
            raise odd("the new post", write=True)
        shown = tuple(update for update in updates if update.readable)
        return Outcome(updates=shown, missing=missing, message=message_in(body))

    async def edit(self, write: Edit) -> Outcome:
        """Send what changed, and the text, which v1 requires (section 2.7). ``PowerMissing`` for what v1 cannot say."""
        if write.draft is not None or write.approval is not None:
            raise PowerMissing(DRAFTS_STAY)
        if isinstance(write.when, NextSlot | Top):
            raise PowerMissing(LACKS[Can.REQUEUE])
        _check_thread(write.fields or {})
        body = await self._post(f"updates/{step(write.before.id)}/update.json", edit_form(write))
        return _outcome(body, write.before.profile_id)

    async def share_now(self, update: Update) -> Outcome:
        """Publish now (section 2.9). The answer does not hold the update: read it again for what became of it."""
        return _outcome(await self._post(f"updates/{step(update.id)}/share.json"), update.profile_id)

    async def delete(self, update: Update) -> Outcome:
        """Delete (section 2.8). That there is no such update is a success: it is gone."""
        try:
            body = await self._post(f"updates/{step(update.id)}/destroy.json")
        except NotFound as error:
            if error.code != 1020:
                raise
            return Outcome(message="The update was already gone.")
        return Outcome(message=message_in(body))

    async def move_to_top(self, update: Update) -> Outcome:
        """To the front of the queue (section 3.6); the answer is the update, bare or not."""
        return _outcome(await self._post(f"updates/{step(update.id)}/move_to_top.json"), update.profile_id)

    async def move_to_bottom(self, update: Update) -> Outcome:
        """To the end of the queue: a fresh read of it, and one new order (section 3.4)."""
        order: list[str] = []
        after: str | None = None
        while True:
            page = await self.pending(update.profile_id, after=after, priority=Priority.WRITE)
            order += [u.id for u in page.updates if u.readable and u.id not in (update.id, *order)]
            after = page.next
            if after is None:
                return await self.reorder(update.profile_id, (*order, update.id))

    def reorder_price(self, current: tuple[Update, ...], order: tuple[str, ...]) -> int:
        """One, whatever moves."""
        return 1

    async def reorder(self, profile_id: str, order: tuple[str, ...]) -> Outcome:
        """Put the whole queue in this order (section 3.4)."""
        body = await self._post(f"profiles/{step(profile_id)}/updates/reorder.json", order_form(order))
        return _outcome(body, profile_id)

    async def shuffle(self, profile_id: str) -> Outcome:
        """Put the queue in a chance order (section 3.5); as many updates come back as a page can hold."""
        body = await self._post(f"profiles/{step(profile_id)}/updates/shuffle.json", [("count", str(LARGEST_PAGE))])
        return _outcome(body, profile_id)

    async def set_schedules(self, profile_id: str, schedules: tuple[Schedule, ...]) -> Outcome:
        """Replace all posting times (section 3.3). v1 has no way to say "none": that is refused here."""
        form = schedules_form(schedules)
        if not form:
            raise Refused(
                "Buffer's API v1 cannot take away all posting times.", hint="Keep at least one day with one time."
            )
        return _outcome(await self._post(f"profiles/{step(profile_id)}/schedules/update.json", form), profile_id)

    async def _post(self, path: str, fields: Fields = ()) -> object:
        body = read_answer(await self._door.post_form(path, fields, Priority.WRITE), write=True)
        if not isinstance(body, dict):
            raise odd("this change", write=True)
        return body


def _check_thread(fields: Mapping[str, str]) -> None:
    """Other fields of networks are extras, but a thread without the rest of it is another post."""
    if any(key.startswith(f"{THREAD}.") for key in fields):
        raise PowerMissing(NO_THREADS)


def _updates_in(body: object, profile_id: str) -> tuple[Update, ...] | None:
    """The updates of a write's answer: a list, a single one, or the bare update; ``None`` when there is none of it."""
    about = values.mapping(body)
    if "updates" in about and about["updates"] is not None:
        rows = values.rows(about["updates"])
    elif isinstance(about.get("update"), dict):
        rows = [about["update"]]
    elif "text" in about and ("id" in about or "_id" in about):
        rows = [about]
    else:
        return None
    return read_updates(rows, Listing("answer", profile_id, WAITING))


def _outcome(body: object, profile_id: str) -> Outcome:
    updates = _updates_in(body, profile_id) or ()
    return Outcome(updates=tuple(update for update in updates if update.readable), message=message_in(body))
