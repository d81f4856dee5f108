"""The outlets' feeds: RSS 2.0, Atom and JSON Feed."""

import json
from email.utils import format_datetime
from xml.sax.saxutils import escape

from quotewire_deploy.newsroom.outlet import Outlet
from quotewire_deploy.newsroom.story import Story

CONTENT_TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "jsonfeed": "application/feed+json",
}


def render_feed(outlet: Outlet, origin: str, stories: list[Story]) -> str:
    """Write the outlet's feed, newest story first."""
    return {"rss": _rss, "atom": _atom, "jsonfeed": _json}[outlet.feed](outlet, origin, stories)


def _rss(outlet: Outlet, origin: str, stories: list[Story]) -> str:
    items = "".join(
        f"<item><title>{escape(story.title)}</title><link>{origin}{story.path}</link>"
        f'<guid isPermaLink="true">{origin}{story.path}</guid><pubDate>{format_datetime(story.published)}</pubDate>'
        + "".join(f"<dc:creator>{escape(name)}</dc:creator>" for name in story.authors)
        + (f"<atom:updated>{story.modified.isoformat()}</atom:updated>" if story.modified else "")
        + f"<description>{escape(story.standfirst or story.paragraphs[0])}</description></item>\n"
        for story in stories
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>{escape(outlet.name)}</title><link>{origin}/</link>'
        f"<language>{outlet.language}</language><description>News</description>\n{items}</channel></rss>\n"
    )


def _atom(outlet: Outlet, origin: str, stories: list[Story]) -> str:
    entries = "".join(
        f"<entry><id>{origin}{story.path}</id><title>{escape(story.title)}</title>"
        f'<link rel="alternate" href="{origin}{story.path}"/><published>{story.published.isoformat()}</published>'
        f"<updated>{story.updated.isoformat()}</updated>"
        + "".join(f"<author><name>{escape(name)}</name></author>" for name in story.authors)
        + f"<summary>{escape(story.standfirst or story.paragraphs[0])}</summary></entry>\n"
        for story in stories
    )
    newest = max(story.updated for story in stories).isoformat()
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.language}">'
        f"<title>{escape(outlet.name)}</title><id>{origin}/</id><updated>{newest}</updated>\n{entries}</feed>\n"
    )


def _json(outlet: Outlet, origin: str, stories: list[Story]) -> str:
    items = [
        {
            "id": origin + story.path,
            "url": origin + story.path,
            "title": story.title,
            "summary": story.standfirst or story.paragraphs[0],
            "date_published": story.published.isoformat(),
            "date_modified": story.updated.isoformat(),
            "authors": [{"name": name} for name in story.authors],
        }
        for story in stories
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": f"{origin}/",
        "language": outlet.language,
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1)
