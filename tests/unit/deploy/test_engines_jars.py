"""The committed lock of jars."""

import re
import tomllib
from importlib import resources

import pytest

from quotewire_deploy.engines import jars
from quotewire_deploy.engines.jars import ENGINE_NAMES, EngineName, Jar


@pytest.mark.parametrize("engine", ENGINE_NAMES)
def test_the_lock_holds_every_root_and_each_module_once(engine: EngineName) -> None:
    locked = [jar.coordinate for jar in jars.locked_jars(engine)]
    modules = [coordinate.rpartition(":")[0] for coordinate in locked]
    assert set(jars.ROOTS[engine]) <= set(locked)
    assert len(set(modules)) == len(modules)


@pytest.mark.parametrize("engine", ENGINE_NAMES)
def test_every_jar_has_a_checksum_and_a_size(engine: EngineName) -> None:
    for jar in jars.locked_jars(engine):
        assert re.fullmatch(r"[0-9a-f]{64}", jar.sha256)
        assert jar.size_bytes > 0


def test_every_part_of_kafka_is_of_one_version() -> None:
    versions = {
        jar.coordinate.rpartition(":")[2]
        for jar in jars.locked_jars("kafka")
        if jar.coordinate.startswith("org.apache.kafka:")
    }
    assert versions == {"4.3.1"}


def test_opensearch_comes_with_what_thai_needs() -> None:
    locked = {jar.coordinate.rpartition(":")[0] for jar in jars.locked_jars("opensearch")}
    assert {"com.ibm.icu:icu4j", "com.ibm.icu:icu4j-localespi"} <= locked


def test_the_lock_names_no_host() -> None:
    text = resources.files("quotewire_deploy.engines").joinpath(jars.LOCK_NAME).read_text("utf-8")
    assert "://" not in text


def test_a_written_lock_reads_as_what_was_written() -> None:
    jar = Jar("org.example:thing:1.0", sha256="ab" * 32, size_bytes=7)
    lock = tomllib.loads(jars.render_lock({"kafka": [jar], "opensearch": []}))
    assert lock == {"kafka": {jar.coordinate: {"sha256": jar.sha256, "bytes": 7}}, "opensearch": {}}


def test_a_jar_lies_where_maven_would_put_it() -> None:
    jar = Jar("org.example.deep:thing:1.0", sha256="", size_bytes=0)
    assert str(jar.path) == "org/example/deep/thing/1.0/thing-1.0.jar"
