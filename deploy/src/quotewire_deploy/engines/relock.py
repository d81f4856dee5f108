"""Resolving the engines' jars anew; only who upgrades an engine needs this."""

import tomllib
from pathlib import Path

from jgo.env import EnvironmentBuilder
from jgo.maven import MavenContext

from quotewire_deploy.engines.jars import ENGINE_NAMES, LOCK_NAME, ROOTS, EngineName, Jar, render_lock


def resolve(engine: EngineName, scratch: Path) -> list[Jar]:
    """
    Resolve the roots of *engine* with jgo, downloading into *scratch*.

    Each root is resolved by itself and the first one's choice of a version stands. Together they would share what
    each manages: log4j's adapter once brought Kafka 4.3.1 a kafka-clients 3.9.1.

    Jars with a classifier are left out: here they are native libraries for HTTP/3 on five platforms (12 MB), which
    nothing of ours speaks and OpenSearch starts without.
    """
    builder = EnvironmentBuilder(
        context=MavenContext(repo_cache=scratch / "repo"), cache_dir=scratch / engine
    )
    chosen: dict[str, Jar] = {}
    for root in ROOTS[engine]:
        lock = tomllib.loads((builder.from_endpoint(root).path / "jgo.lock.toml").read_text("utf-8"))
        for entry in lock["dependencies"]:
            module = f"{entry['groupId']}:{entry['artifactId']}"
            if entry.get("classifier") or module in chosen:
                continue
            jar = Jar(f"{module}:{entry['version']}", entry["sha256"], size_bytes=0)
            size = (scratch / "repo" / jar.path).stat().st_size
            chosen[module] = Jar(jar.coordinate, jar.sha256, size_bytes=size)
    return list(chosen.values())


def relock(scratch: Path) -> Path:
    """Write the lock beside this module from what jgo resolves now; returns its path."""
    target = Path(__file__).with_name(LOCK_NAME)
    target.write_text(render_lock({engine: resolve(engine, scratch) for engine in ENGINE_NAMES}), "utf-8")
    return target
