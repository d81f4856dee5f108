import gzip
import tracemalloc
import zlib

import pytest

from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from quotewire_fetcher.net.inflate import Inflater, looks_compressed

TEXT = b"<p>Hello, harbour.</p>" * 50


def inflate(data: bytes, encoding: str | None, *, max_bytes: int = 100_000, step: int = 7) -> bytes:
    inflater = Inflater(encoding, max_bytes=max_bytes)
    out = b"".join(inflater.feed(data[at : at + step]) for at in range(0, len(data), step))
    inflater.finish()
    return out


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        (None, TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT)),
        ("GZIP, identity", gzip.compress(TEXT)),
        ("x-gzip", gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:])),
        ("gzip", gzip.compress(TEXT) + b"\0\0padding"),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", zlib.compress(TEXT)[2:-4]),
    ],
)
def test_a_body_comes_back_whole(encoding: str | None, data: bytes) -> None:
    assert inflate(data, encoding) == TEXT


def test_a_bomb_is_cut_at_the_limit_and_costs_no_memory() -> None:
    bomb = gzip.compress(b"\0" * 200_000_000)
    tracemalloc.start()
    inflater = Inflater("gzip", max_bytes=1_000_000)
    given = inflater.feed(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert inflater.full
    assert len(given) == 1_000_001
    assert peak < 5_000_000


@pytest.mark.parametrize(
    ("encoding", "code"),
    [("gzip, gzip", "stacked_encoding"), ("br", "bad_encoding"), ("zstd", "bad_encoding")],
)
def test_encodings_that_cannot_be_bounded_are_refused(encoding: str, code: str) -> None:
    with pytest.raises(FetchRefusedError) as caught:
        Inflater(encoding, max_bytes=10)
    assert caught.value.reason_code == code


def test_a_truncated_body_is_noticed() -> None:
    with pytest.raises(FetchFailedError) as caught:
        inflate(gzip.compress(TEXT)[:-10], "gzip")
    assert caught.value.reason_code == "truncated_body"


def test_a_body_that_is_not_compressed_as_declared_is_refused() -> None:
    with pytest.raises(FetchRefusedError) as caught:
        inflate(TEXT, "gzip")
    assert caught.value.reason_code == "bad_encoding"


def test_thousands_of_empty_gzip_files_in_a_row_are_refused() -> None:
    with pytest.raises(FetchRefusedError) as caught:
        inflate(gzip.compress(b"") * 1_000, "gzip", step=10_000)
    assert caught.value.reason_code == "bad_encoding"


def test_an_empty_body_is_no_truncated_one() -> None:
    assert inflate(b"", "gzip") == b""


def test_a_second_layer_is_recognised() -> None:
    assert looks_compressed(inflate(gzip.compress(gzip.compress(TEXT)), "gzip"))
    assert not looks_compressed(TEXT)
