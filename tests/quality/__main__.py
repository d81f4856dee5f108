"""
The scorecard: `make quality`, or `python -m tests.quality [--beside MODEL ...] [--spacy PIPELINE] [--write-floor [--lower]]`.

Prints how well actors and quotes are found on our own annotated news by the model that the settings name, and fails
where a figure is below its committed floor (floor.json). --beside reads the gate with another model, too (rules, or a
folder), and --spacy with the names of a spaCy pipeline; these columns have no floor. The floor is written anew by
--write-floor; to write a lower one takes --lower, and a line in DECISIONS.md that says why.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated as Option

import typer
from rich.console import Console
from rich.table import Table

from quotewire_parser.linguistics import Analysis, analyse
from quotewire_parser.models import model_folder
from quotewire_parser.settings import ParserSettings
from quotewire_parser.spacy_names import SpacyNames
from quotewire_parser.tagger.model import Tagger
from tests.quality.annotated import Annotated, read_folder
from tests.quality.scorecard import Scorecard, score

TESTS = Path(__file__).resolve().parents[1]
ROOT = TESTS.parent
FLOOR = TESTS / "quality" / "floor.json"
GATE = "gate, English"
TOLERANCE = 0.02
"""8-bit arithmetic is not the same on every processor: with other kernels figures moved by up to 0.013."""


def sets() -> dict[str, list[Annotated]]:
    """Our annotated news by set: what gates, by language, and what the demo shows."""
    gate = read_folder(TESTS / "quality" / "articles")
    newsroom = read_folder(ROOT / "deploy" / "src" / "quotewire_deploy" / "newsroom" / "stories")
    made = {
        GATE: [article for article in gate if article.language == "en"],
        "gate, other languages": [article for article in gate if article.language != "en"],
        "newsroom": newsroom,
    }
    return {name: articles for name, articles in made.items() if articles}


def reader(model: str, namer: SpacyNames | None = None) -> Callable[[Annotated], Analysis]:
    """Give what reads an article as the parser would with *model*; raises UsageError where there is none."""
    folder = model_folder(model)
    tagger = None if folder is None else Tagger.load(folder)

    def read(article: Annotated) -> Analysis:
        return analyse(
            article.text, title=article.title, language=article.language, tagger=tagger, namer=namer
        )

    return read


def main(
    beside: Option[list[str] | None, typer.Option(help="Another model to read the gate with.")] = None,
    spacy: Option[
        str | None, typer.Option(help="A spaCy pipeline whose names take the place of ours.")
    ] = None,
    write_floor: Option[bool, typer.Option(help="Write today's figures as the floor.")] = False,
    lower: Option[bool, typer.Option(help="With --write-floor: figures may fall.")] = False,
) -> None:
    """Print the scorecard; exit code 1 where a figure is below its floor."""
    ours, articles_of = ParserSettings().model, sets()
    read, gate = reader(ours), articles_of[GATE]
    cards = {name: score(articles, read) for name, articles in articles_of.items()}
    others = {f"gate, {model}": score(gate, reader(model)) for model in beside or ()}
    if spacy is not None:
        others[f"gate, {spacy}"] = score(gate, reader(ours, SpacyNames.load(spacy)))
    figures = {
        name: {key: round(value, 3) for key, value in card.figures().items()} for name, card in cards.items()
    }
    floor: dict[str, dict[str, float]] = json.loads(FLOOR.read_text()) if FLOOR.exists() else {}
    shown = figures | {name: card.figures() for name, card in others.items()}
    Console().print(table(cards | others, shown, floor))
    fallen = below(figures, floor)
    for line in fallen:
        typer.echo(line, err=True)
    if write_floor and (lower or not fallen):
        FLOOR.write_text(json.dumps(figures, indent=2) + "\n")
        typer.echo(f"wrote {FLOOR.relative_to(ROOT)}")
    elif fallen:
        sys.exit(1)


def below(figures: dict[str, dict[str, float]], floor: dict[str, dict[str, float]]) -> list[str]:
    """List the figures that are below their floor, or gone."""
    return [
        f"{name}: {key} is {figures.get(name, {}).get(key)}, the floor {least}"
        for name, least_of in floor.items()
        for key, least in least_of.items()
        if figures.get(name, {}).get(key, -1.0) < least - TOLERANCE
    ]


def table(
    cards: dict[str, Scorecard], figures: dict[str, dict[str, float]], floor: dict[str, dict[str, float]]
) -> Table:
    """Lay the figures out, a column a set; the floor stands behind each in brackets."""
    made = Table("figure (F1 or share)", box=None, header_style="bold")
    for name, card in cards.items():
        made.add_column(f"{name}\n{card.articles} articles", justify="right")
    for key in dict.fromkeys(key for of in figures.values() for key in of):
        cells = []
        for name in cards:
            value, least = figures[name].get(key), floor.get(name, {}).get(key)
            cells.append(
                "" if value is None else f"{value:.3f}" + (f" ({least:.3f})" if least is not None else "")
            )
        made.add_row(key, *cells)
    return made


if __name__ == "__main__":
    typer.run(main)
