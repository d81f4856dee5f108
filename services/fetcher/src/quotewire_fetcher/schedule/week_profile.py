"""
When in the week a feed publishes, learned in 84 characters.

An hour of the week has the share of its hour of the day times the share of its day: 31 counts instead of 168, so that a
feed of five entries a day is known after days and not after months, and weekends fall where the publisher has them. All
hours are UTC.
"""

import base64
import binascii
import itertools
import struct
from collections.abc import Sequence
from dataclasses import dataclass

HOURS = 24
DAYS = 7
HOUR_S = 3600.0
DAY_S = 24 * HOUR_S

_COUNTS = struct.Struct(f"<{HOURS + DAYS}H")
_UNIT = 16
"""Counts are kept in sixteenths of an entry."""
_MOST = 0xFFFF
"""A count stops here. A feed that fills them all has no rhythm, and is polled at the floor anyway."""
_FADE = 1 - 1 / 28
"""What is left of a count after a day: the profile speaks of about the last four weeks."""
_HOUR_DOUBT = 1.0
_DAY_DOUBT = 2.0
"""Entries added to each count before shares are taken: a profile of few entries says little."""

EPOCH_WEEKDAY = 3
"""1970-01-01 was a Thursday; Monday is 0."""


@dataclass(frozen=True, slots=True)
class Activity:
    """How busy a feed is at a time, as a multiple of its mean."""

    hours: tuple[float, ...] = (1.0,) * HOURS
    days: tuple[float, ...] = (1.0,) * DAYS

    def at(self, when: float) -> float:
        """Give the multiple for the hour of the week that *when* (seconds since 1970) lies in."""
        return self.hours[hour_of(when)] * self.days[day_of(when)]

    def mean(self, start: float, end: float) -> float:
        """Average the multiple from *start* to *end*; of a longer time than a week its last week is taken."""
        start = max(start, end - DAYS * DAY_S)
        if end <= start:
            return self.at(end)
        return sum(self.at(begin) * (stop - begin) for begin, stop in hour_steps(start, end)) / (end - start)


EVEN = Activity()


def hour_of(when: float) -> int:
    """Give the hour of the day, 0 to 23."""
    return int(when // HOUR_S) % HOURS


def day_of(when: float) -> int:
    """Give the day of the week, Monday 0 to Sunday 6."""
    return (int(when // DAY_S) + EPOCH_WEEKDAY) % DAYS


def hour_steps(start: float, end: float) -> list[tuple[float, float]]:
    """Cut *start* to *end* at each full hour."""
    edges = [start]
    edge = (start // HOUR_S + 1) * HOUR_S
    while edge < end:
        edges.append(edge)
        edge += HOUR_S
    return list(itertools.pairwise([*edges, end]))


def learn(profile: str, times: Sequence[float], *, days_since: int) -> str:
    """Fade *profile* by *days_since*, then count an entry at each of *times*."""
    counts = _unpack(profile)
    if days_since > 0:
        # Rounded down, so that what happened once is forgotten at last.
        counts = [int(count * _FADE**days_since) for count in counts]
    for when in times:
        counts[HOURS + day_of(when)] += _UNIT
        if when % DAY_S:  # midnight to the second is a date without a time
            counts[hour_of(when)] += _UNIT
    if not any(counts):
        return ""
    return base64.b64encode(_COUNTS.pack(*(min(count, _MOST) for count in counts))).decode()


def activity(profile: str, *, known_days: float) -> Activity:
    """Read *profile* of a feed that has been known for *known_days*; what is too young to tell counts as even."""
    counts = _unpack(profile)
    hours = known_days >= DAYS_FOR_HOURS and _shares(_smooth(counts[:HOURS]), _HOUR_DOUBT)
    days = known_days >= DAYS_FOR_DAYS and _shares(counts[HOURS:], _DAY_DOUBT)
    if not hours and not days:
        return EVEN
    return Activity(hours or EVEN.hours, days or EVEN.days)


DAYS_FOR_HOURS = 3.0
DAYS_FOR_DAYS = 14.0
"""From how many days on the hour of the day and the day of the week are believed."""


def busy_hours(profile: str, *, share: float = 0.8) -> tuple[int, int] | None:
    """Give the shortest run of hours (start, end; end may be below start) with *share* of all entries; None: none."""
    hours = _unpack(profile)[:HOURS]
    total = sum(hours)
    if total < 20 * _UNIT:
        return None
    for length in range(1, HOURS):
        sums = [sum(hours[(start + step) % HOURS] for step in range(length)) for start in range(HOURS)]
        best = max(range(HOURS), key=sums.__getitem__)
        if sums[best] >= share * total:
            return best, (best + length) % HOURS
    return None


def _unpack(profile: str) -> list[int]:
    try:
        return list(_COUNTS.unpack(base64.b64decode(profile, validate=True)))
    except (binascii.Error, struct.error, ValueError):  # nothing learned yet, or written by another version
        return [0] * (HOURS + DAYS)


def _smooth(counts: Sequence[int]) -> list[float]:
    # A feed that starts at six often starts at five minutes to six.
    size = len(counts)
    return [(counts[i - 1] + 2 * counts[i] + counts[(i + 1) % size]) / 4 for i in range(size)]


def _shares(counts: Sequence[float], doubt: float) -> tuple[float, ...]:
    mean = sum(counts) / len(counts) / _UNIT + doubt
    return tuple((count / _UNIT + doubt) / mean for count in counts)
