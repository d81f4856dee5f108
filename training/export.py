"""A trained network -> the files that the parser loads: model.onnx (int8), model.json, tokenizer.json."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from quotewire_parser.tagger.features import FEATURES
from quotewire_parser.tagger.model import OUTPUTS
from training.network import Chain, Network

OPSET = 17
EXAMPLE_PIECES = 40


def export(network: Network, folder: Path, *, tokenizer: Path, version: str) -> None:
    """Write the model's files to *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    network.eval()
    with tempfile.TemporaryDirectory() as place:
        full = Path(place) / "full.onnx"
        ids = torch.randint(1_000, 2_000, (1, EXAMPLE_PIECES))
        features = torch.zeros(1, EXAMPLE_PIECES, len(FEATURES), dtype=torch.long)
        names = ["ids", "features"]
        torch.onnx.export(
            network,
            (ids, features),
            str(full),
            input_names=names,
            output_names=list(OUTPUTS),
            dynamic_axes={name: {1: "pieces"} for name in (*names, *OUTPUTS)},
            opset_version=OPSET,
            dynamo=False,  # the old exporter writes a graph that ONNX Runtime fuses
        )
        quantize_dynamic(
            full,
            folder / "model.onnx",
            op_types_to_quantize=["MatMul", "Gather"],
            per_channel=True,
            weight_type=QuantType.QInt8,
        )
    (folder / "model.json").write_text(json.dumps(facts_of(network, version), indent=1) + "\n")
    shutil.copy(tokenizer, folder / "tokenizer.json")


def facts_of(network: Network, version: str) -> dict[str, Any]:
    """Give what stands beside the network: the chains' scores and the pointers' biases."""
    return {
        "version": version,
        "quotes": _chain(network.quote_chain),
        "names": _chain(network.name_chain),
        "pointers": {"distance": _rounded(network.distance), "nothing": _rounded(network.nothing)},
    }


def _chain(chain: Chain) -> dict[str, Any]:
    return {name: _rounded(getattr(chain, name)) for name in ("steps", "starts", "ends")}


def _rounded(values: torch.Tensor) -> Any:
    return torch.round(values.detach(), decimals=5).tolist()
