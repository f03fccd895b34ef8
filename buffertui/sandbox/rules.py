"""What Buffer refuses before it makes or changes anything; each check raises a ``WorldError`` or returns nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from buffertui.domain.models import DAYS, Media, Schedule

from .records import AccountRecord, NewUpdate, ProfileRecord, Reason, WorldError
from .services import REFUSED_TYPES, service_of
from .slots import parse_time
from .wording import controls


def check_text(text: str) -> None:
    """No control characters but tab and newline."""
    if controls(text):
        raise WorldError(Reason.NOT_SAVED, "The text holds control characters that cannot be posted.")


def check_time(scheduled_at: int | None, now: int) -> None:
    """No fixed time in the past (v1 reference, code 1034)."""
    if scheduled_at is not None and scheduled_at < now:
        raise WorldError(Reason.PAST, "The time you have chosen lies in the past.")


def check_media(profile: ProfileRecord, media: Media) -> None:
    """A picture where the network wants one, of a type that it takes (v1 reference, codes 1004, 1030, 1032)."""
    for address in (media.photo, media.picture, media.thumbnail):
        if file_type(address) in REFUSED_TYPES:
            raise WorldError(Reason.MEDIA_TYPE, f"Files of the type {file_type(address)} cannot be posted.")
    service = service_of(profile.service)
    if service.image_required and not (media.photo or media.picture or media.video):
        raise WorldError(Reason.MEDIA_MISSING, f"{service.name} takes posts with a picture only: send media[photo].")
    if profile.service == "linkedin" and profile.service_type == "group" and (media.photo or media.picture):
        raise WorldError(Reason.GROUP_IMAGE, "Pictures cannot be posted to LinkedIn groups.")


def check_room(profile: ProfileRecord, account: AccountRecord, order: NewUpdate) -> None:
    """Room in the queue by the plan of the account (v1 reference, code 1023); what goes out at once needs none."""
    leaves_at_once = order.now and order.scheduled_at is None
    if not leaves_at_once and profile.pending_count >= account.queue_limit:
        message = f"The queue of this profile is full: {account.queue_limit} updates wait."
        raise WorldError(Reason.QUEUE_FULL, message, "https://plans.example.org/")


def check_schedules(schedules: Sequence[Schedule], limit: int) -> None:
    """Days and times that can be read, and not more of them a day than the network takes."""
    daily = dict.fromkeys(DAYS, 0)
    for schedule in schedules:
        try:
            times = {parse_time(text) for text in schedule.times}
        except ValueError as wrong:
            raise WorldError(Reason.PROFILE_NOT_SAVED, "Posting times are written as HH:MM.") from wrong
        for day in schedule.days:
            if day not in daily:
                raise WorldError(Reason.PROFILE_NOT_SAVED, "Days are written as mon, tue, wed, thu, fri, sat, sun.")
            daily[day] += len(times)
    if max(daily.values()) > limit:
        raise WorldError(Reason.TOO_MANY_TIMES, f"This network takes at most {limit} posting times a day.")


def useful(profile: ProfileRecord, media: Media) -> Media:
    """What the network has a use for; the rest is left out in silence (v1 reference, section 2.6)."""
    if not service_of(profile.service).image_required:
        return media
    return replace(media, photo=media.photo or media.picture, picture="", link="", title="", description="")


def file_type(address: str) -> str:
    """The ending of the file that an address names, in small letters; empty when it has none."""
    try:
        name = urlsplit(address).path.rpartition("/")[2]
    except ValueError:
        return ""
    return name.rpartition(".")[2].lower() if "." in name else ""
