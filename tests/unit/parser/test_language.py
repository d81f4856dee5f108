"""The language of a text is found from its words, and from what the page says where the words are few."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotewire_parser.language import LanguageFinder
from tests.unit.parser.extraction.news import ANY_TEXT, NEWS

FINDER = LanguageFinder()
TEXTS = {
    "en": NEWS[0],
    "de": "Der Hafen von Port Adomi wird im März neun Tage lang geschlossen, teilte die Hafenbehörde am Dienstag mit.",
    "fr": "Le port d'Adomi sera fermé pendant neuf jours en mars, a annoncé mardi l'autorité portuaire de la région.",
    "es": "El puerto de Adomi cerrará nueve días en marzo, anunció el martes la autoridad portuaria de la región.",
    "pt": "O porto de Adomi fechará por nove dias em março, anunciou na terça-feira a autoridade portuária da região.",
    "it": "Il porto di Adomi resterà chiuso per nove giorni a marzo, ha annunciato martedì l'autorità portuale.",
    "nl": "De haven van Port Adomi gaat in maart negen dagen dicht, zo heeft de havenautoriteit dinsdag gemeld.",
    "ru": "Порт Адоми закроется на девять дней в марте, сообщило во вторник портовое управление области.",
    "zh": "港务局周二表示，阿多米港将于三月关闭九天，以便潜水员修理水闸。渡轮将改从索尔特比出发。",
    "ar": "سيغلق ميناء أدومي لمدة تسعة أيام في مارس، حسبما أعلنت سلطة الميناء يوم الثلاثاء في بيان رسمي.",
}


@pytest.mark.parametrize(("code", "text"), TEXTS.items())
def test_a_paragraph_tells_its_language(code: str, text: str) -> None:
    assert FINDER.find(text, ()) == code


def test_a_sure_answer_is_believed_against_a_lying_tag() -> None:
    assert FINDER.find(TEXTS["de"] * 3, ("en-US",)) == "de"


def test_a_tag_decides_where_the_text_is_short_and_the_answer_unsure() -> None:
    assert FINDER.find("Port Adomi", ("pt-BR",)) == "pt"


@pytest.mark.parametrize(
    ("tags", "code"),
    [
        (("en-GB",), "en"),
        (("en_US",), "en"),
        (("EN",), "en"),
        (("de, en",), "de"),
        (("iw",), "he"),
        (("nb-NO",), "no"),
        (("english", "", "x", "fr"), "fr"),
        (("English",), None),
        (("{{ lang }}",), None),
        ((), None),
    ],
)
def test_without_text_the_first_readable_tag_is_the_answer(tags: tuple[str, ...], code: str | None) -> None:
    assert FINDER.find("", tags) == code
    assert FINDER.find(" \n", tags) == code


def test_a_text_of_line_ends_and_a_huge_text_are_read() -> None:
    assert FINDER.find("\n\n".join(NEWS) * 10_000, ()) == "en"


@settings(deadline=None)
@given(
    ANY_TEXT.map(lambda text: text.encode("utf-8", "replace").decode()),
    st.lists(st.text(max_size=8), max_size=3),
)
def test_any_text_gives_a_code_of_two_letters_or_none_and_always_the_same(text: str, tags: list[str]) -> None:
    found = FINDER.find(text, tags)
    assert found is None or (len(found) == 2 and found.isascii() and found.islower())
    assert FINDER.find(text, tags) == found


CLOSE_TEXTS = {
    "sr": "Solana će biti zatvorena u martu, saopštili su vlasnici u ponedeljak, rekla je predsednica opštine koja tamo radi od 1994. godine.",
    "hr": "Solana će biti zatvorena u ožujku, priopćili su vlasnici u ponedjeljak, a nitko nije pitao je li sol još dobra, rekla je radnica.",
    "bs": "Solana će biti zatvorena u martu, saopćili su vlasnici u ponedjeljak, a općinsko vijeće zasjeda u četvrtak, kazala je radnica.",
    "ms": "Kilang garam akan ditutup pada bulan Mac, kata pemiliknya pagi Isnin, kerana tiada wang untuk membaiki pintu air itu.",
    "id": "Tambak garam akan ditutup pada bulan Maret, kata pemiliknya Senin pagi, karena tidak ada uang untuk memperbaiki pintu air.",
}


@pytest.mark.parametrize(("code", "text"), CLOSE_TEXTS.items())
def test_words_tell_close_languages_apart(code: str, text: str) -> None:
    assert FINDER.find(text, ()) == code
    assert FINDER.find(text, ("en-US", code)) in {code, "en"}  # a short text leaves the page its word
    assert FINDER.find(text * 2, ("en-US", code)) == code
    assert FINDER.find(text * 2, ("en-US",)) == code


def test_a_tag_of_a_close_language_gives_way_only_where_none_of_its_words_is_there() -> None:
    assert FINDER.find(CLOSE_TEXTS["hr"], ("sr",)) == "sr"
    assert FINDER.find(f"{CLOSE_TEXTS['hr']} U siječnju i prosinca, tijekom tjedna.", ("sr",)) == "hr"
