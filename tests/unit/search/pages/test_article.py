"""An article's page marks every quote and name, and tells of each who, how, and how sure that is."""

import pytest

from quotewire_search.errors import UnavailableError
from tests.unit.search.fakes import ARTICLE_ID, FakeIndex, article, browser, version
from tests.unit.search.pages.browsing import Page, show
from tests.unit.search.pages.stories import TEXT, story

PATH = f"/articles/{ARTICLE_ID}"


async def open_story(**fields: object) -> Page:
    status, page = await show(FakeIndex(articles=[story(**fields)]), PATH)
    assert status == 200
    return page


async def test_the_text_stands_whole_with_its_quotes_and_names_marked() -> None:
    page = await open_story()
    for paragraph in TEXT.split("\n\n"):
        assert paragraph in page.text
    classes = [span.get("class") or "" for span in page.all("span")]
    assert classes.count("q has-tip direct") == 2
    assert any("actor person" in (link.get("class") or "") for link in page.all("a"))


async def test_a_quote_tells_speaker_kind_stance_rule_and_confidence() -> None:
    page = await open_story()
    tip = " ".join(page.tips[0].split())
    for told in (
        "Ama Boateng",
        "minister",
        "word for word",
        "promise",
        "“said”",
        "93% sure",
        "quote-cue-speaker",
    ):
        assert told in tip


async def test_a_quote_is_reached_by_keyboard_and_described_where_it_is_listed() -> None:
    page = await open_story()
    (pin,) = [link for link in page.all("a") if link.get("class") == "pin"]
    assert pin["href"] == "#q1"
    assert pin["aria-label"] == "Link to quote 1"
    assert pin["aria-describedby"] == "said-q1"
    assert {"q1", "said-q1"} <= set(page.ids())


async def test_a_named_actor_leads_to_the_speakers_page_and_is_one_stop_for_the_keyboard() -> None:
    page = await open_story()
    mentions = [link for link in page.all("a") if "actor" in (link.get("class") or "")]
    assert [link["href"] for link in mentions] == ["/speakers/Ama%20Boateng"] * 2
    assert [link.get("tabindex") for link in mentions] == [None, "-1"]


async def test_an_unnamed_source_is_marked_but_leads_nowhere() -> None:
    page = await open_story()
    assert "/speakers/A%20senior%20official" not in page.links()
    assert any("not named" in tip for tip in page.tips)


async def test_the_article_and_each_quote_can_be_cited() -> None:
    page = await open_story(published_at="2026-11-20T08:00:00Z")
    assert (
        "Ama Boateng (minister): “I will pay, … Soon,”. In: “The bridge”, Harbour Post, 20 November 2026"
        in page.text
    )
    assert (
        "Esi Owusu: “The bridge”, Harbour Post, 20 November 2026, https://harbour-post.example/a."
        in page.text
    )
    assert f"{PATH}/cite?format=bibtex&quote=q1" in page.links()
    assert f"{PATH}/cite?format=csl" in page.links()


async def test_what_is_known_of_the_article_stands_beside_it() -> None:
    page = await open_story(
        completeness="teaser",
        modified_at="2026-11-21T08:00:00Z",
        rights={"robots": "allowed", "tdm": True, "noai": False},
        analysis_partial=True,
        language_support="basic",
        word_count=1234,
    )
    for told in (
        "A standfirst",
        "By Esi Owusu",
        "showed only a part",
        "21 Nov 2026, 08:00 UTC",
        "text and data mining is reserved",
        "use by AI is not reserved",
        "there may be more quotes",
        "only quotations in marks",
        "1,234 words, a teaser only",
    ):
        assert told in page.text
    assert "https://harbour-post.example/a" in page.links()


async def test_a_changed_article_says_how_often_and_leads_to_its_versions() -> None:
    index = FakeIndex(articles=[story()])
    _, page = await show(index, PATH)
    assert "no change seen" in page.text
    index.found_versions = (version(), version(), version())
    _, page = await show(index, PATH)
    assert "changed 2 times" in page.text
    assert f"{PATH}/versions" in page.links()


async def test_a_quote_hidden_below_another_can_still_be_pointed_at() -> None:
    first = story().quotes[0].model_dump()
    page = await open_story(quotes=[{**first, "id": "q2"}, first])
    assert {"q1", "q2"} <= set(page.ids())


async def test_a_speaker_of_whom_nothing_is_known_is_said_to_be_unknown() -> None:
    first = story().quotes[0].model_dump()
    page = await open_story(quotes=[{**first, "speaker": None, "cue": None}])
    assert "Speaker not told" in page.tips[0]
    assert "Speaker not told" in page.text


async def test_a_very_long_article_is_cut_and_says_so() -> None:
    _, page = await show(FakeIndex(articles=[article(text="word " * 100_000)]), PATH)
    assert "The text is longer than shown here" in page.text
    assert len(page.text) < 310_000


async def test_an_article_without_text_says_so() -> None:
    _, page = await show(FakeIndex(articles=[article()]), PATH)
    assert "This article has no text" in page.text


@pytest.mark.parametrize("path", ["", "/versions", "/cite"])
async def test_an_article_that_is_not_there_is_not_found(path: str) -> None:
    status, page = await show(FakeIndex(), f"/articles/nothing{path}")
    assert (status, "no article here" in page.text) == (404, True)


@pytest.mark.parametrize(
    "path",
    [
        PATH,
        f"{PATH}/versions",
        f"{PATH}/cite",
        "/speakers/x",
        "/compare",
        "/sources",
        "/feed.atom",
        "/feed.json",
    ],
)
async def test_while_the_index_is_away_every_page_says_so_and_when_to_come_back(path: str) -> None:
    index = FakeIndex()
    index.error = UnavailableError("no answer from http://secret.internal:9200")
    async with browser(index) as client:
        answer = await client.get(path)
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "secret" not in answer.text
