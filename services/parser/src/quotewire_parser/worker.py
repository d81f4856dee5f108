"""What a worker process does: one page at a time, and every outcome is a value."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from quotewire_parser.models import model_folder
from quotewire_parser.refusals import PageTooDeepError
from quotewire_parser.settings import ParserSettings
from quotewire_shared.errors import InternalError, PermanentError
from quotewire_shared.messages import ArticleFetched

if TYPE_CHECKING:
    from quotewire_parser.pipeline import ArticlePipeline
    from quotewire_parser.spacy_names import SpacyNames
    from quotewire_parser.tagger.model import Tagger

MODULES = ("quotewire_parser.pipeline", "quotewire_parser.language", "quotewire_parser.linguistics")
"""What every worker needs: the fork server imports them once for all."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads pages in a worker; made in the service, sent to the worker, and loads its models there."""

    min_text_chars: int
    model: Path | None = None
    """Folder of the model; None: rules alone."""
    spacy: str | None = None
    """spaCy pipeline that finds the names; None: we do."""
    analysis_s: float | None = None
    """Seconds for the analysis of a text; None: no limit."""

    @classmethod
    def of(cls, settings: ParserSettings) -> Self:
        """
        Take from *settings* what a worker needs.

        Raises:
            UsageError: there is no such model or spaCy pipeline.
        """
        if settings.spacy is not None:
            from quotewire_parser.spacy_names import SpacyNames  # noqa: PLC0415 - an optional extra

            SpacyNames.load(settings.spacy)  # a wrong name is told before any worker starts
        # The other half is for the page itself; a worker that needs more than the whole is replaced.
        return cls(
            settings.min_text_chars, model_folder(settings.model), settings.spacy, settings.time_limit_s / 2
        )

    def warm_up(self) -> None:
        """Load every model."""
        pipeline_of(self)

    def __call__(self, page: ArticleFetched) -> bytes | PermanentError:
        """
        Give `ArticleParsed` as JSON, or the reason why there is none.

        Raises:
            MemoryError: the worker's limit was met; the process should be replaced.
        """
        try:
            return pipeline_of(self).run(page).model_dump_json().encode()
        except PermanentError as error:
            return error
        except RecursionError:
            return PageTooDeepError("The page's structure is too deep to be read.")
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - here, and not in the service, its place in the code is known
            return InternalError.of(error)


@cache
def pipeline_of(reader: Reader) -> ArticlePipeline:
    """Build the pipeline, once in each process."""
    # Here and not above: the service itself needs neither lxml nor the models.
    from quotewire_parser.language import the_finder  # noqa: PLC0415
    from quotewire_parser.linguistics import analyse  # noqa: PLC0415
    from quotewire_parser.pipeline import ArticlePipeline  # noqa: PLC0415
    from quotewire_parser.spacy_names import SpacyNames  # noqa: PLC0415
    from quotewire_parser.tagger.model import Tagger  # noqa: PLC0415

    tagger = None if reader.model is None else Tagger.load(reader.model)
    namer = None if reader.spacy is None else SpacyNames.load(reader.spacy)
    return ArticlePipeline(
        partial(analyse, tagger=tagger, namer=namer, seconds=reader.analysis_s),
        the_finder().find,
        min_text_chars=reader.min_text_chars,
        model=_model_name(tagger, namer),
    )


def _model_name(tagger: Tagger | None, namer: SpacyNames | None) -> str | None:
    """Name what reads in place of the rules, for `parser_version`; None: nothing does."""
    names = [part for part in (tagger and tagger.version, namer and "spacy") if part]
    return ".".join(names) or None
