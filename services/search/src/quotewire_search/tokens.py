"""
Tokens of people and programs that may ask: made once, kept as hashes in a TOML file.

A token is 256 random bits, so one SHA-256 is enough: there is nothing to guess that a slow hash would protect.
"""

import hashlib
import hmac
import json
import secrets
import tomllib
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args

import structlog
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from quotewire_shared.errors import UsageError

log = structlog.get_logger()

Scope = Literal["read", "export", "metrics"]
SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)
PREFIX: Final = "qw_"
"""Lets a secret scanner find a token that somebody published."""
TOKEN_BYTES: Final = 32


def _to_its_end(value: Any) -> Any:
    """Read a day as the moment when it is over (UTC)."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value + timedelta(days=1), time(), UTC)
    return value


class Token(BaseModel):
    """One entry of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$", description="Whose it is.")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="Hash of the token, in hex.")
    scopes: tuple[Scope, ...] = Field(min_length=1, description="read, export, metrics.")
    expires: Annotated[AwareDatetime | None, BeforeValidator(_to_its_end)] = Field(
        default=None, description="When it ends; a day is meant to its end, UTC. None: never."
    )

    def is_over(self, now: datetime) -> bool:
        """Say whether it has expired at *now*."""
        return self.expires is not None and now >= self.expires


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    token: tuple[Token, ...] = ()


def make_secret() -> str:
    """Make a token's secret; only its hash is ever stored."""
    return PREFIX + secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(secret: str) -> str:
    """Hash a secret as the file holds it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find(tokens: Sequence[Token], secret: str) -> Token | None:
    """Find the token of *secret*, in a time that says nothing about the hashes."""
    asked, found = hash_of(secret), None
    for token in tokens:
        if hmac.compare_digest(asked, token.sha256):
            found = token
    return found


def entry(name: str, secret: str, scopes: Sequence[Scope], expires: date | None) -> str:
    """
    Write the entry of a token for the file.

    Raises:
        UsageError: the name cannot be one.
    """
    fields = {"name": name, "sha256": hash_of(secret), "scopes": scopes, "expires": expires}
    try:
        Token.model_validate(fields)
    except ValidationError as error:
        raise UsageError(_in_words(error, "The token")) from None
    lines = [
        "[[token]]",
        f"name = {json.dumps(name)}",
        f"sha256 = {json.dumps(hash_of(secret))}",
        f"scopes = {json.dumps(list(scopes))}",
    ]
    if expires:
        lines.append(f"expires = {expires.isoformat()}")
    return "\n".join(lines) + "\n"


def read_tokens(path: Path) -> tuple[Token, ...]:
    """
    Read the file at *path*.

    Raises:
        UsageError: it cannot be read or is not what it should be; the text says where.
    """
    try:
        tokens = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).token
    except OSError as error:
        raise UsageError(
            f"The tokens file {path} cannot be read ({error.strerror}). Make it by `quotewire tokens new NAME --append`, "
            "or leave QUOTEWIRE_SEARCH_TOKENS_FILE empty to ask for no token."
        ) from None
    except ValidationError as error:
        raise UsageError(_in_words(error, f"The tokens file {path}")) from None
    except ValueError as error:  # not TOML, or not UTF-8
        raise UsageError(f"The tokens file {path} is not TOML: {error}.") from None
    for what, values in (
        ("name", [token.name for token in tokens]),
        ("sha256", [token.sha256 for token in tokens]),
    ):
        value, times = Counter(values).most_common(1)[0] if values else ("", 0)
        if times > 1:
            raise UsageError(
                f"The tokens file {path} has the {what} {value} {times} times; each token needs its own."
            )
    return tokens


class TokenFile:
    """The tokens of a file, read again when it changes: a token that is taken out ends at once."""

    def __init__(self, path: Path) -> None:
        """
        Read *path*.

        Raises:
            UsageError: it cannot be read.
        """
        self._path = path
        self._state = self._look()
        self._tokens = read_tokens(path)

    def current(self) -> tuple[Token, ...]:
        """Give the tokens; while the file cannot be read those of before hold, and the log says so."""
        state = self._look()
        if state != self._state:
            self._state = state
            try:
                self._tokens = read_tokens(self._path)
                log.info("tokens_read", tokens=len(self._tokens))
            except UsageError as error:
                log.error("tokens_unreadable", reason=str(error))  # noqa: TRY400 - the text says all
        return self._tokens

    def _look(self) -> tuple[int, int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino


def _in_words(error: ValidationError, what: str) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    known = f" Scopes are {', '.join(SCOPES)}." if "scopes" in first["loc"] else ""
    return f"{what} is wrong at {place}: {first['msg']}.{known}"
