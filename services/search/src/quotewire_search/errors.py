"""What can go wrong when somebody searches; each class says what becomes of the request."""

from quotewire_shared.errors import QuotewireError, TransientError, UsageError


class UnavailableError(TransientError):
    """
    OpenSearch does not answer, not in time, or not in full: the same search may succeed in a moment.

    Its text is for the operator (it names addresses); visitors are told in other words.
    """


class QueryRefusedError(UsageError):
    """OpenSearch would not run this search; it must be asked in another way."""


class BadCursorError(UsageError):
    """The cursor is damaged, or belongs to another search."""

    message = (
        "The cursor is damaged or belongs to another search. Take `next_cursor` as it was given and "
        "repeat the other parameters, or leave `cursor` out to begin again."
    )

    def __init__(self) -> None:
        super().__init__(self.message)


class ExpiredCursorError(BadCursorError):
    """The view of the index that the cursor belongs to is gone: it was not used for five minutes."""

    message = (
        "This cursor was not used for five minutes, and the results as they stood are gone. Leave `cursor` out to "
        "begin again; with `sort=newest` a cursor never ends."
    )


class UnreadableError(QuotewireError):
    """A stored document is not what this version knows: another version wrote it."""


class TooManyBucketsError(UsageError):
    """A timeline would have more intervals than anybody can look at."""
