"""Stored documents, read with a clear word where one is not as expected."""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import ValidationError

from quotewire_search.errors import UnreadableError


@contextmanager
def readable() -> Iterator[None]:
    """
    Say in one line which field of a stored document is not as expected.

    Raises:
        UnreadableError: the document was written by another version.
    """
    try:
        yield
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise UnreadableError(
            f"A stored document cannot be read: {place}: {first['msg']}. Another version wrote it; use the same "
            "version of indexer and search."
        ) from error
