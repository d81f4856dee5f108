from collections.abc import Iterator

import pytest

from tests.unit.fetcher.site import Site, serve_site


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("QUOTEWIRE_FETCHER_ALLOWED_PRIVATE_NETWORKS", "127.0.0.0/8")
    with serve_site() as running:
        yield running
