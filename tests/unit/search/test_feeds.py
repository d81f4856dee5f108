"""Feeds of a search keep RFC 4287 and JSON Feed 1.1, and a feed reader finds in them what the search found."""

import json
from datetime import datetime

import feedparser
from lxml import etree

from quotewire_search.answers import ArticleSummary
from quotewire_search.feeds import ATOM, Feed, article_entry, quote_entry, to_atom, to_json_feed
from quotewire_shared.documents import to_source
from tests.hostile import HOSTILE
from tests.unit.search.fakes import ARTICLE_ID, article, quote

BASE = "http://search.test/"


def feed(*texts: str, **fields: object) -> Feed:
    return Feed(
        title="Quotewire: quotes for toll",
        asked="quotes?q=toll",
        self_url="http://search.test/feed.atom?of=quotes&q=toll",
        page_url="http://search.test/?q=toll",
        entries=tuple(
            quote_entry(quote(text=text, position=place + 1, quote_id=f"q{place + 1}", **fields), BASE)
            for place, text in enumerate(texts)
        ),
    )


def read(written: bytes) -> etree._Element:
    return etree.fromstring(written, etree.XMLParser(resolve_entities=False, no_network=True))


def texts(element: etree._Element, path: str) -> list[str]:
    return [found.text or "" for found in element.iterfind(path, {"a": ATOM})]


def test_an_atom_feed_has_all_that_rfc_4287_requires() -> None:
    root = read(to_atom(feed("No comment", "Never", published_at="2026-11-20T08:00:00Z")))
    assert root.tag == f"{{{ATOM}}}feed"
    for required in ("a:id", "a:title", "a:updated"):
        assert len(texts(root, required)) == 1
    rels = {link.get("rel"): link.get("href") for link in root.iterfind("a:link", {"a": ATOM})}
    assert rels == {
        "self": "http://search.test/feed.atom?of=quotes&q=toll",
        "alternate": "http://search.test/?q=toll",
    }
    entries = root.findall("a:entry", {"a": ATOM})
    assert len(entries) == 2
    for entry in entries:
        for required in ("a:id", "a:title", "a:updated", "a:author/a:name", "a:content"):
            assert len(texts(entry, required)) == 1
        alternates = entry.findall("a:link[@rel='alternate']", {"a": ATOM})
        assert len(alternates) == 1
        assert datetime.fromisoformat(texts(entry, "a:updated")[0]).tzinfo
    ids = texts(root, "a:entry/a:id")
    assert len(set(ids)) == 2
    assert all(name.startswith("urn:uuid:") for name in [*ids, *texts(root, "a:id")])


def test_a_feed_reader_finds_speaker_words_link_and_time() -> None:
    found = feedparser.parse(
        to_atom(feed("No comment", published_at="2026-11-20T08:00:00Z", role="minister"))
    )
    assert not found.bozo
    assert found.version == "atom10"
    entry = found.entries[0]
    assert entry.title == "Ama Boateng: “No comment”"
    assert entry.link == f"http://search.test/articles/{ARTICLE_ID}#q1"
    assert entry.author == "Harbour Post"
    assert entry.published == "2026-11-20T08:00:00Z"
    assert "minister" in entry.summary or "minister" in entry.content[0].value


def test_ids_are_the_same_under_every_address() -> None:
    here = quote_entry(quote(), BASE)
    there = quote_entry(quote(), "https://quotes.example/")
    assert here.id == there.id
    assert here.url != there.url


def test_a_json_feed_has_all_that_version_1_1_requires() -> None:
    document = json.loads(to_json_feed(feed("No comment", stance="deny", language="en")))
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["title"] == "Quotewire: quotes for toll"
    assert document["feed_url"].startswith("http://search.test/feed")
    (item,) = document["items"]
    assert item["id"].startswith("urn:uuid:")
    assert item["authors"] == [{"name": "Harbour Post"}]
    assert item["tags"] == ["direct", "deny"]
    assert item["external_url"] == "https://harbour-post.example/a"
    assert item["language"] == "en"


def test_an_article_in_a_feed_changes_when_its_outlet_changes_it() -> None:
    told = article(
        published_at="2026-11-20T08:00:00Z",
        modified_at="2026-11-21T08:00:00Z",
        standfirst="Why <now>",
        quote_count=1,
    )
    entry = article_entry(ArticleSummary.model_validate(to_source(told)), BASE)
    assert entry.updated_at > entry.published_at
    assert entry.html == "<p>Why &lt;now&gt;</p><p>harbour-post · 1 quote</p>"
    assert entry.url == f"http://search.test/articles/{ARTICLE_ID}"


def test_a_feed_without_entries_is_whole_and_always_the_same() -> None:
    assert to_atom(feed()) == to_atom(feed())
    assert not feedparser.parse(to_atom(feed())).bozo
    assert json.loads(to_json_feed(feed()))["items"] == []


def test_a_long_quote_is_shortened_in_the_title_only() -> None:
    (entry,) = feed("word " * 200).entries
    assert len(entry.title) <= 140
    assert entry.html.count("word") == 200


def test_hostile_text_stays_text_in_every_feed() -> None:
    for text in HOSTILE:
        one = feed(f"x{text}", speaker=f"x{text}", publisher=f"x{text}", stance="x", url=text, language=text)
        root = read(to_atom(one))
        assert len(root.findall("a:entry", {"a": ATOM})) == 1
        for link in root.iter(f"{{{ATOM}}}link"):
            assert (link.get("href") or "").startswith(("http://", "https://"))
        html = texts(root, "a:entry/a:content")[0]
        inside = etree.fromstring(f"<div>{html.replace('&', '&amp;')}</div>")
        assert {element.tag for element in inside.iter()} <= {"div", "blockquote", "p", "b", "a"}
        json.loads(to_json_feed(one))
