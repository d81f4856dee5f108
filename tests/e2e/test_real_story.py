"""
A real story travels the whole way: page behind a feed → Kafka → parser → Kafka → indexer → OpenSearch.

Real news may not stand in this repository. Stories with hand-made expectations lie in a folder `shared/samples` beside
the checkout (`NAME.txt`, first line the headline, and `NAME.gold.json`); where there is none, the invented stories of
the demo newsroom (test_demo.py) are the only ones.
"""

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.press import Press, press
from tests.e2e.stack import Stack
from tests.e2e.test_faults import has_indexed
from tests.eventually import eventually

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "samples"
SAMPLES = [pytest.param(path, id=path.name.split(".")[0]) for path in sorted(FOLDER.glob("*.gold.json"))] or [
    pytest.param(FOLDER, id="none", marks=pytest.mark.skip(reason=f"a clone has no real stories: {FOLDER}"))
]


def fold(text: str) -> str:
    """Fold what the expectations do not mean: kinds of quotation marks, case, white space, outer punctuation."""
    text = re.sub(r"[“”„«»\"]", "", text.replace("’", "'").replace("‘", "'"))
    return re.sub(r"\s+", " ", text).strip(" .,;:").casefold()


def check(gold: dict[str, Any], article: dict[str, Any]) -> list[str]:
    """List what *article* (actors and quotes as in ArticleParsed) lacks of *gold*."""
    problems = []
    actors = {actor["id"]: actor for actor in article["actors"]}
    by_name = {fold(name): actor for actor in actors.values() for name in (actor["name"], *actor["aliases"])}
    for wanted in gold["actors"]:
        found = by_name.get(fold(wanted["name"]))
        if found is None or found["type"] != wanted["type"]:
            problems.append(f"actor {wanted['name']} ({wanted['type']}): {found}")
    for wanted in gold["quotes"]:
        matches = [quote for quote in article["quotes"] if fold(wanted["text"]) in fold(quote["text"])]
        speakers = {fold(quote["speaker"]["name"] or "") for quote in matches if quote["speaker"]}
        right = [quote for quote in matches if quote["kind"] == wanted["kind"]]
        if not right and not wanted.get("optional"):
            problems.append(
                f"quote {wanted['text']!r}: {[(quote['kind'], quote['text']) for quote in matches]}"
            )
        elif right and not any(_same_speaker(wanted["speaker"], speaker) for speaker in speakers):
            problems.append(f"speaker of {wanted['text']!r}: {speakers}, not {wanted['speaker']}")
    for unwanted in gold["not_quotes"]:
        for quote in article["quotes"]:
            speaker = actors.get((quote["speaker"] or {}).get("actor_id") or "")
            if fold(unwanted["text"]) in fold(quote["text"]) and speaker and speaker["type"] == "person":
                problems.append(f"{unwanted['text']!r} given to {speaker['name']}")
    return problems


def _same_speaker(wanted: str, found: str) -> bool:
    return fold(re.sub(r"^(an?|the) ", "", wanted)) == fold(re.sub(r"^(an?|the) ", "", found))


def as_page(text: str) -> str:
    """Set a story as a publisher would: headline, the line under it, paragraphs."""
    title, standfirst, *paragraphs = [line for line in text.splitlines() if line.strip()]
    body = "".join(f"<p>{html.escape(paragraph)}</p>\n" for paragraph in paragraphs)
    return (
        f"<!doctype html><html lang='en'><head><title>{html.escape(title)}</title></head><body><nav>News Sport</nav>"
        f"<article><h1>{html.escape(title)}</h1>\n<p class='standfirst'>{html.escape(standfirst)}</p>\n{body}</article>"
        "<footer>Contact us</footer></body></html>"
    )


@pytest.mark.parametrize("gold_file", SAMPLES)
async def test_a_real_story_is_found_in_opensearch_with_all_its_quotes(
    stack: Stack, gold_file: Path, tmp_path: Path
) -> None:
    text = gold_file.with_name(gold_file.name.replace(".gold.json", ".txt")).read_text()
    with press(0) as site:
        site.pages["/story"] = ("text/html", as_page(text))
        run_all(stack, site, tmp_path)
        await eventually(has_indexed(stack, 1), within_s=90)
        await eventually(stack.drained, within_s=60)
    [(_, article)] = stack.documents("articles").values()
    gold = json.loads(gold_file.read_text())
    assert article["title"] == gold["title"]
    assert check(gold, article) == []
    assert len(stack.documents("quotes")) == len(article["quotes"])
    assert gold["author"] in article["authors"]


def run_all(stack: Stack, site: Press, tmp_path: Path) -> None:
    """Start fetcher, parser and indexer on *site*."""
    sources = tmp_path / "sources.toml"
    sources.write_text(site.sources_toml())
    stack.start("parser")
    stack.start("indexer")
    stack.start(
        "fetcher",
        QUOTEWIRE_FETCHER_SOURCES_FILE=str(sources),
        QUOTEWIRE_FETCHER_ALLOWED_PORTS=str(site.server_address[1]),
    )


@pytest.mark.parametrize("form", ["text", "html"])
@pytest.mark.parametrize("gold_file", SAMPLES)
def test_the_parse_command_finds_the_same(stack: Stack, gold_file: Path, form: str, tmp_path: Path) -> None:
    text = gold_file.with_name(gold_file.name.replace(".gold.json", ".txt")).read_text()
    file = tmp_path / f"story.{form.replace('text', 'txt')}"
    file.write_text(text if form == "text" else as_page(text))
    done = stack.command("parse", "--json", str(file))
    assert done.returncode == 0, done.stderr
    article = json.loads(done.stdout)
    gold = json.loads(gold_file.read_text())
    assert check(gold, article) == []
    for quote in article["quotes"]:
        assert (
            " … ".join(article["text"][span["start"] : span["end"]] for span in quote["spans"])
            == quote["text"]
        )
