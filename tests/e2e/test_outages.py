"""
Engines that go away under load and come back. These tests own their engines, as they stop them.

QUOTEWIRE_TEST_OUTAGE_S is how long OpenSearch and Kafka are away: 20 s in the suite, 120 s in `make test-outages`.
"""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from quotewire_deploy.engines.manager import Engines
from tests.e2e.press import Press, message, press
from tests.e2e.stack import Stack, stack_on
from tests.e2e.test_faults import has_indexed, letters_by_code, requests_reached
from tests.engines import own_engines
from tests.eventually import eventually

OUTAGE_S = float(os.environ.get("QUOTEWIRE_TEST_OUTAGE_S", "20"))
pytestmark = pytest.mark.timeout(300 + OUTAGE_S)
LOAD_PER_S = 10
IN_HAND = 100
"""Messages that are on their way when Kafka goes: more than parser and indexer do in a moment."""
MEMORY_GROWTH_MB = 80


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    """Engines of this module alone."""
    with own_engines(tmp_path_factory.mktemp("engines")) as engines:
        engines.up()
        yield engines


@pytest.fixture
def own_stack(engines: Engines, tmp_path: Path) -> Iterator[Stack]:
    """A deployment on engines that the test may stop."""
    with stack_on(engines.bootstrap_servers, engines.opensearch_url, tmp_path) as made:
        yield made


async def load(stack: Stack, first: int, seconds: float) -> int:
    """Produce for *seconds*; returns the number after the last one."""
    number, end = first, asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < end:
        await stack.produce(message(n) for n in range(number, number + LOAD_PER_S))
        number += LOAD_PER_S
        await asyncio.sleep(1)
    return number


async def test_opensearch_may_go_away_under_load(own_stack: Stack, engines: Engines) -> None:
    own_stack.start("parser")
    own_stack.start("indexer")
    count = await load(own_stack, 0, 5)
    await eventually(has_indexed(own_stack, count), within_s=90)
    before_mb = own_stack.memory_mb("indexer")
    await asyncio.to_thread(engines.stop_opensearch)
    count = await load(own_stack, count, OUTAGE_S)
    assert own_stack.memory_mb("indexer") < before_mb + MEMORY_GROWTH_MB
    assert own_stack.processes["indexer"].poll() is None
    await asyncio.to_thread(engines.start_opensearch)
    await eventually(has_indexed(own_stack, count), within_s=120)
    await eventually(own_stack.drained, within_s=60)
    assert len(own_stack.documents("articles")) == count
    assert await letters_by_code(own_stack, "indexer") == []
    assert await letters_by_code(own_stack, "parser") == []


async def publish_news(site: Press, seconds: float) -> None:
    """Let the press write for *seconds*: its feed grows, whoever is there to read it."""
    end = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < end:
        site.count += LOAD_PER_S
        await asyncio.sleep(1)


async def test_kafka_may_go_away_under_load(own_stack: Stack, engines: Engines, tmp_path: Path) -> None:
    """Nobody can produce into a Kafka that is away: the load is what is in hand, and news that the fetcher finds."""
    services = ("fetcher", "parser", "indexer")
    sources = tmp_path / "sources.toml"
    own_stack.start("parser")
    own_stack.start("indexer")
    count = await load(own_stack, 0, 5)
    with press(5) as site:
        sources.write_text(site.sources_toml())
        own_stack.start(
            "fetcher",
            QUOTEWIRE_FETCHER_SOURCES_FILE=str(sources),
            QUOTEWIRE_FETCHER_ALLOWED_PORTS=str(site.server_address[1]),
            QUOTEWIRE_FETCHER_POLL_FLOOR_S="1",
        )
        await eventually(has_indexed(own_stack, count + site.count), within_s=90)
        before_mb = {service: own_stack.memory_mb(service) for service in services}
        count += await own_stack.produce(message(n) for n in range(count, count + IN_HAND))
        site.count += LOAD_PER_S
        await eventually(requests_reached(site, len(site.requests) + 3), within_s=30)
        await asyncio.to_thread(engines.kill_kafka)
        await publish_news(site, OUTAGE_S)
        for service, mb in before_mb.items():
            assert own_stack.processes[service].poll() is None, own_stack.log_of(service)[-2000:]
            assert own_stack.memory_mb(service) < mb + MEMORY_GROWTH_MB
        await asyncio.to_thread(engines.start_kafka)
        count = await load(own_stack, count, 3)
        await eventually(has_indexed(own_stack, count + site.count), within_s=180)
        await eventually(own_stack.drained, within_s=120)
    assert len(own_stack.documents("articles")) == count + site.count
    for service in services:
        assert await letters_by_code(own_stack, service) == []
