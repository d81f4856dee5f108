"""Text -> word pieces with their features, and the windows in which the model reads them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from quotewire_parser.linguistics.hints import Hint
from quotewire_parser.linguistics.marks import find_stretches
from quotewire_parser.tagger.features import FEATURES, HINTS, Shape, State, list_class, shape_of
from quotewire_parser.tagger.tags import NAME_TAGS, QUOTE_TAGS

CLS, SEP = 101, 102
WINDOW = 320
"""Pieces that the model reads at once, [CLS] and [SEP] among them."""
CONTEXT = 56
"""Pieces of the text before a window that it sees, too."""

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Encoded:
    """
    The pieces of a text. Arrays have one row a piece; `starts` and `ends` are offsets (code points) of its word.

    `first` is true where a word begins: only there are tags given. `features` has a column for each of FEATURES.
    """

    text: str
    ids: Ints
    starts: Ints
    ends: Ints
    first: NDArray[np.bool_]
    paragraphs: Ints
    features: Ints


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces *start* to *end* are read; tags count from *core* on."""

    start: int
    core: int
    end: int


def load_tokenizer(path: str) -> Tokenizer:
    """Load a `tokenizer.json`, without the limits that it may set."""
    tokenizer = Tokenizer.from_file(path)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def encode(text: str, tokenizer: Tokenizer, hints: Sequence[Hint] = ()) -> Encoded:
    """Cut *text* into word pieces; an empty text has none. *hints* are what the rules found."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    words = encoding.word_ids
    n = len(words)
    offsets = np.array(encoding.offsets, dtype=np.int64).reshape(n, 2)
    numbers = np.array([-1 if word is None else word for word in words], dtype=np.int64)
    first = np.ones(n, dtype=np.bool_)
    first[1:] = numbers[1:] != numbers[:-1]
    word_at = np.cumsum(first) - 1
    heads = np.flatnonzero(first)
    word_starts = offsets[heads, 0]
    word_ends = offsets[np.append(heads[1:], n) - 1, 1] if n else heads
    starts, ends = word_starts.tolist(), word_ends.tolist()
    per_word, paragraphs = _word_features(text, starts, ends)
    _lay_hints(per_word, starts, ends, hints)
    features = per_word[word_at] if n else np.zeros((0, len(FEATURES)), dtype=np.int64)
    inside = ~first
    features[inside, 1] = (features[inside, 1] & State.QUOTED) | State.INSIDE_WORD
    return Encoded(
        text,
        np.array(encoding.ids, dtype=np.int64),
        word_starts[word_at] if n else heads,
        word_ends[word_at] if n else heads,
        first,
        paragraphs[word_at] if n else heads,
        features,
    )


def windows(encoded: Encoded) -> Iterator[Window]:
    """Give whole paragraphs as far as they fit; a paragraph that is longer is cut at a sentence's end where it can be."""
    cap = WINDOW - 2 - CONTEXT
    pieces = list(_paragraph_pieces(encoded, cap))
    i = 0
    while i < len(pieces):
        core, end = pieces[i]
        i += 1
        while i < len(pieces) and pieces[i][1] - core <= cap:
            end = pieces[i][1]
            i += 1
        start = max(0, core - CONTEXT)
        while start < core and not encoded.first[start]:
            start += 1
        yield Window(start, core, end)


def inputs(encoded: Encoded, window: Window) -> tuple[Ints, Ints]:
    """Give the model's inputs for one window: piece ids (1, L) and features (1, L, 5), [CLS] and [SEP] included."""
    size = window.end - window.start + 2
    ids = np.zeros((1, size), dtype=np.int64)
    features = np.zeros((1, size, len(FEATURES)), dtype=np.int64)
    ids[0, 0], ids[0, -1] = CLS, SEP
    ids[0, 1:-1] = encoded.ids[window.start : window.end]
    features[0, 1:-1] = encoded.features[window.start : window.end]
    return ids, features


def _word_features(text: str, starts: Sequence[int], ends: Sequence[int]) -> tuple[Ints, Ints]:
    """One row of features a word, without the hints, and the number of its paragraph."""
    quoted = _quoted(text)
    rows = np.zeros((len(starts), len(FEATURES)), dtype=np.int64)
    paragraphs = np.zeros(len(starts), dtype=np.int64)
    last_end = paragraph = 0
    for k, (start, end) in enumerate(zip(starts, ends, strict=True)):
        gap = text[last_end:start]
        begins = k == 0 or "\n" in gap
        paragraph += begins
        word = text[start:end]
        state = (State.QUOTED if quoted[start] else 0) | (State.PARAGRAPH_START if begins else 0)
        state |= 0 if gap or begins else State.NO_SPACE_BEFORE
        rows[k, :HINTS] = shape_of(word, text[start - 1 : start]), state, list_class(word)
        paragraphs[k] = paragraph
        last_end = end
    return rows, paragraphs


def _lay_hints(rows: Ints, starts: Sequence[int], ends: Sequence[int], hints: Sequence[Hint]) -> None:
    """Write the hints into their two columns; "O" where the rules found nothing."""
    rows[:, HINTS:] = 1
    for start, end, what in hints:
        first, last = bisect_right(ends, start), bisect_left(starts, end)
        column, tags = (HINTS, QUOTE_TAGS) if f"B-{what}" in QUOTE_TAGS else (HINTS + 1, NAME_TAGS)
        rows[first:last, column] = tags.index(f"I-{what}") + 1
        rows[first : min(first + 1, last), column] = tags.index(f"B-{what}") + 1


def _quoted(text: str) -> NDArray[np.bool_]:
    inside = np.zeros(len(text) + 1, dtype=np.bool_)
    for stretch in find_stretches(text):
        inside[stretch.start : stretch.end] = True
    return inside


def _paragraph_pieces(encoded: Encoded, cap: int) -> Iterator[tuple[int, int]]:
    numbers = encoded.paragraphs
    n = len(numbers)
    if not n:
        return
    bounds = [0, *(np.flatnonzero(numbers[1:] != numbers[:-1]) + 1).tolist(), n]
    for begin, end in pairwise(bounds):
        start = begin
        while end - start > cap:
            cut = _cut(encoded, start, start + cap)
            yield start, cut
            start = cut
        yield start, end


def _cut(encoded: Encoded, start: int, last: int) -> int:
    """Find where to cut: behind the last end of a sentence in the second half, else before a word, else anywhere."""
    for k in range(last, start + (last - start) // 2, -1):
        if encoded.features[k - 1, 0] == Shape.END and encoded.first[k]:
            return k
    for k in range(last, start, -1):
        if encoded.first[k]:
            return k
    return last
