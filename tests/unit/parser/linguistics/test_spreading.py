"""What was seen as a name in one place is one in its other places."""

from quotewire_parser.linguistics.document import Document
from quotewire_parser.linguistics.name import Name
from quotewire_parser.linguistics.spreading import spread


def found(text: str, *seen: tuple[int, int, str]) -> list[tuple[int, str, str]]:
    doc = Document(text)
    names = spread(doc, [Name(*place) for place in seen])
    return [(name.start, doc.tokens.span_text(name.start, name.end), name.type) for name in names]


def test_names_of_several_words_and_initials_are_added_everywhere() -> None:
    text = "Ama Boateng met RSU. Ama Boateng left RSU."
    assert found(text, (0, 2, "person"), (3, 4, "organization")) == [
        (0, "Ama Boateng", "person"),
        (3, "RSU", "organization"),
        (5, "Ama Boateng", "person"),
        (8, "RSU", "organization"),
    ]


def test_a_word_that_is_mostly_no_name_is_not_added() -> None:
    text = "May spoke. May we go? In May it rains. May I?"
    assert found(text, (0, 1, "person")) == [(0, "May", "person")]
    assert len(found("Boateng spoke. Boateng left.", (0, 1, "person"))) == 2


def test_the_commonest_type_counts_and_names_never_overlap() -> None:
    text = "Bo Port, Bo Port, Bo Port and Bo Port Hall."
    seen = ((0, 2, "place"), (3, 5, "place"), (6, 8, "person"), (9, 12, "organization"))
    assert found(text, *seen) == [
        (0, "Bo Port", "place"),
        (3, "Bo Port", "place"),
        (6, "Bo Port", "person"),
        (9, "Bo Port Hall", "organization"),
    ]
