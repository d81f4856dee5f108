"""The demo newsroom: invented outlets with invented stories, served on loopback with feeds."""

from quotewire_deploy.newsroom.server import Newsroom

__all__ = ["Newsroom"]
