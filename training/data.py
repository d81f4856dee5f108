"""Annotated texts of every set in one shape."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quotewire_parser.tagger.tags import NAME_TYPES
from tests.quality.annotated import Annotated, read_folder

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
CORPUS = ROOT / "tests" / "corpus"
FREE_NAME_SETS = ("wikigold", "re3d")
"""Parts of ner_open in which names are annotated as we want them, and whose licence asks for attribution only."""

Span = tuple[int, int]
_TYPES = {kind: tag for tag, kind in NAME_TYPES.items()}
_AS = {"PER": "PER", "ORG": "ORG", "LOC": "LOC", "NORP": "NORP", "FAC": "LOC"}


@dataclass(frozen=True, slots=True)
class Attributed:
    """Who says what, as spans; what a set does not tell is empty."""

    content: tuple[Span, ...]
    cue: tuple[Span, ...]
    source: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A text with its attributions (None: not annotated for them) and names (None: likewise)."""

    id: str
    text: str
    attributions: tuple[Attributed, ...] | None
    names: tuple[tuple[int, int, str], ...] | None


def load(recipe: str) -> list[Example]:
    """Give the training texts of *recipe*: open, or research, which adds sets that are not free."""
    examples = [*_ours(), *wikinews("train"), *_free_names()]
    if recipe == "research":
        examples += [*polnear("train"), *wwn("train")]
    elif recipe != "open":
        raise ValueError(f"There is no recipe {recipe!r}: open or research.")
    return examples


def wikinews(part: str) -> Iterator[Example]:
    """Wikinews (texts CC BY 2.5, annotation CC BY 4.0): quotes and names."""
    for record in _records(f"wikinews_{part}.jsonl.gz"):
        yield Example(record["id"], record["text"], _attributions(record), _names(record))


def polnear(part: str) -> Iterator[Example]:
    """PolNeAR (no licence stated): speech only, as our own annotation; beliefs and plans are no quotes here."""
    for record in _records(f"polnear_{part}.jsonl.gz"):
        yield Example(record["id"], record["text"], _attributions(record), None)


def wwn(part: str) -> Iterator[Example]:
    """Worldwide newswire (CC BY-NC-SA): names."""
    for record in _records(f"wwn_{part}.jsonl.gz"):
        yield Example(record["id"], record["text"], None, _names(record))


def _free_names() -> Iterator[Example]:
    for record in _records("ner_open.jsonl.gz"):
        if record["set"] in FREE_NAME_SETS:
            yield Example(record["id"], record["text"], None, _names(record))


def _ours() -> Iterator[Example]:
    """Our own news (tests/corpus): quotes and names; English only, which is what the encoder knows."""
    for article in read_folder(CORPUS):
        if article.language == "en":
            yield of_annotated(article)


def of_annotated(article: Annotated) -> Example:
    """Turn an article of ours into an example."""
    attributions = tuple(
        Attributed(tuple(quote.pieces), tuple(quote.cue), tuple(quote.source)) for quote in article.quotes
    )
    names = tuple(
        (m.start, m.end, _TYPES[m.actor.type]) for m in article.mentions() if m.actor.type in _TYPES
    )
    return Example(article.id, article.text, attributions, names)


def _attributions(record: dict[str, Any]) -> tuple[Attributed, ...]:
    return tuple(
        Attributed(*(tuple(map(tuple, item[role])) for role in ("content", "cue", "source")))
        for item in record["attributions"]
        if item.get("speech", True)
    )


def _names(record: dict[str, Any]) -> tuple[tuple[int, int, str], ...]:
    return tuple(
        (item["start"], item["end"], _AS[item["type"]]) for item in record["entities"] if item["type"] in _AS
    )


def _records(name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(SHARED / name, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
