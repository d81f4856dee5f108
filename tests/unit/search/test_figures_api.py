"""Speakers, sources, timelines, terms and comparisons are answered in their shapes, and say what to write instead."""

from typing import Any

import pytest

from quotewire_search.errors import TooManyBucketsError
from tests.unit.search.fakes import FakeIndex, browser, source, speaker, speaker_detail, term, version
from tests.unit.search.fakes import article as some_article


async def get(index: FakeIndex, path: str, **params: Any) -> Any:
    async with browser(index) as client:
        return await client.get(f"/api/v1/{path}", params=params or None)


async def test_speakers_come_by_quotes_or_by_name() -> None:
    index = FakeIndex()
    index.found_speakers = (speaker(name="B", quotes=9), speaker(name="A"))
    first = (await get(index, "speakers")).json()
    assert [item["name"] for item in first["items"]] == ["B", "A"]
    by_name = (await get(index, "speakers", sort="name")).json()
    assert [item["name"] for item in by_name["items"]] == ["A", "B"]
    refused = await get(index, "speakers", sort="newest")
    assert refused.status_code == 422
    assert "'quotes' or 'name'" in refused.json()["detail"]


async def test_one_speaker_is_read_by_name_even_with_a_slash() -> None:
    index = FakeIndex()
    index.found_speaker = speaker_detail(name="AC/DC")
    assert (await get(index, "speakers/ac%2Fdc")).json()["name"] == "AC/DC"
    missing = await get(index, "speakers/nobody")
    assert missing.status_code == 404
    assert "/api/v1/speakers?speaker=" in missing.json()["detail"]


async def test_sources_and_terms_and_versions_come_in_their_shapes() -> None:
    index = FakeIndex(articles=[some_article()])
    index.found_sources, index.found_terms, index.found_versions = (source(),), (term(),), (version(),)
    assert (await get(index, "sources")).json()["items"][0]["usual_gap_s"] == 3600
    assert (await get(index, "terms", of="articles")).json()["items"][0]["term"] == "toll"
    path = f"articles/{some_article().article_id}/versions"
    assert (await get(index, path)).json()["items"][0]["version"] == "0123456789ab"


async def test_an_article_without_stored_versions_has_none_and_no_article_is_a_404() -> None:
    index = FakeIndex(articles=[some_article()])
    assert (await get(index, f"articles/{some_article().article_id}/versions")).json()["items"] == []
    assert (await get(index, "articles/nothing/versions")).status_code == 404


async def test_a_timeline_takes_an_interval_and_a_time_zone() -> None:
    body = (await get(FakeIndex(), "timeline", of="articles", interval="month", tz="Europe/Berlin")).json()
    assert (body["interval"], body["time_zone"]) == ("month", "Europe/Berlin")


@pytest.mark.parametrize(
    ("path", "params", "said"),
    [
        ("timeline", {"tz": "Mars/Phobos"}, "Write an IANA name such as Europe/Berlin"),
        ("timeline", {"tz": "../../etc/passwd"}, "Write an IANA name"),
        ("timeline", {"interval": "minute"}, "'hour', 'day'"),
        ("timeline", {"of": "speakers"}, "'quotes' or 'articles'"),
        ("terms", {"colour": "red"}, "There is no such parameter."),
        ("compare", {}, "It is needed here"),
        ("compare", {"of": "toll"}, "Give it at least 2 times."),
        ("compare", {"of": list("abcdef")}, "Give it at most 5 times."),
        ("compare", {"of": ["a", ""]}, "Write a speaker or words for each."),
    ],
)
async def test_what_cannot_be_asked_says_what_to_write(path: str, params: dict[str, Any], said: str) -> None:
    answer = await get(FakeIndex(), path, **params)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.json()["detail"]


async def test_words_and_sides_that_are_too_long_together_are_refused_in_words() -> None:
    answer = await get(FakeIndex(), "compare", q="a" * 999, of=["bridge", "toll"])
    assert answer.status_code == 422
    assert "together with the words for all: q: Write at most 1,000 characters" in answer.json()["detail"]


async def test_too_many_intervals_are_refused_in_words() -> None:
    index = FakeIndex()
    index.error = TooManyBucketsError("Write interval=day.")
    answer = await get(index, "timeline", interval="hour")
    assert (answer.status_code, answer.json()["detail"]) == (422, "Write interval=day.")


async def test_a_comparison_asks_each_side_within_the_same_filters() -> None:
    index = FakeIndex()
    body = (
        await get(
            index,
            "compare",
            of=['speaker:"Ama Boateng"', "toll OR fee"],
            q="bridge",
            since="2026",
            kind="direct",
        )
    ).json()
    assert [side["label"] for side in body["items"]] == ["Ama Boateng", "toll OR fee"]
    assert [asked.q for asked in index.asked] == [
        '(bridge) (speaker:"Ama Boateng")',
        "(bridge) (toll OR fee)",
    ]
    assert {(asked.since, asked.kind) for asked in index.asked} == {("2026", ("direct",))}
