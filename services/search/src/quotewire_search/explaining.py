"""What is wrong with a request, in words: which parameter, and what to write instead."""

from collections.abc import Sequence
from typing import Any, Final

from pydantic import BaseModel

from quotewire_search.words import clean

MAX_SAID_CHARS: Final = 300


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
    if error["type"] == "extra_forbidden":
        return "There is no such parameter."
    message = str(error["msg"]).removeprefix("Value error, ")
    return message if message.endswith(".") else f"{message}."
