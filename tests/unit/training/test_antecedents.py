"""Who is meant where, out of each set's own way to say it."""

from training.antecedents import Meant, of_annotated, of_gap, of_gum, of_wikinews

from tests.quality.annotated import parse

ARTICLE = """+++
actors = [
  {name = "Ama Boateng", type = "person", forms = ["Ama Boateng", "Boateng"]},
  {name = "Kofi Asare", type = "person", forms = ["Kofi Asare"]},
]
+++

Ama Boateng met Kofi Asare. {{s1|She}} {{c1|said}} {{i1 Ama Boateng|it was late}}. {{s2|A guard}} {{c2|said}} {{i2 a guard|it rained}}.

{{d3 Ama Boateng|“We waited for hours.”}} {{s4|The guard}} {{c4|said}} {{i4 a guard|nobody came}}.
"""


def said(text: str, found: tuple[Meant, ...]) -> list[tuple[str, list[str], list[str]]]:
    return [
        (
            text[slice(*one.mention)],
            [text[slice(*s)] for s in one.right],
            [text[slice(*s)] for s in one.wrong],
        )
        for one in found
    ]


def test_a_source_means_the_earlier_mentions_of_its_speaker() -> None:
    article = parse(ARTICLE, name="test")
    she, guard, words, again = said(article.text, of_annotated(article))
    assert she == ("She", ["Ama Boateng"], ["Kofi Asare"])
    assert guard == ("A guard", [], ["Ama Boateng", "Kofi Asare", "She"])
    assert again == ("The guard", ["A guard"], ["Ama Boateng", "Kofi Asare", "She", "We"])
    assert words == ("We", ["Ama Boateng", "She"], ["Kofi Asare", "A guard"])


def test_a_pronoun_that_looks_ahead_teaches_nothing() -> None:
    source = ARTICLE.replace("Ama Boateng met Kofi Asare. ", "")
    article = parse(source, name="test")
    assert [row[0] for row in said(article.text, of_annotated(article))] == ["A guard", "We", "The guard"]


def test_wikinews_tells_speakers_by_name() -> None:
    text = "Ama Boateng left. She said no. A witness said yes."
    record = {
        "text": text,
        "actors": [{"name": "Ama Boateng"}],
        "entities": [{"start": 0, "end": 11, "type": "PER", "actor": "Ama Boateng"}],
        "attributions": [
            {"source": [[18, 21]], "content": [[27, 29]], "speaker": "Ama Boateng"},
            {"source": [[31, 40]], "content": [[46, 49]], "speaker": "A witness"},
            {"source": [], "content": [[46, 49]], "speaker": None},
        ],
    }
    assert said(text, of_wikinews(record)) == [
        ("She", ["Ama Boateng"], []),
        ("A witness", [], ["Ama Boateng", "She"]),
    ]


def test_gum_asks_for_pronouns_and_nouns_of_people_and_bodies() -> None:
    text = "Ama Boateng left. The nurse ran. It rained."

    def mention(
        start: int, end: int, kind: str, form: str, cluster: int, link: str = "coref"
    ) -> dict[str, object]:
        return {"start": start, "end": end, "type": kind, "form": form, "cluster": cluster, "link": link}

    record = {
        "text": text,
        "mentions": [
            mention(0, 11, "person", "name", 1),
            mention(18, 27, "person", "nominal", 1),
            mention(33, 35, "abstract", "pronoun", 2),
        ],
    }
    assert said(text, of_gum(record)) == [("The nurse", ["Ama Boateng"], [])]


def test_a_row_of_gap_is_one_pronoun_between_two_names() -> None:
    head = "ID\tText\tPronoun\tPronoun-offset\tA\tA-offset\tA-coref\tB\tB-offset\tB-coref\tURL"
    text = "Ama met Kofi when she left."
    rows = [
        f"one\t{text}\tshe\t18\tAma\t0\tTRUE\tKofi\t8\tFALSE\tx",
        f"none\t{text}\tshe\t18\tAma\t0\tFALSE\tKofi\t8\tFALSE\tx",
    ]
    [(name, found_text, meant)] = of_gap([head, *rows])
    assert (name, said(found_text, meant)) == ("one", [("she", ["Ama"], ["Kofi"])])
