from quotewire_shared.messages import Lane
from quotewire_shared.topics import (
    ARTICLES_FETCHED,
    FETCH_LANES,
    FETCH_REQUESTS,
    FETCHER_STATE,
    all_topics,
    in_lane,
)


def test_lanes_are_topics_of_their_own_and_live_has_the_plain_name() -> None:
    assert [in_lane(ARTICLES_FETCHED, lane) for lane in Lane] == [
        "articles.fetched.v1",
        "articles.fetched.v1.backfill",
        "articles.fetched.v1.replay",
    ]


def test_every_topic_of_the_design_is_created_once() -> None:
    names = [spec.name for spec in all_topics(6)]
    assert len(names) == len(set(names)) == 12
    assert {"fetcher.dlq", "parser.dlq", "indexer.dlq", FETCHER_STATE} < set(names)


def test_the_fetchers_state_is_compacted_and_dead_letters_outlive_articles() -> None:
    config = {spec.name: spec.config for spec in all_topics(6)}
    assert config[FETCHER_STATE]["cleanup.policy"] == "compact"
    assert int(config["parser.dlq"]["retention.ms"]) > int(config[ARTICLES_FETCHED]["retention.ms"])
    assert int(config["parser.dlq"]["max.message.bytes"]) > int(config[ARTICLES_FETCHED]["max.message.bytes"])


def test_work_and_state_of_a_domain_lie_in_equal_partitions() -> None:
    partitions = {spec.name: spec.partitions for spec in all_topics(7)}
    lanes = [in_lane(FETCH_REQUESTS, lane) for lane in FETCH_LANES]
    assert {partitions[name] for name in (*lanes, FETCHER_STATE)} == {7}


def test_names_hold_no_underscore_because_kafka_metrics_confuse_it_with_a_dot() -> None:
    assert not [spec.name for spec in all_topics(1) if "_" in spec.name]
