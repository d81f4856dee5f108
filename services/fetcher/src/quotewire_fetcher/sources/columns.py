"""Plain tables for a terminal or a pipe."""

import unicodedata
from collections.abc import Sequence

_RIGHT = ">"


def table(rows: Sequence[Sequence[str]], heads: Sequence[str]) -> list[str]:
    """Lay *rows* out under *heads*; a head that begins with ">" is a column of figures, set to the right."""
    names = [head.removeprefix(_RIGHT) for head in heads]
    widths = [max(width(row[place]) for row in [names, *rows]) for place in range(len(names))]
    lines = []
    for row in [names, *rows]:
        cells = [
            _pad(cell, size, right=head.startswith(_RIGHT))
            for cell, size, head in zip(row, widths, heads, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    return lines


def width(text: str) -> int:
    """Count the columns that *text* takes: two for East Asian characters, none for combining ones."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def clean(text: str, max_chars: int) -> str:
    """Make *text*, which a stranger wrote, one line without control characters, and short."""
    plain = "".join(char if char.isprintable() else " " for char in text)
    plain = " ".join(plain.split())
    return plain if len(plain) <= max_chars else f"{plain[: max_chars - 1]}…"


def _pad(text: str, size: int, *, right: bool) -> str:
    space = " " * (size - width(text))
    return space + text if right else text + space
