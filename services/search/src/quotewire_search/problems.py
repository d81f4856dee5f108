"""Errors as people and programs get them: problem+json (RFC 9457) for the API, a page in words for the rest."""

import traceback
from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from quotewire_search.errors import BadCursorError, UnavailableError, UnreadableError
from quotewire_search.explaining import ParameterProblem, explain, in_words
from quotewire_shared.errors import UsageError

log = structlog.get_logger()

API: Final = "/api/"
MEDIA_TYPE: Final = "application/problem+json"
UNAVAILABLE: Final = (
    "The search index does not answer right now. Nothing is lost; try again in {seconds} seconds."
)
BUG: Final = "Something went wrong inside; the operator's log says what."

TITLES: Final = {
    401: "A token is needed",
    403: "Your token may not do this",
    404: "Not found",
    405: "Method not allowed",
    422: "This cannot be asked",
    429: "Too many requests",
    500: "Internal error",
    503: "Search is not available",
}

EVERYWHERE: Final = (401, 403, 429)

Handler = Callable[[Request, Exception], Awaitable[Response]]
ShowError = Callable[[Request, int, str, str], Response]
"""Draws an error page from status, title and explanation."""


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
    """Describe the problems of a route for OpenAPI, with those that every route has: who may ask, and how much."""
    schema = Problem.model_json_schema()
    schema["$defs"] = {}
    schema["properties"]["errors"] = {
        "description": "What is wrong with each parameter.",
        "anyOf": [{"type": "array", "items": ParameterProblem.model_json_schema()}, {"type": "null"}],
    }
    del schema["$defs"]
    return {
        status: {"description": TITLES[status], "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in sorted({*statuses, *EVERYWHERE})
    }


class ErrorAnswers:
    """Gives every error a clear answer: as a problem in the API, by *show* elsewhere."""

    def __init__(self, show: ShowError, retry_after_s: int) -> None:
        """Draw pages by *show*; after a 503, ask visitors to come back in *retry_after_s* seconds."""
        self._show = show
        self._retry_after_s = retry_after_s

    def join(self, app: FastAPI) -> None:
        """Answer the errors of *app*."""
        handlers: dict[type[Exception], Handler] = {
            RequestValidationError: self.invalid,
            UnavailableError: self.unavailable,
            UsageError: self.refused,
            HTTPException: self.by_status,
            UnreadableError: self.bug,
        }
        for kind, handle in handlers.items():
            app.add_exception_handler(kind, handle)
        app.add_middleware(AnswerBugs, answer=self.bug)

    async def invalid(self, request: Request, error: Exception) -> Response:
        """Say which parameter is wrong, and what to write."""
        problems = explain(error.errors()) if isinstance(error, RequestValidationError) else []
        return self._respond(request, 422, in_words(problems), problems)

    async def refused(self, request: Request, error: Exception) -> Response:
        """Say why the search cannot be run."""
        text = str(error)
        if isinstance(error, BadCursorError):
            return self._respond(request, 422, text, [ParameterProblem(parameter="cursor", message=text)])
        return self._respond(request, 422, text)

    async def unavailable(self, request: Request, error: Exception) -> Response:
        """Say that the index is away and when to come back; the reason is the operator's."""
        log.warning("search_failed", reason=str(error))
        response = self._respond(request, 503, UNAVAILABLE.format(seconds=self._retry_after_s))
        response.headers["Retry-After"] = str(self._retry_after_s)
        return response

    async def by_status(self, request: Request, error: Exception) -> Response:
        """Answer what a route, or the router, refused."""
        if not isinstance(error, HTTPException):
            raise error
        response = self._respond(request, error.status_code, str(error.detail))
        response.headers.update(error.headers or {})
        return response

    async def bug(self, request: Request, error: Exception) -> Response:
        """Admit a fault of ours; what it is stands in the log."""
        # Written out here: a console renderer would add all local variables, and take its time.
        log.error("search_broken", traceback="".join(traceback.format_exception(error)))
        return self._respond(request, 500, BUG)

    def _respond(
        self, request: Request, status: int, detail: str, errors: list[ParameterProblem] | None = None
    ) -> Response:
        title = TITLES.get(status, "Error")
        if not request.url.path.startswith(API):
            return self._show(request, status, title, detail)
        problem = Problem(title=title, status=status, detail=detail, errors=errors)
        return JSONResponse(problem.model_dump(exclude_none=True), status_code=status, media_type=MEDIA_TYPE)


class AnswerBugs:
    """
    ASGI middleware that answers what nobody foresaw.

    Starlette's own would stand outside of all middleware (no safe headers, no figures) and raise again.
    """

    def __init__(self, app: ASGIApp, answer: Handler) -> None:
        """Answer by *answer* what *app* raises."""
        self._app = app
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        begun = False

        async def watch(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception as error:
            if begun or scope["type"] != "http":
                raise
            await (await self._answer(Request(scope), error))(scope, receive, send)
