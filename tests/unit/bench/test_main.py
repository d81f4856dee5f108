import subprocess
import sys
from pathlib import Path

import pytest

from bench.__main__ import options
from bench.places import places

ROOT = Path(__file__).parents[3]


def test_without_names_every_bench_is_meant() -> None:
    given = options([])
    assert (given.benches, given.articles, given.kafka) == ([], None, None)


@pytest.mark.parametrize("arguments", [["speed"], ["--articles", "0"], ["--articles", "many"]])
def test_wrong_usage_is_said_and_ends_with_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        options(arguments)
    assert ended.value.code == 2
    assert "error:" in capsys.readouterr().err


def test_an_error_is_one_line(tmp_path: Path) -> None:
    # As a process: it configures logging and signals, which would outlive the test.
    words = [sys.executable, "-m", "bench", "parse", "--pages", str(tmp_path / "nowhere")]
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert ended.stderr == f"bench: There is no folder {tmp_path / 'nowhere'}.\n"


def test_given_engines_are_used_and_none_is_started() -> None:
    with places("kafka.example:9092", "http://search.example:9200") as where:
        assert where.kafka() == "kafka.example:9092"
        assert where.opensearch() == "http://search.example:9200"
        assert not where.engines.status(quick=True)[0].running
        folder = where.folder
        assert folder.is_dir()
    assert not folder.exists()
