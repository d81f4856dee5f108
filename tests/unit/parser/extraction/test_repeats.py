"""Pull quotes go, as their words stand in the text; what is quoted once stays."""

import pytest

from tests.unit.parser.extraction.news import NEWS, lines_of, story

WORDS = "We have waited for this since the flood"


@pytest.mark.parametrize(
    "quote",
    [
        f"<blockquote><p>“{WORDS}”</p></blockquote>",
        f"<blockquote>{WORDS}!</blockquote>",
        f"<div class='box-quote'><blockquote class='box-quote__text'>{WORDS}</blockquote><div class='box-quote__name'>Mara Ilves</div></div>",
        f"<blockquote class='yle__article__quote'><p>{WORDS}</p><footer>Mara Ilves</footer></blockquote>",
        f"<div class=zitat><p>{WORDS}.</p></div>",
        f"<p class=cita>«{WORDS}»</p>",
    ],
)  # fmt: skip
def test_what_the_layout_says_again_in_large_letters_is_dropped(quote: str) -> None:
    assert lines_of(story(*NEWS[:3], quote, *NEWS[3:])) == list(NEWS)


@pytest.mark.parametrize(
    "quote",
    [
        "<blockquote><p>“The gates shall be looked at each spring by two men who can swim.”</p></blockquote>",
        "<div class=quote><p>“The gates shall be looked at each spring by two men who can swim.”</p></div>",
    ],
)
def test_what_is_quoted_once_stays(quote: str) -> None:
    assert "“The gates shall be looked at each spring by two men who can swim.”" in lines_of(
        story(*NEWS[:3], quote, *NEWS[3:])
    )


def test_a_quote_that_stands_in_the_structured_data_only_stays() -> None:
    words = "The gates shall be looked at each spring by two men who can swim."
    data = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{words}"}}</script>'
    assert words in lines_of(
        story(*NEWS, f"<blockquote>{words}</blockquote>", NEWS[0] + " Again.", head=data)
    )


def test_a_subhead_of_words_from_the_text_stays() -> None:
    heading = f"“{WORDS}”"
    assert heading in lines_of(story(*NEWS[:1], f"<h2>{heading}</h2>", *NEWS[1:]))
