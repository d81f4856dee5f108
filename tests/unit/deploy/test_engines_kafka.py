"""What Kafka is told."""

from pathlib import Path

import pytest

from quotewire_deploy.engines.errors import EnginesError, StartError
from quotewire_deploy.engines.java import Java, Runtime
from quotewire_deploy.engines.kafka import RECORD_MAX_BYTES, Broker, cluster_id, known_brokers, settle_brokers
from quotewire_deploy.engines.settings import EnginesSettings
from quotewire_shared.topics import all_topics

REPLICATED = ("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")


@pytest.fixture
def settings(tmp_path: Path) -> EnginesSettings:
    return EnginesSettings(state_dir=tmp_path, kafka_port=20_000)


def test_one_broker_asks_for_one_replica_everywhere(settings: EnginesSettings) -> None:
    properties = Broker(settings, node=1, brokers=1).server_properties()
    assert {properties[f"{topic}.replication.factor"] for topic in REPLICATED} == {"1"}
    assert properties["default.replication.factor"] == "1"
    assert properties["min.insync.replicas"] == "1"
    assert properties["controller.quorum.voters"] == "1@127.0.0.1:20001"


def test_three_brokers_replicate_everything_and_survive_the_loss_of_one(settings: EnginesSettings) -> None:
    properties = Broker(settings, node=2, brokers=3).server_properties()
    assert {properties[f"{topic}.replication.factor"] for topic in REPLICATED} == {"3"}
    assert properties["default.replication.factor"] == "3"
    assert properties["min.insync.replicas"] == "2"
    assert properties["node.id"] == "2"
    assert properties["listeners"] == "PLAINTEXT://127.0.0.1:20002,CONTROLLER://127.0.0.1:20003"
    assert properties["controller.quorum.voters"] == "1@127.0.0.1:20001,2@127.0.0.1:20003,3@127.0.0.1:20005"


def test_topics_are_never_made_by_a_typing_error(settings: EnginesSettings) -> None:
    assert Broker(settings, 1, 1).server_properties()["auto.create.topics.enable"] == "false"


def test_the_largest_record_of_every_topic_fits(settings: EnginesSettings) -> None:
    properties = Broker(settings, 1, 1).server_properties()
    assert RECORD_MAX_BYTES == 20 * 1024 * 1024
    assert properties["message.max.bytes"] == properties["replica.fetch.max.bytes"] == str(RECORD_MAX_BYTES)
    for topic in all_topics(partitions=1):
        assert int(topic.config["max.message.bytes"]) < RECORD_MAX_BYTES
    assert int(properties["socket.request.max.bytes"]) > RECORD_MAX_BYTES


def test_offsets_are_kept_for_at_least_a_week(settings: EnginesSettings) -> None:
    minutes = int(Broker(settings, 1, 1).server_properties()["offsets.retention.minutes"])
    assert minutes >= 7 * 24 * 60


def test_data_lies_in_the_state_folder(settings: EnginesSettings) -> None:
    folder = Path(Broker(settings, 2, 3).server_properties()["log.dirs"])
    assert folder.is_relative_to(settings.state_dir)
    assert folder != Path(Broker(settings, 1, 3).server_properties()["log.dirs"])


def test_the_number_of_brokers_stays_what_the_folder_was_made_with(settings: EnginesSettings) -> None:
    assert known_brokers(settings) == 1
    assert settle_brokers(settings, 3) == 3
    identity = cluster_id(settings)
    assert settle_brokers(settings, None) == known_brokers(settings) == 3
    assert cluster_id(settings) == identity
    assert len(identity) == 22  # 16 bytes in Kafka's base64
    with pytest.raises(EnginesError, match=r"holds a Kafka of 3 broker.*reset"):
        settle_brokers(settings, 1)


def test_without_a_word_there_is_one_broker(settings: EnginesSettings) -> None:
    assert settle_brokers(settings, None) == 1


def test_the_command_bounds_the_heap(settings: EnginesSettings, tmp_path: Path) -> None:
    runtime = Runtime(Java(tmp_path / "java"), (tmp_path / "a.jar", tmp_path / "b.jar"))
    command = Broker(settings, 1, 1).command(runtime)
    assert command[0] == str(tmp_path / "java" / "bin" / "java")
    assert "-Xmx384m" in command
    assert runtime.class_path in command
    assert command[-2] == "kafka.Kafka"


def test_a_failed_format_shows_what_kafka_said(settings: EnginesSettings, tmp_path: Path) -> None:
    java = tmp_path / "java" / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text("#!/bin/sh\necho 'no such disk' >&2\nexit 1\n")
    java.chmod(0o755)
    settle_brokers(settings, 1)
    with pytest.raises(StartError, match=r"could not format .*no such disk"):
        Broker(settings, 1, 1).prepare(Runtime(Java(tmp_path / "java"), ()))
