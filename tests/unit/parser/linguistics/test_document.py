import pytest

from quotewire_parser.linguistics.document import OUTSIDE, Document


def sentences(text: str) -> list[str]:
    doc = Document(text)
    return [doc.tokens.span_text(*sentence) for sentence in doc.sentences]


@pytest.mark.parametrize(
    "expected",
    [
        ["Mr. Oyelaran went home.", "He slept."],
        ["Ana J. Duarte left.", "Bilal stayed."],
        ["It is the U.S. Army that came.", "It left."],
        ["She moved to the U.S.", "The minister did not."],
        ["Is it?", "Yes!", "No… maybe."],
        ["He left (on Monday).", "She stayed."],
        ["He left.", "(She stayed.)", "It rained."],
        ["It cost 3.50 euros.", "2024 was worse."],
        ["他说好。", "她走了。"],
        ["“No,” he said.", "“Never.”"],
        ["He said: “Stop. Go.”", "She left."],
        ["“Why?” asked Ana.", "Nobody knew."],
        ["“Why?” the old man asked.", "Nobody knew."],
        ["“Stop!”", "The car did not."],
        ["She cried.", "“Help!”", "Nobody came."],
    ],
    ids=lambda rows: rows[0],
)
def test_sentences_keep_a_quotation_with_the_words_that_report_it(expected: list[str]) -> None:
    assert sentences(" ".join(expected).replace("。 ", "。")) == expected


def test_a_line_end_ends_a_sentence() -> None:
    assert sentences("The title\nThe body goes on\n\nand on") == ["The title", "The body goes on", "and on"]


def test_every_token_is_in_one_sentence() -> None:
    doc = Document("“Yes,” said Ana. “No.”\n\nBilal, 4, left.")
    assert [k for start, end in doc.sentences for k in range(start, end)] == list(range(len(doc.tokens)))
    assert all(start <= k < end for k, n in enumerate(doc.sentence_of) for start, end in [doc.sentences[n]])


def test_a_list_without_full_stops_is_cut_but_no_quotation_is() -> None:
    doc = Document("a, " * 500 + "“" + "b " * 500 + "”" + " c" * 900)
    assert len(doc.sentences) > 3
    [stretch] = doc.stretches
    first, last = doc.stretch_tokens(stretch)
    assert len({doc.sentence_of[k] for k in range(first, last)}) == 1
    assert max(end - start for start, end in doc.sentences) < 1000


def test_tokens_know_the_stretch_they_stand_in() -> None:
    doc = Document("He said “no way” twice, “once” more.")
    assert [doc.tokens.words[k] for k, number in enumerate(doc.quoted) if number == 0] == [
        "“",
        "no",
        "way",
        "”",
    ]
    assert [doc.tokens.words[k] for k, number in enumerate(doc.quoted) if number == 1] == ["“", "once", "”"]
    assert doc.quoted[0] == OUTSIDE
    assert doc.stretch_tokens(doc.stretches[0]) == (2, 6)
    assert doc.token_at(doc.stretches[0].start) == 2


def test_an_empty_text_has_nothing() -> None:
    doc = Document("")
    assert (doc.sentences, doc.paragraphs, doc.stretches) == ([], [], [])
