"""`quotewire engines …` as far as it goes without an engine."""

import json
import socket
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from quotewire_deploy.commands import register
from quotewire_deploy.engines.errors import EnginesError, PortTakenError
from quotewire_shared.errors import UsageError
from tests.engines import free_settings


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings = free_settings(tmp_path / "state")
    for name in ("state_dir", "kafka_port", "opensearch_port", "opensearch_transport_port"):
        monkeypatch.setenv(f"QUOTEWIRE_ENGINES_{name.upper()}", str(getattr(settings, name)))
    return settings.state_dir


def run(*arguments: str, answer: str = "") -> Result:
    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    return CliRunner().invoke(app, ["engines", *arguments], input=answer)


def test_nothing_running_is_shown_and_exit_code_1() -> None:
    result = run("status")
    assert result.exit_code == 1
    assert result.output.count("stopped") == 2


def test_status_for_programs_is_json() -> None:
    result = run("status", "--json")
    assert result.exit_code == 1
    assert [(engine["name"], engine["state"], engine["pid"]) for engine in json.loads(result.output)] == [
        ("kafka", "stopped", None),
        ("opensearch", "stopped", None),
    ]


def test_looking_creates_nothing(state: Path) -> None:
    run("status")
    assert not state.exists()


def test_down_with_nothing_running_is_done() -> None:
    result = run("down")
    assert (result.exit_code, result.output) == (0, "Nothing was running.\n")


def test_up_refuses_a_taken_port_before_it_downloads_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    monkeypatch.setenv("QUOTEWIRE_ENGINES_CACHE_DIR", str(cache))
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("QUOTEWIRE_ENGINES_OPENSEARCH_PORT", str(server.getsockname()[1]))
        result = run("up")
    assert isinstance(result.exception, PortTakenError)
    assert not cache.exists()


def test_logs_of_an_unknown_engine_are_a_wrong_usage() -> None:
    result = run("logs", "zookeeper")
    assert isinstance(result.exception, UsageError)
    assert str(result.exception) == "There is no engine 'zookeeper'. There are: kafka, opensearch."


def test_logs_before_the_first_start_say_so() -> None:
    assert isinstance(run("logs").exception, EnginesError)


def test_logs_are_labelled_when_there_are_several(state: Path) -> None:
    (state / "logs").mkdir(parents=True)
    (state / "logs" / "kafka.log").write_text("one\ntwo\n")
    assert run("logs", "-n", "1").output == "kafka | two\n"
    assert run("logs", "kafka").output == "one\ntwo\n"


def test_reset_asks_first(state: Path) -> None:
    (state / "kafka").mkdir(parents=True)
    assert run("reset", answer="n\n").exit_code == 1
    assert (state / "kafka").exists()
    assert run("reset", answer="y\n").exit_code == 0
    assert not (state / "kafka").exists()


def test_reset_with_yes_does_not_ask(state: Path) -> None:
    (state / "opensearch").mkdir(parents=True)
    assert run("reset", "--yes").exit_code == 0
    assert not (state / "opensearch").exists()


def test_more_than_three_brokers_are_a_wrong_usage() -> None:
    assert run("up", "--brokers", "4").exit_code == 2
