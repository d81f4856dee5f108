"""Ask at an even pace, whether answers come or not, and count each wait from the moment the question was due."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import httpx

from bench.figures import Timings

Question = TypeVar("Question")

PATIENCE_S = 30.0
"""Longest wait for one answer."""


@dataclass(frozen=True, slots=True)
class Sample(Generic[Question]):
    """One question, how long its answer took from when it was due, in seconds, and what was wrong with it."""

    question: Question
    seconds: float
    problem: str | None = None


async def at_pace(
    questions: Sequence[Question], per_s: float, ask: Callable[[Question], Awaitable[httpx.Response]]
) -> list[Sample[Question]]:
    """
    Ask each of *questions*, *per_s* a second, without waiting for the answers of earlier ones.

    A server that stalls delays all that is due meanwhile, and every one of these waits is counted ("coordinated
    omission" is the name of the mistake of not doing so; Gil Tene, How NOT to Measure Latency, 2013).
    """
    begin = time.perf_counter() + 0.05

    async def one(number: int, question: Question) -> Sample[Question]:
        due = begin + number / per_s
        await asyncio.sleep(max(due - time.perf_counter(), 0))
        return await _sample(question, ask, due)

    return await asyncio.gather(*(one(number, question) for number, question in enumerate(questions)))


async def one_by_one(
    questions: Sequence[Question], ask: Callable[[Question], Awaitable[httpx.Response]], *, within_s: float
) -> list[Sample[Question]]:
    """Ask *questions* one after another, until *within_s* seconds are over."""
    samples: list[Sample[Question]] = []
    end = time.perf_counter() + within_s
    for question in questions:
        samples.append(await _sample(question, ask, time.perf_counter()))
        if time.perf_counter() > end:
            break
    return samples


async def _sample(
    question: Question, ask: Callable[[Question], Awaitable[httpx.Response]], due: float
) -> Sample[Question]:
    try:
        answer = await ask(question)
    except httpx.HTTPError as error:
        return Sample(question, time.perf_counter() - due, type(error).__name__)
    problem = None if answer.status_code == httpx.codes.OK else f"status {answer.status_code}"
    return Sample(question, time.perf_counter() - due, problem)


def row(name: str, samples: Sequence[Sample[Question]]) -> tuple[str | float, ...]:
    """Give a row of a table: how many were asked, p50, p95, p99 and the most in ms, and errors; errors' times count."""
    times = Timings([sample.seconds for sample in samples])
    errors = sum(sample.problem is not None for sample in samples)
    if not samples:
        return (name, "0", "", "", "", "", "0")
    shares = (0.5, 0.95, 0.99, 1.0)
    return (name, f"{len(samples):,}", *(times.ms(share) for share in shares), f"{errors:,}")


COLUMNS = ("", "asked", "p50 ms", "p95 ms", "p99 ms", "most ms", "errors")


def problems(samples: Sequence[Sample[Question]]) -> str:
    """Say what went wrong, and how often; empty where nothing did."""
    counts: dict[str, int] = {}
    for sample in samples:
        if sample.problem:
            counts[sample.problem] = counts.get(sample.problem, 0) + 1
    return ", ".join(f"{count} x {problem}" for problem, count in counts.items())
