"""The search service: the one place where its objects meet."""

import asyncio
import logging
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from importlib.resources import files
from typing import Final

import structlog
import uvicorn
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from quotewire_search.access import warn_if_open
from quotewire_search.addresses import PlainAddresses
from quotewire_search.api.parameters import VERSION
from quotewire_search.compressing import Compressed
from quotewire_search.errors import UnavailableError
from quotewire_search.guards import guard
from quotewire_search.headers import SafeHeaders
from quotewire_search.index import OpenSearchIndex, SearchIndex
from quotewire_search.page import page_routes
from quotewire_search.pages.reading import reading_routes
from quotewire_search.probes import CountRequests, Traffic, probe_routes
from quotewire_search.problems import ErrorAnswers
from quotewire_search.routes import api_routes
from quotewire_search.settings import SearchSettings
from quotewire_search.templating import build_templates, error_page
from quotewire_shared.errors import QuotewireError
from quotewire_shared.logs import configure_logging
from quotewire_shared.retry import Backoff
from quotewire_shared.settings import OpenSearchSettings, ProcessSettings, load

log = structlog.get_logger()

SERVICE: Final = "search"
STARTING: Final = Backoff(base_s=0.2, cap_s=3.0)
STOP_WITHIN_S: Final = 5


def build_app(index: SearchIndex | None = None, settings: SearchSettings | None = None) -> FastAPI:
    """Wire the service: settings in, a runnable application out; connects to nothing."""
    settings = settings or load(SearchSettings)
    index = index or OpenSearchIndex(load(OpenSearchSettings), settings)
    templates = build_templates(api_needs_token=bool(settings.tokens_file) and settings.public_page)
    traffic = Traffic()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await index.close()

    app = FastAPI(
        title="Quotewire search",
        version=version("quotewire-search"),
        description="Who said what, about whom, where and when. Errors are problem+json (RFC 9457).",
        openapi_url=f"{VERSION}/openapi.json",
        # FastAPI's pages load their scripts from elsewhere; nothing here does.
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    answers = ErrorAnswers(error_page(templates), settings.retry_after_s)
    answers.join(app)
    app.add_middleware(Compressed, plain=(f"{VERSION}/export/",))
    guard(app, settings, answers.by_status)
    app.add_middleware(CountRequests, traffic=traffic)
    app.add_middleware(SafeHeaders)
    app.add_middleware(PlainAddresses)
    app.include_router(probe_routes(index, traffic))
    for router in api_routes(index):
        app.include_router(router)
    app.include_router(page_routes(index, templates))
    app.include_router(reading_routes(index, templates, settings.max_page_text_chars))
    app.mount("/static", StaticFiles(directory=str(files("quotewire_search") / "static")))
    return app


def run() -> None:
    """
    Serve until SIGTERM or Ctrl-C.

    From the start, visitors are told in words while OpenSearch is away.

    Raises:
        QuotewireError: the port is taken, or OpenSearch did not answer once since the start.
    """
    settings, place = load(SearchSettings), load(OpenSearchSettings)
    configure_logging(SERVICE, load(ProcessSettings))
    warn_if_open(settings)
    asyncio.run(_serve(settings, place))


async def _serve(settings: SearchSettings, place: OpenSearchSettings) -> None:
    listener = _listen(settings.host, settings.port)
    index = OpenSearchIndex(place, settings)
    for number in (signal.SIGTERM, signal.SIGINT):
        # uvicorn raises the signal again after its shutdown; a graceful stop is exit code 0 with us.
        signal.signal(number, lambda *_: None)
    server = uvicorn.Server(
        uvicorn.Config(
            build_app(index, settings),
            log_level=logging.WARNING,
            log_config=None,
            access_log=False,
            limit_concurrency=settings.max_concurrent_requests,
            timeout_graceful_shutdown=STOP_WITHIN_S,
            server_header=False,
            proxy_headers=False,  # uvicorn's default believes every local client; see guards.py
        )
    )
    awaiting = asyncio.create_task(_await_opensearch(index, place, server))
    log.info("search_started", url=f"http://{settings.host}:{settings.port}/")
    try:
        await server.serve(sockets=[listener])
    finally:
        awaiting.cancel()
        listener.close()
    if awaiting.done() and not awaiting.cancelled():
        awaiting.result()


async def _await_opensearch(index: SearchIndex, place: OpenSearchSettings, server: uvicorn.Server) -> None:
    """End the service when OpenSearch never answered: the address is wrong, or nobody started it."""
    deadline = asyncio.get_running_loop().time() + place.startup_timeout_s
    attempt = 0
    while True:
        try:
            await index.ping()
        except UnavailableError as error:
            attempt += 1
            delay_s = STARTING.delay_s(attempt)
            if asyncio.get_running_loop().time() + delay_s > deadline:
                server.should_exit = True
                raise QuotewireError(str(error)) from error
            await asyncio.sleep(delay_s)
        else:
            return


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise QuotewireError(
            f"Search cannot listen on {host}:{port} ({error.strerror}); set QUOTEWIRE_SEARCH_PORT or QUOTEWIRE_SEARCH_HOST."
        ) from None
