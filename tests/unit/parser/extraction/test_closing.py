"""What a page says of its making goes at the end of the text, and only there."""

import pytest

from quotewire_parser.extraction.closing import without_closing
from tests.unit.parser.extraction.news import NEWS


@pytest.mark.parametrize(
    "line",
    [
        "TT", "(dpa)", "AFP/Reuters", "dpa, AFP", "Reuters and AFP", "연합뉴스", "jtarn@harbour-post.example, 555-0134", "Follow Jon on X @jontarn.",
        "Jon Tarn is a reporter based in Saltby.", "Jon Tarn ist Redakteur in Saltby.", "Jon Tarn scrive di porti.",
    ],
)  # fmt: skip
def test_agencies_addresses_and_authors_close_an_article(line: str) -> None:
    assert without_closing([*NEWS, line], ("Jon Tarn",)) == list(NEWS)
    assert without_closing([line, *NEWS], ("Jon Tarn",)) == [line, *NEWS]


@pytest.mark.parametrize(
    "line",
    [
        "Yes.",
        "AFP reporters saw two boats leave.",
        "Jon Tarn said: “Never.”",
        "Mara Ilves is a diver.",
        "“Write to me at mara@port.example,” she said.",
    ],
)
def test_a_storys_last_words_stay(line: str) -> None:
    assert without_closing([*NEWS, line], ("Jon Tarn",)) == [*NEWS, line]


def test_what_stands_below_a_heading_over_the_author_goes() -> None:
    about = ("Sobre la firma", "Redactora de puertos. Ha contado inundaciones, elecciones y una regata.")
    assert without_closing([*NEWS, *about], ()) == list(NEWS)
    assert without_closing([*NEWS, about[0], *NEWS, *NEWS], ()) == [*NEWS, about[0], *NEWS, *NEWS]


def test_a_page_of_one_line_keeps_it() -> None:
    assert without_closing(["AFP"], ()) == ["AFP"]
    assert without_closing([], ()) == []
