"""Paging yields everything once, and as much as the totals say, while documents arrive between the pages."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, Protocol

import pytest

from quotewire_search.cursor import Place, encode_cursor
from quotewire_search.errors import BadCursorError, ExpiredCursorError
from quotewire_search.queries import Target
from quotewire_search.request import SearchRequest
from quotewire_shared.messages import ArticleParsed
from tests.integration.search.library import Library, story

DAYS = ("2026-11-01", "2026-10-01", "2026-09-01", None)


class SomePage(Protocol):
    @property
    def total(self) -> int: ...
    @property
    def items(self) -> Sequence[Any]: ...
    @property
    def next_cursor(self) -> str | None: ...


Read = Callable[[SearchRequest], Awaitable[SomePage]]


def stories(slugs: Iterable[str], words: str = "The ferry") -> list[ArticleParsed]:
    """Tell a story for each slug; the longer the slug, the oftener its quotes name the ferry."""
    return [
        story(
            slug,
            "Crossing",
            [
                {"words": f"{words} {slug} {'ferry ' * (len(slug) + n)}", "speaker": f"Speaker {slug[:2]}{n}"}
                for n in range(3)
            ],
            publisher=f"Outlet {slug[0]}",
            day=DAYS[len(slug) % 4],
        )
        for slug in slugs
    ]


FIRST = [letter * length for letter in "abcd" for length in (1, 2, 3, 4, 5)]
"""Twenty stories of sixty quotes, in three months."""


async def all_of(read: Read, key: str, between: Callable[[int], Awaitable[None]], **asked: Any) -> list[str]:
    """Read every page and give what they held; *between* runs before each page but the first."""
    seen: list[str] = []
    cursor, pages = "", 0
    while True:
        if pages:
            await between(pages)
        page = await read(SearchRequest.model_validate({"facets": "none", **asked, "cursor": cursor}))
        seen += [getattr(item, key) for item in page.items]
        pages += 1
        if page.next_cursor is None:
            return seen
        cursor = page.next_cursor


async def nothing(_page: int) -> None:
    """Let the next page come as it is."""


async def test_totals_are_what_a_full_paging_and_an_export_yield(library: Library) -> None:
    await library.add(stories(FIRST))
    index = library.index
    lists: list[tuple[Read, str, dict[str, Any]]] = [
        (index.quotes, "id", {}),
        (index.quotes, "id", {"q": "ferry"}),
        (index.quotes, "id", {"q": "ferry", "since": "2026-10"}),
        (index.articles, "article_id", {}),
        (index.articles, "article_id", {"q": "crossing"}),
        (index.speakers, "name", {"q": "ferry"}),
        (lambda request: index.speakers(request, "name"), "name", {"q": "ferry"}),
        (index.sources, "publisher", {}),
    ]
    for read, key, asked in lists:
        total = (await read(SearchRequest.model_validate(asked))).total
        assert total
        seen = await all_of(read, key, nothing, limit=7, **asked)
        assert len(seen) == len(set(seen)) == total, (key, asked)
    for target, read in (("quotes", index.quotes), ("articles", index.articles)):
        which: Target = "quotes" if target == "quotes" else "articles"
        request = SearchRequest(q="ferry OR crossing", since="2026-10")
        exported = [one async for batch in index.export(which, request) for one in batch]
        assert len(exported) == (await read(request)).total > 0


@pytest.mark.parametrize("asked", [{"q": "ferry"}, {}], ids=["relevance", "time"])
async def test_quotes_are_neither_skipped_nor_repeated_while_others_arrive(
    library: Library, asked: dict[str, str]
) -> None:
    await library.add(stories(FIRST))
    there = await all_of(library.index.quotes, "id", nothing, limit=100, **asked)

    async def arrive(page: int) -> None:
        # The new ones name the ferry most often, are in every month, and make its words weigh less for all.
        await library.add(stories([f"n{page}x", f"n{page}y" + "z" * 9], words="Ferry ferry"))

    seen = await all_of(library.index.quotes, "id", arrive, limit=9, **asked)
    assert len(there) == 60
    assert len(seen) == len(set(seen))
    assert set(there) <= set(seen)


async def test_speakers_are_neither_skipped_nor_repeated_while_their_quotes_arrive(library: Library) -> None:
    await library.add(stories(FIRST))
    names = set(await all_of(library.index.speakers, "name", nothing, limit=100))

    async def rise(page: int) -> None:
        await library.add(stories([f"d{page}", f"dd{page}"]))

    seen = await all_of(library.index.speakers, "name", rise, limit=5)
    assert len(seen) == len(set(seen))
    assert names <= set(seen)


async def test_a_cursor_whose_view_is_gone_says_to_begin_again(library: Library) -> None:
    await library.add(stories(FIRST))
    request = SearchRequest(q="ferry", limit=5, facets="none")
    second = (await library.index.quotes(request)).next_cursor
    assert second
    third = (await library.index.quotes(request.model_copy(update={"cursor": second}))).next_cursor
    assert third
    await library.forget_views()
    with pytest.raises(ExpiredCursorError, match="Leave `cursor` out to begin again"):
        await library.index.quotes(request.model_copy(update={"cursor": third}))
    # The first page's cursor opens a view of its own.
    assert (await library.index.quotes(request.model_copy(update={"cursor": second}))).items


async def test_the_last_page_can_be_read_again(library: Library) -> None:
    await library.add(stories(FIRST[:9]))
    request = SearchRequest(q="ferry", limit=3, facets="none")
    cursor, pages = "", []
    while True:
        page = await library.index.quotes(request.model_copy(update={"cursor": cursor}))
        pages.append((cursor, page.items))
        if page.next_cursor is None:
            break
        cursor = page.next_cursor
    assert len(pages) > 2
    for again, items in reversed(pages):
        assert (await library.index.quotes(request.model_copy(update={"cursor": again}))).items == items


async def test_a_forged_view_is_a_bad_cursor(library: Library) -> None:
    await library.add(stories(FIRST[:3]))
    request = SearchRequest(q="ferry", limit=2, facets="none")
    for view in ("AAAA", "x", "o_-7QQIbcXVvdGV3"):
        place = Place(after=(1.0, 1, 1, "a", 1), shown=("m",), view=view)
        cursor = encode_cursor(request.fingerprint("quotes"), place)
        with pytest.raises(BadCursorError):
            await library.index.quotes(request.model_copy(update={"cursor": cursor}))
