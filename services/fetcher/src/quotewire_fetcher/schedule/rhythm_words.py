"""What is known of a feed's ways, in a sentence or two for a person."""

import math
from datetime import UTC, datetime

from quotewire_fetcher.schedule.rhythm import SLOW_S, FeedHistory, Next
from quotewire_fetcher.schedule.week_profile import DAY_S, HOUR_S, activity, busy_hours

DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
QUIET_DAY = 0.5
"""A day with less than such a share of a mean day is named as quiet."""
LONGEST_BUSY_HOURS = 15


def explain(history: FeedHistory, coming: Next, now: float) -> str:
    """
    Say how often the feed publishes, when it is polled next and why, and what is wrong with it.

    Args:
        history: what is known.
        coming: the next poll; `wait_s` counts from *now*, below 0: it is overdue.
        now: seconds since 1970.
    """
    sentences = [_rate(history, now)] if history.at else []
    when = "due now" if coming.wait_s <= 0 else f"next poll in {duration(coming.wait_s)}"
    sentences.append(f"{when}{f' because {coming.why}' if coming.why else ''}")
    if history.parked_at:
        sentences.append(
            f"parked since {day(history.parked_at)}: it has only failed since {day(history.failed_at)}"
        )
    if history.etag_lies(now):
        sentences.append(
            "its ETag or Last-Modified stays the same when it changes, so it is read in full each time"
        )
    return " ".join(f"{sentence[0].upper()}{sentence[1:]}." for sentence in sentences)


def duration(seconds: float) -> str:
    """Write a duration as a person says it: 45 s, 12 min, 5.5 h, 3 days."""
    for unit_s, name, below in ((1.0, "s", 120.0), (60.0, "min", 120.0), (HOUR_S, "h", 48.0)):
        if (amount := seconds / unit_s) < below:
            return f"{amount:.{1 if unit_s == HOUR_S else 0}f} {name}".replace(".0 ", " ")
    return f"{seconds / DAY_S:.0f} days"


def day(when: float) -> str:
    """Write a day as 2026-11-30."""
    return datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%d")


def per_day(history: FeedHistory, now: float) -> float | None:
    """Give new entries a day over the last weeks; None: it has been watched for too short a time."""
    known_s = now - history.since
    if not history.since or known_s < HOUR_S:
        return None
    return history.slow * DAY_S / (SLOW_S * (1 - math.exp(-known_s / SLOW_S)))


def _rate(history: FeedHistory, now: float) -> str:
    rate = per_day(history, now)
    if rate is None:
        return f"polled {_times(history.polls)} so far, too new to say how often it publishes"
    parts = [f"{rate:.{0 if rate >= 10 else 1}f} new entries a day"]  # noqa: PLR2004 - two digits that matter
    hours = busy_hours(history.profile)
    if hours and (hours[1] - hours[0]) % 24 <= LONGEST_BUSY_HOURS:
        parts.append(f"mostly {hours[0]:02}:00–{hours[1]:02}:00 UTC")
    days = activity(history.profile, known_days=(now - history.since) / DAY_S).days
    if quiet := [name for name, share in zip(DAY_NAMES, days, strict=True) if share < QUIET_DAY]:
        parts.append(f"few on {' and '.join(quiet)}")
    if history.polls > 1:
        parts.append(f"{history.hits:.0%} of polls find something")
    if history.found_at and now - history.found_at > DAY_S:
        parts.append(f"the last one {duration(now - history.found_at)} ago")
    return ", ".join(parts)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
