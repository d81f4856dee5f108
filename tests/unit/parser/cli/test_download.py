"""One page comes from the web: within a size, from a permitted address, and every failure is one sentence."""

import gzip
from http.server import BaseHTTPRequestHandler

import pytest

from quotewire_parser.cli.download import USER_AGENT, AccessSettings, Page, download
from quotewire_shared.errors import QuotewireError, UsageError
from tests.unit.fetcher.site import Site, answer, redirect

MOST = 10_000


def failure(url: str, error: type[Exception] = QuotewireError) -> str:
    with pytest.raises(error) as caught:
        download(url, most_bytes=MOST)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_page_comes_with_its_address_and_type(site: Site) -> None:
    site.pages["/a"] = answer("<p>Gates", kind="Text/HTML; Charset=UTF-8")
    assert download(site.url("/a"), most_bytes=MOST) == Page(
        site.url("/a"), b"<p>Gates", "text/html; charset=utf-8"
    )
    assert site.headers[0]["user-agent"] == USER_AGENT


def test_redirects_are_followed_to_the_final_address(site: Site) -> None:
    site.pages |= {"/a": redirect("/b"), "/b": answer("Gates")}
    assert download(site.url("/a"), most_bytes=MOST).url == site.url("/b")


def test_redirects_without_end_are_not(site: Site) -> None:
    for n in range(50):
        site.pages[f"/{n}"] = redirect(f"/{n + 1}")
    failure(site.url("/0"))
    assert sum(site.asked.values()) < 10


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://127.0.0.1/x", "data:text/html,x"])
def test_a_redirect_leads_nowhere_but_the_web(site: Site, to: str) -> None:
    site.pages["/a"] = redirect(to)
    failure(site.url("/a"))


def test_a_redirect_to_a_private_address_is_refused(site: Site) -> None:
    site.pages["/a"] = redirect("http://10.0.0.1/secret")
    assert "10.0.0.1 is at 10.0.0.1, which is not public" in failure(site.url("/a"))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "10.0.0.1", "0.0.0.0", "224.0.0.1", "2130706433"])  # fmt: skip
def test_what_is_not_public_is_not_reached_and_the_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.delenv("QUOTEWIRE_FETCHER_ALLOWED_PRIVATE_NETWORKS", raising=False)
    assert "QUOTEWIRE_FETCHER_ALLOWED_PRIVATE_NETWORKS" in failure(f"http://{host}:9/")


def test_the_networks_of_the_setting_are_read_as_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTEWIRE_FETCHER_ALLOWED_PRIVATE_NETWORKS", "127.0.0.0/8, ::1/128,")
    assert [str(network) for network in AccessSettings().allowed_private_networks] == [
        "127.0.0.0/8",
        "::1/128",
    ]


def test_a_page_over_the_limit_is_refused(site: Site) -> None:
    site.pages["/a"] = answer(b"x" * (MOST + 1))
    assert "over 5 MiB" in failure(site.url("/a"))
    site.pages["/b"] = answer(b"x" * MOST)
    assert len(download(site.url("/b"), most_bytes=MOST).body) == MOST


def test_a_small_answer_that_inflates_to_gigabytes_is_refused(site: Site) -> None:
    site.pages["/a"] = answer(gzip.compress(bytes(50_000_000)), Content_Encoding="gzip")
    assert "over 5 MiB" in failure(site.url("/a"))


def test_a_compressed_page_is_read(site: Site) -> None:
    site.pages["/a"] = answer(gzip.compress(b"Gates " * 1_000), Content_Encoding="GZIP")
    assert download(site.url("/a"), most_bytes=MOST).body == b"Gates " * 1_000


def test_a_compressed_page_that_is_broken_is_said_so(site: Site) -> None:
    site.pages["/a"] = answer(b"no gzip at all", Content_Encoding="gzip")
    assert "cannot be fetched" in failure(site.url("/a"))


@pytest.mark.parametrize("status", [401, 403, 404, 410, 429, 500, 503])
def test_an_error_status_is_told(site: Site, status: int) -> None:
    site.pages["/a"] = answer("no", status=status)
    assert f"answered {status}" in failure(site.url("/a"))


@pytest.mark.parametrize("url", ["http://", "http:///a", "http://a b/", "http://x.example:99999/", "http://x.example:port/", "http://[x/", "http://x..example/", "http://" + "a" * 70 + ".example/"])  # fmt: skip
def test_what_is_no_address_is_said_so(url: str) -> None:
    assert "fetched" in failure(url)


def test_a_host_that_hangs_up_is_said_so(site: Site) -> None:
    def hang_up(handler: BaseHTTPRequestHandler) -> None:
        handler.connection.close()

    site.pages["/a"] = hang_up
    assert "cannot be fetched" in failure(site.url("/a"))


def test_a_page_cut_short_is_not_taken_for_whole(site: Site) -> None:
    def cut(handler: BaseHTTPRequestHandler) -> None:
        answer(b"half", Content_Length="1000")(handler)
        handler.close_connection = True

    site.pages["/a"] = cut
    assert "cut short" in failure(site.url("/a"))
    site.pages["/b"] = answer(gzip.compress(b"Gates " * 1_000)[:-20], Content_Encoding="gzip")
    assert "cut short" in failure(site.url("/b"))


def test_a_port_where_nobody_listens_is_said_so(site: Site) -> None:
    assert "cannot be fetched" in failure("http://127.0.0.1:1/")


def test_an_address_with_a_line_end_is_no_second_header(site: Site) -> None:
    failure(site.url("/a\r\nX-Evil: 1"), UsageError)
    assert not site.asked
