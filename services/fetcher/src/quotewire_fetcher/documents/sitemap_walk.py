"""Reads the children of a sitemap index: the changed ones, within a budget of documents, two levels deep."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from quotewire_fetcher.documents.feeds import FeedEntry
from quotewire_fetcher.documents.rescue import FeedReader
from quotewire_fetcher.documents.sitemaps import SitemapRef, choose_children, digest_of
from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError, NotYetError
from quotewire_fetcher.naming.identity import domain_of
from quotewire_fetcher.net.web import Wanted, Web

log = structlog.get_logger()

ACCEPT = "application/xml, text/xml;q=0.9, application/gzip;q=0.8, */*;q=0.1"
MAX_DEPTH = 3
MAX_CHILDREN_KEPT = 5_000


@dataclass(frozen=True, slots=True)
class Walked:
    """What a walk found."""

    entries: tuple[FeedEntry, ...]
    children: dict[str, float | None]
    """Digest of a child's address -> its time of change when it was read."""
    complete: bool
    """Whether every child that had to be read was; else the index is asked again soon."""


class SitemapWalk:
    """Walks sitemap indexes."""

    def __init__(self, web: Web, reader: FeedReader, *, max_bytes: int, budget: int) -> None:
        """Read at most *budget* documents of *max_bytes* each in one walk."""
        self._web = web
        self._reader = reader
        self._max_bytes = max_bytes
        self._budget = budget

    async def read(
        self, refs: Sequence[SitemapRef], known: dict[str, float | None], index_url: str, *, now: float
    ) -> Walked:
        """
        Read the children *refs* of the index at *index_url* that are new or changed against *known*.

        A child that fails is passed over and tried at the next poll: one broken month must not hide today.
        """
        domain = domain_of(index_url)
        entries: list[FeedEntry] = []
        read = dict(known)
        left = self._budget
        levels = [list(refs)]
        complete = True
        seen = {index_url}  # some list themselves, or each other
        for depth in range(MAX_DEPTH):
            if depth >= len(levels) or left <= 0:
                break
            own = [ref for ref in levels[depth] if domain_of(ref.url) == domain and ref.url not in seen]
            seen.update(ref.url for ref in own)
            below: list[SitemapRef] = []
            chosen = choose_children(own, read, budget=len(own), now=now)
            complete = complete and len(chosen) <= left
            for ref in chosen[:left]:
                left -= 1
                try:
                    answer = await self._web.get(
                        Wanted(
                            ref.url,
                            max_bytes=self._max_bytes,
                            accept=ACCEPT,
                            follow=lambda target: domain_of(target) == domain,
                        )
                    )
                    if answer.moved_to is not None:
                        continue
                    document = await self._reader.read(
                        answer.body, answer.url, kind="sitemap", content_type=answer.content_type
                    )
                except NotYetError:
                    return Walked(tuple(entries), _kept(read), complete=False)
                except FetchFailedError as error:
                    complete = False
                    log.warning("sitemap_failed", url=ref.url, code=error.reason_code)
                    continue
                except FetchRefusedError as error:
                    # Not asked again before it changes.
                    read[digest_of(ref.url)] = ref.changed_at
                    log.warning("sitemap_refused", url=ref.url, code=error.reason_code)
                    continue
                read[digest_of(ref.url)] = ref.changed_at
                entries += document.entries
                below += document.children
            levels.append(below)
        return Walked(tuple(entries), _kept(read), complete)


def _kept(children: dict[str, float | None]) -> dict[str, float | None]:
    return dict(list(children.items())[-MAX_CHILDREN_KEPT:])
