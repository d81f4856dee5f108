"""The commands that look at sources: `quotewire sources list` and `quotewire sources test`."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from quotewire_shared.errors import QuotewireError, UsageError

if TYPE_CHECKING:
    from quotewire_fetcher.discovery.trial import Report
    from quotewire_fetcher.sources.source import Source

File = Annotated[
    Path | None, typer.Option("--file", help="Sources file; usual: QUOTEWIRE_FETCHER_SOURCES_FILE.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
Group = Annotated[str | None, typer.Option(help="Only sources of this group.")]
Language = Annotated[str | None, typer.Option(help="Only sources in this language: en, pt-BR.")]
Country = Annotated[str | None, typer.Option(help="Only sources of this country: two letters.")]


def register(sources: typer.Typer) -> None:
    """Add them to *sources*."""
    sources.command("list")(list_sources)
    sources.command("test")(try_sources)


def list_sources(
    file: File = None,
    group: Group = None,
    language: Language = None,
    country: Country = None,
    as_json: AsJson = False,
) -> None:
    """List the sources of the sources file."""
    from quotewire_fetcher.cli import source_choice  # noqa: PLC0415 - lxml, which `--help` need not load
    from quotewire_fetcher.sources.columns import table  # noqa: PLC0415 - beside it

    listed = source_choice.configured_sources(file)
    found = [source for source in listed.sources if _fits(source, group, language, country)]
    for notice in listed.notices:
        typer.echo(notice, err=True)
    if as_json:
        for source in found:
            typer.echo(json.dumps(source.model_dump(mode="json", exclude_none=True), ensure_ascii=False))
        return
    if not found:
        raise QuotewireError(f"None of the {len(listed.sources)} sources fits.")
    rows = [
        (
            source.id,
            source.kind or "feed",
            source.group or "-",
            source.language or "-",
            source.country or "-",
            source.name + ("" if source.enabled else " (not enabled)"),
            source.url,
        )
        for source in found
    ]
    for line in table(rows, ("ID", "KIND", "GROUP", "LANG", "COUNTRY", "NAME", "ADDRESS")):
        typer.echo(line)


def try_sources(
    which: Annotated[list[str] | None, typer.Argument(help="Ids of sources, or addresses.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every source of the file.")] = False,
    file: File = None,
    group: Group = None,
    language: Language = None,
    country: Country = None,
    as_json: AsJson = False,
) -> None:
    """
    Fetch and read sources now, and show what they hold and when they would be polled; nothing is stored.

    Ends with 1 if one of them failed. --group, --language and --country choose among those of the file.
    """
    chosen = _chosen(which or [], every=every, file=file, filters=(group, language, country))
    from quotewire_fetcher.discovery import trial_report  # noqa: PLC0415 - beside it
    from quotewire_fetcher.discovery import try_sources as trial  # noqa: PLC0415 - httpx, Kafka, which `--help` need not load

    log_to_stderr()
    done = 0

    def progress(report: "Report") -> None:
        nonlocal done
        done += 1
        typer.echo(f"[{done}/{len(chosen)}] {report.source.id}: {report.code}", err=True)

    reports = asyncio.run(trial.try_all(chosen, say=say_on_stderr, done=progress))
    lines = [json.dumps(trial_report.as_json(report), ensure_ascii=False) for report in reports]
    for line in lines if as_json else trial_report.told(reports, datetime.now(UTC)):
        typer.echo(line)
    if failed := sum(not report.good for report in reports):
        raise QuotewireError(f"{failed} of {len(reports)} sources failed; the reasons are above.")


def log_to_stderr() -> None:
    """Log to standard error: standard output belongs to what a command says."""
    from quotewire_shared.logs import configure_logging  # noqa: PLC0415 - `--help` logs nothing
    from quotewire_shared.settings import ProcessSettings, load  # noqa: PLC0415 - the same

    configure_logging("fetcher", load(ProcessSettings))


def say_on_stderr(text: str) -> None:
    """Tell a person who waits what is going on."""
    typer.echo(text, err=True)


def _chosen(
    which: list[str], *, every: bool, file: Path | None, filters: tuple[str | None, str | None, str | None]
) -> "list[Source]":
    filtered = any(value is not None for value in filters)
    if bool(which) == (every or filtered):
        raise UsageError("Name sources (ids or addresses), or give --all, --group, --language or --country.")
    from quotewire_fetcher.cli import source_choice  # noqa: PLC0415 - lxml, which `--help` need not load

    chosen = [source for source in source_choice.choose(file, which) if which or _fits(source, *filters)]
    if not chosen:
        raise UsageError("No source fits. `quotewire sources list` shows which there are.")
    return chosen


def _fits(source: "Source", group: str | None, language: str | None, country: str | None) -> bool:
    """Compare without regard to case; "pt" fits "pt-BR"."""
    spoken = (source.language or "").lower()
    return (
        (group is None or (source.group or "").lower() == group.lower())
        and (language is None or spoken == language.lower() or spoken.startswith(f"{language.lower()}-"))
        and (country is None or (source.country or "").lower() == country.lower())
    )
