"""
Learns whom a pronoun or a noun means: `python -m training.resolver`, less than a minute.

A conditional logit model (McFadden, 1974) for each sort of question: every candidate of a marked speaker's mention is
weighed, and the weights make the right one likely. Names and mentions are those that people marked, so that it learns
from the text and not from our errors. Prints the share of right answers by five-fold cross-validation over articles,
and writes linguistics/data/resolver.json.
"""

import gzip
import json
import zlib
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import typer

from quotewire_parser.linguistics.actors import Entity, find_entities
from quotewire_parser.linguistics.candidates import TYPES, Question
from quotewire_parser.linguistics.document import Document
from quotewire_parser.linguistics.evidence import Features
from quotewire_parser.linguistics.findings import Finding
from quotewire_parser.linguistics.honorifics import honorific_before
from quotewire_parser.linguistics.name import Name
from quotewire_parser.linguistics.ranking import weigh
from quotewire_parser.linguistics.resolve import Resolver
from quotewire_parser.tagger.tags import NAME_TYPES
from tests.quality.annotated import Annotated, read_folder
from tests.quality.matching import same_name, same_noun
from training.data import CORPUS, SHARED, Span

OUT = Path(str(files("quotewire_parser.linguistics"))) / "data" / "resolver.json"
FOLDS = 5
STEPS = 600
RATE = 0.05
SHRINK = 0.004
"""Weight of the squared weights in the loss, per question."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked quote: its words, cue and source, and its speaker: forms of a name, or one noun phrase."""

    pieces: tuple[Span, ...]
    cue: Span | None
    source: Span
    forms: frozenset[str] | None
    called: str | None


@dataclass(frozen=True, slots=True)
class Text:
    """A text whose names and speakers people marked."""

    id: str
    text: str
    names: tuple[tuple[int, int, str], ...]
    quotes: tuple[Marked, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its candidates' features, and the number of the right one."""

    text: str
    sort: str
    features: tuple[Features, ...]
    right: int


def texts() -> Iterator[Text]:
    """Give Wikinews' training part and our corpus."""
    for article in read_folder(CORPUS):
        if article.language == "en":
            yield of_annotated(article)
    yield from wikinews("train")


def wikinews(part: str) -> Iterator[Text]:
    """Give a part of Wikinews."""
    with gzip.open(SHARED / f"wikinews_{part}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            forms = {actor["name"]: frozenset((actor["name"], *actor["forms"])) for actor in record["actors"]}
            yield Text(
                record["id"],
                record["text"],
                tuple((e["start"], e["end"], NAME_TYPES[e["type"]]) for e in record["entities"]),
                tuple(
                    Marked(
                        tuple((s, e) for s, e in item["content"]),
                        (item["cue"][0][0], item["cue"][0][1]) if item["cue"] else None,
                        (item["source"][0][0], item["source"][0][1]),
                        forms.get(item["speaker"]),
                        item["speaker"],
                    )
                    for item in record["attributions"]
                    if item["source"] and item["content"]
                ),
            )


def of_annotated(article: Annotated) -> Text:
    """Turn an article of ours into a text."""
    forms = {actor.name: frozenset((actor.name, *actor.forms)) for actor in article.actors}
    return Text(
        article.id,
        article.text,
        tuple(
            (m.start, m.end, m.actor.type) for m in article.mentions() if m.actor.type in NAME_TYPES.values()
        ),
        tuple(
            Marked(
                tuple(quote.pieces),
                quote.cue[0] if quote.cue else None,
                quote.source[0],
                forms.get(quote.speaker or ""),
                quote.speaker,
            )
            for quote in article.quotes
            if quote.source
        ),
    )


class Teacher(Resolver):
    """Goes through a text with the right answers, and writes down what it was asked."""

    def __init__(self, doc: Document, entities: list[Entity]) -> None:
        super().__init__(doc, entities)
        self.marked: Marked | None = None
        self.asked: list[tuple[str, tuple[Features, ...], int]] = []

    def _choose(self, question: Question) -> Entity | None:
        rows = self.candidates.of(question, self.unnamed)
        right = next(
            (k for k, (entity, _) in enumerate(rows) if entity is not None and self.is_right(entity)), None
        )
        named = self.marked is not None and self.marked.forms is not None
        if right is None and named:
            return next((entity for entity in self.entities if self.is_right(entity)), None)  # out of reach
        right = len(rows) - 1 if right is None else right
        self.asked.append((question.sort, tuple(features for _, features in rows), right))
        return rows[right][0]

    def is_right(self, entity: Entity) -> bool:
        """Is *entity* who is marked?"""
        marked = self.marked
        if marked is None or marked.called is None:
            return False
        forms = [*entity.forms, *([entity.name] if entity.forms else [])]
        if marked.forms is not None:
            return entity.named and any(same_name(form, other) for form in forms for other in marked.forms)
        return not entity.named and any(same_noun(form, marked.called) for form in forms)


def walk(
    text: Text, make: Callable[[Document, list[Entity]], Resolver]
) -> Iterator[tuple[Resolver, Marked, Finding]]:
    """Give each marked quote of *text* in reading order as a finding, with the resolver that is to resolve it."""
    doc = Document(text.text)

    def tokens(span: Span) -> Span:
        return bisect_right(doc.tokens.ends, span[0]), bisect_left(doc.tokens.starts, span[1])

    names = []
    for start, end, kind in text.names:
        first, last = tokens((start, end))
        if first < last:
            names.append(Name(first, last, kind, honorific=honorific_before(doc, first)))
    resolver = make(doc, find_entities(doc, names=names))
    for quote in text.quotes:
        pieces, source = [tokens(piece) for piece in quote.pieces], tokens(quote.source)
        cue = tokens(quote.cue) if quote.cue else None
        if source[0] < source[1] and all(start < end for start, end in pieces):
            sentence = doc.sentence_of[(cue or source)[0]]
            yield resolver, quote, Finding(pieces, cue, None, source, "model", sentence)


def questions(some: Sequence[Text]) -> list[Asked]:
    """Go through the texts with the right answers."""
    asked = []
    for text in some:
        teacher: Resolver | None = None
        for teacher, quote, finding in walk(text, Teacher):
            assert isinstance(teacher, Teacher)  # noqa: S101 - for the type checker
            teacher.marked = quote
            teacher.resolve(finding)
        if isinstance(teacher, Teacher):
            asked += [Asked(text.id, *row) for row in teacher.asked]
    return asked


def fit(asked: Sequence[Asked]) -> dict[str, float]:
    """Fit the weights by Adam (Kingma and Ba, 2015) on the log loss; features seen fewer than three times stay out."""
    seen: defaultdict[str, int] = defaultdict(int)
    for one in asked:
        for features in one.features:
            for name in features:
                seen[name] += 1
    names = sorted(name for name, times in seen.items() if times > 2)  # noqa: PLR2004 - see above
    number = {name: k for k, name in enumerate(names)}
    rows = np.zeros((sum(len(one.features) for one in asked), len(names)))
    starts, right = [], []
    at = 0
    for one in asked:
        starts.append(at)
        right.append(at + one.right)
        for features in one.features:
            for name, value in features.items():
                if name in number:
                    rows[at, number[name]] = value
            at += 1
    first, gold = np.array(starts), np.array(right)
    group = np.repeat(np.arange(len(asked)), [len(one.features) for one in asked])
    weights, mean, square = (np.zeros(len(names)) for _ in range(3))
    for step in range(1, STEPS + 1):
        scores = rows @ weights
        chances = np.exp(scores - np.maximum.reduceat(scores, first)[group])
        chances /= np.add.reduceat(chances, first)[group]
        slope = (rows.T @ chances - rows[gold].sum(0)) / len(asked) + SHRINK * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        weights -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}


def share_right(weights: dict[str, float], asked: Sequence[Asked]) -> float:
    """Give the share of questions that *weights* answer right."""

    def answer(one: Asked) -> int:
        scores = [weigh(weights, features) for features in one.features]
        return scores.index(max(scores))

    return sum(answer(one) == one.right for one in asked) / len(asked)


def main() -> None:
    """Cross-validate, fit, write."""
    asked = questions(list(texts()))
    table = {}
    for sort in TYPES:
        mine = [one for one in asked if one.sort == sort]
        folds = [[one for one in mine if zlib.crc32(one.text.encode()) % FOLDS == k] for k in range(FOLDS)]
        right = sum(
            share_right(fit([one for fold in folds if fold is not held for one in fold]), held) * len(held)
            for held in folds
            if held
        )
        table[sort] = fit(mine)
        typer.echo(
            f"{sort:7} {len(mine):5} questions, right {right / len(mine):.3f} (on itself {share_right(table[sort], mine):.3f})"
        )
    OUT.write_text(json.dumps(table, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    typer.echo(f"wrote {OUT.name}")


if __name__ == "__main__":
    typer.run(main)
