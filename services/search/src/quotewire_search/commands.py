"""The commands that search adds to `quotewire`: search and quotes."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from quotewire_shared.errors import UsageError

if TYPE_CHECKING:
    from quotewire_search.request import SearchRequest

MAX_LIMIT = 10_000

Words = Annotated[
    list[str] | None,
    typer.Argument(help='Words that must all occur; "a phrase" in quotation marks, -word to exclude one.'),
]
Speaker = Annotated[
    str, typer.Option(help="Who said it: part of a name; the whole name as '\"Ama Boateng\"'.")
]
Role = Annotated[str, typer.Option(help="Words of the speaker's role.")]
About = Annotated[str, typer.Option(help="A name that is spoken about.")]
Publisher = Annotated[list[str] | None, typer.Option(help="Name of the outlet; repeat it for several.")]
Kind = Annotated[list[str] | None, typer.Option(help="direct, mixed or indirect; repeat it for several.")]
Stance = Annotated[
    list[str] | None, typer.Option(help="neutral, claim, deny, warn …; repeat it for several.")
]
Language = Annotated[list[str] | None, typer.Option(help="ISO 639-1 code; repeat it for several.")]
Since = Annotated[str, typer.Option(help="2026, 2026-11, 2026-11-24 or 2026-11-24T12:00Z.")]
Until = Annotated[str, typer.Option(help="The same; a day, month or year is meant to its end.")]
Sort = Annotated[str | None, typer.Option(help="relevance or newest.")]
Limit = Annotated[int, typer.Option(min=1, max=MAX_LIMIT, help="Most results.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object: total and items.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="CSV with a header line.")]


def register(app: typer.Typer) -> None:
    """Add them to *app*."""
    app.command(
        "search", help="Search articles. Filters on quotes must all fit one of the article's quotes."
    )(finder("articles", 10))
    app.command("quotes", help="Search quotes: who said what, about whom, where and when.")(
        finder("quotes", 20)
    )


def finder(target: Literal["quotes", "articles"], usual_limit: int) -> Callable[..., None]:
    """Make the command that searches *target*; both take the same options."""

    def find(  # noqa: PLR0913 - each parameter is an option of the command
        *,
        words: Words = None,
        speaker: Speaker = "",
        role: Role = "",
        about: About = "",
        publisher: Publisher = None,
        kind: Kind = None,
        stance: Stance = None,
        language: Language = None,
        since: Since = "",
        until: Until = "",
        sort: Sort = None,
        limit: Limit = usual_limit,
        as_json: AsJson = False,
        as_csv: AsCsv = False,
    ) -> None:
        if as_json and as_csv:
            raise UsageError("Give --json or --csv, not both.")
        request = _request(
            q=" ".join(words or []),
            speaker=speaker,
            role=role,
            about=about,
            publisher=publisher,
            kind=kind,
            stance=stance,
            language=language,
            since=since,
            until=until,
            sort=sort,
        )
        _print(target, request, limit, "json" if as_json else "csv" if as_csv else "table")

    return find


def _print(
    target: Literal["quotes", "articles"],
    request: "SearchRequest",
    limit: int,
    form: Literal["json", "csv", "table"],
) -> None:
    # Here and not above: these imports would slow every `quotewire` command by half a second.
    from quotewire_search import terminal  # noqa: PLC0415
    from quotewire_search.asking import ask  # noqa: PLC0415

    found = asyncio.run(ask(target, request, limit))
    match form:
        case "json":
            typer.echo(terminal.to_json(found.total, found.items))
        case "csv":
            typer.echo(terminal.to_csv(target, found.items), nl=False)
        case "table":
            terminal.show(target, found.total, found.items)


def _request(**options: Any) -> "SearchRequest":
    """
    Read the options as a request.

    Raises:
        UsageError: one of them is wrong; the text says which and what to write.
    """
    from pydantic import ValidationError  # noqa: PLC0415 - see _print

    from quotewire_search.explaining import explain, in_words  # noqa: PLC0415 - see _print
    from quotewire_search.request import SearchRequest  # noqa: PLC0415 - see _print

    fields = {name: value for name, value in options.items() if value}
    try:
        return SearchRequest.model_validate({**fields, "facets": "none"})
    except ValidationError as error:
        problems = explain(error.errors())
        raise UsageError(in_words(problems)) from None
