"""An invented newspaper, its harbour, and pages about it; and text of every hostile kind for property tests."""

import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st
from lxml.html import HtmlElement

from quotewire_parser.extract import Extracted, extract
from quotewire_parser.extraction.tree import parse_html
from tests.factories import article_fetched
from tests.hostile import HOSTILE

SEEN_AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ADDRESS = "https://www.harbour-post.example/ports/gates"
HEADLINE = "Harbour to close for nine days in March"
TITLE = f"<title>{HEADLINE} - Harbour Post</title><meta property='og:site_name' content='Harbour Post'>"
H1 = f"<h1>{HEADLINE}</h1>"
NEWS = tuple(
    """
The harbour of Port Adomi will close for nine days in March, the port authority said on Tuesday, so that divers can mend its sluice gates.
“We have waited for this since the flood,” said Mara Ilves, who has run the authority since 2019. “Nobody wants a second one.”
Ferries to the outer islands will leave from Saltby instead, an hour's drive up the coast, and tickets already bought stay valid there.
Fishermen are unhappy about it. Their co-operative had asked for a closure in January, when few boats leave the harbour anyway.
""".strip().split("\n")
)

CHARS = st.characters(codec=None, exclude_categories=())
"""Any code point, lone surrogates and controls too."""
ANY_TEXT = st.one_of(st.text(CHARS, max_size=400), st.sampled_from(HOSTILE))
_TAGS = (
    "p", "div", "article", "main", "h1", "h2", "time", "q", "blockquote", "ul", "li", "table", "tr", "td", "br", "span", "a",
    "title", "script type=application/ld+json", "meta name=author content=", "section itemprop=articleBody", "p class=byline",
    "p class=standfirst", "svg", "template", "plaintext", "!--", "![CDATA[", "?xml ", "time datetime=x", "p hidden", "address",
)  # fmt: skip
ANY_HTML = st.lists(
    st.one_of(
        ANY_TEXT,
        st.sampled_from([*NEWS, H1, TITLE]),
        st.sampled_from(_TAGS).map(lambda tag: f"<{tag}>"),
        st.sampled_from(_TAGS).map(lambda tag: f"</{tag.partition(' ')[0]}>"),
    ),
    max_size=30,
).map("".join)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from([
                "@type", "@id", "@graph", "headline", "name", "url", "author", "publisher", "datePublished", "image",
                "articleBody", "liveBlogUpdate", "mainEntityOfPage", "wordCount", "isAccessibleForFree", "inLanguage",
            ]),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)  # fmt: skip


def tree_of(html: str) -> HtmlElement:
    """Parse a page that is not empty."""
    tree = parse_html(html)
    assert tree is not None
    return tree


def story(*blocks: str, head: str = TITLE, before: str = H1, after: str = "") -> str:
    """Build a page; a block that is no tag becomes a paragraph."""
    paragraphs = "".join(block if block.startswith("<") else f"<p>{block}</p>" for block in blocks)
    return (
        f"<!doctype html><html lang=en><head>{head}</head><body><nav><a href=/>Home</a></nav>"
        f"<article>{before}{paragraphs}{after}</article><footer>© 2026 Harbour Post</footer></body></html>"
    )


def jsonld(value: Any) -> str:
    """Wrap *value* as a page's structured data."""
    return f"<script type='application/ld+json'>{json.dumps(value)}</script>"


def extracted(html: str, *, url: str = ADDRESS, min_text_chars: int = 1, **fields: Any) -> Extracted:
    """Read *html* as the parser does."""
    return extract(article_fetched(url, html=html, **fields), min_text_chars=min_text_chars)


def lines_of(html: str, **fields: Any) -> list[str]:
    """Give the paragraphs of *html*."""
    return extracted(html, **fields).text.split("\n\n")
