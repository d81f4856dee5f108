"""Where the engines log, how much of it is kept, and reading it."""

import time
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path

from quotewire_deploy.engines.java import java_properties

KEPT = 5
"""Files kept per engine, the current one included; a new one at each start and every 20 MB."""

ROLL_MB = 20
FOLLOW_S = 0.3
READ_BYTES = 1024 * 1024
"""Read at once while following; a longer line would stop us, no engine writes one."""

KAFKA_QUIET = {
    "org.apache.kafka.common.config.AbstractConfig": "warn",  # 300 lines of settings at every start
    "kafka.server.KafkaConfig": "warn",
    "org.apache.kafka.clients": "warn",
}
OPENSEARCH_QUIET = {
    "org.opensearch.plugins.PluginsService": "warn",
    "org.opensearch.index.MergeSchedulerConfig": "warn",
    "org.opensearch.deprecation": "error",
}


def log4j_properties(file: Path, levels: dict[str, str]) -> str:
    """Write a log4j2 configuration that logs to *file* and keeps `KEPT` files of `ROLL_MB` each."""
    settings = {
        "status": "error",
        "appender.file.type": "RollingFile",
        "appender.file.name": "file",
        "appender.file.fileName": str(file),
        "appender.file.filePattern": f"{file}.%i",
        "appender.file.layout.type": "PatternLayout",
        "appender.file.layout.pattern": "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5p %c{1.}: %m%n",
        "appender.file.policies.type": "Policies",
        "appender.file.policies.size.type": "SizeBasedTriggeringPolicy",
        "appender.file.policies.size.size": f"{ROLL_MB}MB",
        "appender.file.strategy.type": "DefaultRolloverStrategy",
        "appender.file.strategy.fileIndex": "min",
        "appender.file.strategy.max": str(KEPT - 1),
        "rootLogger.level": "info",
        "rootLogger.appenderRef.file.ref": "file",
    }
    for number, (logger, level) in enumerate(levels.items()):
        settings |= {f"logger.l{number}.name": logger, f"logger.l{number}.level": level}
    return java_properties(settings)


def rotate(file: Path) -> None:
    """Move *file* to `.1`, an older one to `.2` and so on; the oldest goes."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists() or not file.stat().st_size:
        return
    for age in range(KEPT - 1, 0, -1):
        older = file if age == 1 else file.with_name(f"{file.name}.{age - 1}")
        if older.exists():
            older.replace(file.with_name(f"{file.name}.{age}"))


def tail(file: Path, lines: int) -> list[str]:
    """Give the last *lines* lines of *file*; none if there is no file."""
    if not file.exists():
        return []
    with file.open(encoding="utf-8", errors="replace") as text:
        return [line.rstrip("\n") for line in deque(text, maxlen=lines)]


def follow(files: Mapping[str, Path]) -> Iterator[tuple[str, str]]:
    """Give (name, line) of each line added to *files* from now on, for ever; a new file after a rotation as well."""
    return _added(files, {name: _size(file) for name, file in files.items()})


def _added(files: Mapping[str, Path], places: dict[str, int]) -> Iterator[tuple[str, str]]:
    while True:
        for name, file in files.items():
            size = _size(file)
            if size < places[name]:
                places[name] = 0  # rotated: this is a new file
            if size == places[name]:
                continue
            with file.open("rb") as raw:
                raw.seek(places[name])
                *complete, _unfinished = raw.read(READ_BYTES).split(b"\n")
            for line in complete:
                places[name] += len(line) + 1
                yield name, line.decode("utf-8", "replace")
        time.sleep(FOLLOW_S)


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0
