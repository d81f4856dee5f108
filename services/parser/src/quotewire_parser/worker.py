"""What a worker process does: one page at a time, and every outcome is a value."""

from dataclasses import dataclass
from functools import cache

from quotewire_parser.language import LanguageFinder
from quotewire_parser.linguistics import analyse
from quotewire_parser.pipeline import ArticlePipeline
from quotewire_shared.errors import InternalError, PermanentError
from quotewire_shared.messages import ArticleFetched

class PageTooComplexError(PermanentError):
    """The page's structure exhausted Python's stack."""

    code = "page_too_deep"


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads pages in a worker; made in the service, sent to the worker, and loads its models there."""

    min_text_chars: int

    def warm_up(self) -> None:
        """Load every model."""
        pipeline_of(self)

    def __call__(self, page: ArticleFetched) -> bytes | PermanentError:
        """Give `ArticleParsed` as JSON, or the reason why there is none."""
        try:
            return pipeline_of(self).run(page).model_dump_json().encode()
        except PermanentError as error:
            return error
        except RecursionError:
            return PageTooComplexError("The page's structure is too deep to be read.")
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - here, and not in the service, its place in the code is known
            return InternalError.of(error)


@cache
def pipeline_of(reader: Reader) -> ArticlePipeline:
    """Build the pipeline once in each process."""
    return ArticlePipeline(analyse, LanguageFinder().find, min_text_chars=reader.min_text_chars)
