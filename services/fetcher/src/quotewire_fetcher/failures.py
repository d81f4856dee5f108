"""Why a fetch gave no page: for good (`FetchRefusedError`) or for now (`FetchFailedError`), each with a code."""

from quotewire_shared.errors import PermanentError, TransientError


class FetchRefusedError(PermanentError):
    """Asking again would end the same: 404, blocked address, too large, not a page."""

    code = "fetch_refused"


class FetchFailedError(TransientError):
    """Asking later may work: time-outs, 429, 5xx, broken connections."""

    def __init__(self, reason: str, *, code: str, retry_after_s: float | None = None) -> None:
        """Say why in *reason* under *code*; *retry_after_s* is the server's wish, in seconds."""
        super().__init__(reason)
        self.reason_code = code
        self.retry_after_s = retry_after_s
