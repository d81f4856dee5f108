"""The indexer: the one place where its objects meet."""

import asyncio
import signal

from faststream.asgi import AsgiFastStream

from quotewire_indexer.handlers import SERVICE, subscribe
from quotewire_indexer.index import OpenSearchIndex
from quotewire_indexer.mapping import indices_of
from quotewire_indexer.opensearch import OpenSearch
from quotewire_indexer.settings import IndexerSettings
from quotewire_indexer.start import put_templates, wait_for
from quotewire_shared.broker import build_broker
from quotewire_shared.lifeline import Lifeline
from quotewire_shared.logs import configure_logging
from quotewire_shared.messages import Lane
from quotewire_shared.runtime import build_service, run_service
from quotewire_shared.settings import KafkaSettings, OpenSearchSettings, ProcessSettings, load
from quotewire_shared.topics import ARTICLES_PARSED, dead_letter_topic, in_lane


def build_app() -> AsgiFastStream:
    """Wire the indexer: settings in, a runnable application out; connects to nothing."""
    settings, kafka, place = load(IndexerSettings), load(KafkaSettings), load(OpenSearchSettings)
    broker = build_broker(kafka, SERVICE)
    cluster = OpenSearch(place)
    index = OpenSearchIndex(cluster, indices_of(place.index_prefix), settings)
    subscribe(broker, kafka, index, settings)
    lifeline: Lifeline = broker.context.get(Lifeline.KEY)
    lifeline.at_end(cluster.close)
    return build_service(
        broker,
        kafka=kafka,
        service=SERVICE,
        description="Writes parsed articles and their quotes to OpenSearch.",
        checks=[index.ready],
    )


def run() -> None:
    """
    Run until SIGTERM or Ctrl-C.

    Raises:
        QuotewireError: an engine does not answer in time, or the indexer could not go on.
    """
    settings = load(IndexerSettings)
    configure_logging(SERVICE, load(ProcessSettings))
    if not asyncio.run(_prepare(settings, load(OpenSearchSettings))):
        return
    topics = [*(in_lane(ARTICLES_PARSED, lane) for lane in Lane), dead_letter_topic(SERVICE)]
    run_service(build_app, service=SERVICE, probe_port=settings.probe_port, needs_topics=topics)


async def _prepare(settings: IndexerSettings, place: OpenSearchSettings) -> bool:
    """Write the templates; False where we were told to stop meanwhile."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    if task is not None:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, task.cancel)
    cluster = OpenSearch(place)
    try:
        await wait_for(cluster, str(place.url), place.startup_timeout_s)
        await put_templates(cluster, indices_of(place.index_prefix), settings)
    except asyncio.CancelledError:
        return False
    finally:
        await cluster.close()
    return True
