"""/health, /ready and /metrics, and the counting of requests that /metrics tells of."""

import time

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from quotewire_search.errors import UnavailableError
from quotewire_search.index import SearchIndex

UNKNOWN = "unknown"


class Traffic:
    """Counts requests by route and status, and how long they took."""

    def __init__(self) -> None:
        """Keep the figures in a registry of one's own, so that several applications fit in one process."""
        self.registry = CollectorRegistry()
        self._seconds = Histogram(
            "quotewire_search_request_seconds",
            "Time to answer a request, by route and status.",
            ["route", "status"],
            registry=self.registry,
        )

    def record(self, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._seconds.labels(route, str(status)).observe(seconds)


class CountRequests:
    """ASGI middleware that records every request."""

    def __init__(self, app: ASGIApp, traffic: Traffic) -> None:
        """Record what *app* answers in *traffic*."""
        self._app = app
        self._traffic = traffic

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, and record it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 500

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            self._traffic.record(_route(scope), status, time.perf_counter() - begun)


def probe_routes(index: SearchIndex, traffic: Traffic) -> APIRouter:
    """Make the routes that a supervisor and Prometheus ask."""
    router = APIRouter(include_in_schema=False)

    @router.get("/health")
    async def health() -> PlainTextResponse:
        return PlainTextResponse("ok\n")

    @router.get("/ready")
    async def ready() -> PlainTextResponse:
        try:
            await index.ping()
        except UnavailableError:
            return PlainTextResponse("OpenSearch does not answer\n", 503)
        return PlainTextResponse("ready\n")

    @router.get("/metrics")
    async def metrics() -> PlainTextResponse:
        text = generate_latest(REGISTRY) + generate_latest(traffic.registry)
        return PlainTextResponse(text, media_type=CONTENT_TYPE_LATEST)

    return router


def _route(scope: Scope) -> str:
    """Name the route by its pattern: paths would be labels without end."""
    route = scope.get("route")
    return str(getattr(route, "path", UNKNOWN))
