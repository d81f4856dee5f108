"""Days as people write them in many languages, scripts and calendars, to a year, a month and a day."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from quotewire_parser.extraction.places import Place
from quotewire_parser.extraction.wordlists import every, read_words

_WORDS = read_words("dates")
_BETWEEN = frozenset(every(_WORDS["between"]))
MOST_BETWEEN = 2
LONGEST_MONTH = 3
"""Tokens in the name of a month: "tháng mười một"."""

_BIDI = re.compile("[\u200c-\u200f\u202a-\u202e\u2066-\u2069\u061c]")
_TOKEN = re.compile(r"\d+|[^\s\d,/:;|()\[\]،、–—\-‐·•=]+")
_CJK = re.compile(
    r"(?:(?P<era>令和|平成|民國|民国)\s*)?(?P<year>\d{1,4}|元)\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日号號일]"
)
_MINGUO = 1911
_MINGUO_YEARS = range(89, 150)
"""Taiwan counts so, often without naming the era; no other calendar has such a year now."""
_ERAS = {"令和": 2018, "平成": 1988, "民國": _MINGUO, "民国": _MINGUO}
_YEAR_FIRST = re.compile(
    r"(?<![\d.])(?P<year>(?:1[34]|19|20|25)\d{2})(?P<sep>\s?[./\-]\s?)(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d|\.\d|[Tt]\d)\.?"
)
# As Xinhua lays it out: "2026 11/24 18:05:22".
_YEAR_APART = re.compile(r"(?<![\d./])(?P<year>20\d{2})\s(?P<month>\d{1,2})/(?P<day>\d{1,2})(?![\d/])")
_YEAR_LAST = re.compile(
    r"(?<![\d.])(?P<first>\d{1,2})\s?(?P<sep>[./\-–])\s?(?P<second>\d{1,2})\s?(?P=sep)\s?(?P<year>(?:19|20|25)\d{2})(?!\d)"
)
_SHORT_YEAR = re.compile(
    r"(?<![\d.])(?P<first>\d{1,2})(?P<sep>[./])(?P<second>\d{1,2})(?P=sep)(?P<year>[12]\d)(?![\d.])"
)
_NUMBERED_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})\s+(?:tháng|thg)\s+(\d{1,2})(?:\s*,\s*|\s+năm\s+|\s+)(\d{4})", re.IGNORECASE
)

_DIGITS, _LONG_YEAR = re.compile(r"\d"), re.compile(r"(?<!\d)\d{4}(?!\d)")
_BUDDHIST = range(2500, 2600)
_JALALI = range(1370, 1450)
_TO_GREGORIAN = 543
_MONTHS_IN_YEAR = 12


def _table(section: str) -> dict[str, dict[str, int]]:
    return {
        language: {
            form.replace("_", " "): number
            for number, forms in enumerate(names, start=1)
            for form in forms.lower().split()
        }
        for language, names in _WORDS[section].items()
    }


_BY_LANGUAGE = _table("months")
MONTHS: dict[str, int] = {
    form: number for names in reversed(_BY_LANGUAGE.values()) for form, number in names.items()
}
"""Every name of a month; where two languages differ (listopad), the one that stands first in the list decides."""
_JALALI_MONTHS = _table("jalali")["fa"]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the Gregorian calendar, and the text around it, in which its time may stand."""

    year: int
    month: int
    day: int
    before: str
    after: str


@lru_cache(maxsize=256)
def plain_digits(text: str) -> str:
    """Write the digits of every script as 0-9, and drop marks that only say in which direction a text runs."""
    if text.isascii():
        return text
    text = _BIDI.sub("", text)
    return "".join(
        char if char.isascii() or not char.isdecimal() else str(unicodedata.decimal(char))
        for char in unicodedata.normalize("NFC", text).translate(_WIDE)
    )


_WIDE = {ord(wide): narrow for wide, narrow in zip("：／．，（）　", ":/.,() ", strict=True)}


def find_day(text: str, place: Place) -> Day | None:
    """Find the first day in *text*, whose digits are plain; None where there is none, or it can be read in two ways."""
    if not _DIGITS.search(text):
        return None
    for read in (_asian, _year_first, _year_last, _numbered, _named, _short, _thai):
        found = read(text, place)
        if found is not None:
            return found
    return None


def _asian(text: str, _: Place) -> Day | None:
    found = _CJK.search(text)
    if found is None:
        return None
    year = 1 if found["year"] == "元" else int(found["year"])
    era = _ERAS.get(found["era"] or "", 0) or (_MINGUO if year in _MINGUO_YEARS else 0)
    return _day(year + era, int(found["month"]), int(found["day"]), text, found.span())


def _year_first(text: str, _: Place) -> Day | None:
    found = _YEAR_FIRST.search(text) or _YEAR_APART.search(text)
    if found is None:
        return None
    return _day(int(found["year"]), int(found["month"]), int(found["day"]), text, found.span())


def _year_last(text: str, place: Place) -> Day | None:
    found = _YEAR_LAST.search(text)
    return None if found is None else _ordered(found, int(found["year"]), text, place)


def _short(text: str, place: Place) -> Day | None:
    """Read "24.11.26" and "11/24/26", where it is sure what comes first, and only beside a time."""
    found = _SHORT_YEAR.search(text)
    if found is None or ":" not in text:
        return None
    if found["sep"] == "/" and (
        place.month_first is None or (place.month_first and int(found["first"]) > _MONTHS_IN_YEAR)
    ):
        return None
    return _ordered(found, 2000 + int(found["year"]), text, place)


def _ordered(found: re.Match[str], year: int, text: str, place: Place) -> Day | None:
    day, month = int(found["first"]), int(found["second"])
    if month > _MONTHS_IN_YEAR or (found["sep"] != "." and place.month_first and day <= _MONTHS_IN_YEAR):
        day, month = month, day
    elif found["sep"] != "." and place.month_first is None and day <= _MONTHS_IN_YEAR and day != month:
        return None  # both may be the month
    return _day(year, month, day, text, found.span())


def _numbered(text: str, _: Place) -> Day | None:
    found = _NUMBERED_MONTH.search(text)
    return None if found is None else _day(int(found[3]), int(found[2]), int(found[1]), text, found.span())


def _named(text: str, place: Place) -> Day | None:
    """Read day, name of the month and year in any order, with no more than small words between them."""
    if not _LONG_YEAR.search(text):
        return None
    tokens = [
        (match[0].strip(".'’\"").lower(), match.start(), match.end()) for match in _TOKEN.finditer(text)
    ]
    own = _BY_LANGUAGE.get(place.language or "", {})
    for at in range(len(tokens)):
        for size in range(min(LONGEST_MONTH, len(tokens) - at), 0, -1):
            name = " ".join(token for token, *_ in tokens[at : at + size])
            month = own.get(name) or MONTHS.get(name)
            jalali = None if month else _JALALI_MONTHS.get(name)
            if not (month or jalali):
                continue
            parts = _beside(tokens, at, at + size)
            if parts is not None:
                day, year, span = parts
                return _day(year, month or jalali or 0, day, text, span)
            break
    return None


def _thai(text: str, _: Place) -> Day | None:
    """Read "24 พ.ย. 69": Thai writes the Buddhist year in two digits."""
    found = _thai_day().search(text)
    if found is None:
        return None
    month = _BY_LANGUAGE["th"][found["month"].rstrip(".")]
    return _day(_BUDDHIST.start + int(found["year"]), month, int(found["day"]), text, found.span())


@cache
def _thai_day() -> re.Pattern[str]:
    months = "|".join(re.escape(name) for name in sorted(_BY_LANGUAGE["th"], key=len, reverse=True))
    return re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})\s*(?P<month>{months})\.?\s*(?P<year>[5-9]\d)(?!\d|[:.]\d)")


Token = tuple[str, int, int]


def _beside(tokens: list[Token], start: int, end: int) -> tuple[int, int, tuple[int, int]] | None:
    """Find day and year around the month at *start* to *end*: D M Y, M D Y, Y M D, Y D M."""
    left, right = _number(tokens, start - 1, -1), _number(tokens, end, 1)
    further = _number(tokens, right + 1, 1) if right is not None else None
    earlier = _number(tokens, left - 1, -1) if left is not None else None
    for day, year in ((left, right), (right, further), (right, left), (left, earlier)):
        if day is None or year is None:
            continue
        number = int(tokens[year][0])
        if len(tokens[day][0]) <= 2 and len(tokens[year][0]) == 4:  # noqa: PLR2004 - digits of a day and a year
            first, last = min(day, year, start), max(day, year, end - 1)
            return int(tokens[day][0]), number, (tokens[first][1], tokens[last][2])
    return None


def _number(tokens: list[Token], at: int, step: int) -> int | None:
    for index in range(at, at + step * (MOST_BETWEEN + 1), step):
        if not 0 <= index < len(tokens):
            return None
        token = tokens[index][0]
        if token.isdigit():
            return index
        if token and token not in _BETWEEN:
            return None
    return None


def _day(year: int, month: int, day: int, text: str, span: tuple[int, int]) -> Day:
    if year in _BUDDHIST:
        year -= _TO_GREGORIAN
    elif year in _JALALI:
        year, month, day = from_jalali(year, month, day)
    return Day(year, month, day, text[: span[0]], text[span[1] :])


def from_jalali(year: int, month: int, day: int) -> tuple[int, int, int]:
    """
    Give the Gregorian day of one in the Iranian calendar.

    Source: the arithmetic of jdf.scr.ir (public domain), right for 1178-1633 of that calendar.
    """
    year += 1595
    days = -355668 + 365 * year + year // 33 * 8 + (year % 33 + 3) // 4 + day
    days += (month - 1) * 31 if month < 7 else (month - 7) * 30 + 186  # noqa: PLR2004 - six months of 31 days
    years = 400 * (days // 146097)
    days %= 146097
    if days > 36524:  # noqa: PLR2004 - days of a century
        days -= 1
        years += 100 * (days // 36524)
        days %= 36524
        if days >= 365:  # noqa: PLR2004
            days += 1
    years += 4 * (days // 1461)
    days %= 1461
    if days > 365:  # noqa: PLR2004
        years += (days - 1) // 365
        days = (days - 1) % 365
    leap = (years % 4 == 0 and years % 100 != 0) or years % 400 == 0
    days += 1
    for number, length in enumerate(
        (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), start=1
    ):
        if days <= length:
            return years, number, days
        days -= length
    return years, _MONTHS_IN_YEAR, 31
