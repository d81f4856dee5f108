"""Links of the page: the URL is the state, so a link is the request with something changed. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import urlencode, urlsplit

from quotewire_search.answers import Facet
from quotewire_search.filters import whole_name
from quotewire_search.moments import parse_moment
from quotewire_search.request import FacetName, SearchRequest

View = Literal["quotes", "articles"]
PATHS: Final[Mapping[View, str]] = {"quotes": "/", "articles": "/articles"}
FACET_TITLES: Final[Mapping[FacetName, str]] = {
    "publisher": "Outlet",
    "speaker": "Speaker",
    "kind": "Kind of quote",
    "stance": "Stance",
    "language": "Language",
    "month": "Month",
}
LISTS: Final = ("publisher", "kind", "stance", "language", "source_id")
NAMES: Final[Mapping[str, str]] = {
    "q": "words",
    "speaker": "speaker",
    "role": "role",
    "about": "about",
    "publisher": "outlet",
    "kind": "kind",
    "stance": "stance",
    "language": "language",
    "source_id": "source",
    "since": "since",
    "until": "until",
}
KINDS: Final[Mapping[str, str]] = {
    "direct": "word for word",
    "mixed": "partly word for word",
    "indirect": "reported",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet as a link that turns it on or off."""

    label: str
    count: int
    url: str
    on: bool


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet as it is shown."""

    title: str
    choices: tuple[Choice, ...]
    other: int
    error_bound: int


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the link that removes it."""

    name: str
    value: str
    url: str


def url_of(view: View, request: SearchRequest, **changes: Any) -> str:
    """Write the address of *request* with *changes*; a change starts at the first page again."""
    fields = request.model_dump(exclude_defaults=True, exclude={"cursor", "facets"}) | changes
    query = urlencode({name: value for name, value in fields.items() if value}, doseq=True)
    return f"{PATHS[view]}?{query}" if query else PATHS[view]


def facet_views(view: View, request: SearchRequest, facets: Mapping[str, Facet]) -> list[FacetView]:
    """Turn facets into links; empty ones are left out."""
    return [
        FacetView(
            title=title,
            choices=tuple(
                _choice(view, request, name, value.value, value.count) for value in facets[name].values
            ),
            other=facets[name].other,
            error_bound=facets[name].error_bound,
        )
        for name, title in FACET_TITLES.items()
        if name in facets and facets[name].values
    ]


def chips(view: View, request: SearchRequest) -> list[Chip]:
    """List the filters in force; the words are in the search box already."""
    found = []
    for name, said in NAMES.items():
        if name == "q":
            continue
        value = getattr(request, name)
        if name in LISTS:
            found += [
                Chip(
                    said, label_of(name, one), url_of(view, request, **{name: [v for v in value if v != one]})
                )
                for one in value
            ]
        elif value:
            found.append(Chip(said, whole_name(value) or value, url_of(view, request, **{name: ""})))
    return found


def hidden_fields(request: SearchRequest, *, but: tuple[str, ...]) -> list[tuple[str, str]]:
    """List what a form must send along so that its search keeps the filters in force."""
    fields: list[tuple[str, str]] = []
    for name, value in request.model_dump(exclude_defaults=True, exclude={"cursor", "facets", *but}).items():
        fields += [(name, str(one)) for one in (value if name in LISTS else (value,))]
    return fields


def speaker_url(name: str) -> str:
    """Write the address of everything that *name* said."""
    return url_of("quotes", SearchRequest.model_construct(speaker=exact_name(name)))


def exact_name(name: str) -> str:
    """Ask for exactly *name*; its parts where it holds a quotation mark itself."""
    return name.replace('"', " ") if '"' in name else f'"{name}"'


def web_address(url: str | None) -> str | None:
    """Give *url* if a browser may follow it: http and https only, never `javascript:`."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def label_of(facet: str, value: str) -> str:
    """Name a facet's value for readers."""
    if facet == "month":
        return f"{parse_moment(value).start:%b %Y}"
    return KINDS.get(value, value) if facet == "kind" else value


def _choice(view: View, request: SearchRequest, facet: FacetName, value: str, count: int) -> Choice:
    changes: dict[str, Any]
    if facet == "month":
        on = request.since == value == request.until
        changes = {"since": "", "until": ""} if on else {"since": value, "until": value}
    elif facet == "speaker":
        on = request.speaker.casefold() == exact_name(value).casefold()
        changes = {"speaker": "" if on else exact_name(value)}
    else:
        chosen: tuple[str, ...] = getattr(request, facet)
        on = value in chosen
        changes = {facet: [one for one in chosen if one != value] if on else [*chosen, value]}
    return Choice(label_of(facet, value), count, url_of(view, request, **changes), on)
