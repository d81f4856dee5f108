"""Where a stack runs: its engines (ours or yours), the environment its services get, and the bootstrap."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from quotewire_deploy.engines.manager import Engines
from quotewire_deploy.engines.settings import EnginesSettings
from quotewire_deploy.stack.child import WRONG_USAGE
from quotewire_shared.errors import QuotewireError, UsageError
from quotewire_shared.settings import KafkaSettings, OpenSearchSettings, ProcessSettings, load

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


def forget_named_engines() -> list[str]:
    """
    Take out of this process's environment, and so of its children's, all that leads to engines of yours.

    That is where they are and how one logs in there, for a password must not go to other engines.

    Returns:
        The names of the variables that do not count any more.
    """
    prefixes = tuple(kind.model_config["env_prefix"] for kind in (KafkaSettings, OpenSearchSettings))
    names = sorted(name for name in os.environ if name.startswith(prefixes))
    for name in names:
        del os.environ[name]
    return names


def refuse_bad_settings() -> None:
    """Read the settings that all services share, so that a bad one is said before anything is started."""
    for kind in (ProcessSettings, KafkaSettings, OpenSearchSettings):
        load(kind)


def exports(settings: EnginesSettings, places: Mapping[str, str]) -> list[str]:
    """Write the shell lines by which other commands find our engines; none where they look there anyway."""
    usual = EnginesSettings.model_fields
    if all(getattr(settings, name) == usual[name].default for name in ("kafka_port", "opensearch_port")):
        return []
    return [f"export {name}={value}" for name, value in places.items()]


@asynccontextmanager
async def engines_running(
    settings: EnginesSettings, say: Say, *, own: bool
) -> AsyncIterator[Mapping[str, str]]:
    """
    Have engines inside the block, and give the variables that lead to them; those started here end with it.

    Unless they are to be our *own* ones they are those that the environment names.
    """
    if not own:
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


async def check_sources(environment: Mapping[str, str]) -> None:
    """
    Read the sources file by the fetcher's own command, as no service is imported here.

    Raises:
        UsageError: it is missing or broken, or the fetcher's settings are.
    """
    await _quotewire("sources", "list", environment=environment, failed="Nothing was started")


async def bootstrap(environment: Mapping[str, str]) -> None:
    """Create topics and index templates by the indexer's own command."""
    await _quotewire("bootstrap", environment=environment, failed="The bootstrap failed")


async def _quotewire(*words: str, environment: Mapping[str, str], failed: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "quotewire_shared.cli", *words),
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, err = await process.communicate()
    if process.returncode:
        lines = err.decode(errors="replace").strip().splitlines() or ["no reason given"]
        kind = UsageError if process.returncode == WRONG_USAGE else QuotewireError
        raise kind(f"{failed}: {lines[-1].removeprefix('quotewire: ')}")
