# ruff: noqa: INP001 - a script that is mounted into a container, not a package
"""Serves the demo's newsroom under the name of its container: python newsroom.py --host NAME --base-port PORT."""

import argparse
import signal
import threading

from quotewire_deploy.newsroom import Newsroom

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", required=True, help="address to listen on, and named in every link")
    parser.add_argument("--base-port", required=True, type=int, help="first port; each outlet takes one")
    chosen = parser.parse_args()
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    with Newsroom(chosen.base_port, host=chosen.host):
        stopped.wait()
