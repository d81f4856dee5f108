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
SCROLL_KEPT: Final = "10m"
COPY_TIMEOUT_S: Final = 86_400.0
NAMES_AT_ONCE: Final = 40
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

    async def matching(self, pattern: str) -> dict[str, dict[str, Any]]:
        """Give settings, mapping and aliases of every index whose name fits *pattern*, open or not."""
        async with self._meaning():
            found: dict[str, dict[str, Any]] = await self._client.indices.get(index=pattern)
        return found

    async def measures(self, names: Sequence[str]) -> dict[str, tuple[int, int]]:
        """Give for each of the indices *names* its documents (without nested ones) and its bytes."""
        measures: dict[str, tuple[int, int]] = {}
        for few in _few(names):
            count = {"size": 0, "aggs": {"of": {"terms": {"field": "_index", "size": len(few)}}}}
            async with self._meaning():
                answer = await self._client.search(index=",".join(few), body=count)
                stats = await self._client.indices.stats(index=",".join(few), metric="store")
            counts = {group["key"]: group["doc_count"] for group in answer["aggregations"]["of"]["buckets"]}
            for name in few:
                size = stats["indices"][name]["total"]["store"]["size_in_bytes"]
                measures[name] = (counts.get(name, 0), size)
        return measures

    async def has_template(self, name: str) -> bool:
        """Tell whether there is a composable index template *name*."""
        async with self._meaning():
            return bool(await self._client.indices.exists_index_template(name=name))

    async def add_fields(self, index: str, fields: dict[str, Any]) -> None:
        """Let *index* take *fields*, which it does not have yet."""
        async with self._meaning():
            await self._client.indices.put_mapping(index=index, body={"properties": fields})

    async def close_to_writes(self, names: Sequence[str]) -> None:
        """Let the indices *names* take no more writes; when it returns, those that were under way are done."""
        for few in _few(names):
            async with self._meaning():
                await self._client.indices.add_block(index=",".join(few), block="write")

    async def open_to_writes(self, names: Sequence[str]) -> None:
        """Take that back."""
        for few in _few(names):
            async with self._meaning():
                await self._client.indices.put_settings(
                    index=",".join(few), body={"index.blocks.write": None}
                )

    async def change_aliases(self, actions: Sequence[dict[str, Any]]) -> None:
        """Do all *actions* in one step: readers see none of them or all."""
        async with self._meaning():
            await self._client.indices.update_aliases(body={"actions": list(actions)})

    async def refresh(self, names: Sequence[str]) -> None:
        """Let searches see everything that was written to the indices *names*."""
        for few in _few(names):
            async with self._meaning():
                await self._client.indices.refresh(index=",".join(few))

    async def scan(self, index: str, size: int) -> AsyncIterator[list[dict[str, Any]]]:
        """Give id and version of every document of *index* as it is now, *size* at a time."""
        body = {"sort": ["_doc"], "size": size, "_source": False, "version": True}
        async with self._meaning():
            answer = await self._client.search(index=index, body=body, params={"scroll": SCROLL_KEPT})
        try:
            while answer["hits"]["hits"]:
                yield answer["hits"]["hits"]
                async with self._meaning():
                    answer = await self._client.scroll(
                        body={"scroll_id": answer["_scroll_id"], "scroll": SCROLL_KEPT}
                    )
        finally:
            async with self._meaning():
                await self._client.clear_scroll(
                    body={"scroll_id": [answer["_scroll_id"]]}, params={"ignore": 404}
                )

    async def copy(self, source: str, target: str) -> int:
        """Copy the documents of *source* with their versions, where *target* has none as new; gives their number."""
        body = {
            "conflicts": "proceed",
            "source": {"index": source},
            "dest": {"index": target, "version_type": "external"},
        }
        async with self._meaning():
            answer = await self._client.reindex(body=body, request_timeout=COPY_TIMEOUT_S)
        if answer["failures"]:
            raise RequestRefusedError(describe(answer["failures"][0].get("cause", {})))
        return int(answer["created"] + answer["updated"])

    async def behind(self, alias: str) -> dict[str, bool]:
        """Give the indices behind *alias*, and of each whether a filter hides its documents from readers."""
        async with self._meaning():
            if not await self._client.indices.exists_alias(name=alias):
                return {}
            answer = await self._client.indices.get_alias(name=alias)
        return {name: "filter" in found["aliases"][alias] for name, found in answer.items()}

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


def _few(names: Sequence[str]) -> list[Sequence[str]]:
    """Cut *names* into lists that fit the first line of a request, of which OpenSearch reads 4 KiB."""
    return [names[start : start + NAMES_AT_ONCE] for start in range(0, len(names), NAMES_AT_ONCE)]
