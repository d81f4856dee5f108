"""Where a stack runs: its engines (ours or yours), the environment its services get, and the bootstrap."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from quotewire_deploy.engines.manager import Engines
from quotewire_deploy.engines.settings import EnginesSettings
from quotewire_shared.errors import QuotewireError, UsageError

KAFKA = "QUOTEWIRE_KAFKA_BOOTSTRAP_SERVERS"
OPENSEARCH = "QUOTEWIRE_OPENSEARCH_URL"

Say = Callable[[str], None]


def own_engines() -> bool:
    """
    Tell whether we run the engines ourselves: yes, unless the environment names both of yours.

    Raises:
        UsageError: it names one of them only.
    """
    named = [name for name in (KAFKA, OPENSEARCH) if os.environ.get(name)]
    if len(named) == 1:
        missing = OPENSEARCH if named == [KAFKA] else KAFKA
        raise UsageError(f"{named[0]} is set but {missing} is not: set both to use your engines, or neither.")
    return not named


@asynccontextmanager
async def engines_running(settings: EnginesSettings, say: Say) -> AsyncIterator[Mapping[str, str]]:
    """Have engines inside the block, and give the variables that lead to them; those started here end with it."""
    if not own_engines():
        yield {name: os.environ[name] for name in (KAFKA, OPENSEARCH)}
        return
    engines = Engines(settings, on_step=say)
    started: list[str] = []
    try:
        # In a thread, and shielded: a Ctrl-C during the start must not leave engines behind that nobody knows of.
        starting = asyncio.ensure_future(asyncio.to_thread(engines.up))
        try:
            started = await asyncio.shield(starting)
        except asyncio.CancelledError:
            started = await starting
            raise
        yield {KAFKA: engines.bootstrap_servers, OPENSEARCH: engines.opensearch_url}
    finally:
        if started:
            say("stopping the engines")
            await asyncio.to_thread(engines.down)


async def bootstrap(environment: Mapping[str, str]) -> None:
    """Create topics and index templates by the indexer's own command, as no service is imported here."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "quotewire_shared.cli", "bootstrap"),
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, err = await process.communicate()
    if process.returncode:
        lines = err.decode(errors="replace").strip().splitlines() or ["no reason given"]
        raise QuotewireError(f"The bootstrap failed: {lines[-1].removeprefix('quotewire: ')}")
