"""Bringing the locked jars into the cache: in parallel, each one checked, interrupted runs go on where they were."""

import hashlib
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from jgo.constants import MAVEN_CENTRAL_URL

from quotewire_deploy.engines.errors import DownloadError
from quotewire_deploy.engines.filelock import exclusive
from quotewire_deploy.engines.jars import Jar

PARALLEL = 8
"""Downloads at once. Most jars are small, so latency decides, not bandwidth."""

LOCK_PATIENCE_S = 900.0
"""How long to wait for another process that fills the same cache: a slow line needs minutes for 120 MB."""

TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True)
class JarCache:
    """A folder of verified jars, laid out like a Maven repository."""

    root: Path
    url: str = ""
    """Where to download from; empty: Maven Central."""
    timeout_s: float = 30.0
    retry_after_s: tuple[float, ...] = (0.5, 2.0, 5.0)
    """Pauses between attempts, in seconds; one more attempt than pauses."""
    on_bytes: Callable[[int], None] = field(default=lambda _count: None)
    """Told how many more bytes have arrived; called from several threads."""

    def missing(self, jars: Iterable[Jar]) -> list[Jar]:
        """List those of *jars* that are absent or not what the lock says, each once."""
        distinct = list({jar.path: jar for jar in jars}.values())
        with ThreadPoolExecutor(PARALLEL) as pool:
            good = pool.map(self._is_good, distinct)
        return [jar for jar, ok in zip(distinct, good, strict=True) if not ok]

    def fetch(self, jars: Iterable[Jar], *, on_wait: Callable[[], None] | None = None) -> list[Path]:
        """
        Make sure that all *jars* are here and right, and give their paths in the same order.

        Args:
            jars: What is needed.
            on_wait: Called once if another process is filling the cache, which is waited for.

        Raises:
            DownloadError: a jar could not be had or is not the locked one.
        """
        jars = list(jars)
        if self.missing(jars):
            with exclusive(self.root / ".lock", patience_s=LOCK_PATIENCE_S, on_wait=on_wait):
                self._download_all(self.missing(jars))
        return [self.root / jar.path for jar in jars]

    def _is_good(self, jar: Jar) -> bool:
        file = self.root / jar.path
        return file.is_file() and file.stat().st_size == jar.size_bytes and _sha256(file) == jar.sha256

    def _download_all(self, jars: list[Jar]) -> None:
        # trust_env: proxies and SSL_CERT_FILE of the person's environment count for a download.
        stop = threading.Event()
        with (
            httpx.Client(timeout=self.timeout_s, follow_redirects=True, trust_env=True) as client,
            ThreadPoolExecutor(PARALLEL) as pool,
        ):
            # The largest first: they would otherwise be what everybody waits for at the end.
            order = sorted(jars, key=lambda jar: -jar.size_bytes)
            futures = [pool.submit(self._download, client, jar, stop) for jar in order]
            try:
                for future in futures:
                    future.result()
            except BaseException:
                stop.set()
                pool.shutdown(wait=True, cancel_futures=True)
                raise

    def _download(self, client: httpx.Client, jar: Jar, stop: threading.Event) -> None:
        url = f"{(self.url or MAVEN_CENTRAL_URL).rstrip('/')}/{jar.path}"
        target = self.root / jar.path
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        for pause_s in (*self.retry_after_s, None):
            if stop.is_set():
                return
            try:
                self._transfer(client, url, part, jar, stop)
            except httpx.HTTPStatusError as error:
                problem = f"the server answered {error.response.status_code}"
                if error.response.status_code not in TEMPORARY:
                    break
            except httpx.HTTPError as error:
                problem = f"{type(error).__name__}: {error}"
            else:
                if stop.is_set():
                    return
                digest = _sha256(part)
                if digest == jar.sha256:
                    part.replace(target)
                    return
                part.unlink()
                problem = f"the file's SHA-256 is {digest}, the lock says {jar.sha256}"
            if pause_s is not None:
                stop.wait(pause_s)
        raise DownloadError(
            f"Could not download {url}: {problem}. Check the network, proxy (HTTPS_PROXY) and certificates "
            "(SSL_CERT_FILE), or name a mirror of Maven Central in QUOTEWIRE_ENGINES_MAVEN_URL, then run the same "
            f"command again: the files that did arrive are kept in {self.root}."
        )

    def _transfer(self, client: httpx.Client, url: str, part: Path, jar: Jar, stop: threading.Event) -> None:
        """Append to *part* what it lacks of *jar*; a server that does not know ranges sends all of it again."""
        have = part.stat().st_size if part.exists() else 0
        if have >= jar.size_bytes:
            part.unlink()
            have = 0
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
        with client.stream("GET", url, headers=headers) as response:
            response.raise_for_status()
            resumed = response.status_code == httpx.codes.PARTIAL_CONTENT
            written = have if resumed else 0
            with part.open("ab" if resumed else "wb") as file:
                for chunk in response.iter_bytes():
                    written += len(chunk)
                    # More than the lock says is the wrong file: do not fill the disk with it.
                    if stop.is_set() or written > jar.size_bytes:
                        return
                    file.write(chunk)
                    self.on_bytes(len(chunk))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
