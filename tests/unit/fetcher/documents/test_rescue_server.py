import gzip
import io
import json
import os
import time
from typing import Any

import pytest

from quotewire_fetcher.documents.rescue_server import _collect, read_frame, read_job, write_frame
from quotewire_fetcher.documents.rescuers import Rescuers
from quotewire_fetcher.failures import FetchFailedError
from tests.unit.fetcher.document_samples import BASE, MAX_BYTES, NOW, RSS, job
from tests.unit.fetcher.documents.test_rescue import PATIENT

HEAD: dict[str, Any] = {
    "job": {
        "base_url": BASE,
        "max_entries": 10,
        "max_bytes": MAX_BYTES,
        "now": NOW.isoformat(),
        "kind": None,
        "content_type": None,
    }
}


def test_every_end_of_a_document_is_a_value() -> None:
    assert read_job(HEAD, RSS.encode())["feed"]["title"] == "Harbour & Post"
    assert read_job(HEAD, b"<rss><channel><a>")["refused"][0] == "bad_feed"
    assert read_job(HEAD, gzip.compress(RSS.encode())[:-9])["failed"][0] == "truncated_body"
    json.dumps(read_job(HEAD, RSS.encode()))


def test_a_document_that_was_cut_off_may_be_asked_for_again() -> None:
    rescuers = Rescuers(1)
    try:
        with pytest.raises(FetchFailedError) as caught:
            rescuers.read(job(gzip.compress(RSS.encode())[:-9]), PATIENT)
        assert caught.value.reason_code == "truncated_body"
    finally:
        rescuers.close()


def test_frames_are_read_as_they_were_written() -> None:
    wire = io.BytesIO()
    for data in (b"", b"x" * 100_000, b"last"):
        write_frame(wire, data)
    wire.seek(0)
    assert [read_frame(wire) for _ in range(3)] == [b"", b"x" * 100_000, b"last"]
    with pytest.raises(EOFError):
        read_frame(wire)


def test_a_frame_that_ends_too_early_or_is_too_long_is_the_end() -> None:
    for data in (b"\x00" * 7 + b"\x09short", b"\xff" * 8 + b"x"):
        with pytest.raises(EOFError):
            read_frame(io.BytesIO(data))


def test_an_answer_is_taken_only_when_it_is_whole() -> None:
    out, into = os.pipe()
    os.write(into, b"half")
    assert _collect(out, time.monotonic() + 0.01) == b""
    os.write(into, b"whole")
    os.close(into)
    assert _collect(out, time.monotonic() + 60) == b"whole"
    os.close(out)
