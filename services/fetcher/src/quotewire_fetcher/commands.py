"""The fetcher's commands: `quotewire import` and `quotewire sources`."""

import typer

from quotewire_fetcher.cli import import_commands, source_commands, source_edit_commands, status_commands


def register(app: typer.Typer) -> None:
    """Add the fetcher's commands to *app*."""
    import_commands.register(app)
    sources = typer.Typer(help="What is read: feeds, sitemaps and pages.", no_args_is_help=True)
    source_commands.register(sources)
    status_commands.add_to(sources)
    source_edit_commands.register(sources)
    app.add_typer(sources, name="sources")
