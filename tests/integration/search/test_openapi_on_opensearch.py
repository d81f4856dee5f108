"""The service does what its OpenAPI document says, whatever is made up from it (schemathesis)."""

import asyncio
from typing import Any, Final

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import CheckFunction
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.engines import free_block
from tests.eventually import eventually
from tests.integration.search.library import Library, newsroom
from tests.integration.search.test_service import service

EXAMPLES: Final = 8
"""Made up for each route, sound and unsound ones: some hundred requests in all."""
BEYOND_SCHEMAS: Final[list[CheckFunction]] = [positive_data_acceptance]
"""That what fits the schema is never refused cannot be: no schema says what a cursor is, or that since < until."""


async def test_no_request_made_from_the_document_is_answered_otherwise(library: Library) -> None:
    await library.add(newsroom())
    port = free_block(1)
    place = {
        "QUOTEWIRE_OPENSEARCH_URL": str(library.place.url),
        "QUOTEWIRE_OPENSEARCH_INDEX_PREFIX": library.place.index_prefix,
        "QUOTEWIRE_SEARCH_RATE_PER_MINUTE": "0",
        "QUOTEWIRE_SEARCH_TIMEOUT_S": "30",
    }
    base = f"http://127.0.0.1:{port}"
    async with service(port, **place), httpx.AsyncClient(base_url=base, trust_env=False) as client:

        async def ready() -> bool:
            try:
                return (await client.get("/ready")).status_code == 200
            except httpx.TransportError:
                return False

        await eventually(ready, within_s=60)
        await asyncio.to_thread(_try_every_route, base)


def _try_every_route(base: str) -> None:
    """Ask whatever the document allows, and what it does not; the first answer that is not as it says fails."""
    schema = schemathesis.openapi.from_url(f"{base}/api/v1/openapi.json")
    tried = 0
    for result in schema.get_all_operations():
        assert isinstance(result, Ok), result
        operation = result.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @seed(7)
            @settings(
                max_examples=EXAMPLES,
                deadline=None,
                database=None,
                phases=(Phase.explicit, Phase.generate),
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def try_it(case: schemathesis.Case[Any]) -> None:
                case.call_and_validate(excluded_checks=BEYOND_SCHEMAS)

            try_it()
            tried += 1
    if not tried:
        pytest.fail("the document has no routes")
