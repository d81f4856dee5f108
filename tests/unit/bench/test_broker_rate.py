from typing import Any

import pytest

from bench.broker_rate import Sink
from quotewire_shared.errors import QuotewireError


async def test_a_sink_is_complete_with_the_last_record() -> None:
    sink, batch = Sink(3), [object(), object()]
    assert await sink.handle(batch) == [None, None]  # type: ignore[arg-type] # it only counts
    assert not sink.complete.is_set()
    await sink.handle(batch)  # type: ignore[arg-type] # as above
    assert sink.complete.is_set()
    assert sink.received == 4


def test_a_rate_leaves_out_the_batch_that_starts_the_clock() -> None:
    assert Sink(700, [(10.0, 500), (11.0, 150), (12.0, 50)]).rate() == 100.0


@pytest.mark.parametrize("batches", [[(10.0, 500)]])
def test_one_batch_has_no_rate(batches: Any) -> None:
    with pytest.raises(QuotewireError, match="too few"):
        Sink(500, batches).rate()
