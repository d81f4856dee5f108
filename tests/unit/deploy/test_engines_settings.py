"""What the engines' settings accept."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from quotewire_deploy.engines.settings import EnginesSettings
from quotewire_shared.errors import UsageError
from quotewire_shared.settings import load


def test_the_defaults_are_the_ports_everybody_knows() -> None:
    settings = EnginesSettings()
    assert (settings.broker_port(1), settings.controller_port(1)) == (9092, 9093)
    assert (settings.broker_port(3), settings.controller_port(3)) == (9096, 9097)
    assert (settings.opensearch_port, settings.opensearch_transport_port) == (9200, 9300)


def test_the_default_heaps_are_small() -> None:
    settings = EnginesSettings()
    assert settings.kafka_heap_mb <= 512
    assert settings.opensearch_heap_mb <= 1024


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kafka_heap_mb", 255),
        ("opensearch_heap_mb", 32 * 1024),
        ("kafka_port", 1023),
        ("kafka_port", 65_530),
        ("opensearch_port", 65_536),
        ("startup_timeout_s", 0),
        ("stop_timeout_s", -1),
        ("maven_url", "ftp://mirror.test"),
    ],
)
def test_a_value_out_of_bounds_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValidationError, match=name):
        EnginesSettings.model_validate({name: value})


@pytest.mark.parametrize("port", [9092, 9093, 9097, 9300])
def test_ports_that_overlap_are_refused(port: int) -> None:
    with pytest.raises(ValidationError, match="the ports overlap"):
        EnginesSettings(opensearch_port=port)


def test_a_bad_setting_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTEWIRE_ENGINES_KAFKA_PORT", "many")
    with pytest.raises(UsageError, match="QUOTEWIRE_ENGINES_KAFKA_PORT"):
        load(EnginesSettings)


def test_folders_mean_the_same_from_everywhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert EnginesSettings(state_dir=Path("state")).state_dir == tmp_path / "state"
    assert EnginesSettings(cache_dir=Path("~/cache")).cache_dir == Path.home() / "cache"
