"""Paragraphs of segments -> runs: what stands together in one quote, so that it is marked and pointed at as one. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from quotewire_search.marking import Segment
from quotewire_shared.messages import Quote


@dataclass(frozen=True, slots=True)
class Run:
    """Segments side by side that belong to the same quote, or to none."""

    segments: tuple[Segment, ...]
    quote: Quote | None = None
    first: bool = False
    """Whether the quote begins here: the run that carries its name."""
    last: bool = False
    """Whether it ends here: the run that carries its link."""

    @property
    def anchors(self) -> tuple[str, ...]:
        """Ids of other quotes that begin here, hidden below the one that is shown."""
        here = self.quote.id if self.quote and self.first else None
        return tuple(name for segment in self.segments for name in segment.anchors if name != here)


def into_runs(paragraphs: Iterable[Sequence[Segment]]) -> list[list[Run]]:
    """Group each paragraph's segments; in every quote the first and the last of its runs are told."""
    rows = [[(part[0].quote(), tuple(part)) for part in _grouped(paragraph)] for paragraph in paragraphs]
    order = [quote.id for row in rows for quote, _ in row if quote]
    last = {name: place for place, name in enumerate(order)}
    seen: set[str] = set()
    place = 0
    found: list[list[Run]] = []
    for row in rows:
        runs = []
        for quote, segments in row:
            if quote is None:
                runs.append(Run(segments))
                continue
            runs.append(Run(segments, quote, first=quote.id not in seen, last=last[quote.id] == place))
            seen.add(quote.id)
            place += 1
        found.append(runs)
    return found


def _grouped(paragraph: Sequence[Segment]) -> Iterable[list[Segment]]:
    for _, part in groupby(paragraph, key=lambda segment: getattr(segment.quote(), "id", None)):
        yield list(part)
