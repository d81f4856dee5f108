"""
Tokens -> tree, by descent; forgiving: what cannot be an operator is a word, and slips are told.

    query    = { choice }
    choice   = operand { OR operand }
    operand  = { NOT | - } ( word | word* | "phrase" | field:value | ( query ) )
    value    = operand without fields

The time is linear in the length of the text, and the depth of recursion is bounded by `pairing.MAX_DEPTH`.
"""

from dataclasses import dataclass
from typing import Final

from quotewire_search.answers import Notice
from quotewire_search.language.judging import judge
from quotewire_search.language.lexing import FIELDS, Kind, Token, plain, tokens_of
from quotewire_search.language.pairing import paired
from quotewire_search.language.slips import Slips
from quotewire_search.language.tree import (
    Field,
    Leaf,
    Node,
    Phrase,
    Prefix,
    Words,
    all_of,
    any_of,
    negated,
)
from quotewire_search.language.values import check, free_leaves
from quotewire_search.words import count_terms

MAX_TERMS: Final = 40
"""Terms × at most 14 fields each, and the filters beside them, stay below Lucene's 1,024 clauses."""
MAX_PREFIXES: Final = 5
MIN_PREFIX_CHARS: Final = 3


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a query says (None: nothing), and what should be known about how it was read."""

    tree: Node | None
    notices: tuple[Notice, ...]

    @property
    def has_words(self) -> bool:
        """Whether there are words that may occur anywhere, by which results can be better or worse."""
        return bool(free_leaves(self.tree))


def parse(q: str) -> Parsed:
    """Read *q*; never an error."""
    slips = Slips(q)
    tree = _Parser(paired(tokens_of(q), slips), slips).query(in_value=False)
    judge(q, tree, slips)
    return Parsed(tree, tuple(slips.notices))


class _Parser:
    """One pass over tokens whose parentheses pair."""

    def __init__(self, tokens: list[Token], slips: Slips) -> None:
        self._tokens = tokens
        self._slips = slips
        self._at = 0
        self._terms_left = MAX_TERMS
        self._is_full = False
        self._prefixes_left = MAX_PREFIXES

    def query(self, *, in_value: bool) -> Node | None:
        """Read up to a closing parenthesis or the end."""
        nodes: list[Node] = []
        while self._kind() not in (None, Kind.CLOSE):
            node = self._choice(in_value=in_value)
            if node is not None:
                nodes.append(node)
        return all_of(nodes)

    def _choice(self, *, in_value: bool) -> Node | None:
        options: list[Node] = []
        first = self._operand(in_value=in_value)
        options += [first] if first is not None else []
        while self._kind() is Kind.OR:
            mark = self._take()
            after = (
                self._operand(in_value=in_value) if self._kind() not in (None, Kind.CLOSE, Kind.OR) else None
            )
            if mark.text == "OR" and (after is None or not options) and not self._is_full:
                self._slips.note(
                    "OR needs something on both sides, so it was left out. Write toll OR fee.",
                    mark.start,
                    mark.end,
                )
            options += [after] if after is not None else []
        return any_of(options)

    def _operand(self, *, in_value: bool) -> Node | None:
        opposite = joined = False
        while self._kind() in (Kind.NOT, Kind.AND):
            opposite ^= self._take().kind is Kind.NOT
            joined = True
        if self._kind() in (None, Kind.CLOSE, Kind.OR):
            return None
        node = self._primary(in_value=in_value, joined=joined or self._follows_or())
        return negated(node) if node is not None and opposite else node

    def _primary(self, *, in_value: bool, joined: bool) -> Node | None:
        token = self._take()
        if token.kind is Kind.OPEN:
            node = self.query(in_value=in_value)
            self._take()
            return node
        if token.kind is Kind.FIELD and not in_value:
            return self._field(token, joined=joined)
        if token.kind is Kind.PHRASE:
            text = self._affordable(token, token.text)
            return Phrase(text) if text else None
        return self._word(token, joined=joined or self._kind() is Kind.OR)

    def _field(self, token: Token, *, joined: bool) -> Node | None:
        name = FIELDS[token.text]
        start = self._at
        value = None if self._kind() in (None, Kind.CLOSE, Kind.OR, Kind.AND) else self._value()
        if value is None:
            if not self._is_full:
                self._slips.note(f"{token.text}: needs a value right after it.", token.start, token.end)
            return self._word(token, joined=joined)
        first, last = self._tokens[start], self._tokens[self._at - 1]
        complaint = check(name, value)
        if complaint and complaint.instead is not None:
            self._slips.note_with(complaint.message, first.start, last.end, complaint.instead)
        elif complaint:
            self._slips.note(complaint.message, token.start, last.end)
        elif first.start > token.end:
            self._slips.note_with(
                f'Read as {name}:{value}. To search for the word itself, write "{token.text}".',
                token.start,
                last.end,
                str(Field(name, value)),
            )
        if complaint and complaint.fatal:
            return _as_words(token.text, value, joined=joined or self._kind() is Kind.OR)
        return Field(name, value)

    def _value(self) -> Node | None:
        opposite = False
        while self._kind() is Kind.NOT:
            opposite = not opposite
            self._take()
        if self._kind() in (None, Kind.CLOSE, Kind.OR, Kind.AND):
            return None
        node = self._primary(in_value=True, joined=True)
        return negated(node) if node is not None and opposite else node

    def _word(self, token: Token, *, joined: bool) -> Node | None:
        stem = token.text.rstrip("*")
        text = self._affordable(token, plain(stem))
        if not text:
            return None
        if token.kind is Kind.WORD:
            if stem != token.text or "*" in stem:
                return self._starred(token, stem, text, joined=joined)
            self._slips.note_unknown_field(token)
        return _run(text, joined=joined)

    def _starred(self, token: Token, stem: str, text: str, *, joined: bool) -> Leaf:
        """Read a word with a star: the beginning of a word, or a word where it cannot be one."""
        letters = text.replace("'", "").replace("’", "")
        if stem == token.text or " " in text or count_terms(letters) > 1:
            said = "A star stands at the end of one word only: toll*. It was left out."
        elif len(letters) < MIN_PREFIX_CHARS:
            said = f"A star needs {MIN_PREFIX_CHARS} letters before it. It was left out."
        elif not self._prefixes_left:
            said = f"At most {MAX_PREFIXES} words may end in a star. This one was left out."
        else:
            self._prefixes_left -= 1
            return Prefix(text)
        self._slips.note(said, token.start, token.end)
        return _run(text, joined=joined)

    def _affordable(self, token: Token, text: str) -> str:
        """Give *text* if there are terms left for it, cut where it alone has too many; else nothing, now and later."""
        cost = count_terms(text)
        if cost <= self._terms_left:
            self._terms_left -= cost
            return text
        fresh = self._terms_left == MAX_TERMS
        if not self._is_full:
            self._slips.note(
                f"Only the first {MAX_TERMS} words were searched, because more cost too much. Write fewer.",
                token.start,
            )
        self._terms_left, self._is_full = 0, True
        return _cut(text) if fresh else ""

    def _follows_or(self) -> bool:
        return self._at > 0 and self._tokens[self._at - 1].kind is Kind.OR

    def _kind(self) -> Kind | None:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else None

    def _take(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]


def _run(text: str, *, joined: bool) -> Leaf:
    """Keep the pieces of one word together where an operator takes them as one."""
    return Phrase(text) if joined and " " in text else Words(text)


def _as_words(name: str, value: Node, *, joined: bool) -> Node | None:
    """Search a field that cannot be used as words."""
    if joined and isinstance(value, Leaf):
        return Phrase(f"{name} {value.text}")
    return all_of([Words(name), value])


def _cut(text: str) -> str:
    """Cut *text* to `MAX_TERMS`; each of its terms has a character at least."""
    return plain(text[:MAX_TERMS].replace("-", " "))
