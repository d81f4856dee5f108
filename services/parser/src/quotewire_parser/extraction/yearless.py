"""Days that a page shows without their year ("23 Nov, 14:05"), which the page's other dates tell."""

import re
from datetime import date, datetime, timedelta

from quotewire_parser.extraction.calendars import MONTHS, plain_digits
from quotewire_parser.extraction.dates import words_beside_day

LONGEST = 40
"""Characters of a line that is a day and a time and nothing else."""
NEAR = timedelta(days=60)
"""A page was made so shortly before it was read, or it is an old copy, and nobody knows of which year."""
AHEAD = timedelta(days=2)
YEARS_BY_WEEKDAY = 5
"""A day falls on the same weekday again after five years at the earliest, so that a weekday tells the year."""

_CLOCK = re.compile(r"\d{1,2}\s?[:.hH時时點点시]\s?\d{2}(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:1[34]|19|20|25)\d\d(?!\d)|年|년")
_NAMED = re.compile(
    r"(?<![\d.:])(?P<day>\d{1,2})(?:\.|st|nd|rd|th)?\s(?:de\s)?(?P<month>[^\W\d_]{3,12})\.?(?![^\W\d_])"
)
_MONTH_FIRST = re.compile(
    r"(?<![^\W\d_])(?P<month>[^\W\d_]{3,12})\.?\s(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d.:])"
)
_NUMBERS = re.compile(r"(?<![\d.:])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.(?!\d)")
_WEEKDAYS = ("月火水木金土日", "一二三四五六日", "월화수목금토일")
_WEEKDAY = r"(?:\s?[(（](?P<weekday>[月火水木金土日一二三四五六월화수목금토일])[)）])"
_ASIAN = re.compile(
    rf"(?<!\d)(?P<month>\d{{1,2}})\s?[月월]\s?(?P<day>\d{{1,2}})\s?[日일]{_WEEKDAY}?"
    rf"|(?<![\d/])(?P<month_>\d{{1,2}})/(?P<day_>\d{{1,2}}){_WEEKDAY.replace('weekday', 'weekday_')}"
)
_ISO_DAY = re.compile(r"(?<!\d)(20\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?!\d)")


def is_yearless(line: str) -> bool:
    """Tell whether *line* is a day without a year and a time of day, and nothing else."""
    text = plain_digits(line)
    return (
        len(text) <= LONGEST
        and not _YEAR.search(text)
        and _day_in(text) is not None
        and bool(_CLOCK.search(text))
        and not words_beside_day(text)
    )


def with_year(line: str, *, html: str, seen_at: datetime) -> str | None:
    """
    Give *line* with the year that the page's other dates tell; None where they tell none.

    Only a page that has dates shortly before it was read is of the same year; that of an old copy is not known, unless a
    weekday tells it.
    """
    text = plain_digits(line)
    found = _day_in(text) if is_yearless(line) else None
    if found is None:
        return None
    parts = {name.rstrip("_"): value for name, value in found.groupdict().items() if value}
    month = parts["month"].lower()
    number, weekday = int(month) if month.isdigit() else MONTHS[month], parts.get("weekday")
    newest = _newest(html, seen_at)
    if weekday is None and (newest is None or newest < seen_at.date() - NEAR):
        return None
    for year in range(seen_at.year, seen_at.year - (YEARS_BY_WEEKDAY if weekday else 2), -1):
        try:
            day = date(year, number, int(parts["day"]))
        except ValueError:
            continue
        if day <= seen_at.date() + AHEAD and (weekday is None or _is_on(day, weekday)):
            rest = " ".join(f"{text[: found.start()]} {text[found.end() :]}".split())
            return f"{day.isoformat()} {rest.strip(' ,|-–·')}"
    return None


def _is_on(day: date, weekday: str) -> bool:
    return any(names[day.weekday()] == weekday for names in _WEEKDAYS)


def _day_in(text: str) -> re.Match[str] | None:
    for pattern in (_NAMED, _MONTH_FIRST):
        found = next((each for each in pattern.finditer(text) if each["month"].lower() in MONTHS), None)
        if found is not None:
            return found
    return _ASIAN.search(text) or _NUMBERS.search(text)


def _newest(html: str, seen_at: datetime) -> date | None:
    latest = (seen_at + AHEAD).date().isoformat()
    days = [found[0] for found in _ISO_DAY.finditer(html) if found[0] <= latest]
    try:
        return date.fromisoformat(max(days)) if days else None
    except ValueError:
        return None
