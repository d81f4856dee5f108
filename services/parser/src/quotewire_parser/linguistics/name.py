"""A name in place, as it is found and before it is merged."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """
    A name in place: token range, type (person, organization, place, group or "" for not told yet), role before it.

    `role` is a token range straight before the name ("Kremlin spokesperson") or None.
    """

    start: int
    end: int
    type: str
    role: tuple[int, int] | None = None
    honorific: str | None = None
