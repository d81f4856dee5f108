"""What the fields of the query language take, and what to say of anything else."""

import re
from difflib import get_close_matches
from typing import Final, NamedTuple, get_args

from quotewire_search.language.tree import And, Field, FieldName, Leaf, Node, Not, Or, Phrase, Prefix, Words
from quotewire_search.moments import HOW_TO, parse_moment
from quotewire_shared.messages import QuoteKind

KINDS: Final[tuple[str, ...]] = get_args(QuoteKind)
STANCES: Final = (
    "accuse",
    "admit",
    "advise",
    "agree",
    "announce",
    "answer",
    "ask",
    "believe",
    "claim",
    "confirm",
    "demand",
    "deny",
    "document",
    "explain",
    "neutral",
    "praise",
    "promise",
    "warn",
)
"""The parser's, kept equal by a test; a stance that a newer parser writes can be asked for, too."""
LANGUAGE: Final = re.compile(r"[a-z]{2,3}", re.ASCII | re.IGNORECASE)
LIKENESS: Final = 0.6


class Complaint(NamedTuple):
    """What is wrong with a value, and what was probably meant."""

    message: str
    instead: str | None = None
    fatal: bool = True
    """Whether the field cannot be used: it is searched as words then."""


def check(name: FieldName, value: Node) -> Complaint | None:
    """Tell what is wrong with *value* for the field *name*; None: nothing."""
    if name in ("since", "until"):
        return _check_date(name, value)
    if name not in ("kind", "stance", "lang"):
        return None
    for leaf in leaves(value):
        complaint = _check_word(name, leaf)
        if complaint:
            return complaint
    return None


def leaves(node: Node) -> list[Leaf]:
    """List the words, phrases and prefixes of *node*, in reading order."""
    match node:
        case Not(inner):
            return leaves(inner)
        case Field(value=inner):
            return leaves(inner)
        case And(nodes) | Or(nodes):
            return [leaf for part in nodes for leaf in leaves(part)]
        case Words() | Phrase() | Prefix():
            return [node]


def free_leaves(node: Node | None) -> list[Leaf]:
    """List the words, phrases and prefixes that may occur anywhere, without fields and without what must not occur."""
    match node:
        case None | Not() | Field():
            return []
        case And(nodes) | Or(nodes):
            return [leaf for part in nodes for leaf in free_leaves(part)]
        case Words() | Phrase() | Prefix():
            return [node]


def _check_date(name: str, value: Node) -> Complaint | None:
    found = leaves(value)
    if len(found) == 1 and value is found[0] and not isinstance(value, Prefix):
        try:
            parse_moment(found[0].text)
        except ValueError as error:
            return Complaint(f"{name}: takes a date. {error}")
        return None
    return Complaint(f"{name}: takes one date. {HOW_TO}")


def _check_word(name: str, leaf: Leaf) -> Complaint | None:
    text = leaf.text.lower()
    if name == "lang":
        if all(LANGUAGE.fullmatch(word) for word in text.split()):
            return None
        return Complaint("lang: takes the code of a language. Write lang:en for English, lang:de for German.")
    known = KINDS if name == "kind" else STANCES
    unknown = [word for word in text.split() if word not in known]
    if not unknown:
        return None
    near = get_close_matches(unknown[0][:40], known, n=1, cutoff=LIKENESS)
    listed = f"{', '.join(known[:-1])} or {known[-1]}"
    return Complaint(
        f"{name}: takes {listed}.", near[0] if near and text == unknown[0] else None, fatal=name == "kind"
    )
