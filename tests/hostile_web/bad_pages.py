"""Pages that no fetcher should publish, each beside a good page of its publisher, with the code of its dead letter."""

import gzip

from tests.hostile_web.documents import Entry
from tests.hostile_web.http import (
    Pause,
    Reply,
    Reset,
    Route,
    always,
    answer,
    endless,
    head,
    raw,
    redirect,
    zeros,
)
from tests.hostile_web.maker import Maker

LATE = "deadline_passed read_timeout"
BROKEN = "connection_broken protocol_error"
_OK = {"Content-Type": "text/html"}
_START = b"<!doctype html><html><head><title>Never ends</title></head><body>"


def add_all(maker: Maker, *, blocked_port: int) -> None:
    """Add every publisher of this file; *blocked_port* is one that may not be asked."""
    for name, bad in (
        ("bodies", _bodies(maker)),
        ("encodings", _encodings()),
        ("cut-off", _cut_off()),
        ("heads", _heads()),
        ("hang-ups", _hang_ups()),
        ("contents", _contents()),
        ("statuses", _statuses()),
    ):
        for case, (codes, reply) in bad.items():
            _beside_good(maker, f"{name}-{case}", codes, reply)
    _add_redirects(maker)
    _add_addresses(maker, blocked_port)
    _add_front_page(maker)
    _add_tls(maker)
    _add_deep_page(maker)


Bad = dict[str, tuple[str, Reply | Route]]


def _beside_good(maker: Maker, name: str, codes: str, reply: Reply | Route) -> None:
    site, entries = maker.paper(name, 1)
    site.refuse("/bad", codes, reply)
    entries.insert(0, Entry(site.url("/bad"), f"A bad page: {name}", maker.ago(1)))


def _bodies(maker: Maker) -> Bad:
    start = head(200, _OK) + _START
    large = "<p>" + maker.story().text * 9_000
    return {
        "drip": (LATE, lambda _ask: endless(start, b".", pause_s=0.3, meaning="later")),
        "endless": ("page_too_large", lambda _ask: endless(start, b"<p>and on and on " * 2_000)),
        "endless-chunks": (
            "page_too_large",
            lambda _ask: endless(_chunked_start(), b"10000\r\n" + b"x" * 65_536 + b"\r\n"),
        ),
        "too-large": ("page_too_large", answer(large)),
        "empty": ("empty_page", answer("")),
        "blank": ("empty_page", answer("  \n\t\r\n ")),
        "silent": (LATE, lambda _ask: raw(head(200, {**_OK, "Content-Length": "500"}), Pause(40))),
    }


def _chunked_start() -> bytes:
    return head(200, {**_OK, "Transfer-Encoding": "chunked"})


def _encodings() -> Bad:
    bomb = zeros(64)
    thrice = gzip.compress(gzip.compress(bomb, mtime=0), mtime=0)
    packed = {"Content-Encoding": "gzip"}
    page = gzip.compress(_START + b"<p>fine", mtime=0)
    return {
        "gzip-bomb": ("page_too_large", answer(bomb, headers=packed)),
        "gzip-thrice": ("stacked_encoding", answer(thrice, headers=packed)),
        "gzip-thrice-said": (
            "stacked_encoding",
            answer(thrice, headers={"Content-Encoding": "gzip, gzip, gzip"}),
        ),
        "gzip-twice": (
            "stacked_encoding",
            answer(gzip.compress(page), headers={"Content-Encoding": "gzip, gzip"}),
        ),
        "gzip-unsaid": ("stacked_encoding bad_content", answer(page)),
        "unknown": ("bad_encoding", answer(page, headers={"Content-Encoding": "br"})),
        "no-gzip": ("bad_encoding", answer(_START + b"<p>plain", headers=packed)),
    }


def _cut_off() -> Bad:
    page = gzip.compress(_START + b"<p>fine " * 3_000, mtime=0)
    cut = {**_OK, "Content-Length": "9000"}
    gzipped = {**_OK, "Content-Encoding": "gzip", "Content-Length": str(len(page) // 2)}
    return {
        "length": ("truncated_body", raw(head(200, cut), _START)),
        "chunk": ("truncated_body", raw(_chunked_start(), b"400\r\n<p>half")),
        "chunks": ("truncated_body", raw(_chunked_start(), b"6\r\n<p>one\r\n")),
        "gzip": ("truncated_body bad_encoding", raw(head(200, gzipped), page[: len(page) // 2])),
        "reset": ("truncated_body connection_broken", raw(head(200, cut), _START, Pause(0.2), Reset())),
    }


def _heads() -> Bad:
    return {
        "endless": (
            "too_many_headers",
            lambda _ask: endless(b"HTTP/1.1 200 OK\r\n", b"X-More: and more\r\n" * 200),
        ),
        "drip": (
            LATE,
            lambda _ask: endless(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n", pause_s=0.3, meaning="later"),
        ),
        "long-line": (
            "too_many_headers protocol_error",
            raw(b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 1_000_000 + b"\r\n\r\nhi"),
        ),
        "bogus": ("protocol_error", raw(b"HTTP/1.1 banana\r\n\r\n")),
        "http-09": ("protocol_error", raw(b"<html>no head at all</html>")),
        "two-lengths": (
            "protocol_error",
            raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\nhello"),
        ),
        "negative-length": ("protocol_error", raw(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello")),
        "interim-flood": (
            "too_many_headers protocol_error deadline_passed",
            lambda _ask: endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 50, meaning="later"),
        ),
        "tls-bytes": ("protocol_error", raw(b"\x15\x03\x01\x00\x02\x02\x50")),
    }


def _hang_ups() -> Bad:
    return {
        "at-once": (BROKEN, raw(b"")),
        "reset": (BROKEN, raw(Reset())),
        "in-head": (BROKEN, raw(b"HTTP/1.1 200 OK\r\nContent-Ty")),
        "never": (LATE, lambda _ask: raw(Pause(40))),
    }


def _contents() -> Bad:
    png = b"\x89PNG\r\n\x1a\n" + bytes(2_000)
    return {
        "pdf": ("bad_content_type", answer(b"%PDF-1.7 ...", kind="application/pdf")),
        "image": ("bad_content_type", answer(png, kind="image/png")),
        "octets": (
            "bad_content_type bad_content",
            answer(bytes(range(256)) * 9, kind="application/octet-stream"),
        ),
        "video": ("bad_content_type", answer(bytes(9_000), kind="video/mp4")),
        "json": ("bad_content_type", answer("{}", kind="application/json")),
        "pdf-as-html": ("bad_content", answer(b"%PDF-1.7\n" + bytes(range(256)) * 9)),
        "png-as-html": ("bad_content", answer(png)),
        "zeros-as-html": ("bad_content", answer(bytes(5_000))),
    }


def _statuses() -> Bad:
    bad: Bad = {
        str(code): (f"http_{code}", answer("no", status=code))
        for code in (204, 400, 401, 402, 403, 404, 410, 451)
    }
    bad |= {str(code): (f"http_{code}", answer("no", status=code)) for code in (500, 502, 503)}
    bad["429"] = ("http_429", answer("no", status=429, headers={"Retry-After": "1"}))
    bad["304-unasked"] = ("http_304", lambda _ask: answer(b"", status=304, kind="", meaning="never"))
    return bad


def _add_redirects(maker: Maker) -> None:
    site, entries = maker.paper("redirects-bad", 1)
    other = maker.site("redirects-bad-partner")

    def add(target: str, codes: str, reply: Reply | Route | None) -> None:
        site.refuse(target, codes, reply)
        entries.append(Entry(site.url(target), f"Bad redirect {target}", maker.ago(2)))

    add("/self", "redirect_loop", redirect("/self"))
    add("/circle/a", "redirect_loop", redirect("/circle/b"))
    site.routes["/circle/b"] = always(redirect("/circle/a"))
    add("/ping", "redirect_loop too_many_redirects", redirect(other.url("/pong")))
    other.routes["/pong"] = always(redirect(site.url("/ping")))
    add("/far/0", "too_many_redirects", redirect("/far/1"))
    for number in range(1, 30):
        site.routes[f"/far/{number}"] = always(redirect(f"/far/{number + 1}"))
    add("/nowhere", "bad_redirect", answer("", status=302))
    add("/wall", "cookie_wall", redirect("/wall", headers={"Set-Cookie": "seen=1; Path=/"}))
    for number, scheme in enumerate(
        ("file:///etc/passwd", "ftp://press.example/x", "data:text/html,hi", "javascript:alert(1)")
    ):
        add(f"/scheme/{number}", "blocked_scheme bad_redirect bad_url", redirect(scheme))
    for number, host in enumerate(INSIDE):
        add(f"/inside/{number}", "blocked_address", redirect(f"http://{host}:{maker.port}/inside/{number}"))


INSIDE = (
    "10.0.0.1", "192.168.1.1", "172.16.0.9", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "localhost", "localhost.",
    "[::1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[fe80::1]", "[fd00:ec2::254]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
)  # fmt: skip


def _add_addresses(maker: Maker, blocked_port: int) -> None:
    """List what must not be asked as links of a feed."""
    site, entries = maker.paper("links-inside", 1)
    for number, host in enumerate(INSIDE):
        url = f"http://{host}:{maker.port}/linked/{number}"
        site.refuse(url, "blocked_address")
        entries.append(Entry(url, f"Inside {host}", maker.ago(3), guid=f"inside {host}"))
    port_url = f"http://{site.host}:{blocked_port}/x"
    site.refuse(port_url, "blocked_port")
    entries.append(Entry(port_url, "Another port", maker.ago(3), guid="port"))


def _add_front_page(maker: Maker) -> None:
    site, entries = maker.paper("removed-pages", 1)
    site.routes["/"] = always(
        answer("<!doctype html><title>The front page</title><p>All our news.", meaning="silent")
    )
    for number in range(3):
        site.refuse(f"/removed/{number}", "redirected_to_front_page", redirect("/"))
        entries.append(Entry(site.url(f"/removed/{number}"), f"Removed {number}", maker.ago(4)))


def _add_tls(maker: Maker) -> None:
    site = maker.site("self-signed")
    site.tls = True
    site.source(codes="tls_untrusted")
    site.forbidden.append("/")

    plain, entries = maker.paper("https-on-plain-port", 1)
    url = plain.url("/tls").replace("http:", "https:")
    plain.refuse(url, "connect_failed protocol_error tls_failed")
    entries.append(Entry(url, "TLS where there is none", maker.ago(1)))


def _add_deep_page(maker: Maker) -> None:
    site, entries = maker.paper("page-300000-tags", 1)
    told = maker.story()
    deep = site.page("/deep", told).replace("<article>", "<div>" * 300_000 + "<article>")
    site.refuse("/deep", "page_too_deep", answer(deep, version="v1"))
    entries.append(maker.entry(site.url("/deep"), told))
