"""Every reason code is explained."""

import re
from pathlib import Path

import quotewire_fetcher
from quotewire_fetcher.reporting.reasons import known_codes, reason_for

SOURCE = Path(quotewire_fetcher.__file__).parent


def test_every_code_of_the_fetcher_is_explained() -> None:
    # Refusals and failures, as they are raised: `Fetch…Error(…, code="…")`.
    raised = re.compile(r'Fetch(?:Refused|Failed)Error\((?:[^()]|\([^()]*\))*?code="([a-z_0-9]+)"')
    codes = {
        code
        for file in SOURCE.rglob("*.py")
        # What `quotewire import` says to the person who runs it, no page or feed ever has.
        if not any(part in file.name for part in ("import", "warc", "json", "record"))
        for code in raised.findall(file.read_text())
    }
    assert codes > {"robots_disallowed", "blocked_address", "stacked_encoding"}
    assert codes - known_codes() == set()


def test_each_status_has_words() -> None:
    assert "no such page" in reason_for("http_404").meaning
    assert "status 502, an error of the server" in reason_for("http_502").meaning
    assert "status 406" in reason_for("http_406").meaning


def test_a_code_of_a_later_version_is_said_to_be_unknown() -> None:
    for code in ("brand_new", "http_", "http_x", ""):
        assert "no explanation" in reason_for(code).meaning


def test_each_explanation_says_what_can_be_done() -> None:
    for code in known_codes():
        reason = reason_for(code)
        assert reason.meaning.endswith(".")
        assert reason.advice
