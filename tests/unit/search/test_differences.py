"""Differences between two texts are told word by word, never wrongly, and never for long."""

import time

from hypothesis import given
from hypothesis import strategies as st

from quotewire_search.differences import (
    MAX_CHARS,
    MAX_PARAGRAPHS,
    MAX_SECONDS,
    Change,
    Differences,
    changed_words,
    differences,
)


def side(changes: list[Change] | tuple[Change, ...], without: str) -> str:
    return "".join(change.text for change in changes if change.kind != without)


def test_a_changed_word_is_one_change() -> None:
    found = changed_words("The toll rises in May.", "The toll rises in June.")
    assert found == [
        Change("same", "The toll rises in "),
        Change("removed", "May"),
        Change("added", "June"),
        Change("same", "."),
    ]


def test_a_number_with_a_point_is_changed_as_one() -> None:
    assert Change("removed", "45.9") in changed_words("had 45.9 percent", "had 46.2 percent")


def test_several_new_words_are_one_change() -> None:
    found = changed_words("He said no to it.", "He answered with yes to it.")
    assert [change.kind for change in found] == ["same", "removed", "added", "same"]


def test_equal_texts_have_no_difference() -> None:
    found = differences("One.\n\nTwo.", "One.\n\nTwo.")
    assert (found.added, found.removed, found.cut) == (0, 0, False)
    assert [passage.skipped for passage in found.passages] == [2]


def test_unchanged_paragraphs_are_left_out_but_for_the_neighbours() -> None:
    before = [f"Paragraph {number}." for number in range(10)]
    after = [*before[:5], "Something else.", *before[6:]]
    found = differences("\n\n".join(before), "\n\n".join(after))
    assert [passage.skipped for passage in found.passages] == [4, 0, 0, 0, 3]
    assert [change.kind for change in found.passages[2].changes] == ["removed", "added", "same"]


def test_a_new_paragraph_is_added_as_a_whole() -> None:
    found = differences("One.\n\nThree.", "One.\n\nTwo words.\n\nThree.")
    assert (found.added, found.removed) == (2, 0)
    assert Change("added", "Two words.") in [change for one in found.passages for change in one.changes]


def test_from_nothing_everything_is_added() -> None:
    assert differences("", "All of it.").added == 3
    assert differences("All of it.", "").removed == 3
    assert differences("", "") == Differences()


words = st.text(alphabet="ab c.\n", max_size=80)


@given(words, words)
def test_each_side_can_be_read_back_from_the_changes(before: str, after: str) -> None:
    found = changed_words(before, after)
    assert side(found, "added") == before
    assert side(found, "removed") == after


def test_when_the_time_is_over_whole_passages_are_told_as_changed() -> None:
    times = iter([0.0, MAX_SECONDS + 1])
    found = differences("He said no.", "He said yes.", clock=lambda: next(times))
    assert found.passages[0].changes == (Change("removed", "He said no."), Change("added", "He said yes."))


def test_what_lies_beyond_the_longest_text_is_left_out_and_said_to_be() -> None:
    assert differences("word " * MAX_CHARS, "word").cut
    assert differences("a\n\n" * (MAX_PARAGRAPHS + 2), "a").cut


def test_hostile_texts_are_compared_in_bounded_time() -> None:
    started = time.process_time()
    for before, after in (
        ("a b " * 250, "b a " * 250),
        ("x\n\n" * 5_000, "y\n\nx\n\n" * 2_500),
        ("a" * 1_000_000, "b" * 1_000_000),
        ("\n\n".join("a b " * 50 for _ in range(400)), "\n\n".join("b a " * 50 for _ in range(400))),
    ):
        differences(before, after)
    assert time.process_time() - started < 3
