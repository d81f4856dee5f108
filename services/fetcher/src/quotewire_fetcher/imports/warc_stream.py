"""
The plain bytes of an archive file: as they are, gzip (one member a record, or one for all), or zstd.

Damage ends a stretch, and `resume` finds where the next one begins: a member that cannot be inflated costs its own
record and no other. Inflating is done piece by piece, so a member that grows to gigabytes costs time and no memory.
"""

import io
import re
import zlib
from abc import ABC, abstractmethod
from typing import BinaryIO, Protocol

import zstandard

GZIP_MAGIC = b"\x1f\x8b\x08"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
MAX_WINDOW_BYTES = 128 * 1024 * 1024
"""What a zstd frame may ask of us as memory; `zstd --long` writes windows of this size."""
MAX_DICTIONARY_BYTES = 16 * 1024 * 1024
INPUT_BYTES = 64 * 1024
ZSTD_STEP_BYTES = 512
"""zstd has no limit for the output of one step. A block of 128 KiB takes four bytes at least: a step gives 16 MiB at most."""
_SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18", re.DOTALL)
_SKIPPABLE_HEADER_BYTES = 8
_WARC = b"WARC"
_DICTIONARY = b"\x5d\x2a\x4d\x18"


class ArchiveBytes(Protocol):
    """Plain bytes, in stretches that damage separates."""

    damage: str | None
    """Why the stretch ended; None: the file did."""

    def read(self, size: int) -> bytes:
        """Give at most *size* bytes; none at the end of the stretch."""
        ...

    def resume(self) -> bool:
        """Go on behind the damage; False where nothing follows."""
        ...

    def left(self) -> int | None:
        """Tell how many bytes are still to come; None: that shows only when they were read."""
        ...


def plain_bytes(raw: io.BufferedReader, name: str = "") -> ArchiveBytes:
    """
    Look at the first bytes of *raw* and choose how to read it; where they are damaged, its *name* tells.

    Raises:
        ValueError: its zstd dictionary cannot be read.
    """
    start = raw.peek(len(ZSTD_MAGIC))[: len(ZSTD_MAGIC)]
    if start.startswith(GZIP_MAGIC):
        return GzipBytes(raw)
    if start == ZSTD_MAGIC or _SKIPPABLE.match(start):
        return ZstdBytes(raw, _dictionary_of(raw) if start == _DICTIONARY else None)
    if name.lower().endswith(".gz") and not start.startswith(_WARC):
        return GzipBytes(raw)
    return StoredBytes(raw)


class StoredBytes:
    """A file that is not compressed."""

    def __init__(self, raw: BinaryIO) -> None:
        """Read *raw* from where it stands."""
        self._raw = raw
        self.damage: str | None = None

    def read(self, size: int) -> bytes:
        """See `ArchiveBytes`."""
        return self._raw.read(size)

    def resume(self) -> bool:
        """See `ArchiveBytes`."""
        return False

    def left(self) -> int | None:
        """See `ArchiveBytes`."""
        if not self._raw.seekable():
            return None
        here = self._raw.tell()
        end = self._raw.seek(0, io.SEEK_END)
        self._raw.seek(here)
        return end - here


class _MemberBytes(ABC):
    """A file of members (gzip) or frames (zstd), each of which begins with *magic*."""

    def __init__(self, raw: BinaryIO, magic: bytes, kind: str) -> None:
        self._raw = raw
        self._magic = magic
        self._kind = kind
        self.damage: str | None = None
        self._input = b""
        self._at = 0
        """How much of `_input` was taken."""
        self._begins_at = raw.tell() if raw.seekable() else 0
        """Where in the file `_input` begins."""
        self._member_at = self._begins_at
        self._in_member = False

    def read(self, size: int) -> bytes:
        """See `ArchiveBytes`."""
        while self.damage is None and (self._in_member or self._begin_member()):
            if self._at >= len(self._input) and self._waiting() and not self._fill():
                self._damaged(f"the file ends within a {self._kind}")
            elif data := self._step(size):
                return data
        return b""

    def resume(self) -> bool:
        """See `ArchiveBytes`."""
        if self.damage is None:
            return False
        # From behind the member's own beginning, not from where inflating failed: by then it may have swallowed others.
        self._begins_at = self._raw.seek(self._member_at + 1)
        self._input, self._at, self.damage = b"", 0, None
        while (found := self._input.find(self._magic, self._at)) < 0:
            self._at = max(len(self._input) - len(self._magic) + 1, 0)
            if not self._fill():
                return False
        self._at = found
        return True

    def left(self) -> int | None:
        """See `ArchiveBytes`."""
        return None

    def _begin_member(self) -> bool:
        """Find the next member; False at the end, or where something else lies (which is damage)."""
        while True:
            # Padding, as tapes and block devices leave it.
            self._at = len(self._input) - len(self._input[self._at :].lstrip(b"\x00"))
            if self._at + _SKIPPABLE_HEADER_BYTES <= len(self._input) or not self._fill():
                break
        self._member_at = self._begins_at + self._at
        if self._input.startswith(self._magic, self._at):
            self._in_member = True
            self._new()
            return True
        if self._at < len(self._input):
            self._damaged(f"bytes that are no {self._kind} lie where the next one should begin")
        return False

    def _damaged(self, why: str) -> None:
        self.damage = why
        self._in_member = False

    def _fill(self) -> bool:
        more = self._raw.read(INPUT_BYTES)
        self._begins_at += self._at
        self._input, self._at = self._input[self._at :] + more, 0
        return bool(more)

    def _waiting(self) -> bool:
        """Tell whether nothing more can be given without more input."""
        return True

    @abstractmethod
    def _new(self) -> None:
        """Prepare for a member."""

    @abstractmethod
    def _step(self, size: int) -> bytes:
        """Inflate some of the input."""


class GzipBytes(_MemberBytes):
    """A gzip file."""

    def __init__(self, raw: BinaryIO) -> None:
        """Read *raw* from where it stands."""
        super().__init__(raw, GZIP_MAGIC, "gzip member")
        self._new()

    def _new(self) -> None:
        self._inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def _step(self, size: int) -> bytes:
        inflater = self._inflater
        try:
            data = inflater.decompress(memoryview(self._input)[self._at :], size)
        except zlib.error as error:
            self._damaged(f"a gzip member cannot be inflated ({error})")
            return b""
        self._at = len(self._input) - len(inflater.unused_data if inflater.eof else inflater.unconsumed_tail)
        self._in_member = not inflater.eof
        return data


class ZstdBytes(_MemberBytes):
    """A zstd file, perhaps with a dictionary for all its frames."""

    def __init__(self, raw: BinaryIO, dictionary: bytes | None) -> None:
        """Read *raw* from where it stands."""
        super().__init__(raw, ZSTD_MAGIC, "zstd frame")
        given = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
        self._decompressor = zstandard.ZstdDecompressor(dict_data=given, max_window_size=MAX_WINDOW_BYTES)
        self._ready = b""
        self._new()

    def _new(self) -> None:
        self._frame = self._decompressor.decompressobj()

    def _waiting(self) -> bool:
        return not self._ready

    def _step(self, size: int) -> bytes:
        if not self._ready:
            piece = self._input[self._at : self._at + ZSTD_STEP_BYTES]
            try:
                self._ready = self._frame.decompress(piece)
            except zstandard.ZstdError as error:
                self._damaged(f"a zstd frame cannot be decompressed ({error})")
                return b""
            self._at += len(piece) - len(self._frame.unused_data)
            self._in_member = not self._frame.eof or len(self._ready) > size
        data, self._ready = self._ready[:size], self._ready[size:]
        if self._frame.eof and not self._ready:
            self._in_member = False
        return data

    def _begin_member(self) -> bool:
        while not (begun := super()._begin_member()):
            if (
                not _SKIPPABLE.match(self._input, self._at)
                or len(self._input) < self._at + _SKIPPABLE_HEADER_BYTES
            ):
                return False
            size = int.from_bytes(self._input[self._at + 4 : self._at + _SKIPPABLE_HEADER_BYTES], "little")
            self._begins_at = self._raw.seek(self._begins_at + self._at + _SKIPPABLE_HEADER_BYTES + size)
            self._input, self._at, self.damage = b"", 0, None
        return begun


def _dictionary_of(raw: BinaryIO) -> bytes:
    """Read the dictionary that stands in front (the .warc.zst convention), in a frame that other readers pass over."""
    size = int.from_bytes(raw.read(_SKIPPABLE_HEADER_BYTES)[4:], "little")
    if size > MAX_DICTIONARY_BYTES:
        raise ValueError(f"its zstd dictionary says to be {size:,} bytes long")
    stored = raw.read(size)
    if not stored.startswith(ZSTD_MAGIC):
        return stored
    try:
        return zstandard.ZstdDecompressor().stream_reader(stored).read(MAX_DICTIONARY_BYTES)
    except zstandard.ZstdError as error:
        raise ValueError(f"its zstd dictionary cannot be read ({error})") from None
