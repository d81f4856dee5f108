"""Dates as people write them -> the stretch of time they mean."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

EARLIEST_YEAR: Final = 1900
LATEST_YEAR: Final = 2199
HOW_TO: Final = "Write 2026, 2026-11, 2026-11-24 or 2026-11-24T12:00Z."
CALENDAR: Final = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?", re.ASCII)
DECEMBER: Final = 12
TICK: Final = timedelta(milliseconds=1)
"""OpenSearch's `date` counts milliseconds."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch of time, half-open, in UTC: a year, a month, a day, or one millisecond."""

    start: datetime
    end: datetime


def parse_moment(text: str) -> Moment:
    """
    Read a year, month, day or ISO 8601 time; a time without a zone is UTC.

    Raises:
        ValueError: *text* is none of these; the message says what to write.
    """
    try:
        moment = _calendar(text) or _instant(text)
    except (ValueError, OverflowError):
        moment = None
    if moment is None or not EARLIEST_YEAR <= moment.start.year <= LATEST_YEAR:
        raise ValueError(f"This is not a date between {EARLIEST_YEAR} and {LATEST_YEAR}. {HOW_TO}")
    return moment


def _calendar(text: str) -> Moment | None:
    match = CALENDAR.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.group("year", "month", "day"))
    start = datetime(year or 0, 1 if month is None else month, 1 if day is None else day, tzinfo=UTC)
    if day is not None:
        return Moment(start, start + timedelta(days=1))
    if month is None:
        return Moment(start, start.replace(year=start.year + 1))
    if month == DECEMBER:
        return Moment(start, start.replace(year=start.year + 1, month=1))
    return Moment(start, start.replace(month=month + 1))


def _instant(text: str) -> Moment:
    start = datetime.fromisoformat(text)
    start = start.replace(tzinfo=UTC) if start.tzinfo is None else start.astimezone(UTC)
    return Moment(start, start + TICK)
