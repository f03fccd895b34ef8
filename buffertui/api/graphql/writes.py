"""Everything that the GraphQL API changes at once: new posts, edits, deleting, moving to an end of the queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from buffertui.api import values
from buffertui.domain.drafts import Approval, At, Create, Edit, NextSlot, Outcome, Top
from buffertui.domain.errors import (
    AnswerLost,
    BadAnswer,
    NotFound,
    Offline,
    PartlyDone,
    Refused,
    RestWaits,
    ServiceError,
    Throttled,
    Unauthorized,
)
from buffertui.domain.models import DRAFT, FAILED, NEEDS_APPROVAL, WAITING, Update
from buffertui.domain.ports import Priority

from . import documents
from .asking import encoded
from .inputs import create_input, edit_input, rewrites_thread, share_input
from .metadata import Fields, own_fields
from .pages import read_one
from .reads import Reader
from .refusals import read_mutation
from .wire import WireMade, read_thread, status_of


class Writer(Reader):
    """The writes of ``BufferService`` on GraphQL. Creating costs a request for each profile, all others cost one."""

    async def create(self, write: Create) -> Outcome:
        """One request for each profile, one after the other (section 9.10).

        Profiles that were refused stand in ``missing``, each with its reason in ``message``; when nothing was made the
        first refusal is raised. A lost answer ends it: ``PartlyDone`` carries what is certain by then. So does
        ``RestWaits`` where the connection or the budget ends in the middle.
        """
        asked = tuple(dict.fromkeys(write.profile_ids))
        await self._know(asked)
        made: list[Update] = []
        refused: dict[str, ServiceError] = {}
        for profile_id in asked:
            try:
                made.append(await self._create_one(write, profile_id))
            except AnswerLost as error:
                if not made and not refused:
                    raise
                raise PartlyDone(error.message, outcome=self._certain(made, refused), hint=error.hint) from error
            except (Offline, Unauthorized, Throttled) as error:
                if not made and not refused:
                    raise
                raise RestWaits(error, outcome=self._certain(made, refused)) from error
            except Refused as error:
                refused[profile_id] = error
        if refused and not made:
            raise _first(refused)
        return self._certain(made, refused)

    async def edit(self, write: Edit) -> Outcome:
        """Send what changed; what is left out stays (section 9.11).

        Of a thread that is sent anew the post is read before, for what hangs on its later items.
        """
        later = await self._later_assets(write.before) if rewrites_thread(write) else ()
        return await self.change(edit_input(write, later), edited(write))

    async def share_now(self, update: Update) -> Outcome:
        """Publish now (section 9.12). Mostly it is still being sent when the answer comes."""
        return await self.change(share_input(update), update)

    async def delete(self, update: Update) -> Outcome:
        """Delete (section 9.13). That there is no such post is a success: it is gone."""
        try:
            await self._mutate(documents.DELETE, "deletePost", {"id": update.id}, repeatable=True)
        except NotFound:
            return Outcome(message="The update was already gone.")
        return Outcome()

    async def move_to_top(self, update: Update) -> Outcome:
        """To the front of the queue (section 9.14)."""
        return await self._move(update, "top")

    async def move_to_bottom(self, update: Update) -> Outcome:
        """To the end of the queue (section 9.14)."""
        return await self._move(update, "bottom")

    def _certain(self, made: list[Update], refused: Mapping[str, ServiceError]) -> Outcome:
        """What is certain of several requests; ``message`` has a line for each profile that got nothing."""
        lines = []
        for profile_id, error in refused.items():
            lines.append(f"{self._label(profile_id)}: {error.message} {error.hint}".strip())
        return Outcome(tuple(made), missing=tuple(refused), message="\n".join(lines))

    def _label(self, profile_id: str) -> str:
        known = self._known.get(profile_id)
        return (known.username or known.service_name or known.id) if known else profile_id

    async def _create_one(self, write: Create, profile_id: str) -> Update:
        service = self._known[profile_id].service if profile_id in self._known else ""
        payload = await self._mutate(documents.CREATE, "createPost", create_input(write, profile_id, service))
        meant = DRAFT if write.draft else ""
        made = _post_in(payload)
        if made is None:
            raise BadAnswer("Buffer's answer about the new post could not be understood.")
        media = (write.media,) if write.media else ()
        return Update(
            id=made.id, profile_id=profile_id, text=write.text, status=status_of(made.status or meant), service=service,
            due_at=made.dueAt, fixed=made.fixed, media=media, via="api",
            fields=MappingProxyType(own_fields(write.fields, service, profile_id)),
        )

    async def change(self, fields: Fields, after: Update) -> Outcome:
        """One edit; ``after`` is the post as it is to be, its time and status as Buffer answers."""
        made = _post_in(await self._mutate(documents.EDIT, "editPost", fields))
        if made is None:
            raise BadAnswer("Buffer's answer about this change could not be understood.")
        status = status_of(made.status) if made.status else after.status
        fixed = made.fixed if made.isCustomScheduled is not None or made.shareMode else after.fixed
        now = replace(after, status=status, due_at=made.dueAt or after.due_at, fixed=fixed)
        return Outcome((now if status == FAILED else replace(now, error="", error_link=""),))

    async def _move(self, update: Update, position: str) -> Outcome:
        fields = {"id": update.id, "position": position}
        made = _post_in(await self._mutate(documents.MOVE, "movePostInQueue", fields, repeatable=True))
        return Outcome(() if made is None else (replace(update, due_at=made.dueAt or update.due_at),))

    async def _know(self, profile_ids: tuple[str, ...]) -> None:
        """Read the profiles where one is not known: what has to be said about a post depends on its network."""
        if all(profile_id in self._known for profile_id in profile_ids):
            return
        try:
            await self.profiles(Priority.WRITE)
        except AnswerLost as error:
            raise Offline(error.message) from error

    async def _later_assets(self, update: Update) -> tuple[list[Fields], ...]:
        """What hangs on the items of a thread after its first, read now. Nothing has left when this fails."""
        try:
            found = await self._query(documents.THREAD, {"input": {"id": update.id}}, Priority.WRITE)
        except AnswerLost as error:
            raise Offline(error.message) from error
        return read_thread(values.mapping(found.get("post")))[1:]

    async def _mutate(
        self, document: str, field: str, fields: Fields, *, repeatable: bool = False
    ) -> dict[str, Any]:
        answer = await self._door.post_json(None, encoded(document, {"input": fields}), Priority.WRITE)
        return read_mutation(answer, field, repeatable=repeatable)


def _post_in(payload: dict[str, Any]) -> WireMade | None:
    """The post of a success, ``None`` when there is none of it."""
    post = values.mapping(payload.get("post"))
    return read_one(lambda: WireMade.read(post), "this change") if post else None


def edited(write: Edit) -> Update:
    """The post as it is to be after an edit."""
    before = write.before
    after = replace(
        before, text=before.text if write.text is None else write.text,
        fields=before.fields if write.fields is None else MappingProxyType(
            own_fields(write.fields, before.service, before.profile_id)
        ),
    )
    if write.media is not None:
        after = replace(after, media=tuple(one for one in (write.media, *before.media[1:]) if one))
    match write.when:
        case At(time=time):
            after = replace(after, due_at=time, fixed=True)
        case NextSlot() | Top():
            after = replace(after, due_at=None, fixed=False)
        case _:
            pass
    return replace(after, status=_status_after(write))


def _status_after(write: Edit) -> str:
    """What becomes of its status, should the answer not say it."""
    if write.approval is not None:
        return NEEDS_APPROVAL if write.approval is Approval.REQUEST else DRAFT
    if write.draft is not None:
        return DRAFT if write.draft else WAITING
    return write.before.status if write.when is None or write.before.status == NEEDS_APPROVAL else WAITING


def _first(refused: Mapping[str, ServiceError]) -> ServiceError:
    """The refusal to raise when nothing was made: the first, or all reasons where they differ."""
    first = next(iter(refused.values()))
    reasons = dict.fromkeys(error.message for error in refused.values())
    if len(reasons) == 1 or not isinstance(first, Refused):
        return first
    return Refused(" ".join(reasons), code=first.code, status=first.status, hint=first.hint)
