"""Our own bulk loop: every action gets an answer, and only those that must be are sent again."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog

from quotewire_indexer.bulk import Action, Again, Chunk, Fate, Refused, chunks, classify
from quotewire_indexer.patience import Patience, UnavailableError
from quotewire_shared.metrics import count

log = structlog.get_logger()


class RequestRefusedError(Exception):
    """OpenSearch refused a whole request (400, 413): one of its actions is to blame, or their sum."""


Send = Callable[[bytes], Awaitable[list[dict[str, Any]]]]
"""
Sends one bulk request and gives its `items`.

Raises UnavailableError (try again), RequestRefusedError (never as it is) or FatalError.
"""


class BulkWriter:
    """Settles a list of actions against *send*."""

    def __init__(self, send: Send, *, max_bytes: int, max_actions: int) -> None:
        """Send at most *max_bytes* and *max_actions* at once."""
        self._send = send
        self._max_bytes = max_bytes
        self._max_actions = max_actions

    async def settle(self, actions: Sequence[Action], patience: Patience) -> list[Fate]:
        """
        Send *actions* until each is settled; fates are aligned by position.

        Raises:
            UnavailableError: OpenSearch took nothing for as long as *patience* lasts.
            FatalError: our set-up is wrong.
        """
        fates: list[Fate | None] = [None] * len(actions)
        pending: Sequence[int] = range(len(actions))
        while pending:
            again: list[int] = []
            reason = ""
            overloaded = False
            for chunk in chunks(actions, pending, max_bytes=self._max_bytes, max_actions=self._max_actions):
                if not isinstance(chunk, Chunk):
                    fates[chunk[0]] = chunk[1]
                    continue
                if overloaded:  # it just took nothing at all: no use in asking for each chunk
                    again.extend(chunk.positions)
                    continue
                answers = await self._answers(actions, chunk)
                for position, answer in answers:
                    if isinstance(answer, Again):
                        again.append(position)
                        reason = answer.reason
                    else:
                        fates[position] = answer
                overloaded = all(isinstance(answer, Again) for _, answer in answers)
            if len(again) < len(pending):
                patience.answered()
            if again:
                count("documents_written", "retried", len(again))
                await patience.wait(reason)
            pending = again
        return [fate for fate in fates if fate is not None]

    async def _answers(self, actions: Sequence[Action], chunk: Chunk) -> list[tuple[int, Fate | Again]]:
        try:
            items = await self._send(chunk.body)
        except UnavailableError as error:
            return [(position, Again(str(error))) for position in chunk.positions]
        except RequestRefusedError as error:
            if len(chunk.positions) == 1:
                return [(chunk.positions[0], Refused(str(error)))]
            return await self._halves(actions, chunk.positions)
        if len(items) != len(chunk.positions):
            reason = f"its answer has {len(items)} items for {len(chunk.positions)} actions"
            return [(position, Again(reason)) for position in chunk.positions]
        return [(position, classify(item)) for position, item in zip(chunk.positions, items, strict=True)]

    async def _halves(
        self, actions: Sequence[Action], positions: tuple[int, ...]
    ) -> list[tuple[int, Fate | Again]]:
        # A request that is refused as a whole hides who is to blame: halving finds it in log2(n) more requests.
        middle = len(positions) // 2
        answers: list[tuple[int, Fate | Again]] = []
        for half in (positions[:middle], positions[middle:]):
            body = b"".join(actions[position].encode() for position in half)
            answers += await self._answers(actions, Chunk(half, body))
        return answers
