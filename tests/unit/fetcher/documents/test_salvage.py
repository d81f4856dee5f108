from datetime import UTC, datetime

import pytest

from quotewire_fetcher.documents.feeds import Feed
from quotewire_fetcher.documents.mending import mend
from quotewire_fetcher.failures import FetchRefusedError
from tests.hostile_feeds import ENTITY_BOMBS
from tests.unit.fetcher.document_samples import NOW, RSS, salvage

BROKEN = {
    "no end": RSS.replace("</rss>", ""),
    "no ends": RSS.replace("</item>", "").replace("</channel></rss>", ""),
    "text behind the end": f"{RSS}<script>count()</script> <!-- cached & served -->",
    "two documents": f"{RSS}\n{RSS}",
    "bare ampersand": RSS.replace("id=1&amp;utm", "id=1&utm"),
    "bare angle": RSS.replace("By guid", "By 3 < 4 guid"),
    "unknown entity": RSS.replace("By guid", "By &nosuch; guid"),
    "entities of HTML": RSS.replace("By guid", "By caf&eacute;&nbsp;guid"),
    "entities of HTML under a DTD": RSS.replace(
        "<rss", '<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://n.example/rss.dtd"><rss'
    ).replace("By guid", "By caf&eacute; guid"),
    "control characters": RSS.replace("By guid", "By \x0bguid\x00 &#11;&#x1F;&#xFFFE;"),
    "unclosed titles": RSS.replace("</title>", ""),
    "unclosed everything": RSS.replace("</title>", "").replace("</link>", "").replace("</description>", ""),
    "unclosed paragraph": RSS.replace("By guid", "By <p>guid"),
    "crossing tags": RSS.replace("By guid", "By <i><b>guid</i></b>"),
    "unclosed section": RSS.replace("]]>", ""),
    "a section in a section": RSS.replace("<p>Waves", "<![CDATA[x]]><p>Waves"),
    "junk in front": f"<br />\n<b>Warning</b>: include(): failed in <b>/srv/x.php</b><br />\n{RSS}",
    "blank lines in front": f"\n\n \n{RSS}",
    "mark behind blanks": f"\n\ufeff{RSS}",
    "undeclared prefix": RSS.replace(' xmlns:dc="http://purl.org/dc/elements/1.1/"', ""),
    "attribute without quotes": RSS.replace('isPermaLink="false"', "isPermaLink=false"),
    "attribute twice": RSS.replace('isPermaLink="false"', 'isPermaLink="false" isPermaLink="false"'),
    "declaration twice": RSS.replace("<rss", '<?xml version="1.0"?><rss'),
    "wrong version": RSS.replace('version="1.0"', 'version="9"'),
    "upper case": RSS.replace("item>", "ITEM>").replace("</title>", "</TITLE>"),
}


def facts(feed: Feed) -> tuple[str | None, str | None, float | None]:
    return (feed.title, feed.language, feed.ttl_s)


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_feed_is_salvaged(fault: str) -> None:
    feed = salvage(BROKEN[fault])
    assert facts(feed) == ("Harbour & Post", "en-GB", 1800.0)
    storm, guid = feed.entries
    assert storm.url == "https://news.example/a?id=1&utm_source=rss"
    assert storm.title == "Storm hits coast & port"
    assert storm.summary is not None
    assert "Waves of six metres." in storm.summary
    assert storm.published_at == datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert (storm.authors, storm.guid) == (("Ada Lindqvist",), "g1")
    assert (guid.url, guid.authors) == ("https://news.example/b", ("Tomas Berg",))
    assert guid.title is not None
    assert guid.title.startswith("By ")
    assert guid.title.endswith("guid")


def test_entities_of_html_keep_their_letters() -> None:
    assert salvage(BROKEN["entities of HTML"]).entries[1].title == "By café guid"
    assert salvage(BROKEN["entities of HTML under a DTD"]).entries[1].title == "By café guid"


def test_of_a_truncated_feed_the_whole_entries_are_kept() -> None:
    for end in range(RSS.index("</item>") + 10, RSS.index("Twice"), 7):
        feed = salvage(RSS[:end])
        assert feed.entries[0].title == "Storm hits coast & port"
        assert len(feed.entries) <= 2
        assert all(entry.title in ("Storm hits coast & port", "By guid") for entry in feed.entries)


def test_a_truncated_atom_feed_is_salvaged() -> None:
    text = """<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><link rel="hub" href="https://hub.example/"/>
    <link rel='self' href='/atom'/><entry><title>One & only</title><link href="/1" rel="alternate"/><id>tag:1</id>
    <updated>2026-11-24T10:00:00Z</updated><author><name>N</name><email>n@h.example</email></author></entry>
    <entry><title>Two</title><link hr"""
    feed = salvage(text)
    (entry,) = feed.entries
    assert (feed.kind, feed.title, feed.salvaged) == ("atom", "T", True)
    assert (feed.hub_url, feed.self_url) == ("https://hub.example/", "https://news.example/atom")
    assert (entry.url, entry.title, entry.authors) == ("https://news.example/1", "One & only", ("N",))
    assert entry.updated_at == datetime(2026, 11, 24, 10, tzinfo=UTC)


def test_the_picture_of_a_broken_entry_is_not_its_link() -> None:
    text = """<rss><channel><item><image><title>Logo</title><link>/logo</link></image><media:title>Picture</media:title>
    <title>Story & more</title><link>/1</link><picture><source srcset="x"></picture><guid>g</guid></item>"""
    (entry,) = salvage(text).entries
    assert (entry.url, entry.title, entry.guid) == ("https://news.example/1", "Story & more", "g")


def test_a_truncated_news_sitemap_is_salvaged() -> None:
    text = """<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
    <url><loc>/1?a=1&b=2</loc><lastmod>2026-11-24</lastmod><news:news><news:publication><news:name>Post</news:name>
    <news:language>en</news:language></news:publication><news:publication_date>2026-11-23T10:00:00Z</news:publication_date>
    <news:title>One</news:title></news:news></url><url><loc>/2</loc></u"""
    feed = salvage(text)
    entry = feed.entries[0]
    assert (feed.kind, feed.title) == ("newssitemap", "Post")
    assert (entry.url, entry.title, entry.language) == ("https://news.example/1?a=1&b=2", "One", "en")
    assert entry.published_at == datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_a_truncated_sitemap_index_is_salvaged() -> None:
    text = (
        "<sitemapindex><sitemap><loc>/a.xml?x&y</loc><lastmod>2026-11-24</lastmod></sitemap><sitemap><loc>/b"
    )
    (child,) = salvage(text).children
    assert child.url == "https://news.example/a.xml?x&y"
    assert child.changed_at == datetime(2026, 11, 24, tzinfo=UTC).timestamp()


def test_a_format_that_we_do_not_know_is_left_to_feedparser() -> None:
    text = """<CHANNEL HREF="https://h.example/c.cdf"><TITLE>Old & odd</TITLE>
    <ITEM HREF="https://h.example/1" LASTMOD="2026-11-24T10:00"><TITLE>One</TITLE></ITEM></CHANNEL>"""
    (entry,) = salvage(text).entries
    assert (entry.url, entry.title) == ("https://h.example/1", "One")
    assert entry.updated_at == datetime(2026, 11, 24, 10, tzinfo=UTC)


def test_an_unknown_format_is_cut_at_the_limit_and_keeps_impossible_dates_out() -> None:
    items = "".join(
        f'<ITEM HREF="https://h.example/{n}" LASTMOD="0000-00-00T10:00"><TITLE>One & {n}</TITLE></ITEM>'
        for n in range(9)
    )
    feed = salvage(f"<CHANNEL><TITLE>Old</TITLE>{items}</CHANNEL>", max_entries=3)
    assert (len(feed.entries), feed.cut) == (3, True)
    assert feed.entries[0].updated_at is None


def test_a_mended_feed_without_entries_is_an_empty_feed() -> None:
    feed = salvage("<rss><channel><title>Q & A</title></channel></rss>")
    assert (feed.title, feed.entries, feed.salvaged) == ("Q & A", (), True)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("<html><p>Not found & sorry<br></html>", "not_a_feed"),
        ("just words & more", "not_a_feed"),
        ("<rss><channel><a>", "bad_feed"),
        ("<rss><channel>" + "<a>" * 300_000, "bad_feed"),
        ("<rss & nothing", "bad_feed"),
        ('<rdf:RDF xmlns:rdf="a http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:li/></x>', "bad_feed"),
    ],
)
def test_what_nobody_can_read_is_refused(document: str, code: str) -> None:
    with pytest.raises(FetchRefusedError) as caught:
        salvage(document)
    assert caught.value.reason_code == code


@pytest.mark.parametrize("bomb", ENTITY_BOMBS)
def test_entities_of_ones_own_are_refused_wherever_they_hide(bomb: str) -> None:
    with pytest.raises(FetchRefusedError) as caught:
        salvage(ENTITY_BOMBS[bomb]())
    assert caught.value.reason_code == "xml_entities"


def test_a_text_about_entities_is_no_bomb() -> None:
    text = RSS.replace("<p>Waves", "<!ENTITY a 'b'> <p>Waves")
    assert salvage(text).entries[0].title == "Storm hits coast & port"


def test_mending_leaves_sections_and_what_is_right_alone() -> None:
    good = b"<a b='1'>x &amp; y &#233; &lt;<![CDATA[a & b < c]]></a>"
    assert mend(good) == good
    assert mend(b"<a>&copy; &notit; &; & &#0; &#xD800; &#x110000; 1<2</a>") == (
        b"<a>&#169; &amp;notit; &amp;; &amp;    1&lt;2</a>"
    )


def test_a_document_of_nothing_but_faults_is_given_up() -> None:
    with pytest.raises(FetchRefusedError) as caught:
        salvage("<rss><channel><item>" + "& " * 200_000)
    assert caught.value.reason_code == "feed_too_costly"


def test_now_is_what_dates_are_measured_by() -> None:
    text = RSS.replace("Nov 2026 10:00:00 +0200", "Nov 2066 10:00:00 +0200").replace("</rss>", "")
    assert NOW.year < 2066
    assert salvage(text).entries[0].published_at is None
