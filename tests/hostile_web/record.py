"""What the hosts saw: each connection and request, as JSON lines. Times are seconds of the machine's monotonic clock."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TextIO


@dataclass(slots=True)
class Connection:
    """One TCP connection."""

    number: int
    host: str
    opened: float
    closed: float | None = None
    """None: still open."""


@dataclass(slots=True)
class Request:
    """One request and its answer."""

    connection: int
    host: str
    target: str
    started: float
    ended: float | None = None
    """When the last bytes were about to be sent, or when the client was seen to have gone; None: in hand."""
    status: int = 0
    meaning: str = ""
    complete: bool = False
    """Whether the answer was sent to its end."""
    version: str = ""
    agent: str = ""
    etag_asked: str | None = None
    date_asked: str | None = None
    etag_given: str | None = None
    date_given: str | None = None
    retry_after_s: float | None = None
    """How long the host asked to be left alone."""

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]


@dataclass
class Record:
    """Everything that happened."""

    connections: list[Connection] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    lag_s: float = 0.0
    """Longest time by which the server's own event loop was late."""

    def of(self, host: str) -> list[Request]:
        """Give the requests of *host* in their order."""
        return sorted((one for one in self.requests if one.host == host), key=lambda one: one.started)


class Recorder:
    """Appends to a file, one line an event, each written at once."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def note(self, kind: str, event: Any) -> None:
        """Write *event*, a dataclass or a number."""
        value = event if isinstance(event, float) else asdict(event)
        self._file.write(json.dumps([kind, value]) + "\n")
        self._file.flush()


def read_record(path: Path) -> Record:
    """Read what was recorded until now; a line that is being written is left."""
    record = Record()
    connections: dict[int, Connection] = {}
    requests: dict[tuple[int, float], Request] = {}
    for line in path.read_text().splitlines(keepends=True):
        if not line.endswith("\n"):
            break
        kind, value = json.loads(line)
        if kind == "lag":
            record.lag_s = max(record.lag_s, value)
        elif kind == "connection":
            connections[value["number"]] = Connection(**value)
        else:
            request = Request(**value)
            requests[request.connection, request.started] = request
    record.connections, record.requests = list(connections.values()), list(requests.values())
    return record
