"""Asks hubs for subscriptions, through the same polite web as everything else."""

import time
from collections.abc import Callable
from dataclasses import replace

import structlog

from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError, NotYetError
from quotewire_fetcher.memory.state import FeedState
from quotewire_fetcher.net.web import Wanted, Web
from quotewire_fetcher.websub.subscriptions import Secrets, Subscription, subscribe_form, wants_subscription

log = structlog.get_logger()


class Hubs:
    """Keeps the subscriptions of feeds whose hub is known."""

    def __init__(self, web: Web, secrets: Secrets | None, *, clock: Callable[[], float] = time.time) -> None:
        """Ask by *web*; without *secrets* nothing is ever asked."""
        self._web = web
        self._secrets = secrets
        self._clock = clock

    async def keep(self, state: FeedState) -> FeedState:
        """Ask the hub of *state* where that is due; the grant comes by `websub_route`, and polling goes on till then."""
        now = self._clock()
        if self._secrets is None or state.hub_url is None or state.hub_topic is None:
            return state
        if not wants_subscription(state.hub_until, state.hub_asked_at, now):
            return state
        wanted = Subscription(state.source_id, state.url, state.hub_topic)
        try:
            await self._web.get(
                Wanted(
                    state.hub_url,
                    max_bytes=64 * 1024,
                    form=subscribe_form(self._secrets, wanted),
                    follow=lambda _: False,
                )
            )
        except NotYetError:
            return state  # the next poll asks
        except (FetchRefusedError, FetchFailedError) as error:
            log.warning("websub_refused", hub=state.hub_url, feed=state.url, code=error.reason_code)
        else:
            log.info("websub_asked", hub=state.hub_url, feed=state.url)
        return replace(state, hub_asked_at=now)
