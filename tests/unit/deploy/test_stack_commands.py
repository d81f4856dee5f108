"""`quotewire up`, `demo` and `status` as far as they go without an engine."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from quotewire_deploy.commands import register
from quotewire_deploy.engines.settings import EnginesSettings
from quotewire_deploy.settings import SupervisorSettings
from quotewire_deploy.stack.site import KAFKA, OPENSEARCH, exports, forget_named_engines
from quotewire_deploy.stack.status import collect
from quotewire_shared.errors import UsageError
from quotewire_shared.settings import KafkaSettings
from tests.engines import free_block, free_settings


@pytest.fixture(autouse=True)
def engines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EnginesSettings:
    """Settings of engines that never run, which the environment leads to; nobody has named others."""
    settings = free_settings(tmp_path / "engines")
    for name in ("state_dir", "kafka_port", "opensearch_port", "opensearch_transport_port"):
        monkeypatch.setenv(f"QUOTEWIRE_ENGINES_{name.upper()}", str(getattr(settings, name)))
    monkeypatch.setenv("QUOTEWIRE_UP_STATE_DIR", str(tmp_path / "stack"))
    monkeypatch.setenv("QUOTEWIRE_UP_FIRST_PROBE_PORT", str(free_block(3)))
    for name in (KAFKA, OPENSEARCH):
        monkeypatch.delenv(name, raising=False)
    return settings


def run(*arguments: str) -> Result:
    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    return CliRunner().invoke(app, arguments)


@pytest.mark.parametrize(("name", "most"), [("fetchers", 16), ("parsers", 64), ("indexers", 16)])
def test_the_options_have_the_bounds_of_the_settings(name: str, most: int) -> None:
    for number in (0, most + 1):
        assert run("up", f"--{name}", str(number)).exit_code == 2
        with pytest.raises(ValueError, match=name):
            SupervisorSettings.model_validate({name: number})
    assert SupervisorSettings.model_validate({name: most})


def test_a_missing_sources_file_is_said_before_engines_start(
    engines: EnginesSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTEWIRE_FETCHER_SOURCES_FILE", "no-such.toml")
    for arguments in (("up",), ("up", "--sources", "no-such.toml")):
        result = run(*arguments)
        assert isinstance(result.exception, UsageError)
        assert "There is no sources file no-such.toml" in str(result.exception)
    assert not engines.state_dir.exists()


@pytest.mark.parametrize("command", ["up", "demo"])
def test_a_bad_setting_of_every_service_is_said_before_engines_start(
    command: str, engines: EnginesSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTEWIRE_LOG_LEVEL", "loud")
    result = run(command)
    assert isinstance(result.exception, UsageError)
    assert "QUOTEWIRE_LOG_LEVEL" in str(result.exception)
    assert not engines.state_dir.exists()


def test_the_demo_forgets_your_engines_and_how_to_log_in_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KAFKA, "kafka.example:9092")
    monkeypatch.setenv(OPENSEARCH, "https://search.example")
    monkeypatch.setenv("QUOTEWIRE_KAFKA_SASL_PASSWORD", "secret")
    assert forget_named_engines() == [KAFKA, "QUOTEWIRE_KAFKA_SASL_PASSWORD", OPENSEARCH]
    assert forget_named_engines() == []
    assert KafkaSettings() == KafkaSettings(bootstrap_servers="localhost:9092")


def test_the_demo_says_that_your_engines_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KAFKA, "kafka.example:9092")
    monkeypatch.setenv(OPENSEARCH, "https://search.example")
    monkeypatch.setenv("QUOTEWIRE_LOG_LEVEL", "loud")  # so that it ends before anything starts
    said = run("demo").output
    assert KAFKA in said
    assert OPENSEARCH in said


def test_other_commands_are_told_of_unusual_ports(engines: EnginesSettings) -> None:
    places = {KAFKA: "127.0.0.1:9192", OPENSEARCH: "http://127.0.0.1:9200"}
    assert exports(EnginesSettings(kafka_port=9192, opensearch_port=9200), places) == [
        f"export {KAFKA}=127.0.0.1:9192",
        f"export {OPENSEARCH}=http://127.0.0.1:9200",
    ]
    usual = engines.model_copy(update={"kafka_port": 9092, "opensearch_port": 9200})
    assert exports(usual, places) == []


def test_status_asks_the_kafka_of_our_own_engines(tmp_path: Path, engines: EnginesSettings) -> None:
    facts: dict[str, Any] = asyncio.run(
        collect(
            SupervisorSettings(state_dir=tmp_path), engines, KafkaSettings(bootstrap_servers="127.0.0.1:1")
        )
    )
    assert f"Kafka does not answer at 127.0.0.1:{engines.kafka_port}" in facts["problem"]
    assert json.dumps(facts)


def test_status_asks_your_kafka_where_you_name_one(
    tmp_path: Path, engines: EnginesSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KAFKA, "127.0.0.1:1")
    monkeypatch.setenv(OPENSEARCH, "http://127.0.0.1:2")
    facts = asyncio.run(collect(SupervisorSettings(state_dir=tmp_path), engines, KafkaSettings()))
    assert "Kafka does not answer at 127.0.0.1:1:" in facts["problem"]
    assert facts["engines"] == []
