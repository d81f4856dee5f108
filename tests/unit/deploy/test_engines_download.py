"""Downloading the locked jars, from a server that may be wrong, slow or unwilling."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from quotewire_deploy.engines.download import JarCache
from quotewire_deploy.engines.errors import DownloadError
from quotewire_deploy.engines.jars import Jar

CONTENT = bytes(range(256)) * 400


def jar(name: str, content: bytes = CONTENT) -> Jar:
    return Jar(f"org.example:{name}:1.0", hashlib.sha256(content).hexdigest(), len(content))


@dataclass
class Mirror:
    """A Maven repository that behaves as a test says."""

    files: dict[str, bytes] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)
    """Answers of 503 still to give, by path."""
    knows_ranges: bool = True
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    """Path and Range header of every request."""
    url: str = ""

    def offer(self, *jars: Jar, content: bytes = CONTENT) -> None:
        self.files |= {f"/maven/{jar.path}": content for jar in jars}

    def answer(self, path: str, wanted: str | None) -> tuple[int, bytes]:
        self.asked.append((path, wanted))
        if self.failures[path]:
            self.failures[path] -= 1
            return 503, b""
        if path not in self.files:
            return 404, b"no such file"
        if wanted and self.knows_ranges:
            return 206, self.files[path][int(wanted.removeprefix("bytes=").removesuffix("-")) :]
        return 200, self.files[path]


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    mirror = Mirror()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = mirror.answer(self.path, self.headers.get("Range"))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        mirror.url = f"http://127.0.0.1:{server.server_port}/maven"
        yield mirror
        server.shutdown()
        thread.join()


@pytest.fixture
def cache(mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> JarCache:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return JarCache(tmp_path / "cache", url=mirror.url, timeout_s=5, retry_after_s=(0.0, 0.0))


def test_jars_arrive_in_the_order_asked_and_are_fetched_once(mirror: Mirror, cache: JarCache) -> None:
    jars = [jar("b"), jar("a"), jar("b")]
    mirror.offer(*jars)
    paths = cache.fetch(jars)
    assert paths == [cache.root / each.path for each in jars]
    assert all(path.read_bytes() == CONTENT for path in paths)
    cache.fetch(jars)
    assert sorted(mirror.asked) == [(f"/maven/{each.path}", None) for each in (jars[1], jars[0])]


def test_progress_is_told_in_bytes(mirror: Mirror, cache: JarCache) -> None:
    counts: list[int] = []
    mirror.offer(jar("a"))
    cache.fetch([jar("a")], on_bytes=counts.append)
    assert sum(counts) == len(CONTENT)


@pytest.mark.parametrize(
    "wrong", [b"<html>Please log in to the hotel's network</html>", CONTENT[::-1], CONTENT + b"x"]
)
def test_a_wrong_file_is_refused_by_name_and_not_kept(mirror: Mirror, cache: JarCache, wrong: bytes) -> None:
    wanted = jar("a")
    mirror.offer(wanted, content=wrong)
    with pytest.raises(DownloadError) as refused:
        cache.fetch([wanted])
    assert "a-1.0.jar" in str(refused.value)
    assert "SHA-256" in str(refused.value)
    assert "QUOTEWIRE_ENGINES_MAVEN_URL" in str(refused.value)
    assert not list(cache.root.rglob("*.jar*"))


def test_a_missing_file_is_refused_at_once_and_the_others_are_kept(mirror: Mirror, cache: JarCache) -> None:
    mirror.offer(jar("a"))
    with pytest.raises(DownloadError, match=r"b-1\.0\.jar: the server answered 404"):
        cache.fetch([jar("a"), jar("b")])
    assert [path for path, _range in mirror.asked].count(f"/maven/{jar('b').path}") == 1
    assert cache.missing([jar("a"), jar("b")]) == [jar("b")]


def test_a_server_that_stumbles_is_asked_again(mirror: Mirror, cache: JarCache) -> None:
    mirror.offer(jar("a"))
    mirror.failures[f"/maven/{jar('a').path}"] = 2
    assert cache.fetch([jar("a")])[0].read_bytes() == CONTENT


def test_a_server_that_keeps_stumbling_is_given_up(mirror: Mirror, cache: JarCache) -> None:
    mirror.failures[f"/maven/{jar('a').path}"] = 99
    with pytest.raises(DownloadError, match="the server answered 503"):
        cache.fetch([jar("a")])
    assert len(mirror.asked) == 3


def test_a_server_that_is_not_there_is_one_clear_error(mirror: Mirror, tmp_path: Path) -> None:
    nobody = JarCache(tmp_path, url="http://127.0.0.1:1/maven", retry_after_s=())
    with pytest.raises(DownloadError, match=r"ConnectError.*HTTPS_PROXY.*SSL_CERT_FILE"):
        nobody.fetch([jar("a")])


@pytest.mark.parametrize("knows_ranges", [True, False])
def test_an_interrupted_download_goes_on_where_it_was(
    mirror: Mirror, cache: JarCache, *, knows_ranges: bool
) -> None:
    mirror.knows_ranges = knows_ranges
    mirror.offer(jar("a"))
    target = cache.root / jar("a").path
    target.parent.mkdir(parents=True)
    part = target.with_name(target.name + ".part")
    part.write_bytes(CONTENT[:1000])
    cache.fetch([jar("a")])
    assert mirror.asked == [(f"/maven/{jar('a').path}", "bytes=1000-")]
    assert target.read_bytes() == CONTENT
    assert not part.exists()


def test_a_leftover_of_something_else_does_not_spoil_the_file(mirror: Mirror, cache: JarCache) -> None:
    mirror.offer(jar("a"))
    target = cache.root / jar("a").path
    target.parent.mkdir(parents=True)
    for leftover in (b"x" * 10, CONTENT + b"x"):
        target.with_name(target.name + ".part").write_bytes(leftover)
        target.unlink(missing_ok=True)
        assert cache.fetch([jar("a")])[0].read_bytes() == CONTENT


def test_a_damaged_jar_in_the_cache_is_fetched_again(mirror: Mirror, cache: JarCache) -> None:
    mirror.offer(jar("a"))
    (path,) = cache.fetch([jar("a")])
    path.write_bytes(CONTENT[::-1])
    assert cache.fetch([jar("a")]) == [path]
    assert path.read_bytes() == CONTENT


def test_two_at_once_download_each_jar_once(mirror: Mirror, cache: JarCache) -> None:
    jars = [jar(str(number)) for number in range(20)]
    mirror.offer(*jars)
    twin = JarCache(cache.root, url=mirror.url)
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(one.fetch, jars) for one in (cache, twin)]:
            assert len(done.result()) == 20
    assert len(mirror.asked) == 20


def test_a_cache_that_cannot_be_written_is_one_clear_error(mirror: Mirror, tmp_path: Path) -> None:
    mirror.offer(jar("a"))
    cache = JarCache(tmp_path, url=mirror.url)
    (tmp_path / "org").write_text("a file where a folder should be")
    with pytest.raises(DownloadError, match=r"Could not write .*a-1\.0\.jar.*QUOTEWIRE_ENGINES_CACHE_DIR"):
        cache.fetch([jar("a")])
