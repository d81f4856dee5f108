"""Every example of the help page is a link to a search that can be asked."""

from urllib.parse import parse_qs, urlsplit

import pytest

from quotewire_search.pages.help import FIELDS, WORDS
from quotewire_search.request import SearchRequest
from tests.unit.search.fakes import FakeIndex
from tests.unit.search.pages.browsing import show

EXAMPLES = [q for q, _ in (*WORDS, *FIELDS)]


async def test_every_example_is_a_link_to_its_search() -> None:
    status, page = await show(FakeIndex(), "/help")
    assert status == 200
    asked = [parse_qs(urlsplit(link).query).get("q") for link in page.links()]
    for q in EXAMPLES:
        assert [q] in asked
        assert q in page.text


async def test_every_field_of_the_language_is_explained() -> None:
    _, page = await show(FakeIndex(), "/help")
    for name in (
        "speaker",
        "role",
        "about",
        "kind",
        "stance",
        "outlet",
        "lang",
        "country",
        "since",
        "until",
        "section",
    ):
        assert f"{name}:" in page.text


@pytest.mark.parametrize("q", EXAMPLES)
def test_every_example_can_be_asked(q: str) -> None:
    assert SearchRequest(q=q).q == q
