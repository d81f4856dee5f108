"""Starting servers, waiting for them, and leaving nothing behind when that fails."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from quotewire_deploy.engines import ports
from quotewire_deploy.engines.errors import EnginesError, PortTakenError, StartError
from quotewire_deploy.engines.jars import EngineName
from quotewire_deploy.engines.java import Java, Runtime
from quotewire_deploy.engines.lifecycle import Start, stop
from quotewire_deploy.engines.processes import Records
from quotewire_deploy.engines.settings import EnginesSettings
from quotewire_deploy.engines.signals import sigterm_interrupts, undisturbed
from tests.engines import free_block
from tests.eventually import eventually_sync

SERVE = "import socket, sys, time; s = socket.create_server(('127.0.0.1', int(sys.argv[1]))); time.sleep(60)"
SULK = "import time; time.sleep(60)"
DIE = "import sys; sys.exit('out of cheese')"


@dataclass(frozen=True)
class FakeServer:
    """A server in five lines of Python; ready when it listens."""

    name: str
    port: int
    code: str = SERVE
    engine: EngineName = "kafka"
    preparation: Callable[[], None] = lambda: None

    @property
    def ports(self) -> dict[str, int]:
        return {"QUOTEWIRE_ENGINES_FAKE_PORT": self.port}

    def prepare(self, runtime: Runtime) -> None:
        self.preparation()

    def command(self, runtime: Runtime) -> list[str]:
        return [sys.executable, "-c", self.code, str(self.port)]

    def is_ready(self) -> bool:
        return ports.answers(self.port)


OTHERS: set[int] = set()
"""Processes that ran before a test began."""


@pytest.fixture(autouse=True)
def _note_others() -> None:
    OTHERS.clear()
    OTHERS.update(child.pid for child in psutil.Process().children(recursive=True))


@pytest.fixture
def settings(tmp_path: Path) -> EnginesSettings:
    return EnginesSettings(state_dir=tmp_path, startup_timeout_s=20, stop_timeout_s=10)


@pytest.fixture
def records(settings: EnginesSettings) -> Records:
    return Records(settings.run_dir)


def start(
    settings: EnginesSettings, *servers: FakeServer, runtime: Callable[[EngineName], Runtime] | None = None
) -> list[str]:
    nothing = Runtime(Java(Path()), ())
    starting = Start(
        settings, Records(settings.run_dir), runtime or (lambda _engine: nothing), lambda _text: None
    )
    return starting.run(servers)


def nothing_lives(records: Records) -> bool:
    """Tell whether no fake server is left; the session's real engines may be children of this process, too."""
    left = [child for child in psutil.Process().children(recursive=True) if child.pid not in OTHERS]
    return not left and not any(record.process() for record in records.all())


def test_servers_start_once_and_stop(settings: EnginesSettings, records: Records) -> None:
    servers = [FakeServer("one", free_block(1)), FakeServer("two", free_block(1), engine="opensearch")]
    assert sorted(start(settings, *servers)) == ["one", "two"]
    assert start(settings, *servers) == []
    said: list[str] = []
    assert stop(records, ["one", "two"], settings, said.append) == ["one", "two"]
    assert said == ["Stopping one, two …"]
    assert nothing_lives(records)
    assert stop(records, ["one", "two"], settings, said.append) == []


def test_only_what_is_missing_is_started(settings: EnginesSettings, records: Records) -> None:
    one, two = FakeServer("one", free_block(1)), FakeServer("two", free_block(1))
    start(settings, one)
    assert start(settings, one, two) == ["two"]
    stop(records, ["one", "two"], settings, lambda _text: None)


def test_a_taken_port_starts_nothing_at_all(settings: EnginesSettings, records: Records) -> None:
    one = FakeServer("one", free_block(1))
    start(settings, one)
    with pytest.raises(PortTakenError, match="which other needs"):
        start(settings, FakeServer("free", free_block(1)), FakeServer("other", one.port))
    assert records.load("free") is None
    stop(records, ["one"], settings, lambda _text: None)


def test_a_running_server_on_other_ports_is_not_taken_for_ours(
    settings: EnginesSettings, records: Records
) -> None:
    start(settings, FakeServer("one", free_block(1)))
    with pytest.raises(EnginesError, match="one is running with other ports"):
        start(settings, FakeServer("one", free_block(1)))
    stop(records, ["one"], settings, lambda _text: None)


def test_a_server_that_dies_takes_the_others_down_and_its_last_words_are_shown(
    settings: EnginesSettings, records: Records
) -> None:
    with pytest.raises(
        StartError, match=r"(?s)bad ended instead of starting\. The end of .*bad\.log.*out of cheese"
    ):
        start(settings, FakeServer("good", free_block(1)), FakeServer("bad", free_block(1), DIE))
    assert nothing_lives(records)
    assert records.all() == []


def test_a_server_that_stays_silent_is_given_up(settings: EnginesSettings, records: Records) -> None:
    hasty = settings.model_copy(update={"startup_timeout_s": 0.3})
    with pytest.raises(
        StartError, match=r"No answer from mute within 0 s \(QUOTEWIRE_ENGINES_STARTUP_TIMEOUT_S\)"
    ):
        start(hasty, FakeServer("mute", free_block(1), SULK))
    assert nothing_lives(records)


def test_a_failed_preparation_stops_what_was_started(settings: EnginesSettings, records: Records) -> None:
    def refuse() -> None:
        raise StartError("Kafka could not format")

    first = FakeServer("first", free_block(1), engine="opensearch")
    with pytest.raises(StartError, match="could not format"):
        start(settings, first, FakeServer("second", free_block(1), preparation=refuse))
    assert nothing_lives(records)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_while_waiting_stops_what_was_started(
    settings: EnginesSettings, records: Records, number: signal.Signals
) -> None:
    def interrupt() -> None:
        eventually_sync(lambda: records.alive("mute"))
        os.kill(os.getpid(), number)

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt), sigterm_interrupts():
        start(settings, FakeServer("mute", free_block(1), SULK))
    thread.join()
    assert nothing_lives(records)


def test_a_second_interrupt_does_not_disturb_the_cleaning() -> None:
    before = signal.getsignal(signal.SIGINT)
    with undisturbed():
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGTERM)
    assert signal.getsignal(signal.SIGINT) is before


def test_a_download_that_fails_starts_nothing(settings: EnginesSettings, records: Records) -> None:
    def refuse(_engine: EngineName) -> Runtime:
        raise EnginesError("no network")

    with pytest.raises(EnginesError, match="no network"):
        start(settings, FakeServer("one", free_block(1)), runtime=refuse)
    assert records.all() == []


def test_what_a_run_unpacked_is_gone_after_it(settings: EnginesSettings, records: Records) -> None:
    start(settings, FakeServer("one", free_block(1)))
    assert settings.temp_dir("one").is_dir()
    stop(records, ["one"], settings, lambda _text: None)
    assert not settings.temp_dir("one").exists()
