"""Who asked a site for what, and when: what politeness is judged by."""

import itertools
import re
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler

from tests.unit.fetcher.site import Page, Site, not_found

_PAGE = re.compile(r"/[0-9]+/[0-9]+")


@dataclass(frozen=True)
class Visit:
    """One request; times are seconds of this machine's monotonic clock."""

    host: str
    path: str
    agent: str
    began_at: float
    answered_at: float
    """Right before the answer was written: no later than when the visitor had it."""


class Visits:
    """Records every request that a site answers from now on."""

    def __init__(self, site: Site) -> None:
        self.all: list[Visit] = []
        self._lock = threading.Lock()
        site.pages.setdefault("/robots.txt", not_found)
        for path, page in list(site.pages.items()):
            site.pages[path] = self._recorded(page)

    def _recorded(self, page: Page) -> Page:
        def recorded(handler: BaseHTTPRequestHandler) -> None:
            began_at = time.monotonic()
            host = (handler.headers["Host"] or "").partition(":")[0]
            agent = handler.headers["User-Agent"] or ""
            path = handler.path.partition("?")[0]
            with self._lock:
                self.all.append(Visit(host, path, agent, began_at, time.monotonic()))
            page(handler)

        return recorded

    def pages(self) -> Counter[str]:
        """Count the requests for each page of `newsroom`."""
        return Counter(visit.path for visit in self.all if _PAGE.fullmatch(visit.path))

    def agents(self) -> set[str]:
        """Name those who asked."""
        return {visit.agent for visit in self.all}

    def shortest_gap_s(self) -> float:
        """Tell the shortest pause between an answer and the next request to the same host, whoever made them."""
        by_host: dict[str, list[Visit]] = defaultdict(list)
        for visit in sorted(self.all, key=lambda visit: visit.began_at):
            by_host[visit.host].append(visit)
        return min(
            after.began_at - before.answered_at
            for visits in by_host.values()
            for before, after in itertools.pairwise(visits)
        )
