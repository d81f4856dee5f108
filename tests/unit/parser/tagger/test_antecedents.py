"""Whom a mention means, by queries and keys that a test sets."""

import numpy as np

from quotewire_parser.tagger.antecedents import Antecedents
from quotewire_parser.tagger.encoding import CLS, Window, encode
from quotewire_parser.tagger.pointers import Pointers, part_of
from quotewire_parser.tagger.tags import ANTECEDENT, DISTANCES, POINTER_SIZE, POINTERS
from tests.unit.parser.tagger.pieces import tokenizer

PIECES = tokenizer()
TEXT = "Ama Boateng waited. It rained. Ama said"
AMA, IT, LATER, END = (0, 11), (20, 22), (31, 34), (35, 39)
PART = part_of(ANTECEDENT)


def read(*windows: Window, nothing: float = 0.0) -> Antecedents:
    """Read TEXT with a head for which a word is near to itself: every piece has one axis, that of its word piece."""
    encoded = encode(TEXT, PIECES)
    pointers = Pointers(
        np.zeros((len(POINTERS), DISTANCES), np.float32), np.full(len(POINTERS), nothing, np.float32)
    )
    ids = [CLS, *encoded.ids.tolist()]
    axes = {number: axis for axis, number in enumerate(dict.fromkeys(ids))}
    found = Antecedents(encoded, pointers)
    for window in windows or (Window(0, 0, len(encoded.ids)),):
        rows = [CLS, *encoded.ids.tolist()[window.start : window.end]]
        outputs = np.zeros((len(rows) + 1, len(POINTERS) * POINTER_SIZE), np.float32)
        for row, number in enumerate(rows):
            outputs[row, PART.start + axes[number]] = 8.0
        found.add(window, outputs, outputs)
    return found


def piece_at(offset: int) -> int:
    """Give the number of the piece that begins at *offset*."""
    return int(np.flatnonzero(encode(TEXT, PIECES).starts == offset)[0])


def test_the_candidate_that_stands_nearer_is_more_probable() -> None:
    chances = read().chances(LATER, [[AMA], [IT]])
    assert chances is not None
    ama, it, nobody = (chance if chance is not None else np.nan for chance in chances)
    assert ama > max(it, nobody)
    assert abs(np.exp([ama, it, nobody]).sum() - 1) < 1e-5


def test_nobody_wins_where_the_bias_says_so() -> None:
    chances = read(nothing=20.0).chances(LATER, [[AMA], [IT]])
    assert chances is not None
    assert max(chance for chance in chances if chance is not None) == chances[-1]


def test_more_mentions_count_for_more() -> None:
    one, two = read().chances(END, [[IT], [AMA]]), read().chances(END, [[IT, LATER], [AMA]])
    assert one is not None
    assert two is not None
    assert (two[0] or 0) > (one[0] or 0)


def test_a_mention_that_was_not_read_means_nothing_that_can_be_told() -> None:
    assert read(Window(0, 0, piece_at(IT[0]))).chances(LATER, [[AMA]]) is None


def test_a_candidate_without_a_mention_in_the_window_is_left_open() -> None:
    later, size = piece_at(IT[0]), len(encode(TEXT, PIECES).ids)
    found = read(Window(0, 0, later), Window(later, later, size))
    chances = found.chances(LATER, [[AMA], [IT], []])
    assert chances is not None
    assert [chance is None for chance in chances] == [True, False, True, False]


def test_what_a_window_sees_of_the_text_before_counts_in_it() -> None:
    later, size = piece_at(IT[0]), len(encode(TEXT, PIECES).ids)
    chances = read(Window(0, 0, later), Window(0, later, size)).chances(LATER, [[AMA], [IT]])
    assert chances is not None
    assert None not in chances
