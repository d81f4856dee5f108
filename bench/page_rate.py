"""
How many pages a second become articles on one core, stage by stage, beside trafilatura alone in the same run.

Stages: parse (HTML to a tree), metadata (JSON-LD, meta tags, markup), text (the tree to paragraphs; trafilatura's part of
it is inside), and extraction, which is all of them and the line filter. trafilatura reads the same page twice: `extract`
gives text only, `bare_extraction` text and facts, as our extraction does.

Every page goes through all stages once to warm caches; then again in each round, one stage after another, so that what
else the machine does meets all of them alike. Seconds are those of the process (CPU), as the machine may be shared.
"""

import logging
import math
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import trafilatura
from lxml.html import HtmlElement

from bench.articles import pages_in, size_kb
from bench.figures import Table, Timings
from quotewire_parser.extract import extract
from quotewire_parser.extraction.body import find_body
from quotewire_parser.extraction.jsonld import read_jsonld
from quotewire_parser.extraction.markup import Furniture, read_markup
from quotewire_parser.extraction.metatags import read_metatags
from quotewire_parser.extraction.tree import parse_html, visible_text
from quotewire_shared.errors import PermanentError, UsageError
from quotewire_shared.messages import ArticleFetched

T = TypeVar("T")

RUNS = 300
"""Least runs of each stage: as many rounds are made as that takes."""
GOLDEN = Path(__file__).parent.parent / "tests" / "quality" / "pages" / "golden"
LEAST_CHARS = 40
STAGES = (
    "parse",
    "metadata",
    "text",
    "extraction, all stages",
    "trafilatura, text only",
    "trafilatura, text and facts",
)


def measure(folder: Path | None = None, runs: int = RUNS) -> list[Table]:
    """
    Time every stage on the HTML files below *folder*, or on the golden pages; at least *runs* times each.

    Raises:
        UsageError: no HTML page is there.
    """
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    pages = [page for page in pages_in(folder or GOLDEN)[0] if page.html is not None]
    if not pages:
        raise UsageError(f"There is no HTML page in {folder}.")
    run(pages, 1)
    rounds = math.ceil(runs / len(pages))
    timings = run(pages, rounds)
    return [
        Table(
            f"pages: HTML to articles on one core, {folder or 'the golden pages'}",
            ("stage", "pages/s", "p50 ms", "p99 ms", "worst ms"),
            tuple(
                (stage, times.rate(), times.ms(0.5), times.ms(0.99), times.ms(1.0))
                for stage, times in timings.items()
            ),
            (f"{len(pages)} pages of {size_kb(pages):.1f} kB on average, {rounds} rounds; seconds of CPU.",),
        )
    ]


def run(pages: Sequence[ArticleFetched], rounds: int) -> dict[str, Timings]:
    """Take *pages* through all stages, *rounds* times."""
    timings = {stage: Timings() for stage in STAGES}
    for _ in range(rounds):
        for page in pages:
            _take(page, page.html or "", timings)
    return timings


def _take(page: ArticleFetched, html: str, timings: dict[str, Timings]) -> None:
    clocks = iter(timings.values())

    def timed(call: Callable[[], T]) -> T:
        started = time.process_time()
        result = call()
        next(clocks).seconds.append(time.process_time() - started)
        return result

    tree = timed(lambda: parse_html(html))
    if tree is None:
        return
    furniture = timed(lambda: _metadata(page, tree))
    timed(lambda: find_body(tree, furniture))
    timed(lambda: _whole(page))
    timed(lambda: trafilatura.extract(html))
    timed(lambda: trafilatura.bare_extraction(html, with_metadata=True))


def _metadata(page: ArticleFetched, tree: HtmlElement) -> Furniture:
    _, furniture = read_markup(tree)
    headings = tuple(visible_text(heading) for heading in furniture.headings)
    read_jsonld(tree, urls=(page.canonical_url, page.final_url, page.url), headings=headings)
    read_metatags(tree)
    return furniture


def _whole(page: ArticleFetched) -> None:
    with suppress(PermanentError):
        extract(page, min_text_chars=LEAST_CHARS)
