"""Stories as pages, with the mark-up habits that real publishers have: each outlet states its facts in another way."""

import json
from html import escape
from typing import Any

from quotewire_deploy.newsroom.outlet import Outlet
from quotewire_deploy.newsroom.story import Story

NAVIGATION = ("Home", "World", "Politics", "Business", "Sport", "Culture", "Weather", "E-paper")
BOXES = {
    "en": (
        "Read more",
        "Sign up for our newsletter: the day in five minutes.",
        "We use cookies to keep this site running.",
    ),
    "de": ("Lesen Sie auch", "Abonnieren Sie unseren Newsletter.", "Wir verwenden Cookies."),
}


def article_page(story: Story, outlet: Outlet, origin: str, others: list[Story]) -> str:
    """Render *story* at *origin* (http://host:port), with links to *others* around it."""
    address = origin + story.path
    more, newsletter, cookies = BOXES.get(story.language or outlet.language, BOXES["en"])
    related = "".join(
        f'<li><a href="{origin}{other.path}">{escape(other.title)}</a></li>' for other in others[:4]
    )
    navigation = "".join(f'<a href="{origin}/{name.lower()}">{name}</a>' for name in NAVIGATION)
    return f"""<!doctype html>
<html lang="{story.language or outlet.language}">
<head>
<meta charset="utf-8">
<title>{escape(story.title)} | {escape(outlet.name)}</title>
<link rel="canonical" href="{address}">
{_head(story, outlet, address)}
</head>
<body>
<div class="cookie-banner" role="dialog">{cookies} <button>OK</button></div>
<header><a href="{origin}/" class="logo">{escape(outlet.name)}</a><nav>{navigation}</nav></header>
<main>
{_article(story, outlet, newsletter)}
<aside class="related"><h2>{more}</h2><ul>{related}</ul></aside>
</main>
<section id="comments"><h2>2 comments</h2><p class="comment">Reader 1: About time somebody wrote this.</p>
<p class="comment">Reader 2: I was there and it rained all day.</p></section>
<footer><p>© 2026 {escape(outlet.name)}. An invented outlet of the Quotewire demo.</p></footer>
</body>
</html>
"""


def home_page(outlet: Outlet, origin: str, stories: list[Story]) -> str:
    """Render the outlet's front page."""
    items = "".join(f'<li><a href="{origin}{story.path}">{escape(story.title)}</a></li>' for story in stories)
    kind = {
        "rss": "application/rss+xml",
        "atom": "application/atom+xml",
        "jsonfeed": "application/feed+json",
    }[outlet.feed]
    return (
        f'<!doctype html><html lang="{outlet.language}"><head><meta charset="utf-8"><title>{escape(outlet.name)}</title>'
        f'<link rel="alternate" type="{kind}" href="{origin}{outlet.feed_path}"></head>'
        f"<body><h1>{escape(outlet.name)}</h1><ul>{items}</ul></body></html>"
    )


def _head(story: Story, outlet: Outlet, address: str) -> str:
    times = {"article:published_time": story.published.isoformat()}
    if story.modified:
        times["article:modified_time"] = story.modified.isoformat()
    social = {"og:type": "article", "og:title": story.title, "og:site_name": outlet.name, "og:url": address}
    match outlet.layout:
        case "graph":
            organisation = {"@type": "NewsMediaOrganization", "@id": "#org", "name": outlet.name}
            return _jsonld(
                {"@graph": [organisation, {"@type": "WebPage", "url": address}, _news_article(story, outlet)]}
            )
        case "jsonld":
            return _meta(social) + _jsonld(_news_article(story, outlet))
        case "meta":
            authors = {"author": ", ".join(story.authors)} if story.authors else {}
            return _meta({**social, **times, "article:section": story.section, **authors})
        case _:
            return _meta({"og:site_name": outlet.name})


def _news_article(story: Story, outlet: Outlet) -> dict[str, Any]:
    return {
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": story.published.isoformat(),
        "dateModified": story.updated.isoformat(),
        "articleSection": story.section,
        "author": [{"@type": "Person", "name": name} for name in story.authors]
        or {"@type": "Organization", "name": outlet.name},
        "publisher": {"@type": "NewsMediaOrganization", "name": outlet.name},
    }


def _jsonld(facts: dict[str, Any]) -> str:
    text = json.dumps({"@context": "https://schema.org", **facts}, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


def _meta(facts: dict[str, str]) -> str:
    return "".join(
        f'<meta {"property" if ":" in name else "name"}="{name}" content="{escape(value)}">'
        for name, value in facts.items()
    )


def _article(story: Story, outlet: Outlet, newsletter: str) -> str:
    blocks = [_block(paragraph) for paragraph in story.paragraphs]
    blocks.insert(min(3, len(blocks)), f'<div class="newsletter-box"><p>{newsletter}</p></div>')
    standfirst = f'<p class="standfirst">{escape(story.standfirst)}</p>' if story.standfirst else ""
    when = f'<time datetime="{story.published.isoformat()}">{story.published:%d %B %Y, %H:%M}</time>'
    names = " and ".join(story.authors)
    if outlet.layout == "microdata":
        byline = (
            f'<p class="byline">By <span itemprop="author">{escape(names)}</span> <meta itemprop="datePublished" content="{story.published.isoformat()}">{when}</p>'
            if names
            else f"<p>{when}</p>"
        )
        scope = ' itemscope itemtype="https://schema.org/NewsArticle"'
    else:
        byline = f'<div class="byline">{"By " + escape(names) + " · " if names else ""}{when}</div>'
        scope = ""
    return (
        f"<article{scope}><h1>{escape(story.title)}</h1>\n{standfirst}{byline}\n"
        f'<figure><img src="/image.jpg" alt=""><figcaption>Archive picture. Photo: {escape(outlet.name)}</figcaption></figure>\n'
        + "\n".join(_lists(blocks))
        + "</article>"
    )


def _block(paragraph: str) -> str:
    if paragraph.startswith("## "):
        return f"<h2>{escape(paragraph[3:])}</h2>"
    if paragraph.startswith("- "):
        return f"<li>{escape(paragraph[2:])}</li>"
    if paragraph.startswith("> "):
        return f"<blockquote><p>{escape(paragraph[2:])}</p></blockquote>"
    if paragraph.startswith("**") and "**" in paragraph[2:]:
        strong, rest = paragraph[2:].split("**", 1)
        return f"<p><strong>{escape(strong)}</strong>{escape(rest)}</p>"
    return f"<p>{escape(paragraph)}</p>"


def _lists(blocks: list[str]) -> list[str]:
    """Put runs of list items between <ul> and </ul>."""
    made: list[str] = []
    for block in blocks:
        item = block.startswith("<li>")
        if item and not (made and made[-1].endswith("</li></ul>")):
            made.append(f"<ul>{block}</ul>")
        elif item:
            made[-1] = made[-1].removesuffix("</ul>") + block + "</ul>"
        else:
            made.append(block)
    return made
