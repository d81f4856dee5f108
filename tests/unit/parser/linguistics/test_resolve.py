"""Whom a mention means: the latest fitting actor, or somebody without a name, or nobody at all."""

import pytest

from quotewire_parser.linguistics import analyse
from quotewire_parser.linguistics.actors import find_entities
from quotewire_parser.linguistics.document import Document
from quotewire_parser.linguistics.findings import Finding
from quotewire_parser.linguistics.name import Name
from quotewire_parser.linguistics.resolve import Resolver


def speakers(text: str) -> list[str | None]:
    return [quote.speaker.name if quote.speaker else None for quote in analyse(text, language="en").quotes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Maria Kowalczyk met Pedro Ibarrola. She said it was late.", "Maria Kowalczyk"),
        ("Maria Kowalczyk met Pedro Ibarrola. He said it was late.", "Pedro Ibarrola"),
        ("Maria Kowalczyk left. He said it was late.", None),
        ("Maria’s brother Pedro Ibarrola left. He said it was late.", "Pedro Ibarrola"),
        ("The Harbour Authority met Ana Duarte. It said it was late.", "Harbour Authority"),
        ("Ana Duarte left. It said the pier was closed.", None),
        ("Prime Minister Rania Haddad left. The prime minister said it was late.", "Rania Haddad"),
        (
            "French President Odile Marchetti met Ana Duarte. The president said no one knew.",
            "Odile Marchetti",
        ),
        (
            "French President Odile Marchetti met Kenyan President Zuri Mwangi. The French president said it rained.",
            "Odile Marchetti",
        ),
        ("One of its forecasters, Ana Duarte, said it was late.", "Ana Duarte"),
        ("Gov. Ana Duarte signed the bill. The Republican said it was late.", "Ana Duarte"),
        (
            "Ana Duarte, a nurse, met Kofi Asare, a farmer.\n\nIt rained.\n\nThe judge said it was late.",
            "The judge",
        ),
        ("The Blue Heron Bank closed. The bank said it was late.", "Blue Heron Bank"),
    ],
)
def test_the_speaker_is_the_actor_who_is_meant(text: str, expected: str | None) -> None:
    assert speakers(text)[-1] == expected


def test_the_same_words_mean_the_same_unnamed_actor() -> None:
    found = analyse("A witness said it rained. The witness said it was dark.", language="en")
    assert [(actor.name, len(actor.mentions)) for actor in found.actors] == [("A witness", 2)]
    assert {quote.speaker and quote.speaker.actor_id for quote in found.quotes} == {"a1"}


def test_two_indefinite_mentions_are_two_people() -> None:
    found = analyse("A witness said it rained. A witness said it was dry.", language="en")
    assert [actor.name for actor in found.actors] == ["A witness", "A witness"]


def test_a_pronoun_in_a_quotation_is_no_antecedent() -> None:
    text = "Maria Kowalczyk spoke. “Anna Duarte was here,” said Maria Kowalczyk. She said it was late."
    assert speakers(text)[-1] == "Maria Kowalczyk"


@pytest.mark.parametrize(
    ("mention", "kind"),
    [
        ("A senior official", "person"),
        ("Residents", "group"),
        ("The ministry", "organization"),
        ("The report", "document"),
    ],
)
def test_an_unnamed_speaker_has_a_type_and_no_name_of_its_own(mention: str, kind: str) -> None:
    [actor] = analyse(f"{mention} said it was late.", language="en").actors
    assert (actor.name, actor.type, actor.named, actor.role) == (mention, kind, False, None)


def meant(mention: str, name: str, behind: str = "", kind: str = "person") -> str | None:
    """Tell whom *mention* means where the text names *name* and nobody else."""
    text = f"{mention}{behind} said it was late."
    doc = Document(text)
    start, end = (doc.token_at(text.index(name)), doc.token_at(text.index(name) + len(name)))
    resolver = Resolver(doc, find_entities(doc, names=[Name(start, end, kind)]))
    last = doc.token_at(len(mention))
    found = resolver.resolve(Finding([(last + 1, last + 4)], None, None, (0, last), "model", 0))
    return found.name if found is not None and found.named else None


@pytest.mark.parametrize(
    ("mention", "name"),
    [
        ("Minister of Supply and Internal Trade Dr. Hisham Wahba", "Hisham Wahba"),
        ("Leader of the Opposition Kusum Baghel", "Kusum Baghel"),
        ("Secretary of State Coleman Dupree, a Republican", "Coleman Dupree"),
        ("Kusum Baghel afterward", "Kusum Baghel"),
        ("One of its forecasters, Ana Duarte", "Ana Duarte"),
        ("The head of the Harbour Board (HB), Mrs Ana Duarte", "Ana Duarte"),
        ("Superintendent of police Sandeep Rathod", "Sandeep Rathod"),
        ("Dr (Mrs) Mfon Essien-Udoh", "Mfon Essien-Udoh"),
    ],
)
def test_a_title_belongs_to_the_name_behind_it(mention: str, name: str) -> None:
    assert meant(mention, name) == name


def test_a_name_set_off_behind_the_mention_is_its_name() -> None:
    assert meant("The ranking member", "Ana Duarte", behind=", Hon. Ana Duarte, who") == "Ana Duarte"
    assert meant("The chair", "Ana Duarte", behind=", Ana Duarte,") == "Ana Duarte"


@pytest.mark.parametrize("mention", ["A lawyer for Ana Duarte", "Ana Duarte's lawyer"])
def test_who_speaks_for_somebody_is_somebody_else(mention: str) -> None:
    assert meant(mention, "Ana Duarte") is None


@pytest.mark.parametrize(
    "mention",
    [
        "Their union, the Nurses' Federation",
        "The utility, Nurses' Federation, which is new",
        "A group calling itself Nurses' Federation",
        "A body called the Nurses' Federation",
    ],
)
def test_a_body_is_named_behind_its_noun(mention: str) -> None:
    assert meant(mention, "Nurses' Federation", kind="organization") == "Nurses' Federation"


@pytest.mark.parametrize(
    "mention",
    ["A spokesman for the union, the Nurses' Federation", "A group that is called by the Nurses' Federation"],
)
def test_a_body_that_is_named_behind_another_noun_does_not_speak(mention: str) -> None:
    assert meant(mention, "Nurses' Federation", kind="organization") is None


FLOATING = """Maria Kowalczyk, a farmer, said it had rained for a week.

“The harvest is lost, and nobody will pay us for it.”

Pedro Ibarrola, a miller, disagreed. “There is enough for everybody this year,” he said. “We only have to wait.”"""


def test_a_quotation_that_is_a_paragraph_goes_on_from_the_speaker_before() -> None:
    assert speakers(FLOATING) == ["Maria Kowalczyk", "Maria Kowalczyk", "Pedro Ibarrola"]


def test_a_body_whose_name_tells_another_kind_is_not_meant() -> None:
    text = (
        "The Dock Workers Union met Blue Heron Bank.\n\nBlue Heron Bank is large. The union said it was late."
    )
    assert speakers(text)[-1] == "Dock Workers Union"


def test_kin_are_no_office() -> None:
    text = "Tracey Penrose, whose son works at sea, was there. The spokeswoman said it was late."
    assert speakers(text)[-1] == "Tracey Penrose"


@pytest.mark.parametrize(
    ("mention", "speaker"),
    [
        ("Bank of Zambia Governor Ana Duarte", "Ana Duarte"),
        ("the Bank of Zambia spokesperson Dr. Ana Duarte", "Ana Duarte"),
        ("Bank of Zambia professor Ana Duarte", "Ana Duarte"),
        ("The Bank of Zambia' general secretary, Ana Duarte", "Ana Duarte"),
        ("Bank of Zambia Governor Ana Duarte's office", "Bank of Zambia"),
        ("Bank of Zambia and manager Ana Duarte", "Bank of Zambia"),
        ("Bank of Zambia", "Bank of Zambia"),
        ("The Bank of Zambia under Ana Duarte", "Bank of Zambia"),
        ("A spokesman for Bank of Zambia Governor Ana Duarte", None),
        ("A friend of Ana Duarte", None),
        ("Friends of singer Ana Duarte", None),
    ],
)
def test_a_person_behind_a_body_and_an_office_speaks(mention: str, speaker: str | None) -> None:
    text = f"{mention} said it was late."
    doc = Document(text)

    def name(words: str, kind: str) -> Name:
        start = text.index(words)
        return Name(doc.token_at(start), doc.token_at(start + len(words)), kind)

    names = [
        name(words, kind)
        for words, kind in (("Bank of Zambia", "organization"), ("Ana Duarte", "person"))
        if words in text
    ]
    resolver = Resolver(doc, find_entities(doc, names=names))
    last = doc.token_at(len(mention))
    found = resolver.resolve(Finding([(last + 1, last + 4)], None, None, (0, last), "model", 0))
    assert (found.name if found is not None and found.named else None) == speaker
