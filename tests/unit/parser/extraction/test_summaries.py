"""Points above the first paragraph say again what the article says; lists further down are part of it."""

from tests.unit.parser.extraction.news import NEWS, lines_of, story

POINTS = ("Harbour shut in March", "Ferries leave from Saltby", "Fishermen unhappy about it")
LIST = f"<ul>{''.join(f'<li>{point}</li>' for point in POINTS)}</ul>"


def test_a_list_above_the_first_paragraph_is_a_summary() -> None:
    assert lines_of(story(f"<h3>In short</h3>{LIST}", *NEWS)) == list(NEWS)


def test_a_list_below_a_paragraph_is_part_of_the_text() -> None:
    assert lines_of(story(NEWS[0], LIST, *NEWS[1:])) == [NEWS[0], *POINTS, *NEWS[1:]]


def test_a_list_with_words_that_are_quoted_stays() -> None:
    assert "“Never again,” said Mara Ilves" in lines_of(
        story("<ul><li>“Never again,” said Mara Ilves</li></ul>", *NEWS)
    )


def test_an_article_that_is_a_list_stays() -> None:
    items = "".join(f"<li>{line}</li>" for line in NEWS)
    assert lines_of(story(f"<ol>{items}</ol>")) == list(NEWS)
