"""Does an engine really answer? Asked in its own protocol."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import httpx
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from quotewire_deploy.engines import ports
from quotewire_deploy.engines.settings import HOST

ANSWER_TIMEOUT_S = 5.0


def kafka_brokers(port: int) -> set[int]:
    """Give the node ids that the broker at *port* knows as alive; empty while it does not answer."""
    # aiokafka logs a warning for every refused connection, so ask it only if somebody listens.
    if not ports.answers(port):
        return set()
    # A thread of its own: the caller may be inside an event loop.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, _describe(port)).result()


async def _describe(port: int) -> set[int]:
    admin = AIOKafkaAdminClient(
        bootstrap_servers=f"{HOST}:{port}",
        request_timeout_ms=int(ANSWER_TIMEOUT_S * 1000),
        client_id="engines",
    )
    try:
        await admin.start()
        cluster = await admin.describe_cluster()
    except (KafkaError, OSError, TimeoutError):
        return set()
    else:
        return {int(broker["node_id"]) for broker in cluster["brokers"]}
    finally:
        await admin.close()


def opensearch_is_ready(port: int, cluster: str) -> bool:
    """Tell whether OpenSearch of *cluster* answers at *port* and all its primary shards are there."""
    try:
        # No environment: a proxy has no business between two programs of one machine.
        answer = httpx.get(
            f"http://{HOST}:{port}/_cluster/health",
            params={"wait_for_status": "yellow", "timeout": "1s"},
            timeout=ANSWER_TIMEOUT_S,
            trust_env=False,
        )
        health = answer.json()
    except (httpx.HTTPError, ValueError):
        return False
    return (
        answer.status_code == httpx.codes.OK
        and health.get("cluster_name") == cluster
        and health.get("status") in {"green", "yellow"}
    )
