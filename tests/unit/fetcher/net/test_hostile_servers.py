"""Servers that break HTTP, stall, or never end: each ends with its reason, and leaves no connection behind."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator
from ipaddress import ip_network

import pytest

from quotewire_fetcher.net.client import HttpClient
from quotewire_fetcher.net.web import Wanted
from tests.unit.fetcher.net.test_client import code_of, get
from tests.unit.fetcher.raw_site import Script, Talk, answers, page, raw_site
from tests.unit.fetcher.site import new_client

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
TEXT = b"<p>Hello, harbour.</p>" * 20


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    client = new_client(deadline_s=20.0, read_timeout_s=10.0, connect_timeout_s=10.0)
    yield client
    await client.close()


@pytest.fixture
async def hasty() -> AsyncIterator[HttpClient]:
    """Give a client that waits for nobody."""
    client = new_client(deadline_s=0.5, read_timeout_s=0.3)
    yield client
    await client.close()


async def outcome(client: HttpClient, script: Script, **wanted: object) -> str:
    """Give the code that *script* ends with, having looked that nothing is left open."""
    async with raw_site(script) as site:
        code = await code_of(client, site.url("/a"), **wanted)
        assert client.busy_connections() == 0
        await client.drop_connections()
        assert client.open_connections() == 0
    return code


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (b"", "connection_broken"),
        (b"<html>HTTP/0.9 page</html>", "protocol_error"),
        (b"HTTP/1.1 OK\r\n\r\n", "protocol_error"),
        (b"HTTP/2 200\r\nContent-Length: 0\r\n\r\n", "protocol_error"),
        (b"ICY 200 OK\r\n\r\n", "protocol_error"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "protocol_error"),
        (b"HTTP/1.1 99 Low\r\n\r\n", "protocol_error"),
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", "protocol_error"),
        (OK + b"Bad Header: x\r\n\r\n", "protocol_error"),
        (OK + b"X-Nul: a\0b\r\n\r\n", "protocol_error"),
        (OK + b"X-Evil: a\rSet-Cookie: b\r\n\r\n", "protocol_error"),
        (OK + b"\r\x0bX: y\r\n\r\n", "protocol_error"),
        (OK + b"Content-Length: +5\r\n\r\nhello", "protocol_error"),
        (OK + b"Content-Length: 5\r\nContent-Length: -5\r\n\r\nhello", "protocol_error"),
        (OK + b"Set-Cookie: " + b"a" * 100_000 + b"\r\n\r\n", "too_many_headers"),
        (OK + b": no name\r\n\r\n", "protocol_error"),
        (OK + b"Content-Length: -5\r\n\r\nhello", "protocol_error"),
        (OK + b"Content-Length: 5x\r\n\r\nhello", "protocol_error"),
        (OK + b"Content-Length: " + b"9" * 5_000 + b"\r\n\r\nhello", "protocol_error"),
        (OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", "protocol_error"),
        (OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n", "protocol_error"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n", "protocol_error"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhelloXX0\r\n\r\n", "protocol_error"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n", "protocol_error"),
        (OK + b"X-Half: ", "connection_broken"),
        (OK + b"Content-Length: 100\r\n\r\nhalf", "truncated_body"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "truncated_body"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n50\r\nhello", "truncated_body"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n", "truncated_body"),
        (OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(TEXT)[:-12], "truncated_body"),
        (OK + b"Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(TEXT), "stacked_encoding"),
        (OK + b"Content-Encoding: gzip, br\r\n\r\nx", "stacked_encoding"),
        (OK + b"Content-Encoding: br\r\n\r\nx", "bad_encoding"),
        (OK + b"Content-Encoding: zstd\r\n\r\nx", "bad_encoding"),
        (OK + b"Content-Encoding: none\r\n\r\nx", "bad_encoding"),
        (OK + b"Content-Encoding: gzip\r\n\r\n" + TEXT, "bad_encoding"),
        (OK + b"X-Line: " + b"a" * 1_000_000 + b"\r\n\r\n", "too_many_headers"),
        (OK + b"".join(b"X-%d: a\r\n" % number for number in range(300)) + b"\r\n", "too_many_headers"),
        (OK + b"X-Big: " + b"a" * 100_000 + b"\r\nContent-Length: 0\r\n\r\n", "too_many_headers"),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n" * 50 + page(), "protocol_error"),
    ],
)  # fmt: skip
async def test_an_answer_that_is_no_http_ends_with_its_reason(
    client: HttpClient, reply: bytes, code: str
) -> None:
    assert await outcome(client, answers(reply)) == code


@pytest.mark.parametrize(
    ("reply", "body"),
    [
        (b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi", b"hi"),
        (b"HTTP/1.1 200 OK\nContent-Length: 2\n\nhi", b"hi"),
        (b"HTTP/1.0 200 OK\r\n\r\nuntil the end", b"until the end"),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: </a>\r\n\r\n" + page(b"hi"), b"hi"),
        (OK + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\nhi", b"hi"),
        (OK + b"Content-Length: 2, 2\r\n\r\nhi", b"hi"),
        (OK + b'Transfer-Encoding: chunked\r\n\r\n2;x="y"\r\nhi\r\n0\r\nTrailer: x\r\n\r\n', b"hi"),
        (OK + b"Transfer-Encoding: chunked\r\nContent-Length: 99\r\n\r\n2\r\nhi\r\n0\r\n\r\n", b"hi"),
        (OK + b"Content-Encoding: identity\r\n\r\nhi", b"hi"),
        (OK + b"Content-Encoding: x-gzip\r\n\r\n" + gzip.compress(TEXT), TEXT),
        (OK + b"Content-Encoding: gzip, identity\r\n\r\n" + gzip.compress(TEXT), TEXT),
        (OK + b"Content-Encoding: deflate\r\n\r\n" + zlib.compress(TEXT), TEXT),
        (OK + b"Content-Encoding: deflate\r\n\r\n" + zlib.compress(TEXT)[2:-4], TEXT),
        (page(b"hi", "X-Caf\u00e9: no".replace("\u00e9", "e"), "X-Value: caf\u00e9"), b"hi"),
        (page(b"hi", *(f"Set-Cookie: c{number}={'v' * 400}" for number in range(100))), b"hi"),
        (page(b"hi", "Refresh: 0; url=http://127.0.0.1:1/"), b"hi"),
        (page(b"<meta http-equiv=refresh content='0;url=/b'>"), b"<meta http-equiv=refresh content='0;url=/b'>"),
    ],
)  # fmt: skip
async def test_an_answer_that_browsers_read_is_read(client: HttpClient, reply: bytes, body: bytes) -> None:
    async with raw_site(answers(reply)) as site:
        assert (await get(client, site.url("/a"))).body == body


def endless(start: bytes, more: bytes) -> Script:
    async def script(talk: Talk) -> None:
        await talk.request()
        await talk.say(start)
        while True:
            await talk.say(more)

    return script


@pytest.mark.parametrize(
    ("start", "more", "code"),
    [
        (OK, b"X-More: and more\r\n" * 100, "too_many_headers"),
        (OK + b"X-Line: ", b"a" * 4_096, "too_many_headers"),
        (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100, "protocol_error"),
        (OK + b"\r\n", b"<p>more</p>" * 1_000, "page_too_large"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1000\r\n" + b"a" * 4_096 + b"\r\n", "page_too_large"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n" * 1_000, "protocol_error"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1;" + b"x" * 9_000 + b"\r\na\r\n", "page_too_large"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n1;", b"x" * 9_000, "too_many_headers"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X-Trailer: x\r\n" * 100, "too_many_headers"),
        (OK + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"")*100, "bad_encoding"),
        (OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"x"), b"\0" * 10_000, "page_too_large"),
    ],
)  # fmt: skip
async def test_what_never_ends_is_ended(client: HttpClient, start: bytes, more: bytes, code: str) -> None:
    assert await outcome(client, endless(start, more)) == code


def drip(start: bytes) -> Script:
    async def script(talk: Talk) -> None:
        await talk.request()
        await talk.say(start)
        while True:
            await asyncio.sleep(0.05)
            await talk.say(b"x")

    return script


@pytest.mark.parametrize(
    "start",
    [
        b"HTTP/1.1 200 O",
        OK + b"X-Slow: ",
        OK + b"Content-Length: 10000\r\n\r\n",
        OK + b"Content-Length: 10000\r\nContent-Encoding: deflate\r\n\r\n" + zlib.compress(b"")[:2],
        OK + b"Transfer-Encoding: chunked\r\n\r\n1;",
    ],
)
async def test_a_slow_drip_ends_at_the_deadline(hasty: HttpClient, start: bytes) -> None:
    assert await outcome(hasty, drip(start)) in {"deadline_passed", "bad_encoding"}


async def _silent(talk: Talk) -> None:
    await talk.until_closed()


async def test_a_server_that_accepts_and_says_nothing_times_out(hasty: HttpClient) -> None:
    assert await outcome(hasty, _silent) == "read_timeout"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (None, "connection_broken"),
        (b"", "connection_broken"),
        (OK, "connection_broken"),
        (OK + b"Content-Length: 10\r\n\r\n", "truncated_body"),
        (OK + b"Content-Length: 10\r\n\r\nhalf", "truncated_body"),
        (OK + b"\r\nuntil the end", "truncated_body"),
    ],
)
async def test_a_reset_ends_with_its_reason_at_each_stage(
    client: HttpClient, said: bytes | None, code: str
) -> None:
    async def script(talk: Talk) -> None:
        if said is not None:
            await talk.request()
            await talk.say(said)
            await asyncio.sleep(0.05)
        talk.reset()

    assert await outcome(client, script) == code


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("204 No Content", "http_204"), ("205 Reset", "http_205"), ("206 Partial", "http_206"),
        ("300 Choices", "http_300"), ("304 Not Modified", "http_304"), ("305 Proxy", "http_305"),
        ("401 No", "http_401"), ("402 Pay", "http_402"), ("403 No", "http_403"), ("410 Gone", "http_410"),
        ("429 Wait", "http_429"), ("451 Law", "http_451"), ("500 Oops", "http_500"), ("999 Denied", "http_999"),
    ],
)  # fmt: skip
async def test_a_status_that_brings_no_page_is_named(client: HttpClient, status: str, code: str) -> None:
    assert await outcome(client, answers(page(b"body", status=status))) == code


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/a b", "/a%20b"), ("/caf\u00e9", "/caf%C3%A9"), ("  /trim  ", "/trim"), ("?x=1", "/a?x=1"), ("#x", "/a"),
        ("//127.0.0.1:{port}/c", "/c"), ("/%zz", "/%zz"), ("/a\tb", "/ab"),
    ],
)  # fmt: skip
async def test_a_redirect_is_read_as_a_browser_would(client: HttpClient, location: str, target: str) -> None:
    replies: list[bytes] = []
    async with raw_site(answers_from(replies)) as site:
        where = location.format(port=site.port)
        replies.append(page(b"", f"Location: {where}", status="302 Found"))
        answer = await client.get(Wanted(site.url("/a"), max_bytes=100, follow=lambda _: False))
    assert answer.moved_to == site.url(target)


def answers_from(replies: list[bytes]) -> Script:
    async def script(talk: Talk) -> None:
        await talk.request()
        await talk.say(replies[0])

    return script


@pytest.mark.parametrize(
    ("location", "code"),
    [
        (None, "bad_redirect"), ("", "bad_redirect"), ("http://[broken", "bad_redirect"),
        ("file:///etc/passwd", "blocked_scheme"), ("data:text/html,x", "blocked_scheme"),
        ("javascript:alert(1)", "blocked_scheme"), ("ftp://news.example/", "blocked_scheme"),
        ("http://user:pass@news.example/", "bad_url"), ("http://127.0.0.1:99999/", "bad_redirect"),
        ("http://" + "a" * 3_000 + ".example/", "bad_url"), ("http://a..b/", "dns_failed"),
        ("http://127.0.0.1:22/", "blocked_port"),
    ],
)  # fmt: skip
async def test_a_redirect_to_nowhere_is_refused(location: str | None, code: str) -> None:
    headers = () if location is None else (f"Location: {location}",)
    async with raw_site(answers(page(b"", *headers, status="301 Moved"))) as site:
        client = new_client(ports=(80, site.port))
        assert await code_of(client, site.url("/a")) == code
        await client.close()


PRIVATE = [
    "169.254.169.254", "[fd00:ec2::254]", "[::ffff:127.0.0.2]", "0x7f.1", "2130706433", "0177.0.0.1", "127.1",
    "localhost", "localhost.", "[::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2001::1]", "10.0.0.1",
    "100.100.100.200", "168.63.129.16", "0.0.0.0", "0",
]  # fmt: skip


@pytest.mark.parametrize("host", PRIVATE)
async def test_a_redirect_to_what_is_private_is_refused(host: str) -> None:
    async with raw_site(answers(page(b"", f"Location: http://{host}/x", status="302 Found"))) as site:
        client = new_client(networks=(ip_network("127.0.0.77/32"),), ports=(80, site.port))
        assert await code_of(client, site.url("/a", "127.0.0.77")) == "blocked_address"
        await client.close()
        assert site.connections == 1


async def test_all_hops_share_one_deadline(hasty: HttpClient) -> None:
    asked: list[int] = []

    async def slow_redirect(talk: Talk) -> None:
        while True:
            await talk.request()
            asked.append(1)
            await asyncio.sleep(0.15)
            await talk.say(page(b"", f"Location: /{len(asked)}", status="302 Found"))

    async with raw_site(slow_redirect) as site:
        assert await code_of(hasty, site.url("/a"), max_redirects=20) == "deadline_passed"
    assert len(asked) <= 4


async def test_a_cookie_wall_through_another_page_is_known_as_such(client: HttpClient) -> None:
    async def wall(talk: Talk) -> None:
        while True:
            path = (await talk.request()).split(b" ", 2)[1]
            where = "/consent" if path == b"/a" else "/a"
            await talk.say(page(b"", f"Location: {where}", "Set-Cookie: ok=1", status="302 Found"))

    assert await outcome(client, wall) == "cookie_wall"


async def test_what_lies_behind_an_answer_is_not_taken_for_the_next(client: HttpClient) -> None:
    poison = page(b"<p>poison</p>")

    async def script(talk: Talk) -> None:
        while True:
            path = (await talk.request()).split(b" ", 2)[1]
            await talk.say(page(b"<p>" + path + b"</p>") + poison)

    async with raw_site(script) as site:
        for path in ("/a", "/b", "/c"):
            assert (await get(client, site.url(path))).body == b"<p>" + path.encode() + b"</p>"
        assert site.connections == 3


async def test_what_comes_later_into_an_idle_connection_is_not_taken_either(client: HttpClient) -> None:
    async def script(talk: Talk) -> None:
        await talk.request()
        await talk.say(page(b"first"))
        await asyncio.sleep(0.05)
        await talk.say(page(b"poison"))
        await talk.until_closed()

    async with raw_site(script) as site:
        assert (await get(client, site.url("/a"))).body == b"first"
        await asyncio.sleep(0.15)
        assert (await get(client, site.url("/b"))).body == b"first"
        assert site.connections == 2


@pytest.mark.parametrize("status", ["304 Not Modified", "204 No Content"])
async def test_a_body_after_an_answer_without_one_does_no_harm(client: HttpClient, status: str) -> None:
    replies = iter((page(b"<p>not allowed</p>", status=status), page(b"good")))

    async def script(talk: Talk) -> None:
        await talk.request()
        await talk.say(next(replies))
        await talk.until_closed()

    async with raw_site(script) as site:
        await code_of(client, site.url("/a"), etag='"1"')
        assert (await get(client, site.url("/b"))).body == b"good"


async def test_a_door_shut_in_the_face_is_a_failure_and_nothing_is_asked_twice(client: HttpClient) -> None:
    """Who asks again at once breaks the pause, and a server may do it to each request."""

    async def script(talk: Talk) -> None:
        await talk.request()
        await talk.say(page(b"good"))
        await talk.request()

    async with raw_site(script) as site:
        assert (await get(client, site.url("/a"))).body == b"good"
        assert await code_of(client, site.url("/b")) == "connection_broken"
        assert site.connections == 1


async def test_a_connection_that_the_server_closed_meanwhile_is_opened_anew(client: HttpClient) -> None:
    async with raw_site(answers(page(b"good"))) as site:
        for count in range(1, 4):
            assert (await get(client, site.url("/a"))).body == b"good"
            await site.until(lambda site: not site.open["127.0.0.1"])
            assert site.connections == count


@pytest.mark.parametrize("value", ["x" * 5_000, "caf\u00e9", "a\tb", '"\u65e5"', ""])
async def test_a_validator_that_cannot_be_sent_back_is_dropped(client: HttpClient, value: str) -> None:
    async with raw_site(answers(page(b"hi", f"ETag: {value}", "Last-Modified: yesterday"))) as site:
        answer = await get(client, site.url("/a"))
    assert "etag" not in answer.headers
    assert answer.headers["last-modified"] == "yesterday"


async def test_a_validator_from_elsewhere_that_cannot_be_sent_is_left_out(client: HttpClient) -> None:
    seen: list[bytes] = []

    async def script(talk: Talk) -> None:
        seen.append(await talk.request())
        await talk.say(page(b"hi"))

    async with raw_site(script) as site:
        await get(client, site.url("/a"), etag='"1"\r\nX-Evil: 1', last_modified="caf\u00e9")
    assert b"evil" not in seen[0].lower()
    assert b"if-" not in seen[0].lower()


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("text/html", "ok"), ("TEXT/HTML; charset=x", "ok"), ("*/*", "ok"), ("unknown/unknown", "ok"), ("html", "ok"),
        ("text/html, text/html", "ok"), ("image/png, text/html", "ok"), (";", "ok"),
        ("application/octet-stream", "bad_content_type"), ("image/png", "bad_content_type"),
        ("text/html, application/pdf", "bad_content_type"), ("application/json", "bad_content_type"),
    ],
)  # fmt: skip
async def test_a_type_is_read_as_browsers_read_it(client: HttpClient, kind: str, code: str) -> None:
    reply = b"HTTP/1.1 200 OK\r\nContent-Type: " + kind.encode() + b"\r\nContent-Length: 2\r\n\r\nhi"
    assert await outcome(client, answers(reply), content_types=frozenset({"text/html"})) == code
