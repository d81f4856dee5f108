"""An export is read in stretches of time that together hold everything, each about a page long."""

from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any, cast

import pytest

from quotewire_search.clauses import EVERYTHING
from quotewire_search.cluster import Cluster
from quotewire_search.errors import UnavailableError
from quotewire_search.streaming import PAGE, days, stream, stretches

DAY_MS = 86_400_000


def counted(*counts: int, undated: int = 0) -> dict[str, Any]:
    """Give the answer to `days` for days in a row, the oldest first."""
    buckets = [{"key": number * DAY_MS, "doc_count": count} for number, count in enumerate(counts)]
    return {"aggregations": {"days": {"buckets": buckets}, "undated": {"doc_count": undated}}}


def bounds(parts: list[dict[str, Any]]) -> list[tuple[int | None, int | None]]:
    found = [part["range"]["published_at"] for part in parts if "range" in part]
    return [(one.get("gte"), one.get("lt")) for one in found]


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ((), [(None, None)]),
        ((5,), [(None, None)]),
        ((5, 5), [(None, None)]),
        ((5, 6), [(DAY_MS, None), (None, DAY_MS)]),
        (
            (1, 9, 1, 30, 2, 2),
            [(4 * DAY_MS, None), (3 * DAY_MS, 4 * DAY_MS), (DAY_MS, 3 * DAY_MS), (None, DAY_MS)],
        ),
    ],
)
def test_days_are_put_together_up_to_a_page(
    counts: tuple[int, ...], found: list[tuple[int | None, int | None]]
) -> None:
    assert bounds(stretches(counted(*counts), 10)) == found


def test_stretches_leave_no_moment_out() -> None:
    found = bounds(stretches(counted(*range(1, 40)), 25))
    assert found[0][1] is None
    assert found[-1][0] is None
    assert all(newer[0] == older[1] for newer, older in pairwise(found))


def test_what_has_no_date_comes_last_and_only_where_there_is_any() -> None:
    assert "must_not" in stretches(counted(1, undated=1), 10)[-1]["bool"]
    assert len(stretches(counted(1), 10)) == 1
    assert len(stretches({"hits": {"hits": []}}, 10)) == 1


def test_days_without_anything_are_not_counted() -> None:
    asked = days(EVERYTHING)
    assert asked["aggs"]["days"]["date_histogram"]["min_doc_count"] == 1
    assert asked["size"] == 0


class Days:
    """A cluster with *counts* documents on days in a row, the oldest first; it breaks at page *breaks_at*."""

    def __init__(self, *counts: int, breaks_at: int | None = None, timed_out: bool = False) -> None:
        self.counts = counts
        self.breaks_at = breaks_at
        self.timed_out = timed_out
        self.pages = 0
        self.open = 0

    async def open_view(self, _alias: str) -> str | None:
        self.open += 1
        return "view" if self.counts else None

    async def close_view(self, _view: str) -> None:
        self.open -= 1

    async def search_view(self, _view: str, body: dict[str, Any], **_how: object) -> dict[str, Any]:
        if "aggs" in body:
            return {**counted(*self.counts), "timed_out": self.timed_out}
        self.pages += 1
        if self.pages == self.breaks_at:
            raise UnavailableError("away")
        asked = body["query"]["bool"]["filter"][1]["range"]["published_at"]
        since, until = asked.get("gte", 0), asked.get("lt", DAY_MS * len(self.counts))
        after = body.get("search_after", [until, -1])
        found = [
            {"_source": {"day": day, "number": number}, "sort": [day * DAY_MS, number]}
            for day in reversed(range(len(self.counts)))
            for number in range(self.counts[day])
            if since <= day * DAY_MS < until and (-day * DAY_MS, number) > (-after[0], after[1])
        ]
        return {"hits": {"hits": found[: body["size"]]}}


def read(cluster: Days) -> AsyncIterator[list[dict[str, Any]]]:
    return stream(cast("Cluster", cluster), "quotes", "quotes", EVERYTHING)


async def test_every_document_comes_once_and_the_newest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PAGE, "quotes", 10)
    cluster = Days(3, 10, 4, 25, 0, 1)
    found = [(one["day"], one["number"]) async for batch in read(cluster) for one in batch]
    wanted = [(day, number) for day in (5, 4, 3, 2, 1, 0) for number in range(cluster.counts[day])]
    assert found == wanted
    assert cluster.open == 0


async def test_a_failure_on_the_way_is_told_and_the_view_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PAGE, "quotes", 10)
    cluster = Days(10, 10, 10, breaks_at=2)
    batches = read(cluster)
    assert len(await anext(batches)) == 10
    with pytest.raises(UnavailableError):
        await anext(batches)
    assert cluster.open == 0


async def test_days_that_were_not_all_counted_in_time_are_a_failure() -> None:
    with pytest.raises(UnavailableError):
        await anext(read(Days(1, timed_out=True)))


async def test_where_there_is_no_index_nothing_comes() -> None:
    assert [batch async for batch in read(Days())] == []
