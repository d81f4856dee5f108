"""`quotewire tokens`: make a token, and list those of the file."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from quotewire_shared.errors import QuotewireError, UsageError

if TYPE_CHECKING:
    from datetime import date

    from quotewire_search.tokens import Scope

OWNER_ONLY = 0o600

Name = Annotated[str, typer.Argument(help="Whose it is: letters, digits, dot, dash, underscore.")]
Scopes = Annotated[
    list[str] | None,
    typer.Option("--scope", help="read, export or metrics; repeat it for several. Usual: read."),
]
Expires = Annotated[
    str, typer.Option(help="Last day on which it is good, as 2027-06-30 (UTC); empty: for ever.")
]
Append = Annotated[
    bool,
    typer.Option("--append", help="Add it to the file of QUOTEWIRE_SEARCH_TOKENS_FILE, not only show it."),
]


def register(app: typer.Typer) -> None:
    """Add them to *app*."""
    tokens = typer.Typer(no_args_is_help=True, help="Tokens that the search service asks for, when told to.")
    tokens.command("new", help="Make a token and show it, this once; only its hash is kept.")(new)
    tokens.command("list", help="List the tokens of the file: name, scopes, last day.")(show)
    app.add_typer(tokens, name="tokens")


def new(name: Name, scope: Scopes = None, expires: Expires = "", *, append: Append = False) -> None:
    """Make a token and show it, this once."""
    from quotewire_search.tokens import entry, make_secret  # noqa: PLC0415 - would slow every command

    secret = make_secret()
    text = entry(name, secret, _scopes(scope or ["read"]), _day(expires))
    if append:
        path = _path()
        _append(path, text, name)
        typer.echo(f"Added to {path}. The token, shown this once:", err=True)
        typer.echo(secret)
        return
    typer.echo("Add this to the file that QUOTEWIRE_SEARCH_TOKENS_FILE names:", err=True)
    typer.echo(text)
    typer.echo("The token, shown this once:", err=True)
    typer.echo(secret)


def show() -> None:
    """List the tokens of the file."""
    from quotewire_search.tokens import read_tokens  # noqa: PLC0415 - would slow every command

    now = datetime.now(UTC)
    for token in read_tokens(_path()):
        end = "for ever" if token.expires is None else f"until {token.expires:%Y-%m-%dT%H:%MZ}"
        over = ", expired" if token.is_over(now) else ""
        typer.echo(f"{token.name}: {', '.join(token.scopes)}; {end}{over}")


def _append(path: Path, text: str, name: str) -> None:
    from quotewire_search.tokens import read_tokens  # noqa: PLC0415 - would slow every command

    known = read_tokens(path) if path.exists() else ()
    if any(token.name == name for token in known):
        raise UsageError(
            f"{path} has a token called {name} already. Take it out first, or choose another name."
        )
    try:
        # Kept from others' eyes: the hashes give nothing away, but the names and scopes tell who may what.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, OWNER_ONLY)
        with os.fdopen(descriptor, "a", encoding="utf-8") as file:
            file.write(f"\n{text}" if file.tell() else text)
    except OSError as error:
        raise QuotewireError(f"{path} cannot be written ({error.strerror}).") from None


def _path() -> Path:
    from quotewire_search.settings import SearchSettings  # noqa: PLC0415 - would slow every command
    from quotewire_shared.settings import load  # noqa: PLC0415

    name = load(SearchSettings).tokens_file
    if not name:
        raise UsageError(
            "Set QUOTEWIRE_SEARCH_TOKENS_FILE to the file that holds the tokens, such as tokens.toml."
        )
    return Path(name)


def _scopes(names: list[str]) -> "tuple[Scope, ...]":
    from quotewire_search.tokens import SCOPES  # noqa: PLC0415 - would slow every command

    unknown = sorted(set(names) - set(SCOPES))
    if unknown:
        raise UsageError(f"There is no scope {unknown[0]}. Write any of {', '.join(SCOPES)}.")
    return tuple(scope for scope in SCOPES if scope in names)


def _day(text: str) -> "date | None":
    if not text:
        return None
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise UsageError(f"--expires {text!r} is no day; write it as 2027-06-30.") from None
    if day < datetime.now(UTC).date():
        raise UsageError(f"--expires {text} is over already.")
    return day
