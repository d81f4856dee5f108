import asyncio
import json
import os
from pathlib import Path

import pytest

from quotewire_deploy.settings import SupervisorSettings
from quotewire_deploy.stack import record
from quotewire_deploy.stack.child import Child, ServiceSpec
from quotewire_deploy.stack.progress import Progress
from quotewire_deploy.stack.site import KAFKA, OPENSEARCH, own_engines
from quotewire_deploy.stack.supervisor import Supervisor, plan
from quotewire_deploy.stack.up import finished
from quotewire_shared.errors import QuotewireError, UsageError
from tests.engines import free_block
from tests.eventually import eventually


def settings(tmp_path: Path, **values: float) -> SupervisorSettings:
    return SupervisorSettings.model_validate(
        {"state_dir": tmp_path, "restart_min_s": 0.01, "restart_max_s": 0.02, "stop_timeout_s": 5, **values}
    )


def test_every_instance_has_a_name_and_a_port_of_its_own(tmp_path: Path) -> None:
    specs = plan(settings(tmp_path, parsers=3), search_port=8000, environment={})
    assert [spec.name for spec in specs] == [
        "search",
        "indexer",
        "parser-1",
        "parser-2",
        "parser-3",
        "fetcher",
    ]
    assert [spec.port for spec in specs] == [8000, 8103, 8102, 8112, 8122, 8101]
    assert specs[3].environment["QUOTEWIRE_PARSER_PROBE_PORT"] == "8112"


def test_in_a_single_run_only_the_fetcher_ends_by_itself(tmp_path: Path) -> None:
    specs = plan(settings(tmp_path), search_port=8000, environment={}, once=True)
    assert [spec.name for spec in specs if spec.once] == ["fetcher"]
    assert specs[-1].environment["QUOTEWIRE_FETCHER_ONCE"] == "true"


async def test_a_service_that_dies_is_started_again(tmp_path: Path) -> None:
    child = Child(ServiceSpec("ghost", "ghost", 1), settings(tmp_path), lambda: None)
    task = asyncio.create_task(child.keep_running())

    async def restarted() -> bool:
        return child.restarts >= 1

    await eventually(restarted, within_s=60)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert child.state == "stopped"
    assert child.pid is None
    assert "There is no service 'ghost' here" in child.output_file.read_text()


async def test_a_service_with_bad_settings_is_not_waited_for(tmp_path: Path) -> None:
    supervisor = Supervisor(
        settings(tmp_path, ready_timeout_s=600), [ServiceSpec("ghost", "ghost", free_block(1))]
    )
    with pytest.raises(UsageError, match="The ghost cannot start: There is no service 'ghost' here"):
        async with asyncio.timeout(60), supervisor.running():
            pass
    assert [child.state for child in supervisor.children] == ["stopped"]


async def test_a_single_run_with_bad_settings_is_not_repeated(tmp_path: Path) -> None:
    child = Child(
        ServiceSpec("ghost", "ghost", 1, once=True),
        settings(tmp_path, restart_min_s=60, restart_max_s=60),
        lambda: None,
    )
    task = asyncio.create_task(child.keep_running())
    with pytest.raises(UsageError, match="There is no service 'ghost' here"):
        async with asyncio.timeout(60):
            await finished(child)
    assert child.restarts == 0
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_single_run_may_take_longer_than_others_to_be_ready(tmp_path: Path) -> None:
    supervisor = Supervisor(
        settings(tmp_path, ready_timeout_s=0.01), [ServiceSpec("ghost", "ghost", 1, once=True)]
    )
    async with supervisor.running():
        assert supervisor.children[0].state != "done"


def test_a_second_stack_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    record.write(tmp_path, ())
    with pytest.raises(QuotewireError, match=f"already runs here .pid {os.getpid()}"):
        Supervisor(settings(tmp_path), [])


def test_the_record_of_a_dead_supervisor_does_not_stand_in_the_way(tmp_path: Path) -> None:
    record.write(tmp_path, ())
    stored = json.loads((tmp_path / record.FILE).read_text())
    (tmp_path / record.FILE).write_text(json.dumps(stored | {"created": stored["created"] - 100}))
    found = record.read(tmp_path)
    assert found is not None
    assert not found.alive()


def test_a_torn_record_is_no_record(tmp_path: Path) -> None:
    (tmp_path / record.FILE).write_text('{"pid": 1')
    assert record.read(tmp_path) is None


def test_naming_one_engine_only_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(OPENSEARCH, raising=False)
    monkeypatch.setenv(KAFKA, "kafka:9092")
    with pytest.raises(UsageError, match=f"{OPENSEARCH} is not"):
        own_engines()
    monkeypatch.setenv(OPENSEARCH, "http://opensearch:9200")
    assert not own_engines()


def test_all_is_done_only_when_nothing_waits_anywhere() -> None:
    assert Progress({"parser": 0, "indexer": 0}, {}).drained
    assert not Progress({"parser": 0, "indexer": 1}, {}).drained
