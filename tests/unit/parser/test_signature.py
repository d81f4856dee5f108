"""Numbers and hashes that name a text."""

import hashlib
import time

from hypothesis import given
from hypothesis import strategies as st

from quotewire_parser.signature import (
    MIN_SIGNATURE_WORDS,
    content_hash,
    count_words,
    near_duplicate_signature,
)
from tests.unit.parser.extraction.news import NEWS

TEXT = "\n\n".join(NEWS * 3)


def bits_apart(one: str, other: str) -> int:
    first, second = near_duplicate_signature(one), near_duplicate_signature(other)
    assert first is not None
    assert second is not None
    return (int(first, 16) ^ int(second, 16)).bit_count()


def test_words_are_runs_of_word_characters() -> None:
    assert count_words("It’s 9 days, said Ilvés – or ten.") == 8
    assert count_words("") == 0
    assert count_words("— … “”") == 0


def test_a_content_hash_is_the_sha_256_of_title_line_end_and_text() -> None:
    assert content_hash("Gates", "Shut.") == hashlib.sha256(b"Gates\nShut.").hexdigest()
    assert content_hash(None, "Shut.") == hashlib.sha256(b"\nShut.").hexdigest()


def test_a_signature_stays_what_it_was_in_earlier_versions() -> None:
    """Articles already in the index are compared by it."""
    assert near_duplicate_signature(TEXT) == "315aaf3bffb73666"


def test_a_signature_sees_neither_case_nor_marks() -> None:
    assert near_duplicate_signature(TEXT) == near_duplicate_signature(TEXT.upper().replace(",", " –"))


def test_a_syndicated_copy_lies_close_and_another_story_does_not() -> None:
    assert bits_apart(TEXT, TEXT + "\n\nThis story was first told by the Saltby Times.") <= 8
    other = (
        "Saltby beat Millbeck by a late goal on Saturday, and the visitors went home in the rain without a word about it all. "
        * 4
    )
    assert bits_apart(TEXT, other) > 12


def test_a_text_of_under_twenty_words_has_none() -> None:
    assert near_duplicate_signature("word " * (MIN_SIGNATURE_WORDS - 1)) is None
    assert near_duplicate_signature("word " * MIN_SIGNATURE_WORDS) is not None
    assert near_duplicate_signature("") is None


def test_a_text_of_five_million_characters_is_signed_within_seconds() -> None:
    started = time.monotonic()
    assert near_duplicate_signature("gate tide quay " * 350_000) is not None
    assert time.monotonic() - started < 5


@given(st.text(max_size=300))
def test_any_text_has_the_same_signature_each_time_or_none(text: str) -> None:
    found = near_duplicate_signature(text)
    assert found is None or (len(found) == 16 and int(found, 16) >= 0)
    assert near_duplicate_signature(text) == found
