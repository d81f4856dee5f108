"""The conservation law under fire: produced = indexed + dead-lettered, whatever is killed."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from quotewire_shared.messages import Lane, article_id_for
from tests.e2e.press import Press, message, press
from tests.e2e.stack import Stack
from tests.eventually import eventually

LOAD = 240


def has_indexed(stack: Stack, at_least: int) -> Callable[[], Awaitable[bool]]:
    async def probe() -> bool:
        return len(await asyncio.to_thread(stack.documents, "articles")) >= at_least

    return probe


async def letters_by_code(stack: Stack, service: str) -> list[str]:
    return sorted(dict(letter.headers)["dlq-code"].decode() for letter in await stack.dead_letters(service))


async def test_a_load_reaches_the_index_whole_although_parser_and_indexer_are_killed_in_the_middle(
    stack: Stack,
) -> None:
    stack.start("parser")
    stack.start("indexer")
    produced = await stack.produce(message(number) for number in range(LOAD))
    for service in ("parser", "indexer", "parser", "indexer"):
        have = len(await asyncio.to_thread(stack.documents, "articles"))
        await eventually(has_indexed(stack, min(have + 10, LOAD)), within_s=60)
        stack.kill(service)
        stack.start(service)
    await eventually(has_indexed(stack, produced), within_s=120)
    await eventually(stack.drained, within_s=60)
    articles, quotes = stack.documents("articles"), stack.documents("quotes")
    assert set(articles) == {article_id_for(f"https://press.example/{number}") for number in range(LOAD)}
    assert len(quotes) == sum(source["quote_count"] for _, source in articles.values())
    assert await letters_by_code(stack, "parser") == []
    assert await letters_by_code(stack, "indexer") == []
    assert stack.stop("parser") == 0
    assert stack.stop("indexer") == 0


async def test_replaying_every_message_twice_changes_nothing(stack: Stack) -> None:
    stack.start("parser")
    stack.start("indexer")
    batch = [message(number, version=number % 2) for number in range(20)]
    await stack.produce(batch)
    await eventually(has_indexed(stack, 20), within_s=90)
    await eventually(stack.drained, within_s=60)
    before = {kind: stack.documents(kind) for kind in ("articles", "quotes")}
    await stack.produce(batch)
    await stack.produce(reversed(batch), lane=Lane.REPLAY)
    await eventually(stack.drained, within_s=90)
    assert {kind: stack.documents(kind) for kind in ("articles", "quotes")} == before


async def test_each_poison_is_one_dead_letter_and_what_is_behind_it_flows(stack: Stack) -> None:
    stack.start("parser")
    stack.start("indexer")
    await stack.produce([message(0)])
    await eventually(has_indexed(stack, 1), within_s=90)
    huge = message(1).model_dump_json().replace('"html":"', '"html":"' + "x" * (6 * 1024 * 1024), 1).encode()
    poison = [b"not json", b'{"schema_version": 1}', None, huge, b"\xff\xfe\x00"]
    await stack.produce([*poison, *(message(number) for number in range(2, 12))])
    await eventually(has_indexed(stack, 11), within_s=10)
    await eventually(stack.drained, within_s=30)
    assert await letters_by_code(stack, "parser") == ["invalid_message"] * 4 + ["page_too_large"]


async def test_a_page_without_an_article_is_a_dead_letter_with_its_reason(stack: Stack) -> None:
    stack.start("parser")
    stack.start("indexer")
    await stack.produce([message(0, html="<html><body></body></html>"), message(1)])
    await eventually(has_indexed(stack, 1), within_s=90)
    await eventually(stack.drained, within_s=60)
    assert await letters_by_code(stack, "parser") == ["no_text"]


async def test_a_killed_fetcher_takes_up_where_it_was_and_fetches_no_page_twice(
    stack: Stack, tmp_path: Path
) -> None:
    sources = tmp_path / "sources.toml"
    with press(60) as site:
        sources.write_text(site.sources_toml())
        port = str(site.server_address[1])
        settings = {
            "QUOTEWIRE_FETCHER_SOURCES_FILE": str(sources),
            "QUOTEWIRE_FETCHER_ALLOWED_PORTS": port,
            "QUOTEWIRE_FETCHER_POLL_FLOOR_S": "1",
            "QUOTEWIRE_FETCHER_HOST_DELAY_S": "0.05",
        }
        stack.start("parser")
        stack.start("indexer")
        stack.start("fetcher", **settings)
        for part in (10, 30):
            await eventually(requests_reached(site, part), within_s=60)
            stack.kill("fetcher")
            stack.start("fetcher", **settings)
        await eventually(has_indexed(stack, 60), within_s=120)
        polls = sum(path == "/feed.xml" for path, _ in site.requests)
        more = len(site.requests) + 1
        await eventually(requests_reached(site, more), within_s=30)
        assert polls >= 2
        pages = [path for path, _ in site.requests if path.startswith("/a/")]
        # At least once: the page in hand at each kill may be fetched again, no more.
        assert len(pages) <= 60 + 2 * 2
        assert any(status == 304 for path, status in site.requests if path == "/feed.xml")
        assert stack.stop("fetcher") == 0


def requests_reached(site: Press, count: int) -> Callable[[], Awaitable[bool]]:
    async def probe() -> bool:
        return len(site.requests) >= count

    return probe


@pytest.mark.parametrize("service", ["fetcher", "parser", "indexer"])
async def test_a_service_killed_hard_leaves_no_process_behind(
    stack: Stack, service: str, tmp_path: Path
) -> None:
    import psutil  # noqa: PLC0415 - only here

    sources = tmp_path / "sources.toml"
    sources.write_text('[[source]]\nid = "a"\nname = "A"\nurl = "https://a.example/feed"\n')
    stack.start(service, QUOTEWIRE_FETCHER_SOURCES_FILE=str(sources))
    ready = f"http://127.0.0.1:{stack.ports[service.upper()]}/ready"
    await eventually(lambda: _answers(ready), within_s=60)
    children = psutil.Process(stack.processes[service].pid).children(recursive=True)
    stack.kill(service)

    async def gone() -> bool:
        return not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children)

    await eventually(gone, within_s=30)


async def _answers(url: str) -> bool:
    import httpx  # noqa: PLC0415 - only here

    async with httpx.AsyncClient(trust_env=False) as client:
        try:
            return (await client.get(url)).status_code == 200
        except httpx.HTTPError:
            return False
