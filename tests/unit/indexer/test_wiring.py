"""The indexer can be put together without any server, and bad settings are one clear line."""

import pytest

from quotewire_indexer.main import build_app
from quotewire_indexer.settings import IndexerSettings
from quotewire_shared.errors import UsageError
from quotewire_shared.settings import load


def test_every_lane_has_its_subscription() -> None:
    document = build_app().schema.to_specification().to_json()
    for topic in ("articles.parsed.v1", "articles.parsed.v1.backfill", "articles.parsed.v1.replay"):
        assert f'"{topic}"' in document


def test_a_bad_setting_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTEWIRE_INDEXER_BATCH_RECORDS", "0")
    with pytest.raises(UsageError, match="QUOTEWIRE_INDEXER_BATCH_RECORDS"):
        load(IndexerSettings)


def test_giving_up_comes_before_kafka_loses_patience() -> None:
    with pytest.raises(ValueError, match="give_up_after_s"):
        IndexerSettings(give_up_after_s=30 * 60)
