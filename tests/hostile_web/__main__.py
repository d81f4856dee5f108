"""Writes the sources file of a hostile web, and serves it until it is stopped: `python -m tests.hostile_web --help`."""

import argparse
import asyncio
import json
import signal
import time
from contextlib import closing
from pathlib import Path

from tests.e2e.stack import free_port
from tests.hostile_web.catalogue import Plan, Web, build_web
from tests.hostile_web.record import Recorder
from tests.hostile_web.server import Server


def main() -> None:
    """Do what the command line says."""
    options = _options()
    plan = Plan(
        port=options.port or free_port(),
        blocked_port=options.blocked_port or free_port(),
        hosts=options.hosts,
        seed=options.seed,
        started_at=options.started_at or time.time(),
    )
    web = build_web(plan)
    options.out.write_text(json.dumps(web.sources_json(), indent=1) + "\n")
    print(
        f"{len(web.sites)} hosts, {len(web.sources)} sources in {options.out}. A fetcher needs:\n"
        f"  QUOTEWIRE_FETCHER_SOURCES_FILE={options.out}\n"
        f"  QUOTEWIRE_FETCHER_ALLOWED_PRIVATE_NETWORKS={web.network}\n"
        f"  QUOTEWIRE_FETCHER_ALLOWED_PORTS=80,443,{plan.port}",
        flush=True,
    )
    if options.serve:
        asyncio.run(serve(web, options.record))


async def serve(web: Web, record: Path) -> None:
    """Serve *web* and record into *record* until SIGINT or SIGTERM."""
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    with closing(record.open("w")) as file:
        server = Server(web.sites, Recorder(file))
        await server.start(web.plan.port, canaries=web.canaries)
        watch = asyncio.create_task(server.watch_lag())
        print("serving", flush=True)
        await stopped.wait()
        watch.cancel()
        await server.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile_web", description=__doc__)
    parser.add_argument(
        "--hosts", type=int, default=0, help="at least so many hosts (default: the catalogue)"
    )
    parser.add_argument("--seed", type=int, default=1, help="chooses stories, addresses and order")
    parser.add_argument("--port", type=int, default=0, help="port of every host (default: a free one)")
    parser.add_argument("--blocked-port", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--started-at", type=float, default=0.0, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, default=Path("sources.json"), help="where the sources file goes")
    parser.add_argument("--serve", action="store_true", help="serve until Ctrl-C")
    parser.add_argument("--record", type=Path, default=Path("record.jsonl"), help="where the record goes")
    return parser.parse_args()


if __name__ == "__main__":
    main()
