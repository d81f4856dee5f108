"""The connections in hand: at most one to a host, so many to an address, idle ones included; none is ever lost."""

import asyncio
import errno
import ssl
import time
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from quotewire_fetcher.net.addresses import AddressPolicy
from quotewire_fetcher.net.exchange import Exchange, Head, Patience, Question
from quotewire_fetcher.net.wire import open_wire

IDLE_S: Final = 4.0
"""How long an idle connection is kept. Most servers close theirs after 5 to 75 s; whoever is later meets a closed door."""

MOST_IDLE: Final = 512
DRAIN_BYTES: Final = 64 * 1024
DRAIN_S: Final = 1.0

_OURS: Final = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EADDRNOTAVAIL})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request goes: a scheme, a host and a port, at one address."""

    secure: bool
    host: str
    """As in the URL, lower case, without brackets."""
    port: int
    address: str


class Line:
    """A connection to a place, used by one request at a time; `hang_up` or `put_down` ends each use."""

    def __init__(self, place: Place, exchange: Exchange, book: "Lines") -> None:
        """Belong to *book*."""
        self.place = place
        self.exchange = exchange
        self.idle_since: float | None = None
        self._book = book

    async def drain(self, patience: Patience) -> None:
        """
        Read what little follows a redirect or an error, so that the connection can be used again.

        Raises:
            FetchRefusedError, FetchFailedError: as `Exchange.next_chunk`.
        """
        brief = Patience(min(patience.deadline, time.monotonic() + DRAIN_S), DRAIN_S)
        left = DRAIN_BYTES
        while left > 0 and (chunk := await self.exchange.next_chunk(brief)) is not None:
            left -= len(chunk)

    async def put_down(self) -> None:
        """Keep the connection for the next request if it is clean, else close it."""
        if self.exchange.reusable:
            self._book.keep(self)
        else:
            await self.hung_up()

    def hang_up(self) -> None:
        """Close the connection at once: after an error, a cancellation, or half a body."""
        self.exchange.wire.abort()
        self._book.forget(self)
        self._book.note_closing(self)

    async def hung_up(self) -> None:
        """Close the connection, and come back when it is closed: only then may the host have another."""
        self.hang_up()
        await self.exchange.wire.closed()


class NotConnectedError(Exception):
    """No connection to this address; another address of the host may do."""

    def __init__(self, failure: FetchFailedError) -> None:
        """Carry what to say if there is no other."""
        super().__init__(str(failure))
        self.failure = failure


class Lines:
    """
    Opens, keeps and closes connections.

    There is no pool with places to lose: what is written down here is nothing but the open connections, and whoever
    ends early, by an error or by cancellation, closes its own (compare httpcore #961, #1093; engineering-facts 4.1).
    """

    def __init__(
        self, policy: AddressPolicy, tls: ssl.SSLContext, *, per_address: int = 1, most_idle: int = MOST_IDLE
    ) -> None:
        """Keep at most *most_idle* idle connections, and at most *per_address* of any kind to one address."""
        self._policy = policy
        self._tls = tls
        self._per_address = per_address
        self._most_idle = most_idle
        self._of_host: dict[str, set[Line]] = {}
        self._at_address: dict[str, set[Line]] = {}
        self._opening: Counter[str] = Counter()
        """Connections to each address that are not made yet."""
        self._closing: dict[Line, None] = {}
        """Hung up, but for a moment not closed yet: nothing is opened beside them."""
        # The longest idle first.
        self._idle: dict[Line, None] = {}
        self._reaper: asyncio.TimerHandle | None = None

    async def ask(
        self,
        place: Place,
        question: Question,
        patience: Patience,
        *,
        connect_s: float,
    ) -> tuple[Line, Head]:
        """
        Send *question* to *place* and read the head of the answer; the caller ends the line's use.

        Raises:
            NotConnectedError: nobody answered at this address within *connect_s*.
            FetchRefusedError: blocked_address, tls_untrusted, or what `Exchange.ask` refuses.
            FetchFailedError: out_of_sockets, or what `Exchange.ask` fails at.
        """
        line = await self._kept(place)
        if line is not None:
            # Should the server have closed it this very moment, the ordinary retry is for that: it may as well have
            # read the request.
            return line, await self._ask(line, question, patience)
        # Written down before anything is waited for: two who come at once must not both count on the last place.
        self._opening[place.address] += 1
        try:
            await self._make_room(place)
            line = await self._open(place, patience, connect_s)
        finally:
            self._opening[place.address] -= 1
            if not self._opening[place.address]:
                del self._opening[place.address]
        return line, await self._ask(line, question, patience)

    def address_in_use(self, host: str) -> str | None:
        """Tell to which address the kept connection of *host* goes."""
        return next((line.place.address for line in self._of_host.get(host, ())), None)

    def keep(self, line: Line) -> None:
        """Take *line* back for later."""
        line.idle_since = time.monotonic()
        self._idle[line] = None
        while len(self._idle) > self._most_idle:
            next(iter(self._idle)).hang_up()
        self._reap_later()

    def forget(self, line: Line) -> None:
        """Strike *line* out: it is closed."""
        self._idle.pop(line, None)
        for book, key in ((self._of_host, line.place.host), (self._at_address, line.place.address)):
            lines = book.get(key)
            if lines is not None:
                lines.discard(line)
                if not lines:
                    del book[key]

    def note_closing(self, line: Line) -> None:
        """Remember *line* until its socket is closed."""
        self._closing[line] = None
        line.exchange.wire.when_closed(lambda: self._closing.pop(line, None))

    async def drop(self, hosts: Collection[str] | None) -> None:
        """Close the idle connections to *hosts*, or all of them, and come back when they are closed."""
        await self._close([line for line in self._idle if hosts is None or line.place.host in hosts])

    async def close(self) -> None:
        """Close every connection, busy or idle."""
        if self._reaper is not None:
            self._reaper.cancel()
        await self._close([line for lines in self._of_host.values() for line in lines])

    @property
    def idle(self) -> int:
        """How many connections wait for another request."""
        return len(self._idle)

    def __len__(self) -> int:
        """Count the open connections, busy or idle."""
        return sum(map(len, self._of_host.values()))

    async def _ask(self, line: Line, question: Question, patience: Patience) -> Head:
        try:
            return await line.exchange.ask(question, patience)
        except Exception:
            await line.hung_up()
            raise
        except BaseException:
            line.hang_up()
            raise

    async def _kept(self, place: Place) -> Line | None:
        """Take the host's idle connection if it goes to *place*, else close it."""
        for line in list(self._of_host.get(place.host, ())):
            if line.idle_since is None:
                continue
            idle_s = time.monotonic() - line.idle_since
            self._idle.pop(line, None)
            line.idle_since = None
            if line.place == place and line.exchange.reusable and idle_s < IDLE_S:
                return line
            await self._close([line])
        return None

    async def _make_room(self, place: Place) -> None:
        """Wait for what is being closed, and close the longest idle connections to the address that are too many."""
        for line in list(self._closing):
            if line.place.host == place.host or line.place.address == place.address:
                await line.exchange.wire.closed()
        others = self._at_address.get(place.address, set())
        surplus = len(others) + self._opening[place.address] - self._per_address
        if surplus > 0:
            idle = [line for line in others if line.idle_since is not None]
            idle.sort(key=lambda line: line.idle_since or 0.0)
            await self._close(idle[:surplus])

    async def _open(self, place: Place, patience: Patience, connect_s: float) -> Line:
        # Judged here, at the moment of connecting, and it is the judged address that is connected to: a name that
        # changes its mind between check and connect gains nothing.
        self._policy.check_addresses(place.host, (place.address,))
        limit_s = min(patience.left_s(), connect_s)
        try:
            wire = await open_wire(
                place.address,
                place.port,
                tls=self._tls if place.secure else None,
                server_name=place.host.rstrip("."),
                timeout_s=limit_s,
            )
        except TimeoutError:
            late = time.monotonic() >= patience.deadline
            raise NotConnectedError(
                FetchFailedError(
                    f"No connection to {place.host} within {limit_s:.1f} s.",
                    code="deadline_passed" if late else "connect_timeout",
                )
            ) from None
        except ssl.SSLCertVerificationError as error:
            raise FetchRefusedError(
                f"The certificate of {place.host} is not trusted: {error.verify_message}.",
                code="tls_untrusted",
            ) from None
        except OSError as error:
            if error.errno in _OURS:  # no host is to be blamed for it
                raise FetchFailedError(
                    f"This machine has no socket left: {error}.", code="out_of_sockets"
                ) from None
            raise NotConnectedError(
                FetchFailedError(f"{place.host} cannot be reached: {error}.", code="connect_failed")
            ) from None
        line = Line(place, Exchange(wire), self)
        self._of_host.setdefault(place.host, set()).add(line)
        self._at_address.setdefault(place.address, set()).add(line)
        return line

    async def _close(self, lines: Collection[Line]) -> None:
        if lines:
            await asyncio.gather(*(line.hung_up() for line in lines))

    def _reap_later(self) -> None:
        if self._reaper is None:
            self._reaper = asyncio.get_running_loop().call_later(IDLE_S / 3, self._reap)

    def _reap(self) -> None:
        self._reaper = None
        now = time.monotonic()
        for line in list(self._idle):
            if not line.exchange.reusable or now - (line.idle_since or now) > IDLE_S:
                line.hang_up()
        if self._idle:
            self._reap_later()
