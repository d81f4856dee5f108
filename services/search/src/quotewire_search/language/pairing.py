"""Marks that come in pairs: those that pair with nothing are left out and told."""

from typing import Final

from quotewire_search.language.lexing import Kind, Token
from quotewire_search.language.slips import Slips

MAX_DEPTH: Final = 12


def paired(tokens: list[Token], slips: Slips) -> list[Token]:
    """Leave out what opens and is not closed, and parentheses that lie too deep; every OPEN left has its CLOSE."""
    opened: list[int] = []
    dropped: set[int] = set()
    for number, token in enumerate(tokens):
        if token.kind is Kind.OPEN:
            opened.append(number)
            if len(opened) > MAX_DEPTH:
                dropped.add(number)
        elif token.kind is Kind.CLOSE:
            if opened.pop() in dropped:
                dropped.add(number)
        elif token.kind is Kind.UNCLOSED:
            dropped.add(number)
            slips.note_unclosed(
                token,
                '"',
                "This quotation mark is not closed, so the words were searched singly. Close it to find them side by side.",
            )
    dropped.update(opened)
    for number in opened:
        if _is_meant(tokens, number):
            slips.note_unclosed(tokens[number], ")", "This parenthesis is not closed, so it was left out.")
    return [token for number, token in enumerate(tokens) if number not in dropped]


def _is_meant(tokens: list[Token], number: int) -> bool:
    """Tell an operator from a mark in the text, such as :( alone."""
    return number + 1 < len(tokens) and tokens[number + 1].start == tokens[number].end
