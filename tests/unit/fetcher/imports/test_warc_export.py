import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quotewire_fetcher.imports.warc_export import Choice, Counts, appearing, export, moment_of
from quotewire_shared.errors import QuotewireError, UsageError
from tests.factories import NOON, article_fetched

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        (None, None),
        ("2d", NOW - timedelta(days=2)),
        (" 12H ", NOW - timedelta(hours=12)),
        ("30m", NOW - timedelta(minutes=30)),
        ("1w", NOW - timedelta(weeks=1)),
        ("2026-11-01", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026-11-01T12:00", datetime(2026, 11, 1, 12, tzinfo=UTC)),
        ("2026-11-01T12:00+02:00", datetime(2026, 11, 1, 10, tzinfo=UTC)),
    ],
)
def test_times_are_given_as_people_say_them(text: str | None, moment: datetime | None) -> None:
    assert moment_of(text, NOW, "--since") == moment


@pytest.mark.parametrize("text", ["", "soon", "2x", "999999w", "2026-13-01"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--since must be a time like"):
        moment_of(text, NOW, "--since")


def test_articles_are_chosen_by_time_and_source() -> None:
    article = article_fetched()
    assert Choice().takes(article)
    assert Choice(since=NOON, sources=frozenset({"harbour-post", "other"})).takes(article)
    assert not Choice(since=NOON + timedelta(seconds=1)).takes(article)
    assert not Choice(until=NOON).takes(article)
    assert not Choice(sources=frozenset({"other"})).takes(article)


def test_a_file_appears_when_it_is_complete(tmp_path: Path) -> None:
    file = tmp_path / "all.warc"
    file.write_bytes(b"old")
    with appearing(file) as stream:
        stream.write(b"new")
        assert file.read_bytes() == b"old"
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) & 0o600 == 0o600
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("error", [KeyboardInterrupt, QuotewireError, OSError])
def test_a_file_that_was_not_completed_leaves_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    def write_half() -> None:
        with appearing(tmp_path / "all.warc") as stream:
            stream.write(b"half")
            raise error

    with pytest.raises((KeyboardInterrupt, QuotewireError)):
        write_half()
    assert list(tmp_path.iterdir()) == []


async def test_names_that_cannot_be_written_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"must end in \.warc\.gz"):
        await export(tmp_path / "all.zip", Choice())
    with pytest.raises(UsageError, match="is no file"), appearing(tmp_path):
        pass
    with pytest.raises(QuotewireError, match="cannot be written"), appearing(tmp_path / "none" / "all.warc"):
        pass


def test_an_export_says_what_it_wrote_and_what_not() -> None:
    counts = Counts(articles=1_200, left_out=2, repeated=1, unreadable=3, bytes_written=5_000)
    assert counts.lines(Path("all.warc.gz")) == [
        "1,200 articles written to all.warc.gz (5,000 bytes).",
        "  2 messages not chosen",
        "  1 messages published more than once, written once",
        "  3 messages no articles by their form, left out",
    ]
    assert len(Counts().lines(Path("x"))) == 1
