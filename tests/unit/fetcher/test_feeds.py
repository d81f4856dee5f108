import json
import time
from datetime import UTC, datetime

import pytest

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.feeds import Feed, NotWellFormedError, plain_text, read_strict
from quotewire_fetcher.rescue import FeedReader

BASE = "https://news.example/feeds/all.xml"
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Harbour &amp; Post</title><link>https://news.example/</link><language>en-GB</language><ttl>30</ttl>
<item><title>Storm &lt;b&gt;hits&lt;/b&gt; coast &amp;amp; port</title><link>/a?id=1&amp;utm_source=rss</link>
<guid isPermaLink="false">g1</guid><pubDate>Tue, 24 Nov 2026 10:00:00 +0200</pubDate>
<description><![CDATA[<p>Waves of <i>six</i> metres.</p>]]></description><dc:creator>Ada Lindqvist</dc:creator></item>
<item><title>By guid</title><guid>https://news.example/b</guid><author>desk@news.example (Tomas Berg)</author></item>
<item><title>Twice</title><link>https://news.example/a?id=1</link></item>
<item><title>No address</title><guid isPermaLink="false">g4</guid></item>
<item><title>Wrong address</title><link>javascript:alert(1)</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr" xml:base="https://base.example/x/"><title>Le Port</title>
<entry><id>tag:1</id><title type="html">Q &amp;lt;&amp;gt;</title><link rel="alternate" href="un.html"/>
<published>2026-11-23T10:00:00Z</published><updated>2026-11-24T10:00:00Z</updated>
<author><name>Jeanne</name></author><author><name>Karim</name></author><summary>bref</summary></entry></feed>"""
RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://h.example/">
<title>R</title><link>https://h.example/</link><dc:language>ja</dc:language></channel>
<item rdf:about="https://h.example/1"><title>one</title><link>https://h.example/1</link>
<dc:date>2026-11-24T10:00:00+09:00</dc:date></item></rdf:RDF>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "J",
        "language": "de",
        "items": [
            {
                "id": "1",
                "url": "/a",
                "title": "t",
                "content_text": "c",
                "date_published": "2026-11-24T10:00:00Z",
                "date_modified": "2026-11-24T11:00:00+00:00",
                "authors": [{"name": "N"}, {"name": None}, 3],
            },
            {"id": 2, "external_url": "https://o.example/x", "author": {"name": "M"}},
            "no item",
        ],
    }
)


def read(document: str | bytes, *, max_entries: int = 100) -> Feed:
    data = document if isinstance(document, bytes) else document.encode()
    return read_strict(data, base_url=BASE, max_entries=max_entries)


def test_rss_is_read_cleaned_and_made_absolute() -> None:
    feed = read(RSS)
    assert (feed.title, feed.language, feed.ttl_s, feed.dropped) == ("Harbour & Post", "en-GB", 1800.0, 2)
    storm, guid = feed.entries
    assert storm.url == "https://news.example/a?id=1&utm_source=rss"
    assert storm.title == "Storm hits coast & port"
    assert storm.summary == "Waves of six metres."
    assert storm.published_at == datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert (storm.authors, storm.guid, storm.language) == (("Ada Lindqvist",), "g1", "en-GB")
    assert (guid.url, guid.authors) == ("https://news.example/b", ("Tomas Berg",))


def test_atom_is_read_with_its_own_base() -> None:
    (entry,) = read(ATOM).entries
    assert entry.url == "https://base.example/x/un.html"
    assert entry.title == "Q <>"
    assert entry.authors == ("Jeanne",)  # fastfeedparser gives the first author of an Atom entry
    assert entry.changed_at == datetime(2026, 11, 24, 10, tzinfo=UTC)
    assert entry.language == "fr"


def test_rdf_is_read() -> None:
    feed = read(RDF)
    assert feed.language == "ja"
    assert [entry.url for entry in feed.entries] == ["https://h.example/1"]
    assert feed.entries[0].published_at == datetime(2026, 11, 24, 1, tzinfo=UTC)


def test_json_feed_is_read() -> None:
    first, second = read(JSON_FEED).entries
    assert (first.url, first.authors, first.summary) == ("https://news.example/a", ("N",), "c")
    assert first.changed_at == datetime(2026, 11, 24, 11, tzinfo=UTC)
    assert (second.url, second.guid, second.authors) == ("https://o.example/x", "2", ("M",))


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("", "not_a_feed"),
        ("  \n", "not_a_feed"),
        ("<html><body/></html>", "not_a_feed"),
        ('{"a": 1}', "not_a_feed"),
        ("{broken", "bad_feed"),
        ('{"version": ' + "[" * 200_000, "bad_feed"),
        (
            '<!DOCTYPE rss [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><rss><channel><title>&b;</title></channel></rss>',
            "xml_entities",
        ),
        (
            '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel>&x;</channel></rss>',
            "xml_entities",
        ),
        ('<!DOCTYPE r [<!ENTITY a "x">]><rss><channel>&a;<unclosed></rss>', "xml_entities"),
        (
            '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE r [<!ENTITY a "x">]><rss/>'.encode("utf-16"),
            "xml_entities",
        ),
    ],
)
def test_what_is_no_honest_feed_is_refused_with_its_reason(document: str | bytes, code: str) -> None:
    with pytest.raises(FetchRefusedError) as caught:
        read(document)
    assert caught.value.reason_code == code


def test_a_feed_is_cut_at_the_limit() -> None:
    items = "".join(f"<item><link>https://h.example/{n}</link></item>" for n in range(10_000))
    feed = read(f"<rss><channel>{items}</channel></rss>", max_entries=50)
    assert (len(feed.entries), feed.cut) == (50, True)


@pytest.mark.parametrize(
    "broken",
    [
        "<rss><channel><item><link>https://h.example/?a=1&b=2</link></item></channel></rss>",
        "<rss><channel><item><title>caf&eacute;</title><link>https://h.example/</link></item></channel></rss>",
        b"<rss><channel><item><title>caf\xe9</title></item></channel></rss>",
        "<rss><channel>" + "<a>" * 300_000,
    ],
)
def test_what_is_not_well_formed_is_left_to_the_tolerant_reader(broken: str | bytes) -> None:
    with pytest.raises(NotWellFormedError):
        read(broken)


async def test_a_malformed_feed_is_salvaged() -> None:
    document = RSS.replace("</rss>", "").replace("id=1&amp;utm", "id=1&utm").replace("coast", "caf&eacute;")
    feed = await FeedReader(100).read(document.encode(), BASE)
    storm = feed.entries[0]
    assert storm.url == "https://news.example/a?id=1&utm_source=rss"
    assert storm.title == "Storm hits café & port"
    assert storm.published_at == datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert storm.authors == ("Ada Lindqvist",)
    assert (feed.title, feed.language, feed.ttl_s) == ("Harbour & Post", "en-GB", 1800.0)


async def test_a_feed_in_a_mislabelled_charset_is_salvaged() -> None:
    document = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><item><title>café</title><link>https://h.example/1</link></item></channel></rss>'
    feed = await FeedReader(100).read(document.encode("cp1252"), BASE)
    assert feed.entries[0].title == "café"


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("<html><p>Not found & sorry<br></html>", "not_a_feed"),
        ("just words", "not_a_feed"),
        ('<!DOCTYPE r [<!ENTITY a "x">]><rss>', "xml_entities"),
    ],
)
async def test_what_even_the_tolerant_reader_cannot_read_is_refused(document: str, code: str) -> None:
    with pytest.raises(FetchRefusedError) as caught:
        await FeedReader(100).read(document.encode(), BASE)
    assert caught.value.reason_code == code


async def test_a_feed_that_takes_too_long_is_given_up() -> None:
    started = time.monotonic()
    with pytest.raises(FetchRefusedError) as caught:
        await FeedReader(100, timeout_s=0.05).read(b"<rss><channel><item>" + b"<a b='1' " * 400_000, BASE)
    assert caught.value.reason_code == "feed_too_costly"
    assert time.monotonic() - started < 2


def test_text_is_cleaned() -> None:
    assert plain_text("  a <b>b</b>&nbsp;c &lt; d\n\n", 100) == "a b c < d"
    assert plain_text("5 < 6 and 7 > 3", 100) == "5 < 6 and 7 > 3"
    assert plain_text("x" * 50, 10) == "x" * 10
    assert plain_text("<br>", 10) is None
    assert plain_text(None, 10) is None
