"""
The error family: the class of an error decides what becomes of a message.

`quotewire_shared.broker` is the only place that acts on these classes; a command turns them into one line for a
person (`quotewire_shared.cli`).
"""

import traceback
from dataclasses import dataclass
from typing import ClassVar, Self


class QuotewireError(Exception):
    """Anything Quotewire itself says went wrong; its text is for a person and says what to do next."""


class UsageError(QuotewireError):
    """The command or its settings are wrong; asking again the same way fails again (exit code 2)."""


class PermanentError(QuotewireError):
    """This message can never succeed: it goes to the dead letters under `code`."""

    code: ClassVar[str] = "permanent"

    def __init__(self, reason: str, *, code: str | None = None) -> None:
        """Say why in *reason*; *code* overrides the class's own where one class serves several cases."""
        super().__init__(reason)
        self.reason_code = code or type(self).code


class InvalidMessageError(PermanentError):
    """The bytes are not the message that the topic promises."""

    code = "invalid_message"


class MessageTooLargeError(PermanentError):
    """The message is over what its topic takes; sending it again would end the same."""

    code = "message_too_large"


class InternalError(PermanentError):
    """Our bug, met on one message; the message is kept for the day it is mended."""

    code = "internal_error"

    @classmethod
    def of(cls, error: BaseException) -> Self:
        """Wrap *error*, saying its class and where it was raised."""
        frame = traceback.extract_tb(error.__traceback__)[-1:]
        where = f" at {frame[0].filename.rsplit('/', 1)[-1]}:{frame[0].lineno}" if frame else ""
        return cls(f"{type(error).__name__}: {error}{where}")


class FatalError(QuotewireError):
    """This process must not go on: nothing is committed, it ends, and whoever supervises it starts it anew."""


class TransientError(QuotewireError):
    """The world is not ready (503, 429, time-out): wait and try again, never dead-letter."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """An expected non-result: counted by *reason*, acknowledged, not an error."""

    reason: str
