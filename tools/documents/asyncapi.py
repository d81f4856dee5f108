"""docs/asyncapi.json: what each service reads and writes on Kafka, as AsyncAPI 3, from the wired applications."""

import json
from typing import Any

from quotewire_fetcher.main import build_app as build_fetcher
from quotewire_indexer.main import build_app as build_indexer
from quotewire_parser.main import build_app as build_parser


def render() -> str:
    """Write one document that holds the three services' own."""
    services: dict[str, Any] = {}
    for name, build in {"fetcher": build_fetcher, "parser": build_parser, "indexer": build_indexer}.items():
        services[name] = json.loads(build().schema.to_specification().to_json())
    return json.dumps(services, indent=2, sort_keys=True) + "\n"
