"""
Found words: how OpenSearch marks them, and how that becomes HTML-safe text or pieces.

The marks are two Unicode noncharacters, which no text may contain ("for internal use", Unicode 23.7). Should a text
contain them nevertheless, some of it is shown as found: nothing worse, because text is escaped piece by piece.
"""

import re
from dataclasses import dataclass
from html import escape
from typing import Final

BEGIN: Final = "\ufdd0"
END: Final = "\ufdd1"
MARKS: Final = re.compile(f"([{BEGIN}{END}])")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, found or not."""

    text: str
    found: bool


def pieces(marked: str) -> list[Piece]:
    """Split marked text; the pieces' texts joined are the text without marks."""
    found, split = False, []
    for part in MARKS.split(marked):
        if part == BEGIN:
            found = True
        elif part == END:
            found = False
        elif part:
            split.append(Piece(part, found))
    return split


def to_html(marked: str) -> str:
    """Write marked text as HTML: everything escaped, found words in `<mark>`."""
    return "".join(
        f"<mark>{escape(piece.text)}</mark>" if piece.found else escape(piece.text)
        for piece in pieces(marked)
    )
