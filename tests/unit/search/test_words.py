"""The cost of a query is never thought too low."""

import pytest

from quotewire_search.words import count_terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", 0),
        ("!?", 0),
        ("bridge toll", 2),
        ("well-known O'Neil", 4),
        ("橋料金", 3),
        ("ひらがな", 4),
        ("🦊🦊", 2),
        ("a" * 600, 3),
        ("مرحبا بالعالم", 2),
    ],
)
def test_terms_are_counted(text: str, terms: int) -> None:
    assert count_terms(text) == terms
