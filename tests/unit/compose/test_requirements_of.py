import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "deploy/docker/requirements_of.py"
LOCK = """\
-e ./shared
aiokafka==0.14.0 \\
    --hash=sha256:aa
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:bb
numpy==2.5.5 ; python_full_version >= '3.12' \\
    --hash=sha256:cc
pydantic-settings==2.16.3 \\
    --hash=sha256:dd
"""


@pytest.fixture
def requirements() -> Callable[[str, list[str]], list[str]]:
    found: Callable[[str, list[str]], list[str]] = runpy.run_path(str(SCRIPT))["requirements"]
    return found


def pyproject(*dependencies: str) -> str:
    return f"[project]\nname = 'x'\ndependencies = {list(dependencies)}\n"


def test_an_image_gets_the_lock_s_own_version_and_hash_with_the_extras_it_asks_for(
    requirements: Callable[[str, list[str]], list[str]],
) -> None:
    wanted = requirements(LOCK, [pyproject("aiokafka[zstd]>=0.14"), pyproject("Pydantic_Settings>=2")])
    assert wanted == [
        "aiokafka[zstd]==0.14.0 \\\n    --hash=sha256:aa",
        "pydantic-settings==2.16.3 \\\n    --hash=sha256:dd",
    ]


def test_a_library_pinned_by_python_version_keeps_every_entry(
    requirements: Callable[[str, list[str]], list[str]],
) -> None:
    assert [entry.split(" ")[0] for entry in requirements(LOCK, [pyproject("numpy")])] == [
        "numpy==2.4.6",
        "numpy==2.5.5",
    ]


def test_our_own_packages_are_not_looked_for_in_the_lock(
    requirements: Callable[[str, list[str]], list[str]],
) -> None:
    assert requirements(LOCK, [pyproject("quotewire-shared")]) == []


def test_a_library_that_the_lock_does_not_pin_stops_the_build(
    requirements: Callable[[str, list[str]], list[str]],
) -> None:
    with pytest.raises(SystemExit, match=r"does not pin left-pad: run `make lock`"):
        requirements(LOCK, [pyproject("left-pad")])
