"""Names to addresses: asked once by all who wait, believed for a while, and judged whenever they are connected to."""

import asyncio
import socket
import threading
from collections.abc import Callable

import pytest

from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from quotewire_fetcher.net import names as names_module
from quotewire_fetcher.net.names import FOUND_TTL_S, MISSING_TTL_S, Names, literal_address
from quotewire_fetcher.net.web import Wanted
from tests.unit.fetcher.site import Site, answer, new_client

Reply = list[str] | Exception


class NameServer:
    """Stands in for the resolver: answers by name, in turn, and counts."""

    def __init__(self) -> None:
        self.replies: dict[str, list[Reply]] = {}
        self.asked: list[str] = []
        self.slow = threading.Event()
        self.slow.set()

    def __call__(self, host: str, port: object, **_: object) -> list[tuple[object, ...]]:
        self.asked.append(host)
        self.slow.wait(10)
        replies = self.replies[host]
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        if isinstance(reply, Exception):
            raise reply
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in reply]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> NameServer:
    server = NameServer()
    monkeypatch.setattr(socket, "getaddrinfo", server)
    return server


async def code_of(asking: Callable[[], object]) -> str:
    try:
        await asking()  # type: ignore[misc]
    except (FetchFailedError, FetchRefusedError) as error:
        return error.reason_code
    return "ok"


@pytest.mark.parametrize(
    ("spelled", "address"),
    [
        ("127.0.0.1", "127.0.0.1"), ("127.1", "127.0.0.1"), ("0x7f.1", "127.0.0.1"), ("2130706433", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"), ("0", "0.0.0.0"), ("127.0.0.1.", "127.0.0.1"), ("::1", "::1"),
        ("::ffff:7f00:1", "127.0.0.1"), ("::FFFF:8.8.8.8", "8.8.8.8"), ("news.example", None), ("1.example", None),
        ("1.2.3.4.5", None), ("9999999999", None), ("\u0661\u0662", None), ("", None),
    ],
)  # fmt: skip
def test_a_literal_is_read_in_any_spelling(spelled: str, address: str | None) -> None:
    assert literal_address(spelled) == address


async def test_a_name_is_believed_for_a_minute_and_a_missing_one_for_seconds(server: NameServer) -> None:
    now = 0.0
    names = Names(clock=lambda: now)
    server.replies = {
        "good.example": [["8.8.8.8", "8.8.8.8", "::ffff:8.8.4.4"]],
        "no.example": [OSError("unknown")],
    }
    for now in (0.0, FOUND_TTL_S - 1, FOUND_TTL_S + 1):  # noqa: B007 - the clock reads it
        assert await names.addresses("good.example", 1.0) == ("8.8.8.8", "8.8.4.4")
    assert server.asked == ["good.example"] * 2
    server.asked.clear()
    for now in (100.0, 100.0 + MISSING_TTL_S - 1, 100.0 + MISSING_TTL_S + 1):  # noqa: B007 - as above
        with pytest.raises(FetchFailedError, match="cannot be resolved: unknown"):
            await names.addresses("no.example", 1.0)
    assert server.asked == ["no.example"] * 2
    names.close()


async def test_all_who_wait_for_a_name_share_one_look_up(server: NameServer) -> None:
    names = Names()
    server.replies = {"slow.example": [["8.8.8.8"]]}
    server.slow.clear()
    tasks = [asyncio.create_task(names.addresses("slow.example", 5.0)) for _ in range(20)]
    await asyncio.sleep(0.05)
    tasks[0].cancel()  # one who goes away takes nothing from the others
    server.slow.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(answers[0], asyncio.CancelledError)
    assert answers[1:] == [("8.8.8.8",)] * 19
    assert server.asked == ["slow.example"]
    names.close()


async def test_a_name_server_that_does_not_answer_is_waited_for_in_vain_only_so_long(
    server: NameServer,
) -> None:
    server.replies = {"slow.example": [["8.8.8.8"]]}
    server.slow.clear()
    client = new_client(deadline_s=0.2)
    with pytest.raises(FetchFailedError, match="not resolved in time"):
        await client.get(Wanted("http://slow.example/", max_bytes=10))
    server.slow.set()
    await client.close()


async def test_the_memory_of_names_is_bounded(server: NameServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names_module, "MAX_NAMES", 10)
    names = Names()
    for number in range(30):
        server.replies[f"{number}.example"] = [["8.8.8.8"]]
        await names.addresses(f"{number}.example", 1.0)
    assert len(names) == 10
    server.asked.clear()
    await names.addresses("29.example", 1.0)
    await names.addresses("1.example", 1.0)
    assert server.asked == ["1.example"]
    names.close()


@pytest.mark.parametrize(
    "later", [["169.254.169.254"], ["127.0.0.1", "169.254.169.254"], OSError("gone")], ids=str
)
async def test_a_name_that_changes_its_mind_between_check_and_connection_gains_nothing(
    site: Site, server: NameServer, later: Reply
) -> None:
    """DNS rebinding: the address that was judged is the one that is connected to."""
    site.pages["/a"] = answer("good")
    server.replies = {"rebind.example": [["127.0.0.1"], later]}
    client = new_client()
    got = await client.get(Wanted(site.url("/a", "rebind.example"), max_bytes=10))
    assert got.body == b"good"
    assert server.asked == ["rebind.example"]
    assert site.headers[0]["host"] == f"rebind.example:{site.port}"
    await client.close()


@pytest.mark.parametrize(
    "addresses", [["10.0.0.1"], ["127.0.0.1", "10.0.0.1"], ["127.0.0.1", "169.254.169.254"]]
)
async def test_a_name_that_leads_to_what_is_private_is_refused(
    site: Site, server: NameServer, addresses: list[str]
) -> None:
    server.replies = {"mixed.example": [list(addresses)]}
    client = new_client()
    assert (
        await code_of(lambda: client.get(Wanted(site.url("/a", "mixed.example"), max_bytes=10)))
        == "blocked_address"
    )
    assert not site.asked
    await client.close()


async def test_a_name_with_several_addresses_falls_back_to_the_next(site: Site, server: NameServer) -> None:
    server.replies = {"two.example": [["127.9.9.9", "127.0.0.1"]]}
    site.pages["/a"] = answer("good")
    client = new_client(ports=range(1, 65_536))
    assert (await client.get(Wanted(site.url("/a", "two.example"), max_bytes=10))).body == b"good"
    await client.close()
