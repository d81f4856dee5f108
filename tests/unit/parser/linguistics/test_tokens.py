import pytest

from quotewire_parser.linguistics.tokens import (
    ADV,
    AUX,
    CAP,
    CUE,
    DET,
    HUMAN,
    NUM,
    PREP,
    PRON,
    PUNCT,
    TIME,
    Tokens,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don’t stop.", ["Don’t", "stop", "."]),
        ("Okonjo’s plan, O'Brien's", ["Okonjo", "’s", "plan", ",", "O'Brien", "'s"]),
        ("the U.S. Army at 5 p.m.", ["the", "U.S.", "Army", "at", "5", "p.m."]),
        ("3.5m on 21st, 10:30", ["3.5m", "on", "21st", ",", "10:30"]),
        ("Jean-Luc of AT&T", ["Jean-Luc", "of", "AT&T"]),
        ("“naïve”", ["“", "naïve", "”"]),
        ("nai\u0308ve मंत्री", ["nai\u0308ve", "मंत्री"]),
        ("“Вода” — да", ["“", "Вода", "”", "—", "да"]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_a_text_falls_into_words_and_marks(text: str, words: list[str]) -> None:
    assert Tokens(text).words == words


def test_offsets_are_code_points_of_the_text() -> None:
    text = "🎉 Zuri said: “naïve”"
    tokens = Tokens(text)
    assert [text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)] == tokens.words
    assert tokens.span_text(1, 4) == "Zuri said:"
    assert len(tokens) == len(tokens.words) == len(tokens.lower) == len(tokens.flags)


@pytest.mark.parametrize(
    ("word", "classes"),
    [
        ("the", DET),
        ("she", PRON),
        ("of", PREP),
        ("has", AUX),
        ("yesterday", ADV | TIME),
        ("said", CUE),
        ("spokeswoman", HUMAN),
        ("12", NUM),
        ("“", PUNCT),
        ("Okonjo", CAP),
        ("Monday", TIME | CAP),
        ("bravely", ADV),
        ("harbour", 0),
    ],
)
def test_a_word_has_its_classes(word: str, classes: int) -> None:
    [flag] = Tokens(word).flags
    assert flag & classes == classes
    assert bool(flag) == bool(classes)


def test_scripts_without_capitals_count_as_capitals() -> None:
    assert all(flag & CAP for flag in Tokens("张伟民 محمد").flags)


def test_paragraphs_end_with_lines() -> None:
    tokens = Tokens("One two.\nThree.\n\n\nFour.\n")
    assert [tokens.span_text(*paragraph) for paragraph in tokens.paragraphs()] == [
        "One two.",
        "Three.",
        "Four.",
    ]
    assert list(Tokens("").paragraphs()) == []
