import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire_fetcher.failures import FetchRefusedError, NotYetError
from quotewire_fetcher.net.web import Answer, Wanted
from quotewire_fetcher.robots.tdmrep import FAILED_TTL_S, MAX_TDMREP_BYTES, TTL_S, TdmRep, read_tdmrep
from tests.unit.fetcher.fakes import Clock, passing

RULES = [
    {"location": "/", "tdm-reservation": 1, "tdm-policy": "https://news.example/terms.json"},
    {"location": "/free/", "tdm-reservation": 0},
    {"location": "/free/not-this$", "tdm-reservation": "1"},
    {"location": "/*.jpg", "tdm-reservation": 0},
]


class Origin:
    """One tdmrep.json, counted."""

    def __init__(self, reply: object) -> None:
        self.reply = reply
        self.asked: list[str] = []
        self.clock = Clock(0.0)
        self.tdmrep = TdmRep(self.get, clock=self.clock)

    async def get(self, wanted: Wanted) -> Answer:
        self.asked.append(wanted.url)
        await asyncio.sleep(0)
        if isinstance(self.reply, Exception):
            raise self.reply
        body = self.reply if isinstance(self.reply, bytes) else json.dumps(self.reply).encode()
        return Answer(wanted.url, 200, {}, body)

    async def reserved(self, path: str) -> bool | None:
        return await self.tdmrep.reservation(f"https://news.example{path}")


@pytest.mark.parametrize(
    ("path", "reserved"),
    [
        ("/a", True),
        ("/free/a", False),
        ("/free/not-this", True),
        ("/free/not-this-one", False),
        ("/a/b.jpg", False),
    ],
)
async def test_the_longest_pattern_decides(path: str, reserved: bool) -> None:
    assert await Origin(RULES).reserved(path) is reserved


@pytest.mark.parametrize(
    "stated",
    [
        *(
            [],
            {},
            "x",
            1,
            None,
            [1, None, []],
            [{"location": 1, "tdm-reservation": 1}],
            [{"tdm-reservation": 1}],
        ),
        *(
            [{"location": "/", "tdm-reservation": 2}],
            [{"location": "/", "tdm-reservation": True}],
            b"",
            b"\xff\xfe{",
        ),
        *([{"location": "/b", "tdm-reservation": 1}], b"[" * 60_000, b"<html>", b"[1e999999]", b"1" * 60_000),
    ],
)
async def test_what_is_not_said_of_a_page_is_not_known(stated: object) -> None:
    assert await Origin(stated).reserved("/a") is None


async def test_one_rule_outside_a_list_is_read_too() -> None:
    assert await Origin({"location": "a", "tdm-reservation": 1}).reserved("/a") is True
    body = b"\xef\xbb\xbf" + json.dumps(RULES).encode()
    assert await Origin(body).reserved("/a") is True


async def test_the_file_is_asked_for_once_per_origin_and_day() -> None:
    origin = Origin(RULES)
    assert not origin.tdmrep.known("https://news.example/1")
    await asyncio.gather(*(origin.reserved(f"/{number}") for number in range(20)))
    assert origin.tdmrep.known("https://NEWS.example:443/2")
    await origin.tdmrep.reservation("http://news.example:8080/a")
    assert origin.asked == [
        "https://news.example/.well-known/tdmrep.json",
        "http://news.example:8080/.well-known/tdmrep.json",
    ]
    origin.clock.now += TTL_S + 1
    await origin.reserved("/a")
    assert len(origin.asked) == 3


@pytest.mark.parametrize(
    ("failure", "again_s"),
    [
        (FetchRefusedError("no", code="http_404"), TTL_S),
        (passing("http_503"), FAILED_TTL_S),
        (passing("http_429", 2 * FAILED_TTL_S), 2 * FAILED_TTL_S),
    ],
)
async def test_without_a_file_nothing_is_said_for_a_while(failure: Exception, again_s: float) -> None:
    origin = Origin(failure)
    assert await origin.reserved("/a") is None
    origin.clock.now += again_s - 1
    assert await origin.reserved("/b") is None
    assert len(origin.asked) == 1
    origin.clock.now += 2
    assert await origin.reserved("/c") is None
    assert len(origin.asked) == 2


async def test_a_host_that_must_be_left_alone_is_asked_again() -> None:
    origin = Origin(NotYetError("news.example", 5.0))
    with pytest.raises(NotYetError):
        await origin.reserved("/a")
    origin.reply = RULES
    assert await origin.reserved("/a") is True


async def test_only_so_many_files_are_kept() -> None:
    origin = Origin(RULES)
    tdmrep = TdmRep(origin.get, max_origins=2, clock=origin.clock)
    for name in "abac":
        await tdmrep.reservation(f"https://{name}.example/")
    assert [tdmrep.known(f"https://{name}.example/") for name in "abc"] == [True, False, True]


@given(st.binary(max_size=200))
def test_any_bytes_are_read(body: bytes) -> None:
    assert read_tdmrep(body) == () or isinstance(read_tdmrep(body)[0], tuple)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(alphabet="/*$#\n a%é", max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["location", "tdm-reservation", "x"]), inner, max_size=3)
    ),
    max_leaves=20,
)


@given(JSON, st.text(alphabet="/*$#\n a%é", max_size=9))
async def test_any_json_is_read_and_any_address_is_answered(stated: object, path: str) -> None:
    origin = Origin(json.dumps(stated).encode()[:MAX_TDMREP_BYTES])
    assert await origin.reserved(f"/{path}") in (True, False, None)
