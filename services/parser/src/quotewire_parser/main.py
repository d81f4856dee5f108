"""The parser: the one place where its objects meet."""

from faststream.asgi import AsgiFastStream

from quotewire_parser.handlers import SERVICE, subscribe
from quotewire_parser.pool import PagePool, PoolLimits
from quotewire_parser.settings import ParserSettings
from quotewire_parser.worker import Reader
from quotewire_shared.broker import build_broker
from quotewire_shared.lifeline import Lifeline
from quotewire_shared.messages import Lane
from quotewire_shared.runtime import build_service, run_service
from quotewire_shared.settings import KafkaSettings, load
from quotewire_shared.topics import ARTICLES_FETCHED, ARTICLES_PARSED, dead_letter_topic, in_lane


def build_app() -> AsgiFastStream:
    """Wire the parser: settings in, a runnable application out; connects to nothing and starts no process."""
    settings, kafka = load(ParserSettings), load(KafkaSettings)
    broker = build_broker(kafka, SERVICE)
    pool = PagePool(Reader.of(settings), PoolLimits.of(settings))
    subscribe(broker, kafka, pool, batch_records=settings.batch_records)
    lifeline: Lifeline = broker.context.get(Lifeline.KEY)
    lifeline.at_end(pool.close)
    return build_service(
        broker,
        kafka=kafka,
        service=SERVICE,
        description="Reads pages into articles, their actors and their quotes.",
        checks=[pool.not_ready],
        background=[pool.start],
    )


def run() -> None:
    """
    Run until SIGTERM or Ctrl-C.

    Raises:
        QuotewireError: Kafka does not answer in time, or the parser could not go on.
    """
    settings = load(ParserSettings)
    topics = [in_lane(topic, lane) for topic in (ARTICLES_FETCHED, ARTICLES_PARSED) for lane in Lane]
    run_service(
        build_app,
        service=SERVICE,
        probe_port=settings.probe_port,
        needs_topics=[*topics, dead_letter_topic(SERVICE)],
    )
