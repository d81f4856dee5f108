from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from quotewire_shared.bootstrap import create_topics
from quotewire_shared.connection import client_options
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import all_topics
from tests.unit.fetcher.site import Site, serve_site


@pytest.fixture
def site() -> Iterator[Site]:
    with serve_site() as running:
        yield running


@pytest.fixture
async def kafka(kafka_bootstrap: str) -> AsyncIterator[KafkaSettings]:
    """Topics of this test's own, gone afterwards."""
    async with own_topics(kafka_bootstrap, partitions=2) as settings:
        yield settings


@pytest.fixture
async def wide_kafka(kafka_bootstrap: str) -> AsyncIterator[KafkaSettings]:
    """The same, for more than two fetchers."""
    async with own_topics(kafka_bootstrap, partitions=6) as settings:
        yield settings


@asynccontextmanager
async def own_topics(bootstrap: str, partitions: int) -> AsyncIterator[KafkaSettings]:
    settings = KafkaSettings(
        bootstrap_servers=bootstrap, topic_prefix=f"t-{uuid4().hex[:8]}.", partitions=partitions
    )
    await create_topics(settings)
    yield settings
    admin = AIOKafkaAdminClient(**client_options(settings))
    await admin.start()
    try:
        await admin.delete_topics([settings.topic(spec.name) for spec in all_topics(partitions)])
    finally:
        await admin.close()
