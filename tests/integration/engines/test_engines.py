"""Real Kafka and real OpenSearch, started, checked, killed and stopped."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from quotewire_deploy.engines import ready
from quotewire_deploy.engines.errors import EnginesError, PortTakenError
from quotewire_deploy.engines.manager import Engines
from tests.engines import free_settings, own_engines
from tests.eventually import eventually

ARTICLE = "“We are quoting ministers,” said the minister of quotations."


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    with own_engines(tmp_path_factory.mktemp("engines")) as made:
        made.up()
        yield made


@pytest.fixture
def opensearch(engines: Engines) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=engines.opensearch_url, trust_env=False, timeout=30) as client:
        yield client


def test_up_twice_starts_nothing_the_second_time(engines: Engines) -> None:
    before = [(status.name, status.pid) for status in engines.status()]
    assert engines.up() == []
    assert [(status.name, status.pid) for status in engines.status()] == before
    assert all(status.ready and status.rss_mb and status.uptime_s for status in engines.status())


def test_the_engines_stay_within_their_memory(engines: Engines) -> None:
    used_mb = {status.name: status.rss_mb or 0.0 for status in engines.status()}
    assert used_mb["kafka"] < 512
    assert used_mb["opensearch"] < 1024


def test_the_engines_listen_on_loopback_only(engines: Engines) -> None:
    for status in engines.status():
        listening = [
            c for c in psutil.Process(status.pid).net_connections() if c.status == psutil.CONN_LISTEN
        ]
        assert listening
        assert {c.laddr.ip.removeprefix("::ffff:") for c in listening} == {"127.0.0.1"}


async def test_a_message_of_17_mib_travels_through_kafka(engines: Engines) -> None:
    await create_topic(engines.bootstrap_servers, "large", {"max.message.bytes": str(18 * 2**20)})
    value = b"x" * (17 * 2**20)
    await produce(engines.bootstrap_servers, "large", [value])
    assert await consume(engines.bootstrap_servers, "large", 1) == [value]


async def test_a_misspelt_topic_is_not_created(engines: Engines) -> None:
    async with admin(engines.bootstrap_servers) as client:
        await client.describe_topics(["articles.fetchd.v1"])
        assert "articles.fetchd.v1" not in await client.list_topics()


def test_the_english_analyser_finds_a_word_in_another_form(opensearch: httpx.Client) -> None:
    mapping = {"mappings": {"properties": {"text": {"type": "text", "analyzer": "english"}}}}
    opensearch.put("/english", json=mapping).raise_for_status()
    opensearch.put("/english/_doc/1?refresh=true", json={"text": ARTICLE}).raise_for_status()
    found = opensearch.get("/english/_search", params={"q": "text:quotes"}).json()
    assert [hit["_id"] for hit in found["hits"]["hits"]] == ["1"]


def test_the_thai_analyser_is_there_and_parts_words(opensearch: httpx.Client) -> None:
    """The JRE from PyPI alone cannot; without ICU no index at all can be created."""
    rain_falls = {"analyzer": "thai", "text": "ฝนตก"}  # two words without a space
    tokens = opensearch.post("/_analyze", json=rain_falls).json()["tokens"]
    assert [token["token"] for token in tokens] == ["ฝน", "ตก"]


def test_a_snapshot_can_be_taken(opensearch: httpx.Client, engines: Engines) -> None:
    place = {"type": "fs", "settings": {"location": str(engines.settings.opensearch_dir / "snapshots")}}
    opensearch.put("/_snapshot/here", json=place).raise_for_status()


def test_a_second_set_of_engines_on_the_same_ports_is_refused(engines: Engines, tmp_path: Path) -> None:
    other = Engines(engines.settings.model_copy(update={"state_dir": tmp_path}))
    with pytest.raises(
        PortTakenError, match=f"Port {engines.settings.kafka_port}.*java.*QUOTEWIRE_ENGINES_KAFKA_PORT"
    ):
        other.up()
    assert not any(status.running for status in other.status())


def test_changed_ports_are_noticed_while_the_engines_run(engines: Engines) -> None:
    moved = free_settings(engines.settings.state_dir)
    with pytest.raises(EnginesError, match="running with other ports"):
        Engines(moved).up()


async def test_kafka_and_opensearch_keep_their_data_through_a_crash(engines: Engines) -> None:
    values = [f"message {number}".encode() for number in range(100)]
    await create_topic(engines.bootstrap_servers, "crash")
    await produce(engines.bootstrap_servers, "crash", values)
    async with httpx.AsyncClient(base_url=engines.opensearch_url, trust_env=False, timeout=30) as opensearch:
        (await opensearch.put("/crash/_doc/1", json={"text": ARTICLE})).raise_for_status()
        engines.kill_kafka()
        engines.kill_opensearch()
        assert not any(status.running for status in engines.status())
        assert sorted(await asyncio.to_thread(engines.up)) == ["kafka", "opensearch"]
        assert (await opensearch.get("/crash/_doc/1")).json()["_source"] == {"text": ARTICLE}
    assert await consume(engines.bootstrap_servers, "crash", 100) == values


def test_down_leaves_no_process_and_up_again_keeps_the_data(tmp_path: Path) -> None:
    with own_engines(tmp_path) as engines:
        engines.up()
        pids = [status.pid for status in engines.status()]
        with httpx.Client(base_url=engines.opensearch_url, trust_env=False) as client:
            client.put("/kept/_doc/1", json={"text": ARTICLE}).raise_for_status()
        assert sorted(engines.down()) == ["kafka", "opensearch"]
        assert not any(psutil.pid_exists(pid) for pid in pids if pid)
        assert processes_of(tmp_path) == []
        assert engines.down() == []
        engines.up()
        with httpx.Client(base_url=engines.opensearch_url, trust_env=False) as client:
            assert client.get("/kept/_doc/1").json()["found"]
        engines.reset()
        assert processes_of(tmp_path) == []
        assert [path.name for path in tmp_path.iterdir()] == [".lock"]


def test_one_engine_may_run_without_the_other(tmp_path: Path) -> None:
    with own_engines(tmp_path / "Zoë's データ") as engines:  # the home folder of somebody
        engines.start_kafka()
        assert [(status.name, status.ready) for status in engines.status()] == [
            ("kafka", True),
            ("opensearch", False),
        ]
        engines.stop_kafka()
        assert not any(status.running for status in engines.status())


def test_an_id_that_begins_with_a_dash_is_an_id(tmp_path: Path) -> None:
    with own_engines(tmp_path) as engines:  # one Kafka of 64 is given such a one
        file = engines.settings.kafka_dir / "cluster.json"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps({"cluster_id": "-Xq2mJ0sQ5yHkq0C1nXl2g", "brokers": 1}), "utf-8")
        engines.start_kafka()
        assert [status.ready for status in engines.status() if status.name == "kafka"] == [True]


async def test_three_brokers_survive_the_loss_of_one(tmp_path: Path) -> None:
    with own_engines(tmp_path, stop_timeout_s=30) as engines:
        await asyncio.to_thread(engines.up, 3)
        assert len(engines.bootstrap_servers.split(",")) == 3
        await create_topic(engines.bootstrap_servers, "safe", replicas=3)
        await produce(engines.bootstrap_servers, "safe", [b"before"])
        engines.kill_kafka(1)

        async def two_brokers_are_left() -> bool:
            second = engines.settings.broker_port(2)
            return await asyncio.to_thread(ready.kafka_brokers, second) == {2, 3}

        await eventually(two_brokers_are_left)
        await produce(engines.bootstrap_servers, "safe", [b"during"])
        assert await consume(engines.bootstrap_servers, "safe", 2) == [b"before", b"during"]
        await asyncio.to_thread(engines.start_kafka, 1)
        assert [status.ready for status in engines.status()] == [True] * 4
        with pytest.raises(EnginesError, match="holds a Kafka of 3"):
            engines.up(1)


def processes_of(folder: Path) -> list[int]:
    """List processes whose command line names *folder*."""
    return [
        process.pid
        for process in psutil.process_iter(["cmdline"])
        if str(folder) in " ".join(process.info["cmdline"] or [])
    ]


@asynccontextmanager
async def admin(bootstrap_servers: str) -> AsyncIterator[AIOKafkaAdminClient]:
    client = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers)
    await client.start()
    try:
        yield client
    finally:
        await client.close()


async def create_topic(
    bootstrap_servers: str, name: str, config: dict[str, str] | None = None, replicas: int = 1
) -> None:
    async with admin(bootstrap_servers) as client:
        await client.create_topics([NewTopic(name, 1, replicas, topic_configs=config or {})])


async def produce(bootstrap_servers: str, topic: str, values: list[bytes]) -> None:
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap_servers, enable_idempotence=True, max_request_size=20 * 2**20
    )
    await producer.start()
    try:
        for value in values:
            await producer.send_and_wait(topic, value)
    finally:
        await producer.stop()


async def consume(bootstrap_servers: str, topic: str, count: int) -> list[bytes]:
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=bootstrap_servers, auto_offset_reset="earliest")
    await consumer.start()
    try:
        return [(await asyncio.wait_for(consumer.getone(), 30)).value for _ in range(count)]
    finally:
        await consumer.stop()
