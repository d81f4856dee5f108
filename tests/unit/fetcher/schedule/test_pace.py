from quotewire_fetcher.schedule.pace import Pace
from quotewire_fetcher.settings import FetcherSettings


def test_a_single_run_is_brisk_but_never_ruder_than_asked() -> None:
    pace = Pace.of(FetcherSettings(once=True, once_retry_cap_s=2.0, once_patience_s=60.0, retries=2))
    assert (pace.retry_s(1) or 99) <= 2.0
    assert pace.retry_s(1, retry_after_s=30.0) == 30.0
    assert pace.retry_s(1, retry_after_s=61.0) is None
    assert pace.retry_s(3) is None


def test_the_bounds_of_polls_are_the_settings() -> None:
    bounds = FetcherSettings(poll_floor_s=30.0, poll_interval_s=900.0, poll_ceiling_s=7200.0).poll_bounds
    assert (bounds.floor_s, bounds.usual_s, bounds.ceiling_s) == (30.0, 900.0, 7200.0)


def test_a_quiet_feed_waits_no_longer_than_eight_usual_intervals() -> None:
    assert FetcherSettings(poll_interval_s=600.0, poll_ceiling_s=7200.0).poll_bounds.ceiling_s == 4800.0
