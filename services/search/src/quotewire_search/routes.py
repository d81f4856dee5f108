"""The API: every route below /api/v1. They only translate; what is found is the index's affair."""

from collections.abc import Iterator

from fastapi import APIRouter

from quotewire_search.api.documents import article_routes, quote_routes
from quotewire_search.api.export import export_routes
from quotewire_search.api.figures import figure_routes, people_routes
from quotewire_search.index import SearchIndex


def api_routes(index: SearchIndex) -> Iterator[APIRouter]:
    """Make the routes that ask *index*, a router for each kind."""
    for routes in (quote_routes, article_routes, people_routes, figure_routes, export_routes):
        yield routes(index)
