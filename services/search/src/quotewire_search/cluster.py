"""The cluster: what we ask of OpenSearch, and what its errors mean to us; the only user of opensearch-py here."""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

import orjson
import structlog
from opensearchpy import AsyncOpenSearch
from opensearchpy.exceptions import ConnectionError as NoAnswer
from opensearchpy.exceptions import ConnectionTimeout, OpenSearchException, SerializationError, TransportError
from opensearchpy.serializer import JSONSerializer

from quotewire_search.clauses import Clause
from quotewire_search.errors import BadCursorError, ExpiredCursorError, QueryRefusedError, UnavailableError
from quotewire_search.evenness import BY_INDEX, Evenness
from quotewire_shared.settings import OpenSearchSettings

log = structlog.get_logger()

PING_TIMEOUT_S: Final = 3.0
TRANSFER_S: Final = 1.0
"""What an answer may take beyond the time OpenSearch is given to find it."""
KEEP_ALIVE: Final = "5m"
"""How long a view of the index as it stood is kept after its last use."""
REFUSED: Final = 400
NOT_FOUND: Final = 404
SERVER_ERROR: Final = 500
NO_INDEX: Final = "index_not_found_exception"
VIEW_IS_GONE: Final = "search_context_missing_exception"
NOTHING: Final[Clause] = {"hits": {"total": {"value": 0}, "hits": []}}

Answer = dict[str, Any]
View = str
"""The id of a point in time: the index as it stood when it was opened."""


class FastReader(JSONSerializer):
    """Reads answers in half the time: those of exports are megabytes, and other visitors wait meanwhile."""

    def loads(self, s: str) -> Any:
        """Read JSON."""
        try:
            return orjson.loads(s)
        except orjson.JSONDecodeError as error:
            raise SerializationError(s, error) from error


class Cluster:
    """
    A cluster that is only read: searches, and points in time.

    Every method may raise UnavailableError (the same may succeed in a moment) or QueryRefusedError (never as it is).
    Where an index does not exist yet, every search finds nothing. An answer with `timed_out` holds what was found in
    the time; one in which shards failed is no answer.
    """

    def __init__(self, place: OpenSearchSettings, timeout_s: float) -> None:
        """Connect to *place* at the first request; each search is given *timeout_s* seconds."""
        # Its logger prints a traceback for every failed try; our own events say it in one line.
        logging.getLogger("opensearch").setLevel(logging.CRITICAL)
        self._place = place
        self._timeout_s = timeout_s
        self._connected: AsyncOpenSearch | None = None
        self._evenness = Evenness()

    async def search(
        self,
        alias: str,
        body: Clause,
        *,
        fields: str | None = None,
        timeout_s: float | None = None,
        gently: bool = False,
    ) -> Answer:
        """
        Search the indices behind *alias*.

        Args:
            alias: Which.
            body: The search.
            fields: Keep only these parts of the answer, as `filter_path` does.
            timeout_s: What OpenSearch is given, in seconds, instead of the usual.
            gently: One index after another, so that it takes one processor at most from searches that people wait for.
        """
        params = {"ignore_unavailable": "true", **_how(by_relevance=False)}
        if fields:
            params["filter_path"] = f"timed_out,_shards,{fields}"
        if gently:
            params["max_concurrent_shard_requests"] = "1"
        within_s = timeout_s or self._timeout_s
        async with self._meaning():
            answer: Answer = await self._client.search(
                index=alias, body=_timed(body, within_s), params=params, request_timeout=within_s + TRANSFER_S
            )
        return self._whole(answer)

    async def search_view(
        self, view: View, body: Clause, *, by_relevance: bool = False, fields: str | None = None
    ) -> Answer:
        """
        Search the index as it stood when *view* was opened, which is kept for another five minutes.

        Raises:
            ExpiredCursorError: the view is gone.
            BadCursorError: *view* is none.
        """
        params = _how(by_relevance=by_relevance)
        if fields:
            params["filter_path"] = f"timed_out,_shards,pit_id,{fields}"
        body = {**self._timed(body), "pit": {"id": view, "keep_alive": KEEP_ALIVE}}
        try:
            async with self._meaning():
                answer: Answer = await self._client.search(
                    body=body, params=params, request_timeout=self._patience_s
                )
        except QueryRefusedError:
            raise BadCursorError from None  # the first page ran, so it is the view that is wrong
        if not answer.get("_shards", {}).get("total"):
            raise BadCursorError  # OpenSearch reads much that is no view as a view of nothing
        return self._whole(answer)

    async def search_all(
        self, asked: Sequence[tuple[str, Clause]], *, first_by_relevance: bool = False
    ) -> list[Answer]:
        """Run several searches, each of an alias and a body, in one request."""
        uneven = first_by_relevance and not await self._is_even(asked[0][0])
        lines: list[Clause] = []
        for number, (alias, body) in enumerate(asked):
            how = _how(by_relevance=uneven and number == 0)
            lines += [{"index": alias, "ignore_unavailable": True, **how}, self._timed(body)]
        async with self._meaning():
            answer: Answer = await self._client.msearch(body=lines, request_timeout=self._patience_s)
        found: list[Answer] = answer.get("responses", [])
        if len(found) != len(asked):
            raise UnavailableError(f"OpenSearch at {self._place.url} left searches unanswered.")
        for one in found:
            if "error" in one:
                raise self._meaning_of(int(one.get("status", SERVER_ERROR)), one, "")
        return [self._whole(one) for one in found]

    async def _is_even(self, alias: str) -> bool:
        known = self._evenness.of(alias)
        return self._evenness.learn(alias, await self.search(alias, BY_INDEX)) if known is None else known

    async def open_view(self, alias: str) -> View | None:
        """Keep the index as it stands now, for five minutes; None where it does not exist."""
        try:
            async with self._meaning():
                opened = await self._client.create_pit(
                    index=alias, params={"keep_alive": KEEP_ALIVE}, request_timeout=self._patience_s
                )
        except _NoIndexError:
            return None
        return str(opened["pit_id"])

    async def close_view(self, view: View) -> None:
        """Let go of *view*; where that fails, it ends by itself in five minutes."""
        try:
            async with self._meaning():
                await self._client.delete_pit(body={"pit_id": [view]}, request_timeout=self._patience_s)
        except (UnavailableError, QueryRefusedError, ExpiredCursorError) as error:
            log.debug("view_not_closed", reason=str(error))

    async def ping(self) -> None:
        """Ask for a sign of life."""
        async with self._meaning():
            await self._client.cluster.health(params={"timeout": "2s"}, request_timeout=PING_TIMEOUT_S)

    async def close(self) -> None:
        """Disconnect."""
        if self._connected is not None:
            await self._connected.close()
            self._connected = None

    @property
    def _client(self) -> AsyncOpenSearch:
        if self._connected is None:
            options = {**self._place.client_options(), "serializer": FastReader()}
            self._connected = AsyncOpenSearch(**options)  # needs the running loop
        return self._connected

    @property
    def _patience_s(self) -> float:
        return self._timeout_s + TRANSFER_S

    def _timed(self, body: Clause) -> Clause:
        return _timed(body, self._timeout_s)

    def _whole(self, answer: Answer) -> Answer:
        """Refuse an answer in which shards are missing: half of the index would be shown as all of it."""
        shards = answer.get("_shards", {})
        if shards.get("failed") and VIEW_IS_GONE in str(shards.get("failures")):
            raise ExpiredCursorError
        if shards.get("failed"):
            reason = _reason({"error": shards.get("failures", [{}])[0]}) or "no reason given"
            raise UnavailableError(
                f"OpenSearch at {self._place.url} answered for {shards.get('successful')} of "
                f"{shards.get('total')} shards only: {reason}."
            )
        return answer if "hits" in answer or "aggregations" in answer else {**NOTHING, **answer}

    @asynccontextmanager
    async def _meaning(self) -> AsyncIterator[None]:
        """Turn the client's errors into what they mean."""
        try:
            yield
        except NoAnswer as error:
            cause = error.info if isinstance(error.info, Exception) else error
            raise UnavailableError(
                f"OpenSearch does not answer at {self._place.url} ({_cause(cause)}). "
                "Start it (`quotewire engines up`) or set QUOTEWIRE_OPENSEARCH_URL."
            ) from error
        except TransportError as error:
            status = error.status_code if isinstance(error.status_code, int) else SERVER_ERROR
            raise self._meaning_of(status, error.info, str(error.error)) from error
        except SerializationError as error:
            raise UnavailableError(f"{self._place.url} answered with something other than JSON.") from error
        except OpenSearchException as error:
            raise UnavailableError(f"The OpenSearch client failed: {error}.") from error

    def _meaning_of(
        self, status: int, info: object, said: str
    ) -> UnavailableError | QueryRefusedError | ExpiredCursorError:
        reason = _reason(info) or said
        if status == NOT_FOUND and VIEW_IS_GONE in str(info):
            return ExpiredCursorError()
        if status == NOT_FOUND and NO_INDEX in str(info):
            return _NoIndexError(reason)
        if status == REFUSED:
            log.warning("search_refused", reason=reason)
            return QueryRefusedError(f"OpenSearch would not run this search: {reason}.")
        return UnavailableError(f"OpenSearch at {self._place.url} answered {status}: {reason}.")


class _NoIndexError(UnavailableError):
    """The alias does not exist yet."""


def _timed(body: Clause, seconds: float) -> Clause:
    return {**body, "timeout": f"{round(seconds * 1000)}ms"}


def _how(*, by_relevance: bool) -> dict[str, str]:
    return {
        # So that a search whose time is over gives what it found; failed shards are refused by us.
        "allow_partial_search_results": "true",
        # Each month is an index: words must weigh the same in all of them, or results of thin months win.
        "search_type": "dfs_query_then_fetch" if by_relevance else "query_then_fetch",
    }


def _cause(error: Exception) -> str:
    """Say why there was no connection; a time-out has no text of its own."""
    if isinstance(error, TimeoutError | ConnectionTimeout):
        return "timed out"
    said = error.strerror if isinstance(error, OSError) else str(error)
    return said or type(error).__name__


def _reason(info: object) -> str:
    """Dig the root cause out of OpenSearch's error."""
    match info:
        case {"error": {"root_cause": [{"reason": str(reason)}, *_]}} | {"error": {"reason": str(reason)}}:
            return reason.rstrip(".")
        case {"error": {"reason": {"reason": str(reason)}}}:
            return reason.rstrip(".")
        case {"error": str(reason)}:
            return reason
        case _:
            return ""
