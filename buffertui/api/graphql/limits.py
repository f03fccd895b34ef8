"""The budget as the server tells it: three rolling windows in the headers of each answer, and what a 429 asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from buffertui.api import values
from buffertui.api.answer import Answer
from buffertui.api.pacing import Limit, Pushback, Reading
from buffertui.api.policy import Policy
from buffertui.api.retry_after import retry_after
from buffertui.domain.errors import BadAnswer

QUARTER, DAY, MONTH = 900.0, 86_400.0, 2_592_000.0
"""Lengths of the windows in seconds (section 4)."""

REQUESTS = Limit(100, QUARTER)
"""The window that is the same on every plan; the others are learned from the headers."""

LONGEST = MONTH + DAY
"""The longest wait in seconds that is believed."""

_NAMED = {"15m": QUARTER, "24h": DAY, "30d": MONTH}
_REFUSED = "RATE_LIMIT_EXCEEDED"
_ITEM = re.compile(r"""(?:[^,"]|"(?:[^"\\]|\\.)*")+""")
_NAME = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|[^;"]*)(.*)""", re.DOTALL)
_PARAMETER = re.compile(r"""\s*;\s*([a-z]+)\s*=\s*(:[^:]*:|"[^"]*"|[^;,\s"]+)""", re.IGNORECASE)
_FAR = 1_000_000_000.0
"""A "seconds to reset" beyond this is a point in time."""


def readings(answer: Answer, now: datetime) -> tuple[Reading, ...]:
    """Where the windows stand, in every form of section 4.1; empty when the headers are missing or broken.

    A window is known by its length, since its name changes with the plan. Without a state it is taken as untouched.
    """
    states = dict(_items(answer, "ratelimit"))
    policies = dict(_items(answer, "ratelimit-policy"))
    found: dict[float, Reading] = {}
    for name, policy in policies.items():
        quota, seconds = values.count(policy.get("q")), values.number(policy.get("w"))
        state = states.get(name, {})
        if quota is None or not seconds or not 0 < seconds <= LONGEST:
            continue
        _keep(found, quota, float(seconds), state.get("r"), state.get("t"), now)
    return tuple(found.values()) or tuple(_older(answer, now))


def pushback(answer: Answer, now: datetime) -> Pushback | None:
    """What an answer that was refused for its pace asks for, ``None`` for every other answer (section 4.2).

    The wait is in the header, else in the body, else the time to the reset of the window that is used up. Older
    servers refuse with HTTP 200.
    """
    about = _refused(answer)
    if about is None:
        return None
    named = _NAMED.get(values.word(about.get("window")).strip().lower())
    spent = [one for one in readings(answer, now) if one.remaining <= 0]
    if named is None and spent:
        named = max(spent, key=lambda one: one.reset).limit.seconds
    told = (answer.header("retry-after"), values.word(about.get("retryAfter")) or None)
    for said in told:
        wait = retry_after(said, now=now, window=named or QUARTER, cap=LONGEST)
        if wait is not None:
            return Pushback(wait, named)
    reset = max((one.reset for one in spent if named in (None, one.limit.seconds)), default=0.0)
    return Pushback(reset or QUARTER, named)


POLICY = Policy(readings=readings, pushback=pushback)


def _refused(answer: Answer) -> dict[str, Any] | None:
    """The ``extensions`` of a refusal for pace."""
    if answer.status != 429 and _REFUSED.encode() not in answer.body:
        return None
    try:
        body = values.mapping(answer.json())
    except BadAnswer:
        body = {}
    worked = any(part is not None for part in values.mapping(body.get("data")).values())
    for row in values.rows(body.get("errors")):
        about = dict(values.mapping(values.mapping(row).get("extensions")))
        early = len(values.rows(values.mapping(row).get("path"))) <= 1 and not worked
        if about.get("code") == _REFUSED and (early or answer.status == 429):
            return about
    return {} if answer.status == 429 else None


def _items(answer: Answer, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each item of a header that may stand on one line or on several: its name and its parameters."""
    for key, line in answer.headers:
        if key.lower() != name:
            continue
        for item in _ITEM.findall(line):
            if split := _NAME.fullmatch(item):
                found = _PARAMETER.findall(split[2])
                yield split[1].strip().strip('"'), {key.lower(): value.strip('"') for key, value in found}


def _older(answer: Answer, now: datetime) -> Iterator[Reading]:
    """One window without a name or a length (section 4.1, the last two forms)."""
    for prefix in ("ratelimit", "x-ratelimit"):
        quota = values.count(answer.header(f"{prefix}-limit"))
        found: dict[float, Reading] = {}
        if quota is not None:
            reset = answer.header(f"{prefix}-reset")
            length = _length(quota, _seconds_to(reset, now) or 0.0)
            _keep(found, quota, length, answer.header(f"{prefix}-remaining"), reset, now)
            yield from found.values()
            return


def _length(quota: int, reset: float) -> float:
    """Which window it can be: a quarter of an hour has a hundred, only a month has thousands, and none resets later."""
    return QUARTER if quota <= 100 and reset <= QUARTER else DAY if quota < 3000 and reset <= DAY else MONTH


def _keep(
    found: dict[float, Reading], quota: int, seconds: float, remaining: str | None, reset: str | None, now: datetime
) -> None:
    """Note a window; of two about the same window the fuller one counts."""
    left = values.count(remaining)
    left = quota if left is None else min(left, quota)
    until = _seconds_to(reset, now)
    reading = Reading(Limit(quota, seconds), left, min(seconds, until) if until is not None else seconds)
    known = found.get(seconds)
    if quota > 0 and (known is None or reading.remaining < known.remaining):
        found[seconds] = reading


def _seconds_to(reset: str | None, now: datetime) -> float | None:
    """Seconds to a reset that is named in seconds, as Unix time or as an ISO date."""
    number = values.number(reset)
    if number is not None:
        return max(0.0, number if number < _FAR else number - now.timestamp())
    moment = values.moment(reset)
    return None if moment is None else max(0.0, (moment - now.astimezone(UTC)).total_seconds())
