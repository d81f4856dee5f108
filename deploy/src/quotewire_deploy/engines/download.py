"""Bringing the locked jars into the cache: in parallel, each one checked, interrupted runs go on where they were."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
from jgo.constants import MAVEN_CENTRAL_URL

from quotewire_deploy.engines.filelock import exclusive
from quotewire_deploy.engines.jars import Jar
from quotewire_deploy.engines.transfer import Transfer, sha256

PARALLEL = 8
"""Downloads at once. Most jars are small, so latency decides, not bandwidth."""

LOCK_PATIENCE_S = 900.0
"""How long to wait for another process that fills the same cache: a slow line needs minutes for 120 MB."""


@dataclass(frozen=True)
class JarCache:
    """A folder of verified jars, laid out like a Maven repository."""

    root: Path
    url: str = ""
    """Where to download from; empty: Maven Central."""
    timeout_s: float = 30.0
    retry_after_s: tuple[float, ...] = (0.5, 2.0, 5.0)
    """Pauses between attempts, in seconds; one more attempt than pauses."""

    def missing(self, jars: Iterable[Jar]) -> list[Jar]:
        """List those of *jars* that are absent or not what the lock says, each once."""
        distinct = list({jar.path: jar for jar in jars}.values())
        with ThreadPoolExecutor(PARALLEL) as pool:
            good = pool.map(self._is_good, distinct)
        return [jar for jar, ok in zip(distinct, good, strict=True) if not ok]

    def paths(self, jars: Iterable[Jar]) -> list[Path]:
        """Give where *jars* lie, there or not, in the same order."""
        return [self.root / jar.path for jar in jars]

    def fetch(
        self,
        jars: Iterable[Jar],
        *,
        on_wait: Callable[[], None] = lambda: None,
        on_bytes: Callable[[int], None] = lambda _count: None,
    ) -> list[Path]:
        """
        Make sure that all *jars* are here and right, and give their paths in the same order.

        Args:
            jars: What is needed.
            on_wait: Called once if another process is filling the cache, which is waited for.
            on_bytes: Told how many more bytes have arrived; called from several threads.

        Raises:
            DownloadError: a jar could not be had or is not the locked one.
        """
        jars = list(jars)
        if self.missing(jars):
            with exclusive(self.root / ".lock", patience_s=LOCK_PATIENCE_S, on_wait=on_wait):
                self._download_all(self.missing(jars), on_bytes)
        return self.paths(jars)

    def _is_good(self, jar: Jar) -> bool:
        file = self.root / jar.path
        return file.is_file() and file.stat().st_size == jar.size_bytes and sha256(file) == jar.sha256

    def _download_all(self, jars: list[Jar], on_bytes: Callable[[int], None]) -> None:
        # trust_env: proxies and SSL_CERT_FILE of the person's environment count for a download.
        with (
            httpx.Client(timeout=self.timeout_s, follow_redirects=True, trust_env=True) as client,
            ThreadPoolExecutor(PARALLEL) as pool,
        ):
            url = (self.url or MAVEN_CENTRAL_URL).rstrip("/")
            transfer = Transfer(client, url, self.root, self.retry_after_s, on_bytes)
            # The largest first: they would otherwise be what everybody waits for at the end.
            order = sorted(jars, key=lambda jar: -jar.size_bytes)
            futures = [pool.submit(transfer.get, jar) for jar in order]
            try:
                for future in futures:
                    future.result()
            except BaseException:
                transfer.stop.set()
                pool.shutdown(wait=True, cancel_futures=True)
                raise
