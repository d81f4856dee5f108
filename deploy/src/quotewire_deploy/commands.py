"""The commands that `deploy` adds to `quotewire`."""

import typer

from quotewire_deploy.engines import commands as engines


def register(app: typer.Typer) -> None:
    """Add them to *app*."""
    engines.add_to(app)
