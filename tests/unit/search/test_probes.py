"""A supervisor learns whether search lives and whether it can work; Prometheus learns how it does."""

from quotewire_search.errors import UnavailableError
from tests.unit.search.fakes import FakeIndex, browser


async def test_it_lives_without_the_index_but_is_not_ready() -> None:
    index = FakeIndex()
    index.error = UnavailableError("no answer")
    async with browser(index) as client:
        assert (await client.get("/health")).status_code == 200
        away = await client.get("/ready")
        index.error = None
        back = await client.get("/ready")
    assert (away.status_code, away.text) == (503, "OpenSearch does not answer\n")
    assert (back.status_code, back.text) == (200, "ready\n")


async def test_requests_are_counted_by_route_and_status_not_by_path() -> None:
    async with browser(FakeIndex()) as client:
        for number in range(3):
            await client.get(f"/api/v1/articles/nothing-{number}")
            await client.get(f"/nowhere/{number}")
        text = (await client.get("/metrics")).text
    route = "/api/v1/articles/{article_id}"
    assert f'quotewire_search_request_seconds_count{{route="{route}",status="404"}} 3.0' in text
    assert 'quotewire_search_request_seconds_count{route="unknown",status="404"} 3.0' in text
    assert "nothing-1" not in text
