"""Windows -> tensors, in batches of about the same length."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from quotewire_parser.tagger.encoding import Ints, inputs
from quotewire_parser.tagger.features import FEATURES, HINTS
from training.targets import NOT_TOLD, NOTHING, Sample

HINTLESS = 0.15
"""Share of windows that are read without the rules' hints."""


@dataclass(frozen=True, slots=True)
class Tags:
    """Targets of one chain: places of words (batch, words), their tags, and which are there."""

    places: Tensor
    tags: Tensor
    mask: Tensor


@dataclass(frozen=True, slots=True)
class Links:
    """
    Mentions and their candidates, a row for each piece of a mention.

    `rows` and `places` (n) tell which piece it is, `others` (n, candidates) the pieces it may mean; the first is [CLS],
    nobody so far. `right` and `there` (n, candidates) tell the right ones, and which are there at all. `weights` (n) are
    one for each mention, shared by its pieces.
    """

    rows: Tensor
    places: Tensor
    others: Tensor
    right: Tensor
    there: Tensor
    weights: Tensor


@dataclass(frozen=True, slots=True)
class Batch:
    """One step's worth; `quotes` and `names` are None where no window of the batch is annotated for them."""

    ids: Tensor
    features: Tensor
    mask: Tensor
    quotes: Tags | None
    names: Tags | None
    pointers: tuple[Tensor, Tensor]
    """Piece that each piece points at, for cue and source; 0 ([CLS]): nothing, NOT_TOLD: no target."""
    links: Links | None
    """None where nothing is told of who is meant."""


def batches(samples: Sequence[Sample], most_pieces: int, dice: random.Random) -> list[list[Sample]]:
    """Group samples of about equal length, padding included at most *most_pieces* a group, in random order."""
    groups: list[list[Sample]] = []
    group: list[Sample] = []
    # Those annotated for the same things stay together, so that every row of a batch counts for its losses.
    for sample in sorted(samples, key=lambda s: (_kind(s), len(s) + dice.random() * 8)):
        longest = max(len(other) for other in (*group, sample))
        if group and (longest * (len(group) + 1) > most_pieces or _kind(group[0]) != _kind(sample)):
            groups.append(group)
            group = []
        group.append(sample)
    groups.append(group)
    dice.shuffle(groups)
    return groups


def collate(group: Sequence[Sample], dice: random.Random) -> Batch:
    """Make the tensors of one group; now and then a window goes without hints, so that the text counts as well."""
    length = max(map(len, group))
    ids = torch.zeros(len(group), length, dtype=torch.long)
    features = torch.zeros(len(group), length, len(FEATURES), dtype=torch.long)
    mask = torch.zeros(len(group), length, dtype=torch.bool)
    pointers = tuple(torch.full((len(group), length), NOT_TOLD) for _ in range(2))
    for row, sample in enumerate(group):
        own_ids, own_features = inputs(sample.targets.encoded, sample.window)
        size = len(sample)
        ids[row, :size] = torch.from_numpy(own_ids[0])
        features[row, :size] = torch.from_numpy(own_features[0])
        if dice.random() < HINTLESS:
            features[row, :, HINTS:] = 0
        mask[row, :size] = True
        for pointer, target in zip(pointers, (sample.targets.cue, sample.targets.source), strict=True):
            for place, to in _pointed(sample, target):
                pointer[row, place] = to
    first = group[0].targets
    return Batch(
        ids,
        features,
        mask,
        None if first.quotes is None else _tags([_window_tags(s, s.targets.quotes) for s in group]),
        None if first.names is None else _tags([_window_tags(s, s.targets.names) for s in group]),
        (pointers[0], pointers[1]),
        _links(group),
    )


def _kind(sample: Sample) -> tuple[bool, bool]:
    return sample.targets.quotes is None, sample.targets.names is None


def _window_tags(sample: Sample, tags: Ints | None) -> tuple[Ints, Ints]:
    """Places of the words of a window's core, and their tags; one cut inside a fragment begins it anew."""
    assert tags is not None  # noqa: S101 - batches hold one kind only
    window = sample.window
    own = tags[window.core : window.end].copy()
    words = np.flatnonzero(own != NOT_TOLD)
    if len(words) and own[words[0]] > 0 and own[words[0]] % 2 == 0:
        own[words[0]] -= 1  # I -> B: tags stand in pairs behind O
    return words + window.core - window.start + 1, own[words]


def _tags(rows: list[tuple[Ints, Ints]]) -> Tags:
    width = max(1, *(len(places) for places, _ in rows))
    places = torch.zeros(len(rows), width, dtype=torch.long)
    tags, mask = torch.zeros_like(places), torch.zeros(len(rows), width, dtype=torch.bool)
    for row, (where, what) in enumerate(rows):
        places[row, : len(where)] = torch.from_numpy(where)
        tags[row, : len(what)] = torch.from_numpy(what)
        mask[row, : len(where)] = True
    return Tags(places, tags, mask)


def _pointed(sample: Sample, targets: Ints) -> Iterator[tuple[int, int]]:
    """Pairs of place and target, both in the window; a target outside it is none that can be learned."""
    window = sample.window
    for piece in range(window.core, window.end):
        to = int(targets[piece])
        if to == NOTHING:
            yield piece - window.start + 1, 0
        elif window.start <= to < window.end:
            yield piece - window.start + 1, to - window.start + 1


def _links(group: Sequence[Sample]) -> Links | None:
    asked = [(row, *link) for row, sample in enumerate(group) for link in _linked(sample)]
    if not asked:
        return None
    width = 1 + max(len(right) + len(wrong) for _, _, right, wrong, _ in asked)
    others = torch.zeros(len(asked), width, dtype=torch.long)
    right_ones, there = (
        torch.zeros(len(asked), width, dtype=torch.bool),
        torch.zeros(len(asked), width, dtype=torch.bool),
    )
    for k, (_, _, right, wrong, _) in enumerate(asked):
        size = 1 + len(right) + len(wrong)
        others[k, 1:size] = torch.from_numpy(np.concatenate([right, wrong]))
        there[k, :size] = True
        right_ones[k, 1 : 1 + len(right)] = True
        right_ones[k, 0] = not len(right)
    return Links(
        torch.tensor([row for row, *_ in asked]),
        torch.tensor([place for _, place, *_ in asked]),
        others,
        right_ones,
        there,
        torch.tensor([weight for *_, weight in asked]),
    )


def _linked(sample: Sample) -> Iterator[tuple[int, Ints, Ints, float]]:
    """
    Give each piece of a mention in the window's core with the right and the wrong pieces in the window.

    A mention whose right ones all stand before the window is left out: there nothing in it is right, nor is nobody.
    """
    window = sample.window

    def inside(pieces: Ints) -> Ints:
        return pieces[(pieces >= window.start) & (pieces < window.end)] - window.start + 1

    for link in sample.targets.meant:
        right, wrong = inside(link.right), inside(link.wrong)
        if len(link.right) and not len(right):
            continue
        own = [int(piece) for piece in link.mention if window.core <= piece < window.end]
        for piece in own:
            yield piece - window.start + 1, right, wrong, 1 / len(own)
