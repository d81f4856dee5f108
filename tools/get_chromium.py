"""
See that there is a Chromium for the browser tests and the screenshots.

Usage: python tools/get_chromium.py      prints its path, installed from Debian's packages where it is missing and we may

Playwright's own browser builds are not used: they come from a host of their own, and the distribution's is kept secure.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-core")
MISSING = (
    "There is no Chromium here; the browser tests need one. Install it (Debian: apt-get install chromium) "
    "or leave them out: make test ARGS='--ignore=tests/e2e/browser'."
)


def find_chromium() -> str | None:
    """Give the path of a Chromium on this machine; None where there is none."""
    given = os.environ.get("QUOTEWIRE_TEST_CHROMIUM")
    return given or next((path for path in map(shutil.which, NAMES) if path), None)


def install() -> None:
    """Install it from Debian's packages, as root; elsewhere do nothing."""
    apt = shutil.which("apt-get")
    if os.geteuid() or apt is None:
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (("update", "-qq"), ("install", "-y", "-qq", "--no-install-recommends", *PACKAGES)):
        subprocess.run([apt, *words], check=False, env=environment, stdout=sys.stderr)  # noqa: S603 - our own words


def main() -> int:
    """Find it, or install and find it."""
    path = find_chromium()
    if path is None:
        install()
        path = find_chromium()
    if path is None:
        sys.stderr.write(f"{MISSING}\n")
        return 1
    sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
