"""What is asked of search while it is measured."""

from collections import Counter
from urllib.parse import unquote

from bench.press_archive import block
from bench.search_asked import Readers, other_questions
from bench.search_load import months


def test_the_same_readers_ask_the_same() -> None:
    assert Readers(3).ask(50) == Readers(3).ask(50)
    assert Readers(3).ask(50) != Readers(3, seed=12).ask(50)


def test_questions_are_mostly_of_quotes_and_of_many_forms() -> None:
    asked = Readers(3).ask(600)
    paths = Counter(question.path for question in asked)
    assert paths["/quotes"] > 3 * paths["/articles"] > 0
    forms = {frozenset(question.params) for question in asked}
    assert {frozenset({"q"}), frozenset({"speaker"}), frozenset({"speaker", "q"}), frozenset()} <= forms
    assert any(question.q.startswith('"') for question in asked)
    assert len({question.q for question in asked}) > 300


def test_every_other_route_is_asked_and_an_id_is_one_of_ours() -> None:
    asked = other_questions(Readers(3), ["f" * 32], 4)
    assert {len(questions) for questions in asked.values()} == {4}
    assert asked["one article"][0].path == f"/articles/{'f' * 32}"


def test_who_is_asked_for_alone_is_quoted_in_the_archive() -> None:
    said = {quote.speaker.name for article in block(1, 3) for quote in article.quotes if quote.speaker}
    asked = other_questions(Readers(3), ["f" * 32], 25)["one speaker"]
    assert {unquote(question.path.removeprefix("/speakers/")) for question in asked} <= said


def test_no_month_of_the_archive_is_missed() -> None:
    names = [f"{moment:%Y-%m}" for moment in months()]
    assert names == sorted(set(names))
    assert (names[0], names[-1], len(names)) == ("2025-11", "2026-11", 13)
