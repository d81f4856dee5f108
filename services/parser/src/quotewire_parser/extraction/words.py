"""The phrases of publishers' furniture in many languages, read once from `data/`, and how a line is held against them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from quotewire_parser.extraction.wordlists import read_words

# Python makes two characters of the Turkish İ in lower case, and no phrase would be found in a headline in capitals.
_ALIKE = (*((mark, "'") for mark in "’‘ʼ´`"), ("İ", "i"), ("\u0307", ""))
_BEFORE = re.compile(r"^(?:[^\w\"“„«‘'@#$€£¥+-]|[-+](?!\d))+")
_AFTER = re.compile(
    r"^[\s:|»›>→▶▼…*.!)\]】」］–—-]*(?:\(?\d[\d.,\s]{0,9}\)?|\(0?\))?[\s:|»›>→▶▼…*.!)\]–—-]*$"
)
_COUNT_FIRST = re.compile(r"^\(?\d[\d.,]{0,9}\)?\s+")
# Scripts that set no space after a word, or hang endings on it.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1100-\u11ff\u3000-\u9fff\uac00-\ud7af\uf900-\uffef]$")

_CLOSING = r"(?:[\"'”“’‘»«›‹)\]」』】》*\s]|\[\d+\])*"
SENTENCE_END = re.compile(rf"[.!?…。！？।۔؟]{_CLOSING}$")
"""Where prose ends in most scripts; Thai and Lao set no mark."""
CLAUSE_END = re.compile(rf"[.!?…:;。！？：；।۔؟]{_CLOSING}$")
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_SYLLABLE = re.compile("[\uac00-\ud7af]")
FIRST_DENSE = "\u3040"
# « » and their like set names apart as well as speech: four words are speech, and so is what is never closed.
_SPEECH = re.compile(
    r"[\"“”„]|«\s*(?:[^\s«»]+\s+){3}|«[^»]*$|»(?=\w)(?:[^\s«»]+\s+){3}|[「『《](?:[^」』》]{10}|[^」』》]*$)"
    r"|^\s*[–—―]\s*\w.*[.!?…][\"“”’‘»)]*$|^\s*-\s\w.*\s[-–—]\s.*[.!?…]$"
)


class Phrases:
    """A set of phrases that lines begin with, are, or hold."""

    def __init__(self, phrases: Iterable[str]) -> None:
        """Take *phrases* as the data file has them."""
        self._all = tuple(dict.fromkeys(folded for phrase in phrases if (folded := fold(phrase))))
        # By two letters: a line is then compared with a handful of phrases and not with a thousand.
        by_start: defaultdict[str, list[str]] = defaultdict(list)
        for phrase in sorted(self._all, key=len, reverse=True):
            by_start[phrase[:2]].append(phrase)
        self._by_start = dict(by_start)
        by_letter: defaultdict[str, list[str]] = defaultdict(list)
        for phrase in self._all:
            by_letter[max(phrase)].append(
                phrase
            )  # the rarest letter, roughly: accents and other scripts sort last
        self._by_letter = tuple(by_letter.items())

    def __iter__(self) -> Iterator[str]:
        """Give every phrase, folded, the longest first."""
        return iter(sorted(self._all, key=len, reverse=True))

    def rest(self, line: str) -> str | None:
        """Give what follows the longest phrase that *line* (folded) begins with; None where it begins with none."""
        for phrase in self._by_start.get(line[:2], ()):
            if not line.startswith(phrase):
                continue
            after = line[len(phrase) :]
            if not after or not (after[0].isalnum() or after[0] == "_") or _UNSPACED.search(phrase):
                return after
        return None

    def are(self, line: str) -> bool:
        """Tell whether *line* (folded) is a phrase and nothing else, but for a count, a colon or an arrow."""
        bare = _COUNT_FIRST.sub("", line)
        return any(
            after is not None and bool(_AFTER.match(after)) for after in (self.rest(line), self.rest(bare))
        )

    def within(self, line: str) -> bool:
        """Tell whether a phrase stands anywhere in *line* (folded)."""
        letters = set(line)
        for first, phrases_of_it in self._by_letter:
            if first in letters:
                for phrase in phrases_of_it:
                    if phrase in line:
                        return True
        return False


def weight(line: str) -> int:
    """
    Give the length of *line* in characters of an alphabet.

    A Chinese or Japanese character says about as much as three letters, a Korean syllable as two.
    """
    if max(line, default="") < FIRST_DENSE:
        return len(line)
    return len(line) + 2 * len(_DENSE.findall(line)) + len(_SYLLABLE.findall(line))


def may_be_speech(line: str) -> bool:
    """Tell whether *line* may hold somebody's words: between marks, or after a dash as dialogue is set in many languages."""
    return bool(_SPEECH.search(line))


def fold(line: str) -> str:
    """Make *line* comparable: lower case, straight apostrophes, nothing before its first letter."""
    for written, plain in _ALIKE:  # str.translate takes ten times as long
        if written in line:
            line = line.replace(written, plain)
    before = _BEFORE.match(line)
    return (line[before.end() :] if before else line).lower().strip()


@cache
def phrases(kind: str) -> Phrases:
    """Give the phrases of one *kind*, a table's name in `data/lines.toml` or `data/calls.toml`."""
    return Phrases(phrase for by_language in _tables()[kind].values() for phrase in by_language)


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    return {**read_words("lines"), **read_words("calls")}
