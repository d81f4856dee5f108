"""What OpenSearch is told."""

import json
from pathlib import Path

import pytest

from quotewire_deploy.engines.java import Java, Runtime
from quotewire_deploy.engines.opensearch import Node
from quotewire_deploy.engines.settings import EnginesSettings


@pytest.fixture
def settings(tmp_path: Path) -> EnginesSettings:
    return EnginesSettings(
        state_dir=tmp_path / "state", opensearch_port=21_200, opensearch_transport_port=21_300
    )


@pytest.fixture
def runtime(tmp_path: Path) -> Runtime:
    library = tmp_path / "java" / "lib" / "server" / "libjvm.so"
    library.parent.mkdir(parents=True)
    library.touch()
    return Runtime(Java(tmp_path / "java"), (tmp_path / "icu4j.jar",))


def test_it_listens_on_loopback_at_the_ports_set(settings: EnginesSettings) -> None:
    told = Node(settings).node_settings()
    assert (told["network.host"], told["http.port"], told["transport.port"]) == (
        "127.0.0.1",
        "21200",
        "21300",
    )


def test_a_full_disk_does_not_make_it_read_only(settings: EnginesSettings) -> None:
    assert Node(settings).node_settings()["cluster.routing.allocation.disk.threshold_enabled"] == "false"


def test_the_plan_of_its_process_holds_heap_jars_and_the_cure_for_thai(
    settings: EnginesSettings, runtime: Runtime
) -> None:
    node = Node(settings)
    node.prepare(runtime)
    plan = json.loads(Path(node.command(runtime)[-1]).read_text("utf-8"))
    assert plan["library"] == str(runtime.java.library)
    assert plan["jars"] == [str(jar) for jar in runtime.jars]
    assert {"-Xms512m", "-Xmx512m", "-Xrs", "-Djava.locale.providers=SPI,CLDR"} <= set(plan["flags"])
    assert plan["settings"] == node.node_settings()
    assert Path(plan["settings"]["path.repo"]).is_dir()


def test_it_logs_to_the_logs_folder(settings: EnginesSettings, runtime: Runtime) -> None:
    Node(settings).prepare(runtime)
    config = settings.opensearch_dir / "node_1" / "config" / "log4j2.properties"
    assert f"fileName={settings.log_file('opensearch')}\n" in config.read_text("utf-8")
