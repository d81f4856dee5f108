"""`quotewire import` and `quotewire warc export` against real Kafka."""

import asyncio
import re
import signal
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quotewire_fetcher.imports.import_entries import Options
from quotewire_fetcher.imports.import_report import Report
from quotewire_fetcher.imports.import_run import import_paths, kafka_destination
from quotewire_fetcher.imports.warc_export import Choice, Counts, export
from quotewire_fetcher.naming.identity import domain_of
from quotewire_shared.broker import build_broker, publish_message
from quotewire_shared.messages import ArticleFetched, FetchRequest, Lane
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import ARTICLES_FETCHED, FETCH_REQUESTS, in_lane
from tests.eventually import eventually
from tests.factories import article_fetched
from tests.integration.fetcher.kafka_reader import articles, read_all
from tests.unit.fetcher.archives import packed, pages, written

pytestmark = pytest.mark.usefixtures("_connected")


@pytest.fixture
def _connected(kafka: KafkaSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTEWIRE_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrap_servers)
    monkeypatch.setenv("QUOTEWIRE_KAFKA_TOPIC_PREFIX", kafka.topic_prefix)


async def run_import(
    *paths: Path, publisher: str | None = None, base_url: str | None = None
) -> tuple[Report, list[str]]:
    said: list[str] = []
    report = Report()
    options = Options(datetime.now(UTC), publisher=publisher, base_url=base_url)
    async with kafka_destination() as destination:
        await import_paths(list(paths), options, destination, report, say=said.append)
    return report, said


async def publish(kafka: KafkaSettings, *found: ArticleFetched) -> None:
    broker = build_broker(kafka, "test")
    await broker.start()
    try:
        for article in found:
            topic = kafka.topic(in_lane(ARTICLES_FETCHED, article.lane))
            await publish_message(broker, topic, article, article.article_id)
    finally:
        await broker.stop()


async def test_a_folder_goes_into_the_backfill_lane_and_problems_are_named(
    kafka: KafkaSettings, tmp_path: Path
) -> None:
    for number in range(60):
        (tmp_path / f"{number:02}.html").write_text(f"<p>Story {number}</p>")
    (tmp_path / "note.txt").write_bytes("Grüße".encode("cp1252"))
    (tmp_path / "empty.html").write_text("")
    (tmp_path / "photo.jpg").write_bytes(b"x")
    report, said = await run_import(
        tmp_path,
        tmp_path / "missing.html",
        publisher="Harbour Post",
        base_url="https://news.example/old/",
    )
    assert (report.done, report.failures, report.settled) == (61, 2, 62)
    assert sorted(line.rsplit("/", 1)[-1] for line in said) == [
        "empty.html: the file is empty",
        "missing.html: there is no such file",
        "photo.jpg: passed over: its name tells no kind of file that is imported",
    ]
    found = {article.url: article for article in await articles(kafka, Lane.BACKFILL)}
    assert len(found) == 61
    assert found["https://news.example/old/07.html"].html == "<p>Story 7</p>"
    assert found["https://news.example/old/note.txt"].text == "Grüße"
    assert await articles(kafka) == []


async def test_importing_twice_sends_equal_messages(kafka: KafkaSettings, tmp_path: Path) -> None:
    archive = written(tmp_path / "news.warc.gz", packed(pages(300)))
    lines = written(tmp_path / "a.jsonl", b'{"text": "A"}')
    for _ in range(2):
        report, said = await run_import(archive, lines)
        assert (report.articles, said) == (301, [])
    sent = sorted(article.model_dump_json() for article in await articles(kafka, Lane.BACKFILL))
    assert sent[::2] == sent[1::2]
    assert len(set(sent)) == 301


async def test_a_list_of_addresses_asks_the_owners_of_their_domains(
    kafka: KafkaSettings, tmp_path: Path
) -> None:
    urls = [f"https://www.{name}.example/{number}" for name in ("one", "two") for number in range(3)]
    report, _ = await run_import(written(tmp_path / "urls.txt", "\n".join(urls).encode()))
    assert (report.articles, report.addresses) == (0, 6)
    records = await read_all(kafka, in_lane(FETCH_REQUESTS, Lane.BACKFILL))
    requests = [FetchRequest.model_validate_json(record.value or b"") for record in records]
    assert sorted(request.url for request in requests) == urls
    assert {request.lane for request in requests} == {Lane.BACKFILL}
    assert all(
        record.key == domain_of(request.url).encode()
        for record, request in zip(records, requests, strict=True)
    )
    assert await read_all(kafka, FETCH_REQUESTS) == []


async def test_what_was_exported_is_imported_as_it_was(kafka: KafkaSettings, tmp_path: Path) -> None:
    """All lanes are read, what was published twice is written once, and what is no article is told."""
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    originals = [
        article_fetched(
            f"https://news.example/{number}",
            lane=lane,
            fetched_at=noon + timedelta(seconds=number, microseconds=number),
            html=f"<p>Grüße – {number}</p>" if number % 3 else None,
            text=None if number % 3 else f"Grüße\n\n{number}",
            status=200 if number % 2 else None,
        )
        for number, lane in enumerate(list(Lane) * 20)
    ]
    await publish(kafka, *originals, originals[0])
    broker = build_broker(kafka, "test")
    await broker.start()
    await broker.publish(b"nonsense", topic=kafka.topic(ARTICLES_FETCHED), key=b"x")
    await broker.stop()
    file = tmp_path / "all.warc.gz"
    counts = await export(file, Choice())
    assert (counts.articles, counts.repeated, counts.unreadable) == (60, 1, 1)
    report, said = await run_import(file)
    assert (report.articles, said) == (60, [])
    expected = Counter(one.model_copy(update={"lane": Lane.BACKFILL}).model_dump_json() for one in originals)
    published = Counter(
        one.model_dump_json() for one in originals if one.lane is Lane.BACKFILL
    )  # they lie there twice
    assert (
        Counter(one.model_dump_json() for one in await articles(kafka, Lane.BACKFILL)) == expected + published
    )


async def test_an_export_can_be_of_some_lanes_times_and_sources(kafka: KafkaSettings, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    old = article_fetched("https://news.example/old", fetched_at=now - timedelta(days=3))
    new = article_fetched("https://news.example/new", fetched_at=now, source_id="other")
    archive = article_fetched("https://news.example/archive", fetched_at=now, lane=Lane.BACKFILL)
    await publish(kafka, old, new, archive)

    async def chosen(choice: Choice) -> Counts:
        return await export(tmp_path / "some.warc", choice)

    assert (await chosen(Choice())).articles == 3
    assert (await chosen(Choice(lanes=(Lane.LIVE,)))).articles == 2
    assert (await chosen(Choice(since=now - timedelta(days=1)))).articles == 2
    assert (await chosen(Choice(until=now - timedelta(days=1)))).articles == 1
    assert (await chosen(Choice(sources=frozenset({"other"})))).articles == 1
    assert (await chosen(Choice(since=now + timedelta(hours=1)))).articles == 0


async def test_an_import_that_is_stopped_says_where_another_goes_on(
    kafka: KafkaSettings, tmp_path: Path
) -> None:
    archive = written(tmp_path / "news.warc.gz", packed(pages(8_000)))
    command = (sys.executable, "-m", "quotewire_shared.cli", "import", str(archive))

    async def started(*more: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *command, *more, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )

    first = await started()

    async def something_arrived() -> bool:
        return bool(await read_all(kafka, in_lane(ARTICLES_FETCHED, Lane.BACKFILL)))

    await eventually(something_arrived)
    first.send_signal(signal.SIGINT)
    out, errors = (text.decode() for text in await first.communicate())
    place = re.search(r"--skip (\d+) goes on from here", errors)
    assert (first.returncode, bool(place)) == (130, True), out + errors
    assert place is not None
    second = await started("--skip", place.group(1))
    out, errors = (text.decode() for text in await second.communicate())
    assert (second.returncode, errors) == (0, "")
    found = Counter(article.article_id for article in await articles(kafka, Lane.BACKFILL))
    assert len(found) == 8_000
