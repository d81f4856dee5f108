"""Feeds and sitemaps as text: every format that news comes in."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DC = "http://purl.org/dc/elements/1.1/"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says of one page."""

    url: str
    title: str
    at: datetime | None = None
    updated: datetime | None = None
    guid: str | None = None
    summary: str = ""
    author: str = ""
    language: str = "en"

    @property
    def changed(self) -> datetime | None:
        """The later of both times."""
        return self.updated or self.at


def rss(entries: Sequence[Entry], *, title: str, version: str = "2.0", head: str = "") -> str:
    """Write RSS 0.91, 0.92 or 2.0."""
    items = []
    for entry in entries:
        parts = [f"<title>{escape(entry.title)}</title>", f"<link>{escape(entry.url)}</link>"]
        if entry.summary:
            parts.append(f"<description>{escape(entry.summary)}</description>")
        if version == "2.0":
            guid = entry.guid or entry.url
            parts.append(f'<guid isPermaLink="false">{escape(guid)}</guid>')
            if entry.changed:
                parts.append(f"<pubDate>{format_datetime(entry.changed)}</pubDate>")
            if entry.author:
                parts.append(f"<author>desk@press.example ({escape(entry.author)})</author>")
        items.append(f"<item>{''.join(parts)}</item>")
    return (
        f'{XML_HEAD}<rss version="{version}"><channel><title>{escape(title)}</title><link>http://press.example/</link>'
        f"<description>Invented news</description><language>en</language>{head}\n"
        + "\n".join(items)
        + "</channel></rss>\n"
    )


def rdf(entries: Sequence[Entry], *, title: str) -> str:
    """Write RSS 1.0."""
    listed = "".join(f'<rdf:li rdf:resource="{escape(entry.url)}"/>' for entry in entries)
    items = "\n".join(
        f'<item rdf:about="{escape(entry.url)}"><title>{escape(entry.title)}</title><link>{escape(entry.url)}</link>'
        f"{_tag('dc:date', entry.changed.isoformat() if entry.changed else '')}{_tag('dc:creator', entry.author)}</item>"
        for entry in entries
    )
    return (
        f'{XML_HEAD}<rdf:RDF xmlns:rdf="{RDF}" xmlns="http://purl.org/rss/1.0/" xmlns:dc="{DC}">'
        f'<channel rdf:about="http://press.example/"><title>{escape(title)}</title><link>http://press.example/</link>'
        f"<description>Invented</description><items><rdf:Seq>{listed}</rdf:Seq></items></channel>\n{items}</rdf:RDF>\n"
    )


def atom(entries: Sequence[Entry], *, title: str, head: str = "") -> str:
    """Write Atom 1.0."""
    items = "\n".join(
        f"<entry><id>{escape(entry.guid or entry.url)}</id><title>{escape(entry.title)}</title>"
        f'<link rel="alternate" type="text/html" href="{escape(entry.url)}"/>'
        f"{_tag('published', entry.at.isoformat() if entry.at else '')}"
        f"{_tag('updated', entry.changed.isoformat() if entry.changed else '')}"
        f"<author><name>{escape(entry.author)}</name></author>{_tag('summary', entry.summary)}</entry>"
        for entry in entries
    )
    return (
        f'{XML_HEAD}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>tag:press.example,2026:{escape(title)}</id>'
        f"<title>{escape(title)}</title><updated>2026-11-20T08:00:00Z</updated>{head}\n{items}</feed>\n"
    )


def atom03(entries: Sequence[Entry], *, title: str) -> str:
    """Write Atom 0.3, as old servers still do."""
    items = "\n".join(
        f"<entry><id>{escape(entry.url)}</id><title>{escape(entry.title)}</title>"
        f'<link rel="alternate" type="text/html" href="{escape(entry.url)}"/>'
        f"{_tag('issued', entry.at.isoformat() if entry.at else '')}"
        f"{_tag('modified', entry.changed.isoformat() if entry.changed else '')}</entry>"
        for entry in entries
    )
    return (
        f'{XML_HEAD}<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>{escape(title)}</title>'
        f"<modified>2026-11-20T08:00:00Z</modified>\n{items}</feed>\n"
    )


def json_feed(entries: Sequence[Entry], *, title: str) -> str:
    """Write JSON Feed 1.1."""
    items = [
        {
            "id": entry.guid or entry.url,
            "url": entry.url,
            "title": entry.title,
            "summary": entry.summary,
            "authors": [{"name": entry.author}],
            **({"date_published": entry.at.isoformat()} if entry.at else {}),
            **({"date_modified": entry.updated.isoformat()} if entry.updated else {}),
        }
        for entry in entries
    ]
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": title, "items": items}, indent=1
    )


def news_sitemap(entries: Sequence[Entry], *, title: str) -> str:
    """Write a news sitemap."""
    items = "\n".join(
        f"<url><loc>{escape(entry.url)}</loc><news:news><news:publication><news:name>{escape(title)}</news:name>"
        f"<news:language>{entry.language}</news:language></news:publication>"
        f"{_tag('news:publication_date', entry.at.isoformat() if entry.at else '')}"
        f"<news:title>{escape(entry.title)}</news:title></news:news></url>"
        for entry in entries
    )
    return f'{XML_HEAD}<urlset xmlns="{SITEMAP}" xmlns:news="{NEWS}">\n{items}</urlset>\n'


def sitemap(entries: Sequence[Entry]) -> str:
    """Write a plain sitemap."""
    items = "\n".join(
        f"<url><loc>{escape(entry.url)}</loc>{_tag('lastmod', entry.changed.isoformat() if entry.changed else '')}</url>"
        for entry in entries
    )
    return f'{XML_HEAD}<urlset xmlns="{SITEMAP}">\n{items}</urlset>\n'


def sitemap_index(children: Sequence[tuple[str, datetime]]) -> str:
    """Write an index of (address, last change)."""
    items = "\n".join(
        f"<sitemap><loc>{escape(url)}</loc><lastmod>{at.isoformat()}</lastmod></sitemap>"
        for url, at in children
    )
    return f'{XML_HEAD}<sitemapindex xmlns="{SITEMAP}">\n{items}</sitemapindex>\n'


def _tag(name: str, content: str) -> str:
    return f"<{name}>{escape(content)}</{name}>" if content else ""
