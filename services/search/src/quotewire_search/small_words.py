"""
Words of English that need not occur beside others: people ask what the minister said about the toll.

Written in capitals they are names (WHO, US), and must.
"""

from typing import Final

SMALL_WORDS: Final = frozenset(
    """
    a about an and are as at be because been but by did do does for from had has have he her his how i if in is it its me
    my of on or our said say says she so than that the their them then there these they this those to us was we were what
    when where which who whom whose why will with would you your
    """.split()  # noqa: SIM905 - a list of eighty strings reads worse
)


def is_small(word: str) -> bool:
    """Tell whether *word* says nothing beside other words."""
    return word.lower() in SMALL_WORDS and not (word.isupper() and len(word) > 1)


def required(words: list[str]) -> list[str]:
    """Leave out the small words, unless there are no others."""
    return [word for word in words if not is_small(word)] or words
