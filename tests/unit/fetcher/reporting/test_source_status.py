"""The sources file joined with the state, and what is said of it."""

import io
import json
from typing import Any

import pytest
from rich.console import Console

from quotewire_fetcher.memory.state import FeedState, PageState, bytes_of, key_of
from quotewire_fetcher.memory.state_reader import StateRead
from quotewire_fetcher.reporting.source_status import SourceStatus, choose, join, with_pages
from quotewire_fetcher.reporting.source_table import long_form, table_of
from quotewire_fetcher.reporting.source_words import facts_of, sentences_of
from quotewire_fetcher.schedule.rhythm import FeedHistory
from quotewire_fetcher.sources.source import Source
from quotewire_shared.errors import UsageError

NOW = 1_800_000_000.0
DAY = 86_400


def source(source_id: str = "post", **more: Any) -> Source:
    return Source(id=source_id, name=source_id.title(), url=f"https://{source_id}.example/feed", **more)


def history(**more: Any) -> FeedHistory:
    return FeedHistory(
        **{"since": int(NOW - 30 * DAY), "at": int(NOW - 60), "polls": 200, "slow": 84.0} | more
    )


def feed(source_id: str = "post", **more: Any) -> FeedState:
    values: dict[str, Any] = {
        "url": f"https://{source_id}.example/feed",
        "kind": "rss",
        "polled_at": NOW - 60,
        "ok_at": NOW - 60,
        "next_due_at": NOW + 1_380,
        "why": "its rate and the hour of the week say so",
        "entries": 40,
        "history": history(found_at=int(NOW - 3_600)),
    }
    return FeedState(source_id=source_id, **values | more)


def failing(**more: Any) -> FeedState:
    parked = more.pop("parked_at", 0)
    values: dict[str, Any] = {
        "failures": 7,
        "code": "http_410",
        "reason": "Status 410.",
        "ok_at": NOW - 9 * DAY,
    } | more
    return feed(
        **values, history=history(failures=7, code="http_410", failed_at=int(NOW - 8 * DAY), parked_at=parked)
    )


def page(number: int, phase: Any = "done", source_id: str = "post", **more: Any) -> PageState:
    return PageState(
        page_id=f"{number:032x}",
        url=f"https://post.example/{number}",
        source_id=source_id,
        phase=phase,
        first_seen_at=NOW - number,
        **more,
    )


def state(*records: FeedState | PageState) -> StateRead:
    return StateRead({(0, key_of(one)): bytes_of(one) for one in records}, len(records))


def said(status: SourceStatus) -> str:
    return " ".join(sentences_of(status, NOW))


def shown(status: SourceStatus) -> str:
    out = io.StringIO()
    console = Console(file=out, width=200)
    console.print(table_of([status], NOW))
    console.print(long_form(status, NOW))
    return out.getvalue()


def test_each_source_stands_beside_its_record_in_the_order_of_the_file() -> None:
    joined = join([source("b"), source("a")], state(feed("a")))
    assert [(one.source.id, one.health) for one in joined] == [("b", "new"), ("a", "ok")]


def test_what_left_the_file_is_still_told() -> None:
    (only,) = join([], state(feed("gone")))
    assert not only.listed
    assert "not in the sources file any more" in said(only)


def test_a_homepage_that_led_to_feeds_stands_there_as_those_feeds() -> None:
    own = feed(moved_to=("https://a.example/1", "https://a.example/2"))
    guests = [feed(f"post@{number}", url=f"https://a.example/{number}", guest_until=NOW) for number in (1, 2)]
    joined = join([source()], state(own, *guests))
    assert [(one.source.id, one.source.name) for one in joined] == [("post@1", "Post"), ("post@2", "Post")]
    assert choose(joined, ["post"]) == joined
    assert choose(joined, ["post@2"]) == joined[1:]
    assert join([source()], state(feed(), *guests))[0].source.id == "post"
    (gone, _) = join([], state(*guests))
    assert not gone.listed


def test_a_broken_record_counts_as_none() -> None:
    broken = StateRead({(0, "feed:post"): b"{", (0, "page:1"): b"[]"}, 2)
    (only,) = join([source()], broken)
    assert only.health == "new"
    assert with_pages(only, broken).pages is not None


def test_a_source_is_found_by_id_by_its_address_and_by_the_polled_one() -> None:
    joined = join([source()], state(feed(url="https://cdn.post.example/feed.xml")))
    for name in ("post", "https://POST.example/feed", "https://cdn.post.example/feed.xml?utm_source=x"):
        assert choose(joined, [name]) == joined
    assert choose(joined, ["post", "https://post.example/feed"]) == joined


def test_an_unknown_source_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="no source 'nobody'"):
        choose(join([source()], state()), ["nobody"])


def test_a_source_that_was_never_polled_says_what_to_check() -> None:
    assert "No fetcher has polled it yet" in said(SourceStatus(source(), None))


def test_a_source_that_is_switched_off_says_so() -> None:
    status = SourceStatus(source(enabled=False), feed())
    assert status.health == "off"
    assert "enabled = false" in said(status)


def test_a_source_that_is_well_says_when_it_is_polled_next_and_why() -> None:
    text = said(SourceStatus(source(), feed()))
    assert "new entries a day" in text
    assert "Next poll in 23 min because its rate and the hour of the week say so." in text


def test_a_failing_source_says_why_since_when_and_what_to_do() -> None:
    text = said(SourceStatus(source(), failing()))
    assert (
        "It failed 7 times in a row, for 8 days (http_410): The server says that it is gone for good." in text
    )
    assert "Status 410." in text
    assert "The last good poll was 9 days ago." in text
    assert "What to do: Take it out of the sources" in text


def test_a_parked_source_says_since_when() -> None:
    status = SourceStatus(source(), failing(parked_at=int(NOW - DAY)))
    assert status.health == "parked"
    assert "Parked since" in said(status)


def test_a_silent_feed_is_quiet_only_beyond_its_own_rhythm() -> None:
    daily = history(slow=21.0, found_at=int(NOW - 5 * DAY))
    rare = history(slow=2.0, found_at=int(NOW - 5 * DAY))
    assert SourceStatus(source(), feed(history=daily)).is_quiet(NOW)
    assert not SourceStatus(source(), feed(history=rare)).is_quiet(NOW)
    assert SourceStatus(source(), feed(history=history(slow=0.0, found_at=int(NOW - 20 * DAY)))).is_quiet(NOW)
    assert not SourceStatus(source(), failing()).is_quiet(NOW)
    assert not SourceStatus(source(), None).is_quiet(NOW)


def test_a_quiet_feed_says_that_it_is_read_well_and_what_to_look_for() -> None:
    quiet = feed(etag='"1"', history=history(slow=21.0, same=60, found_at=int(NOW - 9 * DAY)))
    text = said(SourceStatus(source(), quiet))
    assert "The last 60 polls were answered “not modified” (304), by ETag." in text
    assert "It is quiet: the last new entry came 9 days ago." in text


def test_validators_that_lie_and_the_last_probe_are_told() -> None:
    lies = feed(history=history(lied_at=int(NOW - 60), probed_at=int(NOW - 60), found_at=int(NOW)))
    probed = feed(history=history(probed_at=int(NOW - 2 * DAY), found_at=int(NOW)))
    assert "proved false" in said(SourceStatus(source(), lies))
    assert "read in full, to see whether that is true, 2 days ago" in said(SourceStatus(source(), probed))


def test_an_empty_document_is_told() -> None:
    assert "lists no entries" in said(SourceStatus(source(), feed(entries=0)))


@pytest.mark.parametrize(
    ("until", "words"), [(NOW + 60, "tells us of new entries"), (None, "has not confirmed")]
)
def test_a_hub_is_told(until: float | None, words: str) -> None:
    assert words in said(SourceStatus(source(), feed(hub_url="https://hub.example/", hub_until=until)))


def test_pages_are_counted_by_phase_and_code_and_the_newest_shown() -> None:
    pages = [page(n, "refused", code="robots_disallowed") for n in range(1, 16)] + [page(20, "pending")]
    status = with_pages(SourceStatus(source(), feed()), state(*pages, page(30, source_id="other")))
    assert status.pages is not None
    assert dict(status.pages.phases) == {"refused": 15, "pending": 1}
    assert [one.url for one in status.pages.newest][:2] == [
        "https://post.example/1",
        "https://post.example/2",
    ]
    text = said(status)
    assert "Pages remembered: 15 refused, 1 pending; codes: robots_disallowed 15." in text
    assert "Most of its pages were refused. The publisher's robots.txt" in text
    assert "1 pages wait" in text


def test_everything_can_be_had_as_json() -> None:
    status = with_pages(SourceStatus(source(), failing(hub_url="https://hub.example/")), state(page(1)))
    facts = json.loads(json.dumps(facts_of(status, NOW)))
    assert (facts["id"], facts["health"], facts["code"]) == ("post", "failing", "http_410")
    assert facts["next_poll_at"] == "2027-01-15T08:23:00+00:00"
    assert facts["pages"]["by_phase"] == {"done": 1}
    assert json.dumps(facts_of(SourceStatus(source(), None), NOW))


def test_a_person_sees_a_line_for_each_and_all_of_one() -> None:
    text = shown(with_pages(SourceStatus(source(), failing()), state(page(1, "refused", code="http_404"))))
    assert "http_410: Status 410." in text
    assert "1 sources: 1 failing" in text
    assert "validators: none" in text
    assert "https://post.example/1" in text
    assert "never" in shown(SourceStatus(source(), None))


def test_what_a_server_said_drives_no_terminal_and_no_markup() -> None:
    nasty = "\x1b[2J[red]x[/red]"
    text = shown(SourceStatus(source(), failing(reason=nasty, etag=nasty)))
    assert "\x1b" not in text
    assert "[red]x[/red]" in text
