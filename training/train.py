"""One model from annotated texts."""

import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor
from torch.nn import functional

from quotewire_parser.tagger.encoding import WINDOW
from quotewire_parser.tagger.pointers import buckets as buckets_of
from quotewire_parser.tagger.pointers import part_of
from quotewire_parser.tagger.tags import ANTECEDENT, POINTER_SIZE, POINTERS
from training.batches import Batch, Links, Tags, batches, collate
from training.network import Chain, Network
from training.targets import NOT_TOLD, Sample

POINTER_WEIGHTS = (0.15, 0.05)
ANTECEDENT_WEIGHT = 1.0
WARM_UP_STEPS = 60
REPORT_EVERY = 50


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train; rates are for AdamW with linear decay, measured on PolNeAR's training part."""

    epochs: float = 7.0
    encoder_rate: float = 1.2e-4
    head_rate: float = 1e-3
    batch_pieces: int = 1_536
    seed: int = 1
    threads: int = 1
    """Two trainings side by side use two cores better than one on two threads, which is about 1.4 times as quick."""
    bfloat16: bool = field(default_factory=torch.cpu._is_avx512_bf16_supported)  # noqa: SLF001 - there is no public question
    """Multiply in 16 bits: twice as quick where the processor can, slower elsewhere."""


def train(network: Network, samples: Sequence[Sample], recipe: Recipe, say: Callable[[str], None]) -> None:
    """Train *network* in place; the word embeddings stay as they are."""
    torch.set_num_threads(recipe.threads)
    torch.manual_seed(recipe.seed)
    dice = random.Random(recipe.seed)  # noqa: S311 - an order, not a secret
    network.words.weight.requires_grad_(requires_grad=False)
    optimizer = _optimizer(network, recipe)
    rates = [group["lr"] for group in optimizer.param_groups]
    steps = math.ceil(recipe.epochs * len(batches(samples, recipe.batch_pieces, random.Random(0))))  # noqa: S311 - a count
    buckets = _buckets()
    network.train()
    step, started, loss_sum = 0, time.monotonic(), 0.0
    while step < steps:
        for group in batches(samples, recipe.batch_pieces, dice):
            share = min(1.0, (step + 1) / WARM_UP_STEPS) * max(0.0, 1 - step / steps)
            for parameters, rate in zip(optimizer.param_groups, rates, strict=True):
                parameters["lr"] = rate * share
            with torch.autocast("cpu", torch.bfloat16, enabled=recipe.bfloat16):
                loss = loss_of(network, collate(group, dice), buckets)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_([p for g in optimizer.param_groups for p in g["params"]], 1.0)
            optimizer.step()
            step, loss_sum = step + 1, loss_sum + float(loss.detach())
            if step % REPORT_EVERY == 0:
                say(
                    f"step {step}/{steps}  loss {loss_sum / REPORT_EVERY:.4f}  {time.monotonic() - started:.0f} s"
                )
                loss_sum = 0.0
            if step == steps:
                break
    network.eval()


def loss_of(network: Network, batch: Batch, buckets: Tensor) -> Tensor:
    """Sum the losses of tags (by word) and pointers (by piece that points)."""
    hidden = network.drop(network.encode(batch.ids, batch.features, batch.mask))
    loss = hidden.new_zeros(())
    if batch.quotes is not None:
        loss = loss + _tag_loss(network.quote_chain, network.quote_head, hidden, batch.quotes)
        chances = pointer_chances(network, hidden, batch.mask, buckets)
        for head, weight in enumerate(POINTER_WEIGHTS):
            targets = batch.pointers[head].reshape(-1)
            if (targets != NOT_TOLD).any():
                scores = chances[head].reshape(-1, chances.shape[-1])
                loss = loss + weight * functional.nll_loss(scores, targets, ignore_index=NOT_TOLD)
    if batch.names is not None:
        loss = loss + _tag_loss(network.name_chain, network.name_head, hidden, batch.names)
    if batch.links is not None:
        loss = loss + ANTECEDENT_WEIGHT * antecedent_loss(network, hidden, batch.links, buckets)
    return loss


def antecedent_loss(network: Network, hidden: Tensor, links: Links, buckets: Tensor) -> Tensor:
    """Mean over mentions of how little their right candidates are given, all together."""
    part = part_of(ANTECEDENT)
    queries = network.query_head(hidden[links.rows, links.places])[:, part]
    keys = network.key_head(hidden[links.rows[:, None], links.others])[..., part]
    scores = torch.einsum("nd,ncd->nc", queries, keys).float() / math.sqrt(POINTER_SIZE)
    bias = network.distance[ANTECEDENT][buckets[links.places[:, None], links.others]]
    bias = torch.cat([network.nothing[ANTECEDENT].expand(len(bias), 1), bias[:, 1:]], 1)
    scores = scores + bias
    right = scores.masked_fill(~links.right, -1e4).logsumexp(1)
    losses = scores.masked_fill(~links.there, -1e4).logsumexp(1) - right
    return (losses * links.weights).sum() / links.weights.sum()


def pointer_chances(network: Network, hidden: Tensor, mask: Tensor, buckets: Tensor) -> Tensor:
    """Log-probabilities (heads, batch, from, to); column 0 ([CLS]) means nothing."""
    batch, length, _ = hidden.shape
    queries, keys = (
        head(hidden).view(batch, length, len(POINTERS), POINTER_SIZE)
        for head in (network.query_head, network.key_head)
    )
    scores = torch.einsum("blpd,bmpd->pblm", queries, keys).float() / math.sqrt(POINTER_SIZE)
    bias = network.distance[:, buckets[:length, :length]].clone()
    bias[:, :, 0] = network.nothing[:, None]
    scores = (scores + bias[:, None]).masked_fill(~mask[None, :, None, :], -1e4)
    return torch.log_softmax(scores, -1)


def _buckets() -> Tensor:
    places = torch.arange(WINDOW + 2)
    return torch.from_numpy(buckets_of((places[None, :] - places[:, None]).numpy()))


def _tag_loss(chain: Chain, head: Callable[[Tensor], Tensor], hidden: Tensor, tags: Tags) -> Tensor:
    words = hidden.gather(1, tags.places.unsqueeze(2).expand(-1, -1, hidden.shape[2]))
    known = tags.mask.any(1)  # a window may hold no word that is told of
    return chain.loss(head(words[known]).float(), tags.tags[known], tags.mask[known]) / tags.mask.sum()


def _optimizer(network: Network, recipe: Recipe) -> torch.optim.Optimizer:
    encoder_names = ("positions", "norm", "layers", "segment")
    decayed: list[Tensor] = []
    plain: list[Tensor] = []
    heads: list[Tensor] = []
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        if not name.startswith(encoder_names):
            heads.append(parameter)
        else:
            (plain if parameter.dim() < 2 else decayed).append(parameter)  # noqa: PLR2004 - biases and norms
    return torch.optim.AdamW(
        [
            {"params": decayed, "lr": recipe.encoder_rate, "weight_decay": 0.01},
            {"params": plain, "lr": recipe.encoder_rate, "weight_decay": 0.0},
            {"params": heads, "lr": recipe.head_rate, "weight_decay": 0.0},
        ]
    )
