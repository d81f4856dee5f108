"""
How well pages are read: `make quality`, or `python -m tests.quality.pages [--worst N] [--write-floor [--lower]]`.

Prints figures over the golden pages, beside trafilatura alone, and fails where one is below its committed floor
(floor.json), which is written anew by --write-floor; a lower one takes --lower, and a line in DECISIONS.md.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated as Option

import typer
from rich.console import Console
from rich.table import Table
from trafilatura import bare_extraction
from trafilatura.settings import Document

from quotewire_parser.extract import extract
from quotewire_parser.language import LanguageFinder
from quotewire_shared.errors import PermanentError
from tests.quality.__main__ import below
from tests.quality.pages.golden import Golden, read_all
from tests.quality.pages.scoring import PageScore, Reading, overlap, score

LEAST_CHARS = 40
FLOOR = Path(__file__).parent / "floor.json"
SET = "golden pages"


def ours(finder: LanguageFinder | None = None) -> "OurReader":
    """Make what reads a page as the parser does, without looking for people and quotes."""
    return OurReader(finder or LanguageFinder())


class OurReader:
    """The parser's first half."""

    def __init__(self, finder: LanguageFinder) -> None:
        """Tell languages by *finder*."""
        self._finder = finder

    def __call__(self, page: Golden) -> Reading | None:
        """Read *page*; None where the parser refuses it."""
        try:
            found = extract(page.message(), min_text_chars=LEAST_CHARS)
        except PermanentError:
            return None
        language = self._finder.find(found.text, found.languages)
        facts = found.facts
        return Reading(
            facts.title,
            facts.authors,
            facts.published_at,
            language,
            found.text,
            facts.standfirst,
            facts.section,
        )


def trafilatura_alone(page: Golden) -> Reading | None:
    """Read *page* by trafilatura with its own metadata, as it comes."""
    found = bare_extraction(page.html, url=page.url, with_metadata=True)
    if not isinstance(found, Document):
        return None
    date = datetime.fromisoformat(found.date).replace(tzinfo=UTC) if found.date else None
    authors = tuple(name.strip() for name in (found.author or "").split(";") if name.strip())
    section = found.categories[0] if found.categories else None
    return Reading(found.title, authors, date, found.language, found.text or "", found.description, section)


def measured() -> dict[str, dict[str, float]]:
    """Give our figures, as the floor has them."""
    figures = score(read_all(), ours()).figures()
    return {SET: {key: round(value, 3) for key, value in figures.items()}}


def main(
    worst: Option[int, typer.Option(help="List so many pages that are read worst.")] = 5,
    write_floor: Option[bool, typer.Option(help="Write today's figures as the floor.")] = False,
    lower: Option[bool, typer.Option(help="With --write-floor: figures may fall.")] = False,
) -> None:
    """Print the figures; exit code 1 where one is below its floor."""
    pages, read = read_all(), ours()
    card = score(pages, read)
    show({"ours": card, "trafilatura alone": score(pages, trafilatura_alone)})
    by_name = {page.name: page for page in pages}
    for name in sorted(card.f1_of, key=lambda name: card.f1_of[name])[:worst]:
        found = read(by_name[name])
        precision, recall = overlap(found.text if found else "", by_name[name].text)
        typer.echo(f"{name}: text F1 {card.f1_of[name]:.3f}, precision {precision:.3f}, recall {recall:.3f}")
    figures = {SET: {key: round(value, 3) for key, value in card.figures().items()}}
    fallen = below(figures, json.loads(FLOOR.read_text()) if FLOOR.exists() else {})
    for line in fallen:
        typer.echo(line, err=True)
    if write_floor and (lower or not fallen):
        FLOOR.write_text(json.dumps(figures, indent=2) + "\n")
    elif fallen:
        sys.exit(1)


def show(cards: dict[str, PageScore]) -> None:
    """Print the figures of *cards* side by side."""
    first = next(iter(cards.values()))
    table = Table(f"{first.pages} golden pages", box=None, header_style="bold")
    for name in cards:
        table.add_column(name, justify="right")
    for key in first.figures():
        table.add_row(key, *(f"{card.figures()[key]:.3f}" for card in cards.values()))
    Console(highlight=False).print(table)


if __name__ == "__main__":
    typer.run(main)
