"""Numbers and hashes that name a text: its length in words, its content, and what is nearly the same."""

import hashlib
import re
from collections.abc import Iterable

SHINGLE_WORDS = 3
MIN_SIGNATURE_WORDS = 20
"""Shorter texts ("Picture of the day") would all lie close to one another."""
MAX_SIGNATURE_CHARS = 200_000
"""Enough of any article; bounds the time that a hostile page may take."""

_BITS = 64
_LANE_BITS = 32
# Each byte with its bits a lane apart: adding such numbers counts every bit at once.
_SPREAD = tuple(sum((byte >> bit & 1) << (bit * _LANE_BITS) for bit in range(8)) for byte in range(256))
_WORD = re.compile(r"\w+")


def count_words(text: str) -> int:
    """Count the runs of word characters."""
    return sum(1 for _ in _WORD.finditer(text))


def content_hash(title: str | None, text: str) -> str:
    """Give the SHA-256 of title, a line end, and text."""
    return hashlib.sha256(f"{title or ''}\n{text}".encode()).hexdigest()


def near_duplicate_signature(text: str) -> str | None:
    """
    Give the 64-bit SimHash of the text's word triples, as 16 hex digits; None for a text of under twenty words.

    Texts that share nearly all of their words have signatures that differ in a few bits only.
    Source: Manku, Jain and Das Sarma, Detecting near-duplicates for web crawling, WWW 2007.
    """
    words = _WORD.findall(text[:MAX_SIGNATURE_CHARS].casefold())
    if len(words) < MIN_SIGNATURE_WORDS:
        return None
    shingles = (" ".join(words[at : at + SHINGLE_WORDS]) for at in range(len(words) - SHINGLE_WORDS + 1))
    return f"{_simhash(shingles):0{_BITS // 4}x}"


def _simhash(features: Iterable[str]) -> int:
    """Set each bit that more than half of the features' hashes have."""
    counts = [0] * (_BITS // 8)
    number = 0
    for feature in features:
        number += 1
        digest = hashlib.blake2b(feature.encode(), digest_size=_BITS // 8).digest()
        for place, byte in enumerate(reversed(digest)):
            counts[place] += _SPREAD[byte]
    lane = (1 << _LANE_BITS) - 1
    return sum(
        1 << bit for bit in range(_BITS) if (counts[bit // 8] >> (bit % 8 * _LANE_BITS) & lane) * 2 > number
    )
