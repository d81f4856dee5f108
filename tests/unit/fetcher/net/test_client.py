import gzip
from collections.abc import AsyncIterator
from http.server import BaseHTTPRequestHandler

import pytest

from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from quotewire_fetcher.net.client import HttpClient
from quotewire_fetcher.net.web import Answer, Wanted
from tests.unit.fetcher.raw_site import Talk, raw_site
from tests.unit.fetcher.raw_site import page as raw_page
from tests.unit.fetcher.site import Site, answer, new_client, redirect

CAP = 1_000_000


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    client = new_client()
    yield client
    await client.close()


async def get(client: HttpClient, url: str, **wanted: object) -> Answer:
    return await client.get(Wanted(url, **({"max_bytes": CAP} | wanted)))  # type: ignore[arg-type]


async def code_of(client: HttpClient, url: str, **wanted: object) -> str:
    try:
        await get(client, url, **wanted)
    except (FetchRefusedError, FetchFailedError) as error:
        return error.reason_code
    return "ok"


async def test_a_page_comes_with_its_headers_and_final_address(client: HttpClient, site: Site) -> None:
    site.pages["/a"] = redirect("/b#part")
    site.pages["/b"] = answer("<p>Hi</p>", ETag='"1"')
    got = await get(client, site.url("/a"))
    assert (got.url, got.status, got.body, got.headers["etag"]) == (site.url("/b"), 200, b"<p>Hi</p>", '"1"')
    assert site.headers[0]["user-agent"] == "Quotewire/test"
    assert site.headers[0]["accept-encoding"] == "gzip, deflate"


async def test_a_conditional_request_may_come_back_unmodified(client: HttpClient, site: Site) -> None:
    site.pages["/a"] = answer(b"", status=304, Content_Length="0")
    got = await get(client, site.url("/a"), etag='"1"', last_modified="Tue, 24 Nov 2026 10:00:00 GMT")
    assert got.not_modified
    assert site.headers[0]["if-none-match"] == '"1"'
    assert site.headers[0]["if-modified-since"] == "Tue, 24 Nov 2026 10:00:00 GMT"
    assert await code_of(client, site.url("/a")) == "http_304"


async def test_a_triple_gzip_bomb_is_refused_at_once(client: HttpClient, site: Site) -> None:
    bomb = gzip.compress(gzip.compress(gzip.compress(b"\0" * 50_000_000)))
    site.pages["/stacked"] = answer(bomb, Content_Encoding="gzip, gzip, gzip")
    site.pages["/hidden"] = answer(bomb, Content_Encoding="gzip")
    assert len(bomb) < 500
    assert await code_of(client, site.url("/stacked")) == "stacked_encoding"
    # One layer is taken off; what is left is small, and recognised as compressed where the page is read.
    assert len((await get(client, site.url("/hidden"))).body) < 1_000


async def test_a_bomb_of_one_layer_is_refused(client: HttpClient, site: Site) -> None:
    site.pages["/a"] = answer(gzip.compress(b"\0" * 50_000_000), Content_Encoding="gzip")
    assert await code_of(client, site.url("/a")) == "page_too_large"


async def test_an_endless_body_is_cut_off(client: HttpClient, site: Site) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Connection", "close")
        handler.end_headers()
        while not site.closing.is_set():
            handler.wfile.write(b"<p>more</p>" * 1_000)

    site.pages["/a"] = endless
    assert await code_of(client, site.url("/a")) == "page_too_large"
    cut = await get(client, site.url("/a"), overflow="cut", max_bytes=100)
    assert len(cut.body) == 100


async def test_a_page_announced_too_large_is_not_read(client: HttpClient, site: Site) -> None:
    site.pages["/a"] = answer("short", Content_Length="99999999")
    assert await code_of(client, site.url("/a")) == "page_too_large"


async def test_a_body_shorter_than_announced_is_noticed(client: HttpClient, site: Site) -> None:
    def short(handler: BaseHTTPRequestHandler) -> None:
        answer("half", Content_Length="100")(handler)
        handler.close_connection = True

    site.pages["/a"] = short
    assert await code_of(client, site.url("/a")) == "truncated_body"


async def test_redirects_in_a_circle_are_refused(client: HttpClient, site: Site) -> None:
    site.pages["/a"] = redirect("/b")
    site.pages["/b"] = redirect("/a")
    assert await code_of(client, site.url("/a")) == "redirect_loop"
    assert site.asked == {"/a": 1, "/b": 1}


async def test_a_cookie_wall_is_a_circle_too(client: HttpClient, site: Site) -> None:
    site.pages["/a"] = answer(b"", status=302, Location="/a", Set_Cookie="seen=1")
    assert await code_of(client, site.url("/a")) == "cookie_wall"
    assert site.asked == {"/a": 1}
    site.pages["/b"] = answer("x", Set_Cookie="seen=1")
    await get(client, site.url("/b"))
    await get(client, site.url("/b"))
    assert all("cookie" not in headers for headers in site.headers)


async def test_endless_redirects_are_refused(client: HttpClient, site: Site) -> None:
    for number in range(20):
        site.pages[f"/{number}"] = redirect(f"/{number + 1}")
    assert await code_of(client, site.url("/0")) == "too_many_redirects"
    assert len(site.asked) == 6


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("http://169.254.169.254:{port}/latest/meta-data", "blocked_address"),
        ("http://[::ffff:169.254.169.254]:{port}/", "blocked_address"),
        ("http://2852039166:{port}/", "blocked_address"),
        ("http://10.0.0.1:{port}/", "blocked_address"),
        ("http://[64:ff9b::a9fe:a9fe]:{port}/", "blocked_address"),
        ("file:///etc/passwd", "blocked_scheme"),
        ("gopher://127.0.0.1/", "blocked_scheme"),
        ("http://127.0.0.1:22/", "blocked_port"),
        ("http://:80/", "bad_url"),
        ("http://[broken/", "bad_redirect"),
    ],
)
async def test_a_redirect_to_where_nobody_may_go_is_refused(site: Site, target: str, code: str) -> None:
    client = new_client(ports=(site.port,))
    site.pages["/a"] = redirect(target.format(port=site.port))
    assert await code_of(client, site.url("/a")) == code
    await client.close()


async def test_nothing_private_is_reached_by_default(site: Site) -> None:
    client = new_client(networks=())
    site.pages["/a"] = answer("secret")
    for host in ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"):
        assert await code_of(client, site.url("/a", host)) == "blocked_address"
    assert not site.asked
    await client.close()


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (404, FetchRefusedError, "http_404"),
        (410, FetchRefusedError, "http_410"),
        (403, FetchRefusedError, "http_403"),
        (451, FetchRefusedError, "http_451"),
        (501, FetchRefusedError, "http_501"),
        (204, FetchRefusedError, "http_204"),
        (206, FetchRefusedError, "http_206"),
        (429, FetchFailedError, "http_429"),
        (500, FetchFailedError, "http_500"),
        (503, FetchFailedError, "http_503"),
        (408, FetchFailedError, "http_408"),
    ],
)
async def test_a_status_says_whether_to_come_again(
    client: HttpClient, site: Site, status: int, error: type[Exception], code: str
) -> None:
    site.pages["/a"] = answer(b"", status=status)
    with pytest.raises(error) as caught:
        await get(client, site.url("/a"))
    assert caught.value.reason_code == code  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("value", "least_s", "most_s"),
    [("120", 120, 120), ("99999999", 86_400, 86_400), ("Fri, 01 Jan 2100 00:00:00 GMT", 86_400, 86_400)],
)
async def test_the_wish_to_be_left_alone_is_heard(
    client: HttpClient, site: Site, value: str, least_s: float, most_s: float
) -> None:
    site.pages["/a"] = answer(b"", status=503, Retry_After=value)
    with pytest.raises(FetchFailedError) as caught:
        await get(client, site.url("/a"))
    assert caught.value.retry_after_s is not None
    assert least_s <= caught.value.retry_after_s <= most_s


@pytest.mark.parametrize("value", ["soon", "", "-5"])
async def test_a_wish_that_makes_no_sense_is_none(client: HttpClient, site: Site, value: str) -> None:
    site.pages["/a"] = answer(b"", status=429, Retry_After=value)
    with pytest.raises(FetchFailedError) as caught:
        await get(client, site.url("/a"))
    assert caught.value.retry_after_s is None


async def test_what_is_no_page_is_refused_by_its_type(client: HttpClient, site: Site) -> None:
    site.pages["/pdf"] = answer(b"%PDF", kind="application/pdf")
    site.pages["/none"] = answer(b"<p>x</p>", kind="")
    html = frozenset({"text/html"})
    assert await code_of(client, site.url("/pdf"), content_types=html) == "bad_content_type"
    assert (await get(client, site.url("/none"), content_types=html)).body == b"<p>x</p>"


async def test_a_server_that_is_not_there_fails_for_now(client: HttpClient, site: Site) -> None:
    assert await code_of(client, "http://127.0.0.1:1/") == "connect_failed"
    assert await code_of(client, f"http://no-such-host.invalid:{site.port}/") == "dns_failed"


async def test_a_server_that_speaks_no_http_fails_for_now(client: HttpClient, site: Site) -> None:
    site.pages["/a"] = lambda handler: handler.wfile.write(b"\x16\x03\x01 hello\r\n\r\n")
    assert await code_of(client, site.url("/a")) == "protocol_error"


async def test_encodings_that_were_not_asked_for_are_refused(client: HttpClient, site: Site) -> None:
    site.pages["/br"] = answer(b"x", Content_Encoding="br")
    site.pages["/bad"] = answer(b"plain", Content_Encoding="gzip")
    assert await code_of(client, site.url("/br")) == "bad_encoding"
    assert await code_of(client, site.url("/bad")) == "bad_encoding"


async def test_a_form_is_posted_and_again_only_where_that_is_asked_for(client: HttpClient) -> None:
    form, posted = b"hub.mode=subscribe", []

    async def hub(talk: Talk) -> None:
        while True:
            method, path, _ = (await talk.request()).split(b" ", 2)
            posted.append((method, path, await talk.body(len(form))))
            status = {b"/moved": "307 Moved", b"/found": "302 Found"}.get(path, "202 Accepted")
            await talk.say(raw_page(b"", "Location: /hub", status=status))

    async with raw_site(hub) as site:
        assert (await get(client, site.url("/hub"), form=form)).status == 202
        assert (await get(client, site.url("/moved"), form=form)).url == site.url("/hub")
        assert await code_of(client, site.url("/found"), form=form) == "http_302"
    assert posted == [(b"POST", path, form) for path in (b"/hub", b"/moved", b"/hub", b"/found")]
