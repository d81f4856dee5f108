"""Word lists of many languages, each in one TOML file under data/; nothing of a language stands in the code."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

_FOLDER = Path(__file__).parent / "data"


@cache
def read_words(name: str) -> Mapping[str, Any]:
    """Read data/NAME.toml."""
    return MappingProxyType(tomllib.loads((_FOLDER / f"{name}.toml").read_text("utf-8")))


def every(table: Mapping[str, list[str]]) -> Iterator[str]:
    """Give the words of all languages in *table*, in lower case."""
    for words in table.values():
        for word in words:
            yield word.lower()
