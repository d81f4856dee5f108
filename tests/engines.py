"""Real engines for tests: the session's, shared and started once, and a test's own, which it may kill."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from quotewire_deploy.engines.manager import Engines
from quotewire_deploy.engines.ports import is_free
from quotewire_deploy.engines.settings import BROKERS_MAX, PORTS_PER_BROKER, EnginesSettings
from quotewire_deploy.engines.signals import sigterm_interrupts, undisturbed

KAFKA_PORTS = BROKERS_MAX * PORTS_PER_BROKER


@pytest.fixture(scope="session")
def kafka_bootstrap(session_engines: Engines) -> str:
    """Where Kafka is: QUOTEWIRE_TEST_KAFKA, else the session's own."""
    given = os.environ.get("QUOTEWIRE_TEST_KAFKA")
    if given:
        return given
    session_engines.start_kafka()
    return session_engines.bootstrap_servers


@pytest.fixture(scope="session")
def opensearch_url(session_engines: Engines) -> str:
    """Where OpenSearch is: QUOTEWIRE_TEST_OPENSEARCH, else the session's own."""
    given = os.environ.get("QUOTEWIRE_TEST_OPENSEARCH")
    if given:
        return given
    session_engines.start_opensearch()
    return session_engines.opensearch_url


@pytest.fixture(scope="session")
def session_engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    """Engines of this session, each started by the first test that asks; use the two fixtures above."""
    with own_engines(tmp_path_factory.mktemp("engines")) as engines:
        yield engines


@contextmanager
def own_engines(folder: Path, **settings: object) -> Iterator[Engines]:
    """Give engines, not started yet, that live in *folder* on free ports and are gone afterwards, come what may."""
    engines = Engines(free_settings(folder, **settings))
    with sigterm_interrupts():  # a time limit around the tests must not leave servers behind
        try:
            yield engines
        finally:
            with undisturbed():
                engines.down()


def free_settings(folder: Path, **settings: object) -> EnginesSettings:
    """Make settings with *folder* as the state and ports that nobody uses."""
    values: dict[str, object] = {
        "state_dir": folder,
        "kafka_port": free_block(KAFKA_PORTS),
        "opensearch_port": free_block(1),
        "opensearch_transport_port": free_block(1),
    }
    return EnginesSettings.model_validate(values | settings)


def free_block(length: int) -> int:
    """Find *length* free ports in a row and give the first."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            first = int(probe.getsockname()[1])
        if first + length < 2**16 and all(is_free(first + step) for step in range(length)):
            return first
