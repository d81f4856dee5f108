"""Every message's JSON Schema equals its committed snapshot: a change of the contract is seen in review."""

import json
from pathlib import Path

import pytest

from quotewire_shared.messages import ArticleFetched, ArticleParsed, Message
from tests.factories import article_fetched, article_parsed

SCHEMAS = Path(__file__).parent / "schemas"


@pytest.mark.parametrize("model", [ArticleFetched, ArticleParsed])
def test_the_schema_is_the_committed_one(model: type[Message]) -> None:
    committed = json.loads((SCHEMAS / f"{model.__name__}.json").read_text())
    assert model.model_json_schema(mode="serialization") == committed, "changed on purpose? run `make docs`"


@pytest.mark.parametrize("message", [article_fetched(), article_parsed()])
def test_a_message_survives_the_wire(message: Message) -> None:
    assert type(message).model_validate_json(message.model_dump_json()) == message
