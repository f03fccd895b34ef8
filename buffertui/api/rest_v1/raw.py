"""v1's answers as they came, for keeping them: everything in them but secrets. Nothing here can write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from buffertui.api import values
from buffertui.api.http import Fields, HttpDoor
from buffertui.domain.models import Profile, Update
from buffertui.domain.ports import Priority

from .pages import LARGEST_PAGE, bare, odd, read_all
from .reads import Reader, step
from .wire import WireProfile

SECRET = frozenset({"secret_email", "access_token", "refresh_token", "client_secret", "referral_token"})
"""Fields that are not kept: mail to ``secret_email`` becomes a post (v1 reference, section 4.6)."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NamedProfile:
    """A profile with all names that v1 has for it; ``disabled`` is roughly a locked one (section 12.1 of GraphQL's)."""

    profile: Profile
    names: tuple[str, ...]
    disabled: bool = False


class RawReader(Reader):
    """Reads like ``Reader``, and gives the rows themselves."""

    def __init__(self, door: HttpDoor, priority: Priority = Priority.READ) -> None:
        super().__init__(door)
        self._priority = priority

    async def user_row(self) -> Row:
        """Whose token this is (section 2.1)."""
        body = bare(await self._get("user.json", (), self._priority), "user", "the account")
        return _row(body)

    async def profile_rows(self) -> tuple[Row, ...]:
        """All profiles (section 2.2)."""
        body = await self._get("profiles.json", (), self._priority)
        rows = values.rows(body)
        if not isinstance(body, list) and not rows:
            raise odd("the profiles")
        return _rows(rows)

    async def named_profiles(self) -> tuple[NamedProfile, ...]:
        """All profiles in the program's own words, with their names."""

        def read(row: object) -> NamedProfile:
            about = values.mapping(row)
            names = (values.word(about.get(name)) for name in ("formatted_username", "service_username"))
            profile = WireProfile.read(row).to_domain()
            return NamedProfile(profile, tuple(filter(None, names)), values.flag(about.get("disabled")))

        return read_all(list(await self.profile_rows()), read, "profiles")

    async def queue(self, profile_id: str) -> tuple[Update, ...]:
        """Everything that waits for a profile."""
        found: dict[str, Update] = {}
        after: str | None = None
        while True:
            page = await self.pending(profile_id, after=after, priority=self._priority)
            found |= {update.id: update for update in page.updates}
            after = page.next
            if after is None:
                return tuple(found.values())

    async def schedule_rows(self, profile_id: str) -> tuple[Row, ...]:
        """Posting times (section 3.2)."""
        body = await self._get(f"profiles/{step(profile_id)}/schedules.json", (), self._priority)
        return _rows([body] if isinstance(body, dict) and "days" in body else values.rows(body))

    async def configuration_row(self) -> Row:
        """Limits of the networks (section 2.10); ``Refused`` where they are not offered any more."""
        body = await self._offered("info/configuration.json", (), self._priority, "v1 does not name limits any more.")
        return _row(bare(body, "configuration", "the networks"))

    async def update_rows(self, which: str, profile_id: str, page: int) -> tuple[tuple[Row, ...], int | None]:
        """A page of ``pending`` or ``sent``, and how many there are in all. Of what was sent it is everything, replies
        that were not posted through Buffer too (section 2.5)."""
        query: Fields = [("page", str(page)), ("count", str(LARGEST_PAGE))]
        if which == "sent":
            query = [*query, ("filter", "all")]
        body = await self._get(f"profiles/{step(profile_id)}/updates/{which}.json", query, self._priority)
        return _page(body, "updates")

    async def interaction_rows(self, update_id: str, event: str, page: int) -> tuple[tuple[Row, ...], int | None]:
        """A page of reactions of one kind (section 3.7); ``Refused`` with status 404 where v1 offers none any more."""
        query = [("event", event), ("page", str(page)), ("count", str(LARGEST_PAGE))]
        path = f"updates/{step(update_id)}/interactions.json"
        body = await self._offered(path, query, self._priority, "Buffer's API v1 does not offer reactions any more.")
        return _page(body, "interactions")

    async def aclose(self) -> None:
        """Give connections back."""
        await self._door.aclose()


def _page(body: object, name: str) -> tuple[tuple[Row, ...], int | None]:
    if not isinstance(body, dict) or (name not in body and "total" not in body):
        raise odd(f"the {name}")
    return _rows(values.rows(body.get(name))), values.count(body.get("total"))


def _rows(rows: list[Any]) -> tuple[Row, ...]:
    """Objects as they are; anything else stands in an object of its own, so that nothing is lost."""
    return tuple(_row(row) if isinstance(row, dict) else {"unreadable": _kept(row)} for row in rows)


def _row(value: Mapping[str, Any]) -> Row:
    found: Row = _kept(dict(value))
    return found


def _kept(value: Any) -> Any:
    """A value without the fields that are secrets, at any depth."""
    if isinstance(value, dict):
        return {name: _kept(one) for name, one in value.items() if name not in SECRET}
    return [_kept(one) for one in value] if isinstance(value, list) else value
