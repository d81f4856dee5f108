"""What the indexer tells `quotewire trace`."""

import re
from pathlib import Path

import pytest

import quotewire_indexer
from quotewire_indexer.trace import REASONS, trace
from quotewire_shared.messages import article_id_for
from quotewire_shared.tracing.contract import Query

URL = "https://a.example/1"


def test_every_code_of_the_indexer_is_explained() -> None:
    source = Path(quotewire_indexer.__file__).parent
    codes = {
        code
        for file in source.rglob("*.py")
        for code in re.findall(r'^    code = "(\w+)"', file.read_text(), re.MULTILINE)
    }
    assert codes == set(REASONS)


async def test_kafka_and_opensearch_are_asked_each_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTEWIRE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    monkeypatch.setenv("QUOTEWIRE_OPENSEARCH_URL", "http://127.0.0.1:1")
    trail = await trace(Query(URL, url=URL))
    assert trail.ids == (article_id_for(URL),)
    assert [finding.outcome for finding in trail.findings] == ["unknown", "unknown"]
    assert "Kafka does not answer" in trail.findings[0].text
    assert "OpenSearch could not be asked" in trail.findings[1].text
