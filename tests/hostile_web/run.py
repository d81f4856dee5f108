"""Runs a web and fetchers on it as real processes, and watches what they cost."""

import asyncio
import contextlib
import json
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.e2e.stack import Stack, free_port
from tests.eventually import eventually_sync
from tests.hostile_web.catalogue import Plan, Web, build_web
from tests.hostile_web.evidence import Cost, Ended, Evidence, gather
from tests.hostile_web.judge import pending
from tests.hostile_web.manners import Rules

TRIES = 3
RULES = Rules(delay_s=0.3, tries=TRIES, min_polls=4, contact="hostile-web.example")
CONCURRENCY = 48
SETTINGS = {
    "HOST_DELAY_S": str(RULES.delay_s),
    "RETRIES": str(TRIES - 1),
    "RETRY_BASE_S": "0.5",
    "RETRY_CAP_S": "2",
    "POLL_INTERVAL_S": "8",
    "POLL_FLOOR_S": "5",
    "POLL_CEILING_S": "12",
    "MAX_FEED_BYTES": "2500000",
    "MAX_PAGE_BYTES": "2000000",
    "CONNECT_TIMEOUT_S": "2",
    "READ_TIMEOUT_S": "2",
    "DEADLINE_S": "6",
    "CONCURRENCY": str(CONCURRENCY),
}
_STALL = re.compile(r"^\w*loop_stall\w*(?:\{[^}]*\})? ([0-9.eE+-]+)$", re.MULTILINE)
WATCH_STEP_S = 0.1


@dataclass
class Fetcher:
    """One fetcher process, with its own name in its User-Agent."""

    name: str
    process: subprocess.Popen[bytes]
    port: int
    peak_mb: float = 0.0
    stall_s: float | None = None
    slowest_health_s: float = 0.0
    waited_s: float = 0.0
    waited_in_all_s: float = 0.0

    @property
    def agent(self) -> str:
        """What its User-Agent contains and no other's does."""
        return f"{self.name}.{RULES.contact}"

    @property
    def runs(self) -> bool:
        """Whether the process is alive."""
        return self.process.poll() is None


@dataclass
class Run:
    """A web that is being served, and the fetchers on it."""

    web: Web
    stack: Stack
    record: Path
    fetchers: dict[str, Fetcher] = field(default_factory=dict)
    killed: list[Ended] = field(default_factory=list)
    machine_lag_s: float = 0.0

    def start(self, name: str, **settings: str) -> Fetcher:
        """Start a fetcher of that name; *settings* without their prefix."""
        port, plan = free_port(), self.web.plan
        values = {
            **SETTINGS,
            "SOURCES_FILE": str(self.record.with_name("sources.json")),
            "ALLOWED_PRIVATE_NETWORKS": self.web.network,
            "ALLOWED_PORTS": f"80,443,{plan.port}",
            "CONTACT": f"https://{name}.{RULES.contact}",
            "PROBE_PORT": str(port),
            **settings,
        }
        environment = {
            **self.stack.environment,
            **{f"QUOTEWIRE_FETCHER_{key}": value for key, value in values.items()},
        }
        with (self.stack.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "quotewire_shared.cli", "run", "fetcher"],
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.stack.processes[name] = process
        made = self.fetchers[name] = Fetcher(name, process, port)
        return made

    def kill(self, name: str) -> None:
        """`kill -9`."""
        self.killed.append(Ended(self.fetchers[name].agent, time.monotonic(), CONCURRENCY))
        self.stack.kill(name)

    def stop(self, name: str) -> int:
        """Stop in order; gives the exit code."""
        process = self.fetchers[name].process
        process.send_signal(signal.SIGTERM)
        return process.wait(timeout=60)

    async def evidence(self) -> Evidence:
        """Gather what there is until now."""
        found = await gather(self.stack.kafka, self.record)
        found.killed = list(self.killed)
        found.record.lag_s = max(found.record.lag_s, self.machine_lag_s)
        found.costs = [
            Cost(one.name, one.peak_mb, one.stall_s, one.slowest_health_s, one.waited_s)
            for one in self.fetchers.values()
        ]
        return found

    async def finished(self, *, within_s: float, rules: Rules = RULES) -> list[str]:
        """Wait until nothing is missing, or *within_s* seconds; gives what is still missing."""
        end = time.monotonic() + within_s
        while True:
            missing = pending(self.web, await self.evidence(), rules)
            if not missing or time.monotonic() > end or not any(one.runs for one in self.fetchers.values()):
                return missing
            await asyncio.sleep(1)

    def watch(self, stopped: threading.Event) -> None:
        """Sample memory, stalls and health until told to stop; also how late this thread itself runs."""
        with httpx.Client(timeout=5, trust_env=False) as client:
            while not stopped.is_set():
                before = time.monotonic()
                time.sleep(0.02)
                self.machine_lag_s = max(self.machine_lag_s, time.monotonic() - before - 0.02)
                for one in list(self.fetchers.values()):
                    _sample(one, client)
                stopped.wait(WATCH_STEP_S)


def _sample(fetcher: Fetcher, client: httpx.Client) -> None:
    if not fetcher.runs:
        return
    with contextlib.suppress(OSError, IndexError):
        status = Path(f"/proc/{fetcher.process.pid}/status").read_text()
        # Nanoseconds on a processor, and ready for one but waiting.
        waited_s = int(Path(f"/proc/{fetcher.process.pid}/schedstat").read_text().split()[1]) / 1e9
        fetcher.waited_s = max(fetcher.waited_s, waited_s - fetcher.waited_in_all_s)
        fetcher.waited_in_all_s = waited_s
        peak_kb = int(status.split("VmHWM:")[1].split()[0])
        fetcher.peak_mb = max(fetcher.peak_mb, peak_kb / 1024)
    with contextlib.suppress(httpx.HTTPError):
        before = time.monotonic()
        client.get(f"http://127.0.0.1:{fetcher.port}/health")
        fetcher.slowest_health_s = max(fetcher.slowest_health_s, time.monotonic() - before)
        metrics = client.get(f"http://127.0.0.1:{fetcher.port}/metrics").text
        if found := [float(value) for value in _STALL.findall(metrics)]:
            fetcher.stall_s = max(fetcher.stall_s or 0.0, *found)


@contextmanager
def running(stack: Stack, *, hosts: int = 0, seed: int = 1) -> Iterator[Run]:
    """Serve a web inside the block; fetchers are started by the caller and ended by the stack."""
    plan = Plan(port=free_port(), blocked_port=free_port(), hosts=hosts, seed=seed, started_at=time.time())
    web = build_web(plan)
    folder = stack.folder
    (folder / "sources.json").write_text(json.dumps(web.sources_json()))
    record, log = folder / "record.jsonl", folder / "web.log"
    words = {
        "port": plan.port, "blocked-port": plan.blocked_port, "hosts": plan.hosts, "seed": plan.seed,
        "started-at": repr(plan.started_at), "out": folder / "sources.json", "record": record,
    }  # fmt: skip
    with log.open("wb") as output:
        server = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.hostile_web",
                "--serve",
                *(f"--{key}={value}" for key, value in words.items()),
            ],
            stdout=output,
            stderr=output,
        )
    run, stopped = Run(web, stack, record), threading.Event()
    watch = threading.Thread(target=run.watch, args=[stopped], daemon=True)
    try:
        eventually_sync(lambda: "serving" in log.read_text() or server.poll() is not None, within_s=60)
        assert server.poll() is None, log.read_text()
        watch.start()
        yield run
    finally:
        stopped.set()
        if watch.is_alive():
            watch.join(timeout=10)
        server.terminate()
        server.wait(timeout=30)
