"""Which sources a command is about: ids and addresses to sources."""

from collections.abc import Sequence
from pathlib import Path

from quotewire_fetcher.naming.identity import canonical_url
from quotewire_fetcher.settings import FetcherSettings
from quotewire_fetcher.sources.source import Listed, Source, read_sources
from quotewire_shared.errors import UsageError
from quotewire_shared.settings import load


def sources_path(file: Path | None) -> Path:
    """Give *file*, or the sources file that the settings name."""
    return file or load(FetcherSettings).sources_file


def configured_sources(file: Path | None) -> Listed:
    """Read the sources of *file*, or of the one that the settings name."""
    return read_sources(sources_path(file))


def choose(file: Path | None, which: Sequence[str]) -> list[Source]:
    """
    Find the sources that *which* names by id or address; all that are enabled where it is empty.

    Raises:
        UsageError: an id that the file does not have.
    """
    if which and all(_is_address(name) for name in which):
        return [_unlisted(name, number) for number, name in enumerate(which, start=1)]
    sources = configured_sources(file).sources
    if not which:
        return [source for source in sources if source.enabled]
    known = {source.id: source for source in sources}
    chosen = []
    for number, name in enumerate(which, start=1):
        if name in known:
            chosen.append(known[name])
        elif _is_address(name):
            chosen.append(_unlisted(name, number))
        else:
            raise UsageError(f"There is no source {name!r}. `quotewire sources list` shows the ids.")
    return chosen


def full_address(text: str) -> str:
    """
    Complete an address as people write it: "news.example" is https://news.example/.

    Raises:
        UsageError: no address.
    """
    text = text.strip()
    url = text if "://" in text else f"https://{text}"
    try:
        canonical_url(url)
    except ValueError:
        raise UsageError(f"{text[:200]!r} is not an address that can be read.") from None
    return url


def _is_address(name: str) -> bool:
    return name.startswith(("http://", "https://"))


def _unlisted(url: str, number: int) -> Source:
    try:
        return Source(id=f"unlisted-{number}", name=url[:200], url=url)
    except ValueError:
        raise UsageError(f"{url[:200]!r} is not an address that can be read.") from None
