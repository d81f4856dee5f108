"""Documents for the tests of the readers, and two ways to have them read."""

from datetime import UTC, datetime
from typing import Any

from quotewire_fetcher.documents.feeds import Feed
from quotewire_fetcher.documents.reading import Job, read_document
from quotewire_fetcher.documents.salvage import read_thoroughly

BASE = "https://news.example/feeds/all.xml"
HOME = "https://news.example/"
NOW = datetime(2026, 11, 30, 12, 30, tzinfo=UTC)
MAX_BYTES = 8 * 1024 * 1024

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Harbour &amp; Post</title><link>https://news.example/</link><language>en-GB</language><ttl>30</ttl>
<item><title>Storm &lt;b&gt;hits&lt;/b&gt; coast &amp;amp; port</title><link>/a?id=1&amp;utm_source=rss</link>
<guid isPermaLink="false">g1</guid><pubDate>Tue, 24 Nov 2026 10:00:00 +0200</pubDate>
<description><![CDATA[<p>Waves of <i>six</i> metres.</p>]]></description><dc:creator>Ada Lindqvist</dc:creator></item>
<item><title>By guid</title><guid>https://news.example/b</guid><author>desk@news.example (Tomas Berg)</author></item>
<item><title>Twice</title><link>https://news.example/b</link></item>
<item><title>No address</title><guid isPermaLink="false">g4</guid></item>
<item><title>Wrong address</title><link>javascript:alert(1)</link></item>
</channel></rss>"""


def job(document: str | bytes, *, max_entries: int = 100, base_url: str = BASE, **more: Any) -> Job:
    """Ask for *document* to be read; more: kind, content_type."""
    data = document if isinstance(document, bytes) else document.encode()
    return Job(data, base_url, max_entries, MAX_BYTES, NOW, more.get("kind"), more.get("content_type"))


def read(document: str | bytes, *, max_entries: int = 100, base_url: str = BASE, **more: Any) -> Feed:
    """Read what is well-formed."""
    return read_document(job(document, max_entries=max_entries, base_url=base_url, **more))


def salvage(document: str | bytes, *, max_entries: int = 100, **more: Any) -> Feed:
    """Read by all means, in this process."""
    return read_thoroughly(job(document, max_entries=max_entries, **more))
