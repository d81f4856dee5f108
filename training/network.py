"""The network: a small BERT encoder with features added to its word embeddings, two CRFs, two pointer heads."""

import math
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from quotewire_parser.tagger.crf import IMPOSSIBLE
from quotewire_parser.tagger.features import FEATURES
from quotewire_parser.tagger.tags import DISTANCES, NAME_TAGS, POINTER_SIZE, POINTERS, QUOTE_TAGS, continues

HIDDEN, HEADS, INNER, LAYERS = 384, 12, 1536, 6
VOCABULARY, POSITIONS = 30_522, 512
DROPOUT = 0.1


class Layer(nn.Module):
    """One transformer layer as in BERT (Devlin et al., NAACL 2019)."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(HIDDEN, HIDDEN) for _ in range(4))
        self.up, self.down = nn.Linear(HIDDEN, INNER), nn.Linear(INNER, HIDDEN)
        self.norm_attention, self.norm = nn.LayerNorm(HIDDEN, eps=1e-12), nn.LayerNorm(HIDDEN, eps=1e-12)
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, x: Tensor, bars: Tensor | None) -> Tensor:
        """Read *x* (batch, pieces, hidden); *bars* are added to the attention scores."""
        batch, length, _ = x.shape
        query, key, value = (
            part(x).view(batch, length, HEADS, HIDDEN // HEADS).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        )
        if bars is None:  # for export: written out, so that every runtime can fuse it
            weights = torch.softmax(
                torch.matmul(query, key.transpose(-1, -2)) / math.sqrt(HIDDEN // HEADS), -1
            )
            seen = torch.matmul(weights, value)
        else:
            seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=bars.to(query.dtype))
        x = self.norm_attention(x + self.drop(self.out(seen.transpose(1, 2).reshape(batch, length, HIDDEN))))
        result: Tensor = self.norm(x + self.drop(self.down(functional.gelu(self.up(x)))))
        return result


class Chain(nn.Module):
    """A linear-chain CRF; its scores go into the model file as they are."""

    def __init__(self, tags: tuple[str, ...]) -> None:
        super().__init__()
        size = len(tags)
        self.steps = nn.Parameter(torch.zeros(size, size))
        self.starts, self.ends = nn.Parameter(torch.zeros(size)), nn.Parameter(torch.zeros(size))
        bars = [[0.0 if continues(tags, a, b) else IMPOSSIBLE for b in range(size)] for a in range(-1, size)]
        self.register_buffer("bars", torch.tensor(bars), persistent=False)

    def loss(self, scores: Tensor, tags: Tensor, mask: Tensor) -> Tensor:
        """Sum the negative log-likelihood of *tags*; words are left-aligned, *mask* tells which are there."""
        bars = self.get_buffer("bars")
        steps, starts = self.steps + bars[1:], self.starts + bars[0]
        lengths = mask.sum(1)
        gold = (scores.gather(2, tags.unsqueeze(2)).squeeze(2) * mask).sum(1)
        gold = gold + (steps[tags[:, :-1], tags[:, 1:]] * mask[:, 1:]).sum(1) + starts[tags[:, 0]]
        gold = gold + self.ends[tags.gather(1, (lengths - 1).unsqueeze(1)).squeeze(1)]
        reach = starts + scores[:, 0]
        for t in range(1, scores.shape[1]):
            onward = torch.logsumexp(reach.unsqueeze(2) + steps, 1) + scores[:, t]
            reach = torch.where(mask[:, t].unsqueeze(1), onward, reach)
        return (torch.logsumexp(reach + self.ends, 1) - gold).sum()


class Network(nn.Module):
    """The whole of it."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, HIDDEN)
        self.positions = nn.Embedding(POSITIONS, HIDDEN)
        self.segment = nn.Parameter(torch.zeros(HIDDEN))
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.features = nn.ModuleList(nn.Embedding(size, HIDDEN) for size in FEATURES.values())
        for table in self.features:
            assert isinstance(table, nn.Embedding)  # noqa: S101 - for the type checker
            nn.init.normal_(table.weight, std=0.01)
        self.drop = nn.Dropout(DROPOUT)
        self.quote_head, self.name_head = (
            nn.Linear(HIDDEN, len(QUOTE_TAGS)),
            nn.Linear(HIDDEN, len(NAME_TAGS)),
        )
        width = len(POINTERS) * POINTER_SIZE
        self.query_head, self.key_head = nn.Linear(HIDDEN, width), nn.Linear(HIDDEN, width)
        self.distance = nn.Parameter(torch.zeros(len(POINTERS), DISTANCES))
        self.nothing = nn.Parameter(torch.zeros(len(POINTERS)))
        self.quote_chain, self.name_chain = Chain(QUOTE_TAGS), Chain(NAME_TAGS)

    def encode(self, ids: Tensor, features: Tensor, mask: Tensor | None) -> Tensor:
        """Give the hidden states (batch, pieces, hidden)."""
        x = self.words(ids) + self.segment + self.positions.weight[: ids.shape[1]]
        for k, table in enumerate(self.features):
            x = x + table(features[:, :, k])
        x = self.norm(x)
        bars = None if mask is None else (~mask)[:, None, None, :] * IMPOSSIBLE
        for layer in self.layers:
            x = layer(x, bars)
        return x

    def forward(self, ids: Tensor, features: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Give what runs in the parser: scores of both kinds of tags, and the pointers' queries and keys."""
        x = self.encode(ids, features, None)
        return self.quote_head(x), self.name_head(x), self.query_head(x), self.key_head(x)

    def load_encoder(self, path: Path) -> None:
        """Take the weights of a BERT of this size from a safetensors file of Hugging Face's names."""
        from safetensors.torch import load_file  # noqa: PLC0415 - only here

        weights = {name.removeprefix("bert."): value for name, value in load_file(path).items()}
        own = dict(self.named_parameters())
        with torch.no_grad():
            for ours, theirs in _NAMES.items():
                own[ours].copy_(weights[theirs])
            self.segment.copy_(weights["embeddings.token_type_embeddings.weight"][0])


_NAMES = {
    "words.weight": "embeddings.word_embeddings.weight",
    "positions.weight": "embeddings.position_embeddings.weight",
    "norm.weight": "embeddings.LayerNorm.weight",
    "norm.bias": "embeddings.LayerNorm.bias",
} | {
    f"layers.{number}.{ours}.{part}": f"encoder.layer.{number}.{theirs}.{part}"
    for number in range(LAYERS)
    for part in ("weight", "bias")
    for ours, theirs in {
        "query": "attention.self.query",
        "key": "attention.self.key",
        "value": "attention.self.value",
        "out": "attention.output.dense",
        "norm_attention": "attention.output.LayerNorm",
        "up": "intermediate.dense",
        "down": "output.dense",
        "norm": "output.LayerNorm",
    }.items()
}
