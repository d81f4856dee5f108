"""
How well search answers the needs of needs.toml: `python -m tests.quality.needs --opensearch URL [--prefix P] [--verbose]`.

The indices with that prefix hold the newsroom (`make demo`, or tests.newsroom_library). Prints recall@10 and the share
of needs whose first result is right, by view and by level, then every failure with what came first; --verbose prints
all results of a failure. Exit code 1 where the promise is broken.
"""

import asyncio
import sys
from collections.abc import Sequence
from typing import Annotated as Option

import typer
from pydantic import AnyHttpUrl
from rich.console import Console
from rich.table import Table

from quotewire_search.index import OpenSearchIndex
from quotewire_search.settings import SearchSettings
from quotewire_shared.settings import OpenSearchSettings
from tests.quality.needs.asking import Outcome, outcomes
from tests.quality.needs.catalogue import load_needs
from tests.quality.needs.scoring import Figures, by, figures, is_kept, is_perfect


def main(
    opensearch: Option[str, typer.Option(help="Address of OpenSearch.")] = "http://127.0.0.1:9200",
    prefix: Option[
        str, typer.Option(help="What the names of the newsroom's indices begin with.")
    ] = "quotewire",
    verbose: Option[bool, typer.Option(help="Print all results of a failed need.")] = False,
) -> None:
    """Ask every need and print how well it was answered."""
    asked = asyncio.run(_asked(opensearch, prefix))
    console = Console()
    console.print(table(asked))
    for outcome in asked:
        if not is_perfect(outcome):
            console.print(failure(outcome, verbose=verbose), markup=False, highlight=False, soft_wrap=True)
    if not is_kept(asked):
        sys.exit(1)


def table(asked: Sequence[Outcome]) -> Table:
    """Lay the figures out, a row for all needs and one for each view and level."""
    made = Table("needs", box=None, header_style="bold")
    for head in ("asked", "recall@10", "first is right", "unwanted"):
        made.add_column(head, justify="right")
    rows = {"all": figures(asked), **by(asked, lambda o: o.need.view), **by(asked, lambda o: o.need.level)}
    for name, row in rows.items():
        made.add_row(name, *_cells(row))
    return made


def failure(outcome: Outcome, *, verbose: bool) -> str:
    """Tell what was asked, what is missing, and what came in its place."""
    need = outcome.need
    lines = [f"\n{need.id} ({need.view}, {need.level}): {need.ask}", f"  {outcome.total} found"]
    if outcome.error:
        lines.append(f"  refused: {outcome.error}")
    if not outcome.first_is_right:
        lines.append(f"  first came: {outcome.results[0] if outcome.results else 'nothing'}")
    lines += [f"  missing: {answer}" for answer in outcome.missing]
    lines += [f"  unwanted: {answer}" for answer in outcome.unwanted]
    if verbose:
        lines += [f"  {rank}. {result}" for rank, result in enumerate(outcome.results, 1)]
    return "\n".join(lines)


def _cells(row: Figures) -> tuple[str, ...]:
    return str(row.needs), f"{row.recall:.3f}", f"{row.first:.3f}", str(row.unwanted)


async def _asked(url: str, prefix: str) -> list[Outcome]:
    place = OpenSearchSettings(url=AnyHttpUrl(url), index_prefix=prefix)
    index = OpenSearchIndex(place, SearchSettings())
    try:
        return await outcomes(index, load_needs())
    finally:
        await index.close()


if __name__ == "__main__":
    typer.run(main)
