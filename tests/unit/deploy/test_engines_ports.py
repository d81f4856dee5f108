"""Refusing a port that another program has."""

import os
import socket
from collections.abc import Iterator

import psutil
import pytest

from quotewire_deploy.engines import ports
from quotewire_deploy.engines.errors import PortTakenError
from tests.engines import free_block


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_free_port_is_free() -> None:
    port = free_block(1)
    assert ports.is_free(port)
    assert not ports.answers(port)
    ports.refuse_taken("kafka", {"QUOTEWIRE_ENGINES_KAFKA_PORT": port})


def test_a_taken_port_is_refused_with_port_setting_and_owner(taken: int) -> None:
    with pytest.raises(PortTakenError) as refused:
        ports.refuse_taken("kafka", {"QUOTEWIRE_ENGINES_KAFKA_PORT": taken})
    text = str(refused.value)
    assert text.startswith(f"Port {taken}, which kafka needs, is taken by ")
    assert f"(pid {os.getpid()}: " in text
    assert text.endswith("QUOTEWIRE_ENGINES_KAFKA_PORT.")
    assert "\n" not in text


def test_a_port_taken_on_all_addresses_is_taken() -> None:
    with socket.create_server(("", 0)) as server:
        assert not ports.is_free(server.getsockname()[1])


def test_a_port_taken_on_ipv6_loopback_alone_is_taken() -> None:
    """`localhost` may mean ::1, and its owner would answer in the engine's place."""
    if not socket.has_ipv6 or not any(
        address.address == "::1" for addresses in psutil.net_if_addrs().values() for address in addresses
    ):
        assert ports.is_free(free_block(1))  # a machine without IPv6 must not call every port taken
        return
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as server:
        assert not ports.is_free(server.getsockname()[1])


def test_an_owner_that_the_system_hides_is_another_program() -> None:
    assert ports.owner(free_block(1)) == "another program"
