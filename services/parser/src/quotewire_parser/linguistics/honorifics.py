"""Honorifics before names: "Dr.", "Sheikh", "Mrs"."""

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.document import Document


def is_honorific(word: str) -> bool:
    """Tell whether *word*, in lower case, is one; its full stop may be part of it."""
    return word.rstrip(".") in lexicon.honorifics()


def honorific_place(doc: Document, start: int) -> int | None:
    """Give the token of the honorific straight before a name that begins at token *start*; None: there is none."""
    k = start - 2 if start > 1 and doc.tokens.words[start - 1] == "." else start - 1
    return k if k >= 0 and is_honorific(doc.tokens.lower[k]) else None


def honorific_before(doc: Document, start: int) -> str | None:
    """Give that honorific, lower case, without full stop."""
    k = honorific_place(doc, start)
    return None if k is None else doc.tokens.lower[k].rstrip(".")
