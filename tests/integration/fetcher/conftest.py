from collections.abc import AsyncIterator, Iterator
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
    settings = KafkaSettings(
        bootstrap_servers=kafka_bootstrap, topic_prefix=f"t-{uuid4().hex[:8]}.", partitions=2
    )
    await create_topics(settings)
    yield settings
    admin = AIOKafkaAdminClient(**client_options(settings))
    await admin.start()
    try:
        await admin.delete_topics([settings.topic(spec.name) for spec in all_topics(2)])
    finally:
        await admin.close()
