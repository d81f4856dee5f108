"""Create the topics of a deployment: idempotent, with the configuration that auto-creation cannot give."""

import structlog
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from quotewire_shared.connection import client_options
from quotewire_shared.errors import QuotewireError
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import all_topics

log = structlog.get_logger()


async def create_topics(settings: KafkaSettings) -> list[str]:
    """
    Create every missing topic; existing ones are left as they are.

    Returns:
        Full names of the topics that were created now, in order.

    Raises:
        QuotewireError: Kafka refused one of them.
    """
    admin = AIOKafkaAdminClient(**client_options(settings), client_id="quotewire-bootstrap")
    await admin.start()
    try:
        existing = set(await admin.list_topics())
        missing = [
            spec for spec in all_topics(settings.partitions) if settings.topic(spec.name) not in existing
        ]
        if not missing:
            return []
        response = await admin.create_topics(
            [
                NewTopic(
                    settings.topic(spec.name),
                    num_partitions=spec.partitions,
                    replication_factor=settings.replication_factor,
                    topic_configs=spec.config,
                )
                for spec in missing
            ]
        )
        created = []
        for name, code, *_ in response.topic_errors:
            error = for_code(code)
            if code == 0:
                created.append(name)
                log.info("topic_created", topic=name)
            elif error is not TopicAlreadyExistsError:  # another bootstrap was quicker: fine
                raise QuotewireError(f"Kafka would not create topic {name}: {error.__name__}.")
    except KafkaError as error:
        raise QuotewireError(f"Kafka would not create the topics: {error}.") from error
    finally:
        await admin.close()
    return created
