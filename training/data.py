"""Annotated texts of every set in one shape."""

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from quotewire_parser.linguistics.document import Document
from quotewire_parser.tagger.tags import NAME_TYPES
from tests.quality.annotated import Annotated, GoldQuote, read_folder
from training import antecedents
from training.antecedents import Meant, Span

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
CORPUS = ROOT / "tests" / "corpus"
FREE_NAME_SETS = ("wikigold", "re3d")
"""Parts of ner_open in which names are annotated as we want them, and whose licence asks for attribution only."""

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
    """A text with its attributions (None: not annotated for them), names (None: likewise) and who is meant where."""

    id: str
    text: str
    attributions: tuple[Attributed, ...] | None
    names: tuple[tuple[int, int, str], ...] | None
    meant: tuple[Meant, ...] = ()


HELD_OUT = 4
"""One text in so many of those that tell speakers is held out where it is asked for."""


def held_out(name: str) -> bool:
    """Tell whether the text called *name* is left out where a part is to stay unseen."""
    return zlib.crc32(name.encode()) % HELD_OUT == 0


def load(recipe: str, *, hold_out: bool = False) -> list[Example]:
    """
    Give the training texts of *recipe*: open, or research, which adds sets that are not free.

    With *hold_out* without those of ours and of Wikinews for which `held_out` holds.
    """
    examples = [*_ours(), *wikinews("train"), *_free_names(), *_gum(), *_gap()]
    if recipe == "research":
        examples += [*polnear("train"), *wwn("train")]
    elif recipe != "open":
        raise ValueError(f"There is no recipe {recipe!r}: open or research.")
    if hold_out:
        return [one for one in examples if one.attributions is None or not held_out(one.id)]
    return examples


def wikinews(part: str) -> Iterator[Example]:
    """Wikinews (texts CC BY 2.5, annotation CC BY 4.0): quotes and names."""
    for record in _records(f"wikinews_{part}.jsonl.gz"):
        yield Example(
            record["id"],
            record["text"],
            _attributions(record),
            _names(record),
            antecedents.of_wikinews(record),
        )


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


def _gum() -> Iterator[Example]:
    """GUM's news and interviews (texts CC BY 2.5, annotation CC BY 4.0): who is meant."""
    for record in _records("gum_news.jsonl.gz"):
        yield Example(record["id"], record["text"], None, None, antecedents.of_gum(record))


def _gap() -> Iterator[Example]:
    """Every second row of GAP (Apache-2.0): whom a pronoun means, in passages of Wikipedia; all would cost a third of the time."""
    for part in ("dev", "validation"):
        for name, text, meant in islice(antecedents.read_gap(SHARED / f"gap_{part}.tsv.gz"), 0, None, 2):
            yield Example(name, text, None, None, meant)


def _ours() -> Iterator[Example]:
    """Our own news (tests/corpus): quotes and names; English only, which is what the encoder knows."""
    for article in read_folder(CORPUS):
        if article.language == "en":
            yield of_annotated(article)


def of_annotated(article: Annotated) -> Example:
    """
    Turn an article of ours into an example.

    Reported speech that goes on in sentences without a cue of their own is marked in some of our articles, and in none
    of the other sets: it is left out, for the model would learn to guess.
    """
    doc = Document(article.text)
    attributions = tuple(
        Attributed(pieces, tuple(quote.cue), tuple(quote.source))
        for quote in article.quotes
        if (pieces := tuple(_beside_cue(doc, quote)))
    )
    names = tuple(
        (m.start, m.end, _TYPES[m.actor.type]) for m in article.mentions() if m.actor.type in _TYPES
    )
    return Example(article.id, article.text, attributions, names, antecedents.of_annotated(article))


def _beside_cue(doc: Document, quote: GoldQuote) -> list[Span]:
    """Give the pieces of *quote*; of reported speech those in the sentence of its cue."""
    if quote.kind != "indirect":
        return quote.pieces
    own = {doc.sentence_of[doc.token_at(start)] for start, _ in quote.cue}
    return [piece for piece in quote.pieces if doc.sentence_of[doc.token_at(piece[0])] in own]


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
