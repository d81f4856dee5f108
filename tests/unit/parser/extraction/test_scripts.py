"""Publication times in a page's scripts count where they are of one article."""

import pytest

from quotewire_parser.extraction.scripts import MOST_CHARS, MOST_FOUND, script_times
from tests.unit.parser.extraction.news import tree_of

AT = "2026-11-20T18:05:00+01:00"


@pytest.mark.parametrize(
    "script",
    [
        f'dataLayer.push({{"publishDate":"{AT}"}})',
        f'{{"article":{{"publishedAt":"{AT}","x":1}}}}',
        f"var page = {{ pubDate: '{AT}' }};",
        f'self.__next_f.push([1,"{{\\"datePublished\\":\\"{AT}\\"}}"])',
        f'{{"display_date":"{AT}","publication_date":"{AT}"}}',
    ],
)
def test_a_publication_time_is_read_in_every_notation(script: str) -> None:
    assert script_times(tree_of(f"<body><script>{script}</script>")) == (AT,)


@pytest.mark.parametrize(
    "script",
    [
        f'[{{"publishedAt":"{AT}"}},{{"publishedAt":"2026-11-19T08:00:00Z"}}]',
        '{"publishedAt":"soon"}',
        f'{{"buildTime":"{AT}"}}',
        f'{{"publishedAt":"{AT}"}}' * (MOST_FOUND + 1),
        f'{{"publishedAt":"{AT}"}}' + " " * MOST_CHARS,
        "",
    ],
)
def test_lists_of_articles_and_other_times_are_not(script: str) -> None:
    assert script_times(tree_of(f"<body><script>{script}</script>")) == ()
