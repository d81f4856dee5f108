"""Whom a noun or a pronoun means: small invented stories, and the speaker that a reader would name."""

import pytest

from quotewire_parser.linguistics import analyse
from quotewire_parser.linguistics.sorts import gender_of, same_sort


def last_speaker(text: str) -> str | None:
    """Name the speaker of the last quote."""
    quote = analyse(text, language="en").quotes[-1]
    return quote.speaker.name if quote.speaker else None


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        # The text described somebody so.
        (
            "Ama Boateng, the transport minister, met Kofi Asare.\n\n“It is late,” the minister said.",
            "Ama Boateng",
        ),
        ("Nurse Ama Boateng met Kofi Asare, a farmer.\n\n“It is late,” the nurse said.", "Ama Boateng"),
        ("Gov. Lena Strick met Kofi Asare.\n\n“It is late,” the governor said.", "Lena Strick"),
        (
            "Ama Boateng was a teacher. Kofi Asare was there.\n\n“It is late,” the teacher said.",
            "Ama Boateng",
        ),
        # Age.
        ("Ama Boateng, 61, met Kofi Asare, 34.\n\n“It is late,” the 61-year-old said.", "Ama Boateng"),
        ("Ama Boateng, 61, met Kofi Asare, 34.\n\n“It is late,” the 34-year-old said.", "Kofi Asare"),
        # A noun of the same sort.
        (
            "Ama Boateng, a lawyer, met Kofi Asare, a farmer.\n\n“It is late,” the attorney said.",
            "Ama Boateng",
        ),
        # The name stands in the mention, behind its noun.
        (
            "Anoma Ratnasiri came. “It is late,” said the commissioner of labour Anoma Ratnasiri.",
            "Anoma Ratnasiri",
        ),
        # Bodies.
        (
            "Brightwater Terminals Ltd lost money.\n\nThe company said it would pay.",
            "Brightwater Terminals Ltd",
        ),
        (
            "Kumasi Water Authority met the mayor.\n\nThe authority said it would pay.",
            "Kumasi Water Authority",
        ),
        # Pronouns.
        ("Ama Boateng arrived. “It is late,” she said.", "Ama Boateng"),
        ("“It is late,” said Ama Boateng. Later she said that all was well.", "Ama Boateng"),
    ],
)
def test_a_noun_or_pronoun_means_whoever_fits_it(text: str, speaker: str) -> None:
    assert last_speaker(text) == speaker


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Ama Boateng, a nurse, met Kofi Asare, a farmer.\n\n“It is late,” the judge said.", "the judge"),
        ("Ama Boateng met Kofi Asare.\n\n“It is late,” a spokesman said.", "a spokesman"),
        ("Ama Boateng, 61, waited.\n\n“It is late,” the 34-year-old said.", "the 34-year-old"),
        ("“It is late,” said a lawyer for Ama Boateng.", "a lawyer for Ama Boateng"),
        ("A risk assessment from 2023 said that the pool was dark.", "A risk assessment from 2023"),
    ],
)
def test_whom_the_text_does_not_name_stays_unnamed(text: str, named: str) -> None:
    analysis = analyse(text, language="en")
    speaker = analysis.quotes[-1].speaker
    assert speaker is not None
    [actor] = [actor for actor in analysis.actors if actor.id == speaker.actor_id]
    assert (actor.name, actor.named) == (named, False)


def test_sorts_and_gender_of_nouns() -> None:
    assert same_sort("attorney", frozenset({"lawyer"}))
    assert not same_sort("attorney", frozenset({"farmer"}))
    assert (gender_of("landlady"), gender_of("dad"), gender_of("doctor")) == ("f", "m", None)
