"""
How many pages a second one process reads, step by step, beside trafilatura alone.

Steps: extraction (page to facts and text), language, actors + quotes, and whole: what a worker of the parser does with
a message, from `ArticleFetched` to the JSON of `ArticleParsed`. trafilatura runs in the same loop on the same pages:
`extract` gives text only, `bare_extraction` text and facts, as our extraction does (which calls trafilatura for some of
its work; plain texts are none of its business and are left out there).

Every page goes through all steps once to warm caches and models; refused ones are counted and set aside. Then every
page goes through all steps again in each round, one step after another, so that what else the machine does meets all
steps alike. A rate is the number of runs through their sum of seconds; percentiles are over all runs.

Pages are those of the bundled newsroom, or every HTML and text file below a folder.
"""

import logging
import math
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import trafilatura

from bench.articles import Press, pages_in, size_kb
from bench.figures import Table, Timings
from quotewire_parser.extract import extract
from quotewire_parser.language import LanguageFinder
from quotewire_parser.linguistics import analyse
from quotewire_parser.models import model_folder
from quotewire_parser.settings import ParserSettings
from quotewire_parser.tagger.model import Tagger
from quotewire_parser.worker import Reader
from quotewire_shared.errors import PermanentError, QuotewireError
from quotewire_shared.messages import ArticleFetched, ArticleParsed

T = TypeVar("T")

RUNS = 300
"""Least runs of each step: as many rounds are made as that takes."""
STEPS = (
    "extraction",
    "language",
    "actors + quotes",
    "whole",
    "trafilatura, text only",
    "trafilatura, text and facts",
)


def measure(folder: Path | None = None, runs: int = RUNS) -> list[Table]:
    """Time every step on the pages below *folder*, or the newsroom's; at least *runs* times each."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    press = Press()
    pages, unread = pages_in(folder) if folder else (press.issue(len(press.pages)), 0)
    bench = Steps(ParserSettings().min_text_chars)
    readable, refused = bench.sort_out(pages)
    if not readable:
        raise QuotewireError(f"The parser refuses all {len(pages)} pages.")
    rounds = math.ceil(runs / len(readable))
    timings = bench.run(readable, rounds)
    notes = [
        f"{len(readable)} pages of {size_kb(readable):.1f} kB and {bench.words / len(readable):.0f} words on average.",
        f"{bench.quotes / len(readable):.1f} quotes in the mean page; {rounds} rounds.",
    ]
    if refused or unread:
        reasons = [f"{count} {code}" for code, count in refused.most_common()]
        reasons += [f"{unread} neither HTML nor text"] * bool(unread)
        notes.append(f"Set aside: {', '.join(reasons)}.")
    return [
        Table(
            f"parse: pages through one process, {folder or 'the bundled newsroom'}",
            ("step", "pages/s", "p50 ms", "p99 ms"),
            tuple(
                (step, times.rate(), times.ms(0.5), times.ms(0.99))
                for step, times in timings.items()
                if times.seconds
            ),
            tuple(notes),
        )
    ]


class Steps:
    """The steps of the parser, and their neighbours, each under its own clock."""

    def __init__(self, min_text_chars: int) -> None:
        """Load the models."""
        self._min_text_chars = min_text_chars
        self._reader = Reader(min_text_chars, model_folder(ParserSettings().model))
        self._tagger = None if self._reader.model is None else Tagger.load(self._reader.model)
        self._language = LanguageFinder()
        self.words = 0
        self.quotes = 0

    def sort_out(self, pages: Sequence[ArticleFetched]) -> tuple[list[ArticleFetched], Counter[str]]:
        """Read every page once; gives those that can be read, and how many cannot, by their error's code."""
        readable: list[ArticleFetched] = []
        refused: Counter[str] = Counter()
        for page in pages:
            result = self._reader(page)
            if isinstance(result, PermanentError):
                refused[result.code] += 1
                continue
            article = ArticleParsed.model_validate_json(result)
            self.words += article.word_count
            self.quotes += len(article.quotes)
            readable.append(page)
        self.run(readable, 1)
        return readable, refused

    def run(self, pages: Sequence[ArticleFetched], rounds: int) -> dict[str, Timings]:
        """Take *pages* through all steps, *rounds* times."""
        timings = {step: Timings() for step in STEPS}
        for _ in range(rounds):
            for page in pages:
                self._take(page, timings)
        return timings

    def _take(self, page: ArticleFetched, timings: dict[str, Timings]) -> None:
        clocks = iter(timings.values())

        def timed(call: Callable[[], T]) -> T:
            started = time.perf_counter()
            result = call()
            next(clocks).seconds.append(time.perf_counter() - started)
            return result

        found = timed(lambda: extract(page, min_text_chars=self._min_text_chars))
        language = timed(lambda: self._language.find(found.text, found.languages))
        title, standfirst = found.facts.title, found.facts.standfirst
        timed(
            lambda: analyse(
                found.text, title=title, standfirst=standfirst, language=language, tagger=self._tagger
            )
        )
        timed(lambda: self._reader(page))
        if page.html is not None:
            timed(lambda: trafilatura.extract(page.html))
            timed(lambda: trafilatura.bare_extraction(page.html, with_metadata=True))
