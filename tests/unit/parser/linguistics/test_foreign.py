"""Quotations in other languages: what a cue must stand beside, and which name beside it speaks."""

import pytest

from quotewire_parser.linguistics import analyse
from quotewire_parser.linguistics.document import Document
from quotewire_parser.linguistics.foreign import foreign_reports, spoken_names


def spoken(text: str, language: str) -> list[tuple[str, str | None]]:
    found = analyse(text, language=language)
    return [(quote.text, quote.speaker.name if quote.speaker else None) for quote in found.quotes]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Der Film „Das letzte Ufer“ läuft am Montag."),
        ("de", "Der Film „Das alte letzte Ufer“ läuft am Montag."),
        ("fr", "Le roman « La Route du sel » a gagné le prix."),
        ("es", "La novela «La ruta de la sal» ganó el premio."),
        ("ru", "Фильм «Последний дальний берег» идёт в понедельник."),
    ],
)
def test_marks_without_a_cue_are_a_title(language: str, text: str) -> None:
    assert spoken(text, language) == []


def test_the_name_that_hangs_on_no_preposition_speaks() -> None:
    text = "« Le port va rouvrir lundi », a déclaré le maire de Lyon, Gaspard Tournier."
    assert spoken(text, "fr") == [("« Le port va rouvrir lundi »", "Gaspard Tournier")]


def test_a_pronoun_means_whoever_spoke_before() -> None:
    text = "„Das Wasser steigt weiter“, sagte Annegret Holthusen. „Wir warten auf Hilfe“, sagte sie."
    assert spoken(text, "de") == [
        ("„Das Wasser steigt weiter“", "Annegret Holthusen"),
        ("„Wir warten auf Hilfe“", "Annegret Holthusen"),
    ]


def test_a_quotation_that_is_a_sentence_goes_on() -> None:
    text = "„Das Wasser steigt weiter“, sagte Annegret Holthusen. „Wir warten alle auf Hilfe.“"
    assert spoken(text, "de")[1] == ("„Wir warten alle auf Hilfe.“", "Annegret Holthusen")


def test_a_cue_between_two_quotations_joins_them() -> None:
    text = "„Das Wasser steigt weiter“, sagte Annegret Holthusen, „und niemand hilft uns.“"
    assert spoken(text, "de") == [
        ("„Das Wasser steigt weiter“ … „und niemand hilft uns.“", "Annegret Holthusen")
    ]


def test_a_speaker_s_surname_is_the_speaker_s_later_on() -> None:
    text = "„Das Wasser steigt weiter“, sagte Annegret Holthusen. Am Abend fuhr Holthusen heim."
    doc = Document(text)
    names = spoken_names(doc, foreign_reports(doc, "de"))
    assert [doc.tokens.span_text(name.start, name.end) for name in names] == [
        "Annegret Holthusen",
        "Holthusen",
    ]
    [actor] = analyse(text, language="de").actors
    assert (actor.name, len(actor.mentions)) == ("Annegret Holthusen", 2)


def test_a_language_without_a_list_shares_all_lists() -> None:
    assert spoken("„Das Wasser steigt weiter“, sagte Annegret Holthusen.", "xx") == [
        ("„Das Wasser steigt weiter“", "Annegret Holthusen")
    ]
