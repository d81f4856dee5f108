"""Serves a web on its loopback addresses with raw sockets, and records what its readers do. Runs as its own process."""

import asyncio
import contextlib
import itertools
import shutil
import ssl
import struct
import subprocess
import time
from collections.abc import AsyncIterator, Sequence
from email.utils import parsedate_to_datetime
from pathlib import Path
from socket import SO_LINGER, SOL_SOCKET
from tempfile import TemporaryDirectory

from tests.hostile_web.http import Ask, Pause, Reply, Reset
from tests.hostile_web.record import Connection, Recorder, Request
from tests.hostile_web.site import Site

MAX_ANSWER_BYTES = 64 * 1024 * 1024
MAX_ANSWER_S = 60.0
"""What endless answers come to: the client is judged by what it does long before."""
MAX_HEAD_BYTES = 64 * 1024
LAG_STEP_S = 0.02


class Server:
    """All hosts of one web."""

    def __init__(self, sites: Sequence[Site], recorder: Recorder) -> None:
        self._sites = {site.host: site for site in sites}
        self._recorder = recorder
        self._numbers = itertools.count(1)
        self._servers: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, port: int, *, canaries: Sequence[tuple[str, int]] = ()) -> None:
        """Listen on every host's address, and where nobody must ever come."""
        context = self_signed()
        for site in self._sites.values():
            if site.listens:
                tls = context if site.tls else None
                self._servers.append(
                    await asyncio.start_server(self._met, site.host, port, ssl=tls, backlog=64)
                )
        for host, own_port in canaries:
            with contextlib.suppress(OSError):  # a machine without IPv6
                self._servers.append(await asyncio.start_server(self._canary, host, own_port))

    async def close(self) -> None:
        """Stop listening and drop every connection."""
        for server in self._servers:
            server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def watch_lag(self) -> None:
        """Record how late this process runs: the noise of the machine."""
        worst = 0.0
        while True:
            before = time.monotonic()
            await asyncio.sleep(LAG_STEP_S)
            lag = time.monotonic() - before - LAG_STEP_S
            if lag > worst:
                worst = lag
                self._recorder.note("lag", lag)

    async def _canary(self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, port = writer.get_extra_info("sockname")[:2]
        now = time.monotonic()
        self._recorder.note("connection", Connection(next(self._numbers), f"canary {host}:{port}", now, now))
        writer.close()

    async def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        site = self._sites[writer.get_extra_info("sockname")[0]]
        connection = Connection(next(self._numbers), site.host, time.monotonic())
        self._recorder.note("connection", connection)
        try:
            while await self._serve_one(site, connection, reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ssl.SSLError):
            pass
        except asyncio.CancelledError:  # by `close`; asyncio.streams would print it
            pass
        finally:
            writer.close()
            connection.closed = time.monotonic()
            self._recorder.note("connection", connection)

    async def _serve_one(
        self,
        site: Site,
        connection: Connection,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> bool:
        """Answer one request; whether the connection goes on."""
        first = await reader.readexactly(1)
        if not first.isalpha():  # TLS on a plain port, and other noise
            writer.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
            return False
        head = first + await reader.readuntil(b"\r\n\r\n")
        started = time.monotonic()
        target, headers = parse_head(head)
        site.asked[target] += 1
        request = Request(
            connection.number,
            site.host,
            target,
            started,
            agent=headers.get("user-agent", ""),
            etag_asked=headers.get("if-none-match"),
            date_asked=headers.get("if-modified-since"),
        )
        reply = site.reply(Ask(target, headers, site.asked[target]))
        request.status, request.meaning, request.version = reply.status, reply.meaning, reply.version
        request.etag_given, request.date_given = reply.headers.get("etag"), reply.headers.get("last-modified")
        request.retry_after_s = wished_s(reply.headers.get("retry-after"))
        self._recorder.note("request", request)
        async with gone_watch(reader, writer) as sending:
            try:
                request.complete = await sending.send(reply)
            finally:
                request.ended = sending.last_sent
                if request.complete and reply.meaning == "good":
                    site.delivered[request.path] += 1
                self._recorder.note("request", request)
        return request.complete and not reply.close


class Sending:
    """Sends one answer while it watches whether the client is still there."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.last_sent = time.monotonic()

    async def send(self, reply: Reply) -> bool:
        """Send *reply*; whether all of it was sent."""
        sent, end = 0, time.monotonic() + MAX_ANSWER_S
        for piece in reply.pieces:
            if isinstance(piece, Pause):
                if await self._left_within(piece.seconds):
                    return False
            elif isinstance(piece, Reset):
                self._writer.transport.get_extra_info("socket").setsockopt(
                    SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0)
                )
                self.last_sent = time.monotonic()
                self._writer.transport.abort()
                return False
            elif piece:
                # Before the bytes go: the client cannot have them earlier, so no gap is measured too short.
                self.last_sent = time.monotonic()
                self._writer.write(piece)
                await self._writer.drain()
                sent += len(piece)
            if sent > MAX_ANSWER_BYTES or time.monotonic() > end:
                return False
            if self._reader.at_eof() or self._writer.is_closing():
                self.last_sent = time.monotonic()
                return False
        return True

    async def _left_within(self, seconds: float) -> bool:
        """Wait; whether the client hung up meanwhile."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self._reader.at_eof() or self._writer.is_closing():
                self.last_sent = time.monotonic()
                return True
            await asyncio.sleep(min(left, 0.02))
        return False


@contextlib.asynccontextmanager
async def gone_watch(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> AsyncIterator[Sending]:
    """Send inside the block; an answer that breaks off by the client's doing ends when that is seen."""
    sending = Sending(reader, writer)
    try:
        yield sending
    except ConnectionError:
        sending.last_sent = time.monotonic()
        raise


def parse_head(head: bytes) -> tuple[str, dict[str, str]]:
    """Give target and headers of a request."""
    first, *lines = head.decode("latin-1").split("\r\n")
    target = first.split(" ")[1] if first.count(" ") >= 2 else ""
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    return target, headers


def wished_s(retry_after: str | None) -> float | None:
    """Give a Retry-After header in seconds from now; a date is whole seconds, so one is not insisted upon."""
    if retry_after is None:
        return None
    if retry_after.isdigit():
        return float(retry_after)
    return max(0.0, parsedate_to_datetime(retry_after).timestamp() - time.time() - 1.0)


def self_signed() -> ssl.SSLContext | None:
    """Make a context with a certificate that nobody trusts; None where there is no openssl to make one."""
    if shutil.which("openssl") is None:
        return None
    with TemporaryDirectory() as folder:
        key, cert = Path(folder, "key.pem"), Path(folder, "cert.pem")
        command = [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=hostile.example",
        ]
        subprocess.run([*command, "-keyout", key, "-out", cert], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
        return context
