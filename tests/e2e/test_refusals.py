"""What a person gets when something is wrong from the start: one clear line, exit code 1 or 2, no traceback."""

from pathlib import Path

import pytest

from tests.e2e.stack import Stack
from tests.engines import free_block

NOWHERE = "127.0.0.1:1"


@pytest.mark.parametrize(
    ("words", "environment", "code", "says"),
    [
        (["run", "parser"], {"QUOTEWIRE_KAFKA_PARTITIONS": "many"}, 2, "QUOTEWIRE_KAFKA_PARTITIONS"),
        (["run", "parser"], {"QUOTEWIRE_PARSER_TIME_LIMIT_S": "-1"}, 2, "QUOTEWIRE_PARSER_TIME_LIMIT_S"),
        (["run", "indexer"], {"QUOTEWIRE_LOG_LEVEL": "loud"}, 2, "QUOTEWIRE_LOG_LEVEL"),
        (["run", "fetcher"], {"QUOTEWIRE_FETCHER_SOURCES_FILE": "no-such.toml"}, 2, "no-such.toml"),
        (["run", "parser"], {"QUOTEWIRE_KAFKA_BOOTSTRAP_SERVERS": NOWHERE}, 1, NOWHERE),
        (["run", "fetcher"], {"QUOTEWIRE_KAFKA_BOOTSTRAP_SERVERS": NOWHERE}, 1, NOWHERE),
        (["run", "indexer"], {"QUOTEWIRE_OPENSEARCH_URL": f"http://{NOWHERE}"}, 1, NOWHERE),
        (["run", "indexer"], {"QUOTEWIRE_OPENSEARCH_URL": "no url"}, 2, "QUOTEWIRE_OPENSEARCH_URL"),
        (["bootstrap"], {"QUOTEWIRE_KAFKA_BOOTSTRAP_SERVERS": NOWHERE}, 1, NOWHERE),
        (["search", "words"], {"QUOTEWIRE_OPENSEARCH_URL": f"http://{NOWHERE}"}, 1, NOWHERE),
        (["run", "nonsense"], {}, 2, "Installed: fetcher, indexer, parser, search"),
        (["parse", "no-such-page.html"], {}, 2, "no-such-page.html"),
    ],
)
def test_one_clear_line(
    stack: Stack, words: list[str], environment: dict[str, str], code: int, says: str, tmp_path: object
) -> None:
    waits = {"QUOTEWIRE_KAFKA_STARTUP_TIMEOUT_S": "2", "QUOTEWIRE_OPENSEARCH_STARTUP_TIMEOUT_S": "2"}
    sources = {"QUOTEWIRE_FETCHER_SOURCES_FILE": f"{tmp_path}/sources.toml"}
    (stack.folder / "sources.toml").write_text(
        '[[source]]\nid = "a"\nname = "A"\nurl = "https://a.example/feed"\n'
    )
    done = stack.command(*words, environment={**waits, **sources, **environment})
    spoken = [line for line in done.stderr.splitlines() if not line.startswith("{")]
    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert len(spoken) == 1, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"QUOTEWIRE_FETCHER_SOURCES_FILE": "no-such.toml"}, "no-such.toml"),
        ({"QUOTEWIRE_FETCHER_CONCURRENCY": "0"}, "QUOTEWIRE_FETCHER_CONCURRENCY"),
        ({"QUOTEWIRE_KAFKA_PARTITIONS": "many"}, "QUOTEWIRE_KAFKA_PARTITIONS"),
        ({"QUOTEWIRE_PARSER_TIME_LIMIT_S": "-1"}, "QUOTEWIRE_PARSER_TIME_LIMIT_S"),
        ({"QUOTEWIRE_UP_PARSERS": "0"}, "QUOTEWIRE_UP_PARSERS"),
    ],
)
def test_up_says_a_bad_setting_at_once(
    stack: Stack, environment: dict[str, str], says: str, tmp_path: Path
) -> None:
    sources = tmp_path / "sources.toml"
    sources.write_text('[[source]]\nid = "a"\nname = "A"\nurl = "https://a.example/feed"\n')
    own = {
        "QUOTEWIRE_FETCHER_SOURCES_FILE": str(sources),
        "QUOTEWIRE_UP_STATE_DIR": str(tmp_path / "up"),
        "QUOTEWIRE_UP_FIRST_PROBE_PORT": str(free_block(3)),
        "QUOTEWIRE_UP_READY_TIMEOUT_S": "600",  # longer than a command may take here
    }
    done = stack.command("up", environment={**own, **environment})
    refusals = [line for line in done.stderr.splitlines() if line.startswith("quotewire: ")]
    assert done.returncode == 2, done.stderr
    assert len(refusals) == 1, done.stderr
    assert says in refusals[0]
    assert "Traceback" not in done.stderr
