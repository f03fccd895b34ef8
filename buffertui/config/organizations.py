"""Which organization of a key an account shows, kept beside its token; and where what belongs to it is kept."""

from __future__ import annotations

import json
from pathlib import Path

from buffertui.domain.errors import TokenUnusable
from buffertui.domain.late import late
from buffertui.domain.records import dataclass

from .private_files import read_private, write_private

_LONGEST = 4096
_PLAIN = late("[0-9a-z]{1,64}")


@dataclass(frozen=True, slots=True)
class KnownOrganization:
    """``home`` is the organization whose drafts and outbox are in the account's own folder, ``chosen`` the one to show;
    both are ids, empty where not known. ``owner`` is the id of the account at Buffer."""

    home: str = ""
    chosen: str = ""
    owner: str = ""

    def folder(self, account_folder: Path) -> Path:
        """Where drafts and outbox of the chosen one are. A post of one organization that is looked for in another is
        not found, and would be sent again; so each further one has a folder of its own."""
        if self.chosen in ("", self.home):
            return account_folder
        if _PLAIN.fullmatch(self.chosen):
            return account_folder / "organizations" / self.chosen
        import hashlib

        name = "-" + hashlib.sha256(self.chosen.encode("utf-8", "replace")).hexdigest()
        return account_folder / "organizations" / name


def stored_organization(data_dir: Path, account: str) -> KnownOrganization:
    """What is known of an account's organizations; nothing where no file can be read."""
    try:
        raw, _ = read_private(_file(data_dir, account), _LONGEST)
        found = json.loads(raw)
    except (OSError, ValueError, RecursionError):
        return KnownOrganization()
    if not isinstance(found, dict):
        return KnownOrganization()
    home, chosen, owner = (found.get(name) for name in ("home", "chosen", "owner"))
    if not isinstance(home, str) or not isinstance(chosen, str):
        return KnownOrganization()
    return KnownOrganization(home, chosen, owner if isinstance(owner, str) else "")


def store_organization(data_dir: Path, account: str, known: KnownOrganization) -> None:
    """Keep it. Raises ``TokenUnusable`` when the disk refuses."""
    file = _file(data_dir, account)
    try:
        write_private(file, json.dumps({"home": known.home, "chosen": known.chosen, "owner": known.owner}) + "\n")
    except OSError as error:
        raise TokenUnusable(
            f"The file {file} cannot be written: {error.strerror or type(error).__name__}.",
            hint="The organization is shown until you quit; the next start shows the former one.",
        ) from error


def forget_other_owner(data_dir: Path, account: str, owner: str) -> None:
    """A token was stored that opens ``owner``'s account at Buffer: organizations of anybody else's are forgotten.

    Raises ``TokenUnusable`` when the disk refuses.
    """
    known = stored_organization(data_dir, account)
    if known.owner and known.owner != owner:
        store_organization(data_dir, account, KnownOrganization())


def _file(data_dir: Path, account: str) -> Path:
    return data_dir / "tokens" / f"{account}.organization"
