"""Kafka dies under two fetchers and comes back: they wait, and nothing is lost or asked for twice."""

import asyncio
from pathlib import Path

import pytest

from tests.engines import own_engines
from tests.eventually import eventually
from tests.integration.fetcher.conftest import own_topics
from tests.integration.fetcher.kafka_reader import articles
from tests.integration.fetcher.test_fetcher_on_kafka import environment, fetcher, newsroom
from tests.integration.fetcher.visits import Visits
from tests.unit.fetcher.site import Site

HOSTS, PAGES, DELAY_S = 6, 60, 0.3
OUTAGE_S = 15.0
pytestmark = pytest.mark.timeout(240)


async def test_an_outage_of_kafka_is_waited_for(site: Site, tmp_path: Path) -> None:
    sources = newsroom(site, tmp_path, pages=PAGES, hosts=HOSTS)
    visits = Visits(site)

    def asked(least: int) -> bool:
        return len(visits.pages()) >= least

    async def some_are_fetched() -> bool:
        return asked(HOSTS * PAGES // 4)

    async def all_are_fetched() -> bool:
        return asked(HOSTS * PAGES)

    with own_engines(tmp_path / "engines") as engines:
        await asyncio.to_thread(engines.start_kafka)
        async with own_topics(engines.bootstrap_servers, partitions=4) as kafka:
            more = {"HOST_DELAY_S": str(DELAY_S), "POLL_INTERVAL_S": "600", "POLL_FLOOR_S": "600"}
            async with (
                fetcher(environment(kafka, site, sources, **more)) as first,
                fetcher(environment(kafka, site, sources, **more)) as second,
            ):
                await eventually(some_are_fetched, within_s=90)
                await asyncio.to_thread(engines.kill_kafka)
                await asyncio.sleep(OUTAGE_S)
                asked_meanwhile = sum(visits.pages().values())
                assert asked_meanwhile < HOSTS * PAGES
                await asyncio.to_thread(engines.start_kafka)
                await eventually(all_are_fetched, within_s=120)

                async def all_are_published() -> bool:
                    return len(await articles(kafka)) >= HOSTS * PAGES

                await eventually(all_are_published, within_s=30)
                assert (first.returncode, second.returncode) == (None, None)
            found = [article.url for article in await articles(kafka)]
            assert len(set(found)) == HOSTS * PAGES
            # Who is told only after the outage that a domain is another's by now may have had one page of it in hand.
            assert len(found) - len(set(found)) <= HOSTS
            assert visits.shortest_gap_s() >= DELAY_S
