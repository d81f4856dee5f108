import resource

import pytest

from quotewire_fetcher.net.open_files import allow_open_files


@pytest.mark.parametrize(
    ("limits", "needed", "after"),
    [
        ((1_024, 4_096), 2_000, (2_000, 4_096)),
        ((1_024, 4_096), 9_000, (4_096, 4_096)),
        ((1_024, resource.RLIM_INFINITY), 9_000, (9_000, resource.RLIM_INFINITY)),
        ((1_024, 4_096), 1_000, None),
        ((resource.RLIM_INFINITY, resource.RLIM_INFINITY), 9_000, None),
    ],
)
def test_the_soft_limit_is_raised_as_far_as_it_goes(
    monkeypatch: pytest.MonkeyPatch, limits: tuple[int, int], needed: int, after: tuple[int, int] | None
) -> None:
    said: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: limits)
    monkeypatch.setattr(resource, "setrlimit", lambda _, values: said.append(values))
    allow_open_files(needed)
    assert said == ([] if after is None else [after])
