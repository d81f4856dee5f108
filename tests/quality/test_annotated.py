"""The inline mark-up, its checker and the scores: small articles whose answers are known."""

import pytest

from quotewire_shared.messages import Actor, Quote, Span, Speaker
from tests.quality.annotated import Annotated, AnnotationError, parse
from tests.quality.check import problems
from tests.quality.scorecard import score

HEAD = """+++
language = "en"
actors = [
  {name = "Ama Boateng", type = "person", role = "mayor", forms = ["Ama Boateng", "Boateng"]},
  {name = "Port Sella", type = "place", forms = ["Port Sella"]},
]
+++
"""
BODY = (
    "{{d1 Ama Boateng|“We waited,”}} {{c1|said}} {{s1|Mayor Ama Boateng}} of Port Sella. {{d1 Ama Boateng|“Nothing came.”}}\n\n"
    "{{s2|She}} {{c2|said}} {{i2 Ama Boateng|that the town was tired}}, and called it {{x|“the long wait”}}."
)


def article(body: str = BODY) -> Annotated:
    return parse(HEAD + body, name="small")


def test_marks_become_offsets_of_the_plain_text() -> None:
    read = article()
    first, second = read.quotes
    assert read.text.startswith(
        "“We waited,” said Mayor Ama Boateng of Port Sella. “Nothing came.”\n\nShe said that"
    )
    assert [read.text[slice(*piece)] for piece in first.pieces] == ["“We waited,”", "“Nothing came.”"]
    assert [read.text[slice(*span)] for span in (*first.source, *first.cue)] == ["Mayor Ama Boateng", "said"]
    assert (second.kind, second.speaker) == ("indirect", "Ama Boateng")
    assert [read.text[slice(*span)] for span in read.asides] == ["“the long wait”"]


def test_mentions_are_every_form_longest_first() -> None:
    read = article(BODY + " Boateng left.")
    assert [(read.text[m.start : m.end], m.actor.type) for m in read.mentions()] == [
        ("Ama Boateng", "person"),
        ("Port Sella", "place"),
        ("Boateng", "person"),
    ]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("{{d1 Ama Boateng|“We waited,” said {{s1|she}}", "a broken mark"),
        ("{{c1|said}} nobody.", "belongs to no quote"),
        ("{{d1 Ama Boateng|“A,”}} and {{i1 Ama Boateng|that B}}", "differ in kind or speaker"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(body: str, says: str) -> None:
    with pytest.raises(AnnotationError, match=says):
        article(body)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("{{i1 Ama Boateng|that it “rains a lot here”}} Port Sella Boateng", "marked indirect"),
        ("{{d1 Joe Nobody|“We waited for long,”}} Port Sella Boateng Ama Boateng", "is no actor"),
        ("“Nobody marked these words here.” Port Sella Boateng Ama Boateng", "neither quote nor x"),
        ("Ama Boateng came to town.", "the text has no 'Port Sella'"),
    ],
)
def test_the_checker_tells_slips(body: str, says: str) -> None:
    assert any(says in line for line in problems(article(body)))


def test_the_checker_is_content_with_a_good_article() -> None:
    assert list(problems(article(BODY + " Boateng left."))) == []


class Found:
    """Hands out what a test says was found."""

    def __init__(self, actors: list[Actor], quotes: list[Quote]) -> None:
        self.actors, self.quotes = tuple(actors), tuple(quotes)


def quote(read: Annotated, words: str, kind: str, actor_id: str | None, number: int = 1) -> Quote:
    start = read.text.index(words)
    return Quote.model_validate(
        {
            "id": f"q{number}",
            "kind": kind,
            "spans": [Span(start=start, end=start + len(words))],
            "text": words,
            "speaker": Speaker(actor_id=actor_id) if actor_id else None,
            "confidence": 1.0,
            "rule": "test",
        }
    )


def actor(number: int, name: str, kind: str, *spans: tuple[int, int]) -> Actor:
    return Actor.model_validate(
        {
            "id": f"a{number}",
            "name": name,
            "type": kind,
            "mentions": [{"start": s, "end": e} for s, e in spans],
        }
    )


def test_all_right_scores_one() -> None:
    read = article()
    names = [(m.start, m.end) for m in read.mentions()]
    both = [Span(start=start, end=end) for start, end in read.quotes[0].pieces]
    found = Found(
        [actor(1, "Ama Boateng", "person", names[0]), actor(2, "Port Sella", "place", names[1])],
        [
            quote(read, "“We waited,”", "direct", "a1", 1).model_copy(update={"spans": tuple(both)}),
            quote(read, "that the town was tired", "indirect", "a1", 2),
        ],
    )
    figures = score([read], lambda _: found).figures()
    assert {name: value for name, value in figures.items() if value != 1.0} == {}
    assert figures["right speaker of found quotes, pronoun"] == 1.0


def test_nothing_found_scores_zero() -> None:
    figures = score([article()], lambda _: Found([], [])).figures()
    assert figures["quotes all speech"] == figures["quotes and speaker, direct"] == figures["entities"] == 0.0


def test_a_wrong_speaker_costs_the_speaker_but_not_the_words() -> None:
    read = article()
    found = Found([actor(1, "Port Sella", "place")], [quote(read, "“We waited,”", "direct", "a1")])
    figures = score([read], lambda _: found).figures()
    assert figures["quotes direct"] == 1.0
    assert figures["quotes and speaker, direct"] == 0.0
    assert figures["right or no speaker, direct"] == 0.0


def test_nobody_is_better_than_a_wrong_speaker() -> None:
    read = article()
    found = Found([], [quote(read, "“We waited,”", "direct", None)])
    figures = score([read], lambda _: found).figures()
    assert figures["quotes and speaker, direct"] == 0.0
    assert figures["right or no speaker, direct"] == 1.0
