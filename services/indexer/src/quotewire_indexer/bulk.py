"""
Bulk requests: actions, their bytes, and the table that says what an answer means. No I/O.

| answer for an item                                                | fate                                      |
|-------------------------------------------------------------------|-------------------------------------------|
| 2xx; 404 of a deletion                                             | done                                      |
| 409 version conflict                                               | newer: what is stored is as new or newer  |
| 429, 5xx, a cluster block (disk full, no master)                   | again, with back-off                      |
| a write block on the index                                        | closed: its documents have moved          |
| 400, 413 and any other 4xx                                         | refused: a dead letter                    |
| 401, 403, 404 of an index                                          | stop: our set-up is wrong, not the item   |
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import orjson

from quotewire_shared.documents import ArticleDocument, QuoteDocument, VersionDocument, to_source
from quotewire_shared.errors import FatalError, TransientError

REASON_MAX_CHARS: Final = 500
SERVER_ERROR: Final = 500
NOT_FOUND: Final = 404
WRITE_BLOCK: Final = "FORBIDDEN/8"
"""OpenSearch's number of the block that `index.blocks.write` sets."""

VersionType = Literal["external", "external_gte"]


@dataclass(frozen=True, slots=True)
class Action:
    """One line (a deletion) or two (a document) of a bulk request."""

    index: str
    id: str
    version: int
    document: ArticleDocument | QuoteDocument | VersionDocument | None
    """What to store; None deletes."""
    version_type: VersionType = "external"

    def encode(self) -> bytes:
        """
        Give the lines, each ending in a line feed.

        Raises:
            ValueError: a text holds a lone surrogate and has no UTF-8 form.
        """
        meta = {
            "_index": self.index,
            "_id": self.id,
            "version": self.version,
            "version_type": self.version_type,
        }
        if self.document is None:
            return orjson.dumps({"delete": meta}) + b"\n"
        return b"%b\n%b\n" % (orjson.dumps({"index": meta}), orjson.dumps(to_source(self.document)))


@dataclass(frozen=True, slots=True)
class Done:
    """Stored or deleted; `existed` tells that there was such a document before."""

    existed: bool = False


@dataclass(frozen=True, slots=True)
class Newer:
    """The stored document has this version or a newer one."""


@dataclass(frozen=True, slots=True)
class Again:
    """OpenSearch could not take it now."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """OpenSearch will never take it."""

    reason: str


class IndexClosedError(TransientError):
    """An index takes no more writes: a migration is moving its documents, or has moved them; look where they are."""


Answer = Done | Newer | Again | Refused
Fate = Done | Newer | Refused
"""A settled answer."""


def classify(item: dict[str, Any]) -> Answer:
    """
    Read one entry of a bulk response's `items`.

    Raises:
        IndexClosedError: the index has a write block.
        FatalError: the index is missing or we are not allowed to write: no dead letter can help.
    """
    ((operation, answer),) = item.items()
    status: int = answer.get("status", SERVER_ERROR)
    error = answer.get("error") or {}
    if isinstance(error, str):
        error = {"reason": error}
    kind: str = error.get("type", "")
    reason = describe(error) or f"status {status}"
    if kind == "cluster_block_exception":
        return _blocked(reason)
    if kind == "index_not_found_exception" or status in (401, 403):
        raise FatalError(
            f"OpenSearch does not let us write: {reason}. Check its indices and the user's rights."
        )
    match status:
        case _ if status < 300:  # noqa: PLR2004 - the HTTP success class
            return Done(existed=answer.get("result") in ("updated", "deleted"))
        case 404 if operation == "delete" and not error:
            return Done()
        case 409:
            return Newer()
        case 429 | 408:
            return Again(reason)
        case _ if status >= SERVER_ERROR:
            return Again(reason)
        case 404:
            raise FatalError(
                f"OpenSearch does not find where to write: {reason}. Run `quotewire index create`."
            )
        case _:
            return Refused(reason)


def _blocked(reason: str) -> Again:
    if WRITE_BLOCK in reason:
        raise IndexClosedError(reason)
    return Again(reason)


def describe(error: dict[str, Any]) -> str:
    """Put an OpenSearch error and its innermost cause on one line."""
    parts = []
    while isinstance(error, dict) and error:
        parts.append(": ".join(str(error[name]) for name in ("type", "reason") if error.get(name)))
        error = error.get("caused_by") or {}
    if len(parts) > 2:  # noqa: PLR2004 - the outermost says where, the innermost why
        parts = [parts[0], parts[-1]]
    return " <- ".join(part for part in parts if part)[:REASON_MAX_CHARS]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A bulk request: which actions (positions in the caller's list) and their bytes."""

    positions: tuple[int, ...]
    body: bytes


def chunks(
    actions: Sequence[Action], positions: Sequence[int], *, max_bytes: int, max_actions: int
) -> Iterator[Chunk | tuple[int, Refused]]:
    """
    Pack *positions* of *actions* into requests, encoding only one request at a time, so that memory stays flat.

    Gives `(position, Refused)` for an action that has no bytes. An action over *max_bytes* travels alone.
    """
    taken: list[int] = []
    parts: list[bytes] = []
    size = 0
    for position in positions:
        try:
            encoded = actions[position].encode()
        except (ValueError, TypeError) as error:  # orjson.JSONEncodeError is a TypeError
            yield position, Refused(f"it cannot be written as JSON: {error}"[:REASON_MAX_CHARS])
            continue
        if taken and (size + len(encoded) > max_bytes or len(taken) >= max_actions):
            yield Chunk(tuple(taken), b"".join(parts))
            taken, parts, size = [], [], 0
        taken.append(position)
        parts.append(encoded)
        size += len(encoded)
    if taken:
        yield Chunk(tuple(taken), b"".join(parts))
