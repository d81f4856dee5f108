"""Where the engines are: given ones, or our own, each started when a bench first asks and always stopped."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from aiokafka.admin import AIOKafkaAdminClient
from opensearchpy import AsyncOpenSearch
from pydantic import AnyHttpUrl

from quotewire_deploy.engines.manager import Engines
from quotewire_indexer.mapping import indices_of
from quotewire_shared.bootstrap import create_topics
from quotewire_shared.connection import client_options
from quotewire_shared.settings import KafkaSettings, OpenSearchSettings
from tests.engines import own_engines


@dataclass(slots=True)
class Places:
    """Gives addresses; an engine that nobody asks for is never started."""

    engines: Engines
    folder: Path
    given_kafka: str | None = None
    given_opensearch: str | None = None

    def kafka(self) -> str:
        """Give Kafka's bootstrap servers."""
        if self.given_kafka:
            return self.given_kafka
        self.engines.start_kafka()
        return self.engines.bootstrap_servers

    def opensearch(self) -> str:
        """Give OpenSearch's address."""
        if self.given_opensearch:
            return self.given_opensearch
        self.engines.start_opensearch()
        return self.engines.opensearch_url


@contextmanager
def places(kafka: str | None, opensearch: str | None) -> Iterator[Places]:
    """Have addresses inside the block: *kafka* and *opensearch*, or engines of our own in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="quotewire-bench-") as name:
        folder = Path(name)
        with own_engines(folder / "engines") as engines:
            yield Places(engines, folder, kafka, opensearch)


def fresh_name() -> str:
    """Make up a name for topics and indices that nobody else has."""
    return f"bench{uuid4().hex[:8]}"


@asynccontextmanager
async def own_topics(bootstrap_servers: str) -> AsyncIterator[KafkaSettings]:
    """Have all topics under a name of their own inside the block; a Kafka that was given is left without them."""
    kafka = KafkaSettings(bootstrap_servers=bootstrap_servers, topic_prefix=f"{fresh_name()}.")
    try:
        await create_topics(kafka)
        yield kafka
    finally:
        admin = AIOKafkaAdminClient(**client_options(kafka))
        await admin.start()
        try:
            names = [name for name in await admin.list_topics() if name.startswith(kafka.topic_prefix)]
            await admin.delete_topics(names)
        finally:
            await admin.close()


@asynccontextmanager
async def own_indices(url: str) -> AsyncIterator[OpenSearchSettings]:
    """Have an index prefix of our own inside the block; its indices and templates are deleted afterwards."""
    place = OpenSearchSettings(url=AnyHttpUrl(url), index_prefix=fresh_name())
    try:
        yield place
    finally:
        async with AsyncOpenSearch(**place.client_options()) as admin:
            for name in await admin.indices.get(index=f"{place.index_prefix}-*"):
                await admin.indices.delete(index=name)
            for family in indices_of(place.index_prefix).families:
                await admin.indices.delete_index_template(name=family.versioned, ignore=404)
