"""One process at a time."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from quotewire_deploy.engines.errors import EnginesError
from quotewire_deploy.engines.filelock import exclusive
from tests.eventually import eventually_sync


def test_a_second_holder_waits_for_the_first(tmp_path: Path) -> None:
    waits: list[str] = []
    entered = Event()

    def second() -> None:
        with exclusive(tmp_path / "lock", patience_s=30, on_wait=lambda: waits.append("waits")):
            entered.set()

    with ThreadPoolExecutor(1) as pool:
        with exclusive(tmp_path / "lock", patience_s=0):
            running = pool.submit(second)
            eventually_sync(lambda: waits)
            assert not entered.is_set()
        running.result()
    assert waits == ["waits"]
    assert entered.is_set()


def test_a_second_holder_gives_up_with_a_clear_word(tmp_path: Path) -> None:
    with (
        exclusive(tmp_path / "lock", patience_s=0),
        pytest.raises(EnginesError, match=r"Another quotewire process holds .*lock"),
        exclusive(tmp_path / "lock", patience_s=0),
    ):
        pytest.fail("two holders")


def test_an_error_lets_go(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), exclusive(tmp_path / "lock", patience_s=0):
        _ = 1 / 0
    with exclusive(tmp_path / "lock", patience_s=0):
        pass
