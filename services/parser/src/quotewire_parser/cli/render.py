"""An article for the eye: who wrote it, who is in it, who says what, and why we think so."""

import re

from rich.console import Console
from rich.table import Table
from rich.text import Text

from quotewire_shared.messages import Actor, ArticleParsed, Quote

CONTEXT_CHARS = 60
MIN_WIDTH = 100
"""Columns where the output is no terminal: files and pipes have no width of their own."""

# Escape sequences in a page could move the cursor or retitle the window of whoever looks at it.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def show(article: ArticleParsed, console: Console) -> None:
    """Print headline, facts, actors and quotes."""
    console.print(Text(_plain(article.title or "(no headline)"), style="bold"))
    for name, value in _facts(article):
        console.print(Text.assemble((f"{name:<11}", "dim"), _plain(value)))
    console.print()
    console.print(_actors(article.actors) if article.actors else Text("No actors found.", style="dim"))
    console.print()
    console.print(_quotes(article) if article.quotes else Text("No quotes found.", style="dim"))


def explain(article: ArticleParsed, console: Console) -> None:
    """Print each quote with what decided about it: rule, cue, speaker's mention, confidence."""
    console.print(Text(_plain(article.title or "(no headline)"), style="bold"))
    if not article.quotes:
        console.print(Text("No quotes found.", style="dim"))
    for quote in article.quotes:
        console.print()
        console.print(Text.assemble((f"{quote.id} ", "bold"), (f"{quote.kind} ", "cyan"), _plain(quote.text)))
        for name, value in _reasons(article, quote):
            console.print(Text.assemble((f"    {name:<11}", "dim"), _plain(value)))


def console_for(*, width: int | None = None) -> Console:
    """Build the console on standard output; wide enough for tables where that is no terminal."""
    console = Console(highlight=False, soft_wrap=False, width=width)
    if not console.is_terminal and width is None:
        console.width = max(console.width, MIN_WIDTH)
    return console


def _facts(article: ArticleParsed) -> list[tuple[str, str]]:
    source = article.provenance.get

    def with_source(field: str, value: str) -> str:
        return f"{value} ({source(field)})" if source(field) else value

    facts = [
        ("standfirst", article.standfirst or ""),
        ("by", with_source("authors", ", ".join(article.authors)) if article.authors else ""),
        ("publisher", with_source("publisher", article.publisher) if article.publisher else ""),
        (
            "published",
            with_source("published_at", f"{article.published_at:%Y-%m-%d %H:%M} UTC")
            if article.published_at
            else "",
        ),
        (
            "modified",
            with_source("modified_at", f"{article.modified_at:%Y-%m-%d %H:%M} UTC")
            if article.modified_at
            else "",
        ),
        ("section", article.section or ""),
        ("language", article.language or "unknown"),
        ("words", f"{article.word_count} ({article.completeness.value})"),
        ("address", "" if article.url.startswith("urn:") else article.url),
    ]
    return [(name, value) for name, value in facts if value]


def _actors(actors: tuple[Actor, ...]) -> Table:
    table = Table(
        "id", "actor", "type", "role", "also", "mentions", title=f"{len(actors)} actors", title_justify="left"
    )
    for actor in actors:
        name = actor.name if actor.named else f"{actor.name} (unnamed)"
        table.add_row(
            actor.id, *(Text(_plain(cell)) for cell in (name, actor.type, actor.role or "", ", ".join(actor.aliases))),
            str(len(actor.mentions)),
        )  # fmt: skip
    return table


def _quotes(article: ArticleParsed) -> Table:
    quotes = article.quotes
    table = Table("id", "who", "kind", "says", title=f"{len(quotes)} quotes", title_justify="left")
    for quote in quotes:
        table.add_row(quote.id, Text(_plain(_who(quote))), quote.kind, Text(_plain(quote.text)))
    return table


def _who(quote: Quote) -> str:
    if quote.speaker is None:
        return "?"
    return quote.speaker.name or quote.speaker.text or "?"


def _reasons(article: ArticleParsed, quote: Quote) -> list[tuple[str, str]]:
    speaker, cue = quote.speaker, quote.cue
    said_by = "unknown"
    if speaker is not None:
        actor = f" ({speaker.actor_id})" if speaker.actor_id else ""
        mention = f', by the mention "{speaker.text}" at {speaker.start}' if speaker.text else ""
        said_by = f"{speaker.name or speaker.text or 'unknown'}{actor}{mention}"
    return [
        ("speaker", said_by),
        ("cue", f'"{cue.text}" at {cue.start} ({cue.stance})' if cue else "none"),
        ("rule", quote.rule),
        ("confidence", f"{quote.confidence:.2f}"),
        ("where", _context(article.text, quote)),
    ]


def _context(text: str, quote: Quote) -> str:
    start, end = quote.spans[0].start, quote.spans[-1].end
    before = text[max(0, start - CONTEXT_CHARS) : start].rsplit("\n", 1)[-1]
    after = text[end : end + CONTEXT_CHARS].split("\n", 1)[0]
    return f"{start}-{end}: …{before}[{quote.id}]{after}…"


def _plain(text: str) -> str:
    return _CONTROL.sub("\ufffd", text.replace("\n", " ").replace("\t", " "))
