"""The commands that search adds to `quotewire`: search, quotes, speakers, export and tokens."""

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from quotewire_search import token_commands
from quotewire_search.searching import Ask, Asking, takes_query
from quotewire_shared.errors import UsageError

if TYPE_CHECKING:
    from quotewire_search.asking import What
    from quotewire_search.queries import Target
    from quotewire_search.request import SearchRequest

MAX_LIMIT = 10_000
"""Most results that a table, JSON object or CSV of these commands holds; `export` has no limit."""

Sort = Annotated[str | None, typer.Option(help="relevance, newest or oldest.")]
SortSpeakers = Annotated[Literal["quotes", "name"], typer.Option(help="Most quoted first, or by name.")]
Limit = Annotated[int, typer.Option(min=1, max=MAX_LIMIT, help="Most results.")]
All = Annotated[bool, typer.Option("--all", help=f"All results, page after page, up to {MAX_LIMIT:,}.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object: total, items, notices.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="CSV with a header line.")]
Pager = Annotated[bool, typer.Option("--pager", help="Show the table in your pager ($PAGER).")]
Format = Annotated[
    Literal["ndjson", "csv"],
    typer.Option(help="ndjson: one JSON object a line, with all fields; csv: the columns of --csv."),
]
Output = Annotated[
    Path | None, typer.Option(help="File to write; it appears when it is complete. Usual: standard output.")
]


def register(app: typer.Typer) -> None:
    """Add them to *app*."""
    app.command(
        "search",
        cls=Asking,
        help="Search articles. Filters on quotes must all fit one of the article's quotes.",
    )(finder("articles", 10))
    app.command("quotes", cls=Asking, help="Search quotes: who said what, about whom, where and when.")(
        finder("quotes", 20)
    )
    app.command("speakers", cls=Asking, help="List who said what fits, and how often.")(takes_query(speakers))
    export = typer.Typer(no_args_is_help=True, help="Write all quotes or articles that fit, however many.")
    for target in ("quotes", "articles"):
        text = f"Write all {target} that fit, the newest first, as NDJSON or CSV."
        export.command(target, cls=Asking, help=text)(takes_query(partial(_export, target)))
    app.add_typer(export, name="export")
    token_commands.register(app)


def finder(target: "Target", usual_limit: int) -> Callable[..., None]:
    """Make the command that searches *target*."""

    def find(
        ask: Ask,
        *,
        sort: Sort = None,
        limit: Limit = usual_limit,
        everything: All = False,
        as_json: AsJson = False,
        as_csv: AsCsv = False,
        pager: Pager = False,
    ) -> None:
        _check_form(as_json=as_json, as_csv=as_csv)
        request, most = ask(sort=sort), None if everything else limit
        _print(target, request, most, "json" if as_json else "csv" if as_csv else "table", pager=pager)

    return takes_query(find)


def speakers(
    ask: Ask,
    *,
    sort: SortSpeakers = "quotes",
    limit: Limit = 20,
    everything: All = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    pager: Pager = False,
) -> None:
    """List the speakers of the quotes that fit."""
    _check_form(as_json=as_json, as_csv=as_csv)
    what: What = "speakers by name" if sort == "name" else "speakers"
    form: Literal["json", "csv", "table"] = "json" if as_json else "csv" if as_csv else "table"
    _print(what, ask(), None if everything else limit, form, pager=pager)


def _check_form(*, as_json: bool, as_csv: bool) -> None:
    if as_json and as_csv:
        raise UsageError("Give --json or --csv, not both.")


def _print(
    what: "What",
    request: "SearchRequest",
    limit: int | None,
    form: Literal["json", "csv", "table"],
    *,
    pager: bool,
) -> None:
    # Here and not above: these imports would slow every `quotewire` command by half a second.
    from quotewire_search import terminal  # noqa: PLC0415
    from quotewire_search.asking import ask  # noqa: PLC0415
    from quotewire_search.stopping import quiet_pipe  # noqa: PLC0415

    found = asyncio.run(ask(what, request, limit, most=MAX_LIMIT))
    terminal.tell(found)
    with quiet_pipe():
        match form:
            case "json":
                typer.echo(terminal.to_json(found))
            case "csv":
                typer.echo(terminal.to_csv(what, found.items), nl=False)
            case "table":
                terminal.show(what, found, pager=pager)


def _export(target: "Target", ask: Ask, *, format: Format = "ndjson", output: Output = None) -> None:  # noqa: A002 - the option's name
    from quotewire_search.exporting import export  # noqa: PLC0415 - see _print
    from quotewire_search.stopping import quiet_pipe, stoppable  # noqa: PLC0415 - see _print

    with quiet_pipe(), stoppable(output):
        asyncio.run(export(target, ask(), format, output))
