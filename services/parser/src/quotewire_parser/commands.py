"""The parser's command: `quotewire parse`."""

from typing import Annotated

import typer

from quotewire_shared.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add it to *app*."""
    app.command()(parse)


def parse(
    source: Annotated[
        str | None, typer.Argument(metavar="PATH|URL|-", help="A page or a text; - is standard input.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One ArticleParsed as JSON.")] = False,
    jsonl: Annotated[
        bool,
        typer.Option(
            "--jsonl", help="JSON Lines {id, html|text, url?, title?, language?} from standard input."
        ),
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say for each quote what decided.")] = False,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=256, help="Worker processes for --jsonl; default: one a processor."),
    ] = None,
) -> None:
    """Read a page: its headline, its actors, and who says what."""
    _check_usage(source, as_json=as_json, jsonl=jsonl, explain=explain, workers=workers)
    _quietly()
    if jsonl:
        _stream(workers)
        return
    from quotewire_parser.cli.run import parse_one  # noqa: PLC0415 - FastStream and lxml, which `--help` need not load

    article = parse_one(source or "-")
    if as_json:
        typer.echo(article.model_dump_json())
        return
    from quotewire_parser.cli import render  # noqa: PLC0415 - only where something is drawn

    console = render.console_for()
    (render.explain if explain else render.show)(article, console)


def _check_usage(
    source: str | None, *, as_json: bool, jsonl: bool, explain: bool, workers: int | None
) -> None:
    if jsonl and (as_json or explain or source not in (None, "-")):
        raise UsageError("--jsonl reads standard input; give it alone (or with --workers).")
    if not jsonl and source is None:
        raise UsageError("Name a page: a file, an http(s) address, or - for standard input; or give --jsonl.")
    if as_json and explain:
        raise UsageError("--json already holds rule, cue and confidence; give --explain or --json.")
    if workers is not None and not jsonl:
        raise UsageError("--workers goes with --jsonl.")


def _stream(workers: int | None) -> None:
    from quotewire_parser.cli.run import parse_stream  # noqa: PLC0415 - FastStream and lxml, which `--help` need not load

    def say(text: str) -> None:
        typer.echo(text, err=True)

    say(str(parse_stream(workers=workers, say=say)))


def _quietly() -> None:
    """Standard error is for what goes wrong."""
    from quotewire_shared.logs import configure_logging  # noqa: PLC0415 - structlog is slow to import
    from quotewire_shared.settings import ProcessSettings, load  # noqa: PLC0415 - pydantic-settings is slow to import

    configure_logging("parser", load(ProcessSettings).model_copy(update={"log_level": "warning"}))
