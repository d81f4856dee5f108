import gzip
import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire_fetcher.imports.warc_records import MAX_BLOCK_BYTES, Damage, WarcRecord, fields_of, records_of
from quotewire_fetcher.imports.warc_stream import plain_bytes
from tests.unit.fetcher.archives import http, packed, pages, record, zstd_packed


def read(data: bytes, name: str = "") -> list[WarcRecord | Damage]:
    return list(records_of(plain_bytes(io.BufferedReader(io.BytesIO(data)), name)))


def names(found: list[WarcRecord | Damage]) -> list[str]:
    """Say what was found: the last part of each address, "!" for damage, "…" behind a flawed record."""
    return [
        "!"
        if isinstance(one, Damage)
        else one.fields.get("warc-target-uri", "?").rsplit("/", 1)[-1] + ("…" if one.flaw else "")
        for one in found
    ]


FIVE = ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize(
    "data",
    [
        b"".join(pages(5)),
        packed(pages(5)),
        gzip.compress(b"".join(pages(5))),
        zstd_packed(pages(5)),
        zstd_packed([b"".join(pages(5))]),
        zstd_packed(pages(5), b"".join(pages(50))),
        packed(pages(5)) + b"\x00" * 5000,
        b"\r\n" + b"".join(pages(2)) + b"\x00" * 512 + b"".join(pages(5)[2:]),
    ],
    ids=["stored", "gzip", "one gzip", "zstd", "one zstd", "dictionary", "padding", "zeros"],
)
def test_archives_are_read_however_they_are_packed(data: bytes) -> None:
    found = read(data)
    assert names(found) == FIVE
    first = found[0]
    assert isinstance(first, WarcRecord)
    assert first.fields["warc-date"] == "2026-10-01T08:00:00Z"
    assert first.block.startswith(b"HTTP/1.1 200 OK")


def test_an_archive_whose_line_ends_were_changed_keeps_its_records() -> None:
    """Each record then says to be longer than it is, and its last bytes are the next one's first."""
    found = read(b"".join(pages(5)).replace(b"\r\n", b"\n"))
    assert names(found) == ["0…", "1…", "2…", "3…", "4…"]


def test_garbage_between_records_is_told_and_costs_none() -> None:
    one, two, three = pages(3)
    found = read(one + b"garbage \xff\r\n" * 10_000 + two + b"\x00\x01garbage" + three)
    assert names(found) == ["0", "!", "1", "!", "2"]
    assert found[1] == Damage(1, "110,000 bytes that are no record were passed over")


def test_garbage_at_either_end_is_told() -> None:
    assert names(read(b"x" * 100_000 + b"".join(pages(2)) + b"y" * 100_000)) == ["!", "0", "1", "!"]
    assert names(read(b"no archive at all")) == ["!"]
    assert read(b"") == []


def test_a_broken_gzip_member_costs_its_own_record() -> None:
    members = [packed([one]) for one in pages(5)]
    members[2] = members[2][:30] + b"\xff" * 20 + members[2][50:]
    found = read(b"".join(members))
    assert [name for name in names(found) if not name.startswith("2")] == ["0", "1", "!", "3", "4"]
    assert any(isinstance(one, Damage) and "cannot be inflated" in one.reason for one in found)


def test_an_archive_whose_first_bytes_are_broken_is_read_by_its_name() -> None:
    data = b"XX" + packed(pages(3))[2:]
    assert names(read(data, "news.warc.gz")) == ["!", "1", "2"]
    assert names(read(b"".join(pages(3)), "news.warc.gz")) == ["0", "1", "2"]


def test_garbage_between_gzip_members_is_passed_over() -> None:
    members = [packed([one]) for one in pages(3)]
    assert names(read(members[0] + b"\x1f\x8b\x08garbage\x1f\x8b\x08" * 100 + members[1] + members[2])) == [
        "0",
        "!",
        "1",
        "2",
    ]


def test_a_broken_zstd_frame_costs_its_own_record() -> None:
    frames = [zstd_packed([one]) for one in pages(3)]
    frames[1] = frames[1][:-40] + b"\xff" * 40
    found = names(read(b"".join(frames)))
    assert [name for name in found if not name.startswith("1")] == ["0", "!", "2"]


@pytest.mark.parametrize("pack", [packed, zstd_packed])
def test_a_file_that_ends_too_early_says_so(pack: "type") -> None:
    found = read(pack(pages(3))[:-20])
    assert names(found)[:2] == ["0", "1"]
    assert isinstance(found[-1], Damage)
    assert "the file ends within" in found[-1].reason


def test_a_last_record_without_its_end_is_flawed() -> None:
    found = read(b"".join(pages(3))[:-40])
    assert names(found) == ["0", "1", "2…"]


@pytest.mark.parametrize("length", [300, 100_000, MAX_BLOCK_BYTES + 1, 10**15])
def test_a_record_that_says_to_be_too_long_costs_no_other(length: int) -> None:
    lies = record("https://news.example/lie", length=length)
    assert names(read(lies + b"".join(pages(3)))) in (["lie…", "0", "1", "2"], ["lie…", "!", "0", "1", "2"])


def test_a_record_that_says_to_be_too_short_costs_no_other() -> None:
    assert names(read(record("https://news.example/lie", length=50) + b"".join(pages(2)))) == [
        "lie",
        "!",
        "0",
        "1",
    ]


@pytest.mark.parametrize("length", ["", "-5", "many", "9" * 30, "１２"])
def test_a_record_without_a_length_costs_no_other(length: str) -> None:
    found = names(read(record("https://news.example/none", length=length) + b"".join(pages(2))))
    assert found[-2:] == ["0", "1"]
    assert found[0] == "!"


def test_a_header_without_an_end_costs_no_other() -> None:
    endless = b"WARC/1.0\r\nX: " + b"y" * 3_000_000 + b"\r\n"
    found = names(read(pages(1)[0] + endless + b"".join(pages(3)[1:])))
    assert found[0] == "0"
    assert found[-1] == "2"


def test_long_blocks_are_passed_over_unread() -> None:
    long = record("https://news.example/long", b"x" * (MAX_BLOCK_BYTES + 1))
    found = read(packed([*pages(1), long, *pages(2)[1:]]))
    assert names(found) == ["0", "long", "1"]
    assert isinstance(found[1], WarcRecord)
    assert (found[1].block, found[1].length, found[1].flaw) == (b"", MAX_BLOCK_BYTES + 1, None)


def test_a_record_within_a_record_is_no_record() -> None:
    """A server may send an archive; what it says there must not be taken for what our crawler says."""
    forged = record("https://news.example/forged")
    outer = record("https://news.example/outer", http(b"\r\n\r\n" + forged))
    assert names(read(outer + b"".join(pages(1)))) == ["outer", "0"]
    assert names(read(packed([outer, *pages(1)]))) == ["outer", "0"]


def test_header_lines_are_read_as_servers_write_them() -> None:
    lines = [b"A: 1\r", b" and more\r", b"a:2", b"no field", b": empty", b"X: \xe9", b"Y: \xc3\xa9"]
    assert fields_of(lines) == {"a": "1 and more, 2", "x": "é", "y": "é"}


@given(st.binary(max_size=400))
def test_any_bytes_can_be_read(data: bytes) -> None:
    for start in (b"", b"WARC/1.0\r\n", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\x50\x2a\x4d\x18"):
        read(start + data)


@given(st.integers(min_value=0, max_value=2**32), st.sampled_from(["stored", "gzip", "zstd"]))
def test_a_damaged_archive_never_stops_the_reading(seed: int, how: str) -> None:
    dice = random.Random(seed)
    whole = {"stored": b"".join, "gzip": packed, "zstd": zstd_packed}[how](pages(8))
    data = bytearray(whole)
    at = dice.randrange(4, len(data))
    match dice.randrange(3):
        case 0:
            data[at] ^= 1 << dice.randrange(8)
        case 1:
            del data[at : at + dice.randrange(1, 300)]
        case _:
            data[at:at] = dice.randbytes(dice.randrange(1, 300))
    found = [name for name in names(read(bytes(data))) if name != "!"]
    # One hole may touch two records, or the header of one; the others are there.
    assert len(set(found) & {str(number) for number in range(8)}) >= 5
