"""
Which entries a document listed, packed: a process remembers a hundred thousand feeds.

Each entry takes twelve bytes, base64 over all: eight of a digest of what names the entry, four of its time of change in
seconds (0: none was said).
"""

import base64
import binascii
import hashlib
import struct

_ENTRY = struct.Struct(">8sI")
_MAX_SECONDS = 2**32 - 1


def entry_key(name: str) -> bytes:
    """Digest *name*, whatever it is that tells one entry of a feed from another."""
    return hashlib.blake2b(name.encode("utf-8", "replace"), digest_size=8).digest()


def pack(entries: dict[bytes, float | None]) -> str:
    """Pack entry key -> time of change."""
    parts = (
        _ENTRY.pack(key, min(max(int(changed_at or 0), 0), _MAX_SECONDS))
        for key, changed_at in entries.items()
    )
    return base64.b64encode(b"".join(parts)).decode()


def unpack(packed: str) -> dict[bytes, float | None]:
    """Unpack what `pack` made; what was not made by it counts as nothing seen."""
    try:
        data = base64.b64decode(packed, validate=True)
        return {key: float(seconds) or None for key, seconds in _ENTRY.iter_unpack(data)}
    except (binascii.Error, struct.error, ValueError):
        return {}
