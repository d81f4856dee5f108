"""What a person sees of a run: a line per step with its time, and where it went wrong."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


class CheckError(Exception):
    """What the compose stack promises is not so, or the machine cannot run it; the text says what and what to do."""


@dataclass
class Report:
    """The steps of one run, in order, with their times in seconds."""

    times: list[tuple[str, float]] = field(default_factory=list)
    _notes: list[str] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time what happens inside, and say so."""
        started = time.monotonic()
        self._notes.clear()
        print(f"  ...  {name}", flush=True)
        try:
            yield
        except BaseException:
            print(f" FAIL  {name} ({time.monotonic() - started:.1f} s)", flush=True)
            raise
        took = time.monotonic() - started
        self.times.append((name, took))
        print(
            f"  ok   {name} ({took:.1f} s)" + "".join(f"\n         {note}" for note in self._notes),
            flush=True,
        )

    def note(self, text: str) -> None:
        """Say *text* under the step that is running."""
        self._notes.append(text)

    def total_s(self) -> float:
        """Give the time of all steps."""
        return sum(took for _, took in self.times)


def require(fact: object, problem: str) -> None:
    """
    Go on if *fact* holds.

    Raises:
        CheckError: it does not; *problem* says what is wrong.
    """
    if not fact:
        raise CheckError(problem)
