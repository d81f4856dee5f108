"""
The process that is OpenSearch: a Java virtual machine inside Python, until SIGTERM or SIGINT.

Run as `python -m quotewire_deploy.engines.opensearch_node PLAN`, where PLAN is the JSON file that
`quotewire_deploy.engines.opensearch` writes.
"""

import json
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import jpype

RUNNER = "org.codelibs.opensearch.runner.OpenSearchRunner"
CHECK_S = 1.0
"""How often we look whether the node is still open, in seconds."""


def main(plan_file: str) -> int:
    """Host the node that *plan_file* describes; give 0 after a clean end, 1 if the node ended by itself."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    plan = json.loads(Path(plan_file).read_text("utf-8"))
    jpype.startJVM(plan["library"], *plan["flags"], classpath=plan["jars"], interrupt=False)
    runner = jpype.JClass(RUNNER)()
    runner.onBuild(_settings_builder(plan["settings"]))
    runner.build("-basePath", plan["base_dir"], "-numOfNode", "1", "-clusterName", plan["cluster"])
    while not stop.wait(CHECK_S):
        if runner.isClosed():
            print("The node closed by itself.", file=sys.stderr, flush=True)  # noqa: T201 - standard error is its log
            return 1
    runner.close()
    return 0


def _settings_builder(settings: dict[str, str]) -> Any:
    @jpype.JImplements(f"{RUNNER}$Builder")
    class Builder:
        """Called by the runner with the settings of each node it makes."""

        @jpype.JOverride  # type: ignore[untyped-decorator]  # the library has no types
        def build(self, _index: int, builder: Any) -> None:
            for key, value in settings.items():
                builder.put(key, value)

    return Builder()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
