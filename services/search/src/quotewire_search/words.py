"""The words of a search: what a person typed, cleaned, and how many terms it will cost."""

import re
import unicodedata
from typing import Final

MAX_TERM_CHARS: Final = 255
"""The standard tokenizer cuts longer runs into pieces of this length."""

CURLY_QUOTES: Final = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
RUN: Final = re.compile(r"\w+")
ONE_TERM_EACH: Final = re.compile(
    "[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U0001f000-\U0003ffff\u2600-\u27bf]"
)
"""Han, kana and emoji: the standard tokenizer (UAX #29) makes each its own term."""


def clean(text: str) -> str:
    """
    Make text from outside harmless to handle.

    Control characters, lone surrogates and noncharacters become spaces, and runs of white space one space.
    """
    return " ".join("".join(" " if _is_unprintable(char) else char for char in text).split())


def clean_query(text: str) -> str:
    """Clean like `clean`, and let typographic quotation marks mean a phrase too."""
    return clean(text).translate(CURLY_QUOTES)


def count_terms(text: str) -> int:
    """Count the terms that the standard tokenizer can make of *text*; never too few, sometimes a few too many."""
    singles = len(ONE_TERM_EACH.findall(text))
    rest = ONE_TERM_EACH.sub(" ", text)
    return singles + sum(1 + len(run) // MAX_TERM_CHARS for run in RUN.findall(rest))


def _is_unprintable(char: str) -> bool:
    category = unicodedata.category(char)
    return category in {"Cc", "Cs"} or (category == "Cn" and _is_noncharacter(ord(char)))


def _is_noncharacter(code: int) -> bool:
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE  # noqa: PLR2004 - Unicode's own definition
