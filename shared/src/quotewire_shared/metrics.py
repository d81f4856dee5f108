"""
Metric names as one Literal, so that a misspelt metric is a type error; what they count is said here, once.

All metrics live in prometheus-client's default registry and are served at /metrics by `quotewire_shared.runtime`.
"""

from typing import Final, Literal

from prometheus_client import Counter, Gauge, Histogram

CounterName = Literal[
    "messages_received",  # records read from a topic, by topic
    "messages_done",  # records that ended well, by topic
    "messages_skipped",  # records with an expected non-result, by reason
    "messages_dead_lettered",  # records stored as dead letters, by code
    "batches_retried",  # batches delivered again after a transient error, by topic
    "messages_published",  # records acknowledged by Kafka, by topic
    "commits_failed",  # offsets that could not be committed: duplicates follow, never loss
    "fetches",  # HTTP fetches, by result
    "documents_written",  # OpenSearch items, by outcome
]
GaugeName = Literal[
    "consumer_lag",  # records not yet read, by topic
    "items_in_flight",  # pages or batches being worked on
    "loop_stall_max_seconds",  # longest time for which the event loop stood still
    "start_late_seconds",  # how long the first due fetch has waited for a slot
]
HistogramName = Literal[
    "batch_seconds",  # time to handle one batch, by topic
    "item_seconds",  # time to handle one page
]

_LABEL: Final = "label"
_counters: Final[dict[str, Counter]] = {}
_gauges: Final[dict[str, Gauge]] = {}
_histograms: Final[dict[str, Histogram]] = {}


def count(name: CounterName, label: str = "", amount: float = 1) -> None:
    """Add *amount* to counter *name* under *label* (a topic, reason, code or outcome)."""
    if name not in _counters:
        _counters[name] = Counter(f"quotewire_{name}", name.replace("_", " "), [_LABEL])
    _counters[name].labels(label).inc(amount)


def gauge(name: GaugeName, value: float, label: str = "") -> None:
    """Set gauge *name* to *value*."""
    if name not in _gauges:
        _gauges[name] = Gauge(f"quotewire_{name}", name.replace("_", " "), [_LABEL])
    _gauges[name].labels(label).set(value)


def observe(name: HistogramName, seconds: float, label: str = "") -> None:
    """Record a duration in seconds."""
    if name not in _histograms:
        _histograms[name] = Histogram(f"quotewire_{name}", name.replace("_", " "), [_LABEL])
    _histograms[name].labels(label).observe(seconds)


def value_of(name: CounterName, label: str = "") -> float:
    """Read a counter back (0 where nothing was counted): for status lines and tests."""
    counter = _counters.get(name)
    return 0.0 if counter is None else float(counter.labels(label)._value.get())  # noqa: SLF001 - the library has no reader
