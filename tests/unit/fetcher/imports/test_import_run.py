import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from quotewire_fetcher.imports.import_entries import Options, Taken
from quotewire_fetcher.imports.import_report import MOST_REASONS, Report
from quotewire_fetcher.imports.import_run import MAX_UNDER_WAY, DryRun, Extent, import_paths
from quotewire_shared.errors import MessageTooLargeError, TransientError
from quotewire_shared.messages import ArticleFetched
from tests.unit.fetcher.archives import http, packed, pages, record, written

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Shelf:
    """A destination that keeps what it gets."""

    def __init__(self) -> None:
        self.got: list[Taken] = []
        self.under_way = self.most = 0
        self.began = asyncio.Event()

    async def send(self, item: Taken) -> None:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        await asyncio.sleep(0)
        self.under_way -= 1
        self.got.append(item)
        self.began.set()

    @property
    def names(self) -> list[str]:
        return [item.url.rsplit("/", 1)[-1] for item in self.got]


class Refusing(Shelf):
    """Fails for the page that it is told."""

    def __init__(self, name: str, error: Exception) -> None:
        super().__init__()
        self._name = name
        self._error = error

    async def send(self, item: Taken) -> None:
        if item.url.endswith(self._name):
            raise self._error
        await super().send(item)


async def run(
    *paths: Path, shelf: Shelf | None = None, skip: int = 0, limit: int | None = None
) -> tuple[Shelf, Report, list[str]]:
    said: list[str] = []
    shelf, report = shelf or Shelf(), Report()
    await import_paths(list(paths), Options(NOW), shelf, report, extent=Extent(skip, limit), say=said.append)
    return shelf, report, said


def archive(folder: Path, count: int) -> Path:
    return written(folder / "news.warc.gz", packed(pages(count)))


async def test_all_is_sent_and_counted(tmp_path: Path) -> None:
    shelf, report, said = await run(archive(tmp_path, 1_000))
    assert sorted(map(int, shelf.names)) == list(range(1_000))
    assert report.lines(dry_run=False) == ["1,000 imported, 0 failed."]
    assert (report.settled, said) == (1_000, [])
    assert 1 < shelf.most <= MAX_UNDER_WAY


async def test_failures_are_told_and_counted_by_reason_and_the_rest_goes_on(tmp_path: Path) -> None:
    bad = record("https://news.example/empty", http(b" "))
    missing = record("https://news.example/missing", http(status="404 Not Found"))
    path = written(tmp_path / "news.warc.gz", packed([bad, missing, *pages(2), bad]))
    lines = written(tmp_path / "more.jsonl", b'{"text": "A"}\nnonsense\n')
    urls = written(tmp_path / "urls.txt", b"https://news.example/x\nhttps://news.example/x\n")
    shelf, report, said = await run(path, lines, urls, tmp_path / "none.html")
    assert len(shelf.got) == 4
    assert report.lines(dry_run=False) == [
        "4 imported, 4 failed.",
        "  imported: 3 articles, 1 addresses to fetch",
        "  passed over: 1 http_404, 1 named_before",
        "  failed: 2 empty_page, 1 bad_line, 1 no_such_file",
    ]
    assert [line.removeprefix(f"{tmp_path}/").split(": ")[0] for line in said] == [
        "news.warc.gz",
        "news.warc.gz",
        "more.jsonl:2",
        "none.html",
    ]


async def test_a_part_can_be_imported_and_the_next_go_on_from_there(tmp_path: Path) -> None:
    path = archive(tmp_path, 10)
    first, report, _ = await run(path, limit=4)
    assert (first.names, report.settled) == (["0", "1", "2", "3"], 4)
    second, report, _ = await run(path, skip=4, limit=3)
    assert (second.names, report.settled, report.skipped) == (["4", "5", "6"], 7, 4)
    third, report, _ = await run(path, skip=7)
    assert (third.names, report.settled) == (["7", "8", "9"], 10)
    nothing, _, _ = await run(path, skip=100)
    assert nothing.got == []


async def test_failures_count_for_the_place_where_another_run_goes_on(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", b'nonsense\n{"text": "A"}\nnonsense\n{"text": "B"}\n')
    shelf, report, _ = await run(path, limit=3)
    assert (len(shelf.got), report.settled, report.failures) == (1, 3, 2)
    shelf, report, _ = await run(path, skip=3)
    assert (len(shelf.got), report.failures) == (1, 0)


async def test_an_article_that_kafka_never_takes_is_one_failure(tmp_path: Path) -> None:
    shelf, report, said = await run(
        archive(tmp_path, 5), shelf=Refusing("/2", MessageTooLargeError("too large"))
    )
    assert shelf.names == ["0", "1", "3", "4"]
    assert report.failed == {"message_too_large": 1}
    assert said[0].endswith("record 3 (https://news.example/2): too large")


@pytest.mark.parametrize("count", [8, 500])
async def test_a_kafka_that_takes_nothing_ends_the_import_where_it_was(tmp_path: Path, count: int) -> None:
    report = Report()
    shelf = Refusing("/7", TransientError("gone"))
    with pytest.raises(TransientError, match="gone"):
        await import_paths([archive(tmp_path, count)], Options(NOW), shelf, report, say=print)
    assert report.settled == 7


async def test_what_is_on_its_way_arrives_when_the_import_is_stopped(tmp_path: Path) -> None:
    report, shelf = Report(), Shelf()

    running = asyncio.create_task(
        import_paths([archive(tmp_path, 3_000)], Options(NOW), shelf, report, say=print)
    )
    await shelf.began.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert report.done == report.settled == len(shelf.got)
    assert 0 < report.done < 3_000


async def test_a_stopped_import_does_not_wait_for_ever_for_kafka(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Silent(Shelf):
        async def send(self, item: Taken) -> None:
            self.began.set()
            await asyncio.Event().wait()

    monkeypatch.setattr("quotewire_fetcher.imports.import_run.LAST_WAIT_S", 0.01)
    report, shelf = Report(), Silent()
    running = asyncio.create_task(
        import_paths([archive(tmp_path, 10)], Options(NOW), shelf, report, say=print)
    )
    await shelf.began.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert (report.done, report.settled) == (0, 0)


async def test_a_dry_run_says_what_it_would_send(tmp_path: Path) -> None:
    said: list[str] = []
    urls = written(tmp_path / "urls.txt", b"https://news.example/x\n")
    report = Report()
    await import_paths([archive(tmp_path, 1), urls], Options(NOW), DryRun(said.append), report, say=print)
    assert said == ["article  2026-10-01 08:00  https://news.example/0", "address  https://news.example/x"]
    assert report.lines(dry_run=True)[0] == "2 would be imported, 0 failed."


async def test_an_archive_cannot_write_on_the_terminal(tmp_path: Path) -> None:
    path = written(tmp_path / "news.warc.gz", packed([record("https://news.example/\x1b[2J", http(b" "))]))
    _, _, said = await run(path)
    assert "\x1b" not in said[0]


async def test_a_bug_met_on_one_page_costs_that_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> ArticleFetched:
        raise ZeroDivisionError

    path = written(tmp_path / "a.jsonl", json.dumps({"text": "A"}).encode())
    monkeypatch.setattr("quotewire_fetcher.imports.jsonl_import.article_of_line", broken)
    _, report, said = await run(path)
    assert report.failed == {"internal_error": 1}
    assert "this is a bug" in said[0]


def test_a_thousand_reasons_are_not_all_listed() -> None:
    report = Report()
    for status in range(100, 999):
        report.passed_over[f"http_{status}"] += 1
    (_, line) = report.lines(dry_run=False)
    assert line.endswith(f"{899 - MOST_REASONS} other reasons")
