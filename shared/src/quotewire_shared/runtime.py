"""Runs a service: probes, metrics, signals, the watchdog, and one clear line when it cannot go on."""

import asyncio
import logging
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import uvicorn
from faststream.asgi import AsgiFastStream, AsgiResponse, get
from faststream.asgi.types import ASGIApp
from faststream.kafka import KafkaBroker
from faststream.specification import AsyncAPI
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from quotewire_shared.connection import wait_for_kafka
from quotewire_shared.errors import FatalError, InternalError, QuotewireError
from quotewire_shared.lifeline import Lifeline
from quotewire_shared.logs import configure_logging
from quotewire_shared.settings import KafkaSettings, ProcessSettings, load

Check = Callable[[], Awaitable[str | None]]
"""Says in words why a service is not ready, or None."""

BuildApp = Callable[[], AsgiFastStream]


def build_service(
    broker: KafkaBroker,
    *,
    kafka: KafkaSettings,
    service: str,
    description: str,
    checks: Sequence[Check] = (),
    background: Sequence[Callable[[], Awaitable[None]]] = (),
    routes: Sequence[tuple[str, ASGIApp]] = (),
) -> AsgiFastStream:
    """
    Wrap *broker* in an application with /health, /ready and /metrics, and *routes* of the service's own.

    *background* coroutines run while the service does; one that ends with an error ends the service.
    """
    lifeline: Lifeline = broker.context.get(Lifeline.KEY)

    @asynccontextmanager
    async def lifespan() -> AsyncIterator[None]:
        try:
            yield
        finally:
            await lifeline.close()  # after the broker stopped: handlers in flight still needed it

    app = AsgiFastStream(
        broker,
        lifespan=lifespan,
        asgi_routes=[*probes(lifeline, checks), *routes],
        specification=AsyncAPI(broker, title=f"quotewire {service}", version="1", description=description),
    )
    tasks: list[asyncio.Task[None]] = []

    @app.after_startup
    async def start_background() -> None:
        for run in (lambda: lifeline.run_watchdog(kafka), *background):
            task = asyncio.ensure_future(run())
            task.add_done_callback(lambda done: _end_with(done, lifeline))
            tasks.append(task)

    @app.on_shutdown
    async def stop_background() -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    return app


def probes(lifeline: Lifeline, checks: Sequence[Check]) -> list[tuple[str, ASGIApp]]:
    """Build the ASGI routes /health (the process runs), /ready (it can work) and /metrics (Prometheus text)."""

    @get
    async def health(_scope: object) -> AsgiResponse:
        return AsgiResponse(b"ok\n", 200)

    @get
    async def ready(_scope: object) -> AsgiResponse:
        problems = [problem for check in checks if (problem := await check())]
        problems += lifeline.problems()
        if problems:
            return AsgiResponse(("; ".join(problems) + "\n").encode(), 503)
        return AsgiResponse(b"ready\n", 200)

    @get
    async def metrics(_scope: object) -> AsgiResponse:
        return AsgiResponse(generate_latest(), 200, {"Content-Type": CONTENT_TYPE_LATEST})

    return [("/health", health), ("/ready", ready), ("/metrics", metrics)]


def run_service(
    build_app: BuildApp, *, service: str, probe_port: int, needs_topics: Sequence[str] = ()
) -> None:
    """
    Run a service until SIGTERM or Ctrl-C, then stop it gracefully.

    *needs_topics* are short names that must exist before it starts.

    Raises:
        QuotewireError: Kafka or a topic is missing, the probe port is taken, or the service could not go on.
    """
    process, kafka = load(ProcessSettings), load(KafkaSettings)
    configure_logging(service, process)
    asyncio.run(_run(build_app, process, kafka, probe_port, [kafka.topic(name) for name in needs_topics]))


async def _run(
    build_app: BuildApp, process: ProcessSettings, kafka: KafkaSettings, port: int, topics: Sequence[str]
) -> None:
    _refuse_taken_port(process.probe_host, port)
    starting = asyncio.ensure_future(wait_for_kafka(kafka, topics=tuple(topics)))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, starting.cancel)
    try:
        await starting
    except asyncio.CancelledError:
        return  # told to stop before it ever started
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.remove_signal_handler(number)
        # uvicorn raises the signal again after its shutdown; a graceful stop is exit code 0 with us.
        signal.signal(number, lambda *_: None)
    app = build_app()
    server = uvicorn.Server(
        uvicorn.Config(app, host=process.probe_host, port=port, log_level=logging.WARNING, log_config=None)
    )
    await server.serve()
    lifeline: Lifeline = broker_of(app).context.get(Lifeline.KEY)
    if lifeline.failure:
        raise lifeline.failure
    if not server.started:
        raise QuotewireError("The service could not start; the log above says why.")


def broker_of(app: AsgiFastStream) -> KafkaBroker:
    """Give the application's broker, which holds the lifeline."""
    if not isinstance(app.broker, KafkaBroker):
        raise TypeError("the application was not made by build_service")
    return app.broker


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise QuotewireError(
                f"Port {port} on {host} is not free ({error.strerror}); set the service's PROBE_PORT to another."
            ) from None


def _end_with(task: asyncio.Future[None], lifeline: Lifeline) -> None:
    if task.cancelled() or (error := task.exception()) is None:
        return
    lifeline.fail(
        FatalError(str(InternalError.of(error)))
        if not isinstance(error, QuotewireError)
        else FatalError(str(error))
    )
