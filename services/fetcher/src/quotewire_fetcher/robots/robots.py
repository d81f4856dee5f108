"""robots.txt: fetched once per origin, believed for a while, obeyed (RFC 9309)."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from quotewire_fetcher.naming.identity import host_of
from quotewire_fetcher.net.web import Answer, Verdict, Wanted
from quotewire_fetcher.robots.robots_rules import RobotsRules, RobotsText, read_robots
from quotewire_fetcher.robots.robots_shelf import RobotsFile, RobotsShelf

MAX_ROBOTS_BYTES = 512 * 1024
"""RFC 9309, 2.5: at least 500 KiB are read; what lies behind is ignored."""

MAX_TTL_S = 24 * 3600.0
"""RFC 9309, 2.4: no copy is believed for longer, unless there is no newer one to be had."""

STALE_S = 24 * 3600.0
"""For so long after that, the last copy counts while its origin fails or cannot be reached."""

FAILED_TTL_S = 300.0
"""An origin that answered with an error is asked again after this, or after its own Retry-After."""

UNREACHED_TTL_S = 5.0
"""One that gave no answer at all: just long enough that many waiting pages do not all knock."""

_HEAVY = 1_000
"""Comparisons for one question above which rules are made and asked off the event loop."""

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class RobotsSummary:
    """What is known of one origin's robots.txt, for people: status and trace."""

    state: Literal["rules", "none", "unavailable"]
    """rules: a file that was read; none: there is no file, so all is allowed; unavailable: keep away."""
    reason: str
    """Why there is no file or no newer one (http_404, connect_failed, …); empty where there is nothing to tell."""
    age_s: float
    """Seconds since the file was read, or since it was found missing."""
    valid_for_s: float
    """Seconds until it is asked for again; not below 0."""
    sitemaps: tuple[str, ...]
    crawl_delay_s: float | None
    ai_agents: tuple[str, ...]
    """AI crawlers that have groups of their own with something disallowed."""


class Robots:
    """Answers for every origin; one request per origin at a time."""

    def __init__(
        self,
        get: Callable[[Wanted], Awaitable[Answer]],
        *,
        token: str,
        ttl_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Fetch by *get*, match groups for *token*, believe a file for *ttl_s* seconds, at most a day."""
        self._get = get
        self._token = token
        self._ttl_s = min(ttl_s, MAX_TTL_S)
        self._clock = clock
        self._shelf = RobotsShelf()
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def verdict(self, url: str) -> Verdict:
        """
        Say whether *url* may be fetched.

        Raises:
            FetchRefusedError: bad_url.
            FetchFailedError: robots_unavailable or why there was no answer; everything there is off limits for now.
        """
        origin = origin_of(url)
        known = await self._known(origin)
        if not known.readable:
            answered = known.reason.startswith("http_")
            raise FetchFailedError(
                f"robots.txt could not be had ({known.reason}).",
                # A server that cannot be reached is told from one that fails at this file: the cure is another.
                code="robots_unavailable" if answered else known.reason,
                retry_after_s=max(known.until - self._clock(), 0.0) if answered else None,
            )
        rules = self._shelf.rules(origin, known)
        if rules is None:
            rules = known.rules() if known.weight < _HEAVY else await asyncio.to_thread(known.rules)
            self._shelf.keep_ready(origin, known, rules)
        return _judge(rules, url) if known.weight < _HEAVY else await asyncio.to_thread(_judge, rules, url)

    def known(self, origin: str) -> RobotsSummary | None:
        """Tell what is known of *origin* (any URL of it); None where it was not asked for, or forgotten."""
        name = origin_of(origin)
        known = self._shelf.get(name)
        if known is None:
            return None
        rules = self._shelf.rules(name, known)
        text = (rules or known.rules()).text
        now = self._clock()
        return RobotsSummary(
            state="unavailable" if not known.readable else "none" if known.missing else "rules",
            reason=known.reason,
            age_s=max(now - known.read_at, 0.0),
            valid_for_s=max(known.until - now, 0.0),
            sitemaps=text.sitemaps,
            crawl_delay_s=text.delay_s,
            ai_agents=tuple(sorted(name for names, _ in text.ai for name in names)),
        )

    def forget(self) -> None:
        """Ask every origin again, whatever is known."""
        self._shelf = RobotsShelf()

    async def _known(self, origin: str) -> RobotsFile:
        known = self._shelf.get(origin)
        if known is not None and known.until > self._clock():
            return known
        lock = self._asking.setdefault(origin, asyncio.Lock())
        async with lock:
            known = self._shelf.get(origin)
            if known is None or known.until <= self._clock():
                known = await self._fetch(origin, known)
                self._shelf.put(origin, known)
            return known

    async def _fetch(self, origin: str, last: RobotsFile | None) -> RobotsFile:
        wanted = Wanted(
            f"{origin}/robots.txt",
            max_bytes=MAX_ROBOTS_BYTES,
            accept="text/plain, */*;q=0.5",
            overflow="cut",
            max_redirects=5,
        )
        try:
            answer = await self._get(wanted)
        except FetchRefusedError as error:
            if error.reason_code.startswith("http_5"):  # 501 and 505 are for good, but still 5xx
                return self._without(last, error.reason_code, FAILED_TTL_S)
            # 4xx, or unreachable by its own fault (a loop, a refused address): nothing forbids anything (RFC 9309,
            # 2.3.1.3).
            now = self._clock()
            return RobotsFile(RobotsText().packed(), now, now + self._ttl_s, error.reason_code, missing=True)
        except FetchFailedError as error:
            answered = error.reason_code.startswith("http_")
            wait_s = max(error.retry_after_s or 0.0, FAILED_TTL_S) if answered else UNREACHED_TTL_S
            return self._without(last, error.reason_code, wait_s)
        cut = len(answer.body) >= MAX_ROBOTS_BYTES
        # Off the event loop: half a megabyte of rules takes a while.
        packed, weight = await asyncio.to_thread(_pack, answer.body, self._token, cut=cut)
        now = self._clock()
        return RobotsFile(packed, now, now + self._ttl_s, weight=weight)

    def _without(self, last: RobotsFile | None, reason: str, wait_s: float) -> RobotsFile:
        """Go on with the *last* copy if there is one and it is not too old; else keep away."""
        now = self._clock()
        if (
            last is not None
            and last.readable
            and not last.missing
            and now < last.read_at + self._ttl_s + STALE_S
        ):
            return replace(last, until=now + wait_s, reason=reason)
        return RobotsFile(None, now, now + wait_s, reason)


def _pack(body: bytes, token: str, *, cut: bool) -> tuple[bytes, int]:
    text = read_robots(body, token, cut=cut)
    return text.packed(), text.weight


def _judge(rules: RobotsRules, url: str) -> Verdict:
    return Verdict(rules.allow(url), rules.text.delay_s, rules.refused_agents(url), rules.ai_reserved(url))


def origin_of(url: str) -> str:
    """
    Name the origin of *url*; its host in normal spelling, so that two spellings do not ask twice.

    Raises:
        FetchRefusedError: bad_url.
    """
    try:
        parts = urlsplit(url)
        host, port = host_of(url) or parts.hostname or "", parts.port
    except ValueError as error:
        raise FetchRefusedError(f"Not an address: {error}.", code="bad_url") from None
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != _DEFAULT_PORTS.get(parts.scheme):
        netloc = f"{netloc}:{port}"
    return f"{parts.scheme}://{netloc}"
