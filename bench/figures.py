"""From timings to a table that a person reads: percentiles, rates, columns."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

SMALL, LARGE = 10, 100
"""Numbers below the one are printed with two decimals, from the other on with none."""


def percentile(values: Sequence[float], share: float) -> float:
    """
    Give the least of *values* that at least *share* (0 to 1) of them do not exceed: always one that was measured.

    Source: the nearest-rank definition (Hyndman & Fan, The American Statistician 1996, definition 1).

    Raises:
        ValueError: there are no values, or the share is no share.
    """
    if not values or not 0 <= share <= 1:
        raise ValueError("a percentile needs values, and a share between 0 and 1")
    return sorted(values)[max(math.ceil(share * len(values)) - 1, 0)]


def number(value: float) -> str:
    """Write *value* with about three digits that matter, and commas between thousands."""
    size = abs(value)
    return f"{value:,.{2 if size < SMALL else 1 if size < LARGE else 0}f}"


@dataclass(slots=True)
class Timings:
    """How long each run of one step took, in seconds."""

    seconds: list[float] = field(default_factory=list)

    def rate(self) -> float:
        """Give runs a second, one after another."""
        return len(self.seconds) / sum(self.seconds)

    def ms(self, share: float) -> float:
        """Give the percentile *share* (0 to 1) in milliseconds."""
        return percentile(self.seconds, share) * 1_000


@dataclass(frozen=True, slots=True)
class Table:
    """The result of one bench: named columns, rows whose first cell is a name, and what a reader must know."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | float, ...], ...]
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Write it as Markdown that is also aligned, names to the left and figures to the right."""
        cells = [
            [cell if isinstance(cell, str) else number(cell) for cell in row]
            for row in (self.columns, *self.rows)
        ]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        head, *body = (
            "| " + " | ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) + " |"
            for row in cells
        )
        rule = "|-" + "-|-".join(["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]) + "-|"
        # "--:-|-" would be no Markdown: the colon stands right before the bar.
        rule = rule.replace(":-|", "-:|")
        return "\n".join([self.title, "", head, rule, *body, *(f"  {note}" for note in self.notes)])
