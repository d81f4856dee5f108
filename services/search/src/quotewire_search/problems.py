"""Errors as people and programs get them: problem+json (RFC 9457) for the API, a page in words for the rest."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from quotewire_search.errors import BadCursorError, QueryRefusedError, UnavailableError
from quotewire_search.words import clean
from quotewire_shared.errors import UsageError

log = structlog.get_logger()

API: Final = "/api/"
MEDIA_TYPE: Final = "application/problem+json"
UNAVAILABLE: Final = (
    "The search index does not answer right now. Nothing is lost; try again in {seconds} seconds."
)
BUG: Final = "Something went wrong inside; the operator's log says what."
MAX_SAID_CHARS: Final = 300

TITLES: Final = {
    404: "Not found",
    405: "Method not allowed",
    422: "This cannot be asked",
    500: "Internal error",
    503: "Search is not available",
}

ShowError = Callable[[Request, int, str, str], Response]
"""Draws an error page from status, title and explanation."""


class ParameterProblem(BaseModel):
    """What is wrong with one parameter."""

    parameter: str
    message: str


class Problem(BaseModel):
    """An error, as RFC 9457 has it."""

    type: str = "about:blank"
    title: str = Field(description="What kind of error.", examples=["This cannot be asked"])
    status: int = Field(description="The HTTP status.", examples=[422])
    detail: str = Field(description="What is wrong and what to do.")
    errors: list[ParameterProblem] | None = Field(
        default=None, description="What is wrong with each parameter."
    )


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the problems of a route for OpenAPI."""
    schema = Problem.model_json_schema()
    schema["$defs"] = {}
    schema["properties"]["errors"] = {
        "description": "What is wrong with each parameter.",
        "anyOf": [{"type": "array", "items": ParameterProblem.model_json_schema()}, {"type": "null"}],
    }
    del schema["$defs"]
    return {
        status: {"description": TITLES[status], "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in statuses
    }


def explain(errors: Sequence[Any]) -> list[ParameterProblem]:
    """Put pydantic's errors into words: which parameter, and what to write."""
    return [
        ParameterProblem(parameter=_parameter(error["loc"]), message=_message(error)) for error in errors
    ]


def in_words(problems: Sequence[ParameterProblem]) -> str:
    """Join *problems* to one explanation."""
    return " ".join(
        f"{problem.parameter}: {problem.message}" if problem.parameter else problem.message
        for problem in problems
    )


def answer_errors(app: FastAPI, show: ShowError, retry_after_s: int) -> None:
    """Give every error of *app* a clear answer, by *show* outside the API."""

    def respond(
        request: Request, status: int, detail: str, errors: list[ParameterProblem] | None = None
    ) -> Response:
        title = TITLES.get(status, "Error")
        if not request.url.path.startswith(API):
            return show(request, status, title, detail)
        problem = Problem(title=title, status=status, detail=detail, errors=errors)
        return JSONResponse(problem.model_dump(exclude_none=True), status_code=status, media_type=MEDIA_TYPE)

    async def invalid(request: Request, error: Exception) -> Response:
        problems = explain(error.errors()) if isinstance(error, RequestValidationError) else []
        return respond(request, 422, in_words(problems), problems)

    async def refused(request: Request, error: Exception) -> Response:
        if isinstance(error, BadCursorError):
            return respond(request, 422, str(error), [ParameterProblem(parameter="cursor", message=str(error))])
        return respond(request, 422, str(error))

    async def unavailable(request: Request, error: Exception) -> Response:
        log.warning("search_failed", reason=str(error))
        response = respond(request, 503, UNAVAILABLE.format(seconds=retry_after_s))
        response.headers["Retry-After"] = str(retry_after_s)
        return response

    async def by_status(request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        response = respond(request, error.status_code, str(error.detail))
        response.headers.update(error.headers or {})
        return response

    async def bug(request: Request, error: Exception) -> Response:
        log.error("search_broken", path=request.url.path, reason=repr(error)[:MAX_SAID_CHARS])
        return respond(request, 500, BUG)

    handlers: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
        RequestValidationError: invalid,
        UnavailableError: unavailable,
        QueryRefusedError: refused,
        UsageError: refused,
        HTTPException: by_status,
        Exception: bug,
    }
    for kind, handle in handlers.items():
        app.add_exception_handler(kind, handle)


def _parameter(place: Sequence[Any]) -> str:
    names = [str(part) for part in place if part not in ("query", "path")]
    return clean(names[0])[:MAX_SAID_CHARS] if names else ""


def _message(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return "There is no such parameter."
    message = str(error["msg"]).removeprefix("Value error, ")
    return message if message.endswith(".") else f"{message}."
