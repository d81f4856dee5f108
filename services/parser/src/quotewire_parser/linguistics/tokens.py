"""Text -> tokens with classes; offsets are code points of the text, half-open."""

import re
from collections.abc import Iterator
from functools import cache

from quotewire_parser.linguistics import lexicon

DET, PRON, PREP, CONJ, AUX, ADV, VERB, CUE, PUNCT, NUM, CAP, TIME, HUMAN = (1 << n for n in range(13))

# Initialisms (U.S.), possessive 's, numbers, words with inner hyphens, dots and apostrophes, any other character.
_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"
    r"|[’'][sS](?!\w)"
    r"|\d+(?:[.,:/-]\d+)*(?:st|nd|rd|th|s|m|bn|km)?\b"
    r"|[^\W_](?:[^\W_]|[\u0300-\u036f\u0900-\u0dff])*"
    r"(?:(?:[-‐‑&]|[’'](?![sS](?!\w)))[^\W_](?:[^\W_]|[\u0300-\u036f\u0900-\u0dff])*)*"
    r"|\S"
)
_CLASSES = (
    ("determiners", DET),
    ("pronouns", PRON),
    ("prepositions", PREP),
    ("conjunctions", CONJ),
    ("auxiliaries", AUX),
    ("adverbs", ADV),
    ("time", TIME),
    ("days", TIME),
    ("verbs", VERB),
)


@cache
def _class_table() -> dict[str, int]:
    """Word -> classes; built at the first text, so that importing this module reads no file."""
    table: dict[str, int] = {}
    for name, flag in _CLASSES:
        for word in lexicon.word_class(name):
            table[word] = table.get(word, 0) | flag
    for word in lexicon.cue_words():
        table[word] = table.get(word, 0) | CUE
    for word in lexicon.human_nouns():
        table[word] = table.get(word, 0) | HUMAN
    return table


class Tokens:
    """The tokens of a text as parallel lists: start, end, text, lower-cased text and class flags."""

    __slots__ = ("ends", "flags", "lower", "starts", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.words: list[str] = []
        self.lower: list[str] = []
        self.flags: list[int] = []
        table = _class_table()
        for found in _TOKEN.finditer(text):
            word = found.group()
            lower = word.lower().replace("’", "'")
            flag = table.get(lower, 0)
            first = word[0]
            if first.isdigit():
                flag |= NUM
            elif not first.isalpha():
                if lower != "'s":
                    flag |= PUNCT
            elif first.isupper() or not first.islower():
                flag |= CAP
            elif flag == 0 and len(lower) > 4 and lower.endswith("ly"):
                flag |= ADV
            self.starts.append(found.start())
            self.ends.append(found.end())
            self.words.append(word)
            self.lower.append(lower)
            self.flags.append(flag)

    def __len__(self) -> int:
        """Count them."""
        return len(self.words)

    def span_text(self, first: int, last: int) -> str:
        """Text from token *first* up to, not including, token *last*."""
        return self.text[self.starts[first] : self.ends[last - 1]]

    def paragraphs(self) -> Iterator[tuple[int, int]]:
        """Token ranges between line ends."""
        start = 0
        for i in range(1, len(self.words)):
            if "\n" in self.text[self.ends[i - 1] : self.starts[i]]:
                yield start, i
                start = i
        if self.words:
            yield start, len(self.words)
