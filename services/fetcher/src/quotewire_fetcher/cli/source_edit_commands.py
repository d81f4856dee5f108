"""The commands that change or exchange lists of sources: `quotewire sources add`, `remove`, `import`, `export`."""

import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from quotewire_fetcher.cli.source_commands import File, log_to_stderr, say_on_stderr
from quotewire_shared.errors import QuotewireError, UsageError

if TYPE_CHECKING:
    from quotewire_fetcher.discovery.discovery import Discovery
    from quotewire_fetcher.sources.source import Source
    from quotewire_fetcher.sources.source_edit import Edit

KindName = Literal["rss", "atom", "jsonfeed", "newssitemap", "sitemap", "sitemapindex", "page"]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Write to the sources file; otherwise only show.")]


def register(sources: typer.Typer) -> None:
    """Add them to *sources*."""
    sources.command("add")(add_source)
    sources.command("remove")(remove_source)
    sources.command("import")(import_list)
    sources.command("export")(export_list)


def add_source(  # noqa: PLR0913, PLR0917 - options of a command
    address: Annotated[str, typer.Argument(help="Front page of an outlet, or a feed or sitemap.")],
    file: File = None,
    yes: Yes = False,
    name: Annotated[str | None, typer.Option(help="Name; usual: as the site says.")] = None,
    group: Annotated[str | None, typer.Option(help="Any word to sort by.")] = None,
    language: Annotated[str | None, typer.Option(help="Language, as en or pt-BR; usual: as found.")] = None,
    country: Annotated[
        str | None, typer.Option(help="Country, two letters; usual: by the host's ending.")
    ] = None,
    kind: Annotated[KindName | None, typer.Option(help="Add only what is of this kind.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """
    Find the feeds and sitemaps of a site, show them, and with --yes add the best to the sources file.

    Asked politely and one after another: what the front page declares, the sitemaps that robots.txt names, links to
    feeds, the usual paths; at most 24 documents. Chosen are the main feed and a news sitemap. A feed's own address
    adds that feed.
    """
    from quotewire_fetcher.cli import source_choice  # noqa: PLC0415 - the same
    from quotewire_fetcher.discovery import add_source as adding  # noqa: PLC0415 - httpx, Kafka, which `--help` need not load
    from quotewire_fetcher.discovery import try_sources  # noqa: PLC0415 - the same

    url = source_choice.full_address(address)
    path = source_choice.sources_path(file)
    log_to_stderr()
    wishes = adding.Wishes(name, group, language, country.upper() if country else None, kind)

    async def find() -> "Discovery":
        async with try_sources.open_trial(say_on_stderr) as trial:
            return await adding.discover(trial, url, kind=kind, try_http="://" not in address)

    adding.would_add(path, [])  # a broken file is said before anything is asked for
    found = asyncio.run(find())
    wanted = adding.proposals(found, wishes)
    edit = adding.add(path, wanted) if yes else adding.would_add(path, wanted)
    if as_json:
        _say_json(found, edit, written=yes)
    else:
        _say_found(found)
        _say_edit(edit, path, written=yes, how="with --yes")
    if not edit.added:
        raise QuotewireError(_why_nothing(found, edit, url))


def remove_source(
    source_id: Annotated[str, typer.Argument(help="Id of the source.")], file: File = None
) -> None:
    """Take a source out of the sources file; what it brought stays."""
    from quotewire_fetcher.cli import source_choice  # noqa: PLC0415 - lxml, which `--help` need not load
    from quotewire_fetcher.sources import source_edit  # noqa: PLC0415 - lxml, which `--help` need not load

    path = source_choice.sources_path(file)
    gone = source_edit.remove_source(path, source_id)
    typer.echo(f"{gone.id} ({gone.url}) is no longer in {path}.")


def import_list(
    opml: Annotated[Path, typer.Argument(help="OPML file of a feed reader; also a TOML or JSON list.")],
    file: File = None,
    group: Annotated[str | None, typer.Option(help="Group for all of them; usual: their folder.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show.")] = False,
) -> None:
    """
    Add the feeds of an OPML file to the sources file.

    What is listed already, or has no good address, is named and left out. Nothing is asked of the feeds: check them
    with `quotewire sources test --all`.
    """
    from quotewire_fetcher.cli import source_choice  # noqa: PLC0415 - lxml
    from quotewire_fetcher.sources import source_edit, source_formats  # noqa: PLC0415 - lxml
    from quotewire_fetcher.sources.source import check_sources  # noqa: PLC0415 - beside it

    path = source_choice.sources_path(file)
    listed = check_sources(source_formats.read_tables(opml))
    wanted = [source.model_copy(update={"group": group}) if group else source for source in listed.sources]
    before = source_edit.listed_in(path).sources
    edit = source_edit.plan_adding(before, wanted) if dry_run else source_edit.add_sources(path, wanted)
    for notice in listed.notices:
        say_on_stderr(notice)
    _say_edit(edit, path, written=not dry_run)
    if not listed.sources:
        raise QuotewireError(f"{opml} lists no feed that can be read.")


def export_list(
    target: Annotated[Path, typer.Argument(help="File to write; - for standard output.")],
    file: File = None,
    as_opml: Annotated[bool, typer.Option("--opml", help="OPML 2.0, for feed readers.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON list.")] = False,
    as_toml: Annotated[bool, typer.Option("--toml", help="TOML, as the sources file.")] = False,
) -> None:
    """Write all sources of the sources file as OPML, JSON or TOML; usual: as the file's name ends, else OPML."""
    from quotewire_fetcher.cli import source_choice  # noqa: PLC0415 - lxml
    from quotewire_fetcher.sources import source_edit, source_text  # noqa: PLC0415 - lxml

    if as_opml + as_json + as_toml > 1:
        raise UsageError("Give one of --opml, --json and --toml.")
    by_name = {".json": "json", ".toml": "toml"}.get(target.suffix.lower(), "opml")
    form = "opml" if as_opml else "json" if as_json else "toml" if as_toml else by_name
    sources = source_choice.configured_sources(file).sources
    writers: dict[str, Callable[[Sequence[Source]], str]] = {
        "json": source_text.json_list,
        "toml": source_text.toml_list,
        "opml": source_text.opml_document,
    }
    text = writers[form](sources)
    if str(target) == "-":
        sys.stdout.write(text)
        return
    source_edit.write_file(target, text.encode())
    say_on_stderr(f"{len(sources)} sources written to {target} as {form.upper()}.")


def _say_found(found: "Discovery") -> None:
    from quotewire_fetcher.discovery.trial_report import findings_table  # noqa: PLC0415 - lxml

    if found.code != "ok":
        typer.echo(f"{found.home} could not be read: {found.code}: {found.reason}")
    for line in findings_table(found, datetime.now(UTC)):
        typer.echo(line)
    typer.echo(f"{found.requests} documents were asked for; + is chosen.")


def _say_edit(edit: "Edit", path: Path, *, written: bool, how: str = "without --dry-run") -> None:
    from quotewire_fetcher.sources.source_text import toml_table  # noqa: PLC0415 - lxml

    for source, known_id in edit.refused:
        typer.echo(f"{source.url} is already listed as {known_id!r}.")
    if len(edit.added) <= 10:  # noqa: PLR2004 - more are counted, not shown
        for source in edit.added:
            typer.echo(f"\n{toml_table(source)}", nl=False)
    if written:
        typer.echo(f"\n{len(edit.added)} added to {path}, {len(edit.refused)} were there.")
    elif edit.added:
        typer.echo(f"\nNothing was written. The same {how} adds {len(edit.added)} to {path}.")


def _say_json(found: "Discovery", edit: "Edit", *, written: bool) -> None:
    from quotewire_fetcher.discovery.trial_report import findings_json  # noqa: PLC0415 - the same
    from quotewire_fetcher.sources.source_text import values_of  # noqa: PLC0415 - lxml

    said = {
        "home": found.home,
        "code": found.code,
        "reason": found.reason or None,
        "site_name": found.site_name,
        "language": found.language,
        "requests": found.requests,
        "found": findings_json(found),
        "sources": [values_of(source) for source in edit.added],
        "already_listed": [{"url": source.url, "id": known_id} for source, known_id in edit.refused],
        "written": written and bool(edit.added),
    }
    typer.echo(json.dumps(said, ensure_ascii=False))


def _why_nothing(found: "Discovery", edit: "Edit", url: str) -> str:
    if edit.refused:
        return f"Nothing was added: {url} is listed already."
    if found.code != "ok" and not found.findings:
        return f"{url} could not be read: {found.code}: {found.reason}"
    return f"No feed or sitemap was found at {url} that is worth reading."
