"""docs/settings.md: every environment variable, from the settings classes."""

from pathlib import Path

from pydantic_settings import BaseSettings

from quotewire_deploy.engines.settings import EnginesSettings
from quotewire_deploy.settings import SupervisorSettings
from quotewire_fetcher.settings import FetcherSettings
from quotewire_indexer.settings import IndexerSettings
from quotewire_parser.settings import ParserSettings
from quotewire_search.settings import SearchSettings
from quotewire_shared.settings import KafkaSettings, OpenSearchSettings, ProcessSettings

SETTINGS: dict[str, type[BaseSettings]] = {
    "Every process": ProcessSettings,
    "Kafka": KafkaSettings,
    "OpenSearch": OpenSearchSettings,
    "Fetcher": FetcherSettings,
    "Parser": ParserSettings,
    "Indexer": IndexerSettings,
    "Search": SearchSettings,
    "Engines without Docker": EnginesSettings,
    "Supervisor (`quotewire up`, `quotewire demo`)": SupervisorSettings,
}

HEAD = """# Settings

Made from the settings classes by `make docs`; do not edit.

Environment variables; a bad value is one clear line and exit code 2. Times are in seconds (`_S`), sizes in bytes.
"""


def render() -> str:
    """Write the page."""
    parts = [HEAD]
    for title, settings in SETTINGS.items():
        parts.append(
            f"## {title}\n\n{(settings.__doc__ or '').strip()}\n\n| variable | default | meaning |\n|---|---|---|"
        )
        prefix = settings.model_config.get("env_prefix", "")
        for name, field in settings.model_fields.items():
            default = _shown(field.get_default(call_default_factory=True))
            parts.append(f"| `{prefix}{name.upper()}` | `{default}` | {field.description or ''} |")
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def _shown(default: object) -> str:
    """Write a default as a person would set it, without this machine's folders."""
    if isinstance(default, tuple | list):
        return ",".join(map(str, default))
    if isinstance(default, Path):
        return str(default).replace(str(Path.home()), "~")
    return "" if default is None else str(default).lower() if isinstance(default, bool) else str(default)
