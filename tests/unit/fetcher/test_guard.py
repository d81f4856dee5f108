"""The guard stands on private names of httpx and httpcore; these tests fail when they move."""

import asyncio
import ipaddress
import socket
import time
from importlib.metadata import version

import httpcore
import pytest

from quotewire_fetcher.addresses import AddressPolicy
from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.guard import GuardedBackend, deadline_in
from quotewire_fetcher.web import Wanted
from tests.unit.fetcher.site import Site, answer, new_client


def test_the_versions_are_the_pinned_ones() -> None:
    assert (version("httpx"), version("httpcore")) == ("0.28.1", "1.0.9")


async def test_the_client_connects_through_the_guard(site: Site) -> None:
    site.pages["/a"] = answer("x")
    client = new_client(networks=(ipaddress.ip_network("127.0.0.2/32"),))
    with pytest.raises(FetchRefusedError) as caught:
        await client.get(Wanted(site.url("/a"), max_bytes=10))
    assert caught.value.reason_code == "blocked_address"
    assert client.open_connections() == 0
    await client.close()


async def test_a_name_is_looked_up_once_and_the_judged_address_is_used(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that answers differently the second time (DNS rebinding) gains nothing."""
    looked_up: list[str] = []

    def getaddrinfo(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        looked_up.append(host)
        address = "127.0.0.1" if len(looked_up) == 1 else "169.254.169.254"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    site.pages["/a"] = answer("good")
    client = new_client()
    got = await client.get(Wanted(site.url("/a", "rebind.example"), max_bytes=10))
    assert got.body == b"good"
    assert looked_up == ["rebind.example"]
    assert site.headers[0]["host"] == f"rebind.example:{site.port}"
    await client.close()


async def test_a_name_with_several_addresses_falls_back_to_the_next(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def getaddrinfo(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in ("127.9.9.9", "127.0.0.1")
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    site.pages["/a"] = answer("good")
    client = new_client()
    assert (await client.get(Wanted(site.url("/a", "two.example"), max_bytes=10))).body == b"good"
    await client.close()


async def test_a_name_server_that_does_not_answer_ends_at_the_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    released = asyncio.Event()
    loop = asyncio.get_running_loop()

    def getaddrinfo(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asyncio.run_coroutine_threadsafe(released.wait(), loop).result(10)
        raise OSError("late")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    client = new_client(deadline_s=0.2)
    started = time.monotonic()
    with pytest.raises(Exception, match="not resolved in time"):
        await client.get(Wanted("http://slow.example/", max_bytes=10))
    assert time.monotonic() - started < 1.5
    released.set()
    await client.close()


async def test_socket_files_are_refused_and_a_past_deadline_stops_a_connection() -> None:
    backend = GuardedBackend(AddressPolicy((), (80,)))
    with pytest.raises(httpcore.UnsupportedProtocol):
        await backend.connect_unix_socket("/run/docker.sock")
    with deadline_in(-1.0), pytest.raises(httpcore.ConnectTimeout):
        await backend.connect_tcp("8.8.8.8", 80, timeout=5.0)
    await backend.sleep(0.0)
    backend.close()
