"""From a raw record to a message, or to the reason why it is none."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from aiokafka import ConsumerRecord
from pydantic import ValidationError

from quotewire_shared.errors import InvalidMessageError, PermanentError
from quotewire_shared.messages import Message

M = TypeVar("M", bound=Message)

FINER_CODES = frozenset({"page_too_large"})
"""Validators of our messages that name their own dead-letter code."""


@dataclass(frozen=True, slots=True)
class Received(Generic[M]):
    """A decoded message with the record it came in."""

    message: M
    record: ConsumerRecord
    headers: dict[str, str]


def decode(record: ConsumerRecord, model: type[M]) -> Received[M] | PermanentError:
    """Read *record* as *model*; what is wrong with it is returned, not raised, as the batch goes on."""
    try:
        headers = {name: (value or b"").decode() for name, value in record.headers}
    except UnicodeDecodeError as error:
        return InvalidMessageError(f"A header is not UTF-8: {error}.", code="invalid_header")
    if record.value is None:
        return InvalidMessageError("The value is null; this topic is not compacted and knows no tombstones.")
    try:
        return Received(model.model_validate_json(record.value), record, headers)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "message"
        code = first["type"] if first["type"] in FINER_CODES else None
        more = f" ({error.error_count() - 1} more)" if error.error_count() > 1 else ""
        return InvalidMessageError(f"{model.__name__} {where}: {first['msg']}{more}.", code=code)
