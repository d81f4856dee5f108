"""Tries sources as the fetcher would, many hosts at a time, and says what it found; nothing is stored."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import groupby
from typing import TYPE_CHECKING

from quotewire_fetcher.discovery.trial import Report, Trial
from quotewire_fetcher.documents.rescue import FeedReader
from quotewire_fetcher.documents.sitemaps import BUDGET
from quotewire_fetcher.main import build_client, build_web
from quotewire_fetcher.naming.identity import domain_of
from quotewire_fetcher.net.patience import PatientWeb
from quotewire_fetcher.robots.tdmrep import TdmRep
from quotewire_fetcher.schedule.rhythm import Bounds
from quotewire_fetcher.settings import FetcherSettings
from quotewire_fetcher.sources.source import Source
from quotewire_shared.settings import load

if TYPE_CHECKING:
    from quotewire_fetcher.net.politeness import PoliteWeb


async def try_all(
    chosen: Sequence[Source],
    *,
    say: Callable[[str], None],
    done: Callable[[Report], None] = lambda _report: None,
) -> list[Report]:
    """
    Fetch and read each of *chosen*; many domains at a time, one source of a domain after another.

    Tells *say* what is asked for on the way, and *done* each report as it comes; gives them in the order of *chosen*.
    """
    async with open_trial(say) as trial:
        at_a_time = asyncio.Semaphore(load(FetcherSettings).concurrency)
        reports: dict[int, Report] = {}

        async def domain(numbers: list[int]) -> None:
            async with at_a_time:
                for number in numbers:
                    reports[number] = await trial.run(chosen[number])
                    done(reports[number])

        def owner(number: int) -> str:
            return domain_of(chosen[number].url)

        async with asyncio.TaskGroup() as tasks:
            for _, numbers in groupby(sorted(range(len(chosen)), key=owner), key=owner):
                tasks.create_task(domain(list(numbers)))
    return [reports[number] for number in range(len(chosen))]


@asynccontextmanager
async def open_trial(say: Callable[[str], None]) -> AsyncIterator[Trial]:
    """Open the web as the settings want it; closed at the end."""
    settings = load(FetcherSettings)
    client = build_client(settings)
    web = build_web(client, settings)
    patient = PatientWeb(web)
    reader = FeedReader(settings.max_feed_entries, max_bytes=settings.max_feed_bytes)
    try:
        yield Trial(
            patient,
            reader,
            web.robots,
            lambda url: named_sitemaps(web, url),
            Bounds(settings.poll_floor_s, settings.poll_ceiling_s, settings.poll_interval_s),
            settings.max_feed_bytes,
            BUDGET,
            tdm=TdmRep(patient.get).reservation,
            say=say,
        )
    finally:
        await client.close()


async def named_sitemaps(web: "PoliteWeb", url: str) -> Sequence[str]:
    """Give the sitemaps that robots.txt names, which polite fetching of *url* has read."""
    known = web.robots.known(url)
    return () if known is None else known.sitemaps
