"""What is known of each source: the sources file joined with what the fetchers remember."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from typing import Final, Literal

from pydantic import ValidationError

from quotewire_fetcher.memory.state import FEED, PAGE, FeedState, PageState
from quotewire_fetcher.memory.state_reader import Progress, StateRead, read_state
from quotewire_fetcher.naming.identity import canonical_url
from quotewire_fetcher.reporting.source_health import Health, health_of
from quotewire_fetcher.schedule.rhythm_words import per_day
from quotewire_fetcher.sources.source import Source
from quotewire_shared.errors import UsageError
from quotewire_shared.settings import KafkaSettings

DAY_S: Final = 86_400.0
NEWEST_PAGES: Final = 10
MISSED_ENTRIES: Final = 3.0
"""A feed that owes us more entries than this, at its usual rate, is called quiet."""
QUIET_AFTER_DAYS: Final = 14.0
"""So is any that showed nothing new for so long, whatever its rate was."""


@dataclass(slots=True)
class Pages:
    """The pages of one source that the fetchers remember."""

    phases: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    """Of those refused and those postponed."""
    newest: list[PageState] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One source, and the record of the feed that is polled for it."""

    source: Source
    feed: FeedState | None
    listed: bool = True
    """False: it is remembered, but not in the sources file."""
    pages: Pages | None = None
    """None: they were not looked for."""

    @property
    def health(self) -> Health | Literal["off"]:
        """How well it is; off: the file says that it is not to be read."""
        return health_of(self.feed) if self.source.enabled else "off"

    def is_quiet(self, now: float) -> bool:
        """Tell whether it is well and yet has shown nothing new for longer than it used to be silent."""
        feed = self.feed
        if feed is None or self.health != "ok":
            return False
        silent_days = (now - (feed.history.found_at or feed.history.since or now)) / DAY_S
        rate = per_day(feed.history, now) or 0.0
        usual_days = max(MISSED_ENTRIES / rate, 1.0) if rate else QUIET_AFTER_DAYS
        return silent_days > min(usual_days, QUIET_AFTER_DAYS)


async def read_statuses(
    kafka: KafkaSettings,
    sources: Sequence[Source],
    which: Sequence[str] = (),
    *,
    patience_s: float,
    say: Progress | None = None,
) -> tuple[list[SourceStatus], bool]:
    """
    Join *sources* with the state; where *which* names some (ids or addresses), only those, and with their pages.

    Returns:
        The statuses, in the order of the file, and whether all of the state was read.

    Raises:
        UsageError: a name of *which* is neither in the file nor in the state.
        QuotewireError: the state cannot be read.
    """
    ids = {source.id for source in sources if _is_named(source, which)}
    ids |= {_base(name) for name in which if not _is_url(name)}
    # An address may be one that only the state knows: then every feed's record must be looked at.
    only = ids if which and not any(_is_url(name) for name in which) else None
    state = await read_state(kafka, _wanted(ids, only), patience_s=patience_s, say=say, thin=True)
    statuses = join(sources, state)
    if which:
        statuses = choose(statuses, which)
        named = {status.source.base_id for status in statuses}
        if not named <= ids:  # an address that only the state knew: its pages were not looked for yet
            state = await read_state(kafka, _wanted(named, named), patience_s=patience_s, say=say, thin=True)
        statuses = [with_pages(status, state) for status in statuses]
    return statuses, state.ended


def join(sources: Sequence[Source], state: StateRead) -> list[SourceStatus]:
    """
    Put each of *sources* beside its record; then those that only the state knows.

    A source whose address led to feeds elsewhere stands there as many times as there are such feeds, which are what is
    polled.
    """
    records: dict[str, dict[str, FeedState]] = defaultdict(dict)
    for feed in _feeds(state):
        records[_base(feed.source_id)][feed.source_id] = feed
    joined: list[SourceStatus] = []
    for source in sources:
        joined += _of_source(source, records.pop(source.id, {}), listed=True)
    for source_id, rest in records.items():
        first = next(iter(rest.values()))
        try:
            source = Source(id=source_id, name=source_id, url=first.url)
        except ValidationError:
            continue  # a record of a newer or broken version
        joined += _of_source(source, rest, listed=False)
    return joined


def _of_source(source: Source, records: Mapping[str, FeedState], *, listed: bool) -> list[SourceStatus]:
    own = records.get(source.id)
    guests = [feed for source_id, feed in records.items() if source_id != source.id]
    if guests and (own is None or own.moved_to):
        return [
            SourceStatus(source.model_copy(update={"id": feed.source_id}), feed, listed) for feed in guests
        ]
    return [SourceStatus(source, own, listed)]


def choose(statuses: Iterable[SourceStatus], which: Sequence[str]) -> list[SourceStatus]:
    """
    Find what each of *which* names, by id, by address in the file, or by the address that is polled.

    Raises:
        UsageError: nothing.
    """
    chosen = []
    known = list(statuses)
    for name in which:
        found = [status for status in known if _names(status, name)]
        if not found:
            raise UsageError(
                f"There is no source {name[:200]!r}, neither in the file nor in what the fetchers remember. "
                "`quotewire sources list` shows the ids."
            )
        chosen += [status for status in found if status not in chosen]
    return chosen


def with_pages(status: SourceStatus, state: StateRead) -> SourceStatus:
    """Add the pages that *state* holds of *status*."""
    pages, newest = Pages(), []
    for (_, key), value in state.records.items():
        if not key.startswith("page:"):
            continue
        try:
            page = PAGE.validate_json(value)
        except ValidationError:
            continue
        if page.source_id != status.source.base_id:
            continue
        pages.phases[page.phase] += 1
        if page.code is not None:
            pages.codes[page.code] += 1
        newest.append(page)
    pages.newest = nlargest(NEWEST_PAGES, newest, key=lambda page: page.first_seen_at)
    return SourceStatus(status.source, status.feed, status.listed, pages)


def _wanted(ids: Collection[str], only: Collection[str] | None) -> Callable[[bytes, bytes], bool]:
    """
    Want the feeds of the sources *only* (None: of all), and the pages of the sources *ids*.

    Pages are told by their bytes, as there may be millions.
    """
    marks = [b'"source_id":"' + id_.encode() + b'"' for id_ in ids]
    keys = None if only is None else {b"feed:" + id_.encode() for id_ in only}

    def wanted(key: bytes, value: bytes) -> bool:
        if key.startswith(b"feed:"):
            return keys is None or key.partition(b"@")[0] in keys
        return key.startswith(b"page:") and any(mark in value for mark in marks)

    return wanted


def _feeds(state: StateRead) -> Iterable[FeedState]:
    for (_, key), value in state.records.items():
        if key.startswith("feed:"):
            try:
                yield FEED.validate_json(value)
            except ValidationError:
                continue  # of a newer or broken version: the fetcher polls the feed as a new one


def _names(status: SourceStatus, name: str) -> bool:
    if not _is_url(name):
        return name in (status.source.id, status.source.base_id)
    urls = {status.source.url} | ({status.feed.url} if status.feed else set())
    return _plain(name) in {_plain(url) for url in urls}


def _is_named(source: Source, which: Sequence[str]) -> bool:
    return source.id in which or any(_is_url(name) and _plain(name) == _plain(source.url) for name in which)


def _base(record_id: str) -> str:
    return record_id.partition("@")[0]


def _is_url(name: str) -> bool:
    return name.lower().startswith(("http://", "https://"))


def _plain(url: str) -> str:
    try:
        return canonical_url(url)
    except ValueError:
        return url


def counts_of(statuses: Iterable[SourceStatus]) -> Mapping[str, int]:
    """Count *statuses* by health."""
    return Counter(status.health for status in statuses)
