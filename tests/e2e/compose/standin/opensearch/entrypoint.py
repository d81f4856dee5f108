"""
Turns the variables of the official OpenSearch image into a running node, inside the stand-in image.

As there, a variable with a dot in its name is a setting, OPENSEARCH_JAVA_OPTS goes to the Java machine, and all data
lies in /usr/share/opensearch/data. A stand-in has no security plugin, so it refuses to run where one is expected.
"""

import json
import os
import re
import sys
from pathlib import Path

HOME = Path("/usr/share/opensearch")
SETTING = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+")
DEFAULTS = {
    "network.host": "0.0.0.0",  # as in the official image; Docker decides who may come in
    "http.port": "9200",
    "transport.port": "9300",
}
FLAGS = [
    "-Djava.locale.providers=SPI,CLDR",
    "--enable-native-access=ALL-UNNAMED",
    "-XX:+ExitOnOutOfMemoryError",
    "-Xrs",
]
LOGGING = """\
status=error
appender.console.type=Console
appender.console.name=console
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=[%d{ISO8601}][%-5p][%c{1.}] %m%n
rootLogger.level=info
rootLogger.appenderRef.console.ref=console
"""


def main() -> None:
    """Write the plan of the node and become the process that runs it."""
    if os.environ.get("DISABLE_SECURITY_PLUGIN") != "true":
        sys.exit("This stand-in has no security plugin: it needs DISABLE_SECURITY_PLUGIN=true.")
    settings = {name: value for name, value in os.environ.items() if value and SETTING.match(name)}
    node = HOME / "data" / "node"
    config = node / "node_1" / "config"
    config.mkdir(parents=True, exist_ok=True)
    (config / "log4j2.properties").write_text(LOGGING)
    plan = {
        "library": str(HOME / "jdk" / "lib" / "server" / "libjvm.so"),
        "flags": FLAGS + os.environ.get("OPENSEARCH_JAVA_OPTS", "-Xms1g -Xmx1g").split(),
        "jars": sorted(map(str, (HOME / "lib").glob("*.jar"))),
        "base_dir": str(node),
        "cluster": settings.get("cluster.name", "docker-cluster"),
        "settings": DEFAULTS | settings,
    }
    plan_file = node / "plan.json"
    plan_file.write_text(json.dumps(plan, indent=1))
    os.execv(sys.executable, [sys.executable, str(HOME / "opensearch_node.py"), str(plan_file)])  # noqa: S606 - becomes the server


if __name__ == "__main__":
    main()
