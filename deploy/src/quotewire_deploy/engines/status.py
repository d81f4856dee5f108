"""What is known about each engine right now."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """One engine process; the numbers are None where it does not run."""

    name: str
    port: int
    pid: int | None
    rss_mb: float | None
    uptime_s: float | None
    ready: bool
    log: str

    @property
    def running(self) -> bool:
        """The process lives, ready or not."""
        return self.pid is not None

    @property
    def state(self) -> str:
        """In one word: ready, starting or stopped."""
        if self.ready:
            return "ready"
        return "not ready" if self.running else "stopped"
