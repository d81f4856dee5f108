"""Resolving the engines' jars anew; only who upgrades an engine needs this."""

import tomllib
from pathlib import Path

from jgo.env import EnvironmentBuilder
from jgo.maven import MavenContext

from quotewire_deploy.engines.jars import ENGINE_NAMES, LOCK_NAME, ROOTS, EngineName, Jar, render_lock


def resolve(engine: EngineName, scratch: Path) -> list[Jar]:
    """
    Resolve the roots of *engine* with jgo, downloading into *scratch*.

    Jars with a classifier are left out: here they are native libraries for HTTP/3 on five platforms (12 MB), which
    nothing of ours speaks and OpenSearch starts without.
    """
    builder = EnvironmentBuilder(context=MavenContext(repo_cache=scratch / "repo"), cache_dir=scratch / engine)
    environment = builder.from_endpoint("+".join(ROOTS[engine]))
    lock = tomllib.loads((environment.path / "jgo.lock.toml").read_text("utf-8"))
    jars = []
    for entry in lock["dependencies"]:
        if entry.get("classifier"):
            continue
        jar = Jar(f"{entry['groupId']}:{entry['artifactId']}:{entry['version']}", entry["sha256"], size_bytes=0)
        size = (scratch / "repo" / jar.path).stat().st_size
        jars.append(Jar(jar.coordinate, jar.sha256, size_bytes=size))
    return jars


def relock(scratch: Path) -> Path:
    """Write the lock beside this module from what jgo resolves now; returns its path."""
    target = Path(__file__).with_name(LOCK_NAME)
    target.write_text(render_lock({engine: resolve(engine, scratch) for engine in ENGINE_NAMES}), "utf-8")
    return target
