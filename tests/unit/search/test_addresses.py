"""A query of raw bytes is an address all the same."""

from starlette.types import Message, Receive, Scope, Send

from quotewire_search.addresses import PlainAddresses


async def seen(query: bytes) -> bytes:
    given: list[bytes] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        given.append(scope["query_string"])

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(_message: Message) -> None:
        pass

    await PlainAddresses(app)({"type": "http", "query_string": query}, receive, send)
    return given[0]


async def test_bytes_beyond_ascii_become_escapes_and_nothing_else_changes() -> None:
    assert await seen(b"q=caf\xe9&limit=5%20") == b"q=caf%E9&limit=5%20"


async def test_an_address_in_ascii_stays_as_it_is() -> None:
    assert await seen(b"q=a+b&x=%C3%A9'\"<>") == b"q=a+b&x=%C3%A9'\"<>"
