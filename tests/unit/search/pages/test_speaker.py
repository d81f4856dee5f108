"""A speaker's page tells who they are, when and by whom they are quoted, of what, and what they said last."""

from urllib.parse import parse_qs, urlsplit

from quotewire_search.links import speaker_page
from tests.unit.search.fakes import FakeIndex, facet, speaker_detail, timeline
from tests.unit.search.pages.browsing import Page, show


async def open_speaker(**fields: object) -> Page:
    index = FakeIndex()
    index.found_speaker = speaker_detail(**fields)
    status, page = await show(index, speaker_page(index.found_speaker.name))
    assert status == 200
    return page


def asked(page: Page) -> list[dict[str, list[str]]]:
    return [parse_qs(urlsplit(link).query) for link in page.links() if link.startswith("/?")]


async def test_it_tells_who_they_are() -> None:
    page = await open_speaker(country="Ghana")
    for told in (
        "Ama Boateng",
        "transport minister",
        "Ghana",
        "person",
        "Boateng",
        "3 quotes",
        "2 articles",
        "1 outlet",
    ):
        assert told in page.text


async def test_everything_counted_leads_to_the_quotes_it_counts() -> None:
    page = await open_speaker()
    theirs = {"speaker": ['"Ama Boateng"']}
    for narrowed in (
        {},
        {"publisher": ["Harbour Post"]},
        {"about": ['"Northgate"']},
        {"kind": ["direct"]},
        {"stance": ["promise"]},
        {"role": ['"transport minister"']},
        {"q": ["toll"]},
    ):
        assert theirs | narrowed in asked(page)
    assert any("since" in query for query in asked(page))


async def test_the_latest_quotes_lead_to_their_words_in_the_article() -> None:
    page = await open_speaker()
    assert "“No comment”" in page.text
    assert any(link.endswith("#q1") for link in page.links())


async def test_they_can_be_followed_exported_and_compared() -> None:
    page = await open_speaker()
    assert "/feed.atom?of=quotes&speaker=%22Ama+Boateng%22" in page.links()
    assert "/api/v1/export/quotes?speaker=%22Ama+Boateng%22&format=csv" in page.links()
    assert {"type": "hidden", "name": "of", "value": 'speaker:"Ama Boateng"'} in page.all("input")
    alternates = [link.get("type") for link in page.all("link") if link.get("rel") == "alternate"]
    assert alternates == ["application/atom+xml", "application/feed+json"]


async def test_a_speaker_with_little_known_has_a_page_all_the_same() -> None:
    page = await open_speaker(
        type=None, other_names=[], roles=[], terms=[], about=facet(), timeline=timeline(1), latest=[]
    )
    assert "Roles over time" not in page.text
    assert "Words special" not in page.text


async def test_odd_names_have_a_page() -> None:
    for name in ("AC/DC", "R&D #1? 50%", 'Иван "名前"'):
        page = await open_speaker(name=name)
        assert name in page.text


async def test_nobody_is_not_found() -> None:
    status, page = await show(FakeIndex(), "/speakers/nobody")
    assert (status, "Nobody of this name" in page.text) == (404, True)
    status, _ = await show(FakeIndex(), f"/speakers/{'x' * 5000}")
    assert status == 404
