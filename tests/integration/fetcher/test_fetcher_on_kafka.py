"""The fetcher as it runs: real Kafka, a real process, a real site."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions

from quotewire_fetcher.memory.book import Record
from quotewire_fetcher.memory.state_topic import KafkaStateLog
from quotewire_shared.connection import client_options
from quotewire_shared.errors import FatalError
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import ARTICLES_FETCHED, FETCH_REQUESTS, dead_letter_topic
from tests.eventually import eventually
from tests.integration.fetcher.kafka_reader import articles, read_all
from tests.unit.fetcher.fakes import item
from tests.unit.fetcher.site import Site, answer

RUN = "from quotewire_fetcher.main import run; run()"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def newsroom(site: Site, folder: Path, pages: int, hosts: int = 1) -> Path:
    """Serve *pages* pages under each of *hosts* hosts, each with a feed; gives the sources file."""
    tables = []
    for host in range(1, hosts + 1):
        address = f"127.0.0.{host}"
        paths = [f"/{host}/{number}" for number in range(pages)]
        for path in paths:
            site.pages[path] = answer(f"<p>Page {path}</p>")
        links = "".join(item(site.url(path, address), title=path) for path in paths)
        site.pages[f"/{host}.xml"] = answer(f"<rss><channel>{links}</channel></rss>", ETag='"1"')
        tables.append(
            f'[[source]]\nid = "h{host}"\nname = "H{host}"\nurl = "{site.url(f"/{host}.xml", address)}"\n'
        )
    file = folder / "sources.toml"
    file.write_text("\n".join(tables))
    return file


def environment(kafka: KafkaSettings, site: Site, sources: Path, **more: str) -> dict[str, str]:
    settings = {
        "SOURCES_FILE": str(sources),
        "ALLOWED_PRIVATE_NETWORKS": "127.0.0.0/8",
        "ALLOWED_PORTS": str(site.port),
        "HOST_DELAY_S": "0",
        "POLL_INTERVAL_S": "0.5",
        "POLL_FLOOR_S": "0.1",
        "PROBE_PORT": str(free_port()),
    } | more
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("QUOTEWIRE_")},
        "QUOTEWIRE_KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap_servers,
        "QUOTEWIRE_KAFKA_TOPIC_PREFIX": kafka.topic_prefix,
        "QUOTEWIRE_KAFKA_STARTUP_TIMEOUT_S": "20",
        **{f"QUOTEWIRE_FETCHER_{name}": value for name, value in settings.items()},
    }


@asynccontextmanager
async def fetcher(env: dict[str, str], *command: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, *(command or ("-c", RUN)),
        env=env, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_what_is_written_to_the_state_topic_is_read_back(kafka: KafkaSettings) -> None:
    log = KafkaStateLog(kafka)
    records: list[Record] = [(f"page:{number}", b"x" * 1_000) for number in range(2_000)]
    assert await log.write(1, records) == 2_000
    assert await log.write(1, [("page:7", b"newer"), ("page:8", None)]) == 2_002
    await log.write(0, [("page:9", b"of another partition")])
    await log.close()
    reader = KafkaStateLog(kafka)
    found = {key: value async for _, key, value in reader.read(1, 0)}
    assert len(found) == 2_000
    assert (found["page:7"], found["page:8"], found["page:9"]) == (b"newer", None, b"x" * 1_000)
    assert [(offset, key) async for offset, key, _ in reader.read(1, 2_001)] == [(2_001, "page:8")]


async def test_an_empty_state_topic_is_read_at_once(kafka: KafkaSettings) -> None:
    async with asyncio.timeout(10):
        assert [record async for record in KafkaStateLog(kafka).read(0, 0)] == []


async def test_topics_that_do_not_fit_each_other_are_said(kafka: KafkaSettings) -> None:
    log = KafkaStateLog(kafka)
    assert await log.partitions() == kafka.partitions
    admin = AIOKafkaAdminClient(**client_options(kafka))
    await admin.start()
    try:
        topic = kafka.topic(FETCH_REQUESTS)
        await admin.create_partitions({topic: NewPartitions(kafka.partitions + 1)})
    finally:
        await admin.close()
    await log.close()

    async def is_refused() -> bool:
        other = KafkaStateLog(kafka)  # asks Kafka anew
        try:
            await other.partitions()
        except FatalError as error:
            return "must be equal" in str(error)
        finally:
            await other.close()
        return False

    await eventually(is_refused)


async def test_a_single_run_publishes_buries_and_sums_up(
    kafka: KafkaSettings, site: Site, tmp_path: Path
) -> None:
    sources = newsroom(site, tmp_path, pages=3, hosts=2)
    site.pages["/2/1"] = answer(b"%PDF", kind="application/pdf")
    env = environment(kafka, site, sources, ONCE="true")
    for expected in (5, 0):
        async with fetcher(env) as process:
            output, errors = await process.communicate()
            assert process.returncode == 0, errors.decode()
            assert len(output.splitlines()) == 1
            summary = json.loads(output)
            assert (summary["sources"], summary["feeds_ok"], summary["pages_published"]) == (2, 2, expected)
    assert summary["pages_buried"] == 0
    records = await read_all(kafka, ARTICLES_FETCHED)
    for record in records:
        article = json.loads(record.value or b"")
        assert record.key == article["article_id"].encode()
        assert dict(record.headers)["traceparent"].startswith(b"00-")
    (letter,) = await read_all(kafka, dead_letter_topic("fetcher"))
    headers = {name: value.decode() for name, value in letter.headers}
    assert (headers["dlq-code"], headers["dlq-source"]) == ("bad_content_type", "h2")
    assert json.loads(letter.value or b"")["url"] == headers["dlq-url"] == site.url("/2/1", "127.0.0.2")


async def test_a_fetcher_killed_in_mid_load_loses_nothing(
    kafka: KafkaSettings, site: Site, tmp_path: Path
) -> None:
    sources = newsroom(site, tmp_path, pages=100, hosts=5)
    expected = {
        site.url(f"/{host}/{number}", f"127.0.0.{host}") for host in range(1, 6) for number in range(100)
    }

    paths = {f"/{host}/{number}" for host in range(1, 6) for number in range(100)}

    def fetched() -> int:
        return sum(count for path, count in site.asked.items() if path in paths)

    in_hand = 0
    for target in (60, 200, 350):
        env = environment(kafka, site, sources)
        async with fetcher(env) as process:

            async def enough(target: int = target) -> bool:
                return fetched() >= target

            await eventually(enough, within_s=60)
            process.send_signal(signal.SIGKILL)
            await process.wait()
            in_hand += 5  # one page a host may have been on its way
    async with fetcher(environment(kafka, site, sources, ONCE="true")) as process:
        _, errors = await process.communicate()
        assert process.returncode == 0, errors.decode()
    found = [article.url for article in await articles(kafka)]
    assert set(found) == expected
    assert len(found) <= len(expected) + in_hand
    assert fetched() <= len(expected) + in_hand


async def test_a_fetcher_told_to_stop_ends_cleanly_and_tells_its_state(
    kafka: KafkaSettings, site: Site, tmp_path: Path
) -> None:
    env = environment(kafka, site, newsroom(site, tmp_path, pages=2))
    probe = f"http://127.0.0.1:{env['QUOTEWIRE_FETCHER_PROBE_PORT']}"
    async with fetcher(env) as process, httpx.AsyncClient(trust_env=False) as client:

        async def is_ready() -> bool:
            try:
                return (await client.get(f"{probe}/ready")).status_code == 200
            except httpx.TransportError:
                return False

        async def polls_again() -> bool:
            return site.asked["/1.xml"] >= 3

        await eventually(is_ready)
        await eventually(polls_again)
        metrics = (await client.get(f"{probe}/metrics")).text
        assert 'quotewire_fetches_total{label="page_ok"} 2.0' in metrics
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(20):
            _, errors = await process.communicate()
        assert process.returncode == 0, errors.decode()
    assert site.asked["/1/0"] == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"SOURCES_FILE": "none.toml"}, "There is no sources file none.toml"),
        ({"DEADLINE_S": "soon"}, "QUOTEWIRE_FETCHER_DEADLINE_S"),
    ],
)
async def test_wrong_settings_are_said_before_anything_is_waited_for(
    kafka: KafkaSettings, site: Site, tmp_path: Path, change: dict[str, str], said: str
) -> None:
    env = environment(kafka, site, tmp_path, **change)
    async with fetcher(env) as process:
        _, errors = await process.communicate()
    assert process.returncode == 1  # the command line turns the error into one line and its own exit code
    assert "UsageError" in errors.decode()
    assert said in errors.decode()
