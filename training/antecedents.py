"""Who is meant where: mentions that people linked, as the antecedent head learns them."""

import csv
import gzip
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.quality.annotated import Annotated
from tests.quality.matching import head_noun

Span = tuple[int, int]
_FIRST_WORD = re.compile(r"\w+")
_LATER_IS_NO_FIRST = frozenset(("he", "she", "they", "it", "him", "her", "them", "his", "their", "its"))
"""A pronoun without an earlier mention looks ahead: nobody new is meant by it."""


@dataclass(frozen=True, slots=True)
class Meant:
    """A mention, the earlier mentions of who is meant by it, and those of others; *right* is empty where it is the first."""

    mention: Span
    right: tuple[Span, ...]
    wrong: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Mention:
    span: Span
    who: str


def of_annotated(article: Annotated) -> tuple[Meant, ...]:
    """Take the speakers of an article of ours; a quote without a source asks by its first word."""
    named = {actor.name for actor in article.actors}
    return tuple(
        _meant(
            article.text,
            [
                (
                    quote.source[0] if quote.source else first_word(article.text, quote.pieces[0]),
                    _key(quote.speaker, named),
                )
                for quote in article.quotes
                if quote.speaker is not None
            ],
            [_Mention((m.start, m.end), m.actor.name) for m in article.mentions()],
        )
    )


def of_wikinews(record: dict[str, Any]) -> tuple[Meant, ...]:
    """Take the speakers of an article of Wikinews."""
    named = {actor["name"] for actor in record["actors"]}
    text = record["text"]
    return tuple(
        _meant(
            text,
            [
                (
                    tuple(item["source"][0])
                    if item["source"]
                    else first_word(text, tuple(item["content"][0])),
                    _key(item["speaker"], named),
                )
                for item in record["attributions"]
                if item["speaker"] is not None
            ],
            [_Mention((e["start"], e["end"]), e["actor"]) for e in record["entities"] if e.get("actor")],
        )
    )


def of_gum(record: dict[str, Any]) -> tuple[Meant, ...]:
    """Take the persons and organisations of a document of GUM that are meant by a pronoun or a noun."""
    kept = [m for m in record["mentions"] if m["type"] in ("person", "organization")]
    mentions = [_Mention((m["start"], m["end"]), str(m["cluster"])) for m in kept]
    asked = [
        (mention.span, mention.who)
        for m, mention in zip(kept, mentions, strict=True)
        if m["form"] != "name" and m["link"] not in ("appos", "pred", "cata")
    ]
    return tuple(_meant(record["text"], asked, mentions, names=False))


def of_gap(lines: Iterable[str]) -> Iterator[tuple[str, str, tuple[Meant, ...]]]:
    """Give id, text and the one pronoun of each row of a GAP file."""
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        spans: dict[bool, list[Span]] = {True: [], False: []}
        for name in "AB":
            start = int(row[f"{name}-offset"])
            spans[row[f"{name}-coref"] == "TRUE"].append((start, start + len(row[name])))
        at = int(row["Pronoun-offset"])
        if spans[True]:
            meant = Meant((at, at + len(row["Pronoun"])), tuple(spans[True]), tuple(spans[False]))
            yield row["ID"], row["Text"], (meant,)


def first_word(text: str, span: Span) -> Span:
    """Give the first word of *span*."""
    match = _FIRST_WORD.search(text, *span)
    return match.span() if match else span


def _key(speaker: str, named: set[str]) -> str:
    """Tell unnamed speakers by their noun, as the judge does."""
    return speaker if speaker in named else f"a {head_noun(speaker)}"


def _meant(
    text: str, asked: Sequence[tuple[Span, str]], mentions: Sequence[_Mention], *, names: bool = True
) -> Iterator[Meant]:
    """
    Give what there is to learn of the mentions *asked*, beside the other *mentions*.

    Where those are *names*, a mention that holds a name of who is meant is left out: there is nothing to tell.
    """
    everything = sorted(
        {*mentions, *(_Mention(span, who) for span, who in asked)}, key=lambda mention: mention.span
    )
    for span, who in dict(asked).items():
        if names and any(span[0] <= m.span[0] and m.span[1] <= span[1] and m.who == who for m in mentions):
            continue
        before = [mention for mention in everything if mention.span[1] <= span[0]]
        right = tuple(mention.span for mention in before if mention.who == who)
        if right or text[slice(*span)].casefold() not in _LATER_IS_NO_FIRST:
            yield Meant(span, right, tuple(mention.span for mention in before if mention.who != who))


def read_gap(path: Any) -> Iterator[tuple[str, str, tuple[Meant, ...]]]:
    """Read a gzipped GAP file."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        yield from of_gap(lines)
