"""What is wrong with a request, in words: which parameter, and what to write instead."""

from collections.abc import Sequence
from typing import Any, Final

from pydantic import BaseModel

from quotewire_search.words import clean

MAX_SAID_CHARS: Final = 300
TOLD: Final = {
    "extra_forbidden": "There is no such parameter.",
    "literal_error": "Write {expected}.",
    "string_too_long": "Write at most {max_length:,} characters.",
    "string_too_short": "Write something, or leave the parameter out.",
    "missing": "It is needed here, and was not given.",
    "too_short": "Give it at least {min_length} times.",
    "too_long": "Give it at most {max_length} times.",
    "int_parsing": "Write a whole number.",
    "int_type": "Write a whole number.",
    "greater_than_equal": "Write a number, {ge} or more.",
    "less_than_equal": "Write a number, {le} or less.",
}
"""What to write, by pydantic's name of the error."""


class ParameterProblem(BaseModel):
    """What is wrong with one parameter."""

    parameter: str
    message: str


def explain(errors: Sequence[Any]) -> list[ParameterProblem]:
    """Put pydantic's errors into words: which parameter, and what to write."""
    return [ParameterProblem(parameter=_parameter(error["loc"]), message=_message(error)) for error in errors]


def in_words(problems: Sequence[ParameterProblem]) -> str:
    """Join *problems* to one explanation."""
    return " ".join(
        f"{problem.parameter}: {problem.message}" if problem.parameter else problem.message
        for problem in problems
    )


def _parameter(place: Sequence[Any]) -> str:
    names = [str(part) for part in place if part not in ("query", "path")]
    return clean(names[0])[:MAX_SAID_CHARS] if names else ""


def _message(error: Any) -> str:
    told = _told(error["type"], error.get("ctx", {}))
    message = told or str(error["msg"]).removeprefix("Value error, ")
    return message if message.endswith(".") else f"{message}."


def _told(kind: str, facts: Any) -> str | None:
    """Say what to write; None: pydantic's own words say it."""
    if kind in ("too_short", "too_long") and facts.get("field_type") != "Tuple":
        kind = f"string_{kind}"  # so pydantic calls a string's length where a validator stands before it
    said = TOLD.get(kind)
    return said.format(**facts) if said else None
