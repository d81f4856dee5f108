"""Other names that mean the same as those a search asks for, once they are known."""

from dataclasses import dataclass, field
from typing import Final

from quotewire_search.answers import Notice
from quotewire_search.clauses import fold
from quotewire_search.language.tree import Node, Phrase, Words

LONGEST: Final = 5
"""Words of a name that is recognised among other words."""


@dataclass(frozen=True, slots=True)
class Widened:
    """Names, by `key_of`, and what else their bearers are called."""

    others: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, leaf: Node, *, exactly: bool = False) -> tuple[str, ...]:
        """Give the other names for *leaf*; none where the spelling is to be exactly this one."""
        if exactly or not isinstance(leaf, Words | Phrase):
            return ()
        return self.others.get(key_of(leaf.text), ())

    def split(self, words: list[str]) -> list[tuple[list[str], tuple[str, ...]]]:
        """Split *words* into runs with the other names of each: a known name as long as can be, or one word."""
        runs: list[tuple[list[str], tuple[str, ...]]] = []
        at = 0
        while at < len(words):
            longest = min(LONGEST, len(words) - at) if self.others else 1
            for length in range(longest, 0, -1):
                run = words[at : at + length]
                others = self.others.get(key_of(" ".join(run)), ())
                if others or length == 1:
                    runs.append((run, others))
                    at += length
                    break
        return runs

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Say which names were searched beside those asked for."""
        names = dict.fromkeys(name for others in self.others.values() for name in others)
        if not names:
            return ()
        listed = ", ".join(f'"{name}"' for name in names)
        return (Notice(message=f"Other names for the same were searched, too: {listed}."),)


def key_of(name: str) -> str:
    """Write *name* so that case, accents, apostrophes and full stops make no difference."""
    return " ".join(fold(name).replace("'", "").replace(".", "").split())
