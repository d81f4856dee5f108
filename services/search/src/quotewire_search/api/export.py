"""/api/v1/export: all that is found as one stream, whose end tells whether it is complete."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

import structlog
from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from quotewire_search.api import examples
from quotewire_search.api.parameters import VERSION, ExportRequest
from quotewire_search.index import SearchIndex
from quotewire_search.lines import csv_header, csv_lines, csv_rows, json_lines, json_text
from quotewire_search.problems import documented
from quotewire_search.queries import Target
from quotewire_shared.errors import QuotewireError

log = structlog.get_logger()

MEDIA: Final = {"ndjson": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}
INCOMPLETE: Final = "The export is not complete: the search index stopped to answer. Ask again."

Asked = Annotated[ExportRequest, Query()]
Batch = list[dict[str, Any]]


def export_routes(index: SearchIndex) -> APIRouter:
    """Make the routes that stream whole results."""
    router = APIRouter(prefix=f"{VERSION}/export", tags=["export"])
    answers = {**examples.stream(), **documented(422, 503)}

    @router.get("/quotes", summary="All quotes found", response_class=StreamingResponse, responses=answers)
    async def export_quotes(request: Asked) -> StreamingResponse:
        """
        Every quote that fits, the newest first; `sort`, `limit`, `cursor` and `facets` have no effect.

        A stream that breaks ends in a line that says so ({"error": …}, or a CSV row that begins with `error`) and in a
        connection that is cut before the end of the body.
        """
        return await _answer(index, "quotes", request)

    @router.get(
        "/articles", summary="All articles found", response_class=StreamingResponse, responses=answers
    )
    async def export_articles(request: Asked) -> StreamingResponse:
        """
        Every article that fits, with text, actors and quotes (CSV: without), the newest first.

        `sort`, `limit`, `cursor` and `facets` have no effect; a stream that breaks ends as that of quotes does.
        """
        return await _answer(index, "articles", request)

    return router


async def _answer(index: SearchIndex, target: Target, request: ExportRequest) -> StreamingResponse:
    batches = index.export(target, request)
    # Read before the answer begins: what goes wrong here is still a problem with a status.
    first = await anext(batches, None)
    return StreamingResponse(
        _lines(batches, first, target, request.format),
        media_type=MEDIA[request.format],
        headers={"Content-Disposition": f'attachment; filename="{target}.{request.format}"'},
    )


async def _lines(
    batches: AsyncIterator[Batch], first: Batch | None, target: Target, form: str
) -> AsyncIterator[str]:
    write = json_lines if form == "ndjson" else csv_lines
    if form == "csv":
        yield csv_header(target)
    batch = first
    try:
        while batch is not None:
            # Writing thousands of lines takes longer than other visitors should wait.
            yield await asyncio.to_thread(write, target, batch)
            batch = await anext(batches, None)
    except QuotewireError as error:
        log.warning("export_broken", reason=str(error))
        yield (
            f"{json_text({'error': INCOMPLETE})}\n" if form == "ndjson" else csv_rows([["error", INCOMPLETE]])
        )
        raise  # the server cuts the connection, so that no client takes this for all
    finally:
        close = getattr(batches, "aclose", None)
        if close is not None:
            await close()
