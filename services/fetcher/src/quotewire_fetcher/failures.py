"""Why a fetch gave no page: for good (`FetchRefusedError`) or for now (`FetchFailedError`), each with a code."""

from quotewire_shared.errors import PermanentError, QuotewireError, TransientError


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


class NotYetError(QuotewireError):
    """
    Nothing was asked: the host must be left alone for `wait_s` seconds from now.

    This is no failure and counts as no try; whoever asked gives the place to another host and comes again.
    """

    def __init__(self, host: str, wait_s: float) -> None:
        """Say that *host* must be left alone for *wait_s* seconds."""
        super().__init__(f"{host} is to be left alone for {wait_s:.1f} s.")
        self.host = host
        self.wait_s = wait_s
