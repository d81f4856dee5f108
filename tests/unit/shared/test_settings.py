import pytest

from quotewire_shared.errors import UsageError
from quotewire_shared.settings import KafkaSettings, OpenSearchSettings, load


def test_a_bad_setting_is_one_line_that_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTEWIRE_KAFKA_PARTITIONS", "many")
    with pytest.raises(UsageError, match=r"QUOTEWIRE_KAFKA_PARTITIONS: .*integer") as caught:
        load(KafkaSettings)
    assert "\n" not in str(caught.value)


def test_a_secret_never_stands_in_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTEWIRE_OPENSEARCH_URL", "https://user:hunter2@")
    with pytest.raises(UsageError) as caught:
        load(OpenSearchSettings)
    assert "hunter2" not in str(caught.value)


def test_a_prefix_separates_topics_groups_and_indices() -> None:
    kafka = KafkaSettings(topic_prefix="blue.")
    assert kafka.topic("parser.dlq") == "blue.parser.dlq"
    assert kafka.group("parser") == "blue.parser"
    assert OpenSearchSettings(index_prefix="blue").articles_alias == "blue-articles"
