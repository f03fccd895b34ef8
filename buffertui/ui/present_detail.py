"""One update as a person reads it whole: a heading, its text, and a table of facts."""

from __future__ import annotations

from datetime import datetime

from buffertui.core.state import Snapshot
from buffertui.domain.fields import thread_of
from buffertui.domain.links import find_links
from buffertui.domain.models import (
    DRAFT,
    FAILED,
    FROM_NETWORK,
    NEEDS_APPROVAL,
    SENDING,
    SENT,
    WAITING,
    Media,
    Update,
)
from buffertui.domain.networks import network
from buffertui.domain.times import clock_label, day_label, zone, zone_label

from .present_marks import worded
from .present_network import field_facts

STATUS = {
    WAITING: "waits in the queue",
    SENT: "sent",
    FROM_NETWORK: "posted on the network itself",
    FAILED: "the network refused it",
    SENDING: "on its way to the network",
    DRAFT: "a draft, until somebody gives it a place or a time",
    NEEDS_APPROVAL: "somebody has to approve it first, on Buffer's page",
}
"""What a status means; one that nobody knew is shown by its own word."""

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


def detail_texts(update: Update) -> list[tuple[str, str]]:
    """The text, or each post of a thread with its number before it: ``("2 of 3", …)``."""
    first = update.text or "(no text)"
    others = thread_of(update.fields)
    if not others:
        return [("", first)]
    posts = (first, *(post or "(no text)" for post in others))
    return [(f"{place} of {len(posts)}", post) for place, post in enumerate(posts, 1)]


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
        ("Reason", update.error or ("The network gave none." if update.status == FAILED else "")),
        ("Help", update.error_link),
        ("Due", due + (" · fixed time" if update.fixed and due else "")),
        ("Sent", moment(update.sent_at)),
        ("Created", moment(update.created_at)),
        ("Via", update.via),
        ("Author", update.author),
        ("Tags", "  ".join(f"#{tag.label.lstrip('#')}" for tag in update.tags)),
        *field_facts(update, profile),
        ("Post", update.link),
        *media_facts(update.media),
        *(("Link", link) for link in dict.fromkeys(found.url for found in find_links(_everything(update)))),
        *((worded(name).replace("_", " ").capitalize(), f"{value:,.0f}") for name, value in update.statistics.items()),
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


def _everything(update: Update) -> str:
    return "\n".join((update.text, *thread_of(update.fields)))


def best_link(update: Update) -> str:
    """The address that "open link" opens: the post itself, else its attached page, else the first link of the text.

    Of a post that failed it is the page that helps, where Buffer named one.
    """
    if update.error_link and (update.error or update.status == FAILED):
        return update.error_link
    attached = next((m.link for m in update.media if m.link), "")
    in_text = next((found.url for found in find_links(update.text)), "")
    return update.link or attached or in_text or update.error_link
