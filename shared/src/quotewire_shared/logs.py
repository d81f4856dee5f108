"""JSON logs: one object a line, an event named noun + past participle, facts as key-values."""

import logging
import sys
from collections.abc import Callable
from logging.handlers import RotatingFileHandler

import structlog

from quotewire_shared.log_quiet import Quiet
from quotewire_shared.settings import ProcessSettings

LOG_FILE_BYTES = 20 * 1024 * 1024
LOG_FILES = 5


def configure_logging(service: str, settings: ProcessSettings) -> None:
    """Send structlog's and the libraries' logging to one place (standard error or a file) in one format, tagged with *service*."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        _tag(service),
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler: logging.Handler = (
        RotatingFileHandler(
            settings.log_file, maxBytes=LOG_FILE_BYTES, backupCount=LOG_FILES - 1, encoding="utf-8"
        )
        if settings.log_file
        else logging.StreamHandler(sys.stderr)
    )
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    handler.addFilter(_only_from("aiokafka", Quiet()))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level.upper())
    for noisy in (
        "aiokafka",
        "httpx",
        "httpcore",
        "opensearch",
        "uvicorn.access",
        "faststream",
        "trafilatura",
    ):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _only_from(library: str, quiet: Quiet) -> Callable[[logging.LogRecord], bool]:
    """Hold *quiet* against the lines of *library* alone: every line of ours is written."""

    def check(record: logging.LogRecord) -> bool:
        ours = record.name != library and not record.name.startswith(f"{library}.")
        return ours or quiet.filter(record)

    return check


def _tag(service: str) -> structlog.typing.Processor:
    def add(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        event.setdefault("service", service)
        return event

    return add
