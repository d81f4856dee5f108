"""How well the sources are, as the running fetchers tell at their probe ports."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import httpx

TIMEOUT_S: Final = 5.0
MOST_WORST: Final = 20
COUNTS: Final = ("sources", "ok", "failing", "parked", "never_polled", "elsewhere", "hubs", "overdue")


async def read_sources(
    services: Sequence[Mapping[str, Any]], *, transport: httpx.AsyncBaseTransport | None = None
) -> dict[str, Any] | None:
    """
    Ask every running fetcher among *services* (as the stack's record has them) and add up what they say.

    Returns:
        Plain JSON values: the counts, `next_due_at` and `oldest_overdue` over all, `codes`, `worst`, and what each
        fetcher said under `fetchers`; None where no fetcher runs.
    """
    fetchers = [
        service for service in services if service["service"] == "fetcher" and service["state"] == "running"
    ]
    if not fetchers:
        return None
    async with httpx.AsyncClient(timeout=TIMEOUT_S, trust_env=False, transport=transport) as client:
        answers = await asyncio.gather(*(_ask(client, int(service["port"])) for service in fetchers))
    return add_up({service["name"]: answer for service, answer in zip(fetchers, answers, strict=True)})


def add_up(fetchers: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Add up what each of *fetchers* said; one with a `problem` counts nothing."""
    said = [answer for answer in fetchers.values() if "problem" not in answer]
    codes: Counter[str] = Counter()
    for answer in said:
        codes.update(answer.get("codes", {}))
    worst = [entry for answer in said for entry in answer.get("worst", [])]
    overdue = [answer["oldest_overdue"] for answer in said if answer.get("oldest_overdue")]
    return {
        **{name: sum(int(answer.get(name, 0)) for answer in said) for name in COUNTS},
        "next_due_at": min(
            (answer["next_due_at"] for answer in said if answer.get("next_due_at") is not None), default=None
        ),
        "oldest_overdue": min(overdue, key=lambda feed: float(feed["due_at"]), default=None),
        "codes": dict(codes.most_common()),
        "worst": sorted(worst, key=lambda entry: int(entry.get("failures", 0)), reverse=True)[:MOST_WORST],
        "fetchers": dict(fetchers),
    }


async def _ask(client: httpx.AsyncClient, port: int) -> dict[str, Any]:
    try:
        answer = await client.get(f"http://127.0.0.1:{port}/sources")
        answer.raise_for_status()
        facts: Any = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        return {"problem": str(error) or type(error).__name__}
    return (
        facts
        if isinstance(facts, dict)
        else {"problem": "it answered with something else than a JSON object"}
    )
