import pytest

from quotewire_parser.linguistics.document import Document
from quotewire_parser.linguistics.languages import guess_language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The mayor of the town said that it was the end of the road for the old pier and it is."),
        ("de", "Der Bürgermeister hat das alte Ufer gesperrt und die Stadt ist nicht mit dem Plan zufrieden."),
        ("fr", "Le maire de la ville ne sait pas qui est sur le quai et il ferme le port pour la nuit."),
        ("es", "El alcalde de la ciudad no sabe que los barcos salen y por eso cerró el puerto con una cadena."),
        ("it", "Il sindaco della città non sa che i pescatori sono nel porto ed è per questo che ha chiuso il molo."),
        ("pt", "O prefeito da cidade não sabe que os barcos saem do porto e fechou o cais com uma corrente para a noite."),
        ("nl", "De burgemeester van de stad weet niet dat het schip in de haven is en hij sluit de kade voor de nacht."),
        ("sv", "Borgmästaren vet inte att det är is i hamnen och han har stängt den för natten med en kedja till kajen."),
        ("pl", "Burmistrz nie wie, że w porcie jest lód i do nocy zamknął go na łańcuch, jak to jest od lat z portem."),
    ],
)  # fmt: skip
def test_small_words_tell_the_language(language: str, text: str) -> None:
    assert guess_language(Document(text)) == language


@pytest.mark.parametrize(
    "text", ["", "12 34", "Quispe Huamán", "La Paz", "“El agua” is the title of the film."]
)
def test_english_is_the_answer_where_little_tells(text: str) -> None:
    assert guess_language(Document(text)) == "en"
