"""The commands that `deploy` adds to `quotewire`."""

import typer

from quotewire_deploy.engines import commands as engines
from quotewire_deploy.stack import commands as stack


def register(app: typer.Typer) -> None:
    """Add them to *app*."""
    engines.add_to(app)
    stack.add_to(app)
