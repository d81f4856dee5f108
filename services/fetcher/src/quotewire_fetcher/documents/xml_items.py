"""
Well-formed XML as a sequence of entry elements, from a tree or, for what is large, piece by piece.

The document has no declaration and no document type here, and is UTF-8: nothing can be expanded or fetched.
"""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from quotewire_fetcher.documents.collecting import NotWellFormedError, TooHeavyError

MAX_TREE_BYTES = 4 * 1024 * 1024
MAX_TREE_PARTS = 150_000
"""Of what may become elements or attributes, in a tree that the fetcher itself builds: about 30 MB."""

PIECE_BYTES = 64 * 1024
_LONG_TAG = re.compile(rb"<[A-Za-z_:][^<>]{131072}")
"""Such a tag has attributes by the hundred thousand, which is no feed and takes long."""

_ENTRIES = {"urlset": ("{*}url",), "sitemapindex": ("{*}sitemap",)}
_OF_FEEDS = ("{*}item", "{*}entry", "{*}Item", "{*}Entry", "{*}ITEM", "{*}ENTRY")
_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


class XmlItems:
    """The root and the entries of one document."""

    def __init__(self, data: bytes, root_name: str, *, in_pieces: bool) -> None:
        """
        Read *data*, whose root is called *root_name*; *in_pieces*: each entry is thrown away when the next one is asked for.

        Raises:
            TooHeavyError: a tree of it would be too large.
            NotWellFormedError: for the tolerant reader.
        """
        self.root: Any = None
        self.in_pieces = in_pieces
        self.truncated = False
        """Whether the document stopped in the middle; known after the last entry, and only when read in pieces."""
        self._tags = _ENTRIES.get(root_name, _OF_FEEDS)
        self._pieces: Iterator[Any] | None = None
        if not in_pieces and _is_heavy(data):
            raise TooHeavyError
        if _LONG_TAG.search(data):
            raise NotWellFormedError("a tag is too long")
        if in_pieces:
            self._pieces = self._stream(data)
            self._first: Any = next(self._pieces, None)
            return
        try:
            self.root = etree.fromstring(data, etree.XMLParser(**_SAFE))
        except (etree.XMLSyntaxError, ValueError) as error:
            raise NotWellFormedError(str(error)) from None

    def __iter__(self) -> Iterator[Any]:
        """Give the entries in their order; once only."""
        if self._pieces is None:
            yield from self.root.iter(*self._tags)
            return
        if self._first is not None:
            yield self._first
            yield from self._pieces

    def _stream(self, data: bytes) -> Iterator[Any]:
        parser: Any = etree.XMLPullParser(events=("end",), tag=self._tags, **_SAFE)
        try:
            for start in range(0, len(data), PIECE_BYTES):
                parser.feed(data[start : start + PIECE_BYTES])
                for _, element in parser.read_events():
                    if self.root is None:
                        self.root = element.getroottree().getroot()
                    yield element
                    if (parent := element.getparent()) is not None:
                        parent.remove(element)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise NotWellFormedError(str(error)) from None
        try:
            self.root = parser.close()
        except etree.XMLSyntaxError as error:
            # Some faults in the middle are told at the end only; this one says that all was right but the end.
            if self.root is None or getattr(error, "code", 0) != etree.ErrorTypes.ERR_TAG_NOT_FINISHED:
                raise NotWellFormedError(str(error)) from None
            self.truncated = True


def _is_heavy(data: bytes) -> bool:
    return len(data) > MAX_TREE_BYTES or data.count(b"<") + data.count(b"=") > MAX_TREE_PARTS
