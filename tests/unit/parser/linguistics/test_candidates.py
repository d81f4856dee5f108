"""Who may be meant, what speaks for them, and how the learned weights choose."""

from collections.abc import Sequence

from quotewire_parser.linguistics.actors import find_entities
from quotewire_parser.linguistics.candidates import (
    NEAR,
    READ,
    READ_FIRST,
    TYPES,
    UNREAD,
    Candidate,
    Candidates,
    Question,
)
from quotewire_parser.linguistics.document import Document
from quotewire_parser.linguistics.evidence import Features
from quotewire_parser.linguistics.history import History
from quotewire_parser.linguistics.presence import Presence
from quotewire_parser.linguistics.ranking import best, weigh, weights_of


def asked(text: str, *, gender: str | None = None) -> dict[str | None, Features]:
    """Give each candidate's features for the last "he" or "she" of *text*."""
    doc = Document(text)
    entities = find_entities(doc)
    at = max(k for k, word in enumerate(doc.tokens.lower) if word in ("he", "she"))
    question = Question("he", at, at + 1, doc.sentence_of[at], gender)
    candidates = Candidates(doc, entities, Presence(doc, entities), History())
    return {entity.name if entity else None: features for entity, features in candidates.of(question, [])}


def test_people_named_before_are_candidates_and_so_is_nobody() -> None:
    found = asked("Ama Boateng met Kofi Asare. Later Maria Duarte came. Then he left.")
    assert list(found) == ["Maria Duarte", "Kofi Asare", "Ama Boateng", None]
    assert found["Ama Boateng"]["sentences back 2"]
    assert found["Ama Boateng"]["leads its sentence"]
    assert "leads its sentence" not in found["Kofi Asare"]


def test_a_gender_that_the_text_tells_rules_out() -> None:
    text = "Mrs Boateng met Mr Asare. Then he left."
    assert "Boateng" not in asked(text, gender="m")
    assert "Asare" not in asked(text, gender="f")


def test_pronouns_beside_a_name_speak_for_its_gender() -> None:
    text = "Zyra Qwentin and Brol Tavik came.\n\nQwentin took her coat.\n\nThen she left."
    found = asked(text, gender="f")
    assert found["Zyra Qwentin"]["pronouns fit"]
    assert "pronouns fit" not in found.get("Brol Tavik", {})


def test_the_first_of_the_paragraph_is_marked() -> None:
    found = asked("For Ama Boateng, whom Kofi Asare replaced, it was late, he said.")
    assert found["Ama Boateng"]["first of the paragraph"]
    assert "first of the paragraph" not in found["Kofi Asare"]


def test_a_crowd_is_bounded() -> None:
    crowd = "Ama Boateng met Kofi Asare. " + " ".join(f"Then Maria Du{k:c}rte came." for k in range(97, 123))
    assert len(asked(crowd + " Then he left.")) <= NEAR + 1


def test_every_sort_of_question_has_weights_and_a_place_for_nobody() -> None:
    for sort in TYPES:
        for read in (False, True):
            assert "nobody" in weights_of(sort, read=read)


class Opinion:
    """Thinks that a mention means the first candidate, whose mentions it remembers."""

    def __init__(self) -> None:
        self.shown: list[list[tuple[int, int]]] = []

    def chances(
        self, mention: tuple[int, int], candidates: Sequence[Sequence[tuple[int, int]]]
    ) -> list[float | None]:
        del mention
        self.shown = [list(spans) for spans in candidates]
        return [-0.1, None, -20.0]


def test_a_models_opinion_is_a_feature_and_it_is_shown_the_mentions_before() -> None:
    text = "Ama Boateng met Kofi Asare. Then he left Kofi Asare."
    doc = Document(text)
    entities = find_entities(doc)
    at = doc.tokens.lower.index("he")
    history, opinion = History(), Opinion()
    candidates = Candidates(doc, entities, Presence(doc, entities), history, opinion)
    candidates.note(entities[0], (4, 5))
    rows = candidates.of(Question("he", at, at + 1, 1), [])
    assert [features.get(READ) for _, features in rows] == [-0.1, None, -8.0]
    assert [READ_FIRST in features for _, features in rows] == [True, False, False]
    assert [UNREAD in features for _, features in rows] == [False, True, False]
    kofi = (text.index("Kofi"), text.index("Kofi") + len("Kofi Asare"))
    assert opinion.shown == [[kofi], [(0, 11), (doc.tokens.starts[4], doc.tokens.ends[4])]]


def test_of_two_the_heavier_is_meant() -> None:
    doc = Document("Ama Boateng met Kofi Asare.")
    one, other = find_entities(doc)
    question = Question("he", 5, 6, 0)
    rows: list[Candidate] = [(one, {}), (other, {"spoke last 1": 1.0}), (None, {"nobody": 1.0})]
    assert weigh(weights_of("he", read=False), {"spoke last 1": 1.0}) > 0
    assert best(question, rows) is other
