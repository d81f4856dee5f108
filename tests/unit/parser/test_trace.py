"""What the parser tells `quotewire trace`."""

import re
from pathlib import Path

import quotewire_parser
from quotewire_parser.trace import REASONS, trace
from quotewire_shared.tracing.contract import Query, Trail


def test_every_code_of_the_parser_is_explained() -> None:
    source = Path(quotewire_parser.__file__).parent
    codes = {
        code
        for file in source.rglob("*.py")
        if "cli" not in file.parts  # `quotewire parse` tells its own to the person who runs it
        for code in re.findall(r'^    code = "(\w+)"', file.read_text(), re.MULTILINE)
    }
    assert codes == set(REASONS)
    assert all(meaning and advice for meaning, advice in REASONS.values())


async def test_without_an_id_nothing_is_looked_for() -> None:
    assert await trace(Query("https://a.example/1", url="https://a.example/1")) == Trail()
