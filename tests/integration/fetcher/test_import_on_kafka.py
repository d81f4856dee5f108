"""`quotewire import` against real Kafka."""

from pathlib import Path

import pytest

from quotewire_fetcher.import_run import import_paths
from quotewire_shared.messages import Lane
from quotewire_shared.settings import KafkaSettings
from tests.integration.fetcher.kafka_reader import articles


@pytest.fixture
def _connected(kafka: KafkaSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTEWIRE_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrap_servers)
    monkeypatch.setenv("QUOTEWIRE_KAFKA_TOPIC_PREFIX", kafka.topic_prefix)


@pytest.mark.usefixtures("_connected")
async def test_a_folder_goes_into_the_backfill_lane_and_problems_are_named(
    kafka: KafkaSettings, tmp_path: Path
) -> None:
    for number in range(60):
        (tmp_path / f"{number:02}.html").write_text(f"<p>Story {number}</p>")
    (tmp_path / "note.txt").write_bytes("Grüße".encode("cp1252"))
    (tmp_path / "empty.html").write_text("")
    (tmp_path / "photo.jpg").write_bytes(b"x")
    said: list[str] = []
    done, failed = await import_paths(
        [tmp_path, tmp_path / "missing.html"],
        publisher="Harbour Post",
        base_url="https://news.example/old",
        say=said.append,
    )
    assert (done, failed) == (61, 2)
    assert sorted(line.rsplit("/", 1)[-1] for line in said) == [
        "empty.html: the file is empty",
        "missing.html: there is no such file",
        "photo.jpg: passed over: neither HTML nor text by its name",
    ]
    found = {article.url: article for article in await articles(kafka, Lane.BACKFILL)}
    assert len(found) == 61
    assert found["https://news.example/old/07.html"].html == "<p>Story 7</p>"
    assert found["https://news.example/old/note.txt"].text == "Grüße"
    assert await articles(kafka) == []


@pytest.mark.usefixtures("_connected")
async def test_importing_twice_sends_equal_messages(kafka: KafkaSettings, tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text("<p>Story</p>")
    for _ in range(2):
        await import_paths([page], publisher=None, base_url=None, say=print)
    first, second = await articles(kafka, Lane.BACKFILL)
    assert first == second
