"""Names are found, typed and merged: one actor for all forms of a name, two for two people."""

import pytest

from quotewire_parser.linguistics.actors import Entity, country_in, find_entities
from quotewire_parser.linguistics.document import Document
from quotewire_parser.linguistics.names import NameFinder
from quotewire_parser.linguistics.tagged import tagged_names
from quotewire_parser.tagger.model import TaggedName

PERSON, ORGANISATION, PLACE, GROUP = "person", "organization", "place", "group"


def entities(text: str) -> list[Entity]:
    return find_entities(Document(text))


def named(text: str) -> list[tuple[str, str, int]]:
    """Fullest form, type and number of mentions of each actor."""
    return [(one.name, one.type, len(one.spans)) for one in entities(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The International Monetary Fund met. The IMF said growth would slow.",
            [("International Monetary Fund", ORGANISATION, 2)],
        ),
        (
            "The Northern Rivers Trust (NRT) met. NRT said otters were back.",
            [("Northern Rivers Trust", ORGANISATION, 3)],
        ),
        ("Dmitry Peskov spoke. Later Peskov left.", [("Dmitry Peskov", PERSON, 2)]),
        ("Kim Jae-won spoke. Later Kim left.", [("Kim Jae-won", PERSON, 2)]),
        ("Chen Weimin spoke. Later Chen left.", [("Chen Weimin", PERSON, 2)]),
        (
            "María Fernanda Quispe Huamán spoke. Quispe Huamán sat. Then Quispe left.",
            [("María Fernanda Quispe Huamán", PERSON, 3)],
        ),
        ("Dr. Abimbola Fashola spoke. Mr. Fashola said no.", [("Abimbola Fashola", PERSON, 2)]),
        ("Ludwig von der Heydt said no. Later von der Heydt left.", [("Ludwig von der Heydt", PERSON, 2)]),
        ("J. K. Ramaswamy said no. Later Ramaswamy left.", [("J. K. Ramaswamy", PERSON, 2)]),
        (
            "Jaroslav “Jarda” Novotný won. Novotný said it was luck.",
            [("Jaroslav “Jarda” Novotný", PERSON, 2)],
        ),
        (
            "Siobhán O’Keaveney-Byrne said no. Later O'Keaveney-Byrne left.",
            [("Siobhán O'Keaveney-Byrne", PERSON, 2)],
        ),
        ("Kwame Boateng Jr. said no. Later Boateng left.", [("Kwame Boateng Jr", PERSON, 2)]),
        (
            "Maria Kowalczyk met Anna Kowalczyk.",
            [("Maria Kowalczyk", PERSON, 1), ("Anna Kowalczyk", PERSON, 1)],
        ),
        ("The United States left. The US came back.", [("United States", PLACE, 2)]),
        ("French farmers and French bakers met.", [("French", GROUP, 2)]),
        ("The Ministry of Rivers said no.", [("Ministry of Rivers", ORGANISATION, 1)]),
        ("They met near Lake Tarquimay.", [("Lake Tarquimay", PLACE, 1)]),
        ("On Monday the minister met a doctor in May.", []),
        ("Everyone left. Nobody said why. Nothing happened.", []),
        ("", []),
    ],
)
def test_names_are_found_typed_and_merged(text: str, expected: list[tuple[str, str, int]]) -> None:
    assert named(text) == expected


def test_a_title_before_a_name_is_its_role_and_tells_its_country() -> None:
    [minister] = [
        one for one in entities("French Finance Minister Odile Marchetti said no.") if one.type == PERSON
    ]
    assert (minister.name, minister.roles, minister.country) == (
        "Odile Marchetti",
        ["French Finance Minister"],
        "France",
    )


@pytest.mark.parametrize(
    ("text", "gender"),
    [("Mrs. Fashola said no.", "f"), ("Mr. Fashola said no.", "m"), ("Maria Fashola said no.", "f")],
)
def test_a_title_or_first_name_tells_the_gender(text: str, gender: str) -> None:
    assert [one.gender for one in entities(text)] == [gender]


def test_actors_come_in_order_of_first_mention() -> None:
    found = entities("Bilal Chaudhry met Ana Duarte in Paris. Ana Duarte met Bilal Chaudhry.")
    assert [one.name for one in found] == ["Bilal Chaudhry", "Ana Duarte", "Paris"]
    assert [one.first for one in found] == sorted(one.first for one in found)


def test_a_headline_in_capitals_gives_only_names_that_are_known() -> None:
    assert named("Harbour To Reopen On Monday In France\n\nIt will.") == [("France", PLACE, 1)]


def test_in_other_languages_only_listed_names_are_taken() -> None:
    doc = Document("Das Wasser in Frankreich und in Paris steigt, sagt Annegret Holthusen.")
    assert [one.name for one in find_entities(doc, cautious=True)] == ["Paris"]


def test_a_capital_that_acts_for_its_country_is_the_country() -> None:
    [russia] = [one for one in entities("Russia agreed. Moscow signed. Moscow paid.") if one.type == PLACE]
    assert (russia.name, len(russia.spans)) == ("Russia", 3)


@pytest.mark.parametrize(
    ("role", "country"),
    [("Russian President", "Russia"), ("president of New Zealand", "New Zealand"), ("port manager", None)],
)
def test_a_role_names_its_country(role: str, country: str | None) -> None:
    assert country_in(role) == country


def test_a_sentence_s_first_word_is_a_name_only_with_a_reason() -> None:
    doc = Document("Fishing stopped. Okonjo said no. Fishermen left.")
    names = [doc.tokens.span_text(name.start, name.end) for name in NameFinder(doc).run()]
    assert names == ["Okonjo"]


def test_letters_stand_for_a_name_without_its_article() -> None:
    text = "The Andean Lithium Council met. Its president, of the council known as the ALC, spoke."
    doc = Document(text)
    tagged = [
        TaggedName(text.index(form), text.index(form) + len(form), ORGANISATION, 0.9)
        for form in ("The Andean Lithium Council", "ALC")
    ]
    names = tagged_names(doc, tagged)
    (council,) = [one for one in find_entities(doc, names=names) if one.type == ORGANISATION]
    assert (council.name, set(council.forms)) == ("Andean Lithium Council", {"Andean Lithium Council", "ALC"})


def kept(text: str, *found: str) -> list[str]:
    """Give the names that are kept where the model tagged *found* as persons."""
    doc = Document(text)
    tagged = [TaggedName(text.rindex(name), text.rindex(name) + len(name), "person", 0.9) for name in found]
    return [doc.tokens.span_text(name.start, name.end) for name in tagged_names(doc, tagged)]


def test_a_title_that_the_text_uses_as_a_noun_is_no_part_of_a_name() -> None:
    text = "Collector R. Thenmozhi spoke. The Collector left."
    assert kept(text, "Collector R. Thenmozhi") == ["R. Thenmozhi"]
    assert kept("Hunter Ama Boateng spoke.", "Hunter Ama Boateng") == ["Hunter Ama Boateng"]


def test_initials_that_were_split_off_belong_to_the_name_behind_them() -> None:
    assert kept("Opposition leader M.A. Basheeruddin left.", "M.A.", "Basheeruddin") == ["M.A. Basheeruddin"]
    assert kept("Ama Kofi left.", "Ama", "Kofi") == ["Ama", "Kofi"]


def test_the_letter_before_an_answer_is_no_name() -> None:
    assert kept("Ama Boateng came.\n\nA: It rained.", "Ama Boateng", "A") == ["Ama Boateng"]
