"""An article that came as plain text: its headline and paragraphs."""

import re
from dataclasses import dataclass

from quotewire_parser.extraction.people import is_byline
from quotewire_parser.extraction.titles import same_line
from quotewire_parser.extraction.tree import tidy

LONGEST_TITLE = 150
LONGEST_HARD_WRAPPED = 90
"""Characters; text in which no line is longer was wrapped by an editor or a mail program."""

_BLANK = re.compile(r"\n[ \t\u00a0]*\n")
_LIST_ITEM = re.compile(r"^\s*(?:[-*•–—]|\d{1,3}[.)]|[QA]:)\s")
_SPEECH_GOES_ON = re.compile(r"\w[.!?][\"”»’]?\s+[\"“«‘]\w")
"""`she said. “Never` stands in a paragraph, not in a headline."""
_SENTENCE_END = re.compile(r"[.!?][\"”’»)]*$")


@dataclass(frozen=True, slots=True)
class PlainArticle:
    """What a plain text holds."""

    title: str | None
    paragraphs: tuple[str, ...]


def read_plain(text: str, *, known_title: str | None = None) -> PlainArticle:
    """
    Split *text* into headline and paragraphs.

    The first line is the headline when it looks like one (short, no full stop) and more follows. The line under it
    stays in the body, also where it reads like a standfirst: quotes stand in such lines, and they need their place in
    the text. Paragraphs are parted by blank lines; without any, each line is one, unless all lines are so short that
    the text was hard-wrapped. Where the headline is known from elsewhere, only a first line equal to it is taken.
    """
    lines = (
        text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n\n")
        .strip()
    )
    title, rest = _title(lines)
    if known_title is not None:
        title, rest = (known_title, rest) if same_line(title, known_title) else (known_title, lines)
    return PlainArticle(title, tuple(_paragraphs(rest)))


def _title(text: str) -> tuple[str | None, str]:
    first, _, rest = text.partition("\n")
    line = tidy(first.lstrip("#").strip())
    alone = rest[:1] == "\n" or not rest.strip()
    looks_like_one = 0 < len(line) <= LONGEST_TITLE and not line.endswith((".", ",", ";", ":"))
    one_word = " " not in line and line.isascii()
    # Of a hard-wrapped paragraph the first line ends without a full stop too: its second goes on in lower case.
    goes_on = not alone and rest.lstrip()[:1].islower()
    goes_on = goes_on or bool(_SPEECH_GOES_ON.search(line))
    if one_word or not looks_like_one or goes_on or not rest.strip() or is_byline(line):
        return None, text
    return line, rest.strip("\n")


def _paragraphs(text: str) -> list[str]:
    if _BLANK.search(text):
        return [line for block in _BLANK.split(text) for line in _unwrapped(block)]
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and max(map(len, lines)) <= LONGEST_HARD_WRAPPED and _mostly_run_on(lines):
        return _unwrapped(text)
    return [line for line in map(tidy, lines) if line]


def _mostly_run_on(lines: list[str]) -> bool:
    """Tell whether most lines stop in the middle of a sentence."""
    return sum(not _SENTENCE_END.search(line.rstrip()) for line in lines[:-1]) * 2 > len(lines) - 1


def _unwrapped(block: str) -> list[str]:
    """Join the lines of one *block*; list items keep lines of their own, as do lines too long to be wrapped."""
    paragraphs: list[list[str]] = []
    previous_chars = 0
    for line in block.split("\n"):
        text = tidy(line)
        if not text:
            continue
        wrapped = (
            max(previous_chars, len(line)) <= LONGEST_HARD_WRAPPED
            and not _LIST_ITEM.match(line)
            and not is_byline(text)
        )
        if paragraphs and wrapped:
            paragraphs[-1].append(text)
        else:
            paragraphs.append([text])
        previous_chars = len(line)
    return [" ".join(lines) for lines in paragraphs]
