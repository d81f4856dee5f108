"""
How sure the model is, as a share that is right: `python -m training.calibrate FOLDER`, on texts it was not trained on.

Platt scaling (Platt, 1999): confidence = 1 / (1 + exp(-(a * logit(sure) + b))). A quote counts as right when its words
match a marked one and its speaker is right. Fitted on one half of the articles, table and plot (docs/reliability.svg)
are of the other half. Writes `calibration`, fitted on both, into model.json.
"""

import json
import math
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Annotated as Option

import matplotlib as mpl
import numpy as np
import typer
from matplotlib import pyplot as plt

from quotewire_parser.linguistics import analyse
from quotewire_parser.tagger.model import Tagger
from tests.quality.annotated import read_folder
from tests.quality.matching import pair_up
from training.data import ROOT

PLOT = ROOT / "docs" / "reliability.svg"
GATE = ROOT / "tests" / "quality" / "articles"
STEPS = 2_000
RATE = 0.1
BANDS = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)


def main(folder: Option[Path, typer.Argument(help="Folder of the model.")]) -> None:
    """Fit, print the reliability, write."""
    facts = json.loads((folder / "model.json").read_text())
    facts["calibration"] = [1.0, 0.0]
    (folder / "model.json").write_text(json.dumps(facts, indent=1) + "\n")
    tagger = Tagger.load(folder)
    halves: list[list[tuple[float, bool]]] = [[], []]
    for number, article in enumerate(judged(tagger)):
        halves[number % 2] += article
    slope, shift = fit(halves[0])
    points = reliability([(calibrated(sure, slope, shift), right) for sure, right in halves[1]])
    typer.echo("quotes  said  right")
    for count, said, right in points:
        typer.echo(f"{count:6}  {said:.2f}  {right:.2f}")
    draw(points, PLOT, facts["version"])
    facts["calibration"] = [round(value, 4) for value in fit(halves[0] + halves[1])]
    (folder / "model.json").write_text(json.dumps(facts, indent=1) + "\n")
    typer.echo(f"calibration {facts['calibration']} on {len(halves[0]) + len(halves[1])} quotes")


def judged(tagger: Tagger) -> Iterator[list[tuple[float, bool]]]:
    """Give, for each English gate article, how sure each quote of the model's was and whether it was right."""
    for article in read_folder(GATE):
        if article.language != "en":
            continue
        found = analyse(article.text, language="en", tagger=tagger)
        pairs, beyond = pair_up(article, found.quotes, found.actors)
        rows = [(pair.found, pair.right_speaker) for pair in pairs if pair.found] + [
            (quote, False) for quote in beyond
        ]
        yield [(quote.confidence, right) for quote, right in rows if quote.rule.startswith("model")]


def reliability(rows: list[tuple[float, bool]]) -> list[tuple[int, float, float]]:
    """Give for each band of confidence how many quotes it holds, their mean confidence, and the share that is right."""
    points = []
    for low, high in pairwise(BANDS):
        band = [(said, right) for said, right in rows if low <= said < high]
        if band:
            said, right = np.mean(band, axis=0)
            points.append((len(band), float(said), float(right)))
    return points


def draw(points: list[tuple[int, float, float]], path: Path, version: str) -> None:
    """Plot what was said against what was right; a point's area is its number of quotes."""
    mpl.rcParams["svg.hashsalt"] = "quotewire"  # the same figures give the same file
    figure, axes = plt.subplots(figsize=(4.5, 4.5))
    axes.plot((0, 1), (0, 1), color="0.7", linestyle="--", label="as sure as right")
    axes.scatter(
        [said for _, said, _ in points],
        [right for _, _, right in points],
        s=[count for count, _, _ in points],
    )
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="confidence", ylabel="share right in words and speaker")
    axes.set_title(f"{version}: half of the gate articles")
    axes.legend(loc="upper left")
    figure.savefig(path, metadata={"Date": None})


def calibrated(sure: float, slope: float, shift: float) -> float:
    """Turn *sure* into a confidence."""
    sure = min(max(sure, 1e-4), 1 - 1e-4)
    return 1 / (1 + math.exp(-(slope * math.log(sure / (1 - sure)) + shift)))


def fit(rows: list[tuple[float, bool]]) -> tuple[float, float]:
    """Fit slope and shift by gradient descent on the log loss."""
    sure = np.clip(np.array([s for s, _ in rows]), 1e-4, 1 - 1e-4)
    logits, right = np.log(sure / (1 - sure)), np.array([r for _, r in rows], dtype=float)
    slope, shift = 1.0, 0.0
    for _ in range(STEPS):
        wrong = 1 / (1 + np.exp(-(slope * logits + shift))) - right
        slope -= RATE * float(np.mean(wrong * logits))
        shift -= RATE * float(np.mean(wrong))
    return slope, shift


if __name__ == "__main__":
    typer.run(main)
