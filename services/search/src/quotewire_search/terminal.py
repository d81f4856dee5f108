"""
Results in a terminal: a table that fits the window, JSON, or CSV.

Article text comes from anywhere. In a terminal it could move the cursor, recolour, retitle or answer for the user; so
no control character of any kind is printed, nor one that turns the direction of writing.
"""

import csv
import json
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import StringIO
from typing import Any, Final

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from quotewire_search.answers import ArticleSummary, QuoteItem
from quotewire_search.highlight import pieces
from quotewire_search.queries import Target

UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""C0 and C1 controls, line separators, bidi controls, noncharacters, surrogates."""
FORMULA: Final = ("=", "+", "-", "@")
"""A cell that begins so is a formula to a spreadsheet (OWASP, "CSV Injection")."""
WIDE: Final = 76
"""Columns from which on a table reads better than entries one below the other."""
MAX_WORDS_CHARS: Final = 320
FOUND: Final = "bold yellow"

QUOTE_COLUMNS: Final = (
    "id",
    "published_at",
    "publisher",
    "speaker",
    "role",
    "kind",
    "stance",
    "text",
    "article_title",
    "url",
)
ARTICLE_COLUMNS: Final = (
    "article_id",
    "published_at",
    "publisher",
    "title",
    "standfirst",
    "authors",
    "language",
    "quote_count",
    "word_count",
    "url",
)

Item = QuoteItem | ArticleSummary
MOST: Final = 10_000
"""Most results that a command gives (`--limit`)."""


def plain(text: str) -> str:
    """Replace everything that a terminal might obey by a space."""
    return " ".join(UNSAFE.sub(" ", text).split())


def to_json(total: int, items: Iterable[Item]) -> str:
    """Write results as one JSON object; what a terminal might obey is written as escapes, so nothing is lost."""
    document = {"total": total, "items": [item.model_dump(mode="json") for item in items]}
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return re.sub(UNSAFE.pattern, _escaped, text)


def to_csv(target: Target, items: Iterable[Item]) -> str:
    """Write results as CSV (RFC 4180); a cell that a spreadsheet would run begins with an apostrophe."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns = QUOTE_COLUMNS if target == "quotes" else ARTICLE_COLUMNS
    writer.writerow(columns)
    for item in items:
        row = item.model_dump(mode="json")
        writer.writerow([_cell(row[column]) for column in columns])
    return out.getvalue()


def show(target: Target, total: int, items: Sequence[Item], console: Console | None = None) -> None:
    """Print results, as wide as the window, and how many more there are."""
    console = console or Console(highlight=False)
    if not items:
        console.print(f"No {target} found.", style="dim")
        return
    if target == "quotes":
        _show_quotes(console, [item for item in items if isinstance(item, QuoteItem)])
    else:
        _show_articles(console, [item for item in items if isinstance(item, ArticleSummary)])
    more = f"; --limit {min(total, MOST)} shows more" if total > len(items) else ""
    console.print(f"{len(items)} of {total:,} {target}{more}.", style="dim")


def _show_quotes(console: Console, quotes: Sequence[QuoteItem]) -> None:
    if console.width < WIDE:
        console.print(Group(*(_narrow_quote(quote) for quote in quotes)))
        return
    table = _table()
    table.add_column("when", no_wrap=True, style="dim")
    table.add_column("outlet", max_width=20, overflow="ellipsis", no_wrap=True)
    table.add_column("speaker", max_width=26)
    table.add_column("words", ratio=1)
    for quote in quotes:
        table.add_row(
            _day(quote.published_at or quote.first_seen_at), _outlet(quote), _who(quote), _said(quote)
        )
    console.print(table)


def _show_articles(console: Console, articles: Sequence[ArticleSummary]) -> None:
    if console.width < WIDE:
        console.print(Group(*(_narrow_article(article) for article in articles)))
        return
    table = _table()
    table.add_column("when", no_wrap=True, style="dim")
    table.add_column("outlet", max_width=20, overflow="ellipsis", no_wrap=True)
    table.add_column("article", ratio=1)
    table.add_column("quotes", justify="right")
    for article in articles:
        table.add_row(
            _day(article.published_at or article.first_seen_at),
            _outlet(article),
            _story(article),
            Text(str(article.quote_count)),
        )
    console.print(table)


def _table() -> Table:
    return Table(box=SIMPLE_HEAD, expand=True, padding=(0, 1), show_edge=False, header_style="bold")


def _who(quote: QuoteItem) -> Text:
    who = Text(plain(quote.speaker), style="bold") if quote.speaker else Text("?", style="dim")
    if quote.role:
        who.append(f"\n{plain(quote.role)}", style="dim")
    return who


def _said(quote: QuoteItem) -> Text:
    left, right = ("", "") if quote.kind == "indirect" else ("“", "”")
    return Text.assemble(left, _marked(_shown(quote, "text", quote.text)), right)


def _story(article: ArticleSummary) -> Text:
    story = _marked(_shown(article, "title", article.title or "(untitled)"))
    story.stylize("bold")
    for passage in article.highlights.get("text", ())[:1]:
        story.append("\n").append_text(_marked(passage))
    story.append(f"\n{plain(article.url)}", style="dim")
    return story


def _narrow_quote(quote: QuoteItem) -> RenderableType:
    day = _day(quote.published_at or quote.first_seen_at)
    return Text("\n").join(
        [_who(quote), _said(quote), Text.assemble(_outlet(quote), ", ", day, "\n", style="dim")]
    )


def _narrow_article(article: ArticleSummary) -> RenderableType:
    day = _day(article.published_at or article.first_seen_at)
    return Text("\n").join([_story(article), Text.assemble(_outlet(article), ", ", day, "\n", style="dim")])


def _outlet(item: Item) -> Text:
    return Text(plain(item.publisher or item.source_id))


def _shown(item: Item, field: str, otherwise: str) -> str:
    passages = item.highlights.get(field)
    return passages[0] if passages else otherwise


def _marked(marked: str) -> Text:
    """Colour the found words, and cut what is too long for a table."""
    text = Text()
    for piece in pieces(marked):
        # Spaces at a piece's ends part it from its neighbours: only what lies between is made plain.
        text.append(UNSAFE.sub(" ", piece.text), style=FOUND if piece.found else "")
    if len(text) > MAX_WORDS_CHARS:
        text.truncate(MAX_WORDS_CHARS, overflow="ellipsis")
    return text


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d}"


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return _cell("; ".join(value))
    text = "" if value is None else plain(str(value))
    return f"'{text}" if text.startswith(FORMULA) else text


def _escaped(match: re.Match[str]) -> str:
    char = match.group()
    return char if char == "\n" else f"\\u{ord(char):04x}"
