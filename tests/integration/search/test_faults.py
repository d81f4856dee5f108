"""While OpenSearch is slow, half-answering or broken, the service says so in words, and recovers by itself."""

import json
from typing import Any

import httpx
import pytest
from pydantic import AnyHttpUrl

from quotewire_search.index import OpenSearchIndex
from quotewire_search.main import build_app
from quotewire_search.settings import SearchSettings
from quotewire_shared.settings import OpenSearchSettings
from tests.fault_proxy import Faults, fault_proxy
from tests.integration.search.library import Library, newsroom
from tests.integration.search.test_service import cluster_that, http

PATHS = (
    "/api/v1/quotes?q=bridge",
    "/api/v1/speakers",
    "/api/v1/speakers/Ama%20Boateng",
    "/api/v1/sources",
    "/api/v1/timeline",
    "/api/v1/terms",
    "/api/v1/compare?of=bridge&of=toll",
    "/api/v1/export/quotes",
)


def out_of_time(**fields: Any) -> bytes:
    """Write OpenSearch's answer to a search whose time was over."""
    shards = {"total": 1, "successful": 1, "failed": 0}
    answer: dict[str, Any] = {
        "timed_out": True,
        "_shards": shards,
        "hits": {"hits": [], "total": {"value": 3}},
        "pit_id": "eA==",
    }
    return http("200 OK", json.dumps({**answer, "responses": [answer, answer], **fields}).encode())


async def test_what_was_found_in_time_is_given_and_flagged() -> None:
    async with cluster_that(out_of_time()) as index:
        transport = httpx.ASGITransport(build_app(index, SearchSettings()))
        async with httpx.AsyncClient(transport=transport, base_url="http://search.test") as client:
            for path in (
                "/api/v1/quotes?q=bridge",
                "/api/v1/articles",
                "/api/v1/speakers",
                "/api/v1/sources",
            ):
                answer = await client.get(path)
                assert answer.status_code == 200, path
                body = answer.json()
                assert body["partial"] is True, path
                assert "try again" in body["notices"][-1]["message"], path
                assert body["next_cursor"] is None, path
            assert (await client.get("/api/v1/quotes?q=bridge")).json()["total"] == 3
            for path in ("/api/v1/terms", "/api/v1/timeline"):
                body = (await client.get(path)).json()
                assert body["partial"] is True, path
                assert "try again" in body["notices"][-1]["message"], path
            # "There is no such quote" and "that is all" would be lies.
            for path in (f"/api/v1/quotes/{'a' * 32}:q1", "/api/v1/export/quotes"):
                assert (await client.get(path)).status_code == 503, path


@pytest.mark.parametrize("fault", ["429", "503", "hang", "reset before", "nonsense"])
async def test_a_fault_is_503_in_words_and_afterwards_all_is_well(library: Library, fault: str) -> None:
    await library.add(newsroom())
    faults = Faults(seed=1, whole=(fault,))
    async with fault_proxy(str(library.place.url), faults) as address:
        place = OpenSearchSettings(url=AnyHttpUrl(address), index_prefix=library.place.index_prefix)
        index = OpenSearchIndex(place, SearchSettings(timeout_s=0.5 if fault == "hang" else 20))
        transport = httpx.ASGITransport(build_app(index, SearchSettings()))
        async with httpx.AsyncClient(transport=transport, base_url="http://search.test") as client:
            faults.request_rate = 1.0
            for path in PATHS[:3] if fault == "hang" else PATHS:
                answer = await client.get(path)
                assert (answer.status_code, answer.headers["retry-after"]) == (503, "5"), path
                assert "does not answer right now" in answer.json()["detail"], path
                assert address not in answer.text
            faults.request_rate = 0.0
            for path in () if fault == "hang" else PATHS:
                assert (await client.get(path)).status_code == 200, path
        await index.close()
