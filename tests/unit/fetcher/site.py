"""A real HTTP server on loopback whose pages are functions, for what no mock can show."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Network

from quotewire_fetcher.net.addresses import AddressPolicy
from quotewire_fetcher.net.client import ClientLimits, HttpClient

Page = Callable[[BaseHTTPRequestHandler], object]
LOOPBACK = (IPv4Network("127.0.0.0/8"),)


class Site:
    """Pages by path; counts what was asked, and how many requests were served at once."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self._server = server
        self.pages: dict[str, Page] = {}
        self.asked: Counter[str] = Counter()
        self.headers: list[dict[str, str]] = []
        self.at_once = 0
        self.most_at_once = 0
        self.lock = threading.Lock()
        self.closing = threading.Event()

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


@contextmanager
def serve_site() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 20

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            with site.lock:
                site.asked[path] += 1
                site.headers.append({name.lower(): value for name, value in self.headers.items()})
                site.at_once += 1
                site.most_at_once = max(site.most_at_once, site.at_once)
            try:
                site.pages.get(path, not_found)(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True
            finally:
                with site.lock:
                    site.at_once -= 1

        def log_message(self, *_args: object) -> None:
            """Stay quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, *_args: object) -> None:
            """Clients that hang up are what these tests are about."""

    server = Server(("0.0.0.0", 0), Handler)  # all of 127.0.0.0/8: many hosts in one server
    site = Site(server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def answer(
    body: bytes | str = b"", *, status: int = 200, kind: str = "text/html; charset=utf-8", **headers: str
) -> Page:
    """Make a page that answers the same each time; header names have underscores for dashes."""
    data = body.encode() if isinstance(body, str) else body

    def page(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        if kind:
            handler.send_header("Content-Type", kind)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return page


def redirect(to: str) -> Page:
    return answer(b"", status=302, Location=to)


def not_found(handler: BaseHTTPRequestHandler) -> None:
    answer(b"gone", status=404)(handler)


def new_client(**limits: object) -> HttpClient:
    """Build a client that may reach loopback on any port a test gets."""
    ports = limits.pop("ports", range(1, 65_536))
    networks = limits.pop("networks", LOOPBACK)
    transport = limits.pop("transport", None)
    values: dict[str, object] = {
        "user_agent": "Quotewire/test",
        "concurrency": 5,
        "max_redirects": 5,
        "connect_timeout_s": 2.0,
        "read_timeout_s": 2.0,
        "deadline_s": 5.0,
        "address_connections": 50,
    }
    return HttpClient(AddressPolicy(networks, ports), ClientLimits(**(values | limits)), transport=transport)  # type: ignore[arg-type]
