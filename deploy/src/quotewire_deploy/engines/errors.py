"""What can go wrong with the engines; every text says which thing and what to do."""

from quotewire_shared.errors import QuotewireError


class EnginesError(QuotewireError):
    """The engines cannot do what was asked."""


class PortTakenError(EnginesError):
    """Another program listens where an engine should."""


class DownloadError(EnginesError):
    """A jar could not be had, or is not the one that the lock names."""


class JavaError(EnginesError):
    """There is no usable Java."""


class StartError(EnginesError):
    """An engine ended or stayed silent instead of becoming ready."""
