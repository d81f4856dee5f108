import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from quotewire_parser.tagger.crf import Chain, fragments
from quotewire_parser.tagger.tags import NAME_TAGS, QUOTE_TAGS, continues

SIZE = len(QUOTE_TAGS)


def chain(seed: int) -> Chain:
    dice = np.random.default_rng(seed)
    facts = {
        "steps": dice.normal(size=(SIZE, SIZE)).tolist(),
        "starts": dice.normal(size=SIZE).tolist(),
        "ends": dice.normal(size=SIZE).tolist(),
    }
    return Chain.of(QUOTE_TAGS, facts)


def worth(made: Chain, scores: np.ndarray, path: tuple[int, ...]) -> float:
    total = made.starts[path[0]] + made.ends[path[-1]] + sum(scores[k, tag] for k, tag in enumerate(path))
    return float(total + sum(made.steps[a, b] for a, b in itertools.pairwise(path)))


@given(seed=st.integers(0, 10_000), words=st.integers(1, 4))
def test_the_best_path_is_the_best_of_all_paths(seed: int, words: int) -> None:
    made = chain(seed)
    scores = np.random.default_rng(seed + 1).normal(size=(words, SIZE)).astype(np.float32)
    best = max(itertools.product(range(SIZE), repeat=words), key=lambda path: worth(made, scores, path))
    assert abs(worth(made, scores, tuple(made.best(scores))) - worth(made, scores, best)) < 1e-4


@given(seed=st.integers(0, 10_000), words=st.integers(0, 30))
def test_a_fragment_never_begins_with_an_inside_tag(seed: int, words: int) -> None:
    made = chain(seed)
    scores = np.random.default_rng(seed).normal(scale=5, size=(words, SIZE)).astype(np.float32)
    path = made.best(scores)
    assert all(continues(QUOTE_TAGS, before, after) for before, after in itertools.pairwise([-1, *path]))
    for found in fragments(made, scores):
        assert path[found.first] % 2 == 1
        assert 0.0 <= found.sure <= 1.0


def test_tags_stand_in_pairs_behind_o() -> None:
    for tags in (QUOTE_TAGS, NAME_TAGS):
        assert tags[0] == "O"
        assert all(
            begin[0] == "B" and inside == f"I{begin[1:]}"
            for begin, inside in zip(tags[1::2], tags[2::2], strict=True)
        )
