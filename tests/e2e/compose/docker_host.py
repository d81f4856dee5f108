"""A Docker engine with the compose plugin: the machine's own, or Debian's, started for this run and stopped after it."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.compose.report import CheckError, Report
from tests.e2e.compose.shell import eventually, run, works

COMPOSE_MODULE = "github.com/docker/compose/v2"
COMPOSE_VERSION = "v2.40.3"
PLUGIN = Path("~/.docker/cli-plugins/docker-compose").expanduser()
START_S = 60.0


def install_debian_packages(*packages: str) -> None:
    """
    Install *packages* by apt.

    Raises:
        CheckError: this is not a Debian, we are not root, or apt failed.
    """
    if not shutil.which("apt-get") or os.geteuid() != 0:
        raise CheckError(
            f"Please install {' and '.join(packages)}: only root on Debian can have that done here."
        )
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update"], env=quiet)
    run(["apt-get", "install", "--yes", "--no-install-recommends", *packages], env=quiet)


@contextmanager
def docker_engine(report: Report, log: Path, *, keep: bool) -> Iterator[None]:
    """Have a Docker engine inside the block; one that was started here ends with it, unless *keep* and it failed."""
    if works(["docker", "info"]):
        print("       the machine's own Docker engine is used", flush=True)
        yield
        return
    if not shutil.which("dockerd"):
        with report.step("install Docker from Debian"):
            install_debian_packages("docker.io", "iptables")
    with report.step("start dockerd"), log.open("wb") as output:
        # Its own session: a Ctrl-C here must reach us first, the engine is needed for the cleaning up.
        engine = subprocess.Popen(
            ["dockerd"], stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )

        def answers() -> bool:
            if engine.poll() is not None:
                lines = log.read_text(errors="replace").splitlines()[-5:]
                raise CheckError("\n".join(["dockerd ended at once:", *lines]))
            return works(["docker", "info"])

        try:
            eventually(answers, within_s=START_S, what="dockerd answers")
        except BaseException:
            _stop(engine)
            raise
    try:
        yield
    except BaseException:
        if not keep:
            _stop(engine)
        raise
    with report.step("stop dockerd"):
        _stop(engine)


def _stop(engine: subprocess.Popen[bytes]) -> None:
    engine.terminate()
    try:
        engine.wait(timeout=60)
    except subprocess.TimeoutExpired:
        engine.kill()
        engine.wait()


def ensure_compose(report: Report) -> None:
    """
    Have the compose plugin; where it is missing it is built from its Go module, once.

    Raises:
        CheckError: it is missing and there is no Go to build it with.
    """
    if works(["docker", "compose", "version"]):
        return
    if not shutil.which("go"):
        raise CheckError("Please install Docker's compose plugin (or Go, to have it built here).")
    with (
        report.step(f"build the compose plugin {COMPOSE_VERSION} (once)"),
        tempfile.TemporaryDirectory() as scratch,
    ):
        found = json.loads(run(["go", "mod", "download", "-json", f"{COMPOSE_MODULE}@{COMPOSE_VERSION}"]))
        built = Path(scratch) / "docker-compose"
        stamp = f"-s -w -X {COMPOSE_MODULE}/internal.Version={COMPOSE_VERSION}"
        run(
            ["go", "build", "-trimpath", "-ldflags", stamp, "-o", built, "./cmd"],
            env={"CGO_ENABLED": "0"},
            cwd=Path(found["Dir"]),
            timeout_s=1800,
        )
        PLUGIN.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(built, PLUGIN)
