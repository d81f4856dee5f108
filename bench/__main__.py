"""
`python -m bench`: run the measurements, all or those that are named, and print their tables.

Engines are our own, on free ports in a temporary folder, and are stopped whatever happens, unless addresses are given.
A run of all takes about four minutes on two processors; `search` runs only where it is named, and takes about an hour.
"""

import argparse
import importlib
import logging
import os
import platform
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

from bench.figures import Table
from bench.places import Places, places
from quotewire_shared.errors import QuotewireError, UsageError
from quotewire_shared.logs import configure_logging
from quotewire_shared.settings import ProcessSettings

BENCHES = {
    "parse": "pages/s of one parser process, step by step, beside trafilatura",
    "pages": "pages/s of extraction, stage by stage, beside trafilatura, over the HTML files of a folder",
    "parser": "articles/s of actors and quotes, part by part, growth with length, cost of the model",
    "fetch": "pages/s of the polite client over 320 hosts on loopback, beside httpx + feedparser; heavy answers",
    "feeds": "entries/s of feeds of every kind, beside feedparser, and what hostile feeds cost",
    "names": "addresses/s that get their canonical names and domains, beside w3lib; what robots.txt files cost",
    "fetcher": "pages/s that one and two whole fetchers publish, over 320 hosts on loopback",
    "broker": "articles/s through our broker layer and Kafka, in and out",
    "index": "articles/s that the indexer writes to OpenSearch",
    "way": "articles/s from Kafka to the index, and the latency of live ones",
    "warc": "records/s of a web archive that become articles, read and into Kafka, beside fastwarc",
    "schedule": "how late polls of 180,000 feeds over four processes start, simulated; memory of 100,000 sources; where named",
    "search": "how fast search answers over a million quotes, while news arrives; only where it is named",
}
"""Name and what it measures, in the order of running; the first three need no engine."""
NAMED_ONLY = frozenset({"schedule", "search"})
"""They take much longer than the others."""


def run(name: str, where: Places, given: argparse.Namespace) -> list[Table]:
    """Run bench *name* as the command line says, with its own number of articles where none is given."""
    articles: int | None = given.articles
    pages: Path | None = given.pages

    def search(rate: ModuleType) -> list[Table]:
        plan = rate.Plan(given.quotes, given.seconds, given.keep)
        return list(rate.measure(where.given_opensearch, plan, lambda line: print(f"  {line}", flush=True)))

    # A bench is imported when it runs: several load the parser's models or the fetcher, which others do not need.
    benches: dict[str, tuple[str, Callable[[ModuleType], list[Table]]]] = {
        "parse": ("parse_rate", lambda rate: rate.measure(pages, articles or rate.RUNS)),
        "pages": ("page_rate", lambda rate: rate.measure(pages, articles or rate.RUNS)),
        "parser": ("parser_rate", lambda rate: rate.measure(pages, articles or rate.RUNS)),
        "fetch": ("fetch_rate", lambda rate: rate.measure(articles or rate.PAGES)),
        "feeds": ("feed_rate", lambda rate: rate.measure(articles or rate.ENTRIES)),
        "names": ("names_rate", lambda rate: rate.measure(articles or rate.ADDRESSES)),
        "fetcher": ("fetch_whole", lambda rate: rate.measure(where, articles or rate.PAGES)),
        "broker": ("broker_rate", lambda rate: rate.measure(where, articles or rate.ARTICLES)),
        "index": ("index_rate", lambda rate: rate.measure(where.opensearch(), articles or rate.ARTICLES)),
        "way": ("way_rate", lambda rate: rate.measure(where, articles or rate.ARTICLES)),
        "warc": ("warc_rate", lambda rate: rate.measure(where, articles or rate.PAGES)),
        "schedule": ("schedule_rate", lambda rate: rate.measure(articles or rate.FEEDS)),
        "search": ("search_rate", search),
    }
    module, measure = benches[name]
    return measure(importlib.import_module(f"bench.{module}"))


def machine() -> str:
    """Say on what, and beside how much else, the figures were taken."""
    processors = f"{os.cpu_count()} processors{load()}"
    return f"{platform.system()} {platform.machine()}, {processors}, Python {platform.python_version()}"


def load() -> str:
    """Give the load of the last minute, our own and others': far above the number of processors, figures are low."""
    return f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""


def options(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    listed = "\n".join(f"  {name:<8}{what}" for name, what in BENCHES.items())
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Measure the stages and the whole way, on this machine.",
        epilog=f"benches:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("benches", nargs="*", metavar="BENCH", help="which to run; none: all of them")
    parser.add_argument(
        "--articles", type=_positive, help="how many each bench takes; default: its own number"
    )
    parser.add_argument(
        "--pages", type=Path, metavar="FOLDER", help="HTML and text files for `parse`, `pages` and `parser`"
    )
    search = parser.add_argument_group("search only")
    search.add_argument(
        "--quotes", type=_positive, default=1_000_000, help="quotes in the archive; default: 1,000,000"
    )
    search.add_argument(
        "--seconds", type=_positive, default=60, help="how long questions are asked; default: 60"
    )
    search.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="keep OpenSearch's data there and load them once only"
    )
    parser.add_argument("--kafka", metavar="HOST:PORT", help="a Kafka that runs; default: our own")
    parser.add_argument("--opensearch", metavar="URL", help="an OpenSearch that runs; default: our own")
    given = parser.parse_args(arguments)
    if unknown := [name for name in given.benches if name not in BENCHES]:
        parser.error(f"there is no bench {unknown[0]!r}; there are: {', '.join(BENCHES)}")
    return given


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what *arguments* ask for; gives the exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted."""
    given = options(sys.argv[1:] if arguments is None else arguments)
    configure_logging("bench", ProcessSettings(log_level="error"))
    # On an engine seconds old, aiokafka tells of every leader and coordinator that is still being elected.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    if hasattr(signal, "SIGHUP"):
        signal.signal(
            signal.SIGHUP, signal.default_int_handler
        )  # a closed terminal must not leave engines behind
    print(machine(), flush=True)
    try:
        with places(given.kafka, given.opensearch) as where:
            for name in BENCHES:
                if name in given.benches or not (given.benches or name in NAMED_ONLY):
                    started = time.monotonic()
                    tables = run(name, where, given)
                    print("", "\n\n".join(map(str, tables)), sep="\n")
                    print(f"  ({name} took {time.monotonic() - started:.0f} s{load()})", flush=True)
    except QuotewireError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2 if isinstance(error, UsageError) else 1
    except KeyboardInterrupt:
        return 130
    return 0


def _positive(text: str) -> int:
    if (value := int(text)) < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return value


if __name__ == "__main__":
    sys.exit(main())
