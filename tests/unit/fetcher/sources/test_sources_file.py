from pathlib import Path

import pytest
from structlog.testing import capture_logs

from quotewire_fetcher.sources.sources_file import SourcesFile
from quotewire_shared.errors import UsageError

ONE = '[[source]]\nid = "a"\nname = "A"\nurl = "https://a.example/f"\n'
TWO = ONE + '[[source]]\nid = "b"\nname = "B"\nurl = "https://b.example/f"\n'


def ids(file: SourcesFile) -> list[str] | None:
    sources = file.changed()
    return None if sources is None else [source.id for source in sources]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "sources.toml"
    path.write_text(ONE)
    return path


def test_the_first_look_gives_all_and_the_next_only_what_changed(path: Path) -> None:
    file = SourcesFile(path)
    assert ids(file) == ["a"]
    assert ids(file) is None
    path.write_text(TWO)
    assert ids(file) == ["a", "b"]
    assert ids(file) is None


def test_a_comment_alone_changes_nothing(path: Path) -> None:
    file = SourcesFile(path)
    file.changed()
    path.write_text("# hello\n" + ONE)
    assert ids(file) is None


def test_a_broken_version_is_said_once_and_the_old_one_kept(path: Path) -> None:
    file = SourcesFile(path)
    file.changed()
    path.write_text("[[source]]\nname =\n")
    with capture_logs() as logs:
        assert ids(file) is None
        assert ids(file) is None
    assert [entry["event"] for entry in logs] == ["sources_file_refused"]
    assert "line 2" in logs[0]["reason"]
    path.write_text(TWO)
    assert ids(file) == ["a", "b"]


def test_a_file_that_went_away_is_said_once_and_may_come_back(path: Path) -> None:
    file = SourcesFile(path)
    file.changed()
    path.unlink()
    with capture_logs() as logs:
        assert ids(file) is None
        assert ids(file) is None
    assert len(logs) == 1
    path.write_text(TWO)
    assert ids(file) == ["a", "b"]


def test_a_file_that_is_broken_from_the_start_is_an_error(path: Path) -> None:
    path.write_text("nonsense")
    with pytest.raises(UsageError, match="not valid TOML"):
        SourcesFile(path).changed()


def test_a_source_that_is_switched_off_is_gone_even_the_last(path: Path) -> None:
    file = SourcesFile(path)
    file.changed()
    path.write_text(ONE + "enabled = false\n")
    assert ids(file) == []


def test_an_address_that_is_listed_twice_is_read_once_and_said(path: Path) -> None:
    path.write_text(ONE + '[[source]]\nid = "c"\nname = "C"\nurl = "https://A.example/f?utm_medium=x"\n')
    with capture_logs() as logs:
        assert ids(SourcesFile(path)) == ["a"]
    assert "already listed as 'a'" in logs[0]["reason"]
