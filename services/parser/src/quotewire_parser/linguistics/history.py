"""Who has spoken so far in a text, and where."""

from dataclasses import dataclass

from quotewire_parser.linguistics.actors import Entity

_KEPT = 8


@dataclass(slots=True)
class Turns:
    """Token and sentence of somebody's last turn, how many there were, and whether the last one was a question."""

    at: int
    sentence: int
    count: int
    asked: bool


class History:
    """Speakers in the order in which they last spoke."""

    def __init__(self) -> None:
        self._turns: dict[int, Turns] = {}
        self._latest: list[Entity] = []

    def add(self, entity: Entity, at: int, sentence: int, *, asked: bool = False) -> None:
        """Note that *entity* speaks in *sentence*, its mention or its words at token *at*; *asked*: a question."""
        before = self._turns.get(id(entity))
        self._turns[id(entity)] = Turns(at, sentence, 1 + (before.count if before else 0), asked)
        others = [other for other in self._latest if other is not entity]
        self._latest = [*others[1 - _KEPT :], entity]

    @property
    def last(self) -> Entity | None:
        """Who spoke last."""
        return self._latest[-1] if self._latest else None

    def before_last(self, since: int) -> Entity | None:
        """Give the person who spoke before the last speaker did, in sentence *since* or later."""
        other = self._latest[-2] if len(self._latest) > 1 else None
        if other is None or other.type != "person" or self._turns[id(other)].sentence < since:
            return None
        return other

    def latest(self) -> list[Entity]:
        """Give the last eight speakers, the latest first."""
        return self._latest[::-1]

    def turn(self, entity: Entity) -> Turns | None:
        """Give the turns of *entity*; None: it never spoke."""
        return self._turns.get(id(entity))
