"""Times as pages write them, to moments with a zone; what cannot be a publication time is refused."""

import re
from datetime import UTC, datetime, timedelta, timezone

AHEAD_WITH_ZONE = timedelta(hours=1)
"""A clock may go fast by this much; a stated time further in the future is a template's, not the article's."""
AHEAD_WITHOUT_ZONE = timedelta(hours=14)
"""A local time without its zone, read as UTC, is ahead by up to this much (UTC+14 is the earliest zone)."""
EARLIEST_YEAR = 1900
LONGEST = 64
"""Characters; longer texts are no dates."""

_ISO = re.compile(
    r"(?P<date>(?P<year>\d{4})(?P<sep>[-/]?)(?P<month>\d{2}|(?<=[-/])\d)(?P=sep)(?P<day>\d{2}|(?<=[-/])\d))"
    r"(?:[T ]\s*(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2}))?(?:[.,]\d+)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}|[A-Z]{2,4})?(?:\[[\w/+-]+\])?)?\Z",
    re.IGNORECASE | re.ASCII,
)
_DIGITS = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?\Z", re.ASCII)
"""YYYYMMDDHHMM[SS]; read as milliseconds, twelve digits would be a day of the 1970s."""
_NUMERIC = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})\b(?:,?\s+(.*))?\Z", re.ASCII)
_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan january januar janvier enero gennaio janeiro januari",
            "feb february februar février febrero febbraio fevereiro februari",
            "mar march märz mars marzo março maart",
            "apr april avril abril aprile",
            "may mai mayo maggio maio mei",
            "jun june juni juin junio giugno junho",
            "jul july juli juillet julio luglio julho",
            "aug august août agosto augustus",
            "sep sept september septembre septiembre settembre setembro",
            "oct october oktober octobre octubre ottobre outubro",
            "nov november novembre noviembre novembro",
            "dec december dezember décembre diciembre dicembre dezembro",
        ],
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_CLOCK = re.compile(
    r"\b(\d{1,2})[:.](\d{2})(?::(\d{2}))?\s*([ap]\.?m\b\.?)?|\b(\d{1,2})\s*([ap])\.?m\b", re.IGNORECASE
)
_DAY_FIRST = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|er|\.)?(?: of| de)? ([^\W\d_]{3,10})\.?,?(?: de)? (\d{4})\b", re.IGNORECASE
)
_MONTH_FIRST = re.compile(r"\b([^\W\d_]{3,10})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b", re.IGNORECASE)
# As C's ctime() and `date` write it: "Fri Nov 20 08:00:00 UTC 2026".
_CTIME = re.compile(
    r"[a-z]{3} ([a-z]{3}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d(?: [A-Z]{2,4})?) (\d{4})\Z", re.IGNORECASE
)
_ZONE = re.compile(
    r"(?:\b(?:UTC|GMT)\s*)?([+-]\d{2}:?\d{2}|(?<=UTC)[+-]\d{1,2}|(?<=GMT)[+-]\d{1,2})(?!\d)|\b([A-Z]{2,4})\b(?![+-]\d)"
)
# Only names that mean one zone to English-language news; IST, for one, is left out (India, Ireland, Israel).
_ZONES_H = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "CET": 1, "WAT": 1, "CEST": 2, "EET": 2, "SAST": 2, "CAT": 2,
    "EEST": 3, "EAT": 3, "MSK": 3, "PKT": 5, "SGT": 8, "HKT": 8, "AWST": 8, "JST": 9, "KST": 9, "AEST": 10,
    "AEDT": 11, "NZST": 12, "NZDT": 13, "EDT": -4, "EST": -5, "ET": -5, "CDT": -5, "CST": -6, "MDT": -6, "MST": -7,
    "PDT": -7, "PST": -8, "PT": -8, "BRT": -3, "ART": -3,
}  # fmt: skip
_AROUND_DAYS = frozenset(
    [
        *_MONTHS, *(zone.lower() for zone in _ZONES_H), "st", "nd", "rd", "th", "of", "at", "on", "am", "pm", "a", "p", "m", "t",
        "published", "updated", "posted", "first", "last", "date",
        "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun",
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ]
)  # fmt: skip
_FAR = datetime(9999, 1, 1, tzinfo=UTC)
_URL_DAY = re.compile(r"/((?:19|20)\d{2})[/-](0?[1-9]|1[0-2]|[a-z]{3})[/-](0?[1-9]|[12]\d|3[01])(?=[/-]|\Z)")


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
        moment = _number(text) or _iso(text) or _numeric(text) or _words(text)
        if moment is None:
            return None
        return _plausible(moment, seen_at)
    except (ValueError, OverflowError):
        return None


def is_moment(line: str) -> bool:
    """Tell whether *line* is a day, with or without a time, and nothing else."""
    if (
        not any(char.isdigit() for char in line)
        or len(line) > LONGEST
        or read_moment(line, seen_at=_FAR) is None
    ):
        return False
    return not any(word.lower() not in _AROUND_DAYS for word in re.findall(r"[^\W\d_]+", line))


def moment_in_url(url: str, *, seen_at: datetime) -> datetime | None:
    """Read the day that news sites put into addresses (`/2026/11/24/`, `/2026/nov/24/`), at midnight UTC."""
    found = _URL_DAY.search(url)
    if found is None:
        return None
    year, month, day = found.groups()
    return read_moment(f"{year}-{_MONTHS.get(month, month):0>2}-{day:0>2}", seen_at=seen_at)


def _plausible(moment: datetime, seen_at: datetime) -> datetime | None:
    ahead = AHEAD_WITHOUT_ZONE if moment.tzinfo is None else AHEAD_WITH_ZONE
    utc = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    if utc > seen_at + ahead or utc.year < EARLIEST_YEAR:
        return None
    if (utc.month, utc.day) == (1, 1) and utc.year in (1900, 1970):
        return None
    return min(utc, seen_at.astimezone(UTC))


def _number(text: str) -> datetime | None:
    digits = _DIGITS.match(text)
    if digits:
        year, month, day, hour, minute, second = (int(part or 0) for part in digits.groups())
        return datetime(year, month, day, hour, minute, min(second, 59))  # noqa: DTZ001 - the zone is not said
    if not re.fullmatch(r"\d{9,10}|\d{13}", text, re.ASCII):
        return None
    return datetime.fromtimestamp(int(text) / (1000 if len(text) == len("1763625600000") else 1), UTC)


def _iso(text: str) -> datetime | None:
    found = _ISO.match(text)
    if not found:
        return None
    year, month, day, hour, minute, second = (
        int(found[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")
    )
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=_zone(found["zone"]))


def _numeric(text: str) -> datetime | None:
    """Read "20.11.2026" (the day is always first), and with slashes only what can be read in one way."""
    found = _NUMERIC.match(text)
    if found is None:
        return None
    day, month = int(found[1]), int(found[3])
    if found[2] == "/":
        if max(day, month) <= 12 and day != month:  # noqa: PLR2004 - both may be the month
            return None
        day, month = (month, day) if month > 12 else (day, month)  # noqa: PLR2004
    return _at(int(found[4]), month, day, found[5] or "")


def _words(text: str) -> datetime | None:
    ctime = _CTIME.match(text)
    if ctime:
        text = f"{ctime[2]} {ctime[1]} {ctime[4]} {ctime[3]}"
    for pattern, order in ((_DAY_FIRST, (0, 1, 2)), (_MONTH_FIRST, (1, 0, 2))):
        found = pattern.search(text)
        if found is None:
            continue
        day, month, year = (found.groups()[index] for index in order)
        number = _MONTHS.get(month.lower())
        if number is not None:
            return _at(int(year), number, int(day), text[: found.start()] + " " + text[found.end() :])
    return None


def _at(year: int, month: int, day: int, rest: str) -> datetime:
    """Give the moment of a day whose time and zone stand in *rest*, if anywhere."""
    clock = _CLOCK.search(rest)
    # A zone follows its time: "12:00 AM EST, Fri".
    zones = (_zone(found[1] or found[2]) for found in _ZONE.finditer(rest, clock.end() if clock else 0))
    zone = next((zone for zone in zones if zone is not None), None)
    return datetime(year, month, day, *_clock(rest), tzinfo=zone)


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
        digits = upper[1:].replace(":", "").zfill(2).ljust(4, "0")
        sign = -1 if upper[0] == "-" else 1
        return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))
    return None
