"""Changes a sources file as a person would: what is there keeps its place, its comments and its spelling."""

import fcntl
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from quotewire_fetcher.naming.identity import canonical_url
from quotewire_fetcher.sources.source import Listed, Source, check_sources, new_id
from quotewire_fetcher.sources.source_formats import form_of, parse_tables, table_heads
from quotewire_fetcher.sources.source_text import json_list, toml_table, values_of
from quotewire_shared.errors import UsageError

_NEW_FILE = b"# Sources that Quotewire reads. `quotewire sources --help` says how to change and check them.\n"


@dataclass(frozen=True, slots=True)
class Edit:
    """What became of sources that were to be added."""

    added: tuple[Source, ...]
    """As they were written; an id that was taken is another now."""
    refused: tuple[tuple[Source, str], ...]
    """Those whose address is listed already, with the id that it has there."""


def plan_adding(listed: Sequence[Source], wanted: Iterable[Source]) -> Edit:
    """Choose which of *wanted* can join *listed*: each address once, each id once."""
    identities = {canonical_url(source.url): source.id for source in listed}
    taken = {source.id for source in listed}
    added: list[Source] = []
    refused: list[tuple[Source, str]] = []
    for source in wanted:
        identity = canonical_url(source.url)
        if identity in identities:
            refused.append((source, identities[identity]))
            continue
        unique = source.model_copy(update={"id": new_id(source.id, source.url, taken)})
        if source.id not in taken:
            unique = source  # as it is: `new_id` spells dots and underscores in its own way
        identities[identity] = unique.id
        taken.add(unique.id)
        added.append(unique)
    return Edit(tuple(added), tuple(refused))


def listed_in(path: Path) -> Listed:
    """
    Read what the file at *path* lists, also nothing; a file that does not exist lists nothing.

    Raises:
        UsageError: broken.
    """
    data = _read(path)
    return Listed((), ()) if data is None else check_sources(parse_tables(path, data))


def add_sources(path: Path, wanted: Sequence[Source]) -> Edit:
    """
    Write *wanted* at the end of the file at *path*, which is made where it does not exist.

    The file is replaced in one step, and only by one that reads as intended.

    Raises:
        UsageError: the file is broken, is OPML, or cannot be written.
    """
    path = Path(os.path.realpath(path))  # a link stays a link
    with _locked(path):
        data = _read(path)
        before = () if data is None else check_sources(parse_tables(path, data)).sources
        edit = plan_adding(before, wanted)
        if edit.added:
            as_json = (
                path.suffix.lower() == ".json" if data is None or not data.strip() else _is_json(path, data)
            )
            new = (_json_with if as_json else _toml_with)(path, data or b"", edit.added)
            _replace(path, new, expected=[*before, *edit.added])
    return edit


def remove_source(path: Path, source_id: str) -> Source:
    """
    Take the source *source_id* out of the file at *path*, with the comment lines right above it.

    Raises:
        UsageError: it is not there, or the file is broken, is OPML, or cannot be written.
    """
    path = Path(os.path.realpath(path))
    with _locked(path):
        data = _read(path) or b""
        tables = parse_tables(path, data)
        before = check_sources(tables).sources
        gone = next((source for source in before if source.id == source_id), None)
        if gone is None:
            raise UsageError(f"{path} has no source {source_id!r}. `quotewire sources list` shows the ids.")
        number = before.index(gone)
        if len(before) != len(tables.items):
            raise UsageError(f"{path} lists an address twice; correct that first, with an editor.")
        if _is_json(path, data):
            rest = [item for place, item in enumerate(tables.items) if place != number]
            new = (json.dumps(rest, ensure_ascii=False, indent=2) + "\n").encode()
        else:
            new = _toml_without(data, number)
        _replace(path, new, expected=[source for source in before if source.id != source_id])
    return gone


def write_file(path: Path, data: bytes) -> None:
    """
    Put *data* into the file at *path* in one step; whoever reads sees the old content or the new.

    Raises:
        UsageError: it cannot be written.
    """
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes files that nobody else may read.
        Path(temporary).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from None


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError(f"The sources file {path} cannot be read: {error.strerror}.") from None


def _is_json(path: Path, data: bytes) -> bool:
    form = form_of(data)
    if form == "opml":
        raise UsageError(
            f"{path} is OPML, which is not changed here. Make TOML of it: "
            f"`quotewire sources export --file {path.name} --toml sources.toml`."
        )
    return form == "json"


def _toml_with(_path: Path, data: bytes, added: Sequence[Source]) -> bytes:
    end = b"\r\n" if b"\r\n" in data else b"\n"
    tables = b"".join(end + toml_table(source).encode().replace(b"\n", end) for source in added)
    start = data or _NEW_FILE
    return start + (b"" if start.endswith(b"\n") else end) + tables


def _json_with(path: Path, data: bytes, added: Sequence[Source]) -> bytes:
    if not data.strip():
        return json_list(added).encode()
    items = [*parse_tables(path, data).items, *(values_of(source) for source in added)]
    return (json.dumps(items, ensure_ascii=False, indent=2) + "\n").encode()


def _toml_without(data: bytes, number: int) -> bytes:
    """Cut table *number* (from 0) out, from the comment lines right above its head to the next table's."""
    text = data.decode()
    starts = [_with_comments(text, head) for head in table_heads(text)]
    if number >= len(starts):
        return data  # written in a way that is not cut here; the check before the replacement will say so
    end = starts[number + 1] if number + 1 < len(starts) else len(text)
    return (text[: starts[number]] + text[end:]).encode()


def _with_comments(text: str, head: int) -> int:
    start = head
    while start > 0:
        previous = text.rfind("\n", 0, start - 1) + 1
        if not text[previous:start].lstrip().startswith("#"):
            return start
        start = previous
    return head  # what begins the file speaks for the whole file


def _replace(path: Path, data: bytes, *, expected: Sequence[Source]) -> None:
    try:
        written = check_sources(parse_tables(path, data)).sources
    except UsageError:
        written = ()
    if list(written) != list(expected):
        raise UsageError(f"{path} is written in a way that cannot be changed safely here. Use an editor.")
    write_file(path, data)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold others off who change a file in the same folder."""
    try:
        handle = os.open(path.parent, os.O_RDONLY)
    except OSError as error:
        raise UsageError(f"The folder {path.parent} cannot be opened: {error.strerror}.") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
