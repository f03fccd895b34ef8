"""Writes as forms, exactly as v1 wants them: PHP-style brackets, flags only when they say something."""

from __future__ import annotations

from datetime import datetime

from buffertui.domain.drafts import At, Create, Edit, Now, Top
from buffertui.domain.models import Media, Schedule

Pairs = list[tuple[str, str]]

_MEDIA = ("link", "title", "description", "picture", "photo", "thumbnail")


def create_form(write: Create) -> Pairs:
    """Section 2.6 of the v1 reference. A flag is sent only where it differs from Buffer's default (section 1.1)."""
    pairs = [("profile_ids[]", profile_id) for profile_id in dict.fromkeys(write.profile_ids)]
    if write.text:
        pairs.append(("text", write.text))
    pairs += media_form(write.media)
    if not write.shorten:
        pairs.append(("shorten", "false"))
    match write.when:
        case At(time=time):
            pairs.append(("scheduled_at", unix_seconds(time)))
        case Now():
            pairs.append(("now", "true"))
        case Top():
            pairs.append(("top", "true"))
        case _:
            pass
    return pairs


def edit_form(write: Edit) -> Pairs:
    """Section 2.7. The text is always required; a time is sent only when it changed, because it would fix the update.

    Media that stays is sent again where v1 can say it: one attachment without a video. Further images and videos have
    no documented parameter, and half a set could replace the whole, so there nothing is sent and everything stays.
    """
    before = write.before
    pairs = [("text", before.text if write.text is None else write.text)]
    if write.media is not None:
        pairs += media_form(write.media)
    elif len(before.media) == 1 and not before.media[0].video:
        pairs += media_form(before.media[0])
    match write.when:
        case At(time=time):
            pairs.append(("scheduled_at", unix_seconds(time)))
        case Now():
            pairs.append(("now", "true"))
        case None:
            pass
    return pairs


def media_form(media: Media) -> Pairs:
    """The fields of the media that hold something."""
    found = ((name, str(getattr(media, name))) for name in _MEDIA)
    return [(f"media[{name}]", value) for name, value in found if value]


def order_form(order: tuple[str, ...]) -> Pairs:
    """Section 3.4: the whole order, without an offset."""
    return [("order[]", update_id) for update_id in order]


def schedules_form(schedules: tuple[Schedule, ...]) -> Pairs:
    """Section 3.3. Schedules without a day or a time say nothing and are left out."""
    pairs: Pairs = []
    full = [schedule for schedule in schedules if schedule.days and schedule.times]
    for index, schedule in enumerate(full):
        pairs += [(f"schedules[{index}][days][]", day) for day in schedule.days]
        pairs += [(f"schedules[{index}][times][]", time) for time in schedule.times]
    return pairs


def unix_seconds(time: datetime) -> str:
    """An aware time as Unix seconds."""
    return str(int(time.timestamp()))
