"""`quotewire trace` and `quotewire sources status` on a whole deployment: each fate of a page is told."""

import json
from pathlib import Path
from typing import Any

import httpx

from tests.e2e.press import press
from tests.e2e.stack import Stack
from tests.e2e.test_faults import has_indexed
from tests.e2e.test_real_story import run_all
from tests.eventually import eventually


def told(stack: Stack, *words: str) -> dict[str, Any]:
    done = stack.command(*words, "--json")
    assert done.stdout, done.stderr
    facts: dict[str, Any] = json.loads(done.stdout)
    return facts


def outcomes(facts: dict[str, Any]) -> set[tuple[str, str, str, str | None]]:
    return {
        (one["service"], one["stage"], one["outcome"], one["code"])
        for one in facts["findings"]
        if one["outcome"] not in ("note", "missing")
    }


async def test_each_fate_of_a_page_is_told(stack: Stack, tmp_path: Path) -> None:
    with press(2) as site:
        site.pages["/paper.pdf"] = ("application/pdf", "%PDF-1.7")
        site.pages["/wall"] = ("text/html", "<html><head><title>Consent</title></head><body></body></html>")
        run_all(stack, site, tmp_path)
        await eventually(has_indexed(stack, 2), within_s=120)

        async def both_are_buried() -> bool:
            return bool(await stack.dead_letters("fetcher")) and bool(await stack.dead_letters("parser"))

        await eventually(both_are_buried, within_s=60)
        await eventually(stack.drained, within_s=60)

        story = told(stack, "trace", f"{site.origin}/a/1?utm_source=mail")
        assert story["summary"] == "It is in the index.", story
        assert outcomes(story) == {
            ("fetcher", "named", "done", None),
            ("fetcher", "fetched", "done", None),
            ("fetcher", "published", "done", None),
            ("parser", "parsed", "done", None),
            ("indexer", "indexed", "done", None),
        }
        indexed = story["findings"][-1]["facts"]
        assert (indexed["quote_count"], indexed["source_id"]) == (2, "press")
        assert indexed["index"].startswith(f"{stack.name}-articles-v")
        by_id = told(stack, "trace", indexed["id"])
        assert by_id["summary"] == "It is in the index."

        paper = told(stack, "trace", f"{site.origin}/paper.pdf")
        assert ("fetcher", "fetched", "dropped", "bad_content_type") in outcomes(paper)
        wall = told(stack, "trace", f"{site.origin}/wall")
        assert ("parser", "parsed", "dropped", "no_text") in outcomes(wall), wall
        assert wall["summary"].startswith("Parser dropped it (no_text)")

        never = stack.command("trace", f"{site.origin}/never")
        assert never.returncode == 1
        assert "Nothing here has seen it" in never.stdout

        file = str(tmp_path / "sources.toml")
        source = told(stack, "sources", "status", "press", "--file", file)
        assert (source["health"], source["entries"]) == ("ok", 4)
        assert source["pages"]["by_phase"] == {"done": 3, "refused": 1}
        assert source["pages"]["codes"] == {"bad_content_type": 1}
        assert source["next_poll_at"]
        assert source["why"]

        async with httpx.AsyncClient(trust_env=False) as client:
            summary = (await client.get(f"http://127.0.0.1:{stack.ports['FETCHER']}/sources")).json()
        assert (summary["sources"], summary["ok"], summary["failing"], summary["codes"]) == (1, 1, 0, {})
