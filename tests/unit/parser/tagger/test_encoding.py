import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from quotewire_parser.tagger.encoding import CLS, SEP, WINDOW, encode, inputs, windows
from quotewire_parser.tagger.features import FEATURES, HINTS, ListClass, Shape, State, list_class, shape_of
from quotewire_parser.tagger.tags import NAME_TAGS, QUOTE_TAGS
from tests.unit.parser.tagger.pieces import tokenizer

PIECES = tokenizer()
NEWS = st.lists(
    st.sampled_from(
        [
            "Mayor Ama Boateng said",
            "“We waited,”",
            "it rained.",
            "\n\n",
            "Port Sella",
            "x" * 40,
            "é́",
            "🙂",
            "\t",
        ]
    ),
    max_size=400,
).map(" ".join)


def test_pieces_know_their_word_and_whether_they_begin_it() -> None:
    encoded = encode("Ama Boateng said", PIECES)
    assert encoded.first.tolist() == [True, True, False, True]
    assert [encoded.text[s:e] for s, e in zip(encoded.starts, encoded.ends, strict=True)] == [
        "Ama",
        "Boateng",
        "Boateng",
        "said",
    ]
    assert encoded.features[2, 1] & State.INSIDE_WORD


def test_words_in_quotation_marks_and_paragraph_starts_are_seen() -> None:
    encoded = encode("“We waited,” said Ama.\n\nIt rained.", PIECES)
    words = {
        encoded.text[s:e]: row
        for s, e, row in zip(encoded.starts, encoded.ends, encoded.features, strict=True)
    }
    assert words["waited"][1] & State.QUOTED
    assert not words["said"][1] & State.QUOTED
    assert words["It"][1] & State.PARAGRAPH_START
    assert words["."][1] & State.NO_SPACE_BEFORE


def test_hints_stand_at_their_words_and_the_later_one_counts() -> None:
    text = "Ama Boateng said it rained"
    hints = [(0, 26, "C"), (0, 11, "S"), (12, 16, "Q"), (0, 11, "PER")]
    encoded = encode(text, PIECES, hints)
    rows = {
        text[s:e]: row[HINTS:].tolist()
        for s, e, row in zip(encoded.starts, encoded.ends, encoded.features, strict=True)
    }
    quotes = {word: row[0] and QUOTE_TAGS[row[0] - 1] for word, row in rows.items()}
    assert quotes == {"Ama": "B-S", "Boateng": "I-S", "said": "B-Q", "it": "I-C", "rained": "I-C"}
    names = {word: NAME_TAGS[row[1] - 1] for word, row in rows.items()}
    assert names == {"Ama": "B-PER", "Boateng": "I-PER", "said": "O", "it": "O", "rained": "O"}


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.sampled_from(["S", "C", "ORG"]))))
def test_no_hint_breaks_the_encoding(hints: list[tuple[int, int, str]]) -> None:
    encoded = encode("“We waited,” said Ama Boateng.", PIECES, hints)
    assert all(
        0 <= value < size
        for row in encoded.features
        for value, size in zip(row, FEATURES.values(), strict=True)
    )


@given(st.one_of(NEWS, st.text(max_size=300)))
def test_windows_give_each_word_to_exactly_one_core_and_fit(text: str) -> None:
    encoded = encode(text, PIECES)
    covered = []
    for window in windows(encoded):
        assert window.start <= window.core < window.end
        assert window.end - window.start + 2 <= WINDOW
        covered += list(range(window.core, window.end))
        ids, features = inputs(encoded, window)
        assert ids.shape == (1, window.end - window.start + 2)
        assert features.shape == (*ids.shape, len(FEATURES))
        assert (ids[0, 0], ids[0, -1]) == (CLS, SEP)
    assert covered == list(range(len(encoded.ids)))


@given(st.text(max_size=200))
def test_offsets_stay_in_the_text(text: str) -> None:
    encoded = encode(text, PIECES)
    assert np.all(encoded.starts >= 0)
    assert np.all(encoded.ends <= len(text))
    assert np.all(encoded.starts <= encoded.ends)


def test_shapes() -> None:
    shapes = {
        word: shape_of(word, " ")
        for word in (
            "said",
            "Ama",
            "J",
            "IMF",
            "McKay",
            "2026",
            "7-year",
            "“",
            "”",
            "’",
            ",",
            "?",
            ":",
            "—",
            "%",
        )
    }
    assert list(shapes.values()) == [
        Shape.LOWER, Shape.TITLE, Shape.INITIAL, Shape.UPPER, Shape.MIXED, Shape.DIGITS, Shape.WITH_DIGITS,
        Shape.OPENING, Shape.CLOSING, Shape.SINGLE_MARK, Shape.COMMA, Shape.END, Shape.COLON, Shape.DASH, Shape.OTHER,
    ]  # fmt: skip
    assert (shape_of('"', " "), shape_of('"', "d")) == (Shape.OPENING, Shape.CLOSING)


def test_lists_tell_cues_nouns_and_places_apart() -> None:
    told = {
        word: list_class(word) for word in ("said", "she", "minister", "Ghana", "Ghanaian", "Monday", "xyzzy")
    }
    assert told == {
        "said": ListClass.CUE, "she": ListClass.PRONOUN, "minister": ListClass.PERSON_NOUN, "Ghana": ListClass.PLACE,
        "Ghanaian": ListClass.GROUP, "Monday": ListClass.TIME, "xyzzy": ListClass.NONE,
    }  # fmt: skip
