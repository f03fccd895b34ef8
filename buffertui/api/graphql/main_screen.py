"""The question of the main screen: all of it in one request, and what is given up when Buffer refuses a part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from buffertui.domain.errors import Refused, Unauthorized

from . import documents
from .inputs import PENDING_STATUSES, UNPLANNED_STATUSES, posts_input
from .metadata import Fields
from .refusals import Problem

OTHER_ORGANIZATION = "Press O to choose another organization."

_OF_THE_ORGANIZATION = frozenset({"channels", "counted", "unsent"})
_OF_THE_PROFILE = frozenset({"pending", "sent"})
_LIMITS = "dailyPostingLimits"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for. Lists are those of ``chosen``, or of all profiles mixed; ``limited`` may be empty."""

    organization: str
    chosen: str = ""
    count: int = documents.MAIN_PAGE
    metrics: bool = True
    limited: tuple[str, ...] = ()

    @property
    def document(self) -> str:
        return documents.main_screen(metrics=self.metrics, limits=bool(self.limited))

    @property
    def variables(self) -> Fields:
        asked: Fields = {
            "channels": {"organizationId": self.organization},
            "waiting": posts_input(self.organization, "", PENDING_STATUSES, "dueAt"),
            "pending": posts_input(self.organization, self.chosen, PENDING_STATUSES, "dueAt"),
            "sent": posts_input(self.organization, self.chosen, ("sent",), "-dueAt"),
            "unsent": posts_input(self.organization, "", UNPLANNED_STATUSES, "-createdAt"),
            "first": min(documents.MAIN_PAGE, max(1, self.count)),
        }
        return asked | ({"limits": {"channelIds": list(self.limited)}} if self.limited else {})

    def without(self, problems: Iterable[Problem]) -> Question | None:
        """The question without the part that was refused; ``None`` when that part cannot be given up.

        Channels that are gone make Buffer refuse the limits or the lists that name them, and a key may lack the right
        to metrics (section 9.6). A refusal that names no part is blamed on the metrics, once.
        """
        found = list(problems)
        parts = {problem.field for problem in found if problem.field}
        if not found:
            return None
        if self.metrics and (not parts or any(problem.leaf == "metrics" for problem in found)):
            return replace(self, metrics=False)
        if self.limited and _LIMITS in parts:
            return replace(self, limited=())
        if self.chosen and parts and parts <= _OF_THE_PROFILE:
            return replace(self, chosen="")
        return None


def about_organization(error: Refused, problems: Iterable[Problem], *, asked: str) -> Refused:
    """The refusal as one of the organization ``asked``, where that is what was refused; else the same one.

    A key that is no good at all is refused before anything, or at the account.
    """
    found = list(problems)
    parts = {problem.field for problem in found if problem.field}
    about = bool(parts & _OF_THE_ORGANIZATION) and "account" not in parts
    no_key = any(problem.code == "UNAUTHENTICATED" for problem in found) or error.status == 401
    if not (asked and about) or (isinstance(error, Unauthorized) and no_key):
        return error
    said = next((problem.message for problem in found if problem.field in _OF_THE_ORGANIZATION), "")
    told = f" Buffer says: {said}" if said else ""
    return Refused(
        f"Buffer does not open this organization to this key.{told}", status=error.status, hint=OTHER_ORGANIZATION
    )
