"""Slips of a query: where they are, what was made of them, and the query that was probably meant."""

from difflib import get_close_matches
from typing import Final

from quotewire_search.answers import Notice
from quotewire_search.language.lexing import FIELDS, LETTER_COLON, Token

MAX_NOTICES: Final = 10
"""More than a person reads; it also bounds the time that suggestions take."""
MAX_NAME_CHARS: Final = 12
LIKENESS: Final = 0.75


class Slips:
    """The slips of one query, in the order they are found."""

    def __init__(self, q: str) -> None:
        """Begin with none."""
        self.notices: list[Notice] = []
        self._q = q

    @property
    def are_many(self) -> bool:
        """Whether no more are taken."""
        return len(self.notices) >= MAX_NOTICES

    def note(self, message: str, start: int = 0, end: int | None = None) -> None:
        """Tell of q[start:end]; without *end*, to its end."""
        self._add(message, start, len(self._q) if end is None else end, None)

    def note_with(self, message: str, start: int, end: int, instead: str) -> None:
        """Tell of q[start:end], and suggest the query with *instead* in its place."""
        self._add(message, start, end, f"{self._q[:start]}{instead}{self._q[end:]}")

    def note_unclosed(self, mark: Token, closing: str, message: str) -> None:
        """Tell of a *mark* that nothing closes, and suggest to close it in the end."""
        self._add(message, mark.start, len(self._q), f"{self._q.rstrip()}{closing}")

    def note_unknown_field(self, token: Token) -> None:
        """Tell if a word with a colon in it looks like a field misspelt."""
        colon = LETTER_COLON.search(token.text)
        if self.are_many or colon is None or colon.start() > MAX_NAME_CHARS:
            return
        name = token.text[: colon.start()]
        if name.lower() in FIELDS:  # inside the value of another field
            return
        meant = get_close_matches(name.lower(), FIELDS, n=1, cutoff=LIKENESS)
        if meant:
            self.note_with(
                f"“{name}:” is no field, so it was searched as words. Did you mean “{meant[0]}:”?",
                token.start,
                token.start + len(name),
                meant[0],
            )

    def _add(self, message: str, start: int, end: int, suggestion: str | None) -> None:
        if not self.are_many:
            meant = " ".join(suggestion.split()) if suggestion else None
            self.notices.append(Notice(message=message, start=start, end=end, suggestion=meant))
