"""
Results in a terminal: a table that fits the window, JSON, or CSV.

No text commands the terminal: see `lines`.
"""

import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from quotewire_search.answers import ArticleSummary, QuoteItem
from quotewire_search.asking import Found, Item, What
from quotewire_search.citing import OPENING
from quotewire_search.highlight import pieces
from quotewire_search.lines import UNSAFE, columns, csv_rows, json_text, plain
from quotewire_search.people import SpeakerSummary

WIDE: Final = 76
"""Columns from which on a table reads better than entries one below the other."""
MAX_WORDS_CHARS: Final = 320
FOUND: Final = "bold yellow"
SPEAKER_COLUMNS: Final = ("name", "type", "roles", "quotes", "publishers", "first_at", "last_at")
MOST: Final = 10_000
"""Most results that a command gives (`--limit`)."""
PARTIAL: Final = "The time was over before all was searched: there may be more. Ask for less, or try again."


def tell(found: Found[Item]) -> None:
    """Say on standard error what was made of the query, and whether something is missing."""
    if found.partial and not found.notices:
        typer.echo(f"note: {PARTIAL}", err=True)
    for notice in found.notices:
        instead = f" Write: {plain(notice.suggestion)}" if notice.suggestion else ""
        typer.echo(f"note: {plain(notice.message)}{instead}", err=True)


def to_json(found: Found[Item]) -> str:
    """Write results as one JSON object; what a terminal might obey is written as escapes, so nothing is lost."""
    document = {
        "total": found.total,
        "items": [item.model_dump(mode="json") for item in found.items],
        "notices": [notice.model_dump(mode="json") for notice in found.notices],
        "partial": found.partial,
    }
    return json_text(document, indent=2)


def to_csv(what: What, items: Iterable[Item]) -> str:
    """Write results as CSV with a header line; a cell that a spreadsheet would run begins with an apostrophe."""
    names = columns(what) if what in ("quotes", "articles") else SPEAKER_COLUMNS
    rows = [[_cell(item, name) for name in names] for item in items]
    return csv_rows([names, *rows])


def show(what: What, found: Found[Item], console: Console | None = None, *, pager: bool = False) -> None:
    """Print results, as wide as the window, and how many more there are; with *pager* in the user's."""
    console = console or Console(highlight=False)
    if pager and console.is_terminal:
        os.environ.setdefault("LESS", "FRX")  # colours, and no pager for what fits the window, as git does
        with console.pager(styles=True):
            _show(console, what, found)
    else:
        _show(console, what, found)


def _show(console: Console, what: What, found: Found[Item]) -> None:
    name = what.removesuffix(" by name")
    if not found.items:
        console.print(f"No {name} found.", style="dim")
        return
    _show_quotes(console, [item for item in found.items if isinstance(item, QuoteItem)])
    _show_articles(console, [item for item in found.items if isinstance(item, ArticleSummary)])
    _show_speakers(console, [item for item in found.items if isinstance(item, SpeakerSummary)])
    more = f"; --limit {min(found.total, MOST)} shows more" if found.total > len(found.items) else ""
    at_least = "at least " if found.partial else ""
    console.print(f"{len(found.items)} of {at_least}{found.total:,} {name}{more}.", style="dim")


def _show_quotes(console: Console, quotes: Sequence[QuoteItem]) -> None:
    if not quotes:
        return
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
    if not articles:
        return
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


def _show_speakers(console: Console, speakers: Sequence[SpeakerSummary]) -> None:
    if not speakers:
        return
    if console.width < WIDE:
        console.print(Group(*(_narrow_speaker(speaker) for speaker in speakers)))
        return
    table = _table()
    table.add_column("speaker", ratio=2)
    table.add_column("roles", ratio=3)
    table.add_column("quotes", justify="right")
    table.add_column("outlets", justify="right")
    table.add_column("first", no_wrap=True, style="dim")
    table.add_column("last", no_wrap=True, style="dim")
    for speaker in speakers:
        table.add_row(
            Text(plain(speaker.name), style="bold"),
            _roles(speaker),
            Text(f"{speaker.quotes:,}"),
            Text(f"{speaker.publishers:,}"),
            _day(speaker.first_at),
            _day(speaker.last_at),
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
    # Mixed quotes keep the marks of the article, around the words that are literal.
    bare = quote.kind == "direct" and quote.text[:1] not in OPENING
    left, right = ("“", "”") if bare else ("", "")
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


def _narrow_speaker(speaker: SpeakerSummary) -> RenderableType:
    quotes = "1 quote" if speaker.quotes == 1 else f"{speaker.quotes:,} quotes"
    outlets = "1 outlet" if speaker.publishers == 1 else f"{speaker.publishers:,} outlets"
    counts = f"{quotes} in {outlets}, "
    days = f"{_day(speaker.first_at)} to {_day(speaker.last_at)}\n"
    lines = [Text(plain(speaker.name), style="bold"), _roles(speaker), Text(counts + days, style="dim")]
    return Text("\n").join(line for line in lines if line)


def _roles(speaker: SpeakerSummary) -> Text:
    return Text("; ".join(plain(role.value) for role in speaker.roles))


def _outlet(item: QuoteItem | ArticleSummary) -> Text:
    return Text(plain(item.publisher or item.source_id))


def _shown(item: QuoteItem | ArticleSummary, field: str, otherwise: str) -> str:
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


def _cell(item: Item, name: str) -> object:
    value = item.model_dump(mode="json", include={name})[name]
    return [role["value"] for role in value] if name == "roles" else value
