"""Times as pages write them, to moments with a zone; what cannot be a publication time is refused."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from quotewire_parser.extraction.calendars import MONTHS, find_day, from_jalali, plain_digits
from quotewire_parser.extraction.clocks import ZONE_NAMES, read_clock, read_zone
from quotewire_parser.extraction.places import NOWHERE, Place
from quotewire_parser.extraction.wordlists import every, read_words

AHEAD_WITH_ZONE = timedelta(hours=1)
"""A clock may go fast by this much; a stated time further in the future is a template's, not the article's."""
AHEAD_WITHOUT_ZONE = timedelta(hours=14)
"""A local time without its zone, read as UTC, is ahead by up to this much (UTC+14 is the earliest zone)."""
EARLIEST_YEAR = 1900
LONGEST = 100
"""Characters; longer texts are no dates."""
CLOCK_WITHIN = 48
"""Characters from a day in which its time stands; what is further away is another thing's."""

_ISO = re.compile(
    r"(?P<date>(?P<year>\d{4})(?P<sep>[-/]?)(?P<month>\d{2}|(?<=[-/])\d)(?P=sep)(?P<day>\d{2}|(?<=[-/])\d))"
    r"(?:[T ]\s*(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2}))?(?:[.,:]\d+)?(?!\s?[ap]\.?m)"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}|[A-Z]{2,4})?(?:\[[\w/+-]+\])?)?\Z",
    re.IGNORECASE | re.ASCII,
)
_DIGITS = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?\Z", re.ASCII)
"""YYYYMMDDHHMM[SS]; read as milliseconds, twelve digits would be a day of the 1970s."""
# As C's ctime() and `date` write it: "Fri Nov 20 08:00:00 UTC 2026".
_CTIME = re.compile(
    r"[a-z]{3} ([a-z]{3}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d(?: [A-Z]{2,4})?) (\d{4})\Z", re.IGNORECASE
)
_JALALI = range(1370, 1450)
_WORD = re.compile(r"[^\s\d.,/:;|()\[\]،、–—\-+]+")
_WORDS = read_words("dates")
LABELS = {kind: tuple(word.lower() for word in words) for kind, words in _WORDS["labels"].items()}
_AROUND_DAYS = frozenset(
    [
        *(part for form in (*MONTHS, *every(_WORDS["jalali"])) for part in re.split(r"[\s.]", form)),
        *(part for words in LABELS.values() for word in words for part in word.split()),
        *(part for word in every(_WORDS["halves"]) for part in word.split(".")),
        *every(_WORDS["between"]), *every(_WORDS["around"]), *ZONE_NAMES, "a", "p", "m", "t",
    ]
)  # fmt: skip
_FAR = datetime(9999, 1, 1, tzinfo=UTC)
_EPOCH, _DAY = datetime(1970, 1, 1, tzinfo=UTC), timedelta(days=1)
_URL_DAY = re.compile(
    r"/((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2]|(?<=[/-])[1-9]|(?<=[/-])[a-z]{3})[/-]?(0[1-9]|[12]\d|3[01]|(?<=[/-])[1-9])(?=[/-]|\Z)"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time that was read, and how much of it was written."""

    at: datetime
    """In UTC."""
    local: datetime
    """What the page's clock showed; without a zone."""
    has_time: bool
    """False: only the day is known, `at` is its midnight in UTC."""
    zoned: bool
    """Whether the zone was written beside it."""


def read_time(
    raw: str, *, seen_at: datetime, place: Place = NOWHERE, zone: tzinfo | None = None
) -> Moment | None:
    """
    Read a publication time.

    Where no zone is written beside it, *zone* counts, else the one of *place*, else UTC. *seen_at* is when the page was
    read. None for what is no time, lies in the future, or is a template's stand-in (the beginning of 1970 in any zone, a
    year before 1900).
    """
    text = plain_digits(raw.strip()[: LONGEST + 1])
    if not 0 < len(text) <= LONGEST or not any(map(str.isdigit, text)):
        return None
    try:
        found = _number(text) or _iso(text, place) or _phrase(text, place)
        if found is None:
            return None
        return _plausible(*found, seen_at, zone or place.zone)
    except (ValueError, OverflowError):
        return None


def read_moment(raw: str, *, seen_at: datetime, place: Place = NOWHERE) -> datetime | None:
    """Read a publication time as `read_time` does, in UTC."""
    found = read_time(raw, seen_at=seen_at, place=place)
    return None if found is None else found.at


def is_moment(line: str) -> bool:
    """Tell whether *line* is a day, with or without a time, and nothing else."""
    if len(line) > LONGEST or not any(char.isdigit() for char in line):
        return False
    if any(word.strip("'’\"").lower() not in _AROUND_DAYS for word in _WORD.findall(plain_digits(line))):
        return False
    return read_moment(line, seen_at=_FAR) is not None


def words_beside_day(text: str) -> int:
    """Count the words of *text* that are no part of a date."""
    return sum(word.strip("'’\"").lower() not in _AROUND_DAYS for word in _WORD.findall(plain_digits(text)))


def moment_in_url(url: str, *, seen_at: datetime) -> datetime | None:
    """Read the day that news sites put into addresses (`/2026/11/24/`, `/20261124/`, `/2026/nov/24/`), at midnight UTC."""
    found = _URL_DAY.search(url)
    if found is None:
        return None
    year, month, day = found.groups()
    return read_moment(f"{year}-{MONTHS.get(month, month):0>2}-{day:0>2}", seen_at=seen_at)


def _plausible(moment: datetime, has_time: bool, seen_at: datetime, zone: tzinfo | None) -> Moment | None:
    zoned = moment.tzinfo is not None
    local = moment.replace(tzinfo=None)
    if not zoned and zone is not None and has_time:
        moment = moment.replace(tzinfo=zone)
    ahead = AHEAD_WITHOUT_ZONE if moment.tzinfo is None else AHEAD_WITH_ZONE
    utc = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    if utc > seen_at + ahead or utc.year < EARLIEST_YEAR:
        return None
    if ((local.month, local.day) == (1, 1) and local.year in (1900, 1970)) or abs(utc - _EPOCH) < _DAY:
        return None
    return Moment(min(utc, seen_at.astimezone(UTC)), local, has_time, zoned)


def _number(text: str) -> tuple[datetime, bool] | None:
    digits = _DIGITS.match(text)
    if digits:
        year, month, day, hour, minute, second = (int(part or 0) for part in digits.groups())
        return datetime(year, month, day, hour, minute, min(second, 59)), True  # noqa: DTZ001 - the zone is not said
    if not re.fullmatch(r"\d{9,10}|\d{13}", text, re.ASCII):
        return None
    return datetime.fromtimestamp(int(text) / (1000 if len(text) == len("1763625600000") else 1), UTC), True


def _iso(text: str, place: Place) -> tuple[datetime, bool] | None:
    found = _ISO.match(text)
    if not found:
        return None
    year, month, day, hour, minute, second = (
        int(found[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")
    )
    if year in _JALALI:
        year, month, day = from_jalali(year, month, day)
    zone = read_zone(found["zone"], place)
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone), found["hour"] is not None


def _phrase(text: str, place: Place) -> tuple[datetime, bool] | None:
    ctime = _CTIME.match(text)
    if ctime:
        text = f"{ctime[2]} {ctime[1]} {ctime[4]} {ctime[3]}"
    day = find_day(text, place)
    if day is None:
        return None
    clock = read_clock(day.before[-CLOCK_WITHIN:], day.after[:CLOCK_WITHIN], place)
    if clock is None:
        return datetime(day.year, day.month, day.day), False  # noqa: DTZ001 - a day has no zone
    parts = (clock.hour, clock.minute, min(clock.second, 59))
    return datetime(day.year, day.month, day.day, *parts, tzinfo=clock.zone), True
