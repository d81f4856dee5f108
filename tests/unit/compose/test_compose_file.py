import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from pydantic_settings import BaseSettings

from quotewire_deploy.engines.jars import locked_jars
from quotewire_deploy.newsroom import Newsroom
from quotewire_fetcher.settings import FetcherSettings
from quotewire_indexer.settings import IndexerSettings
from quotewire_parser.settings import ParserSettings
from quotewire_search.settings import SearchSettings
from quotewire_shared.settings import KafkaSettings, OpenSearchSettings, ProcessSettings
from quotewire_shared.topics import all_topics

ROOT = Path(__file__).parents[3]
COMPOSE = (ROOT / "docker-compose.yml").read_text()
EXAMPLE = (ROOT / ".env.example").read_text()
SETTINGS: tuple[type[BaseSettings], ...] = (
    FetcherSettings,
    IndexerSettings,
    KafkaSettings,
    OpenSearchSettings,
    ParserSettings,
    ProcessSettings,
    SearchSettings,
)
ONLY_BY_ENV_FILE = "QUOTEWIRE_ENV_FILE"
"""Names the file itself, so it cannot stand in it; deploy/docker/demo.env sets it."""


@pytest.fixture
def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE)["services"]
    return found


def known_settings() -> set[str]:
    return {
        f"{one.model_config.get('env_prefix', '')}{field}".upper()
        for one in SETTINGS
        for field in one.model_fields
    }


def test_every_setting_that_the_stack_gives_a_service_is_one(services: dict[str, dict[str, Any]]) -> None:
    given = {
        name
        for service in services.values()
        for name in service.get("environment", {})
        if name.startswith("QUOTEWIRE_")
    }
    assert given <= known_settings()


def test_every_variable_of_the_compose_file_is_in_the_example_with_its_default() -> None:
    used = set(re.findall(r"\$\{(\w+):-([^}]*)\}", COMPOSE))
    shown = set(re.findall(r"^#(\w+)=(.*)$", EXAMPLE, re.MULTILINE))
    assert {pair for pair in used if pair[0] != ONLY_BY_ENV_FILE} <= shown


def test_the_example_shows_only_what_exists() -> None:
    shown = set(re.findall(r"^#(\w+)=", EXAMPLE, re.MULTILINE))
    assert shown <= known_settings() | set(re.findall(r"\$\{(\w+)", COMPOSE))


def test_kafka_takes_the_largest_record_of_every_topic(services: dict[str, dict[str, Any]]) -> None:
    largest = max(int(topic.config["max.message.bytes"]) for topic in all_topics(1))
    assert services["kafka"]["environment"]["KAFKA_MESSAGE_MAX_BYTES"] >= largest


def test_the_engines_have_the_same_versions_with_and_without_docker(
    services: dict[str, dict[str, Any]],
) -> None:
    versions = {
        jar.coordinate.rpartition(":")[0]: jar.coordinate.rpartition(":")[2]
        for engine in ("kafka", "opensearch")
        for jar in locked_jars(engine)
    }
    assert services["kafka"]["image"] == f"apache/kafka:{versions['org.apache.kafka:kafka_2.13']}"
    assert services["opensearch"]["image"] == (
        f"opensearchproject/opensearch:{versions['org.opensearch:opensearch']}"
    )


def test_the_demo_s_sources_are_the_newsroom_s(services: dict[str, dict[str, Any]]) -> None:
    newsroom = services["newsroom"]
    options = dict(zip(*[iter(newsroom["command"])] * 2, strict=True))
    assert options["--host"] == newsroom["hostname"]
    said = Newsroom(int(options["--base-port"]), host=options["--host"]).sources_toml()
    assert tomllib.loads((ROOT / "deploy/docker/newsroom.toml").read_text()) == tomllib.loads(said)


def test_the_demo_lets_the_fetcher_reach_every_outlet_s_port() -> None:
    sources = tomllib.loads((ROOT / "deploy/docker/newsroom.toml").read_text())["source"]
    demo = dict(re.findall(r"^(\w+)=(.*)$", (ROOT / "deploy/docker/demo.env").read_text(), re.MULTILINE))
    allowed = {int(port) for port in demo["QUOTEWIRE_FETCHER_ALLOWED_PORTS"].split(",")}
    assert {urlsplit(source["url"]).port for source in sources} <= allowed
