"""
Learns whom a pronoun or a noun means: `python -m training.resolver`, less than a minute.

A conditional logit model (McFadden, 1974) for each sort of question: every candidate of a marked speaker's mention is
weighed, and the weights make the right one likely. Names and mentions are those that people marked, so that it learns
from the text and not from our errors. Prints the share of right answers by five-fold cross-validation over articles,
and writes linguistics/data/resolver.json.

With `--model FOLDER` it also learns how far to trust a model's opinion (stacked generalization, Wolpert 1992): on the
texts that are held out (training/data.py), by a model that was trained without them (`python -m training --hold-out`).
"""

import gzip
import json
import zlib
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from quotewire_parser.linguistics.actors import Entity, find_entities
from quotewire_parser.linguistics.candidates import READ, READ_FIRST, TYPES, UNREAD, Antecedents, Question
from quotewire_parser.linguistics.document import Document
from quotewire_parser.linguistics.evidence import Features
from quotewire_parser.linguistics.findings import Finding
from quotewire_parser.linguistics.hints import rule_hints
from quotewire_parser.linguistics.honorifics import honorific_before
from quotewire_parser.linguistics.name import Name
from quotewire_parser.linguistics.ranking import key_of, was_read, weigh
from quotewire_parser.linguistics.resolve import Resolver
from quotewire_parser.tagger.model import Tagger
from quotewire_parser.tagger.tags import NAME_TYPES
from tests.quality.annotated import Annotated as Article
from tests.quality.annotated import read_folder
from tests.quality.matching import same_name, same_noun
from training.antecedents import Span
from training.data import CORPUS, SHARED, held_out

OUT = Path(str(files("quotewire_parser.linguistics"))) / "data" / "resolver.json"
FOLDS = 5
STEPS = 600
RATE = 0.05
BASE = "features"
OPINIONS = (READ, READ_FIRST, UNREAD, "nobody")
SHRINK = 0.004
"""Weight of the squared weights in the loss, per question."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked quote: its words, cue and source, and its speaker: forms of a name, or one noun phrase."""

    pieces: tuple[Span, ...]
    cue: Span | None
    source: Span | None
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
                        (item["source"][0][0], item["source"][0][1]) if item["source"] else None,
                        forms.get(item["speaker"]),
                        item["speaker"],
                    )
                    for item in record["attributions"]
                    if item["content"] and item["speaker"]
                ),
            )


def of_annotated(article: Article) -> Text:
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
                quote.source[0] if quote.source else None,
                forms.get(quote.speaker or ""),
                quote.speaker,
            )
            for quote in article.quotes
            if quote.speaker
        ),
    )


class Teacher(Resolver):
    """Goes through a text with the right answers, and writes down what it was asked."""

    def __init__(self, doc: Document, entities: list[Entity], antecedents: Antecedents | None = None) -> None:
        super().__init__(doc, entities, antecedents)
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
    text: Text,
    make: Callable[[Document, list[Entity], Antecedents | None], Resolver],
    tagger: Tagger | None = None,
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
    antecedents = None if tagger is None else tagger.tag(text.text, rule_hints(doc)).antecedents
    resolver = make(doc, find_entities(doc, names=names), antecedents)
    before: Finding | None = None
    for quote in text.quotes:
        finding = _finding(doc, quote, tokens, before)
        if finding is not None:
            before = finding
            yield resolver, quote, finding


def _finding(
    doc: Document, quote: Marked, tokens: Callable[[Span], Span], before: Finding | None
) -> Finding | None:
    """Give a marked quote as the rules would find it; one without a source follows on the one *before*."""
    pieces = [tokens(piece) for piece in quote.pieces]
    cue = tokens(quote.cue) if quote.cue else None
    if any(start >= end for start, end in pieces):
        return None
    if quote.source is not None:
        source = tokens(quote.source)
        return (
            Finding(pieces, cue, None, source, "model", doc.sentence_of[(cue or source)[0]])
            if source[0] < source[1]
            else None
        )
    sentence = doc.sentence_of[pieces[0][0]]
    step = 2 if before is None else doc.paragraph_of(pieces[0][0]) - doc.paragraph_of(before.last_token() - 1)
    rule = {0: "alone_same_paragraph", 1: "alone_next_paragraph"}.get(step, "alone")
    carried = None if rule == "alone" else before
    return Finding(pieces, cue, None, None, rule, sentence, carried=carried)


def questions(some: Sequence[Text], tagger: Tagger | None = None) -> list[Asked]:
    """Go through the texts with the right answers."""
    asked = []
    for text in some:
        teacher: Resolver | None = None
        for teacher, quote, finding in walk(text, Teacher, tagger):
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


def cross_validated(asked: Sequence[Asked]) -> float:
    """Give the share of right answers where each fifth of the texts is answered by what the others taught."""
    folds = [[one for one in asked if zlib.crc32(one.text.encode()) % FOLDS == k] for k in range(FOLDS)]
    right = sum(
        share_right(fit([one for fold in folds if fold is not held for one in fold]), held) * len(held)
        for held in folds
        if held
    )
    return right / len(asked)


def stacked(base: dict[str, float], opinion: dict[str, float]) -> dict[str, float]:
    """Give the weights of all features where *opinion* weighs the sum that *base* makes of them, and what is new."""
    scaled = {name: round(opinion[BASE] * weight, 3) for name, weight in base.items()}
    for name, weight in opinion.items():
        if name != BASE:
            scaled[name] = round(scaled.get(name, 0.0) + weight, 3)
    return scaled


def summed(base: dict[str, float], asked: Sequence[Asked]) -> list[Asked]:
    """Put the sum of what *base* weighs in place of the features that it knows."""
    return [
        replace(
            one,
            features=tuple(
                {BASE: weigh(base, row)} | {name: row[name] for name in OPINIONS if name in row}
                for row in one.features
            ),
        )
        for one in asked
    ]


def with_opinions(
    table: dict[str, dict[str, float]], asked: Sequence[Asked], heard: Sequence[Asked]
) -> dict[str, dict[str, float]]:
    """
    Learn how far a model's opinion counts beside the features.

    *table* holds the features' weights, *asked* all questions, *heard* those of the held-out texts with the opinion.
    """
    made = {}
    for sort in TYPES:
        others = fit([one for one in asked if one.sort == sort and not held_out(one.text)])
        test = [one for one in heard if one.sort == sort and was_read([(None, row) for row in one.features])]
        sums = summed(others, test)
        opinion = fit(sums)
        alone, both = share_right(others, test), cross_validated(sums)
        typer.echo(
            f"{sort:7} {len(test):5} held out: features {alone:.3f}, with the model {both:.3f} {opinion}"
        )
        made[key_of(sort, read=True)] = stacked(table[sort], opinion)
    return made


def main(
    model: Annotated[
        Path | None, typer.Option(help="Folder of a model that was trained without the held-out texts.")
    ] = None,
) -> None:
    """Cross-validate, fit, write."""
    some = list(texts())
    asked = questions(some)
    table = {}
    for sort in TYPES:
        mine = [one for one in asked if one.sort == sort]
        table[sort] = fit(mine)
        typer.echo(
            f"{sort:7} {len(mine):5} questions, right {cross_validated(mine):.3f} (on itself {share_right(table[sort], mine):.3f})"
        )
    if model is not None:
        unseen = [text for text in some if held_out(text.id)]
        table |= with_opinions(table, asked, questions(unseen, Tagger.load(model)))
    else:
        table |= {key: row for key, row in json.loads(OUT.read_text("utf-8")).items() if key not in table}
    OUT.write_text(json.dumps(table, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    typer.echo(f"wrote {OUT.name}")


if __name__ == "__main__":
    typer.run(main)
