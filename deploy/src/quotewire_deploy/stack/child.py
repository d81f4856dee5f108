"""One service as a child process that is kept alive."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import structlog

from quotewire_deploy.settings import SupervisorSettings
from quotewire_shared.errors import UsageError
from quotewire_shared.parent import PARENT_PID
from quotewire_shared.retry import Backoff

log = structlog.get_logger()
WRONG_USAGE = 2
"""Exit code of `quotewire` where the command or its settings are wrong."""

WORDS_CHARS = 500

State = Literal["starting", "running", "waiting", "stopped", "done"]


@dataclass(frozen=True, slots=True)
class ServiceSpec:
    """What to run: `quotewire run SERVICE` with its own settings."""

    name: str
    service: str
    port: int
    environment: Mapping[str, str] = field(default_factory=dict)
    once: bool = False
    """It ends by itself with exit code 0, and is then left in peace."""


class Child:
    """Keeps one service running: a death is followed by a new start, with back-off."""

    def __init__(
        self, spec: ServiceSpec, settings: SupervisorSettings, on_change: Callable[[], None]
    ) -> None:
        """Prepare *spec*; nothing runs before `keep_running`. *on_change* is called at every change of state."""
        self.spec = spec
        self.state: State = "starting"
        self.restarts = 0
        self.exit_code: int | None = None
        self._settings = settings
        self._on_change = on_change
        self._process: asyncio.subprocess.Process | None = None
        self._backoff = Backoff(settings.restart_min_s, settings.restart_max_s)

    @property
    def pid(self) -> int | None:
        """Process id while it runs, else None."""
        return self._process.pid if self._process is not None and self._process.returncode is None else None

    @property
    def log_file(self) -> Path:
        """Where its log goes."""
        return self._settings.state_dir / "logs" / f"{self.spec.name}.log"

    @property
    def output_file(self) -> Path:
        """Where its standard output and error go: a summary, or the one line that says why it ended."""
        return self._settings.state_dir / "logs" / f"{self.spec.name}.out"

    @property
    def last_words(self) -> str:
        """The last line that it printed, "none" where there is none."""
        try:
            lines = self.output_file.read_text(errors="replace").strip().splitlines()
        except OSError:
            lines = []
        return lines[-1].removeprefix("quotewire: ")[:WORDS_CHARS] if lines else "none"

    def refuse_wrong_usage(self) -> None:
        """
        Do nothing unless it ended because its settings are wrong, which no new start would mend.

        Raises:
            UsageError: it did; the text is what it said.
        """
        if self.exit_code == WRONG_USAGE:
            raise UsageError(f"The {self.spec.name} cannot start: {self.last_words}")

    async def keep_running(self) -> None:
        """Run until cancelled (then it is stopped), or until a one-time service is done."""
        deaths = 0
        try:
            while True:
                started = time.monotonic()
                await self._start()
                assert self._process is not None  # noqa: S101 - _start just set it
                self.exit_code = await self._process.wait()
                if self.spec.once and self.exit_code == 0:
                    self._to("done")
                    return
                deaths = 0 if time.monotonic() - started > self._settings.healthy_after_s else deaths + 1
                delay_s = self._backoff.delay_s(deaths) if deaths else 0.0
                self._to("waiting")
                log.warning(
                    "service_died",
                    name=self.spec.name,
                    exit_code=self.exit_code,
                    next_start_s=round(delay_s, 1),
                )
                await asyncio.sleep(delay_s)
                self.restarts += 1
        finally:
            await self._stop()

    async def _start(self) -> None:
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        with self.output_file.open("ab" if self.restarts else "wb") as out:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "quotewire_shared.cli", "run", self.spec.service),
                env={
                    **os.environ,
                    **self.spec.environment,
                    PARENT_PID: str(os.getpid()),
                    "QUOTEWIRE_LOG_FILE": str(self.log_file),
                },
                stdin=asyncio.subprocess.DEVNULL,
                stdout=out,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for us: we stop the services in order
            )
        self._to("running")

    async def _stop(self) -> None:
        process = self._process
        if process is not None and process.returncode is None:
            process.send_signal(signal.SIGTERM)
            try:
                async with asyncio.timeout(self._settings.stop_timeout_s):
                    await process.wait()
            except TimeoutError:
                log.warning("service_killed", name=self.spec.name, after_s=self._settings.stop_timeout_s)
                os.killpg(process.pid, signal.SIGKILL)
                await process.wait()
        if self.state != "done":
            self._to("stopped")

    def _to(self, state: State) -> None:
        self.state = state
        self._on_change()
