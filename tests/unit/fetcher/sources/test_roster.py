"""Which sources are polled here."""

from datetime import UTC, datetime

from quotewire_fetcher.memory.book import StateBook
from quotewire_fetcher.memory.state import FeedState
from quotewire_fetcher.sources.roster import MAX_GUESTS, Roster
from quotewire_fetcher.sources.source import Source
from quotewire_shared.messages import FetchRequest
from tests.unit.fetcher.fakes import FEED_URL, SOURCE, MemoryLog

NORTH = Source(id="north", name="North", url="https://north.example/feed")
TARGET = "https://feeds.example/news"


def wanted(url: str = TARGET, source_id: str = "news") -> FetchRequest:
    return FetchRequest(
        kind="poll", url=url, source_id=source_id, first_seen_at=datetime.fromtimestamp(1, UTC)
    )


async def test_sources_are_ours_by_the_partition_of_their_domain() -> None:
    book = StateBook(MemoryLog(partitions=2))
    await book.open([0])
    roster = Roster([SOURCE, NORTH], book)
    by_partition = [
        [source.id for source in roster.each(frozenset([partition])) if source is not None]
        for partition in (0, 1)
    ]
    assert sorted([*by_partition[0], *by_partition[1]]) == ["news", "north"]
    assert list(roster.ids()) == by_partition[0]
    assert len(list(roster.each(frozenset()))) == len(roster) == 2


async def test_a_source_that_is_new_or_moved_is_told() -> None:
    roster = Roster([SOURCE], StateBook(MemoryLog()))
    moved = SOURCE.model_copy(update={"url": "https://news.example/rss"})
    assert roster.replace([SOURCE.model_copy(update={"name": "Other"})]) == []
    assert roster.replace([moved, NORTH]) == [moved, NORTH]
    assert roster.get("news") == moved


async def test_a_guest_lives_as_long_as_its_source_and_by_its_own_address() -> None:
    roster = Roster([SOURCE], StateBook(MemoryLog()))
    first, second = roster.invite(wanted()), roster.invite(wanted("https://feeds.example/other"))
    assert isinstance(first, Source)
    assert isinstance(second, Source)
    assert (first.base_id, first.url, first.outlet) == ("news", TARGET, SOURCE.outlet)
    assert first.id != second.id
    assert roster.get(first.id) == first
    assert roster.named(first.id, TARGET) == first
    roster.dismiss(first.id)
    roster.dismiss("nobody")
    assert roster.get(first.id) is None
    assert roster.invite(wanted(source_id="gone")) == "source_gone"
    roster.replace([NORTH])
    assert roster.get(second.id) is None
    assert roster.named(second.id, second.url) is None


async def test_a_source_is_named_by_its_present_address_only() -> None:
    roster = Roster([SOURCE], StateBook(MemoryLog()))
    assert roster.named("news", FEED_URL) == SOURCE
    assert roster.named("news", TARGET) is None


async def test_guests_are_recalled_from_their_records() -> None:
    roster = Roster([SOURCE], StateBook(MemoryLog()))
    guest = roster.invite(wanted())
    assert isinstance(guest, Source)
    again = Roster([SOURCE], StateBook(MemoryLog()))
    assert again.recall(FeedState(guest.id, TARGET, guest_until=9.0)) == guest
    assert again.recall(FeedState("news", FEED_URL)) is None
    assert again.recall(FeedState("gone@1", TARGET, guest_until=9.0)) is None


async def test_feeds_that_lead_round_or_on_and_on_are_not_followed() -> None:
    roster = Roster([SOURCE, NORTH], StateBook(MemoryLog()))
    assert roster.invite(wanted(FEED_URL)) == "feed_circle"
    for number in range(MAX_GUESTS):
        assert isinstance(roster.invite(wanted(f"https://d{number}.example/feed")), Source)
    assert roster.invite(wanted(TARGET)) == "too_many_feeds"
    assert isinstance(roster.invite(wanted("https://d1.example/feed")), Source), "known already"
    assert isinstance(roster.invite(wanted(TARGET, "north")), Source)
