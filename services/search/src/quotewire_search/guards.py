"""What stands before the service, from the outside in: who the client is, how much it asks, whether it may."""

from pathlib import Path

from fastapi import FastAPI
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from quotewire_search.access import RequireTokens
from quotewire_search.problems import Handler
from quotewire_search.settings import SearchSettings
from quotewire_search.throttle import Throttle
from quotewire_search.tokens import TokenFile


def guard(app: FastAPI, settings: SearchSettings, answer: Handler) -> None:
    """
    Let *app* see only who may ask, and not too often; refusals are answered by *answer*.

    Raises:
        UsageError: the tokens file cannot be read.
    """
    if settings.tokens_file:
        tokens = TokenFile(Path(settings.tokens_file))
        app.add_middleware(RequireTokens, tokens=tokens, answer=answer, public_page=settings.public_page)
    # Outside of the tokens, so that guessing them is slow, too.
    app.add_middleware(Throttle, settings=settings, answer=answer)
    if settings.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings.trusted_proxies.split(","))
