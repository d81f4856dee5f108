"""The commands that the indexer adds to `quotewire`: bootstrap, and index create, list, migrate and rollback."""

import asyncio
from typing import Annotated

import typer

Really = Annotated[bool, typer.Option("--yes", help="Do it; without, only say what would be done.")]


def register(app: typer.Typer) -> None:
    """Add them to *app*."""
    app.command()(bootstrap)
    index = typer.Typer(name="index", help="The OpenSearch indices.", no_args_is_help=True)
    index.callback()(_group)
    index.command()(create)
    index.command("list")(list_)
    index.command()(migrate)
    index.command()(rollback)
    app.add_typer(index)


def _group() -> None:
    """The OpenSearch indices."""


def bootstrap() -> None:
    """Create the Kafka topics and the OpenSearch index templates. Safe to repeat; existing ones are kept."""
    # Here and not above: these imports would slow every `quotewire` command by half a second.
    from quotewire_shared.bootstrap import create_topics  # noqa: PLC0415
    from quotewire_shared.connection import wait_for_kafka  # noqa: PLC0415
    from quotewire_shared.settings import KafkaSettings, load  # noqa: PLC0415
    from quotewire_shared.topics import all_topics  # noqa: PLC0415

    async def topics(kafka: KafkaSettings) -> list[str]:
        await wait_for_kafka(kafka)
        return await create_topics(kafka)

    _quietly()
    kafka = load(KafkaSettings)
    created = asyncio.run(topics(kafka))
    for name in created:
        typer.echo(f"topic created: {name}")
    kept = len(all_topics(kafka.partitions)) - len(created)
    if kept:
        typer.echo(f"topics that existed: {kept}")
    _prepare(with_indices=False)


def create() -> None:
    """Write the index templates and create this month's indices. Safe to repeat."""
    _quietly()
    _prepare(with_indices=True)


def list_() -> None:
    """Show every index: its documents, its size, and whether readers see it."""
    from quotewire_indexer.migration import list_indices  # noqa: PLC0415 - opensearch-py is slow to import

    _quietly()
    for line in asyncio.run(list_indices()):
        typer.echo(line)


def migrate(*, yes: Really = False) -> None:
    """
    Move the articles of older mapping versions to this one, while readers read and the indexer writes.

    Safe to repeat. The indexer of the older release must be stopped before; the one of this release may run.
    """
    from quotewire_indexer.migration import migrate as do  # noqa: PLC0415 - opensearch-py is slow to import

    _quietly()
    asyncio.run(do(typer.echo, really=yes))


def rollback(*, yes: Really = False) -> None:
    """Go back to the mapping version before, with the articles that were written since. Safe to repeat."""
    from quotewire_indexer.migration import rollback as do  # noqa: PLC0415 - opensearch-py is slow to import

    _quietly()
    asyncio.run(do(typer.echo, really=yes))


def _quietly() -> None:
    """A command says what it did on standard output; events below a warning would only repeat it."""
    from quotewire_shared.logs import configure_logging  # noqa: PLC0415 - structlog is slow to import
    from quotewire_shared.settings import ProcessSettings, load  # noqa: PLC0415

    configure_logging("indexer", load(ProcessSettings).model_copy(update={"log_level": "warning"}))


def _prepare(*, with_indices: bool) -> None:
    from quotewire_indexer.start import prepare  # noqa: PLC0415 - opensearch-py is slow to import

    for line in asyncio.run(prepare(with_indices=with_indices)):
        typer.echo(line)
