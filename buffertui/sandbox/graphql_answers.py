"""The operations of GraphQL: each a method that is called with the arguments of its field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from graphql import GraphQLError

from .errors_v1 import CODES
from .faults import Fault, Kind
from .graphql_content import read_time
from .graphql_desk import PostDesk
from .graphql_errors import FORBIDDEN, coded, error_of, old_machinery, payload_of
from .graphql_manners import Manners
from .graphql_metrics import collected_at, day_shape, summed
from .graphql_pages import Filter, Pages, read_sort
from .graphql_shapes import View, account_shape, belongs, channel_shape, moment, post_shape
from .records import OrganizationRecord, ProfileRecord, Reason, UpdateRecord, WorldError

T = TypeVar("T")

Shape = dict[str, Any]
Given = Mapping[str, Any]

MOST_DAYS = 365


@dataclass(slots=True)
class Call:
    """One document being executed: for whom, with which choices, and the fault that strikes it."""

    view: View
    manners: Manners
    pages: Pages
    fault: Fault | None = None
    done: list[str] = field(default_factory=list)

    def allow(self, permission: str) -> None:
        """Refuse what the key was not made for (GraphQL reference, section 2.1)."""
        allowed = self.view.desk.account.key_permissions
        if allowed is not None and permission not in allowed:
            raise coded(f"This key does not have the permission {permission}.", FORBIDDEN)


class Answers:
    """The root of queries and mutations. A refusal of a query is an entry of ``errors[]``."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._view = call.view
        self._desk = call.view.desk
        self._posts = PostDesk(call.view.desk)

    def account(self, _info: Any) -> Shape:
        self._call.allow("account:read")
        return account_shape(self._view, self._desk.account)

    def channels(self, _info: Any, input: Given) -> list[Shape]:
        self._call.allow("account:read")
        wanted = input.get("filter") or {}
        return [
            channel_shape(self._view, profile) for profile in self._of_organization(input["organizationId"])
            if wanted.get("isLocked") in (None, profile.locked)
            and wanted.get("product") in (None, "publish", "analyze")
        ]

    def channel(self, _info: Any, input: Given) -> Shape:
        self._call.allow("account:read")
        return _told(lambda: channel_shape(self._view, self._desk.profile(input["id"])))

    def posts(self, _info: Any, input: Given, first: int | None = None, after: str | None = None) -> Shape:
        self._call.allow("posts:read")
        return _told(lambda: self._page(input, first, after))

    def post(self, _info: Any, input: Given) -> Shape:
        self._call.allow("posts:read")
        return _told(lambda: self._post(self._desk.update(input["id"])))

    def dailyPostingLimits(self, _info: Any, input: Given) -> list[Shape]:
        self._call.allow("posts:read")

        def rows() -> list[Shape]:
            at = read_time(input.get("date"), "date") or self._view.now
            profiles = [self._desk.profile(one) for one in input["channelIds"]]
            if len({self._desk.world.organization_of(profile).id for profile in profiles}) > 1:
                raise WorldError(Reason.INVALID, "All channels have to be of one organization.")
            return [day_shape(self._desk.world, profile, at) for profile in profiles]

        return _told(rows)

    def aggregatedPostMetrics(self, _info: Any, input: Given) -> Shape:
        self._call.allow("insights:read")

        def sums() -> Shape:
            start = read_time(input["startDateTime"], "startDateTime") or 0
            end = read_time(input["endDateTime"], "endDateTime") or 0
            if not 0 <= end - start <= MOST_DAYS * 86_400:
                raise WorldError(Reason.INVALID, f"The span is longer than {MOST_DAYS} days.")
            profiles = self._chosen(input["organizationId"], input.get("channelIds"))
            metrics = summed(self._desk.world, profiles, start, end + 86_400, self._view.now)
            old = UpdateRecord("", "", "", "", 0, sent_at=0)
            return {"metrics": metrics, "metricsUpdatedAt": moment(collected_at(old, self._view.now))}

        return _told(sums)

    def createPost(self, _info: Any, input: Given) -> Shape:
        return self._typed(lambda: self._posts.create(input))

    def editPost(self, _info: Any, input: Given) -> Shape:
        return self._typed(lambda: self._posts.edit(input))

    def deletePost(self, _info: Any, input: Given) -> Shape:
        return self._untyped(lambda: self._deleted(input["id"]))

    def movePostInQueue(self, _info: Any, input: Given) -> Shape:
        return self._untyped(lambda: self._succeeded(self._posts.move(input["id"], input["position"])))

    def _deleted(self, post_id: str) -> Shape:
        self._posts.remove(post_id)
        return {"__typename": "DeletePostSuccess", "id": post_id}

    def _succeeded(self, update: UpdateRecord) -> Shape:
        return {"__typename": "PostActionSuccess", "post": self._post(update)}

    def _post(self, update: UpdateRecord) -> Shape:
        shape = post_shape(self._view, update)
        metrics = shape["metrics"]

        def allowed(info: Any) -> Any:
            self._call.allow("insights:read")
            return metrics(info)

        return shape | {"metrics": allowed}

    def _typed(self, work: Callable[[], UpdateRecord]) -> Shape:
        """Do something to a post where refusals have types."""
        self._call.allow("posts:write")
        if (instead := self._instead(typed=True)) and not self._fault_after:
            return instead
        try:
            shape = self._succeeded(work())
        except WorldError as refusal:
            return instead or payload_of(refusal)
        return instead or shape

    def _untyped(self, work: Callable[[], Shape]) -> Shape:
        """Do something to a post where refusals come as ``errors[]``."""
        self._call.allow("posts:write")
        if (instead := self._instead(typed=False)) and not self._fault_after:
            return instead
        shape = _told(work)
        return instead or shape

    @property
    def _fault_after(self) -> bool:
        return self._call.fault is not None and self._call.fault.done

    def _instead(self, *, typed: bool) -> Shape | None:
        """The payload that a fault puts in the place of the true one."""
        fault = self._call.fault
        match fault.kind if fault else None:
            case Kind.UNEXPECTED:
                return {"__typename": "UnexpectedError" if typed else "VoidMutationError",
                        "message": "Something went wrong on our side."}
            case Kind.REFUSED if fault is not None:
                message = CODES[fault.code][1]
                return old_machinery(fault.code, message) if typed else {
                    "__typename": "VoidMutationError", "message": message,
                }
            case Kind.UNKNOWN_TYPENAME if fault is not None:
                return {"__typename": fault.typename, "message": "The rules for content were not kept.",
                        "policy": "content", "until": moment(self._view.now + 3600)}
            case _:
                return None

    def _page(self, given: Given, first: int | None, after: str | None) -> Shape:
        manners = self._call.manners
        size = manners.default_first if first is None else min(first, manners.largest_first)
        if size < 1:
            raise WorldError(Reason.INVALID, "first is at least 1.")
        wanted = given.get("filter") or {}
        profiles = self._chosen(given["organizationId"], wanted.get("channelIds"))
        rows, more = self._call.pages.page(
            profiles, Filter(wanted, self._view), read_sort(given.get("sort")), size, after,
        )
        info = {
            "hasNextPage": more, "hasPreviousPage": False, "startCursor": rows[0][0] if rows else None,
            "endCursor": rows[-1][0] if rows else None,
        }
        return {"edges": [{"cursor": cursor, "node": self._post(one)} for cursor, one in rows], "pageInfo": info}

    def _chosen(self, organization_id: str, ids: Iterable[str] | None) -> list[ProfileRecord]:
        """The channels of an organization; with ids only those, and one of another organization is refused."""
        profiles = self._of_organization(organization_id)
        if ids is None:
            return profiles
        known = {profile.id: profile for profile in profiles}
        if foreign := [one for one in ids if one not in known]:
            raise WorldError(Reason.FOREIGN_PROFILE, f"This organization has no channel {foreign[0]}.")
        return [known[one] for one in dict.fromkeys(ids)]

    def _of_organization(self, organization_id: str) -> list[ProfileRecord]:
        organization = self._organization(organization_id)
        profiles = self._desk.world.profiles(self._desk.account)
        return [profile for profile in profiles if belongs(self._view, profile, organization)]

    def _organization(self, organization_id: str) -> OrganizationRecord:
        world = self._desk.world
        own = {each.id: each for each in world.organizations(self._desk.account)}
        if organization_id not in own:
            if any(organization_id == each.id for other in world.accounts for each in world.organizations(other)):
                raise coded("That organization is somebody else's.", FORBIDDEN)
            raise error_of(WorldError(Reason.NO_ORGANIZATION, "We could not find that organization."))
        return own[organization_id]


def _told(work: Callable[[], T]) -> T:
    try:
        return work()
    except WorldError as refusal:
        error: GraphQLError = error_of(refusal)
        raise error from refusal
