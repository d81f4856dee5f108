"""Which entries were listed, packed small."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire_fetcher.memory.seen import entry_key, pack, unpack

TIMES = st.none() | st.integers(1, 2**32 - 1).map(float)


@given(st.dictionaries(st.text(max_size=50).map(entry_key), TIMES, max_size=50))
def test_what_is_packed_comes_back_in_its_order(entries: dict[bytes, float | None]) -> None:
    assert list(unpack(pack(entries)).items()) == list(entries.items())


def test_an_entry_takes_sixteen_characters() -> None:
    assert len(pack({entry_key(str(number)): 1e9 for number in range(1_000)})) == 16_000


@pytest.mark.parametrize(("seconds", "kept"), [(-5.0, None), (2.0**40, 2.0**32 - 1), (1.9, 1.0)])
def test_times_that_do_not_fit_are_bent(seconds: float, kept: float | None) -> None:
    assert unpack(pack({entry_key("a"): seconds})) == {entry_key("a"): kept}


@pytest.mark.parametrize("broken", ["no base64!", "YWJj", "ü", "===="])
def test_what_was_not_packed_here_counts_as_nothing_seen(broken: str) -> None:
    assert unpack(broken) == {}
