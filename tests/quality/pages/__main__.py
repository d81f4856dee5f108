"""
How well pages are read: `python -m tests.quality.pages [--worst N]`, beside trafilatura alone.

A page is cut from its furniture and dated, titled and signed; the figures are means over the golden pages.
"""

from datetime import UTC, datetime
from typing import Annotated as Option

import typer
from rich.console import Console
from rich.table import Table
from trafilatura import bare_extraction
from trafilatura.settings import Document

from quotewire_parser.extract import extract
from quotewire_parser.language import LanguageFinder
from quotewire_shared.errors import PermanentError
from tests.quality.pages.golden import Golden, read_all
from tests.quality.pages.scoring import Reading, overlap, score

LEAST_CHARS = 40


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
        return Reading(facts.title, facts.authors, facts.published_at, language, found.text)


def trafilatura_alone(page: Golden) -> Reading | None:
    """Read *page* by trafilatura with its own metadata, as it comes."""
    found = bare_extraction(page.html, url=page.url, with_metadata=True)
    if not isinstance(found, Document):
        return None
    date = datetime.fromisoformat(found.date).replace(tzinfo=UTC) if found.date else None
    authors = tuple(name.strip() for name in (found.author or "").split(";") if name.strip())
    return Reading(found.title, authors, date, found.language, found.text or "")


def main(worst: Option[int, typer.Option(help="List so many pages that are read worst.")] = 10) -> None:
    """Print the figures."""
    pages, read = read_all(), ours()
    cards = {"ours": score(pages, read), "trafilatura alone": score(pages, trafilatura_alone)}
    table = Table(f"{len(pages)} pages", box=None, header_style="bold")
    for name in cards:
        table.add_column(name, justify="right")
    for key in cards["ours"].figures():
        table.add_row(key, *(f"{card.figures()[key]:.3f}" for card in cards.values()))
    console = Console(highlight=False)
    console.print(table)
    f1_of = cards["ours"].f1_of
    by_name = {page.name: page for page in pages}
    for name in sorted(f1_of, key=lambda name: f1_of[name])[:worst]:
        found = read(by_name[name])
        precision, recall = overlap(found.text if found else "", by_name[name].text)
        console.print(f"{name}: text F1 {f1_of[name]:.3f}, precision {precision:.3f}, recall {recall:.3f}")


if __name__ == "__main__":
    typer.run(main)
