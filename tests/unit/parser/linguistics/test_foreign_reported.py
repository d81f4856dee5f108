"""Reported speech in other languages: what hangs on a cue, where it ends, and who is meant where nobody is named."""

import pytest

from quotewire_parser.linguistics import analyse
from quotewire_parser.linguistics.document import Document
from quotewire_parser.linguistics.foreign import foreign_reports


def spoken(text: str, language: str) -> list[tuple[str, str | None]]:
    found = analyse(text, language=language)
    return [(quote.text, quote.speaker.name if quote.speaker else None) for quote in found.quotes]


@pytest.mark.parametrize(
    ("language", "text", "words", "speaker"),
    [
        ("de", "Lina Baumgartner sagte, dass der Umbau im Mai beginnt.", "der Umbau im Mai beginnt", "Lina Baumgartner"),
        ("fr", "Marc Lavigne a déclaré que le chantier ouvrirait en mai.", "le chantier ouvrirait en mai", "Marc Lavigne"),
        ("es", "Lola Montalbán dijo que la obra empezará en mayo.", "la obra empezará en mayo", "Lola Montalbán"),
        ("es", "Lola Montalbán advirtió ayer de que la obra empezará en mayo.", "la obra empezará en mayo", "Lola Montalbán"),
        ("pt", "Fábio Rezende disse, em nota, que a obra começa em maio.", "a obra começa em maio", "Fábio Rezende"),
        ("it", "Carla Venturini ha detto ai cronisti che i lavori cominciano a maggio.", "i lavori cominciano a maggio", "Carla Venturini"),
        ("ru", "Игорь Самохин сказал, что работы начнутся в мае.", "работы начнутся в мае", "Игорь Самохин"),
    ],
)  # fmt: skip
def test_a_clause_hangs_on_a_cue(language: str, text: str, words: str, speaker: str) -> None:
    assert spoken(text, language) == [(words, speaker)]


@pytest.mark.parametrize(
    ("language", "text", "words", "speaker"),
    [
        ("de", "Lina Baumgartner sagte, man habe keine Eile.", "man habe keine Eile", "Lina Baumgartner"),
        ("de", "Lina Baumgartner räumte am Montag ein, das Geld fehle.", "das Geld fehle", "Lina Baumgartner"),
        ("de", "Man habe keine Eile, teilte Lina Baumgartner mit.", "Man habe keine Eile", "Lina Baumgartner"),
        ("de", "Man habe keine Eile, hat Lina Baumgartner gesagt.", "Man habe keine Eile", "Lina Baumgartner"),
        ("de", "Der Umbau koste zwei Millionen, rechnete Lina Baumgartner vor.", "Der Umbau koste zwei Millionen", "Lina Baumgartner"),
        ("de", "Der Umbau, so Lina Baumgartner, koste zwei Millionen.", "Der Umbau … koste zwei Millionen", "Lina Baumgartner"),
        ("fr", "Quarante demandes ont été reçues, a détaillé Marc Lavigne mardi.", "Quarante demandes ont été reçues", "Marc Lavigne"),
        ("es", "El motor, admite Lola Montalbán, es más viejo que ella.", "El motor … es más viejo que ella", "Lola Montalbán"),
        ("it", "I lavori cominciano a maggio, assicura Carla Venturini.", "I lavori cominciano a maggio", "Carla Venturini"),
        ("ru", "Работы начнутся в мае, сообщил Игорь Самохин.", "Работы начнутся в мае", "Игорь Самохин"),
    ],
)  # fmt: skip
def test_a_clause_stands_before_its_cue(language: str, text: str, words: str, speaker: str) -> None:
    assert spoken(text, language) == [(words, speaker)]


@pytest.mark.parametrize(
    ("language", "text", "words", "speaker"),
    [
        ("de", "Laut Lina Baumgartner ist die Halle einsturzgefährdet.", "ist die Halle einsturzgefährdet", "Lina Baumgartner"),
        ("de", "Die Halle bleibt gesperrt, wie Lina Baumgartner mitteilte.", "Die Halle bleibt gesperrt", "Lina Baumgartner"),
        ("fr", "Selon Marc Lavigne, économiste à Lyon, les prix vont monter.", "les prix vont monter", "Marc Lavigne"),
        ("es", "Según Lola Montalbán, los precios van a subir.", "los precios van a subir", "Lola Montalbán"),
        ("es", "Como explicó Lola Montalbán, los precios van a subir.", "los precios van a subir", "Lola Montalbán"),
        ("pt", "Os preços vão subir, segundo Fábio Rezende.", "Os preços vão subir", "Fábio Rezende"),
        ("it", "A detta di Carla Venturini, i prezzi saliranno presto.", "i prezzi saliranno presto", "Carla Venturini"),
        ("ru", "Как отметил Игорь Самохин, цены скоро вырастут.", "цены скоро вырастут", "Игорь Самохин"),
    ],
)  # fmt: skip
def test_a_source_stands_beside_the_words(language: str, text: str, words: str, speaker: str) -> None:
    assert spoken(text, language) == [(words, speaker)]


@pytest.mark.parametrize(
    ("language", "text", "words", "speaker"),
    [
        ("de", "Lina Baumgartner forderte eine Untersuchung.", "eine Untersuchung", "Lina Baumgartner"),
        ("de", "Lina Baumgartner hat eine Untersuchung gefordert.", "eine Untersuchung", "Lina Baumgartner"),
        ("de", "Lina Baumgartner versprach, die Steuern zu senken.", "die Steuern zu senken", "Lina Baumgartner"),
        ("fr", "Marc Lavigne a promis de ne pas augmenter la taxe.", "de ne pas augmenter la taxe", "Marc Lavigne"),
        ("fr", "Marc Lavigne affirme avoir perdu la moitié des ventes.", "avoir perdu la moitié des ventes", "Marc Lavigne"),
        ("es", "Lola Montalbán negó las acusaciones.", "las acusaciones", "Lola Montalbán"),
        ("pt", "Fábio Rezende negou ter recebido o dinheiro.", "ter recebido o dinheiro", "Fábio Rezende"),
        ("it", "Carla Venturini sostiene di aver scritto tre lettere.", "di aver scritto tre lettere", "Carla Venturini"),
        ("ru", "Игорь Самохин потребовал провести аудит расходов.", "провести аудит расходов", "Игорь Самохин"),
    ],
)  # fmt: skip
def test_a_noun_or_an_infinitive_hangs_on_a_cue(language: str, text: str, words: str, speaker: str) -> None:
    assert spoken(text, language) == [(words, speaker)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Lina Baumgartner sagte nicht, dass der Umbau beginnt."),
        ("fr", "Marc Lavigne n'a pas dit que le chantier ouvrirait."),
        ("es", "Lola Montalbán no dijo que la obra empezará."),
        ("it", "Carla Venturini non ha detto che i lavori cominciano."),
        ("ru", "Игорь Самохин не сказал, что работы начнутся."),
        ("de", "Lina Baumgartner hofft, dass der Umbau bald beginnt."),
        ("fr", "Marc Lavigne pense que le chantier ouvrira bientôt."),
        ("es", "La denuncia que presentó la empresa está archivada."),
        ("it", "Il secondo tempo comincia con un gol di Rossi."),
        ("pt", "O plano anunciado que a câmara guardou é antigo."),
        ("de", "Lina Baumgartner teilte den Kuchen, den alle wollten."),
    ],
)
def test_no_speech_is_reported(language: str, text: str) -> None:
    assert spoken(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("es", "Lola Montalbán dijo que hay retrasos y pidió una reunión.", ["hay retrasos", "una reunión"]),
        ("fr", "Marc Lavigne a dit que tout irait bien, ajoutant que la date tenait.", ["tout irait bien", "la date tenait"]),
        ("it", "Carla Venturini ha detto che è tardi e chiede una proroga.", ["è tardi", "una proroga"]),
    ],
)  # fmt: skip
def test_the_words_end_where_the_speaker_says_something_else(
    language: str, text: str, words: list[str]
) -> None:
    found = spoken(text, language)
    assert [said for said, _ in found] == words
    assert len({speaker for _, speaker in found}) == 1


def test_words_in_marks_belong_to_the_cue_that_holds_them() -> None:
    held = "Lola Montalbán sostuvo que el juez ha pedido el «máximo sigilo»."
    assert spoken(held, "es") == [("que el juez ha pedido el «máximo sigilo»", "Lola Montalbán")]
    parted = "Lola Montalbán dijo que no va a dimitir y denunció una «cacería»."
    assert [words for words, _ in spoken(parted, "es")] == ["no va a dimitir", "una «cacería»"]


def test_somebody_else_who_speaks_behind_a_link_ends_the_words() -> None:
    text = "Fábio Rezende disse que a obra atrasou, mas Carla Moura garantiu que o prazo vale."
    assert spoken(text, "pt") == [("a obra atrasou", "Fábio Rezende"), ("o prazo vale", "Carla Moura")]


@pytest.mark.parametrize(
    ("language", "text", "speakers"),
    [
        ("es", "Lola Montalbán negó las acusaciones. Ernesto Ruiz llegó tarde. «No sabía nada de eso», dijo.", ["Lola Montalbán", "Ernesto Ruiz"]),
        ("it", "Carla Venturini ha detto che è tardi. «Non si torna indietro», ha aggiunto.", ["Carla Venturini"] * 2),
        ("fr", "Hélène Sarrazin a dit que tout irait bien. « Nous tiendrons parole », a-t-elle ajouté.", ["Hélène Sarrazin"] * 2),
        ("de", "Die Ärztin Lina Baumgartner sagte, das Geld fehle. „Wir warten auf Hilfe“, sagte sie.", ["Lina Baumgartner"] * 2),
        ("ru", "Игорь Самохин сказал, что цены вырастут. По его словам, запасов хватит.", ["Игорь Самохин"] * 2),
    ],
)  # fmt: skip
def test_who_is_not_named_again_is_the_one_told_of(language: str, text: str, speakers: list[str]) -> None:
    assert [speaker for _, speaker in spoken(text, language)] == speakers


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        ("de", "Brandenburgs Innenminister Jens Voigt sagte, man habe Zeit.", "Jens Voigt"),
        ("de", "Der Verwalter Philipp zu Lenthe räumte ein, er habe Zweifel gehabt.", "Philipp zu Lenthe"),
        ("es", "El presidente de la Asociación del Litoral (Aloli), Tomás Iriarte, dijo que habrá pleito.", "Tomás Iriarte"),
        ("es", "El Sindicato del Litoral, que convocó varias marchas, celebró la noticia.", "Sindicato del Litoral"),
        ("it", "Lo dice l'assessore al Bilancio Lucio Ferrero, e sostiene che basterà poco.", "Lucio Ferrero"),
        ("fr", "Une idée que la mairie juge « parfaitement ridicule ».", "la mairie"),
        ("es", "El plan seguirá, señalaron fuentes del ministerio.", "fuentes del ministerio"),
        ("ru", "Проверка уже начата, сообщили в полиции.", "полиции"),
    ],
)  # fmt: skip
def test_a_long_subject_is_read_to_its_name(language: str, text: str, speaker: str) -> None:
    assert spoken(text, language)[-1][1] == speaker


def test_what_nobody_says_has_no_speaker() -> None:
    assert spoken("Man finanziere keine Steine, hieß es in der Bank.", "de") == [
        ("Man finanziere keine Steine", None)
    ]
    assert spoken("Накануне сообщалось, что ожидается похолодание.", "ru") == [
        ("ожидается похолодание", None)
    ]


def test_words_in_marks_between_a_cue_and_its_verb_are_one_report() -> None:
    text = "Ein Ofen, der nachts allein sei, sagte Lina Baumgartner, „kommt auf Gedanken“."
    assert spoken(text, "de") == [
        ("Ein Ofen, der nachts allein sei … „kommt auf Gedanken“", "Lina Baumgartner")
    ]


@pytest.mark.parametrize("language", ["de", "fr", "es", "pt", "it", "ru", "nl", "xx"])
def test_any_heap_of_its_own_words_is_survived(language: str) -> None:
    text = "dijo que , laut « de l' sagte , dass a-t-il ( — по словам » selon X . que que disse , che \n"
    doc = Document(text * 20)
    places = [finding.pieces[0] for finding in foreign_reports(doc, language)]
    assert places == sorted(places)
