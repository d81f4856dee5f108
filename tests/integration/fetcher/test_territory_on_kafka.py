"""Several fetchers over one web: whoever comes, goes, dies or sleeps, hosts are asked by one at a time."""

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import pytest

from quotewire_fetcher.memory.book import partition_of
from quotewire_fetcher.memory.state import PageState, bytes_of, key_of
from quotewire_fetcher.memory.state_topic import KafkaStateLog
from quotewire_fetcher.naming.identity import domain_of, page_id_for
from quotewire_fetcher.outlets import KafkaOutlet
from quotewire_fetcher.requests import request_for_page
from quotewire_shared.broker import Outcome, build_broker, subscribe_batches
from quotewire_shared.decoding import Received
from quotewire_shared.messages import FetchRequest, Lane
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import FETCH_REQUESTS, in_lane
from tests.eventually import eventually
from tests.integration.fetcher.kafka_reader import articles
from tests.integration.fetcher.test_fetcher_on_kafka import environment, fetcher, newsroom
from tests.integration.fetcher.visits import Visits
from tests.unit.fetcher.site import Site

DELAY_S = 0.25
HOSTS = 10
pytestmark = pytest.mark.timeout(180)


def polite(kafka: KafkaSettings, site: Site, sources: Path, name: str) -> dict[str, str]:
    return environment(
        kafka,
        site,
        sources,
        USER_AGENT=f"{name}/1",
        HOST_DELAY_S=str(DELAY_S),
        POLL_INTERVAL_S="5",
        POLL_FLOOR_S="5",
    )


async def test_fetchers_come_go_and_die_and_every_page_is_fetched_politely_and_once(
    wide_kafka: KafkaSettings, site: Site, tmp_path: Path
) -> None:
    kafka, pages = wide_kafka, 60
    sources = newsroom(site, tmp_path, pages=pages, hosts=HOSTS)
    visits = Visits(site)

    def asked(least: int, *agents: str) -> Callable[[], Awaitable[object]]:
        async def probe() -> bool:
            return len(visits.pages()) >= least and set(agents) <= visits.agents()

        return probe

    async with (
        fetcher(polite(kafka, site, sources, "first")),
        fetcher(polite(kafka, site, sources, "second")) as second,
        fetcher(polite(kafka, site, sources, "third")) as third,
    ):
        await eventually(asked(100, "first/1", "second/1", "third/1"), within_s=60)
        second.send_signal(signal.SIGKILL)
        third.send_signal(signal.SIGTERM)
        await eventually(asked(HOSTS * pages), within_s=90)
    assert visits.shortest_gap_s() >= DELAY_S
    again = {path: count for path, count in visits.pages().items() if count > 1}
    assert len(again) <= HOSTS, "no more than the page in hand of each host"
    found = [article.url for article in await articles(kafka)]
    assert len(found) - len(set(found)) <= HOSTS
    assert len(set(found)) >= HOSTS * pages - HOSTS  # the last of each host may still be on its way


async def test_a_fetcher_that_was_asleep_asks_no_host_that_another_serves_by_now(
    wide_kafka: KafkaSettings, site: Site, tmp_path: Path
) -> None:
    kafka = wide_kafka
    sources = newsroom(site, tmp_path, pages=400, hosts=HOSTS)
    visits = Visits(site)

    def hosts_of(agent: str, since: float = 0.0) -> set[str]:
        return {visit.host for visit in visits.all if visit.agent == agent and visit.began_at > since}

    async with (
        fetcher(polite(kafka, site, sources, "sleeper")) as sleeper,
        fetcher(polite(kafka, site, sources, "watcher")),
    ):
        # Both are at work, and each at its own hosts.
        await eventually_both(visits)
        asleep_at = time.monotonic()
        sleeper.send_signal(signal.SIGSTOP)
        its_own = hosts_of("sleeper/1", asleep_at - 3.0)
        assert its_own

        async def all_are_served() -> bool:
            return hosts_of("watcher/1", asleep_at) >= its_own

        await eventually(all_are_served, within_s=60)
        woken_at = time.monotonic()
        sleeper.send_signal(signal.SIGCONT)

        async def it_is_back_at_work() -> bool:
            return bool(hosts_of("sleeper/1", woken_at))

        await eventually(it_is_back_at_work, within_s=60)
        await asyncio.sleep(1.0)
    assert visits.shortest_gap_s() >= DELAY_S
    again = {path: count for path, count in visits.pages().items() if count > 1}
    assert len(again) <= HOSTS


async def eventually_both(visits: Visits) -> None:
    async def probe() -> bool:
        recent = [visit for visit in visits.all if visit.began_at > time.monotonic() - 1.5]
        agents = {visit.agent for visit in recent}
        return len(agents) == 2 and len({visit.host for visit in recent}) == HOSTS

    await eventually(probe, within_s=60)


async def test_a_long_queue_of_pages_and_requests_is_taken_over_whole(
    kafka: KafkaSettings, site: Site, tmp_path: Path
) -> None:
    """Requests come in while thousands of pages are being taken over: neither disturbs the other."""
    newsroom(site, tmp_path, pages=0)
    sources = tmp_path / "sources.toml"
    log, broker = KafkaStateLog(kafka), build_broker(kafka, "fetcher")
    urls = [site.url(f"/old/{number}", f"127.0.1.{number % 50 + 1}") for number in range(2_000)]
    pages = [
        PageState(page_id=page_id_for(url), url=url, source_id="h1", phase="pending", first_seen_at=1.0)
        for url in urls
    ]
    for partition in range(kafka.partitions):
        own = [page for page in pages if partition_of(domain_of(page.url), kafka.partitions) == partition]
        await log.write(partition, [(key_of(page), bytes_of(page)) for page in own])
    await log.close()
    await broker.start()
    outlet = KafkaOutlet(broker, kafka)
    await outlet.request(
        [
            request_for_page(
                site.url(f"/new/{number}", f"127.0.1.{number % 50 + 1}"),
                source_id="h1",
                publisher=None,
                lane=Lane.LIVE if number % 2 else Lane.BACKFILL,
                now=time.time(),
            )
            for number in range(2_000)
        ]
    )
    await broker.stop()
    async with fetcher(environment(kafka, site, sources, ONCE="true", CONCURRENCY="100")) as process:
        _, errors = await process.communicate()
        assert process.returncode == 0, errors.decode()[-2_000:]
    asked = {path: count for path, count in site.asked.items() if path.startswith(("/old/", "/new/"))}
    assert len(asked) == 4_000
    assert set(asked.values()) == {1}


async def test_the_backfill_can_be_held_back_while_live_requests_go_on(kafka: KafkaSettings) -> None:
    taken: list[str] = []

    async def take(batch: Sequence[Received[FetchRequest]]) -> Sequence[Outcome]:
        taken.extend(item.message.url for item in batch)
        return [None] * len(batch)

    broker = build_broker(kafka, "fetcher")
    backfill = in_lane(FETCH_REQUESTS, Lane.BACKFILL)
    requests = subscribe_batches(
        broker,
        kafka=kafka,
        service="fetcher",
        topic=FETCH_REQUESTS,
        beside=[backfill],
        model=FetchRequest,
        handle=take,
    )
    requests.hold(kafka.topic(backfill), held=True)  # nothing is read yet: no harm
    await broker.start()
    outlet = KafkaOutlet(broker, kafka)
    now = time.time()

    async def ask(*names: str) -> None:
        for name in names:
            lane = Lane.BACKFILL if name.startswith("old") else Lane.LIVE
            url = f"https://{name}.example/"
            await outlet.request([request_for_page(url, source_id="s", publisher=None, lane=lane, now=now)])

    def has(*names: str) -> Callable[[], Awaitable[bool]]:
        async def probe() -> bool:
            return sorted(taken) == sorted(f"https://{name}.example/" for name in names)

        return probe

    try:
        await ask("old-1", "new-1")
        await eventually(has("old-1", "new-1"))
        await eventually(requests.drained)
        requests.hold(kafka.topic(backfill), held=True)
        await ask("old-2", "new-2", "new-3")
        await eventually(has("old-1", "new-1", "new-2", "new-3"))
        assert not await requests.drained()
        requests.hold(kafka.topic(backfill), held=False)
        await eventually(has("old-1", "new-1", "new-2", "new-3", "old-2"))
        await eventually(requests.drained)
    finally:
        await broker.stop()
