"""TLS on loopback: only a certificate that is trusted, in time and for this host is spoken to."""

import asyncio
import datetime as dt
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import trustme

from quotewire_fetcher.net.client import HttpClient
from tests.unit.fetcher.net.test_client import code_of, get
from tests.unit.fetcher.raw_site import Script, Talk, answers, page, raw_site
from tests.unit.fetcher.site import new_client

LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
async def client(authority: trustme.CA, tmp_path: Path) -> AsyncIterator[HttpClient]:
    bundle = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    client = new_client(ca_file=str(bundle), connect_timeout_s=1.0)
    yield client
    await client.close()
    assert client.open_connections() == 0


def served(authority: trustme.CA, *names: str, **issue: object) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names, **issue).configure_cert(context)  # type: ignore[arg-type]
    return context


async def test_a_trusted_server_is_read_and_its_connection_kept(
    client: HttpClient, authority: trustme.CA
) -> None:
    async with raw_site(answers(page(), page(b"again")), tls=served(authority, "127.0.0.1")) as site:
        assert (await get(client, site.url(scheme="https"))).body == b"<p>good</p>"
        assert (await get(client, site.url(scheme="https"))).body == b"again"
        assert site.connections == 1


@pytest.mark.parametrize(
    ("by_ours", "name", "until"),
    [(False, "127.0.0.1", None), (True, "other.example", None), (True, "127.0.0.1", LONG_AGO)],
    ids=["unknown authority", "wrong host", "expired"],
)
async def test_a_certificate_that_is_not_good_is_refused_for_good(
    client: HttpClient, authority: trustme.CA, *, by_ours: bool, name: str, until: dt.datetime | None
) -> None:
    ca = authority if by_ours else trustme.CA()
    times = {} if until is None else {"not_before": until - dt.timedelta(days=90), "not_after": until}
    async with raw_site(answers(page()), tls=served(ca, name, **times)) as site:
        assert await code_of(client, site.url(scheme="https")) == "tls_untrusted"
        assert client.open_connections() == 0


async def test_plain_http_on_a_tls_port_fails_for_now(client: HttpClient) -> None:
    async def script(talk: Talk) -> None:
        await talk.say(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        await talk.until_closed()

    async with raw_site(script) as site:
        assert await code_of(client, site.url(scheme="https")) == "connect_failed"
        assert client.open_connections() == 0


async def _hang(talk: Talk) -> None:
    await talk.until_closed()


async def _slam(talk: Talk) -> None:
    talk.reset()


@pytest.mark.parametrize(("script", "code"), [(_hang, "connect_timeout"), (_slam, "connect_failed")])
async def test_a_handshake_that_comes_to_nothing_ends(client: HttpClient, script: Script, code: str) -> None:
    async with raw_site(script) as site:
        assert await code_of(client, site.url(scheme="https")) == code
        assert client.open_connections() == 0


async def test_a_handshake_that_is_cancelled_leaves_nothing(client: HttpClient) -> None:
    async with raw_site(_hang) as site:
        asking = asyncio.create_task(get(client, site.url(scheme="https")))
        await site.until(lambda site: site.connections)
        asking.cancel()
        await asyncio.wait([asking])
        await site.until(lambda site: not site.open["127.0.0.1"])
        assert client.open_connections() == 0


async def test_a_body_cut_off_within_tls_is_noticed(client: HttpClient, authority: trustme.CA) -> None:
    async def script(talk: Talk) -> None:
        await talk.request()
        await talk.say(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        talk.reset()

    async with raw_site(script, tls=served(authority, "127.0.0.1")) as site:
        assert await code_of(client, site.url(scheme="https")) == "truncated_body"


async def test_the_way_from_http_to_https_never_has_two_connections_open(
    client: HttpClient, authority: trustme.CA
) -> None:
    async with raw_site(answers(page(), close=False), tls=served(authority, "127.0.0.1")) as secure:
        where = secure.url(scheme="https")

        async def plain(talk: Talk) -> None:
            await talk.request()
            await talk.say(page(b"", f"Location: {where}", status="301 Moved"))
            await talk.until_closed()

        async with raw_site(plain, site=secure) as site:
            first = f"http://127.0.0.1:{site.port}/"
            assert (await get(client, first)).url == where
        assert secure.connections == 2
        assert secure.most_open == {"127.0.0.1": 1}
