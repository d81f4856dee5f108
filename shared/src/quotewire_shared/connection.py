"""How every Kafka client of ours connects, and how a starting service waits for Kafka."""

import asyncio
import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import (
    KafkaError,
    MessageSizeTooLargeError,
    OutOfOrderSequenceNumber,
    ProducerFenced,
    RecordListTooLargeError,
    UnknownProducerId,
)

from quotewire_shared.errors import QuotewireError
from quotewire_shared.settings import KafkaSettings

log = structlog.get_logger()

REQUEST_TIMEOUT_MS = 60_000
"""Must exceed the session and rebalance timeouts, or a consumer never rejoins after a broker hang
(engineering-facts, fact 11)."""

BROKEN_PRODUCER = (OutOfOrderSequenceNumber, ProducerFenced, UnknownProducerId)
"""After one of these an idempotent producer never publishes again (aiokafka #1017); only a new one does."""

TOO_LARGE = (MessageSizeTooLargeError, RecordListTooLargeError)
"""The producer's own limit or the topic's: the same record meets it each time."""


def client_options(settings: KafkaSettings) -> dict[str, Any]:
    """Give the aiokafka keyword arguments for *settings*: addresses and security."""
    options: dict[str, Any] = {
        "bootstrap_servers": settings.bootstrap_servers,
        "security_protocol": settings.security_protocol,
        "request_timeout_ms": REQUEST_TIMEOUT_MS,
    }
    if settings.security_protocol.endswith("SSL"):
        options["ssl_context"] = ssl.create_default_context(cafile=settings.ssl_cafile or None)
    if settings.security_protocol.startswith("SASL"):
        options |= {
            "sasl_mechanism": settings.sasl_mechanism,
            "sasl_plain_username": settings.sasl_username,
            "sasl_plain_password": settings.sasl_password.get_secret_value(),
        }
    return options


async def start_producer(producer: AIOKafkaProducer) -> None:
    """Start *producer*; one that cannot start is stopped, as it may hold connections already."""
    try:
        await producer.start()
    except BaseException:  # a cancelled start leaves as much behind as a failed one
        await producer.stop()
        raise


async def wait_for_kafka(settings: KafkaSettings, *, topics: tuple[str, ...] = ()) -> None:
    """
    Wait until Kafka answers and knows *topics* (full names).

    Raises:
        QuotewireError: it did not within `startup_timeout_s`; the text says which of the two and what to do.
    """
    with _aiokafka_quiet():
        await _wait(settings, topics, asyncio.get_running_loop().time() + settings.startup_timeout_s)


async def _wait(settings: KafkaSettings, topics: tuple[str, ...], deadline: float) -> None:
    delay_s = 0.2
    while True:
        try:
            missing = sorted(set(topics) - await topic_names(settings))
            if not missing:
                return
            problem = f"Kafka at {settings.bootstrap_servers} has no topic {missing[0]}. Run `quotewire bootstrap` first."
        except (KafkaError, OSError, TimeoutError):
            problem = (
                f"Kafka does not answer at {settings.bootstrap_servers}. Start it (`quotewire engines up`) or set "
                "QUOTEWIRE_KAFKA_BOOTSTRAP_SERVERS."
            )
        if asyncio.get_running_loop().time() + delay_s > deadline:
            raise QuotewireError(problem)
        log.debug("kafka_awaited", problem=problem)
        await asyncio.sleep(delay_s)
        delay_s = min(delay_s * 2, 3.0)


async def topic_names(settings: KafkaSettings) -> set[str]:
    """List the topics; raises KafkaError, OSError or TimeoutError when Kafka does not answer."""
    # A short request timeout: this is a probe, and a hanging broker must not hang the start for a minute.
    options = client_options(settings) | {"request_timeout_ms": 5_000}
    admin = AIOKafkaAdminClient(**options, client_id="quotewire-probe")
    try:
        async with asyncio.timeout(10):
            await admin.start()
            return set(await admin.list_topics())
    finally:
        await admin.close()


@contextmanager
def _aiokafka_quiet() -> Iterator[None]:
    """Hold back aiokafka's complaints about a Kafka that is not there yet: several a second, while we say it once."""
    logger = logging.getLogger("aiokafka")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)
