"""Feeds built to break who reads them: each costs its reader dearly, unless it is careful."""

import gzip
from collections.abc import Callable

MEGABYTE = 1024 * 1024
EIGHT = 8 * MEGABYTE - 4096
"""What a feed may have, less what stands around it."""

_OPEN = b'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>'
_CLOSE = b"</channel></rss>"
_ITEM = b"<item><title>One</title><link>https://news.example/1</link></item>"
_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY l0 "lol">'
    + b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]><rss><channel><title>&l9;</title></channel></rss>"
)


def _repeated(piece: bytes, *, before: bytes = _OPEN, after: bytes = _CLOSE, size: int = EIGHT) -> bytes:
    return before + piece * ((size - len(before) - len(after)) // len(piece)) + after


def _numbered(pattern: bytes, count: int, *, before: bytes = _OPEN, after: bytes = _CLOSE) -> bytes:
    return (before + b"".join(pattern % number for number in range(count)) + after)[:EIGHT]


ENTITY_BOMBS: dict[str, Callable[[], bytes]] = {
    "billion laughs": lambda: _LAUGHS,
    "quadratic blow-up": lambda: (
        b'<!DOCTYPE r [<!ENTITY a "'
        + b"a" * 50_000
        + b'">]><rss><channel><title>'
        + b"&a;" * 50_000
        + b"</title></channel></rss>"
    ),
    "external entity": lambda: (
        b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&x;</title></channel></rss>'
    ),
    "parameter entity": lambda: (
        b'<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]><rss><channel/></rss>'
    ),
    "laughs in UTF-16": lambda: _LAUGHS.decode().replace('"1.0"', '"1.0" encoding="utf-16"').encode("utf-16"),
    "laughs in UTF-16 without a mark": lambda: _LAUGHS.decode().encode("utf-16-be"),
    "laughs in UTF-32": lambda: _LAUGHS.decode().encode("utf-32"),
    "laughs in UTF-7": lambda: (
        b'<?xml version="1.0" encoding="utf-7"?>' + _LAUGHS.partition(b"?>")[2].decode().encode("utf-7")
    ),
    "laughs behind junk": lambda: b"junk " + _LAUGHS,
    "entity in a broken feed": lambda: b'<!DOCTYPE r [<!ENTITY a "x">]><rss><channel>&a;<unclosed></rss>',
}
"""Name -> document; all refused as xml_entities."""

HOSTILE_FEEDS: dict[str, Callable[[], bytes]] = {
    "300,000 nested tags": lambda: b"<rss><channel>" + b"<a>" * 300_000,
    "300,000 nested tags, closed": lambda: (
        b"<rss><channel>" + b"<a>" * 300_000 + b"</a>" * 300_000 + b"</channel></rss>"
    ),
    "300,000 nested items": lambda: b"<rss><channel>" + b"<item>" * 300_000,
    "a text of 8 MB": lambda: (
        _OPEN + _ITEM + b"<item><title>" + b"a" * (EIGHT - 200) + b"</title></item>" + _CLOSE
    ),
    "a wide text of 8 MB": lambda: (
        _OPEN + b"<item><title>\xf0\x9f\x98\x80" + b"a" * (EIGHT - 200) + b"</title></item>" + _CLOSE
    ),
    "a section of 8 MB": lambda: (
        _OPEN + b"<item><title><![CDATA[" + b"<" * (EIGHT - 200) + b"]]></title></item>" + _CLOSE
    ),
    "a million attributes": lambda: _numbered(
        b' a%d=""', 1_000_000, before=b"<rss ", after=b"><channel/></rss>"
    ),
    "a million attributes, whole": lambda: _numbered(
        b' a%d=""', 600_000, before=b"<rss ", after=b"><channel/></rss>"
    ),
    "equal attributes": lambda: _repeated(b" a=''", before=b"<rss ", after=b"><channel/></rss>"),
    "a name of 8 MB": lambda: b"<rss " + b"a" * (EIGHT - 200) + b"='1'><channel/></rss>",
    "a tag of 8 MB": lambda: b"<rss><" + b"a" * (EIGHT - 200) + b"></rss>",
    "200,000 namespaces": lambda: (
        b"<rss " + b" ".join(b"xmlns:a%d='u:%d'" % (n, n) for n in range(200_000)) + b"><channel/></rss>"
    ),
    "namespaces in depth": lambda: (
        b"".join(b"<x xmlns='u:%d'>" % n for n in range(250))
        + b"".join(b"<y xmlns:p='u:%d'/>" % n for n in range(150_000))
    ),
    "a million tiny entries": lambda: _repeated(b"<item/>"),
    "a million tiny links": lambda: _numbered(b"<item><link>//a/%d</link></item>", 250_000),
    "a million unknown names": lambda: _numbered(b"<n%d/>", 900_000),
    "an entry of a million parts": lambda: _repeated(
        b"<b/>", before=_OPEN + b"<item>", after=b"</item>" + _CLOSE
    ),
    "a title of a million parts": lambda: _repeated(
        b"<b>x</b>", before=_OPEN + b"<item><title>", after=b"</title></item>" + _CLOSE
    ),
    "unclosed sections": lambda: _repeated(b"<![CDATA["),
    "tiny sections": lambda: _repeated(b"<![CDATA[]]>", before=b"<rss><channel>&x;"),
    "unclosed comments": lambda: _repeated(b"<!-- "),
    "comments in front": lambda: _repeated(b"<!---->", before=b"", after=b"<rss/>"),
    "instructions in front": lambda: _repeated(b"<?x?>", before=b"", after=b"<rss/>"),
    "ampersands": lambda: _repeated(b"&"),
    "angles": lambda: _repeated(b"<"),
    "unclosed tags": lambda: _repeated(b"<title "),
    "unclosed fields": lambda: _repeated(b"<title>", before=_OPEN + b"<item>&"),
    "links without end": lambda: _repeated(b'<link href="', before=_OPEN + b"<item>&"),
    "scripts": lambda: (
        _OPEN
        + b"".join(
            b"<item><link>https://news.example/%d</link><description><![CDATA[%s]]></description></item>"
            % (n, b"<script></script>" * 200)
            for n in range(2_000)
        )
        + _CLOSE
    ),
    "spaces": lambda: _repeated(b" ", before=b"<rss", after=b"><channel/></rss>"),
    "zero bytes": lambda: b"<rss>" + b"\x00" * (EIGHT - 20) + b"</rss>",
    "bytes of no charset": lambda: b"<rss>" + b"\xff" * (EIGHT - 20) + b"</rss>",
    "sitemap of a million": lambda: _numbered(
        b"<url><loc>https://a.example/%d</loc></url>", 150_000, before=b"<urlset>", after=b"</urlset>"
    ),
    "index of a million": lambda: _numbered(
        b"<sitemap><loc>https://a.example/%d</loc></sitemap>",
        150_000,
        before=b"<sitemapindex>",
        after=b"</sitemapindex>",
    ),
    "JSON in depth": lambda: (
        b'{"version": "https://jsonfeed.org/version/1.1", "items": ' + b"[" * (EIGHT - 100)
    ),
    "JSON of empty lists": lambda: _repeated(
        b"[],", before=b'{"version": "https://jsonfeed.org/version/1.1", "items": [', after=b"0]}"
    ),
    "JSON of empty objects": lambda: _repeated(
        b"{},", before=b'{"version": "https://jsonfeed.org/version/1.1", "items": [', after=b"0]}"
    ),
    "JSON of names": lambda: _numbered(
        b'"n%d":0,',
        700_000,
        before=b'{"version": "https://jsonfeed.org/version/1.1", "items": [],',
        after=b'"z":0}',
    ),
    "a number of 8 MB": lambda: (
        b'{"version": "https://jsonfeed.org/version/1.1", "items": [' + b"9" * (EIGHT - 100) + b"]}"
    ),
    "gzip bomb": lambda: gzip.compress(b"\x00" * 64 * MEGABYTE, 1),
    "gzip in gzip": lambda: gzip.compress(gzip.compress(gzip.compress(b"\x00" * 64 * MEGABYTE, 1))),
    "HTML without end": lambda: _repeated(
        b'<link rel="alternate" ', before=b"<!doctype html><html>", after=b""
    ),
    "HTML of links": lambda: _repeated(
        b"<link rel=alternate type=application/rss+xml href=/a>", before=b"<!doctype html><html>", after=b""
    ),
    "plain addresses": lambda: _numbered(b"https://a.example/%d\n", 400_000, before=b"", after=b""),
}
"""Name -> document. Read in part or refused: what counts is that it costs little."""
