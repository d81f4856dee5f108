"""Times as pages write them, to moments with a zone; what cannot be a publication time is refused."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

AHEAD_WITH_ZONE = timedelta(hours=1)
"""A clock may go fast by this much; a stated time further in the future is a template's, not the article's."""
AHEAD_WITHOUT_ZONE = timedelta(hours=14)
"""A local time without its zone, read as UTC, is ahead by up to this much (UTC+14 is the earliest zone)."""
EARLIEST_YEAR = 1900
LONGEST = 64
"""Characters; longer texts are no dates."""

_ISO = re.compile(
    r"(?P<date>\d{4}-\d{1,2}-\d{1,2}|\d{8})"
    r"(?:[T ]\s*(?P<time>\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}|[A-Z]{2,4})?)?\Z",
    re.IGNORECASE,
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
            "sep sept september", "oct october", "nov november", "dec december",
        ],
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_CLOCK = re.compile(
    r"\b(\d{1,2})[:.](\d{2})(?::(\d{2}))?\s*([ap]\.?m\b\.?)?|\b(\d{1,2})\s*([ap])\.?m\b", re.IGNORECASE
)
_DAY_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]{3,9})\.?,? (\d{4})\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"\b([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b", re.IGNORECASE)
_ZONE = re.compile(r"\b([A-Z]{2,4})\b(?=\W*\Z)|([+-]\d{2}:?\d{2})\W*\Z")
# Only names that mean one zone to English-language news; IST, for one, is left out (India, Ireland, Israel).
_ZONES_H = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "CET": 1, "WAT": 1, "CEST": 2, "EET": 2, "SAST": 2, "CAT": 2,
    "EEST": 3, "EAT": 3, "MSK": 3, "PKT": 5, "SGT": 8, "HKT": 8, "AWST": 8, "JST": 9, "KST": 9, "AEST": 10,
    "AEDT": 11, "NZST": 12, "NZDT": 13, "EDT": -4, "EST": -5, "ET": -5, "CDT": -5, "CST": -6, "MDT": -6, "MST": -7,
    "PDT": -7, "PST": -8, "PT": -8, "BRT": -3, "ART": -3,
}  # fmt: skip
_URL_DAY = re.compile(r"/((?:19|20)\d{2})[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/-]|\Z)")


def read_moment(raw: str, *, seen_at: datetime) -> datetime | None:
    """
    Read a publication time, in UTC; one without a zone is taken as UTC.

    *seen_at* is when the page was read. None for what is no time, lies in the future, or is a template's stand-in (the
    first second of 1970, a year before 1900).
    """
    text = raw.strip()
    if not 0 < len(text) <= LONGEST:
        return None
    try:
        moment = _number(text) or _iso(text) or _rfc(text) or _words(text)
        if moment is None:
            return None
        return _plausible(moment, seen_at)
    except (ValueError, OverflowError):
        return None


def moment_in_url(url: str, *, seen_at: datetime) -> datetime | None:
    """Read the day that news sites put into addresses (`/2026/11/24/`), at midnight UTC."""
    found = _URL_DAY.search(url)
    return read_moment("-".join(part.zfill(2) for part in found.groups()), seen_at=seen_at) if found else None


def _plausible(moment: datetime, seen_at: datetime) -> datetime | None:
    ahead = AHEAD_WITHOUT_ZONE if moment.tzinfo is None else AHEAD_WITH_ZONE
    utc = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    if utc > seen_at + ahead or utc.year < EARLIEST_YEAR:
        return None
    if (utc.month, utc.day) == (1, 1) and utc.year in (1900, 1970):
        return None
    return min(utc, seen_at.astimezone(UTC))


def _number(text: str) -> datetime | None:
    if not re.fullmatch(r"\d{9,10}|\d{12,13}", text):
        return None
    return datetime.fromtimestamp(int(text) / (1000 if len(text) >= len("999999999999") else 1), UTC)


def _iso(text: str) -> datetime | None:
    found = _ISO.match(text)
    if not found:
        return None
    date = found["date"]
    if "-" not in date:
        date = f"{date[:4]}-{date[4:6]}-{date[6:]}"
    year, month, day = (int(part) for part in date.split("-"))
    hour, minute, second = ([int(part) for part in (found["time"] or "0:0").split(":")] + [0])[:3]
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=_zone(found["zone"]))


def _rfc(text: str) -> datetime | None:
    if not re.match(r"(?:[A-Za-z]{3}, )?\d{1,2} [A-Za-z]{3} \d{4} \d", text):
        return None
    try:
        return parsedate_to_datetime(text)
    except (TypeError, IndexError):
        return None


def _words(text: str) -> datetime | None:
    for pattern, order in ((_DAY_FIRST, (0, 1, 2)), (_MONTH_FIRST, (1, 0, 2))):
        found = pattern.search(text)
        if found is None:
            continue
        day, month, year = (found.groups()[index] for index in order)
        number = _MONTHS.get(month.lower())
        if number is None:
            continue
        rest = text[: found.start()] + " " + text[found.end() :]
        hour, minute, second = _clock(rest)
        zone = _ZONE.search(rest)
        return datetime(
            int(year),
            number,
            int(day),
            hour,
            minute,
            second,
            tzinfo=_zone(zone.group().strip() if zone else None),
        )
    return None


def _clock(text: str) -> tuple[int, int, int]:
    found = _CLOCK.search(text)
    if not found:
        return 0, 0, 0
    hour, minute, second = int(found[1] or found[5]), int(found[2] or 0), int(found[3] or 0)
    half = (found[4] or found[6] or "").lower()[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour, minute, second


def _zone(name: str | None) -> timezone | None:
    if not name:
        return None
    upper = name.upper().strip(" .)")
    if upper in _ZONES_H:
        return timezone(timedelta(hours=_ZONES_H[upper]))
    if upper[0] in "+-":
        digits = upper[1:].replace(":", "").ljust(4, "0")
        sign = -1 if upper[0] == "-" else 1
        return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))
    return None
