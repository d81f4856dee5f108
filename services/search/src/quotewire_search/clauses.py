"""The small clauses that queries are made of. Whatever a person typed stands in them as a value, never as syntax."""

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any, Final

from quotewire_search.language.tree import And, Field, Leaf, Node, Not, Or

Clause = dict[str, Any]

EVERYTHING: Final[Clause] = {"match_all": {}}
NOT_TAKEN_APART: Final = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ı": "i",
        "þ": "th",
        "’": "'",
        "‘": "'",
    }
)
"""What the index folds (Lucene's ASCIIFoldingFilter) although Unicode does not take it apart."""
SPECIAL: Final = str.maketrans({"*": "\\*", "?": "\\?", "\\": "\\\\"})


def any_of(clauses: Sequence[Clause]) -> Clause:
    """Accept what fits one of *clauses* at least; the more fit, the better."""
    if len(clauses) == 1:
        return clauses[0]
    return {"bool": {"should": list(clauses), "minimum_should_match": 1}}


def best_of(clauses: Sequence[Clause]) -> Clause:
    """Accept what fits one of *clauses* at least, and count the best only."""
    return clauses[0] if len(clauses) == 1 else {"dis_max": {"queries": list(clauses)}}


def all_of(clauses: Sequence[Clause]) -> Clause:
    """Demand all of *clauses*."""
    return clauses[0] if len(clauses) == 1 else {"bool": {"must": list(clauses)}}


def none_of(clause: Clause) -> Clause:
    """Accept what does not fit *clause*."""
    return {"bool": {"must_not": [clause]}}


def unscored(clause: Clause) -> Clause:
    """Demand *clause* without counting how well it fits."""
    return {"bool": {"filter": [clause]}}


def worth(points: float, clause: Clause) -> Clause:
    """Let *clause* count a fixed number of points, however rare its words are."""
    return {"constant_score": {"filter": clause, "boost": points}}


def all_words(field: str, words: str) -> Clause:
    """Demand every word of *words* in *field*, in any order."""
    return {"match": {field: {"query": words, "operator": "and"}}}


def phrase(field: str, words: str) -> Clause:
    """Demand *words* in *field*, side by side."""
    return {"match_phrase": {field: words}}


def whole(field: str, value: str) -> Clause:
    """Demand the whole of a name, but for case and accents."""
    return {"term": {f"{field}.folded": value}}


def begins(field: str, text: str) -> Clause:
    """Demand a word that begins with *text* in a field whose words are neither stemmed nor capital."""
    return {"prefix": {field: fold(text)}}


def nested(path: str, clause: Clause) -> Clause:
    """Demand one object of *path* that fits *clause*."""
    return {"nested": {"path": path, "query": clause}}


def contains(field: str, text: str) -> Clause:
    """Demand a whole value with words that begin as those of *text*; for fields with few values."""
    clauses: list[Clause] = []
    for word in fold(text).split():
        pattern = word.translate(SPECIAL)
        clauses.append(
            any_of([{"wildcard": {f"{field}.folded": shape}} for shape in (f"{pattern}*", f"* {pattern}*")])
        )
    return all_of(clauses) if clauses else none_of(EVERYTHING)


def combine(
    node: Node,
    leaf: Callable[[Leaf | Field], Clause],
    excluded: Callable[[Leaf | Field], Clause] | None = None,
) -> Clause:
    """Write the operators of *node*, and what *leaf* gives for the rest; *excluded*, if given, under a Not."""
    match node:
        case Not(inner):
            return none_of(combine(inner, excluded or leaf, leaf))
        case And(nodes):
            return all_of([combine(part, leaf, excluded) for part in nodes])
        case Or(nodes):
            return any_of([combine(part, leaf, excluded) for part in nodes])
        case _:
            return leaf(node)


def fold(text: str) -> str:
    """Write *text* as the index keeps words: small, and Latin letters without their accents."""
    return "".join(_folded(char) for char in text.lower().translate(NOT_TAKEN_APART))


def _folded(char: str) -> str:
    base = unicodedata.normalize("NFKD", char)
    return "".join(part for part in base if not unicodedata.combining(part)) if base[:1].isascii() else char
