"""
Reservations for text and data mining that a site states in /.well-known/tdmrep.json (W3C, TDM Reservation Protocol).

Fetched once per origin and day. Whatever goes wrong means that nothing is said there: the protocol has no other way to
say it, and headers and the page's own head are still read.
"""

import asyncio
import json
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final
from weakref import WeakValueDictionary

from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from quotewire_fetcher.net.web import Answer, Wanted
from quotewire_fetcher.robots.path_rules import PathMarks
from quotewire_fetcher.robots.robots import origin_of

MAX_TDMREP_BYTES: Final = 64 * 1024
MAX_RULES: Final = 1_000
MAX_LOCATION_CHARS: Final = 2_048
MAX_ORIGINS: Final = 20_000
MAX_KEPT_RULES: Final = 200_000
"""Rules over all origins: some 40 MB."""

TTL_S: Final = 24 * 3600.0
FAILED_TTL_S: Final = 3600.0
"""After a failure that may pass, the file is asked for again."""

_UNSAFE = re.compile(r"[\x00-\x20\x7f#]")


@dataclass(frozen=True, slots=True)
class _Known:
    marks: PathMarks
    rules: int
    until: float


class TdmRep:
    """Answers for every origin; one request per origin at a time."""

    def __init__(
        self,
        get: Callable[[Wanted], Awaitable[Answer]],
        *,
        ttl_s: float = TTL_S,
        max_origins: int = MAX_ORIGINS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Fetch by *get*, which is polite; believe a file for *ttl_s* seconds; keep *max_origins* of them."""
        self._get = get
        self._ttl_s = ttl_s
        self._max_origins = max_origins
        self._clock = clock
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._rules = 0
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def known(self, url: str) -> bool:
        """Tell whether `reservation` of *url* needs no request."""
        known = self._known.get(origin_of(url))
        return known is not None and known.until > self._clock()

    async def reservation(self, url: str) -> bool | None:
        """
        Tell whether mining *url* is reserved by its site's file; None: not said.

        Raises:
            FetchRefusedError: bad_url.
            NotYetError: the host must be left alone for now; nothing was asked.
        """
        origin = origin_of(url)
        known = self._known.get(origin)
        if known is None or known.until <= self._clock():
            lock = self._asking.setdefault(origin, asyncio.Lock())
            async with lock:
                known = self._known.get(origin)
                if known is None or known.until <= self._clock():
                    known = await self._fetch(origin)
                    self._keep(origin, known)
        else:
            self._known.move_to_end(origin)
        return known.marks.of(url)

    async def _fetch(self, origin: str) -> _Known:
        wanted = Wanted(
            f"{origin}/.well-known/tdmrep.json",
            max_bytes=MAX_TDMREP_BYTES,
            accept="application/json, */*;q=0.5",
            max_redirects=3,
        )
        try:
            answer = await self._get(wanted)
        except FetchRefusedError:
            return _Known(PathMarks(()), 0, self._clock() + self._ttl_s)
        except FetchFailedError as error:
            wait_s = max(error.retry_after_s or 0.0, min(FAILED_TTL_S, self._ttl_s))
            return _Known(PathMarks(()), 0, self._clock() + wait_s)
        marks = read_tdmrep(answer.body)
        return _Known(PathMarks(marks), len(marks), self._clock() + self._ttl_s)

    def _keep(self, origin: str, known: _Known) -> None:
        self._drop(origin)
        self._known[origin] = known
        self._rules += known.rules
        while len(self._known) > self._max_origins or (self._rules > MAX_KEPT_RULES and len(self._known) > 1):
            self._drop(next(iter(self._known)))

    def _drop(self, origin: str) -> None:
        known = self._known.pop(origin, None)
        if known is not None:
            self._rules -= known.rules


def read_tdmrep(body: bytes) -> tuple[tuple[bool, str], ...]:
    """
    Read a tdmrep.json: whether mining is reserved, and the pattern of paths that this is said of. Never raises.

    A rule without a pattern, or with another value than 0 or 1, says nothing. What is no JSON says nothing at all.
    """
    try:
        # Not from bytes: json would guess UTF-16 and UTF-32 too, at any length.
        stated = json.loads(body[:MAX_TDMREP_BYTES].decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return ()
    if isinstance(stated, dict):
        stated = [stated]
    marks = []
    for rule in stated[:MAX_RULES] if isinstance(stated, list) else ():
        if not isinstance(rule, dict):
            continue
        location, value = rule.get("location"), str(rule.get("tdm-reservation"))
        if isinstance(location, str) and 0 < len(location) <= MAX_LOCATION_CHARS and value in ("0", "1"):
            path = location if location.startswith(("/", "*")) else f"/{location}"
            marks.append((value == "1", _UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", path)))
    return tuple(marks)
