"""A deployment under test: its own topics, indices and ports on the session's engines; services as real processes."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psutil
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord
from aiokafka.admin import AIOKafkaAdminClient

from quotewire_shared.connection import client_options
from quotewire_shared.lifeline import offsets, partitions_of
from quotewire_shared.messages import ArticleFetched, Lane
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import ARTICLES_FETCHED, ARTICLES_PARSED, dead_letter_topic, in_lane

SEARCH_ALL = {"query": {"match_all": {}}, "version": True, "size": 10_000}


def free_port() -> int:
    """Have the system choose a free TCP port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Stack:
    """One isolated deployment."""

    bootstrap_servers: str
    opensearch_url: str
    folder: Path
    name: str = field(default_factory=lambda: f"t{uuid4().hex[:8]}")
    ports: dict[str, int] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def kafka(self) -> KafkaSettings:
        """Kafka as the services see it."""
        return KafkaSettings(
            bootstrap_servers=self.bootstrap_servers, topic_prefix=f"{self.name}.", partitions=3
        )

    @property
    def environment(self) -> dict[str, str]:
        """The settings of every process of this deployment."""
        for service in ("FETCHER", "PARSER", "INDEXER", "SEARCH"):
            self.ports.setdefault(service, free_port())
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("QUOTEWIRE_")},
            "QUOTEWIRE_KAFKA_BOOTSTRAP_SERVERS": self.bootstrap_servers,
            "QUOTEWIRE_KAFKA_TOPIC_PREFIX": f"{self.name}.",
            "QUOTEWIRE_KAFKA_PARTITIONS": "3",
            "QUOTEWIRE_OPENSEARCH_URL": self.opensearch_url,
            "QUOTEWIRE_OPENSEARCH_INDEX_PREFIX": self.name,
            "QUOTEWIRE_FETCHER_PROBE_PORT": str(self.ports["FETCHER"]),
            "QUOTEWIRE_PARSER_PROBE_PORT": str(self.ports["PARSER"]),
            "QUOTEWIRE_INDEXER_PROBE_PORT": str(self.ports["INDEXER"]),
            "QUOTEWIRE_SEARCH_PORT": str(self.ports["SEARCH"]),
            "QUOTEWIRE_FETCHER_ALLOWED_PRIVATE_NETWORKS": "127.0.0.0/8",
            "QUOTEWIRE_FETCHER_HOST_DELAY_S": "0",
            "QUOTEWIRE_INDEXER_REFRESH_INTERVAL_S": "1",
        }

    def command(
        self, *words: str, environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run `quotewire …` to its end."""
        return subprocess.run(
            [sys.executable, "-m", "quotewire_shared.cli", *words],
            env={**self.environment, **(environment or {})},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def bootstrap(self) -> None:
        """Create topics and templates."""
        done = self.command("bootstrap")
        assert done.returncode == 0, done.stderr

    def start(self, service: str, **environment: str) -> None:
        """Start *service* as a process; its log goes to the test's folder."""
        with (self.folder / f"{service}.log").open("ab") as log:
            self.processes[service] = subprocess.Popen(
                [sys.executable, "-m", "quotewire_shared.cli", "run", service],
                env={**self.environment, **environment},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def log_of(self, service: str) -> str:
        """Read what *service* has logged."""
        return (self.folder / f"{service}.log").read_text(errors="replace")

    def kill(self, service: str) -> None:
        """`kill -9` the process of *service* alone; its children must notice by themselves."""
        self.processes[service].kill()
        self.processes[service].wait(timeout=30)

    def stop(self, service: str) -> int:
        """Stop *service* in order and return its exit code."""
        process = self.processes[service]
        process.send_signal(signal.SIGTERM)
        return process.wait(timeout=60)

    def memory_mb(self, service: str) -> float:
        """Resident memory of the service's main process, in MiB."""
        return float(psutil.Process(self.processes[service].pid).memory_info().rss) / 2**20

    def close(self) -> None:
        """Kill what still runs and delete the indices and templates."""
        for process in self.processes.values():
            if process.poll() is None:
                process.kill()
                process.wait(timeout=30)
        with httpx.Client(base_url=self.opensearch_url, timeout=30, trust_env=False) as client:
            client.delete(f"/{self.name}-*", params={"ignore_unavailable": "true", "expand_wildcards": "all"})
            for kind in ("articles", "quotes"):
                client.delete(f"/_index_template/{self.name}-{kind}")

    # What arrived

    def documents(self, kind: str) -> dict[str, tuple[int, dict[str, Any]]]:
        """Read every document of alias *kind* (articles or quotes): id → (version, source)."""
        with httpx.Client(base_url=self.opensearch_url, timeout=30, trust_env=False) as client:
            client.post(f"/{self.name}-{kind}*/_refresh", params={"ignore_unavailable": "true"})
            answer = client.post(
                f"/{self.name}-{kind}/_search", json=SEARCH_ALL, params={"ignore_unavailable": "true"}
            )
            hits = answer.json().get("hits", {}).get("hits", [])
            return {hit["_id"]: (hit["_version"], hit["_source"]) for hit in hits}

    async def produce(self, messages: Iterable[ArticleFetched | bytes | None], lane: Lane = Lane.LIVE) -> int:
        """Put messages (or raw bytes) on the first topic and return how many."""
        producer = AIOKafkaProducer(
            **client_options(self.kafka), max_request_size=20_000_000, compression_type="zstd"
        )
        await producer.start()
        count = 0
        try:
            for message in messages:
                value = message.model_dump_json().encode() if isinstance(message, ArticleFetched) else message
                key = message.article_id.encode() if isinstance(message, ArticleFetched) else b"raw"
                await producer.send_and_wait(
                    self.kafka.topic(in_lane(ARTICLES_FETCHED, lane)), value, key=key
                )
                count += 1
        finally:
            await producer.stop()
        return count

    async def dead_letters(self, service: str) -> list[ConsumerRecord[bytes, bytes]]:
        """Read all dead letters of *service*."""
        return await read_all(self.kafka, self.kafka.topic(dead_letter_topic(service)))

    async def drained(self) -> bool:
        """Tell whether parser and indexer have committed everything there is."""
        for service, topic in (("parser", ARTICLES_FETCHED), ("indexer", ARTICLES_PARSED)):
            for lane in Lane:
                ends, committed = await offsets(
                    self.kafka,
                    self.kafka.topic(in_lane(topic, lane)),
                    self.kafka.group(in_lane(service, lane)),
                )
                if any(end > committed.get(part, 0) for part, end in ends.items()):
                    return False
        return True


async def read_all(kafka: KafkaSettings, topic: str) -> list[ConsumerRecord[bytes, bytes]]:
    """Read *topic* (full name) from its first to its present last record."""
    consumer = AIOKafkaConsumer(**client_options(kafka), auto_offset_reset="earliest")
    admin = AIOKafkaAdminClient(**client_options(kafka))
    await consumer.start()
    await admin.start()
    try:
        parts = await partitions_of(admin, topic)
        ends = await consumer.end_offsets(parts)
        consumer.assign(parts)
        await consumer.seek_to_beginning(*parts)
        found: list[ConsumerRecord[bytes, bytes]] = []
        while any([await consumer.position(part) < ends[part] for part in parts]):
            batches = await consumer.getmany(timeout_ms=500)
            found += [record for batch in batches.values() for record in batch]
        return found
    finally:
        await admin.close()
        await consumer.stop()


@contextmanager
def stack_on(bootstrap_servers: str, opensearch_url: str, folder: Path) -> Iterator[Stack]:
    """Have a bootstrapped deployment inside the block."""
    stack = Stack(bootstrap_servers, opensearch_url, folder)
    try:
        stack.bootstrap()
        yield stack
    finally:
        stack.close()
