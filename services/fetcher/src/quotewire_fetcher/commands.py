"""The fetcher's commands: `quotewire import` and `quotewire sources`."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from quotewire_shared.errors import QuotewireError, UsageError

SourcesFile = Annotated[
    Path | None, typer.Option("--file", help="Sources file; default: QUOTEWIRE_FETCHER_SOURCES_FILE.")
]


def register(app: typer.Typer) -> None:
    """Add the fetcher's commands to *app*."""
    app.command("import")(import_files)
    sources = typer.Typer(help="The feeds that are read.", no_args_is_help=True)
    sources.command("list")(list_sources)
    sources.command("test")(try_sources)
    app.add_typer(sources, name="sources")


def import_files(
    paths: Annotated[list[Path], typer.Argument(help="HTML or text files, or folders of them.")],
    publisher: Annotated[str | None, typer.Option(help="Name of the outlet.")] = None,
    base_url: Annotated[
        str | None, typer.Option(help="Address that the folder stood under, for pages that declare none.")
    ] = None,
) -> None:
    """Import HTML and text files through the backfill lane."""
    from quotewire_fetcher import import_run  # noqa: PLC0415 - Kafka and lxml, which `--help` need not load

    if base_url is not None and not base_url.startswith(("http://", "https://")):
        raise UsageError(f"--base-url must begin with http:// or https://, not {base_url!r}.")
    _log_to_stderr()
    done, failed = asyncio.run(
        import_run.import_paths(paths, publisher=publisher, base_url=base_url, say=_say_problem)
    )
    typer.echo(f"{done} imported, {failed} failed.")
    if failed:
        raise QuotewireError(
            f"{failed} of {done + failed} files could not be imported; they are named above."
        )


def list_sources(
    file: SourcesFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List the sources of the sources file."""
    from quotewire_fetcher import try_sources as trial  # noqa: PLC0415 - lxml, which `--help` need not load

    found = trial.configured_sources(file)
    if as_json:
        for source in found:
            typer.echo(json.dumps(source.model_dump(mode="json", exclude_none=True), ensure_ascii=False))
        return
    width = max(len(source.id) for source in found)
    for source in found:
        typer.echo(f"{source.id:<{width}}  {source.kind or 'feed':<8}  {source.name}  {source.url}")


def try_sources(
    which: Annotated[list[str] | None, typer.Argument(help="Ids of sources, or addresses of feeds.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every source of the file.")] = False,
    file: SourcesFile = None,
) -> None:
    """Fetch and read feeds now, and show what they hold; nothing is stored."""
    from quotewire_fetcher import try_sources as trial  # noqa: PLC0415 - httpx, lxml, which `--help` need not load

    if every == bool(which):
        raise UsageError("Name sources (ids or addresses), or give --all.")
    chosen = trial.choose(file, which or [])
    _log_to_stderr()
    reports = asyncio.run(trial.try_all(chosen, say=typer.echo))
    failed = sum(not report.good for report in reports)
    typer.echo(f"{len(reports) - failed} of {len(reports)} sources are good.")
    if failed:
        raise QuotewireError(f"{failed} of {len(reports)} sources failed; the reasons are above.")


def _log_to_stderr() -> None:
    from quotewire_shared.logs import configure_logging  # noqa: PLC0415 - `--help` logs nothing
    from quotewire_shared.settings import ProcessSettings, load  # noqa: PLC0415 - the same

    # Standard output belongs to what the command says.
    configure_logging("fetcher", load(ProcessSettings))


def _say_problem(text: str) -> None:
    typer.echo(text, err=True)
