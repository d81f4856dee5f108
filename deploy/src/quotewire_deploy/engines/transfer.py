"""One jar from a server to the disk: resumed, checked, moved into place at once."""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from quotewire_deploy.engines.errors import DownloadError
from quotewire_deploy.engines.jars import Jar

TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers after which asking again may help."""


@dataclass(frozen=True)
class Transfer:
    """Downloads from the Maven repository at *url* into the folder *root*."""

    client: httpx.Client
    url: str
    root: Path
    retry_after_s: tuple[float, ...]
    """Pauses between attempts, in seconds; one more attempt than pauses."""
    on_bytes: Callable[[int], None]
    stop: threading.Event = field(default_factory=threading.Event)
    """Set from outside to end all transfers soon; what has arrived stays for the next run."""

    def get(self, jar: Jar) -> None:
        """
        Put *jar* into place.

        Raises:
            DownloadError: it cannot be had, is not the locked one, or cannot be written.
        """
        target = self.root / jar.path
        part = target.with_name(target.name + ".part")
        problem = ""
        for pause_s in (0.0, *self.retry_after_s):
            if self.stop.wait(pause_s):
                return
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                self._append(jar, part)
                if self.stop.is_set():
                    return
                digest = sha256(part)
                if digest == jar.sha256:
                    part.replace(target)
                    return
                part.unlink()
                problem = f"the file's SHA-256 is {digest}, the lock says {jar.sha256}"
            except httpx.HTTPStatusError as error:
                problem = f"the server answered {error.response.status_code}"
                if error.response.status_code not in TEMPORARY:
                    part.unlink(missing_ok=True)  # the server may dislike the range that it asks for
                    break
            except httpx.HTTPError as error:
                problem = f"{type(error).__name__}: {error}"
            except OSError as error:
                raise DownloadError(
                    f"Could not write {target}: {error}. Make room or name another folder in "
                    "QUOTEWIRE_ENGINES_CACHE_DIR."
                ) from error
        raise DownloadError(
            f"Could not download {self.url}/{jar.path}: {problem}. Check the network, proxy (HTTPS_PROXY) and "
            "certificates (SSL_CERT_FILE), or name a mirror of Maven Central in QUOTEWIRE_ENGINES_MAVEN_URL, then run "
            f"the same command again: the files that did arrive are kept in {self.root}."
        )

    def _append(self, jar: Jar, part: Path) -> None:
        """Add to *part* what it lacks of *jar*; a server that does not know ranges sends all of it again."""
        have = part.stat().st_size if part.exists() else 0
        if have >= jar.size_bytes:
            have = 0
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
        with self.client.stream("GET", f"{self.url}/{jar.path}", headers=headers) as response:
            response.raise_for_status()
            resumed = response.status_code == httpx.codes.PARTIAL_CONTENT
            written = have if resumed else 0
            with part.open("ab" if resumed else "wb") as file:
                for chunk in response.iter_bytes():
                    written += len(chunk)
                    # More than the lock says is the wrong file: do not fill the disk with it.
                    if self.stop.is_set() or written > jar.size_bytes:
                        return
                    file.write(chunk)
                    self.on_bytes(len(chunk))


def sha256(path: Path) -> str:
    """Give the SHA-256 of the file *path* in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
