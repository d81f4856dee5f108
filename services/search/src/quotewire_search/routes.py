"""The API: every route below /api/v1. They only translate; what is found is the index's affair."""

from typing import Final

from fastapi import APIRouter

from quotewire_search.api.documents import article_routes, quote_routes
from quotewire_search.api.export import export_routes
from quotewire_search.api.figures import figure_routes, people_routes
from quotewire_search.index import SearchIndex

VERSION: Final = "/api/v1"


def api_routes(index: SearchIndex) -> APIRouter:
    """Make the routes that ask *index*."""
    router = APIRouter(prefix=VERSION)
    for routes in (quote_routes, article_routes, people_routes, figure_routes, export_routes):
        router.include_router(routes(index))
    return router
