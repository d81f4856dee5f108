"""The versions of an article stand newest first, each with what was added and removed."""

from datetime import timedelta

from quotewire_search.pages.versions import PER_PAGE, edits_of
from tests.factories import NOON
from tests.unit.search.fakes import ARTICLE_ID, FakeIndex, article, version
from tests.unit.search.pages.browsing import show

PATH = f"/articles/{ARTICLE_ID}/versions"


def shelf(*texts: str) -> FakeIndex:
    index = FakeIndex(articles=[article()])
    index.found_versions = tuple(
        version(
            version=f"{place:012x}",
            text=text,
            fetched_at=NOON + timedelta(hours=place),
            title=f"Title {place}",
        )
        for place, text in enumerate(texts)
    )
    return index


async def test_a_change_shows_the_words_added_and_removed() -> None:
    _, page = await show(shelf("The toll rises in May.", "The toll rises in June."), PATH)
    assert "Changed 1 time:" in page.text
    assert "1 word added, 1 removed, headline changed" in page.text
    assert "The toll rises in MayJune." in page.text
    assert len(page.all("ins")) == len(page.all("del")) == 3


async def test_the_newest_change_comes_first() -> None:
    _, page = await show(shelf("one", "two", "three"), PATH)
    assert page.text.index("Version 3") < page.text.index("Version 2")


async def test_many_changes_are_told_page_by_page_and_none_is_left_out() -> None:
    index = shelf(*(f"text {number}" for number in range(13)))
    seen: list[str] = []
    path: str | None = PATH
    while path:
        _, page = await show(index, path)
        seen += [name for name in page.ids() if name.startswith("v")]
        path = next((link for link in page.links() if "before=" in link), None)
    assert seen == [f"v{number}" for number in range(13, 1, -1)]


async def test_an_article_read_once_says_that_no_change_was_seen() -> None:
    _, page = await show(shelf("one"), PATH)
    assert "No change seen" in page.text
    assert "was read once" in page.text
    _, page = await show(shelf(), PATH)
    assert "No versions of this article are kept" in page.text


async def test_a_place_that_is_no_version_shows_the_newest() -> None:
    for before in ("x", "9" * 40, "²"):
        status, page = await show(shelf("one", "two"), PATH, before=before)
        assert (status, "Version 2" in page.text) == (200, True)
    status, page = await show(shelf("one", "two"), PATH, before="0")
    assert status == 200


def test_only_so_many_changes_are_compared_at_once() -> None:
    assert len(edits_of([version(text=str(number)) for number in range(40)])) == PER_PAGE
    assert edits_of([]) == edits_of([version()]) == []
