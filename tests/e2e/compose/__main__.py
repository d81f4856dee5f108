"""
`make test-compose`: the stack of docker-compose.yml, unchanged, from build to `down`.

Exit code 0 if everything held; 1 if something did not, with the logs of all containers kept.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from platformdirs import user_cache_path

from quotewire_deploy.engines.signals import sigterm_interrupts
from quotewire_deploy.newsroom import Newsroom
from tests.e2e.compose.docker_host import docker_engine, ensure_compose
from tests.e2e.compose.images import named_by
from tests.e2e.compose.report import CheckError, Report
from tests.e2e.compose.scenario import Scenario
from tests.e2e.compose.stack import Stack
from tests.e2e.compose.standins import StandIns

ROOT = Path(__file__).parents[3]


def main() -> int:
    """Run everything; give the exit code."""
    parser = argparse.ArgumentParser(prog="make test-compose", description=__doc__.strip().splitlines()[0])
    parser.add_argument(
        "--real-images", action="store_true", help="pull the real base images, build no stand-ins"
    )
    parser.add_argument(
        "--keep", action="store_true", help="leave the stack and its Docker engine up if a step fails"
    )
    chosen = parser.parse_args()
    cache = user_cache_path("quotewire") / "compose-test"
    cache.mkdir(parents=True, exist_ok=True)
    report, stack = Report(), Stack.of(ROOT)
    try:
        with sigterm_interrupts(), docker_engine(report, cache / "dockerd.log", keep=chosen.keep):
            ensure_compose(report)
            if not chosen.real_images:
                StandIns(named_by(ROOT, stack.config()), cache, report).ensure()
            _play(stack, report, cache, keep=chosen.keep)
    except CheckError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped from outside.", file=sys.stderr)
        return 130
    print(f"\nThe compose stack keeps its promises ({report.total_s():.0f} s in {len(report.times)} steps).")
    return 0


def _play(stack: Stack, report: Report, cache: Path, *, keep: bool) -> None:
    stack.compose("down", "--volumes", "--remove-orphans")  # what an interrupted run may have left
    try:
        with tempfile.TemporaryDirectory(dir=cache) as scratch:
            Scenario(stack, report, Path(scratch), len(Newsroom(0).stories)).play()
    except BaseException:
        _keep_logs(stack, cache)
        if keep:
            print(f"The stack is left up; its search API is {stack.search_url}.", file=sys.stderr)
        else:
            _clear(stack)
        raise


def _keep_logs(stack: Stack, cache: Path) -> None:
    try:
        file = cache / "last-failure.log"
        file.write_text(
            stack.compose("ps", "--all") + "\n" + stack.compose("logs", "--no-color", "--timestamps")
        )
        print(f"The logs of all containers: {file}", file=sys.stderr)
    except CheckError as error:
        print(f"The logs could not be kept: {error}", file=sys.stderr)


def _clear(stack: Stack) -> None:
    try:
        stack.compose("down", "--volumes", "--remove-orphans")
    except CheckError as error:  # what failed before it is what matters
        print(f"The stack could not be taken down: {error}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
