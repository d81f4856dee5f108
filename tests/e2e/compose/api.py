"""The search API as a client of the stack sees it."""

import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any

from tests.e2e.compose.report import CheckError

TIMEOUT_S = 15.0


@dataclass(frozen=True)
class SearchApi:
    """Asks the API at *url*."""

    url: str

    def get(self, path: str, **parameters: str | int) -> dict[str, Any]:
        """
        Give the answer to GET *path*.

        Raises:
            CheckError: there was none, or it was not 200.
        """
        address = f"{self.url}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(address, timeout=TIMEOUT_S) as answer:
                found: dict[str, Any] = json.load(answer)
        except urllib.error.HTTPError as error:
            raise CheckError(
                f"GET {address}: {error.code} {error.read(300).decode(errors='replace')}"
            ) from None
        except (OSError, ValueError) as error:
            raise CheckError(f"GET {address}: {error}") from None
        return found

    def articles(self) -> int:
        """Count the articles that can be found."""
        return int(self.get("articles", limit=1)["total"])

    def quotes(self, **parameters: str | int) -> list[dict[str, Any]]:
        """Give quotes, newest first."""
        items: list[dict[str, Any]] = self.get("quotes", limit=100, **parameters)["items"]
        return items
