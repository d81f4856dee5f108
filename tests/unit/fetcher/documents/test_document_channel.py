from datetime import datetime, timedelta

import pytest

from quotewire_fetcher.documents.channel import MAX_TTL_S, Channel
from tests.unit.fetcher.document_samples import NOW, read

HOUR = 3600.0


def ttl_of(head: str) -> float | None:
    return read(
        f"<rss xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel>{head}</channel></rss>"
    ).ttl_s


@pytest.mark.parametrize(
    ("head", "ttl_s"),
    [
        ("", None),
        ("<ttl>30</ttl>", 1800.0),
        ("<ttl> 5 </ttl><ttl>60</ttl>", 300.0),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl>99999</ttl>", MAX_TTL_S),
        ("<ttl>999999999999</ttl>", None),
        ("<sy:updatePeriod> Hourly </sy:updatePeriod>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", HOUR / 2),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 6 * HOUR),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 24 * HOUR),
        ("<sy:updatePeriod>yearly</sy:updatePeriod>", MAX_TTL_S),
        ("<sy:updatePeriod>often</sy:updatePeriod>", None),
        ("<ttl>10</ttl><sy:updatePeriod>daily</sy:updatePeriod>", 600.0),
    ],
)
def test_the_publishers_wish_to_be_left_alone_is_read(head: str, ttl_s: float | None) -> None:
    assert ttl_of(head) == ttl_s


def test_hours_to_be_skipped_are_waited_for() -> None:
    assert ttl_of("<skipHours><hour>12</hour><hour>13</hour><hour>x</hour></skipHours>") == 1.5 * HOUR
    assert ttl_of("<ttl>60</ttl><skipHours><hour>13</hour></skipHours>") == 1.5 * HOUR
    assert ttl_of("<skipHours><hour>3</hour></skipHours>") is None
    assert ttl_of("<ttl>690</ttl><skipHours><hour>24</hour></skipHours>") == 12.5 * HOUR


def test_days_to_be_skipped_are_waited_for() -> None:
    assert NOW.strftime("%A") == "Monday"
    assert ttl_of("<skipDays><day>Monday</day><day>TUESDAY</day><day>Someday</day></skipDays>") == 35.5 * HOUR


def test_whoever_skips_everything_means_nothing_by_it() -> None:
    days = "".join(f"<day>{(NOW + timedelta(days=n)):%A}</day>" for n in range(7))
    assert ttl_of(f"<ttl>10</ttl><skipDays>{days}</skipDays>") == 600.0


def test_links_of_a_feed_are_told_apart() -> None:
    head = Channel()
    head.take_link("self hub", "/x", "https://news.example/")
    head.take_link("hub", "https://later.example/", "https://news.example/")
    head.take_link("self", None, "https://news.example/")
    head.take_link("alternate", "/home", "https://news.example/")
    assert head.hub_url == head.self_url == "https://news.example/x"
    assert head.ttl_s(datetime.max.replace(tzinfo=NOW.tzinfo)) is None
