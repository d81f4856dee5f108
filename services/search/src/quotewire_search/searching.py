"""The words and filters that every command of search takes, and how they become one request."""

import inspect
import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from typer.core import TyperCommand

from quotewire_shared.errors import UsageError

if TYPE_CHECKING:
    from quotewire_search.request import SearchRequest

EXCLUDED: Final = re.compile(r"-(?!h$)[^\s-]")
"""A word to exclude, as in `quotewire quotes bridge -ferry`; options but -h have two dashes."""

Words = Annotated[
    list[str] | None,
    typer.Argument(
        help='The query, as on the page: words, "a phrase", OR, -not, prefix*, (groups), speaker:boateng, role: about: '
        "kind: stance: outlet: lang: country: section: since: until:. Put it in '…', so that the shell leaves it alone."
    ),
]
Speaker = Annotated[
    str, typer.Option(help="Who said it: part of a name; the whole name as '\"Ama Boateng\"'.")
]
Role = Annotated[str, typer.Option(help="Words of the speaker's role.")]
About = Annotated[str, typer.Option(help="A name that is spoken about.")]
Outlet = Annotated[
    list[str] | None,
    typer.Option("--outlet", "--publisher", help="Name of the outlet; repeat it for several."),
]
Kind = Annotated[list[str] | None, typer.Option(help="direct, mixed or indirect; repeat it for several.")]
Stance = Annotated[
    list[str] | None, typer.Option(help="neutral, claim, deny, warn …; repeat it for several.")
]
Language = Annotated[
    list[str] | None, typer.Option("--lang", "--language", help="ISO 639-1 code; repeat it for several.")
]
Country = Annotated[
    list[str] | None,
    typer.Option(help="Country of the speaker, as the text gives it; repeat it for several."),
]
Section = Annotated[list[str] | None, typer.Option(help="Section of the outlet; repeat it for several.")]
Source = Annotated[list[str] | None, typer.Option("--source", help="Id of a source; repeat it for several.")]
Since = Annotated[str, typer.Option(help="2026, 2026-11, 2026-11-24 or 2026-11-24T12:00Z.")]
Until = Annotated[str, typer.Option(help="The same; a day, month or year is meant to its end.")]

Ask = Callable[..., "SearchRequest"]
"""Gives the request of a command line; what the command adds (`sort`) is given by name."""


class Asking(TyperCommand):
    """A command whose words may begin with a dash: they are to be excluded, and no options."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command line."""
        # A space before it makes it a word to the parser; the query is stripped of it.
        return super().parse_args(ctx, [f" {word}" if EXCLUDED.match(word) else word for word in args])


def takes_query(command: Callable[..., None]) -> Callable[..., None]:
    """Give *command* the words and filters beside its own options; its first parameter becomes an `Ask`."""
    filters = inspect.signature(_filters).parameters
    own = list(inspect.signature(command).parameters.values())[1:]

    def run(**given: Any) -> None:
        asked = {name: given.pop(name) for name in filters}
        command(partial(_request, asked), **given)

    run.__doc__ = command.__doc__
    parameters = [*filters.values(), *own]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run


def _filters(  # noqa: PLR0913 - each parameter is an option of the commands
    *,
    words: Words = None,
    speaker: Speaker = "",
    role: Role = "",
    about: About = "",
    publisher: Outlet = None,
    kind: Kind = None,
    stance: Stance = None,
    language: Language = None,
    country: Country = None,
    section: Section = None,
    source_id: Source = None,
    since: Since = "",
    until: Until = "",
) -> None:
    """Never called: its parameters are what the commands take."""


def _request(asked: dict[str, Any], **more: Any) -> "SearchRequest":
    """
    Read words, options and *more* as a request.

    Raises:
        UsageError: one of them is wrong; the text says which and what to write.
    """
    # Here and not above: these imports would slow every `quotewire` command by half a second.
    from pydantic import ValidationError  # noqa: PLC0415

    from quotewire_search.explaining import explain, in_words  # noqa: PLC0415
    from quotewire_search.request import SearchRequest  # noqa: PLC0415

    asked = {**asked, "q": " ".join(word.strip() for word in asked["words"] or ()), **more}
    fields = {name: value for name, value in asked.items() if value and name != "words"}
    try:
        return SearchRequest.model_validate({**fields, "facets": "none"})
    except ValidationError as error:
        raise UsageError(in_words(explain(error.errors()))) from None
