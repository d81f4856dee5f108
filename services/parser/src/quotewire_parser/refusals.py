"""Why a page is no article: each class is a code of the dead letters."""

from quotewire_shared.errors import PermanentError


class NoTextError(PermanentError):
    """The page holds no article, or none that can be told from its furniture."""

    code = "no_text"


class PageTooLargeError(PermanentError):
    """The page is over the contract's 5 MiB; reading it again would find it as large."""

    code = "page_too_large"


class PageTooDeepError(PermanentError):
    """The tags nest deeper than we read; the rest of the page would be lost without a word."""

    code = "page_too_deep"
