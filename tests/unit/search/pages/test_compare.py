"""Two to five speakers or searches stand side by side, each leading to its quotes."""

from urllib.parse import parse_qs, urlsplit

from tests.unit.search.fakes import FakeIndex, facet, quote, speaker, term
from tests.unit.search.pages.browsing import show

AMA = 'speaker:"Ama Boateng"'


def library() -> FakeIndex:
    index = FakeIndex([quote()])
    index.facets = {
        name: facet("direct" if name == "kind" else f"some {name}")
        for name in ("publisher", "about", "kind", "stance")
    }
    index.found_terms = (term(),)
    index.found_speakers = (speaker(), speaker(name="Esi Owusu"), speaker(name="an official", named=False))
    return index


async def test_sides_stand_beside_each_other_with_counts_times_and_words() -> None:
    index = library()
    status, page = await show(index, "/compare", of=[AMA, "toll OR ferry"])
    assert status == 200
    assert [side.get("class") for side in page.all("section")] == ["side", "side"]
    for told in (
        "Ama Boateng",
        "toll OR ferry",
        "1 quote",
        "some publisher",
        "word for word",
        "some about",
        "toll",
    ):
        assert told in page.text
    assert [request.q for request in index.asked][:2] == [AMA, "toll OR ferry"]
    queries = [parse_qs(urlsplit(link).query) for link in page.links()]
    assert {"q": [AMA], "publisher": ["some publisher"]} in queries
    assert {"q": [AMA], "about": ['"some about"']} in queries
    assert {"q": ["(toll OR ferry) toll"]} in queries


async def test_filters_in_force_hold_for_every_side_and_every_link() -> None:
    index = library()
    _, page = await show(index, "/compare", of=[AMA, "ferry"], since="2026-11", publisher="Harbour Post")
    assert all(
        request.since == "2026-11" and request.publisher == ("Harbour Post",) for request in index.asked
    )
    assert {"type": "hidden", "name": "since", "value": "2026-11"} in page.all("input")
    assert all("since=2026-11" in link for link in page.links() if link.startswith("/compare?"))


async def test_with_fewer_than_two_sides_it_says_what_to_write() -> None:
    for asked in ([], [AMA, AMA, " "]):
        status, page = await show(library(), "/compare", of=asked)
        assert status == 200
        assert "Put two to five speakers or searches side by side" in page.text
        assert len([field for field in page.all("input") if field.get("name") == "of"]) == 2


async def test_named_speakers_are_offered_that_are_not_compared_yet() -> None:
    _, page = await show(library(), "/compare", of=[AMA])
    offered = [parse_qs(urlsplit(link).query)["of"] for link in page.links() if link.startswith("/compare?")]
    assert offered == [[AMA, 'speaker:"Esi Owusu"']]


async def test_a_side_says_how_it_was_read_and_offers_what_was_meant() -> None:
    _, page = await show(library(), "/compare", of=[AMA, "spekaer:owusu"])
    assert "spekaer" in page.text
    meant = [
        parse_qs(urlsplit(link).query).get("of") for link in page.links() if link.startswith("/compare?")
    ]
    assert [AMA, "speaker:owusu"] in meant
    (told,) = [found for found in page.all("ul") if found.get("class") == "notices"]
    assert told["aria-label"] == "About spekaer:owusu"


async def test_of_more_than_five_the_first_five_are_compared_and_that_is_said() -> None:
    index = library()
    _, page = await show(index, "/compare", of=[f"word{number}" for number in range(7)])
    assert "No more than five" in page.text
    assert len(page.all("section")) == 5
    assert len([field for field in page.all("input") if field.get("name") == "of"]) == 5


async def test_a_side_can_be_left_out() -> None:
    _, page = await show(library(), "/compare", of=["a", "b", "c"])
    left = [parse_qs(urlsplit(link).query).get("of") for link in page.links() if link.startswith("/compare?")]
    assert [one for one in left if one and len(one) == 2] == [["b", "c"], ["a", "c"], ["a", "b"]]


async def test_what_cannot_be_asked_is_refused_in_words() -> None:
    status, page = await show(library(), "/compare", of=["a", "b" * 2_000])
    assert (status, "This cannot be asked" in page.text) == (422, True)
    status, _ = await show(library(), "/compare", of=["a", "b"], since="never")
    assert status == 422
