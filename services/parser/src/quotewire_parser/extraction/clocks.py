"""Times of day and zones as people write them: "8:05 p.m. ET", "18h05", "18.05 WIB", "오후 6시 5분", "06:05 م"."""

import re
from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo

from quotewire_parser.extraction.places import Place, find_zone
from quotewire_parser.extraction.wordlists import read_words

_HALVES = read_words("dates")["halves"]
_AFTER_NOON = frozenset(_HALVES["after"])
_HALF = "|".join(
    re.escape(word) for word in sorted((*_HALVES["before"], *_AFTER_NOON), key=len, reverse=True)
)
_CLOCK = re.compile(
    rf"(?:(?<![^\W\d_])(?P<early>{_HALF})\s*)?(?<![\d.:])(?P<hour>\d{{1,2}})"
    r"\s?(?:[:.hH]|Uhr\s|[時时點点]|시)\s?(?P<minute>\d{2}|(?<=[時时點点시])\d|(?<=[時时點点시] )\d)(?:[:.](?P<second>\d{2}))?(?![\d])[分분]?"
    rf"(?:\s*(?P<late>{_HALF})(?![^\W\d_]))?",
    re.IGNORECASE,
)
_HOUR = re.compile(
    r"(?<![\d.:])(?P<hour>\d{1,2})\s*(?P<late>[ap]\.?m)\b"
    r"|(?P<early>午前|上午|午後|下午|오전|오후)?\s*(?<!\d)(?P<bare>\d{1,2})\s*(?:[時时點点시](?!間|间|간)|Uhr\b)",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"(?:\b(?:UTC|GMT)\s*)?([+-−]\d{2}:?\d{2}|(?<=UTC)\s?[+-−]\d{1,2}|(?<=GMT)\s?[+-−]\d{1,2})(?!\d)"
    r"|(?<![^\W\d_])([A-Z]{2,4}|МСК|мск)(?![^\W\d_])(?!\s?[+-]\d)"
)
# Only names that mean one zone to the news; CST is Shanghai in China, IST is India unless the place is Ireland or Israel, whose press does not print it.
_ZONES_H = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "CET": 1, "MEZ": 1, "WAT": 1, "CEST": 2, "MESZ": 2, "EET": 2, "SAST": 2, "CAT": 2,
    "EEST": 3, "EAT": 3, "MSK": 3, "МСК": 3, "TRT": 3, "PKT": 5, "IST": 5.5, "ICT": 7, "WIB": 7, "WITA": 8, "WIT": 9, "SGT": 8, "HKT": 8, "PHT": 8,
    "MYT": 8, "AWST": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "EDT": -4, "EST": -5, "CDT": -5,
    "CST": -6, "MDT": -6, "MST": -7, "PDT": -7, "PST": -8, "BRT": -3, "ART": -3,
}  # fmt: skip
_CIVIL = {"ET": "New_York", "CT": "Chicago", "MT": "Denver", "PT": "Los_Angeles"}
ZONE_NAMES = frozenset(name.lower() for name in (*_ZONES_H, *_CIVIL, "ist"))
# "By the clock of Mecca": Arabic names a city where others write a zone.
_CITY = re.compile(r"بتوقيت\s+(?P<city>[^\W\d_]+)")
_CITIES = {
    "مكة": "Asia/Riyadh", "السعودية": "Asia/Riyadh", "الرياض": "Asia/Riyadh", "القاهرة": "Africa/Cairo", "مصر": "Africa/Cairo", "بيروت": "Asia/Beirut",
    "القدس": "Asia/Jerusalem", "فلسطين": "Asia/Hebron", "غزة": "Asia/Gaza", "دمشق": "Asia/Damascus", "بغداد": "Asia/Baghdad", "عمان": "Asia/Amman",
    "الدوحة": "Asia/Qatar", "أبوظبي": "Asia/Dubai", "دبي": "Asia/Dubai", "الإمارات": "Asia/Dubai", "الكويت": "Asia/Kuwait", "تونس": "Africa/Tunis",
    "الجزائر": "Africa/Algiers", "المغرب": "Africa/Casablanca", "غرينتش": "UTC", "جرينتش": "UTC", "غرينيتش": "UTC", "طهران": "Asia/Tehran",
}  # fmt: skip
_LOCAL = {
    "IST": {"Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"},
    "CST": {"Asia/Shanghai", "Asia/Taipei"},
    "BST": {"Asia/Dhaka"},
}
_NOON = 12
_MIDNIGHT = 24


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, and its zone where one is named."""

    hour: int
    minute: int
    second: int
    zone: tzinfo | None


def read_clock(before: str, after: str, place: Place) -> Clock | None:
    """
    Read the time that stands *after* a day, or else *before* it; None where neither holds one.

    Raises:
        ValueError: the numbers are no time of day.
    """
    for text in (after, before):
        found = _CLOCK.search(text) or _HOUR.search(text)
        if found is None:
            continue
        parts = found.groupdict()
        hour = int(parts["hour"] or parts["bare"])
        half = (parts["early"] or parts["late"] or "").lower().strip(". ")
        if half and hour <= _NOON:
            hour = hour % _NOON + (_NOON if half in _AFTER_NOON or half[:1] == "p" else 0)
        # A zone follows its time: "12:00 AM EST, Fri".
        zone = _zone_in(text[found.end() :], place) or _zone_in(after, place)
        return Clock(
            0 if hour == _MIDNIGHT else hour,
            int(parts.get("minute") or 0),
            int(parts.get("second") or 0),
            zone,
        )
    return None


def _zone_in(text: str, place: Place) -> tzinfo | None:
    city = _CITY.search(text)
    if city is not None and city["city"] in _CITIES:
        return find_zone(_CITIES[city["city"]])
    zones = (read_zone(found[1] or found[2], place) for found in _ZONE.finditer(text))
    return next((zone for zone in zones if zone is not None), None)


def read_zone(name: str | None, place: Place) -> tzinfo | None:
    """
    Read the name or the offset of a zone; None for what means several.

    Raises:
        ValueError: the offset is a day or more.
    """
    if not name:
        return None
    upper = name.upper().strip(" .)").replace("−", "-")
    if place.zone is not None and place.zone.key in _LOCAL.get(upper, ()):
        return place.zone
    if upper in _ZONES_H:
        return timezone(timedelta(hours=_ZONES_H[upper]))
    if upper in _CIVIL:
        return find_zone(f"America/{_CIVIL[upper]}")
    if upper[:1] in "+-":
        digits = upper[1:].replace(":", "").zfill(2).ljust(4, "0")
        sign = -1 if upper[0] == "-" else 1
        return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))
    return None
