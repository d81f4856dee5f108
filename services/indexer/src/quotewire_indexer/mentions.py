"""Who is named where in a text. No I/O."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from quotewire_shared.messages import Actor, Span


class Mentions:
    """The places at which an article names its named actors."""

    def __init__(self, actors: Iterable[Actor]) -> None:
        """Sort them once, so that each quote costs a look-up and not a walk through all."""
        places = [
            (mention.start, mention.end, number, actor)
            for number, actor in enumerate(actors)
            if actor.named
            for mention in actor.mentions
        ]
        self._places = sorted(places, key=lambda place: place[:3])
        self._starts = [place[0] for place in self._places]

    def within(self, spans: Sequence[Span]) -> list[Actor]:
        """Give the actors with a whole mention inside one of *spans*, each once, in the order of the article's actors."""
        found = {
            number: actor
            for span in spans
            for _, end, number, actor in self._places[
                bisect_left(self._starts, span.start) : bisect_left(self._starts, span.end)
            ]
            if end <= span.end
        }
        return [found[number] for number in sorted(found)]


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """Give each of *names* once, in order of first sight."""
    return tuple(dict.fromkeys(names))
