"""The model on disk and at work: text in, attributions and names out."""

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from tokenizers import Tokenizer

from quotewire_parser.linguistics.hints import Hint
from quotewire_parser.tagger.antecedents import Antecedents
from quotewire_parser.tagger.crf import Chain, Floats, Fragment, fragments
from quotewire_parser.tagger.encoding import Encoded, Ints, Window, encode, inputs, load_tokenizer, windows
from quotewire_parser.tagger.pointers import Pointers
from quotewire_parser.tagger.tags import NAME_TAGS, NAME_TYPES, QUOTE_TAGS

OUTPUTS = ("quote_scores", "name_scores", "queries", "keys")

Span = tuple[int, int]
_EDGE = 1e-4


@dataclass(slots=True)
class Attribution:
    """Words with what governs them; spans are code points of the text, half-open; *sure* is 0 to 1: the share of such quotes that are right, where the model is calibrated."""

    content: list[Span]
    cue: Span | None
    source: Span | None
    sure: float


@dataclass(frozen=True, slots=True)
class TaggedName:
    """A name with its type: person, organization, place or group."""

    start: int
    end: int
    type: str
    sure: float


@dataclass(slots=True)
class Tagged:
    """All that the model finds in a text, in its order."""

    attributions: list[Attribution] = field(default_factory=list)
    names: list[TaggedName] = field(default_factory=list)
    antecedents: Antecedents | None = None
    """Whom mentions mean."""


class Network(Protocol):
    """One window through the encoder."""

    def __call__(self, ids: Any, features: Any, /) -> tuple[Floats, Floats, Floats, Floats]:
        """Give `OUTPUTS` for one window, without the batch dimension."""


class Tagger:
    """Tags texts; one in each process, and not to be shared among threads."""

    def __init__(self, network: Network, tokenizer: Tokenizer, facts: dict[str, Any]) -> None:
        """Take the parts; *facts* is what training wrote beside the network."""
        self._network = network
        self._tokenizer = tokenizer
        self._quotes = Chain.of(QUOTE_TAGS, facts["quotes"])
        self._names = Chain.of(NAME_TAGS, facts["names"])
        self._pointers = Pointers.of(facts["pointers"])
        self._slope, self._shift = facts.get("calibration", (1.0, 0.0))
        self.version: str = facts["version"]

    @classmethod
    def load(cls, folder: Path) -> "Tagger":
        """Load `model.onnx`, `model.json` and `tokenizer.json` from *folder*; one thread, 0.1 s."""
        facts = json.loads((folder / "model.json").read_text())
        return cls(onnx_network(folder / "model.onnx"), load_tokenizer(str(folder / "tokenizer.json")), facts)

    def tag(self, text: str, hints: Sequence[Hint] = (), over: Callable[[], bool] = lambda: False) -> Tagged:
        """Read *text* with what the rules found in it, until the time is *over*; it takes time linear in its length."""
        encoded = encode(text, self._tokenizer, hints)
        antecedents = Antecedents(encoded, self._pointers)
        tagged = Tagged(antecedents=antecedents)
        for window in windows(encoded):
            if over():
                break
            self._read(encoded, window, tagged, antecedents)
        return tagged

    def _read(self, encoded: Encoded, window: Window, tagged: Tagged, antecedents: Antecedents) -> None:
        quote_scores, name_scores, queries, keys = self._network(*inputs(encoded, window))
        antecedents.add(window, queries, keys)
        places = np.flatnonzero(encoded.first[window.core : window.end]) + window.core
        rows = places - window.start + 1  # [CLS] stands before the first piece

        def span(found: Fragment) -> Span:
            return int(encoded.starts[places[found.first]]), int(encoded.ends[places[found.last]])

        paragraphs = encoded.paragraphs[places]
        for found in _within(fragments(self._names, name_scores[rows]), paragraphs):
            tagged.names.append(TaggedName(*span(found), NAME_TYPES[found.tag], found.sure))
        quoted = _within(fragments(self._quotes, quote_scores[rows]), paragraphs)
        for content, cue, source, sure in self._linked(quoted, paragraphs, rows, queries, keys):
            tagged.attributions.append(
                Attribution(
                    [span(piece) for piece in content],
                    None if cue is None else span(cue),
                    None if source is None else span(source),
                    self._calibrated(sure),
                )
            )

    def _calibrated(self, sure: float) -> float:
        """Platt scaling, fitted by training/calibrate.py on articles that the model was not trained on."""
        sure = min(max(sure, _EDGE), 1 - _EDGE)
        return 1 / (1 + math.exp(-(self._slope * math.log(sure / (1 - sure)) + self._shift)))

    def _linked(
        self, found: list[Fragment], paragraphs: Ints, rows: Ints, queries: Floats, keys: Floats
    ) -> Iterator[tuple[list[Fragment], Fragment | None, Fragment | None, float]]:
        """
        Join contents that share a cue, and give each cue its source; all three stand in one paragraph.

        How a quotation goes on in the next paragraph is told by its marks, and not here.
        """
        sources, cues, contents = ([item for item in found if item.tag == tag] for tag in "SQC")

        def chances(head: int, item: Fragment, targets: list[Fragment]) -> list[float]:
            table = self._pointers.chances(head, rows[item.first : item.last + 1], queries, keys)
            means = [
                float(np.logaddexp.reduce(table[:, rows[to.first : to.last + 1]], axis=1).mean())
                for to in targets
            ]
            return [*means, float(table[:, 0].mean())]

        def pointed(head: int, item: Fragment, targets: list[Fragment]) -> Fragment | None:
            own = [to for to in targets if paragraphs[to.first] == paragraphs[item.first]]
            best = int(np.argmax(chances(head, item, own)))
            return own[best] if best < len(own) else None

        governed: dict[int, list[Fragment]] = {}
        for content in contents:
            cue = pointed(0, content, cues)
            if cue is None:
                yield [content], None, None, content.sure
            else:
                governed.setdefault(cue.first, []).append(content)
        for cue in cues:
            if cue.first in governed:
                words = governed[cue.first]
                yield (
                    words,
                    cue,
                    pointed(1, cue, sources),
                    min(cue.sure, *(content.sure for content in words)),
                )


def _within(found: list[Fragment], paragraphs: Ints) -> list[Fragment]:
    """Cut fragments where a paragraph ends: nothing that is tagged goes on in the next one."""
    parts = []
    for item in found:
        edges = np.flatnonzero(np.diff(paragraphs[item.first : item.last + 1])) + item.first
        starts = [item.first, *(int(edge) + 1 for edge in edges)]
        ends = [*map(int, edges), item.last]
        parts += [replace(item, first=first, last=last) for first, last in zip(starts, ends, strict=True)]
    return parts


def onnx_network(path: Path) -> Network:
    """Open *path* with ONNX Runtime on one thread: workers are processes, more threads would only fight."""
    import onnxruntime  # noqa: PLC0415 - 50 ms and 40 MB that only a worker needs

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def run(ids: Any, features: Any) -> tuple[Floats, Floats, Floats, Floats]:
        quote_scores, name_scores, queries, keys = session.run(
            list(OUTPUTS), {"ids": ids, "features": features}
        )
        return quote_scores[0], name_scores[0], queries[0], keys[0]

    return run
