"""What we ask of OpenSearch, and what its errors mean to us; the only user of opensearch-py in this service."""

import logging
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any, Final

from opensearchpy import AIOHttpConnection, AsyncOpenSearch
from opensearchpy.exceptions import ConnectionError as NoAnswer
from opensearchpy.exceptions import OpenSearchException, SerializationError, TransportError

from quotewire_indexer.bulk import describe
from quotewire_indexer.patience import UnavailableError
from quotewire_indexer.writer import RequestRefusedError
from quotewire_shared.errors import FatalError
from quotewire_shared.settings import OpenSearchSettings

PING_TIMEOUT_S: Final = 3.0
BULK_ANSWER: Final = "errors,took,error,status,items.*.status,items.*.error,items.*.result"
"""Only what the outcome table needs; error and status stand for requests that are refused as a whole."""
AGAIN: Final = frozenset({408, 429})
FORBIDDEN: Final = frozenset({401, 403, 404})
SERVER_ERROR: Final = 500
MOST_IDS: Final = 2_000
"""Documents that are asked for at once."""
EXISTS: Final = "resource_already_exists_exception"


class StreamingConnection(AIOHttpConnection):
    """Sends bodies piece by piece: aiohttp writes bytes of some MiB in one go, and Kafka's heartbeats wait."""

    async def perform_request(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        body: bytes | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's signature
        ignore: Collection[int] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """Perform a request whose *body* is read like a file."""
        stream: Any = None if body is None else BytesIO(body)
        return await super().perform_request(method, url, params, stream, timeout, ignore, headers)


class OpenSearch:
    """
    A cluster.

    Every method may raise UnavailableError (try again), RequestRefusedError (never as it is) or FatalError (our
    set-up is wrong).
    """

    def __init__(self, settings: OpenSearchSettings) -> None:
        """Connect at the first request."""
        # Its logger prints a traceback for every failed try; our own events say it in one line.
        logging.getLogger("opensearch").setLevel(logging.CRITICAL)
        self._url = str(settings.url)
        self._options = {**settings.client_options(), "connection_class": StreamingConnection}
        self._connected: AsyncOpenSearch | None = None

    async def close(self) -> None:
        """Disconnect."""
        if self._connected is not None:
            await self._connected.close()
            self._connected = None

    async def ping(self) -> None:
        """Ask for a sign of life."""
        async with self._meaning():
            await self._client.cluster.health(params={"timeout": "2s"}, request_timeout=PING_TIMEOUT_S)

    async def bulk(self, body: bytes) -> list[dict[str, Any]]:
        """Send NDJSON; gives the answer's items, in the order of the actions."""
        async with self._meaning():
            answer = await self._client.bulk(body=body, params={"filter_path": BULK_ANSWER})
        items: list[dict[str, Any]] = answer.get("items", [])
        return items

    async def get(
        self, places: Sequence[tuple[str, str]], fields: Sequence[str] | None
    ) -> list[dict[str, Any] | None]:
        """Read documents by (index, id), as they are this moment; *fields* of their source; None: all."""
        found: list[dict[str, Any] | None] = []
        for start in range(0, len(places), MOST_IDS):
            found += await self._get(places[start : start + MOST_IDS], fields)
        return found

    async def _get(
        self, places: Sequence[tuple[str, str]], fields: Sequence[str] | None
    ) -> list[dict[str, Any] | None]:
        source = True if fields is None else list(fields) or False
        docs = [{"_index": index, "_id": id_, "_source": source} for index, id_ in places]
        async with self._meaning():
            answer = await self._client.mget(body={"docs": docs})
        for doc in answer["docs"]:
            error = doc.get("error")
            if error and error.get("type") != "index_not_found_exception":
                raise UnavailableError(f"A document could not be read: {describe(error)}")
        return [doc if doc.get("found") else None for doc in answer["docs"]]

    async def find(self, alias: str, ids: Sequence[str], fields: Sequence[str]) -> list[dict[str, Any]]:
        """Look for documents by id in every index of *alias*; sees what has been refreshed."""
        if not ids:
            return []
        query = {
            "query": {"ids": {"values": list(ids)}},
            "version": True,
            "_source": list(fields),
            "size": min(10_000, 2 * len(ids)),
        }
        async with self._meaning():
            answer = await self._client.search(
                index=alias,
                body=query,
                # A missing shard must not look like a missing article.
                params={"ignore_unavailable": "true", "allow_partial_search_results": "false"},
            )
        hits: list[dict[str, Any]] = answer["hits"]["hits"]
        return hits

    async def put_template(self, name: str, body: dict[str, Any]) -> None:
        """Write a composable index template, over the one of that name."""
        async with self._meaning():
            await self._client.indices.put_index_template(name=name, body=body)

    async def create_index(self, name: str, body: dict[str, Any]) -> bool:
        """Create an index; False where it exists already."""
        try:
            async with self._meaning():
                await self._client.indices.create(index=name, body=body)
        except RequestRefusedError as error:
            if EXISTS in str(error):
                return False
            raise FatalError(f"OpenSearch would not create the index {name}: {error}.") from error
        return True

    async def exists(self, name: str) -> bool:
        """Tell whether there is an index (or alias) *name*."""
        async with self._meaning():
            return bool(await self._client.indices.exists(index=name))

    @property
    def _client(self) -> AsyncOpenSearch:
        if self._connected is None:
            self._connected = AsyncOpenSearch(**self._options)  # needs the running loop
        return self._connected

    @asynccontextmanager
    async def _meaning(self) -> AsyncIterator[None]:
        """Turn the client's errors into what they mean."""
        try:
            yield
        except NoAnswer as error:
            cause = error.info if isinstance(error.info, Exception) else error
            raise UnavailableError(
                f"no answer from {self._url} ({type(cause).__name__}: {cause or 'timed out'})"
            ) from error
        except TransportError as error:
            raise self._meaning_of(error) from error
        except SerializationError as error:
            raise UnavailableError(f"{self._url} answered with something other than JSON") from error
        except OpenSearchException as error:
            raise FatalError(f"The OpenSearch client failed: {error}.") from error

    def _meaning_of(self, error: TransportError) -> Exception:
        status = error.status_code if isinstance(error.status_code, int) else SERVER_ERROR
        info = error.info if isinstance(error.info, dict) else {}
        details = info.get("error")
        reason = describe(details) if isinstance(details, dict) else str(details or error.error)
        said = f"status {status}: {reason}"
        if status in AGAIN or status >= SERVER_ERROR or "cluster_block_exception" in reason:
            return UnavailableError(said)
        if status in FORBIDDEN:
            return FatalError(
                f"OpenSearch at {self._url} does not let us in or does not know the place ({said}). Check "
                "QUOTEWIRE_OPENSEARCH_URL, the user, and its rights."
            )
        return RequestRefusedError(reason)
