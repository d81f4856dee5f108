from quotewire_shared.retry import Backoff


def test_a_wait_grows_with_the_attempt_and_never_passes_the_cap() -> None:
    backoff = Backoff(base_s=1, cap_s=20)
    assert all(0.2 <= backoff.delay_s(1) <= 2 for _ in range(200))
    assert all(2 <= backoff.delay_s(10) <= 20 for _ in range(200))
    assert backoff.delay_s(10_000) <= 20
