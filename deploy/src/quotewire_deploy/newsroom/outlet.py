"""The invented outlets."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

Layout = Literal["graph", "jsonld", "meta", "microdata", "plain"]


@dataclass(frozen=True, slots=True)
class Outlet:
    """One outlet: its name, its feed's kind, and the mark-up habits of its pages."""

    id: str
    name: str
    language: str
    country: str
    feed: Literal["rss", "atom", "jsonfeed"]
    layout: Layout

    @property
    def feed_path(self) -> str:
        """Path of its feed."""
        return {"rss": "/rss.xml", "atom": "/atom.xml", "jsonfeed": "/feed.json"}[self.feed]


def load_outlets() -> list[Outlet]:
    """Read the bundled outlets, in the order of their ports."""
    text = (files("quotewire_deploy.newsroom") / "outlets.toml").read_text("utf-8")
    return [Outlet(**outlet) for outlet in tomllib.loads(text)["outlet"]]
