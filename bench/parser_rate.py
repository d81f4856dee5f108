"""
How many articles a second the parser finds actors and quotes in, part by part; how that grows with length; its model.

The texts are those of the bundled newsroom, or every HTML and text file below a folder, cut and joined at paragraphs to
articles of about 700 words, the length by which the parser's speed is stated. Parts: reading by rules (whose findings
are the model's hints), the model itself, and the whole with everything around them; the whole by rules alone runs
beside it in the same loop. One process, one thread, everything warm.

The second table takes ever longer texts: where time grows linearly, its last column stays the same. The third tells
what the model costs in bytes, in seconds to load, and in memory of a fresh process.
"""

import math
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench.articles import Press, pages_in
from bench.figures import Table, Timings
from quotewire_parser.extract import extract
from quotewire_parser.linguistics import analyse
from quotewire_parser.linguistics.document import Document
from quotewire_parser.linguistics.hints import rule_hints
from quotewire_parser.models import FILES, model_folder
from quotewire_parser.settings import ParserSettings
from quotewire_parser.tagger.model import Tagger
from quotewire_shared.errors import PermanentError, QuotewireError

RUNS = 100
"""Least articles that each part reads."""
WORDS = 700
TIMES_LONGER = (1, 2, 4, 8, 16)

_MEMORY = """
import resource, sys
from pathlib import Path
from quotewire_parser.linguistics import analyse
from quotewire_parser.tagger.model import Tagger
analyse("Ama Boateng said it was late.", language="en", tagger=Tagger.load(Path(sys.argv[1])))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def measure(folder: Path | None = None, runs: int = RUNS) -> list[Table]:
    """Measure on the texts below *folder*, or the newsroom's; every part reads at least *runs* articles."""
    articles = list(of_length(texts(folder), WORDS))
    if not articles:
        raise QuotewireError("There are no texts to read.")
    where = model_folder(ParserSettings().model)
    tagger = None if where is None else Tagger.load(where)
    tables = [by_part(articles, tagger, math.ceil(runs / len(articles))), by_length(articles, tagger)]
    return tables if where is None else [*tables, cost(where)]


def texts(folder: Path | None) -> Iterator[str]:
    """Give the text of every page that holds one."""
    pages = pages_in(folder)[0] if folder else (press := Press()).issue(len(press.pages))
    for page in pages:
        try:
            yield extract(page, min_text_chars=ParserSettings().min_text_chars).text
        except PermanentError:
            continue


def of_length(some: Iterator[str], words: int) -> Iterator[str]:
    """Cut and join texts at their paragraphs to articles of at least *words* words; what is left over is dropped."""
    paragraphs: list[str] = []
    size = 0
    for text in some:
        for paragraph in text.split("\n\n"):
            paragraphs.append(paragraph)
            size += len(paragraph.split())
            if size >= words:
                yield "\n\n".join(paragraphs)
                paragraphs, size = [], 0


def by_part(articles: Sequence[str], tagger: Tagger | None, rounds: int) -> Table:
    """Time each part on every article, one part after another."""
    parts: dict[str, Callable[[str], object]] = {
        "reading by rules": lambda text: rule_hints(Document(text)),
        "whole, rules alone": lambda text: analyse(text, language="en"),
    }
    if tagger is not None:
        parts["the model"] = tagger.tag
        parts["whole, with the model"] = lambda text: analyse(text, language="en", tagger=tagger)
    timings = {part: Timings() for part in parts}
    for number in range(-1, rounds):  # the first round only warms
        for text in articles:
            for part, call in parts.items():
                started = time.perf_counter()
                call(text)
                if number >= 0:
                    timings[part].seconds.append(time.perf_counter() - started)
    mean = sum(len(text.split()) for text in articles) / len(articles)
    return Table(
        "parser: articles through one thread",
        ("part", "articles/s", "p50 ms", "p99 ms"),
        tuple((part, times.rate(), times.ms(0.5), times.ms(0.99)) for part, times in timings.items()),
        (f"{len(articles)} articles of {mean:.0f} words on average; {rounds} rounds.",),
    )


def by_length(articles: Sequence[str], tagger: Tagger | None) -> Table:
    """Time the whole on ever longer texts."""
    rows = []
    for times in TIMES_LONGER:
        text = "\n\n".join(articles[k % len(articles)] for k in range(times))
        words = len(text.split())
        started = time.perf_counter()
        analyse(text, language="en", tagger=tagger)
        seconds = time.perf_counter() - started
        rows.append((f"{times} x", float(words), seconds * 1_000, seconds * 1_000_000 / words))
    return Table("parser: time by length", ("length", "words", "ms", "ms for 1,000 words"), tuple(rows))


def cost(folder: Path) -> Table:
    """Tell what the model in *folder* costs."""
    started = time.perf_counter()
    Tagger.load(folder)
    seconds = time.perf_counter() - started
    told = subprocess.run(  # noqa: S603 - our own interpreter and text
        [sys.executable, "-c", _MEMORY, str(folder)], capture_output=True, text=True, check=True
    )
    unit = 1 if sys.platform == "darwin" else 1_024
    return Table(
        f"parser: what the model {folder.name} costs",
        ("what", "figure"),
        (
            ("files, MB", sum((folder / file).stat().st_size for file in FILES) / 1e6),
            ("load, s", seconds),
            ("memory of a process that read a text, MB", int(told.stdout) * unit / 1e6),
        ),
    )
