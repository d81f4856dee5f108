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
    assert spoken(text, "de") == [
        ("„Das Wasser steigt weiter“ … „Wir warten alle auf Hilfe.“", "Annegret Holthusen")
    ]


def test_after_a_sentence_of_the_writer_s_it_is_a_quote_of_its_own() -> None:
    text = "„Das Wasser steigt weiter“, sagte Annegret Holthusen. Es regnet. „Wir warten alle auf Hilfe.“"
    assert spoken(text, "de")[1:] == [("„Wir warten alle auf Hilfe.“", "Annegret Holthusen")]


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


@pytest.mark.parametrize(
    ("language", "text", "speakers"),
    [
        ("de", "»Das kostet uns Millionen«, sagte Senatorin Katharina Ellerbrock der Presse.", ["Katharina Ellerbrock"]),
        ("de", "„Ich bin überwältigt“, hat Siegerin Lina Baumgartner gestern gesagt.", ["Lina Baumgartner"]),
        ("de", "„Das Spiel war eine Katastrophe“, so Trainer Milan Petrovic.", ["Milan Petrovic"]),
        ("de", "„Wer hilft uns?“, fragte Sieglinde von der Marwitz. „Niemand hilft“, sagte ein Sprecher.", ["Sieglinde von der Marwitz", "ein Sprecher"]),
        ("fr", "« Nous tiendrons parole », a promis la ministre Hélène Sarrazin. « J'attends », soupire une habitante.", ["Hélène Sarrazin", "une habitante"]),
        ("fr", "« C'est une victoire, s'est réjouie la présidente, Aurélie Castaing. Nous l'attendions. »", ["Aurélie Castaing"]),
        ("fr", "Le maire, Paul de Kermadec, est venu. « Nous irons tous », a-t-il dit.", ["Paul de Kermadec"]),
        ("es", "«No vamos a ceder», sentenció ayer el consejero de Sanidad, Joaquín Olmedo.", ["Joaquín Olmedo"]),
        ("es", "«Aquí no llega nadie —lamenta Josefa Rubio, vecina de 81 años—. Ni el cartero».", ["Josefa Rubio"]),
        ("es", "“Se va a respetar todo”, señalaron fuentes del ministerio.", ["fuentes del ministerio"]),
        ("pt", "“Não houve negligência”, garantiu o secretário de Saúde, Cláudio Marinho.", ["Cláudio Marinho"]),
        ("pt", "«Alguém tem de pagar», acusou Mariana Lencastre. Choveu. «Não saio daqui», rematou.", ["Mariana Lencastre"] * 2),
        ("it", "«Non molliamo – ha detto il sindaco Piero Garavaglia – e andremo avanti».", ["Piero Garavaglia"]),
        ("it", "“Non ho paura”. Lo ha detto la giornalista Carla Venturini.", ["Carla Venturini"]),
        ("it", "«È stato un agguato», il commento del capitano Davide Sorrentino.", ["Davide Sorrentino"]),
        ("ru", "«Никто не пострадал», — сообщила официальный представитель завода Анна Ветрова.", ["Анна Ветрова"]),
        ("ru", "«Зачем нам это?» — спрашивает местная жительница.", ["местная жительница"]),
        ("ru", "В полиции отметили: «Проверка уже начата».", ["полиции"]),
    ],
)  # fmt: skip
def test_direct_speech_has_its_speaker(language: str, text: str, speakers: list[str]) -> None:
    assert [speaker for _, speaker in spoken(text, language)] == speakers


@pytest.mark.parametrize(
    ("language", "text", "words", "speaker"),
    [
        ("de", "Der Plan sei „zu teuer“ geworden, sagte Lina Baumgartner.", "Der Plan sei „zu teuer“ geworden", "Lina Baumgartner"),
        ("de", "Laut Lina Baumgartner ist der Plan „zu teuer“.", "ist der Plan „zu teuer“", "Lina Baumgartner"),
        ("fr", "Pour Marc Lavigne, économiste, « la hausse était prévisible ».", "économiste, « la hausse était prévisible »", "Marc Lavigne"),
        ("fr", "Marc Lavigne a reconnu que le plan était « mort ».", "que le plan était « mort »", "Marc Lavigne"),
        ("es", "Lola Montalbán calificó el plan de «disparate».", "el plan de «disparate»", "Lola Montalbán"),
        ("pt", "De acordo com Fábio Rezende, o suspeito “confessou tudo”.", "o suspeito “confessou tudo”", "Fábio Rezende"),
        ("it", "Secondo i carabinieri, l'uomo era «in preda a un raptus».", "l'uomo era «in preda a un raptus»", "i carabinieri"),
        ("ru", "Игорь Самохин заявил, что область «выполнила всё».", "что область «выполнила всё»", "Игорь Самохин"),
    ],
)  # fmt: skip
def test_words_around_a_partial_quotation_belong_to_it(
    language: str, text: str, words: str, speaker: str
) -> None:
    assert spoken(text, language) == [(words, speaker)]


@pytest.mark.parametrize(
    ("language", "text", "speakers"),
    [
        ("pt", "— Não vamos sair daqui — disse Edvaldo Peixoto. — É a nossa casa.", ["Edvaldo Peixoto"]),
        ("es", "—Este año no hay melones —dice Paco del Olmo—. Ni uno.", ["Paco del Olmo"]),
        ("ru", "— Я писал рапорт в июле, — говорит Артур Вагапов. — Ответа нет.", ["Артур Вагапов"]),
        ("es", "— Primera medida del plan", []),
    ],
)
def test_a_dash_opens_speech_where_another_closes_it(language: str, text: str, speakers: list[str]) -> None:
    assert [speaker for _, speaker in spoken(text, language)] == speakers


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "„Das Wasser steigt“, sagte Annegret Holthusen. Holthusen ging. „Wir warten noch“, sagte Holthusen."),
        ("de", "„Das Wasser steigt“, sagte Bürgermeisterin Annegret Holthusen. Es kam Thorben Kriwitz. „Wir warten noch“, sagte die Bürgermeisterin."),
        ("de", "Die Ärztin Annegret Holthusen kam. „Das Wasser steigt“, sagte die 62-Jährige. „Wir warten noch“, sagte sie."),
    ],
)  # fmt: skip
def test_a_surname_a_role_and_an_age_mean_whom_the_text_named(language: str, text: str) -> None:
    assert {speaker for _, speaker in spoken(text, language)} == {"Annegret Holthusen"}


def test_a_russian_surname_is_known_in_other_cases() -> None:
    text = "«Я её узнала», — сказала Гульнара Сейткалиева. По словам Сейткалиевой, дерево «не очень старое»."
    assert [speaker for _, speaker in spoken(text, "ru")] == ["Гульнара Сейткалиева"] * 2


@pytest.mark.parametrize(
    "text", ["«", "— — —", "« a dit, « — a dit —", "», dit", "„“ sagte", "По словам", "— a dit"]
)
@pytest.mark.parametrize("language", ["de", "fr", "es", "it", "pt", "ru", "nl", "xx"])
def test_broken_marks_raise_nothing(language: str, text: str) -> None:
    analyse(text, language=language)
