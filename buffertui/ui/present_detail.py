"""One update as a person reads it whole: a heading, its text, and a table of facts."""

from __future__ import annotations

from datetime import datetime

from buffertui.core.state import Snapshot
from buffertui.domain.links import find_links
from buffertui.domain.models import FAILED, FROM_NETWORK, SENT, WAITING, Media, Update
from buffertui.domain.networks import network
from buffertui.domain.times import clock_label, day_label, zone, zone_label

STATUS = {
    WAITING: "waits in the queue",
    SENT: "sent",
    FROM_NETWORK: "posted on the network itself",
    FAILED: "the network refused it",
}

MEDIA = (
    ("photo", "Photo"), ("picture", "Picture"), ("video", "Video"), ("link", "Link"), ("title", "Title"),
    ("description", "Description"), ("alt_text", "Alt text"),
)


def detail_title(update: Update, snapshot: Snapshot) -> str:
    """Network and profile of the update."""
    profile = snapshot.profile(update.profile_id)
    service = profile.service if profile else update.service
    name = profile.username if profile else ""
    return " · ".join(part for part in (network(service).name, name) if part)


def detail_facts(update: Update, snapshot: Snapshot, now: datetime) -> list[tuple[str, str]]:
    """Label and value of everything known about the update, in reading order; what is not known is left out."""
    profile = snapshot.profile(update.profile_id)
    place = zone(profile.timezone if profile else "", snapshot.account_zone)

    def moment(at: datetime | None) -> str:
        if at is None:
            return ""
        day = day_label(at.astimezone(place).date(), now.astimezone(place).date())
        return f"{day}, {clock_label(at, place)} {zone_label(place)}"

    due = moment(update.due_at) or ("no posting time" if update.status == WAITING else "")
    rows = [
        ("Status", STATUS.get(update.status, update.status)),
        ("Error", update.error),
        ("Error link", update.error_link),
        ("Due", due + (" · fixed time" if update.fixed and due else "")),
        ("Sent", moment(update.sent_at)),
        ("Created", moment(update.created_at)),
        ("Via", update.via),
        ("Author", update.author),
        ("Post", update.link),
        *media_facts(update.media),
        *(("Link", link) for link in dict.fromkeys(found.url for found in find_links(update.text))),
        *((name.replace("_", " ").capitalize(), f"{value:,.0f}") for name, value in update.statistics.items()),
    ]
    shown: set[str] = set()
    facts = []
    for label, value in rows:
        if value and not ("://" in value and value in shown):
            shown.add(value)
            facts.append((label, value))
    return facts


def media_facts(media: tuple[Media, ...]) -> list[tuple[str, str]]:
    """The parts of all attachments; several images are numbered."""
    rows = []
    for n, one in enumerate(media, 1):
        number = f" {n}" if len(media) > 1 else ""
        shown: set[str] = set()
        for field, label in MEDIA:
            value = getattr(one, field)
            if value and value not in shown:
                shown.add(value)
                rows.append((label + number, value))
    return rows


def best_link(update: Update) -> str:
    """The address that "open link" opens: the post itself, else its attached page, else the first link of the text."""
    attached = next((m.link for m in update.media if m.link), "")
    in_text = next((found.url for found in find_links(update.text)), "")
    return update.link or attached or in_text
