"""
Text -> tokens of the query language, in one pass.

A mark is an operator only where it can be meant as one: a minus before a word, a quotation mark that is closed, a colon
after the name of a field. Elsewhere it is a part of the text: well-known, 12", 12:30, https://…
"""

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from quotewire_search.language.tree import FieldName
from quotewire_search.words import count_terms

FIELDS: Final[dict[str, FieldName]] = {
    "speaker": "speaker",
    "role": "role",
    "about": "about",
    "kind": "kind",
    "stance": "stance",
    "outlet": "outlet",
    "publisher": "outlet",
    "lang": "lang",
    "language": "lang",
    "country": "country",
    "section": "section",
    "source": "source",
    "source_id": "source",
    "since": "since",
    "until": "until",
}
"""What may stand before a colon, and the field it means."""

FIELD: Final = re.compile(rf"({'|'.join(FIELDS)}):(?!//)", re.ASCII | re.IGNORECASE)
WORD: Final = re.compile(r'(?:[^\s"()|]|"(?!\w))+')
"""A run of anything; a quotation mark inside belongs to it (12") unless a word follows, which opens a phrase."""
LETTER_COLON: Final = re.compile(r"(?<=[^\W\d]):(?!//)")
MARKS: Final = re.compile(r'["()*|\s]+')
OPERATORS: Final = frozenset(("AND", "OR", "NOT"))


class Kind(Enum):
    """What a token is."""

    WORD = auto()
    PHRASE = auto()
    FIELD = auto()
    OPEN = auto()
    CLOSE = auto()
    OR = auto()
    AND = auto()
    NOT = auto()
    UNCLOSED = auto()
    """A quotation mark before words that no other one follows; it means nothing."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the query; offsets are code points, half-open."""

    kind: Kind
    text: str
    start: int
    end: int


def tokens_of(q: str) -> list[Token]:
    """Split *q*; what has no meaning (a lone mark, a closing parenthesis too many) is left out."""
    tokens: list[Token] = []
    place, depth, last_mark = 0, 0, q.rfind('"')
    while place < len(q):
        token = _next(q, place, in_value=bool(tokens) and _is_bare_field(tokens[-1], place), last=last_mark)
        place = token.end
        if token.kind is Kind.OPEN:
            depth += 1
        elif token.kind is Kind.CLOSE:
            if depth == 0:
                continue
            depth -= 1
        if token.text:
            tokens.append(token)
    return tokens


def plain(text: str) -> str:
    """
    Write *text* as words that no parser takes for anything else.

    Marks of the language become spaces, as the tokenizer of the index would have it; what holds no letter, digit or
    picture goes.
    """
    pieces = MARKS.sub(" ", LETTER_COLON.sub(" ", text)).split()
    bare = (piece.lstrip("-/") for piece in pieces)
    return " ".join(piece.lower() if piece in OPERATORS else piece for piece in bare if count_terms(piece))


def _is_bare_field(token: Token, place: int) -> bool:
    return token.kind is Kind.FIELD and token.end == place


def _next(q: str, place: int, *, in_value: bool, last: int) -> Token:
    char = q[place]
    if char == '"':
        return _quotation(q, place, last)
    if char in "()":
        return Token(Kind.OPEN if char == "(" else Kind.CLOSE, char, place, place + 1)
    if char == "|":
        end = _end_of_run(q, place)
        return Token(Kind.OR, q[place:end], place, end)
    if char == "-":
        return _minus(q, place)
    if char.isspace():
        return Token(Kind.WORD, "", place, place + 1)
    return _word(q, place, in_value=in_value)


def _quotation(q: str, place: int, last: int) -> Token:
    end = q.find('"', place + 1) if last > place else -1
    if end >= 0:
        text = " ".join(q[place + 1 : end].split())
        return Token(Kind.PHRASE, text if count_terms(text) else "", place, end + 1)
    alone = place + 1 == len(q) or q[place + 1].isspace()
    return Token(Kind.UNCLOSED, "" if alone else '"', place, place + 1)


def _minus(q: str, place: int) -> Token:
    """Negate what follows directly; a dash alone, or several, mean nothing."""
    end = _end_of_run(q, place)
    means_not = end == place + 1 and end < len(q) and not q[end].isspace() and q[end] not in ")|"
    return Token(Kind.NOT, "-" if means_not else "", place, end)


def _word(q: str, place: int, *, in_value: bool) -> Token:
    field = None if in_value else FIELD.match(q, place)
    if field:
        return Token(Kind.FIELD, field[1].lower(), place, field.end())
    match = WORD.match(q, place)
    end = match.end() if match else place + 1
    text = q[place:end]
    if not in_value and text in OPERATORS:
        return Token(Kind[text], text, place, end)
    return Token(Kind.WORD, text if count_terms(text) else "", place, end)


def _end_of_run(q: str, place: int) -> int:
    end = place + 1
    while end < len(q) and q[end] == q[place]:
        end += 1
    return end
