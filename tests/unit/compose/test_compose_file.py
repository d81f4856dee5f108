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


def test_one_dockerfile_makes_every_image_of_ours_by_the_name_of_its_service(
    services: dict[str, dict[str, Any]],
) -> None:
    for service in services.values():
        if not service["image"].startswith("quotewire/"):
            assert "build" not in service
            continue
        assert service["build"]["dockerfile"] == "deploy/docker/Dockerfile"
        assert service["image"].startswith(f"quotewire/{service['build']['args']['SERVICE']}:")


def test_the_image_ends_as_a_numbered_user_who_is_not_root() -> None:
    users = re.findall(r"^USER (.+)$", (ROOT / "deploy/docker/Dockerfile").read_text(), re.MULTILINE)
    assert users == ["10001:10001"]


def test_every_service_comes_back_has_a_health_check_and_a_memory_limit(
    services: dict[str, dict[str, Any]],
) -> None:
    for name, service in services.items():
        assert service["mem_limit"], name
        if name != "bootstrap":
            assert service["restart"] == "unless-stopped", name
            assert service["healthcheck"]["test"], name


def test_ports_are_published_on_loopback_only(services: dict[str, dict[str, Any]]) -> None:
    assert all(port.startswith("127.0.0.1:") for one in services.values() for port in one.get("ports", []))


@pytest.mark.parametrize("name", ["fetcher", "parser", "indexer", "search"])
def test_no_service_starts_before_topics_and_templates_are_there(
    services: dict[str, dict[str, Any]], name: str
) -> None:
    assert services[name]["depends_on"]["bootstrap"] == {"condition": "service_completed_successfully"}


def test_nothing_here_holds_a_secret(services: dict[str, dict[str, Any]]) -> None:
    demo = (ROOT / "deploy/docker/demo.env").read_text()
    names = {name for one in services.values() for name in one.get("environment", {})}
    names |= set(re.findall(r"^(\w+)=", demo, re.MULTILINE))
    assert not [name for name in names if re.search(r"PASS|SECRET|TOKEN|CREDENTIAL", name)]


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
