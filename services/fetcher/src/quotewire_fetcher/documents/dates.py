"""
Dates as feeds write them: RFC 822 and its many abuses, ISO 8601, and the usual spellings of a few languages.

What can be read in two ways (23/11/2026, 03/04/2026) is not read at all. A time without a zone is UTC.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

EARLIEST_YEAR = 1990
"""Older dates in a feed are placeholders (1970, 0001)."""

FUTURE_TOLERANCE = timedelta(days=2)
"""A date later than this from now is a clock or a lie."""

MAX_CHARS = 80

_ISO = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?)?\s*(.*)",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(
    r"(?:[^\W\d]+(?:\.?,\s*|\.?\s+))?(\d{1,2})(?:st|nd|rd|th|er|º|\.)?[\s/-]+(?:de\s+)?([^\W\d]+)\.?,?[\s/-]+(?:de\s+|del\s+)?"
    r"(\d{4}|\d{2})\b,?(.*)"
)
_MONTH_FIRST = re.compile(
    r"(?:[^\W\d]+\.?,?\s+)?([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(?:(\d{4})\b|(.*?)\s(\d{4})\b),?(.*)"
)
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b,?(.*)")
_CHINESE = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?(.*)")
_CLOCK = re.compile(
    r"(?:\s|^|T)(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*(?:([ap])\.?\s?m\b\.?)?\s*(.*)",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:GMT|UTC|Z)?\s*([+\-−])\s?(\d{1,2}):?(\d{2})?\b")
_EPOCH = re.compile(r"[12]\d{9}(?:\d{3})?")

# Three letters tell a month in most languages; where they do not, the word is listed whole. Beside English: German,
# French, Spanish, Portuguese, Italian, Dutch, Polish, Swedish, Danish, Norwegian, Turkish, Russian, Ukrainian.
_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "jan ene gen sty oca янв січ",
            "feb fév fev lut şub фев лют",
            "mar mär mrz mrt maa мар бер",
            "apr avr abr kwi nis апр кві",
            "may mai mag mei maj май мая тра",
            "jun giu cze haz июн чер jui",
            "jul lug lip tem июл лип",
            "aug aou aoû ago sie ağu авг сер",
            "sep set wrz eyl сен вер",
            "oct okt out ott paź eki окт жов",
            "nov lis kas ноя лис",
            "dec dez déc dic gru ara дек гру",
        ),
        start=1,
    )
    for word in words.split()
}
_WHOLE_MONTHS = {
    "juin": 6,
    "juillet": 7,
    "juil": 7,
    "luglio": 7,
    "marzo": 3,
    "march": 3,
    "maart": 3,
    "mart": 3,
}

# Hours from UTC of zone names that feeds use. Names with two usual meanings stand for the one that RFC 822 gives, or
# for none (IST, BST in Asia): a wrong guess is off by hours.
_ZONES = {
    **dict.fromkeys(("ut", "utc", "gmt", "z", "wet", "uct"), 0.0),
    **dict.fromkeys(("est", "cdt"), -5.0),
    **dict.fromkeys(("edt", "ast"), -4.0),
    **dict.fromkeys(("cst", "mdt"), -6.0),
    **dict.fromkeys(("mst", "pdt"), -7.0),
    **dict.fromkeys(("pst", "akdt"), -8.0),
    **dict.fromkeys(("cet", "met", "mez", "west", "wat", "bst"), 1.0),
    **dict.fromkeys(("cest", "mest", "mesz", "eet", "sast", "cat"), 2.0),
    **dict.fromkeys(("eest", "msk", "eat", "trt"), 3.0),
    **dict.fromkeys(("brt", "art", "adt"), -3.0),
    **dict.fromkeys(("pkt",), 5.0),
    **dict.fromkeys(("ict", "wib"), 7.0),
    **dict.fromkeys(("hkt", "sgt", "awst", "pht", "myt", "wita"), 8.0),
    **dict.fromkeys(("jst", "kst", "wit"), 9.0),
    **dict.fromkeys(("aest",), 10.0),
    **dict.fromkeys(("aedt",), 11.0),
    **dict.fromkeys(("nzst",), 12.0),
    **dict.fromkeys(("nzdt",), 13.0),
    "ist": 5.5,
    "acst": 9.5,
    "acdt": 10.5,
    "npt": 5.75,
    "nst": -3.5,
    "ndt": -2.5,
    "akst": -9.0,
    "hst": -10.0,
}
_MAX_OFFSET_HOURS = 15


def moment(value: object, *, now: datetime | None = None) -> datetime | None:
    """
    Read the date *value*; gives UTC, or None where it is none, ambiguous, a placeholder, or in the future of *now*.

    A day without a time is its midnight, UTC.
    """
    if not isinstance(value, str) or not value:
        return None
    text = value.strip()
    try:
        found = _read(text) if len(text) <= MAX_CHARS else None
        if found is None or found.year < EARLIEST_YEAR:
            return None
        found = found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return None if now is not None and found - now > FUTURE_TOLERANCE else found


def _read(text: str) -> datetime | None:
    if text[4:5] == "-":
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
    for reader in (_day_first, _iso, _month_first, _dotted, _chinese, _epoch):
        found_by = reader(text)
        if found_by is not None:
            return found_by
    return None


def _day_first(text: str) -> datetime | None:
    if (match := _DAY_FIRST.fullmatch(text)) is None or (month := _month(match[2])) is None:
        return None
    return _with_clock(_year(match[3]), month, int(match[1]), match[4])


def _iso(text: str) -> datetime | None:
    if (match := _ISO.fullmatch(text)) is None:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    return _build(int(year), int(month), int(day), (hour, minute, second, None), zone)


def _month_first(text: str) -> datetime | None:
    if (match := _MONTH_FIRST.fullmatch(text)) is None or (month := _month(match[1])) is None:
        return None
    # The year stands after the day ("Nov 23, 2026 10:00") or after the time ("Mon Nov 23 10:00:00 2026").
    return _with_clock(int(match[3] or match[5]), month, int(match[2]), f"{match[4] or ''} {match[6]}")


def _dotted(text: str) -> datetime | None:
    if (match := _DOTTED.fullmatch(text)) is None:
        return None
    return _with_clock(int(match[3]), int(match[2]), int(match[1]), match[4])


def _chinese(text: str) -> datetime | None:
    if (match := _CHINESE.fullmatch(text)) is None:
        return None
    return _with_clock(int(match[1]), int(match[2]), int(match[3]), match[4])


def _epoch(text: str) -> datetime | None:
    if _EPOCH.fullmatch(text) is None:
        return None
    return datetime.fromtimestamp(int(text[:10]), UTC)


def _with_clock(year: int, month: int, day: int, rest: str) -> datetime | None:
    if not rest.strip():
        return _build(year, month, day, (None, None, None, None), "")
    if (match := _CLOCK.search(rest)) is None:
        return None
    hour, minute, second, half, zone = match.groups()
    return _build(year, month, day, (hour, minute, second, half), zone)


def _build(
    year: int, month: int, day: int, clock: tuple[str | None, str | None, str | None, str | None], zone: str
) -> datetime | None:
    hour, minute, second = (int(part or 0) for part in clock[:3])
    if half := clock[3]:
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    offset = _offset(zone)
    if offset is None:
        return None
    midnight_after = timedelta(days=1) if (hour, minute) == (24, 0) else timedelta()
    # A leap second is the last one of its minute here.
    found = datetime(year, month, day, 0 if midnight_after else hour, minute, min(second, 59), tzinfo=offset)
    return found + midnight_after


@lru_cache(maxsize=256)
def _offset(zone: str) -> timezone | None:
    zone = zone.strip()
    if not zone:
        return UTC
    if match := _OFFSET.match(zone):
        hours, minutes = int(match[2]), int(match[3] or 0)
        if hours >= _MAX_OFFSET_HOURS or minutes > 59:  # noqa: PLR2004 - minutes of an hour
            return None
        return timezone(timedelta(hours=hours, minutes=minutes) * (1 if match[1] == "+" else -1))
    hours_of = _ZONES.get(zone.split()[0].strip("().,").lower())
    # A name that we do not know is nearer to UTC than to no date at all.
    return UTC if hours_of is None else timezone(timedelta(hours=hours_of))


def _month(word: str) -> int | None:
    low = word.lower()
    return _WHOLE_MONTHS.get(low) or _MONTHS.get(low[:3])


def _year(digits: str) -> int:
    # RFC 2822, 4.3: two digits from 00 to 49 are of this century.
    return int(digits) + (0 if len(digits) > 2 else 2000 if int(digits) < 50 else 1900)  # noqa: PLR2004 - above
