import logging

from quotewire_shared.log_quiet import QUIET_S, Quiet


class Clock:
    """A clock that a test sets."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def line(text: str, *facts: object, name: str = "aiokafka.conn") -> logging.LogRecord:
    return logging.LogRecord(name, logging.ERROR, __file__, 1, text, facts, None)


def test_a_line_is_written_once_and_then_held_back_for_a_while() -> None:
    clock = Clock()
    quiet = Quiet(clock)
    assert quiet.filter(line("Unable to connect to %s", "a:9092"))
    assert not any(quiet.filter(line("Unable to connect to %s", f"b:{port}")) for port in range(500))
    clock.now += QUIET_S
    late = line("Unable to connect to %s", "c:9092")
    assert quiet.filter(late)
    assert late.getMessage() == "Unable to connect to c:9092 (and 500 more like it)"


def test_other_lines_are_not_held_back() -> None:
    quiet = Quiet(Clock())
    assert all(quiet.filter(line(text)) for text in ("one", "two"))
    assert quiet.filter(line("one", name="aiokafka.client"))
