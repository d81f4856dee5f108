"""What the server sees: one connection to a host and to an address, idle ones included, and none for ever."""

import asyncio
import errno
import socket
from collections.abc import AsyncIterator

import pytest

from quotewire_fetcher.failures import FetchFailedError, NotYetError
from quotewire_fetcher.net import lines
from quotewire_fetcher.net.client import HttpClient
from quotewire_fetcher.net.web import Wanted
from tests.unit.fetcher.raw_site import RawSite, Talk, page, raw_site
from tests.unit.fetcher.site import new_client


async def polite(talk: Talk) -> None:
    """Answer whatever is asked; "/slow" late, "/close" with a farewell."""
    while True:
        request = await talk.request()
        if b"/slow" in request:
            await asyncio.sleep(0.2)
        close = ("Connection: close",) if b"/close" in request else ()
        await talk.say(page(b"good", *close))
        if close:
            return


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    client = new_client(address_connections=1, concurrency=50)
    yield client
    await client.close()


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every name lead to 127.0.0.5."""

    def look_up(host: str, port: object, **_: object) -> list[tuple[object, ...]]:
        del host
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.5", port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


async def get(client: HttpClient, url: str) -> bytes:
    return (await client.get(Wanted(url, max_bytes=1_000))).body


async def test_a_connection_is_used_again(client: HttpClient) -> None:
    async with raw_site(polite) as site:
        for path in ("/a", "/b", "/c"):
            assert await get(client, site.url(path)) == b"good"
        assert site.connections == 1


async def test_two_ports_of_a_host_never_have_a_connection_each(client: HttpClient) -> None:
    async with raw_site(polite) as first, raw_site(polite) as second:
        counted = RawSite()
        first.count = second.count = counted.count  # type: ignore[method-assign]
        for _ in range(5):
            assert await get(client, first.url()) == b"good"
            assert await get(client, second.url()) == b"good"
        assert counted.connections == 10
        assert counted.most_open == {"127.0.0.1": 1}


async def test_an_address_in_two_spellings_is_one_host() -> None:
    client = new_client(address_connections=10)
    async with raw_site(polite) as site:
        for host in ("127.0.0.1", "127.1", "2130706433", "0x7f.0.0.1", "127.0.0.1."):
            assert await get(client, site.url("/", host)) == b"good"
        assert site.most_open == {"127.0.0.1": 1}
        assert site.connections == 1
    await client.close()


async def test_hosts_at_one_address_wait_for_each_other(client: HttpClient, shared: None) -> None:
    async with raw_site(polite) as site:
        urls = [site.url("/slow", f"{name}.example") for name in "abcd"]
        assert await asyncio.gather(*(get(client, url) for url in urls)) == [b"good"] * 4
        assert site.most_open == {"127.0.0.5": 1}
        await asyncio.gather(*(get(client, site.url("/", f"{name}.example")) for name in "abcdefgh"))
        assert site.most_open == {"127.0.0.5": 1}


async def test_more_connections_to_an_address_may_be_allowed(shared: None) -> None:
    client = new_client(address_connections=3, concurrency=50)
    async with raw_site(polite) as site:
        for _ in range(2):
            await asyncio.gather(*(get(client, site.url("/slow", f"{name}.example")) for name in "abcdefgh"))
        assert site.most_open == {"127.0.0.5": 3}
    await client.close()


async def test_who_has_no_patience_leaves_a_busy_address(client: HttpClient, shared: None) -> None:
    async with raw_site(polite) as site:
        slow = asyncio.create_task(get(client, site.url("/slow", "a.example")))
        await site.until(lambda site: site.connections)
        with pytest.raises(NotYetError) as caught:
            await client.get(Wanted(site.url("/", "b.example"), max_bytes=10), patience_s=0.01)
        assert caught.value.wait_s > 0
        assert await slow == b"good"
        assert await get(client, site.url("/", "b.example")) == b"good"


async def test_many_hosts_keep_a_connection_each(client: HttpClient) -> None:
    async with raw_site(polite) as site:
        for _ in range(2):
            await asyncio.gather(
                *(get(client, site.url("/", f"127.0.1.{number}")) for number in range(1, 40))
            )
        assert site.connections == 39
        assert client.open_connections() == 39
        assert set(site.most_open.values()) == {1}


async def test_idle_connections_are_bounded(client: HttpClient) -> None:
    client._lines._most_idle = 10
    async with raw_site(polite) as site:
        for number in range(1, 30):
            await get(client, site.url("/", f"127.0.1.{number}"))
        assert client.open_connections() == 10
        await site.until(lambda site: sum(site.open.values()) == 10)


async def test_idle_connections_are_closed_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "IDLE_S", 0.06)
    client = new_client()
    async with raw_site(polite) as site:
        await get(client, site.url())
        assert client.open_connections() == 1
        await site.until(lambda site: not site.open["127.0.0.1"])
        assert client.open_connections() == 0
    await client.close()


async def test_a_connection_that_was_idle_for_long_is_not_used_again(
    client: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with raw_site(polite) as site:
        await get(client, site.url())
        monkeypatch.setattr(lines, "IDLE_S", 0.0)
        await get(client, site.url())
        assert site.connections == 2
        assert site.most_open == {"127.0.0.1": 1}


async def test_a_server_that_takes_its_leave_is_opened_anew(client: HttpClient) -> None:
    async with raw_site(polite) as site:
        for _ in range(3):
            assert await get(client, site.url("/close")) == b"good"
            assert client.open_connections() == 0
        assert site.connections == 3
        assert site.most_open == {"127.0.0.1": 1}


async def test_no_host_is_blamed_where_this_machine_has_no_socket_left(
    client: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def no_socket(*_: object, **__: object) -> object:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(lines, "open_wire", no_socket)
    with pytest.raises(FetchFailedError) as caught:
        await get(client, "http://127.0.0.1:8080/")
    assert caught.value.reason_code == "out_of_sockets"


async def test_errors_and_redirects_leave_a_connection_that_can_be_used(client: HttpClient) -> None:
    async def script(talk: Talk) -> None:
        while True:
            path = (await talk.request()).split(b" ", 2)[1]
            status = {b"/moved": "302 Found", b"/gone": "404 Not Found"}.get(path, "200 OK")
            await talk.say(page(b"x" * 5_000, "Location: /good", status=status))

    async with raw_site(script) as site:
        await client.get(Wanted(site.url("/moved"), max_bytes=9_000))
        with pytest.raises(Exception, match="404"):
            await client.get(Wanted(site.url("/gone"), max_bytes=9_000))
        await client.get(Wanted(site.url("/good"), max_bytes=9_000))
        assert site.connections == 1
