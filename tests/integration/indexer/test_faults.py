"""Whatever happens between us and OpenSearch: every article is indexed or refused, and none is lost or mixed."""

import random

import pytest

from quotewire_indexer.convert import Entry
from quotewire_indexer.mapping import indices_of
from quotewire_indexer.opensearch import OpenSearch
from quotewire_indexer.start import create_indices
from quotewire_shared.errors import FatalError, PermanentError, TransientError
from tests.contract.article_index import assert_holds, entry, quote_ids
from tests.factories import NOON
from tests.fault_proxy import Faults, fault_proxy
from tests.integration.indexer.shelf import FAST, opensearch_shelf

SMALL = FAST.model_copy(update={"bulk_max_actions": 5})
FAULT_KINDS = {"429", "503", "reset before", "reset after", "nonsense", "short"}


def stories(count: int, *, seed: int) -> tuple[list[Entry], list[Entry]]:
    """Build three versions of *count* articles; gives the newest, and all of them shuffled."""
    dice = random.Random(seed)
    names = [f"s{number}" for number in range(count)]
    versions = [entry(name, minute=minute, quotes=dice.randrange(5)) for name in names for minute in range(3)]
    shuffled = list(versions)
    dice.shuffle(shuffled)
    return versions[2::3], shuffled


@pytest.mark.parametrize("seed", range(3))
async def test_nothing_is_lost_or_mixed_under_faults(opensearch_url: str, seed: int) -> None:
    faults = Faults(seed, request_rate=0.4, item_rate=0.1, whole=sorted(FAULT_KINDS))
    newest, versions = stories(30, seed=seed)
    async with (
        fault_proxy(opensearch_url, faults) as through,
        opensearch_shelf(opensearch_url, through=through, settings=SMALL) as shelf,
    ):
        for start in range(0, len(versions), 10):
            batch = versions[start : start + 10]
            assert await shelf.index.write(batch) == [None] * len(batch)
        await assert_holds(shelf, *newest)
    assert set(faults.done) == FAULT_KINDS


async def test_what_is_refused_is_refused_once_and_all_else_is_indexed(opensearch_url: str) -> None:
    bad = [entry(f"bad{number}", quotes=3) for number in range(4)]
    good = [entry(f"good{number}", quotes=2) for number in range(20)]
    # Two articles are refused themselves, two for one of their quotes: neither leaves quotes behind.
    refuse = frozenset({*(item.article.article_id for item in bad[:2]), *sorted(quote_ids(*bad[2:]))[1::3]})
    faults = Faults(5, request_rate=0.2, item_rate=0.1, whole=("429", "503", "reset after"), refuse=refuse)
    batch = [*good[:10], *bad, *good[10:]]
    async with (
        fault_proxy(opensearch_url, faults) as through,
        opensearch_shelf(opensearch_url, through=through, settings=SMALL) as shelf,
    ):
        outcomes = await shelf.index.write(batch)
        refused = [item for item, outcome in zip(batch, outcomes, strict=True) if outcome is not None]
        assert refused == bad
        assert all(isinstance(outcome, PermanentError) for outcome in outcomes if outcome)
        await assert_holds(shelf, *good)


async def test_an_answer_that_never_comes_is_asked_for_again(opensearch_url: str) -> None:
    faults = Faults(1, request_rate=0.2, whole=("hang",))
    story = entry(quotes=3)
    async with (
        fault_proxy(opensearch_url, faults) as through,
        opensearch_shelf(opensearch_url, through=through) as shelf,
    ):
        while not faults.done["hang"]:
            assert await shelf.index.write([story]) == [None]
        await assert_holds(shelf, story)


async def test_a_cluster_that_stays_away_sends_the_batch_back_and_we_are_not_ready(
    opensearch_url: str,
) -> None:
    faults = Faults(1)
    impatient = FAST.model_copy(update={"give_up_after_s": 0.5})
    story = entry(quotes=3)
    async with (
        fault_proxy(opensearch_url, faults) as through,
        opensearch_shelf(opensearch_url, through=through, settings=impatient) as shelf,
    ):
        assert await shelf.index.ready() is None
        faults.request_rate, faults.whole = 1.0, ("503",)
        with pytest.raises(TransientError, match="503"):
            await shelf.index.write([story])
        problem = await shelf.index.ready()
        assert problem is not None
        assert "503" in problem
        faults.request_rate = 0.0
        assert await shelf.index.write([story]) == [None]
        assert await shelf.index.ready() is None
        await assert_holds(shelf, story)


@pytest.mark.parametrize("status", ["401", "403"])
async def test_a_wrong_password_stops_us_and_is_no_dead_letter(opensearch_url: str, status: str) -> None:
    faults = Faults(1, request_rate=1.0, whole=(status,))
    async with (
        fault_proxy(opensearch_url, faults) as through,
        opensearch_shelf(opensearch_url, through=through) as shelf,
    ):
        with pytest.raises(FatalError, match=f"status {status}"):
            await shelf.index.write([entry()])
        problem = await shelf.index.ready()
        assert problem is not None
        assert status in problem
        assert await shelf.articles() == {}


async def test_a_body_that_is_too_large_for_the_cluster_is_the_articles_own_fault(
    opensearch_url: str,
) -> None:
    faults = Faults(1, refuse_over_bytes=20_000)
    good, large = (
        [entry(f"s{number}") for number in range(30)],
        entry("large", text="word " * 10_000, quotes=0),
    )
    async with (
        fault_proxy(opensearch_url, faults) as through,
        opensearch_shelf(opensearch_url, through=through) as shelf,
    ):
        outcomes = await shelf.index.write([*good[:10], large, *good[10:]])
        assert [getattr(outcome, "reason_code", None) for outcome in outcomes] == [
            *[None] * 10,
            "index_rejected",
            *[None] * 20,
        ]
        await assert_holds(shelf, *good)


@pytest.mark.parametrize("lost", range(1, 14))
async def test_a_crash_at_any_request_is_repaired_by_the_redelivery(opensearch_url: str, lost: int) -> None:
    before = [entry("a", minute=0, quotes=4), entry("b", minute=0, quotes=1)]
    after = [entry("a", minute=1, quotes=2), entry("b", minute=1, quotes=3), entry("c", minute=1, quotes=2)]
    faults = CrashAt(0)
    crashing = SMALL.model_copy(update={"bulk_max_actions": 2, "give_up_after_s": 0.01})
    async with (
        fault_proxy(opensearch_url, faults) as through,
        opensearch_shelf(opensearch_url, through=through, settings=crashing) as shelf,
    ):
        # Not `crashing` in earnest: on a busy machine the creation of an index takes longer than its patience.
        patient = OpenSearch(shelf.place)
        await create_indices(patient, indices_of(shelf.place.index_prefix), FAST, NOON)
        await patient.close()
        await shelf.index.write(before)
        faults.left = lost
        try:
            await shelf.index.write(after)
        except TransientError:
            assert faults.left <= 0
        faults.left = 0
        assert await shelf.index.write([*before, *after]) == [None] * 5
        await assert_holds(shelf, *after)


class CrashAt(Faults):
    """Loses the answer of one request, counted from now; the one who asked gives up at once."""

    def __init__(self, left: int) -> None:
        """Lose nothing yet where *left* is 0."""
        super().__init__(0)
        self.left = left

    def of_request(self) -> str | None:
        """Count."""
        self.left -= 1
        return "reset after" if self.left == 0 else None
