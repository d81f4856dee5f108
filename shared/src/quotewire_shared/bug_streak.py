"""How many messages in a row met a bug of ours: the sign of a bad deploy."""

from aiokafka import ConsumerRecord

from quotewire_shared.errors import InternalError

BUGS_IN_A_ROW = 5
"""After so many the process stops."""


class BugStreak:
    """Counts messages that met a bug one after another; a record that is delivered again counts once."""

    def __init__(self) -> None:
        """Start without a bug."""
        self.most = 0
        """The longest streak so far."""
        self.last: InternalError | None = None
        self._now = 0
        self._noted: dict[int, int] = {}
        """Partition -> highest offset that was counted: offsets rise, what is not above it came before."""

    def note(self, record: ConsumerRecord, outcome: object) -> None:
        """Count the *outcome* of *record*, unless it was counted before."""
        if record.offset <= self._noted.get(record.partition, -1):
            return
        self._noted[record.partition] = record.offset
        if isinstance(outcome, InternalError):
            self._now += 1
            self.last = outcome
        else:
            self._now = 0
        self.most = max(self.most, self._now)
