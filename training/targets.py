"""An annotated text -> what the network should say of each piece."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from quotewire_parser.linguistics.document import Document
from quotewire_parser.linguistics.hints import rule_hints
from quotewire_parser.tagger.encoding import Encoded, Ints, Window, encode, windows
from quotewire_parser.tagger.tags import NAME_TAGS, QUOTE_TAGS
from training.data import Example

NOT_TOLD = -100
"""No target: a piece inside a word, or a text that is not annotated for it."""
NOTHING = -1
"""Points at nothing."""


@dataclass(frozen=True, slots=True)
class Targets:
    """Targets by piece: tags of quotes and names (NOT_TOLD where none), and the piece that each one points at."""

    encoded: Encoded
    quotes: Ints | None
    names: Ints | None
    cue: Ints
    source: Ints
    meant: tuple["Linked", ...]


@dataclass(frozen=True, slots=True)
class Linked:
    """A mention and its candidates, each by the first pieces of its words."""

    mention: Ints
    right: Ints
    wrong: Ints


@dataclass(frozen=True, slots=True)
class Sample:
    """One window of one text."""

    targets: Targets
    window: Window

    def __len__(self) -> int:
        """Pieces that are fed, [CLS] and [SEP] included."""
        return self.window.end - self.window.start + 2


def samples(examples: Sequence[Example], tokenizer: Tokenizer) -> Iterator[Sample]:
    """Give every window of every text."""
    for example in examples:
        targets = targets_of(example, encode(example.text, tokenizer, rule_hints(Document(example.text))))
        for window in windows(targets.encoded):
            if example.attributions is not None or example.names is not None or _asks(targets, window):
                yield Sample(targets, window)


def _asks(targets: Targets, window: Window) -> bool:
    return any(((link.mention >= window.core) & (link.mention < window.end)).any() for link in targets.meant)


def targets_of(example: Example, encoded: Encoded) -> Targets:
    """Lay the annotation over the pieces of the text."""
    size = len(encoded.ids)
    words = _Words(encoded)
    cue, source = np.full(size, NOT_TOLD), np.full(size, NOT_TOLD)
    quotes = names = None
    if example.attributions is not None:
        quotes = np.where(encoded.first, 0, NOT_TOLD)
        for item in example.attributions:
            heads = {}
            for role, spans in (("S", item.source), ("Q", item.cue), ("C", item.content)):
                pieces = [words.mark(quotes, QUOTE_TAGS, span, role) for span in spans]
                heads[role] = [piece for piece in pieces if len(piece)]
            to_cue = int(heads["Q"][0][0]) if heads["Q"] else NOTHING
            to_source = int(heads["S"][0][0]) if heads["S"] else NOTHING
            for piece in heads["C"]:
                cue[piece] = to_cue
            for piece in heads["Q"]:
                source[piece] = to_source
    if example.names is not None:
        names = np.where(encoded.first, 0, NOT_TOLD)
        for start, end, kind in example.names:
            words.mark(names, NAME_TAGS, (start, end), kind)
    meant = tuple(
        Linked(words.of(item.mention), words.all_of(item.right), words.all_of(item.wrong))
        for item in example.meant
    )
    return Targets(encoded, quotes, names, cue, source, meant)


class _Words:
    """Finds the first pieces of the words that a span touches."""

    def __init__(self, encoded: Encoded) -> None:
        self._pieces = np.flatnonzero(encoded.first)
        self._starts = encoded.starts[self._pieces].tolist()
        self._ends = encoded.ends[self._pieces].tolist()

    def mark(self, tags: Ints, names: tuple[str, ...], span: tuple[int, int], kind: str) -> Ints:
        """Tag the words of *span* with B and I of *kind* and give their first pieces."""
        pieces = self.of(span)
        tags[pieces] = names.index(f"I-{kind}")
        tags[pieces[:1]] = names.index(f"B-{kind}")
        return pieces

    def of(self, span: tuple[int, int]) -> Ints:
        """Give the first pieces of the words of *span*."""
        first, last = bisect_right(self._ends, span[0]), bisect_left(self._starts, span[1])
        return self._pieces[first:last]

    def all_of(self, spans: Sequence[tuple[int, int]]) -> Ints:
        """Give the first pieces of the words of all *spans*."""
        parts = [self.of(span) for span in spans]
        return np.concatenate(parts) if parts else self._pieces[:0]
