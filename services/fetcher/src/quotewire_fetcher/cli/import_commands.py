"""The commands `quotewire import` and `quotewire warc export`."""

import asyncio
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from quotewire_shared.errors import QuotewireError, UsageError
from quotewire_shared.messages import Lane

if TYPE_CHECKING:
    from quotewire_fetcher.imports.import_entries import Options
    from quotewire_fetcher.imports.import_report import Report
    from quotewire_fetcher.imports.import_run import Extent

Kind = Literal["auto", "warc", "jsonl", "urls", "html", "text"]


def register(app: typer.Typer) -> None:
    """Add them to *app*."""
    app.command("import")(import_files)
    warc = typer.Typer(help="Web archives of what was fetched.", no_args_is_help=True)
    warc.command("export")(export_warc)
    app.add_typer(warc, name="warc")


def import_files(  # noqa: PLR0913, PLR0917 - each is an option
    paths: Annotated[
        list[Path],
        typer.Argument(
            help="WARC, JSON Lines, lists of addresses, HTML or text files, or folders of them; -: standard input."
        ),
    ],
    publisher: Annotated[str | None, typer.Option(help="Name of the outlet.")] = None,
    base_url: Annotated[
        str | None, typer.Option(help="Address that the folder stood under, for pages that declare none.")
    ] = None,
    kind: Annotated[Kind, typer.Option(help="What the files are; auto: told by their names.")] = "auto",
    source_id: Annotated[str | None, typer.Option(help="Source that the articles are counted to.")] = None,
    skip: Annotated[int, typer.Option(min=0, help="Pass over the first N pages, lines or addresses.")] = 0,
    limit: Annotated[int | None, typer.Option(min=1, help="Stop after N pages, lines or addresses.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be imported; send none.")
    ] = False,
) -> None:
    """
    Import web archives, JSON Lines, lists of addresses, and HTML or text files through the backfill lane.

    Importing the same again changes nothing: articles have the same ids and times.
    """
    from quotewire_fetcher.imports.import_entries import Options  # noqa: PLC0415 - lxml, which `--help` need not load
    from quotewire_fetcher.imports.import_report import Report  # noqa: PLC0415 - the same
    from quotewire_fetcher.imports.import_run import Extent  # noqa: PLC0415 - the same

    if base_url is not None and not base_url.startswith(("http://", "https://")):
        raise UsageError(f"--base-url must begin with http:// or https://, not {base_url!r}.")
    if base_url is not None and not base_url.endswith("/"):
        base_url = f"{base_url}/"
    for name, value in (("--publisher", publisher), ("--source-id", source_id)):
        if value is not None and not value.strip():
            raise UsageError(f"{name} must not be empty.")
    options = Options(
        now=datetime.now(UTC), publisher=publisher, base_url=base_url, source_id=source_id, kind=kind
    )
    report = Report()
    _log_to_stderr()
    _run_import(paths, options, report, Extent(skip, limit), dry_run=dry_run)
    for line in report.lines(dry_run=dry_run):
        typer.echo(line)
    if report.failures:
        raise QuotewireError(
            f"{report.failures} of {report.done + report.failures} could not be imported; they are named above."
        )


def export_warc(
    file: Annotated[
        Path, typer.Argument(help="File to write, usually NAME.warc.gz; it appears when complete.")
    ],
    since: Annotated[
        str | None, typer.Option(help="Fetched since: 2d, 12h, 30m ago, or a date (2026-11-01, UTC).")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Fetched before; as --since.")] = None,
    source: Annotated[
        list[str] | None, typer.Option(help="Only articles of this source; may be given more than once.")
    ] = None,
    lane: Annotated[
        list[Lane] | None, typer.Option(help="Only this lane; may be given more than once. Usual: all.")
    ] = None,
) -> None:
    """Write what was fetched, as far back as Kafka keeps it, as a web archive (WARC 1.1)."""
    from quotewire_fetcher.imports import warc_export  # noqa: PLC0415 - Kafka, which `--help` need not load
    from quotewire_fetcher.imports.stopping import INTERRUPTED, stoppable  # noqa: PLC0415 - the same

    now = datetime.now(UTC)
    chosen = warc_export.Choice(
        since=warc_export.moment_of(since, now, "--since"),
        until=warc_export.moment_of(until, now, "--until"),
        sources=frozenset(source or ()),
        lanes=tuple(lane or Lane),
    )
    _log_to_stderr()
    try:
        with stoppable():
            counts = asyncio.run(warc_export.export(file, chosen))
    except KeyboardInterrupt:
        typer.echo(f"quotewire: stopped. {file} was not written.", err=True)
        raise typer.Exit(INTERRUPTED) from None
    for line in counts.lines(file):
        typer.echo(line, err=True)


def _run_import(
    paths: list[Path], options: "Options", report: "Report", extent: "Extent", *, dry_run: bool
) -> None:
    from quotewire_fetcher.imports.stopping import INTERRUPTED, stoppable  # noqa: PLC0415 - see import_files

    try:
        with stoppable():
            asyncio.run(_import(paths, options, report, extent, dry_run=dry_run))
    except KeyboardInterrupt:
        for line in report.lines(dry_run=dry_run):
            typer.echo(line)
        typer.echo(f"quotewire: stopped. {_way_on(report) if report.done else ''}".rstrip(), err=True)
        raise typer.Exit(INTERRUPTED) from None
    except QuotewireError as error:
        if report.done:
            raise QuotewireError(f"{error} {_way_on(report)}") from error
        raise


def _way_on(report: "Report") -> str:
    return f"The same command with --skip {report.settled} goes on from here."


async def _import(
    paths: list[Path], options: "Options", report: "Report", extent: "Extent", *, dry_run: bool
) -> None:
    from quotewire_fetcher.imports.import_progress import shown_progress  # noqa: PLC0415 - see import_files
    from quotewire_fetcher.imports.import_run import DryRun, import_paths, kafka_destination  # noqa: PLC0415

    if dry_run:
        # No bar: the lines themselves show how it goes.
        await import_paths(
            paths, options, DryRun(typer.echo), report, extent=extent, say=partial(typer.echo, err=True)
        )
        return
    async with kafka_destination() as kafka, shown_progress(paths, options.meter, report) as say:
        await import_paths(paths, options, kafka, report, extent=extent, say=say)


def _log_to_stderr() -> None:
    from quotewire_shared.logs import configure_logging  # noqa: PLC0415 - `--help` logs nothing
    from quotewire_shared.settings import ProcessSettings, load  # noqa: PLC0415 - the same

    # Standard output belongs to what the command says.
    configure_logging("fetcher", load(ProcessSettings))
