"""From what a site was found to have to sources that could stand in the file."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from quotewire_fetcher.discovery.discovery import Discovery, Finder
from quotewire_fetcher.discovery.discovery_choice import Finding
from quotewire_fetcher.discovery.trial import Trial
from quotewire_fetcher.naming.identity import domain_of, host_of, is_front_page
from quotewire_fetcher.sources.source import Kind, Source, new_id
from quotewire_fetcher.sources.source_edit import Edit, add_sources, listed_in, plan_adding

MAX_NAME_CHARS = 100

# Endings of countries that are sold to everybody and so say nothing about where an outlet is.
_SOLD_TO_ALL = frozenset(
    {"ac", "ai", "cc", "cd", "cf", "co", "eu", "fm", "ga", "gg", "gq", "im", "io", "is", "la", "ly", "me", "ml", "ms", "mu",
     "pw", "sh", "so", "st", "tk", "to", "tv", "vc", "ws"}
)  # fmt: skip
_NO_TLS = frozenset(
    {"connect_failed", "connect_timeout", "connection_broken", "protocol_error", "tls_untrusted"}
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person who adds a source says of it."""

    name: str | None = None
    group: str | None = None
    language: str | None = None
    country: str | None = None
    kind: Kind | None = None


async def discover(trial: Trial, url: str, *, kind: Kind | None, try_http: bool) -> Discovery:
    """
    Find what the site at *url* has.

    *try_http*: whether to ask once more without TLS where nothing answers with it; for an address without a scheme.
    """

    def finder() -> Finder:
        return Finder(trial.web, trial.reader, trial.sitemaps, trial.max_bytes, say=trial.say, kind=kind)

    found = await finder().find(url)
    if try_http and found.code in _NO_TLS and not found.findings:
        plain = await finder().find(f"http://{url.removeprefix('https://')}")
        return plain if plain.code == "ok" else found
    return found


def proposals(found: Discovery, wishes: Wishes) -> list[Source]:
    """Make sources of what was chosen of *found*; their ids are not yet compared with those of a file."""
    sources: list[Source] = []
    for finding in found.chosen:
        name = _name(found, finding, wishes)
        url = _lasting_address(finding)
        home = found.home if finding.candidate.found_by != "given" else None
        sources.append(
            Source(
                id=new_id(name, url, {source.id for source in sources}),
                name=name,
                url=url,
                kind=_kind(finding),
                publisher=_outlet(found) if home else None,
                language=wishes.language or _language(finding, found),
                country=wishes.country or country_of(url),
                group=wishes.group,
                home=home,
            )
        )
    return sources


def would_add(path: Path, sources: Sequence[Source]) -> Edit:
    """
    Say what adding *sources* to the file at *path* would do.

    Raises:
        UsageError: the file is broken.
    """
    return plan_adding(listed_in(path).sources, sources)


def add(path: Path, sources: Sequence[Source]) -> Edit:
    """
    Add *sources* to the file at *path*.

    Raises:
        UsageError: the file is broken, is OPML, or cannot be written.
    """
    return add_sources(path, sources)


def country_of(url: str) -> str | None:
    """Tell the country by the ending of *url*'s host, where the ending is a country's own."""
    ending = host_of(url).rpartition(".")[2]
    if not re.fullmatch(r"[a-z]{2}", ending) or ending in _SOLD_TO_ALL:
        return None
    return {"uk": "GB"}.get(ending, ending.upper())


def _name(found: Discovery, finding: Finding, wishes: Wishes) -> str:
    title = finding.facts.title if finding.facts else None
    name = wishes.name or _outlet(found) or _plain(title) or host_of(finding.url).removeprefix("www.")
    return name if finding.is_feed or wishes.name or not found.site_name else f"{name}, {_words_of(finding)}"


def _words_of(finding: Finding) -> str:
    return {"newssitemap": "news sitemap", "sitemap": "sitemap", "sitemapindex": "sitemaps"}.get(
        finding.kind or "", "feed"
    )


def _outlet(found: Discovery) -> str | None:
    return _plain(found.site_name)


def _plain(title: str | None) -> str | None:
    """Take the slogan from a title: "Harbour Post | News from the coast" -> "Harbour Post"."""
    if not title:
        return None
    parts = [part.strip() for part in re.split(r"\s+[-–—|·•:»]+\s+", title) if part.strip()]
    return (parts[0] if parts else title.strip())[:MAX_NAME_CHARS].strip() or None


def _lasting_address(finding: Finding) -> str:
    """Choose between the address that was named and the one it led to: a file host's link may end tomorrow."""
    asked = finding.candidate.url
    moved_home = domain_of(finding.url) == domain_of(asked) and not is_front_page(finding.url)
    return finding.url if moved_home else asked


def _kind(finding: Finding) -> Kind | None:
    kind = "rss" if finding.kind == "rdf" else finding.kind
    return next((known for known in _kinds() if known == kind), None)


def _kinds() -> Iterator[Kind]:
    yield from get_args(Kind)


def _language(finding: Finding, found: Discovery) -> str | None:
    for language in (finding.facts.language if finding.facts else None, found.language):
        if language and re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8}){0,3}", language):
            return language.replace("_", "-")
    return None
