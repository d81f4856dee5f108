"""What publishers call an element, and what kind of box such a name tells, by `data/marks.toml`."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from lxml.html import HtmlElement

from quotewire_parser.extraction.wordlists import read_words

_NAMES = ("class", "id", "data-component", "data-testid", "data-qa", "data-e2e", "aria-labelledby")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def names_of(element: HtmlElement) -> str:
    """Give what the author of *element* calls it, as written."""
    return " ".join(name for attribute in _NAMES if (name := element.get(attribute)))


@lru_cache(maxsize=20_000)
def kinds_of(names: str) -> frozenset[str]:
    """Say what *names* tell: boxes, captions, comments, walls; none of them for most elements."""
    if not names.strip():
        return frozenset()
    plain = _CAMEL.sub("-", names[:400]).lower()
    return frozenset(_kinds_in(plain))


def _kinds_in(plain: str) -> Iterator[str]:
    for kind, pattern in _names().items():
        if pattern.search(plain):
            yield kind


@cache
def _names() -> dict[str, re.Pattern[str]]:
    return {kind: _pattern(names) for kind, names in read_words("marks").items()}


def _pattern(names: list[str]) -> re.Pattern[str]:
    joined = "|".join(
        re.escape(name).replace(r"\-", "[-_]?") for name in sorted(set(names), key=len, reverse=True)
    )
    return re.compile(rf"(?:^|[\s_-])(?:{joined})(?=$|[\s_-])")
