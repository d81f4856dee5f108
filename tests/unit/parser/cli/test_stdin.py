"""Lines come off a descriptor one by one, whatever the chunks; a line beyond the limit is cut, not fatal."""

import asyncio
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotewire_parser.cli.lines import Line
from quotewire_parser.cli.stdin import CHUNK_BYTES, read_lines


@contextmanager
def pipe_with(data: bytes) -> Iterator[int]:
    reading, writing = os.pipe()

    def write() -> None:
        with os.fdopen(writing, "wb") as stream:
            stream.write(data)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield reading
    finally:
        writer.join()
        os.close(reading)


async def read(data: bytes, **limits: int) -> list[Line]:
    with pipe_with(data) as descriptor:
        return [line async for line in read_lines(descriptor, **limits)]


async def test_lines_are_numbered_and_lose_their_ends() -> None:
    assert await read(b"a\nbb\n\nc\n") == [Line(1, b"a"), Line(2, b"bb"), Line(3, b""), Line(4, b"c")]


async def test_the_last_line_needs_no_end() -> None:
    assert await read(b"a\nb") == [Line(1, b"a"), Line(2, b"b")]


async def test_no_input_is_no_line() -> None:
    assert await read(b"") == []


async def test_a_line_longer_than_many_chunks_comes_whole() -> None:
    long = b"x" * (CHUNK_BYTES * 3 + 7)
    assert await read(long + b"\nb\n") == [Line(1, long), Line(2, b"b")]


async def test_a_line_over_the_limit_is_cut_and_the_next_one_is_whole() -> None:
    lines = await read(b"x" * 1_000_000 + b"\nb\n" + b"y" * 11, max_line_bytes=10)
    assert lines == [Line(1, b"x" * 10, whole=False), Line(2, b"b"), Line(3, b"y" * 10, whole=False)]


async def test_a_line_of_exactly_the_limit_is_whole() -> None:
    assert await read(b"x" * 10 + b"\n" + b"y" * 10, max_line_bytes=10) == [
        Line(1, b"x" * 10),
        Line(2, b"y" * 10),
    ]


async def test_a_descriptor_that_cannot_be_read_says_so() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    os.close(writing)
    with pytest.raises(OSError, match="Bad file descriptor"):
        [line async for line in read_lines(reading)]


@settings(deadline=None, max_examples=50)
@given(st.binary(max_size=200), st.integers(1, 20))
def test_any_bytes_are_the_lines_that_split_gives(data: bytes, limit: int) -> None:
    whole = data.split(b"\n")
    expected = whole if whole[-1] else whole[:-1]
    lines = asyncio.run(read(data, max_line_bytes=limit))
    assert [line.content for line in lines] == [part[:limit] for part in expected]
    assert [line.whole for line in lines] == [len(part) <= limit for part in expected]
