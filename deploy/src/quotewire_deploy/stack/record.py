"""What a running stack leaves on disk for `quotewire status` and `quotewire down`."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

FILE = "stack.json"


@dataclass(frozen=True, slots=True)
class ServiceRecord:
    """One service as the supervisor last saw it."""

    name: str
    service: str
    state: str
    pid: int | None
    port: int
    restarts: int
    log: str


@dataclass(frozen=True, slots=True)
class StackRecord:
    """The supervisor and its services."""

    pid: int
    created: float
    services: tuple[ServiceRecord, ...]

    def alive(self) -> bool:
        """Tell whether this very supervisor still runs; a recycled pid does not count."""
        try:
            return abs(psutil.Process(self.pid).create_time() - self.created) < 1
        except psutil.NoSuchProcess:
            return False


def write(state_dir: Path, services: tuple[ServiceRecord, ...]) -> None:
    """Store the record of this process and *services*, atomically."""
    record = StackRecord(os.getpid(), psutil.Process().create_time(), services)
    state_dir.mkdir(parents=True, exist_ok=True)
    fresh = state_dir / f"{FILE}.new"
    fresh.write_text(json.dumps(asdict(record), indent=1))
    fresh.replace(state_dir / FILE)


def read(state_dir: Path) -> StackRecord | None:
    """Read the record; None where no stack was ever started or its record is torn."""
    try:
        raw: dict[str, Any] = json.loads((state_dir / FILE).read_text())
        services = tuple(ServiceRecord(**service) for service in raw["services"])
        return StackRecord(raw["pid"], raw["created"], services)
    except (OSError, ValueError, KeyError, TypeError):
        return None
