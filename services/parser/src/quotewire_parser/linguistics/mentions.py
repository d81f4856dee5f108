"""What kind of expression a speaker's mention is: its head noun, whether it is definite, a pronoun, plural."""

from dataclasses import dataclass

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.tokens import CAP, DET, HUMAN, NUM, PREP, PRON, PUNCT

_PRONOUNS = frozenset(
    "he she they it we i you him her them his its their hers himself herself itself themselves who which".split()  # noqa: SIM905 - read as a line of words
)
_DEFINITE = frozenset(("the", "this", "that", "these", "those", "both"))
_POSSESSIVE = frozenset(("his", "her", "its", "their", "our", "my", "your"))


@dataclass(frozen=True, slots=True)
class MentionShape:
    """`head` is the token of the head noun; `kind` as in data/people.txt, or "pronoun", or ""."""

    head: int
    kind: str
    definite: bool
    possessed: bool
    country: str | None


def shape_of(doc: Document, start: int, end: int) -> MentionShape:
    """Shape of the mention in tokens *start* to *end*."""
    tokens = doc.tokens
    first = tokens.lower[start]
    if end - start == 1 and first in _PRONOUNS:
        return MentionShape(start, "pronoun", definite=True, possessed=False, country=None)
    head = head_of(doc, start, end)
    kind = lexicon.human_nouns().get(tokens.lower[head], "")
    if not kind and "-" in tokens.lower[head]:
        kind = lexicon.human_nouns().get(tokens.lower[head].rsplit("-", 1)[1], "")
    if (
        not kind
        and (tokens.flags[start] & NUM or first in lexicon.word_class("indefinite"))
        and tokens.words[head].endswith("s")
    ):
        kind = "people"
    country = None
    adjectives = lexicon.country_by_adjective()
    for k in range(start, head):
        pair = tokens.span_text(k, k + 2)
        country = (
            country
            or adjectives.get(pair)
            or adjectives.get(tokens.words[k])
            or lexicon.country_by_name().get(tokens.words[k])
        )
    possessed = first in _POSSESSIVE or any(tokens.lower[k] == "'s" for k in range(start, head))
    return MentionShape(
        head, kind, definite=first in _DEFINITE or first in _POSSESSIVE, possessed=possessed, country=country
    )


def head_of(doc: Document, start: int, end: int) -> int:
    """Head noun: the last word before the first comma, preposition or relative word."""
    tokens = doc.tokens
    head = start
    for k in range(start, end):
        if k > start and (
            tokens.lower[k] in lexicon.word_class("post")
            or (tokens.flags[k] & PUNCT and doc.quoted[k] == OUTSIDE and tokens.words[k] not in ".-&'’")
        ):
            if tokens.lower[k] == "of" and tokens.lower[k - 1] in (
                "one",
                "some",
                "many",
                "most",
                "two",
                "all",
                "number",
                "group",
                "several",
                "both",
                "none",
            ):
                continue
            break
        # "a person briefed on the search": what follows a noun for people is no longer the head.
        participle = tokens.lower[k].endswith(("ed", "ing")) and not tokens.flags[k] & (HUMAN | CAP)
        if k > start and participle and tokens.flags[head] & HUMAN:
            break
        wordlike = not tokens.flags[k] & (DET | PREP | PUNCT | PRON) or tokens.flags[k] & CAP
        if wordlike and tokens.lower[k] != "'s":
            head = k
    return head
