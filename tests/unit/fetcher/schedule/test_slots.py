from quotewire_fetcher.schedule.slots import Slots
from quotewire_shared.messages import Lane


def test_as_many_young_jobs_as_there_are_slots() -> None:
    slots = Slots(2)
    slots.start("a", 0.0)
    assert slots.free(0.0)
    slots.start("b", 1.0)
    assert not slots.free(1.0)
    slots.end("a")
    assert slots.free(1.0)
    assert len(slots) == 1


def test_a_slow_job_gives_its_slot_up_after_a_while() -> None:
    slots = Slots(1)
    slots.start("slow", 10.0)
    assert not slots.free(12.9)
    assert slots.next_at(12.9) == 13.0
    assert slots.free(13.0)
    assert slots.next_at(13.0) is None
    assert len(slots) == 1


def test_slow_jobs_are_capped_too() -> None:
    slots = Slots(2, cap_factor=2)
    for number in range(4):
        slots.start(number, number * 10.0)
    assert not slots.free(1_000.0)
    assert slots.next_at(1_000.0) is None
    slots.end(0)
    assert slots.free(1_000.0)
    slots.end("unknown")
    assert len(slots) == 3


def test_backfill_gets_half_of_the_slots() -> None:
    slots = Slots(4)
    slots.start("a", 0.0, Lane.BACKFILL)
    assert slots.backfill_free(0.0)
    slots.start("b", 0.0, Lane.BACKFILL)
    assert not slots.backfill_free(0.0)
    assert slots.free(0.0)
    slots.start("c", 0.0)
    slots.end("a")
    assert slots.backfill_free(0.0)


def test_slow_backfill_gets_half_of_the_cap() -> None:
    slots = Slots(2, cap_factor=2)
    for number in range(2):
        slots.start(number, 10.0 * number, Lane.BACKFILL)
    assert not slots.backfill_free(100.0)
    assert slots.free(100.0)
    slots.end(0)
    assert slots.backfill_free(100.0)


def test_with_a_single_slot_backfill_is_not_shut_out() -> None:
    slots = Slots(1)
    assert slots.backfill_free(0.0)
    slots.start("a", 0.0, Lane.BACKFILL)
    assert not slots.backfill_free(1.0)
