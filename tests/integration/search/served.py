"""What the search service serves, read from the application itself, so that new routes are tried without being named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi import FastAPI
from starlette.routing import BaseRoute, Route

from quotewire_search.request import SearchRequest

MAIN_TEXTS: Final = ("q", "of")
PAGES_WITHOUT_SEARCH: Final = ("/health", "/ready", "/metrics", "/help", "/api/", "/static")


@dataclass(frozen=True, slots=True)
class Asked:
    """A route with one parameter of it."""

    path: str
    parameter: str


def paths(app: FastAPI) -> list[str]:
    """List every path that is served, parts in braces, without static files."""
    return sorted({route.path for route in _routes(app.routes)})


def searches(app: FastAPI) -> list[Asked]:
    """List the routes that search, API and page, each with its main text: `q`, or the sides of a comparison."""
    return [
        Asked(path, name)
        for path, names in _parameters(app)
        for name in MAIN_TEXTS
        if name in names and (name == "q" or "compare" in path)
    ]


def lesser_parameters(app: FastAPI) -> list[Asked]:
    """List every other parameter of these and of other routes without parts."""
    return [Asked(path, name) for path, names in _parameters(app) for name in names if name != "q"]


def question(path: str, query: str) -> str:
    """Add what a comparison wants beside its first side, so that it is made and not refused."""
    return f"{query}&of=bridge&of=toll" if "compare" in path else query


def _parameters(app: FastAPI) -> Iterator[tuple[str, list[str]]]:
    """Give each route without parts with its parameters; a page takes those of a search, and says so nowhere."""
    described: dict[str, dict[str, Any]] = app.openapi()["paths"]
    for path, methods in described.items():
        if "{" not in path and "get" in methods:
            parameters = methods["get"].get("parameters", ())
            yield path, [one["name"] for one in parameters if one["in"] == "query"]
    for path in paths(app):
        if "{" not in path and not path.startswith(PAGES_WITHOUT_SEARCH):
            yield path, [*SearchRequest.model_fields, "of", "interval", "tz", "view"]


def _routes(routes: Sequence[BaseRoute]) -> Iterator[Route]:
    for route in routes:
        if isinstance(route, Route):
            yield route
        # FastAPI keeps an included router whole.
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _routes(inner.routes)
