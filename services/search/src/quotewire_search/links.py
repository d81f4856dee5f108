"""Addresses of the page: the URL is the state, so a link is the request with something changed. Pure."""

from collections.abc import Mapping
from typing import Any, Final, Literal
from urllib.parse import quote, urlencode, urlsplit

from quotewire_search.request import SearchRequest

View = Literal["quotes", "articles", "speakers"]
PATHS: Final[Mapping[View, str]] = {"quotes": "/", "articles": "/articles", "speakers": "/speakers"}
NOT_STATE: Final = {"cursor", "facets"}
"""Fields that no link keeps: a change starts at the first page again."""


def url_of(view: View, request: SearchRequest, **changes: Any) -> str:
    """Write the address of *request* with *changes*; a change starts at the first page again."""
    query = query_of(request, **changes)
    return f"{PATHS[view]}?{query}" if query else PATHS[view]


def query_of(request: SearchRequest, **changes: Any) -> str:
    """Write *request* with *changes* as the part of an address behind the question mark."""
    fields = request.model_dump(exclude_defaults=True, exclude=NOT_STATE) | changes
    return urlencode({name: value for name, value in fields.items() if value}, doseq=True, safe=":")


def hidden_fields(request: SearchRequest, *, but: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """List what a form must send along so that its search keeps the filters in force."""
    fields: list[tuple[str, str]] = []
    for name, value in request.model_dump(exclude_defaults=True, exclude=NOT_STATE | set(but)).items():
        fields += [(name, str(one)) for one in (value if isinstance(value, tuple) else (value,)) if one]
    return fields


def speaker_url(name: str) -> str:
    """Write the address of everything that *name* said."""
    return url_of("quotes", SearchRequest.model_construct(speaker=exact_name(name)))


def said_in(name: str, request: SearchRequest) -> str:
    """Write the address of what *name* said among the results of *request*."""
    return url_of("quotes", request, speaker=exact_name(name))


def speaker_page(name: str) -> str:
    """Write the address of *name*'s own page; of everything they said, where a browser would fold the path."""
    return speaker_url(name) if name.strip(". ") == "" else f"/speakers/{quote(name, safe='')}"


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
