"""
`quotewire demo`: engines, services and the bundled newsroom; who said what, as it arrives.

The demo has a state folder and engines of its own, whatever the environment names, and begins with empty ones every
time: it shows the same to everybody and never touches the data of `quotewire up`, or those in your own engines.
"""

import asyncio
import time
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from quotewire_deploy.engines.manager import Engines
from quotewire_deploy.engines.settings import EnginesSettings
from quotewire_deploy.newsroom import Newsroom
from quotewire_deploy.settings import SupervisorSettings
from quotewire_deploy.stack.site import bootstrap, engines_running, forget_named_engines, refuse_bad_settings
from quotewire_deploy.stack.supervisor import Supervisor, plan
from quotewire_deploy.stack.up import drained, refuse_taken_ports
from quotewire_shared.errors import QuotewireError

POLL_S = 0.5
DONE_TIMEOUT_S = 300.0
PAGE = 100
COLUMNS = {"outlet": 15, "speaker": 20, "kind": 8}
"""Widths in characters; the words take the rest of the line: 34 of 80."""


class Show:
    """Prints each quote once, as a row of a table that grows."""

    def __init__(self, console: Console, search: str) -> None:
        """Ask the search API at *search* (http://host:port)."""
        self._console = console
        self._search = search
        self.seen: dict[str, dict[str, Any]] = {}
        self.first_at: float | None = None

    async def refresh(self, client: httpx.AsyncClient) -> None:
        """Print what is new; an API that does not answer yet is asked again later."""
        try:
            quotes = await self._all(client)
        except (httpx.HTTPError, ValueError):
            return
        fresh = [quote for quote in quotes if _key(quote) not in self.seen]
        if not fresh:
            return
        if self.first_at is None:
            self.first_at = time.monotonic()
        self._console.print(self._table(reversed(fresh), header=not self.seen))
        self.seen |= {_key(quote): quote for quote in fresh}

    async def articles(self, client: httpx.AsyncClient) -> int:
        """Count the articles that can be searched now."""
        try:
            answer = await client.get(f"{self._search}/api/v1/articles", params={"limit": 1})
            return int(answer.raise_for_status().json()["total"])
        except (httpx.HTTPError, ValueError, KeyError):
            return 0

    async def fetch_times(self, client: httpx.AsyncClient) -> list[datetime]:
        """Read when each article that can be searched was fetched."""
        try:
            answer = await client.get(f"{self._search}/api/v1/articles", params={"limit": PAGE})
            return [
                datetime.fromisoformat(item["fetched_at"])
                for item in answer.raise_for_status().json()["items"]
            ]
        except (httpx.HTTPError, ValueError, KeyError):
            return []

    async def _all(self, client: httpx.AsyncClient) -> list[dict[str, Any]]:
        quotes: list[dict[str, Any]] = []
        params: dict[str, str | int] = {"sort": "newest", "limit": PAGE}
        while True:
            page = (
                (await client.get(f"{self._search}/api/v1/quotes", params=params)).raise_for_status().json()
            )
            quotes += page["items"]
            if not page.get("next_cursor"):
                return quotes
            params["cursor"] = page["next_cursor"]

    def _table(self, quotes: Any, *, header: bool) -> Table:
        table = Table(box=None, show_header=header, padding=(0, 1), expand=True, header_style="bold")
        for name, width in COLUMNS.items():
            table.add_column(name, width=width, no_wrap=True, overflow="ellipsis")
        table.add_column("words", ratio=1, no_wrap=True, overflow="ellipsis")
        for quote in quotes:
            table.add_row(
                escape(quote.get("publisher") or quote["source_id"]),
                f"[bold]{escape(quote.get('speaker') or '?')}[/bold]",
                quote["kind"],
                escape(" ".join(quote["text"].split())),
            )
        return table


async def run(
    base: SupervisorSettings,
    engines: EnginesSettings,
    *,
    search_port: int,
    newsroom_port: int,
    exit_when_done: bool,
    console: Console,
) -> None:
    """Run the demo until cancelled, or until every bundled story (and its correction) is found by search."""
    started = time.monotonic()
    home = base.state_dir.parent / "demo"
    settings = base.model_copy(update={"state_dir": home / "stack"})
    engines = engines.model_copy(update={"state_dir": home / "engines"})
    search = f"http://127.0.0.1:{search_port}"

    def say(text: str) -> None:
        console.print(f"[dim]{time.monotonic() - started:5.1f} s  {escape(text)}[/dim]")

    if ignored := forget_named_engines():
        say(f"the demo has engines of its own; these do not count here: {', '.join(ignored)}")
    refuse_bad_settings()
    newsroom = Newsroom(newsroom_port)
    specs = plan(settings, search_port=search_port, environment={})
    refuse_taken_ports(specs)
    await asyncio.to_thread(Engines(engines).reset)
    with newsroom:
        async with engines_running(engines, say, own=True) as places:
            environment = {**places, **_fetcher_environment(newsroom, home)}
            await bootstrap(places)
            supervisor = Supervisor(
                settings, plan(settings, search_port=search_port, environment=environment)
            )
            say(f"starting {len(supervisor.children)} services")
            async with supervisor.running(), httpx.AsyncClient(timeout=10, trust_env=False) as client:
                console.print(f"\n[bold]Search: {search}/[/bold]   who said what, as it arrives:\n")
                show = Show(console, search)
                await _until_indexed(show, client, newsroom, places, limited=exit_when_done)
                say(_summary(show, newsroom, started))
                if not exit_when_done:
                    console.print(f"[bold]{search}/[/bold] answers until you press Ctrl-C.")
                    while True:
                        await asyncio.sleep(POLL_S)
                        await show.refresh(client)


async def _until_indexed(
    show: Show, client: httpx.AsyncClient, newsroom: Newsroom, places: Any, *, limited: bool
) -> None:
    async with asyncio.timeout(DONE_TIMEOUT_S if limited else None) as limit:
        try:
            while await show.articles(client) < len(newsroom.stories):
                await show.refresh(client)
                await asyncio.sleep(POLL_S)
            corrected_at = datetime.now(UTC)
            newsroom.publish_corrections()
            while not await _corrected(show, client, corrected_at):
                await show.refresh(client)
                await asyncio.sleep(POLL_S)
            await drained(places)
            await show.refresh(client)
        except asyncio.CancelledError:
            if limit.expired():
                have = await show.articles(client)
                raise QuotewireError(
                    f"After {DONE_TIMEOUT_S:.0f} s only {have} of {len(newsroom.stories)} stories can be searched."
                ) from None
            raise


async def _corrected(show: Show, client: httpx.AsyncClient, since: datetime) -> bool:
    """Tell whether an article that was fetched after *since* can be searched."""
    return any(fetched_at > since for fetched_at in await show.fetch_times(client))


def _key(quote: dict[str, Any]) -> str:
    return f"{quote['article_id']}:{quote['text']}"


def _fetcher_environment(newsroom: Newsroom, home: Path) -> dict[str, str]:
    """Lead the fetcher to the newsroom: its sources, its ports on loopback, and no pauses between its pages."""
    text = newsroom.sources_toml()
    sources = home / "sources.toml"
    home.mkdir(parents=True, exist_ok=True)
    sources.write_text(text)
    ports = sorted({urlsplit(source["url"]).port or 80 for source in tomllib.loads(text)["source"]})
    return {
        "QUOTEWIRE_FETCHER_SOURCES_FILE": str(sources),
        "QUOTEWIRE_FETCHER_ALLOWED_PRIVATE_NETWORKS": "127.0.0.0/8",
        "QUOTEWIRE_FETCHER_ALLOWED_PORTS": ",".join(map(str, ports)),
        "QUOTEWIRE_FETCHER_HOST_DELAY_S": "0",
        "QUOTEWIRE_FETCHER_POLL_INTERVAL_S": "3",
        "QUOTEWIRE_FETCHER_POLL_FLOOR_S": "1",
        "QUOTEWIRE_FETCHER_POLL_CEILING_S": "4",
        "QUOTEWIRE_INDEXER_REFRESH_INTERVAL_S": "1",
    }


def _summary(show: Show, newsroom: Newsroom, started: float) -> str:
    first_s = (show.first_at or time.monotonic()) - started
    return (
        f"{len(newsroom.stories)} stories and a correction went the whole way: {len(show.seen)} quotes, "
        f"{sum(bool(quote.get('speaker')) for quote in show.seen.values())} with a speaker; "
        f"the first one was on screen after {first_s:.0f} s."
    )
