"""Where and in what language a page is published, as far as that tells how its local dates are meant."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from quotewire_parser.extraction.wordlists import read_words

_WORDS = read_words("places")
_COUNTRIES: dict[str, str] = _WORDS["country"]
_LANGUAGES: dict[str, str] = _WORDS["language"]
_SOLD = frozenset(_WORDS["sold"]["all"])
_MONTH_FIRST = frozenset(_WORDS["month_first"]["all"])
_SAME = {"uk": "gb", "eng": "gb", "latam": ""}
"""Labels of hosts and tags that are no ISO 3166 code of their own."""
_REGION_CHARS = 2


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of a publisher's local habits."""

    zone: ZoneInfo | None = None
    """The one clock of its country or language; None where there are several or nothing is known."""
    language: str | None = None
    month_first: bool | None = None
    """Whether 5/6/2026 is the sixth of May; None where it may be either."""


NOWHERE = Place()


def place_of(url: str, languages: Iterable[str]) -> Place:
    """
    Tell the place of the page at *url* from its host's country, and the *languages* it states ("de-AT"), best first.

    The country in the address is believed before the region of a language tag, as templates are copied with theirs;
    then comes the language alone, where all who write it keep one clock.
    """
    tags = [tuple(tag.replace("_", "-").lower().strip().split("-")) for tag in languages]
    language = next((tag[0] for tag in tags if tag[0].isalpha()), None)
    regions = [part for tag in tags for part in tag[1:] if len(part) == _REGION_CHARS]
    country = _country(url) or next((_SAME.get(region, region) for region in regions), "")
    return Place(
        zone=find_zone(_COUNTRIES.get(country) or ("" if country else _LANGUAGES.get(language or "", ""))),
        language=language,
        month_first=country in _MONTH_FIRST if country or language not in {None, "en"} else None,
    )


def _country(url: str) -> str:
    try:
        label = (urlsplit(url).hostname or "").rpartition(".")[2]
    except ValueError:
        return ""
    label = _SAME.get(label, label)
    return label if label in _COUNTRIES and label not in _SOLD else ""


@cache
def find_zone(name: str) -> ZoneInfo | None:
    """Give the zone called *name* ("Asia/Tokyo"); None for "" and where the machine has no time zone data."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
