import json
from datetime import UTC, datetime

import pytest

from quotewire_fetcher.documents.collecting import NotWellFormedError, TooHeavyError
from quotewire_fetcher.documents.feeds import Feed
from quotewire_fetcher.failures import FetchRefusedError
from tests.unit.fetcher.document_samples import BASE, HOME, RSS, job, read

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr" xml:base="https://base.example/x/"><title>Le Port</title>
<link rel="self" href="/self.atom"/><link rel="hub" href="https://hub.example/"/>
<entry><id>tag:1</id><title type="html">Q &amp;lt;&amp;gt;</title>
<link rel="replies" href="r.html"/><link rel="enclosure" type="audio/mpeg" href="a.mp3"/>
<link rel="alternate" type="application/json" href="un.json"/><link rel="alternate" type="text/html" href="un.html"/>
<published>2026-11-23T10:00:00Z</published><updated>2026-11-24T10:00:00Z</updated>
<author><name>Jeanne</name><email>j@base.example</email></author><author><name>Karim</name></author>
<summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">deux <b>mots</b></div></summary></entry>
<entry xml:base="https://other.example/y/" xml:lang="oc"><id>tag:2</id><title>B</title><link href="deux.html"/></entry></feed>"""
ATOM_03 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Old</title>
<entry><title>One</title><link rel="alternate" type="text/html" href="https://h.example/1"/><id>tag:1</id>
<issued>2026-11-23T10:00:00Z</issued><modified>2026-11-24T10:00:00Z</modified><author><name>N</name></author></entry></feed>"""
RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel rdf:about="https://h.example/">
<title>R</title><link>https://h.example/</link><dc:language>ja</dc:language>
<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency></channel>
<item rdf:about="https://h.example/1"><title>one</title><link>https://h.example/1</link>
<dc:date>2026-11-24T10:00:00+09:00</dc:date></item>
<item rdf:about="https://h.example/2"><title>two</title></item></rdf:RDF>"""
RSS_090 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">
<channel><title>N</title></channel><item><title>one</title><link>https://h.example/1</link></item></rdf:RDF>"""
RSS_091 = """<?xml version="1.0"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><title>N</title><image><title>Logo</title><url>https://h.example/logo.gif</url>
<link>https://h.example/</link></image><item><title>one</title><link>https://h.example/1</link></item>
<skipHours><hour>12</hour><hour>13</hour></skipHours></channel></rss>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "J",
        "language": "de",
        "feed_url": "/feed.json",
        "hubs": [
            {"type": "rssCloud", "url": "https://c.example/"},
            {"type": "WebSub", "url": "https://hub.example/"},
        ],
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
            {"id": [], "url": {}, "title": 7, "authors": "x", "language": ["en"], "date_published": 5},
            "no item",
        ],
    }
)


def links_of(feed: Feed) -> list[str]:
    return [entry.url for entry in feed.entries]


def test_rss_is_read_cleaned_and_made_absolute() -> None:
    feed = read(RSS)
    assert (feed.kind, feed.title, feed.language, feed.ttl_s) == ("rss", "Harbour & Post", "en-GB", 1800.0)
    assert (feed.dropped, feed.cut, feed.salvaged) == (2, False, False)
    storm, guid = feed.entries
    assert storm.url == "https://news.example/a?id=1&utm_source=rss"
    assert storm.title == "Storm hits coast & port"
    assert storm.summary == "Waves of six metres."
    assert storm.published_at == datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert (storm.authors, storm.guid, storm.language) == (("Ada Lindqvist",), "g1", "en-GB")
    assert (guid.url, guid.authors) == ("https://news.example/b", ("Tomas Berg",))


def test_atom_is_read_with_its_own_base_and_language() -> None:
    feed = read(ATOM)
    assert (feed.kind, feed.title) == ("atom", "Le Port")
    assert (feed.hub_url, feed.self_url) == ("https://hub.example/", "https://base.example/self.atom")
    first, second = feed.entries
    assert first.url == "https://base.example/x/un.html"
    assert first.title == "Q <>"
    assert first.authors == ("Jeanne", "Karim")
    assert first.summary == "deux mots"
    assert first.changed_at == datetime(2026, 11, 24, 10, tzinfo=UTC)
    assert (first.language, second.language) == ("fr", "oc")
    assert second.url == "https://other.example/y/deux.html"


def test_old_atom_is_read() -> None:
    (entry,) = read(ATOM_03).entries
    assert (entry.url, entry.authors) == ("https://h.example/1", ("N",))
    assert entry.published_at == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert entry.updated_at == datetime(2026, 11, 24, 10, tzinfo=UTC)


def test_rdf_is_read() -> None:
    feed = read(RDF)
    assert (feed.kind, feed.title, feed.language, feed.ttl_s) == ("rdf", "R", "ja", 1800.0)
    assert links_of(feed) == ["https://h.example/1", "https://h.example/2"]
    assert feed.entries[0].published_at == datetime(2026, 11, 24, 1, tzinfo=UTC)


@pytest.mark.parametrize("document", [RSS_090, RSS_091])
def test_early_rss_is_read(document: str) -> None:
    feed = read(document)
    assert (feed.title, links_of(feed), feed.dropped) == ("N", ["https://h.example/1"], 0)


def test_json_feed_is_read() -> None:
    feed = read(JSON_FEED)
    assert (feed.kind, feed.title, feed.dropped) == ("jsonfeed", "J", 1)
    assert (feed.hub_url, feed.self_url) == ("https://hub.example/", "https://news.example/feed.json")
    first, second = feed.entries
    assert (first.url, first.authors, first.summary) == ("https://news.example/a", ("N",), "c")
    assert first.changed_at == datetime(2026, 11, 24, 11, tzinfo=UTC)
    assert (second.url, second.guid, second.authors) == ("https://o.example/x", "2", ("M",))


def test_a_feed_of_a_newer_module_keeps_its_own_titles() -> None:
    feed = read(
        """<rss xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"
        xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
        <channel><atom:link rel="self" href="https://news.example/rss"/><atom:link rel="hub" href="https://hub.example/"/>
        <title>T</title><item><media:content url="https://img.example/1.jpg"><media:title>Picture</media:title></media:content>
        <media:title>Picture</media:title><title>Story</title><content:encoded><![CDATA[<p>All of it</p>]]></content:encoded>
        <link>https://feeds.example/~r/1</link><feedburner:origLink>https://news.example/1</feedburner:origLink>
        <atom:updated>2026-11-24T10:00:00Z</atom:updated></item></channel></rss>"""
    )
    (entry,) = feed.entries
    assert (feed.title, feed.hub_url, feed.self_url) == (
        "T",
        "https://hub.example/",
        "https://news.example/rss",
    )
    assert (entry.url, entry.title, entry.summary) == ("https://news.example/1", "Story", "All of it")
    assert entry.updated_at == datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "opening",
    [
        '<rss xmlns="http://invented.example/rss-namespace">',
        '<rss xmlns="http://backend.userland.com/rss2">',
        '<x:rss xmlns:x="http://invented.example/">',
    ],
)
def test_invented_namespaces_are_the_formats_own(opening: str) -> None:
    prefix = "x:" if opening.startswith("<x:") else ""
    item = f"<{prefix}item><{prefix}title>t</{prefix}title><{prefix}link>https://h.example/1</{prefix}link></{prefix}item>"
    feed = read(f"{opening}<{prefix}channel>{item}</{prefix}channel></{prefix}rss>")
    assert [(entry.url, entry.title) for entry in feed.entries] == [("https://h.example/1", "t")]


def test_markup_that_nobody_escaped_is_text() -> None:
    (entry,) = read(
        "<rss><channel><item><title>A <b>bold</b> word</title><link>https://h.example/1</link></item></channel></rss>"
    ).entries
    assert entry.title == "A bold word"


def test_a_feed_is_cut_at_the_limit() -> None:
    items = "".join(f"<item><link>https://h.example/{n}</link></item>" for n in range(10_000))
    feed = read(f"<rss><channel>{items}</channel></rss>", max_entries=50)
    assert (len(feed.entries), feed.cut) == (50, True)


def test_a_feed_of_useless_entries_is_not_read_to_its_end() -> None:
    feed = read("<rss><channel>" + "<item/>" * 5_000 + "</channel></rss>", max_entries=50)
    assert (feed.entries, feed.cut) == ((), True)
    assert feed.dropped < 200


def test_a_document_of_very_many_parts_is_read_elsewhere() -> None:
    for document in ("<rss>" + "<a/>" * 200_000 + "</rss>", '{"a": [' + "0," * 200_000 + "0]}"):
        with pytest.raises(TooHeavyError):
            read(document)


@pytest.mark.parametrize(
    "kind", ["rss", "atom", "jsonfeed", "newssitemap", "sitemap", "sitemapindex", "page", None]
)
def test_a_document_is_taken_for_what_it_is_whatever_its_source_is_said_to_be(kind: str | None) -> None:
    assert [read(text, kind=kind).kind for text in (RSS, ATOM, RDF, JSON_FEED)] == [
        "rss",
        "atom",
        "rdf",
        "jsonfeed",
    ]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("", "not_a_feed"),
        ("  \n", "not_a_feed"),
        ("just words", "not_a_feed"),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_feed"),
        (b"%PDF-1.7 \xff\xfe\x00", "not_a_feed"),
        (b"PK\x03\x04\x00\x00", "not_a_feed"),
        ('{"a": 1}', "not_a_feed"),
        ("[1, 2]", "not_a_feed"),
        ('{"version": "https://jsonfeed.org/version/1", "items": {}}', "not_a_feed"),
        ("{broken", "bad_feed"),
        ('{"version": ' + "[" * 200_000, "not_heavy"),
        ('{"version": ' + "[" * 100_000, "bad_feed"),
    ],
)
def test_what_is_no_feed_is_refused_with_its_reason(document: str | bytes, code: str) -> None:
    if code == "not_heavy":
        with pytest.raises(TooHeavyError):
            read(document)
        return
    with pytest.raises(FetchRefusedError) as caught:
        read(document)
    assert caught.value.reason_code == code


@pytest.mark.parametrize(
    "broken",
    [
        # What the fastest feed parsers damage without saying so: (engineering-facts 4.2)
        "<rss><channel><item><link>https://h.example/?a=1&b=2</link></item></channel></rss>",
        "<rss><channel><item><title>caf&eacute;</title><link>https://h.example/</link></item></channel></rss>",
        '<!DOCTYPE rss PUBLIC "a" "b"><rss><channel><item><title>a&nbsp;b</title></item></channel></rss>',
        "<rss><channel>" + "<a>" * 1_000,
        "<rss><channel></rss>",
        RSS.replace("</rss>", ""),
        f"junk {RSS}",
        RSS + "<more/>",
    ],
)
def test_what_is_not_well_formed_is_left_to_the_tolerant_reader(broken: str) -> None:
    with pytest.raises(NotWellFormedError):
        read(broken)


def test_a_feed_is_the_same_on_the_other_side_of_a_process() -> None:
    for document in (RSS, ATOM, JSON_FEED):
        feed = read(document, base_url=HOME)
        assert Feed.from_json(json.loads(json.dumps(feed.as_json()))) == feed


def test_a_job_says_nothing_about_its_kind_by_itself() -> None:
    assert (job(RSS).kind, job(RSS).content_type, job(RSS).base_url) == (None, None, BASE)
