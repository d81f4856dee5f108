"""The results pages show quotes first, keep their state in links, and let no text out of its place."""

from urllib.parse import parse_qs, urlsplit
from urllib.parse import quote as quoted

import pytest

from quotewire_search.answers import Notice, QuotePage
from quotewire_search.errors import BadCursorError, ExpiredCursorError, UnavailableError
from quotewire_search.highlight import BEGIN, END
from quotewire_search.request import FACETS, SearchRequest
from tests.unit.search.fakes import (
    ARTICLE_ID,
    FakeIndex,
    article,
    browser,
    facet,
    quote,
    speaker,
)
from tests.unit.search.pages.browsing import Page, show


def asked_by(links: list[str]) -> list[dict[str, list[str]]]:
    """Read what links ask for."""
    return [parse_qs(urlsplit(link).query) for link in links]


async def test_a_quote_shows_speaker_role_words_outlet_time_and_the_way_to_its_place() -> None:
    index = FakeIndex(
        [
            quote(
                role="minister",
                article_title="The bridge",
                published_at="2026-11-20T08:00:00Z",
                stance="deny",
                highlights={"text": [f"No {BEGIN}comment{END}"]},
            )
        ]
    )
    status, page = await show(index, "/", q="comment")
    assert status == 200
    for words in (
        "Ama Boateng",
        "minister",
        "“No comment”",
        "Harbour Post",
        "20 Nov 2026, 08:00",
        "The bridge",
        "deny",
    ):
        assert words in page.text
    assert page.all("mark")
    assert f"/articles/{ARTICLE_ID}#q1" in page.links()
    assert "https://harbour-post.example/a" in page.links()
    assert "/speakers/Ama%20Boateng" in page.links()


async def test_a_quote_can_be_copied_as_a_citation() -> None:
    _, page = await show(FakeIndex([quote(article_title="The bridge")]), "/")
    assert "Copy as citation" in page.text
    assert "Ama Boateng: “No comment”. In: “The bridge”, Harbour Post" in page.text


async def test_an_unknown_speaker_is_said_to_be_unknown() -> None:
    _, page = await show(FakeIndex([quote(speaker=None)]), "/")
    assert "Speaker not told" in page.text


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        ("direct", "No comment", "“No comment”"),
        ("direct", "«Rien»", "«Rien»"),
        ("mixed", "that it was “a gift”", "that it was “a gift”"),
        ("indirect", "it would rain", "it would rain"),
    ],
)
async def test_only_words_that_brought_no_marks_get_quotation_marks(kind: str, text: str, shown: str) -> None:
    _, page = await show(FakeIndex([quote(kind=kind, text=text)]), "/")
    assert f"\n{shown}\n" in page.text.replace("      ", "\n").replace("\n\n", "\n")


async def test_a_time_that_is_not_published_is_said_to_be_the_first_sight() -> None:
    _, page = await show(FakeIndex([quote(published_at=None)]), "/")
    assert "first seen" in page.text


async def test_more_leads_to_the_next_page_and_back_to_the_first() -> None:
    index = FakeIndex([quote()])
    index.next_cursor = "abc"
    _, page = await show(index, "/", q="toll")
    assert "/?q=toll&cursor=abc" in page.links()
    _, page = await show(index, "/", q="toll", cursor="xyz")
    assert "← First page" in page.text


async def test_the_next_page_has_its_facets_and_its_timeline_too() -> None:
    index = FakeIndex([quote()])
    await show(index, "/", q="toll", cursor="xyz")
    assert index.asked[0].wanted_facets == FACETS
    assert {request.cursor for request in index.asked} == {"xyz"}


async def test_empty_results_help() -> None:
    _, page = await show(FakeIndex(), "/", q="toll kind:direct", speaker="nobody", since="2026")
    assert "Nothing found" in page.text
    assert "/?q=toll" in page.links()
    assert "/?q=kind:direct&speaker=nobody&since=2026" in page.links()
    assert "/?q=toll+kind:direct&speaker=nobody" in page.links()
    assert "/articles?q=toll+kind:direct&speaker=nobody&since=2026" in page.links()
    assert "the surname will do" in page.text


@pytest.mark.parametrize("path", ["/", "/articles", "/speakers"])
async def test_an_empty_index_says_what_fills_it(path: str) -> None:
    _, page = await show(FakeIndex(), path)
    assert "Nothing has been indexed yet" in page.text
    assert "quotewire demo" in page.text


class Doubtful(FakeIndex):
    """An index that read the words otherwise, and did not finish."""

    async def quotes(self, request: SearchRequest) -> QuotePage:
        found = await super().quotes(request)
        notice = Notice(message="There is no field spekaer.", suggestion="speaker:boateng")
        return found.model_copy(update={"notices": (notice,), "partial": True})


async def test_what_was_made_of_the_words_is_said_with_a_link_to_what_was_meant() -> None:
    _, page = await show(Doubtful([quote()]), "/", q="spekaer:boateng", kind="direct")
    assert "There is no field spekaer." in page.text
    assert {"q": ["speaker:boateng"], "kind": ["direct"]} in asked_by(page.links())


async def test_a_part_of_an_answer_is_not_shown_as_all_of_it() -> None:
    _, page = await show(Doubtful([quote()]), "/")
    assert "at least 1 quote" in page.text
    assert "The time was over" in page.text


async def test_the_order_can_be_chosen_where_there_is_a_choice() -> None:
    _, page = await show(FakeIndex([quote()] * 2), "/", q="toll")
    assert "/?q=toll&sort=newest" in page.links()
    current = [link.get("href") for link in page.all("a") if link.get("aria-current") == "true"]
    assert current == ["/?q=toll"]


async def test_sections_keep_the_search() -> None:
    _, page = await show(FakeIndex([quote()]), "/", q="toll", kind="direct")
    for address in ("/?q=toll&kind=direct", "/articles?q=toll&kind=direct", "/speakers?q=toll&kind=direct"):
        assert address in page.links()
    assert [link.get("href") for link in page.all("a") if link.get("aria-current") == "page"] == [
        "/?q=toll&kind=direct"
    ]
    assert {"/compare", "/sources", "/help"} <= set(page.links())


async def test_searching_anew_keeps_the_filters() -> None:
    _, page = await show(FakeIndex([quote()]), "/articles", q="toll", kind=["direct", "mixed"], cursor="x")
    fields = [(field.get("name"), field.get("value")) for field in page.all("input")]
    assert ("q", "toll") in fields
    assert ("kind", "direct") in fields
    assert ("kind", "mixed") in fields
    assert "cursor" not in dict(fields)
    assert {form.get("action") for form in page.all("form")} == {"/articles"}


async def test_names_of_the_query_language_stand_in_addresses_as_well() -> None:
    index = FakeIndex([quote()])
    await show(index, "/", outlet="Harbour Post", lang="en", nonsense="x")
    assert (index.asked[0].publisher, index.asked[0].language) == (("Harbour Post",), ("en",))


async def test_articles_are_listed_with_their_number_of_quotes() -> None:
    found = [article(quote_count=1, section="Sport"), article(quote_count=2, title=None)]
    _, page = await show(FakeIndex(articles=found), "/articles")
    assert "1 quote<" in page.source
    assert "2 quotes<" in page.source
    assert "Untitled article" in page.text
    assert "Sport" in page.text


async def test_speakers_are_listed_with_role_and_number_of_quotes() -> None:
    index = FakeIndex([quote()])
    index.found_speakers = (speaker(), speaker(name="..", roles=[], quotes=1))
    _, page = await show(index, "/speakers", q="toll", order="name")
    assert "transport minister" in page.text
    assert "/speakers/Ama%20Boateng" in page.links()
    assert {"q": ["toll"], "speaker": ['"Ama Boateng"']} in asked_by(page.links())
    # A browser would fold this path away.
    assert "/speakers/.." not in page.links()
    assert index.asked[0].limit == 50


async def test_a_search_can_be_taken_along_and_followed() -> None:
    _, page = await show(FakeIndex([quote()]), "/", q="toll", kind="direct", sort="newest", limit="5")
    assert "/api/v1/export/quotes?q=toll&kind=direct&format=csv" in page.links()
    assert "/api/v1/export/quotes?q=toll&kind=direct&format=ndjson" in page.links()
    assert "/feed.atom?of=quotes&q=toll&kind=direct&limit=5" in page.links()
    assert any(link.get("rel") == "alternate" for link in page.all("link"))
    _, page = await show(FakeIndex(articles=[article()]), "/articles")
    assert "/api/v1/export/articles?format=csv" in page.links()
    assert "/feed.json?of=articles" in page.links()


async def test_errors_are_told_in_words() -> None:
    index = FakeIndex()
    status, page = await show(index, "/nowhere")
    assert status == 404
    status, page = await show(index, "/", kind="spoken", q="toll")
    assert (status, "'direct', 'mixed' or 'indirect'" in page.text) == (422, True)
    assert any(field.get("value") == "toll" for field in page.all("input"))
    index.error = BadCursorError()
    status, page = await show(index, "/", cursor="x")
    assert status == 422


async def test_a_page_of_results_that_are_gone_is_the_first_as_they_are_now() -> None:
    class Forgetful(FakeIndex):
        async def quotes(self, request: SearchRequest) -> QuotePage:
            if request.cursor:
                raise ExpiredCursorError
            return await super().quotes(request)

    status, page = await show(Forgetful([quote()]), "/", q="toll", cursor="gone")
    assert status == 200
    assert "the first ones as they are now" in page.text
    assert len(page.all("blockquote")) == 1


async def test_while_the_index_is_away_the_page_says_so_and_when_to_come_back() -> None:
    index = FakeIndex()
    index.error = UnavailableError("no answer from http://secret.internal:9200")
    for path in ("/", "/articles", "/speakers", f"/articles/{ARTICLE_ID}"):
        async with browser(index) as client:
            answer = await client.get(path, params={"q": "toll"})
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "5"
        page = Page(answer.text)
        assert "does not answer right now" in page.text
        assert "secret" not in page.text
        assert f"{path}?q=toll" in page.links()


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//x.example",
        "http:",
        "https://[",
        "",
    ],
)
async def test_an_address_that_is_no_web_address_is_no_link(url: str) -> None:
    _, page = await show(FakeIndex([quote(url=url)]), "/")
    assert url == "" or url not in page.links()
    assert "Original" not in page.text


async def test_odd_paths_are_not_found() -> None:
    async with browser(FakeIndex()) as client:
        for path in (
            "/static/../main.py",
            "/static/%2e%2e/main.py",
            f"/articles/{quoted('<script>')}",
            "/static/",
        ):
            assert (await client.get(path)).status_code == 404


async def test_a_facet_is_a_link_that_keeps_the_search_and_its_other_filters() -> None:
    index = FakeIndex([quote()])
    index.facets = {"publisher": facet("x y"), "speaker": facet("x y")}
    _, page = await show(index, "/", q="toll", publisher=["A"])
    wanted = asked_by(page.links())
    assert {"q": ["toll"], "publisher": ["A", "x y"]} in wanted
    assert {"q": ["toll"], "publisher": ["A"], "speaker": ['"x y"']} in wanted
