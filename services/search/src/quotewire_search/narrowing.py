"""What narrows a search, as links: facets that turn a value on or off, chips that take a filter away. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from zlib import crc32

from quotewire_search.answers import Facet
from quotewire_search.bars import day_of
from quotewire_search.conditions import whole_name
from quotewire_search.language.parsing import parse
from quotewire_search.language.tree import Field, Node, Not, all_of, parts_of
from quotewire_search.links import View, exact_name, url_of
from quotewire_search.moments import parse_moment
from quotewire_search.request import SearchRequest

TITLES: Final[Mapping[str, str]] = {
    "speaker": "Speaker",
    "publisher": "Outlet",
    "actor": "About",
    "role": "Role of the speaker",
    "stance": "Stance",
    "kind": "Kind of quote",
    "section": "Section",
    "country": "Country",
    "language": "Language",
    "month": "Month",
}
"""Facets in the order in which they are shown."""
FOLDED: Final = ("role", "section", "country", "language", "month")
"""Facets that are closed until somebody wants them: fewer people narrow by these."""
AT_ONCE: Final = 6
"""Values shown at once; the rest is folded away."""
FIELDS: Final[Mapping[str, str]] = {"actor": "about"}
"""Facet -> field of the request, where they differ."""
FILTERS: Final[Mapping[str, str]] = {
    "speaker": "speaker",
    "role": "role",
    "about": "about",
    "publisher": "outlet",
    "kind": "kind",
    "stance": "stance",
    "language": "language",
    "country": "country",
    "section": "section",
    "source_id": "source",
}
KINDS: Final[Mapping[str, str]] = {
    "direct": "word for word",
    "mixed": "partly word for word",
    "indirect": "reported",
}
LANGUAGES: Final[Mapping[str, str]] = {
    "ar": "Arabic",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "zh": "Chinese",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet as a link that turns it on or off."""

    id: str
    """Name of the link in the page, the same before and after: focus stays on it."""
    label: str
    count: int
    url: str
    on: bool


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet as it is shown."""

    title: str
    choices: tuple[Choice, ...]
    rest: tuple[Choice, ...]
    other: int
    error_bound: int
    folded: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the link that removes it."""

    name: str
    value: str
    url: str


def facet_views(view: View, request: SearchRequest, facets: Mapping[str, Facet]) -> list[FacetView]:
    """Turn facets into links; empty ones are left out."""
    return [
        _facet_view(view, request, name, facets[name])
        for name in TITLES
        if name in facets and facets[name].values
    ]


def chips(view: View, request: SearchRequest) -> list[Chip]:
    """List the filters in force, those among the words too; the other words are in the search box already."""
    found = _among_words(view, request)
    for name, said in FILTERS.items():
        value = getattr(request, name, None)
        if isinstance(value, tuple):
            found += [
                Chip(said, label_of(name, one), url_of(view, request, **{name: _without(value, one)}))
                for one in value
            ]
        elif value:
            found.append(Chip(said, whole_name(value) or value, url_of(view, request, **{name: ""})))
    if request.since and request.until:
        when = _stretch(request.since, request.until)
        found.append(Chip("time", when, url_of(view, request, since="", until="")))
    elif request.since or request.until:
        name = "since" if request.since else "until"
        found.append(Chip(name, request.since or request.until, url_of(view, request, **{name: ""})))
    return found


def words_alone(q: str) -> str:
    """Leave out the conditions on fields that *q* states."""
    return str(all_of([part for part in parts_of(parse(q).tree) if _field_of(part) is None]) or "")


def filters_alone(q: str) -> str:
    """Leave out all but the conditions on fields that *q* states."""
    return str(all_of([part for part in parts_of(parse(q).tree) if _field_of(part)]) or "")


def label_of(facet: str, value: str) -> str:
    """Name a facet's value for readers."""
    match facet:
        case "month":
            return f"{parse_moment(value).start:%b %Y}"
        case "kind":
            return KINDS.get(value, value)
        case "language":
            return LANGUAGES.get(value, value)
        case _:
            return value


def _among_words(view: View, request: SearchRequest) -> list[Chip]:
    """List the conditions on fields that `q` states beside its other words: `outlet:lantern`, `-kind:indirect`."""
    parts = parts_of(parse(request.q).tree) if ":" in request.q else ()
    found = []
    for place, part in enumerate(parts):
        if field := _field_of(part):
            others: list[Node] = [*parts[:place], *parts[place + 1 :]]
            url = url_of(view, request, q=str(all_of(others) or ""))
            found.append(
                Chip(f"not {field.name}" if field is not part else field.name, str(field.value), url)
            )
    return found


def _field_of(part: Node) -> Field | None:
    part = part.node if isinstance(part, Not) else part
    return part if isinstance(part, Field) else None


def _facet_view(view: View, request: SearchRequest, name: str, facet: Facet) -> FacetView:
    choices = [_choice(view, request, name, value.value, value.count) for value in facet.values]
    # What is on stays in sight, so that it can be turned off.
    at_once = [choice for place, choice in enumerate(choices) if place < AT_ONCE or choice.on]
    return FacetView(
        title="Who and what is in it" if (view, name) == ("articles", "actor") else TITLES[name],
        choices=tuple(at_once),
        rest=tuple(choice for choice in choices if choice not in at_once),
        other=facet.other,
        error_bound=facet.error_bound,
        folded=name in FOLDED and not any(choice.on for choice in choices),
    )


def _choice(view: View, request: SearchRequest, facet: str, value: str, count: int) -> Choice:
    field = FIELDS.get(facet, facet)
    changes: dict[str, Any]
    if facet == "month":
        on = request.since == value == request.until
        changes = {"since": "", "until": ""} if on else {"since": value, "until": value}
    elif isinstance(chosen := getattr(request, field), tuple):
        on = any(value.casefold() == one.casefold() for one in chosen)
        changes = {field: _without(chosen, value) if on else [*chosen, value]}
    else:
        on = chosen.casefold() == exact_name(value).casefold()
        changes = {field: "" if on else exact_name(value)}
    name = f"f-{facet}-{crc32(value.encode('utf-8', 'replace')):08x}"
    return Choice(name, label_of(facet, value), count, url_of(view, request, **changes), on)


def _without(values: tuple[str, ...], value: str) -> list[str]:
    return [one for one in values if one.casefold() != value.casefold()]


def _stretch(since: str, until: str) -> str:
    first, last = _written(since, end=False), _written(until, end=True)
    return first if since == until else f"{first} to {last}"


def _written(date: str, *, end: bool) -> str:
    moment = parse_moment(date)
    match len(date):
        case 4:
            return date
        case 7:
            return f"{moment.start:%b %Y}"
        case 10:
            return day_of(moment.start)
        case _:
            # An hour's last millisecond is its end for readers.
            return f"{day_of(moment.start)}, {moment.end if end else moment.start:%H:%M}"
