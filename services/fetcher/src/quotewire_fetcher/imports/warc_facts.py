"""
What our own archives say of an article beside its page: one field of the WARC header, so that nothing is lost on the way.

It stands in the WARC header and not in the HTTP one: what a web server sends must not name articles.
"""

import json
from typing import Any

from pydantic import ValidationError

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.imports.import_entries import settled_address
from quotewire_shared.messages import ArticleFetched, article_id_for

FIELD = "X-Quotewire-Article"
MAX_FACTS_CHARS = 200_000
"""Other readers may refuse longer header lines; then what the feed said is left out."""
_BODY = {"html", "text"}


def facts_of(article: ArticleFetched) -> str:
    """Write all that *article* says but its body: one line of JSON in ASCII."""
    for without in (_BODY, _BODY | {"feed"}):
        facts = article.model_dump(mode="json", exclude=without, exclude_defaults=True)
        line = json.dumps(facts, separators=(",", ":"))
        if len(line) <= MAX_FACTS_CHARS:
            break
    return line


def article_from(line: str, *, html: str | None, text: str | None) -> ArticleFetched:
    """
    Make the article again; one of *html* and *text* is its body.

    Raises:
        FetchRefusedError: bad_record.
    """
    try:
        facts: Any = json.loads(line)
        article = ArticleFetched.model_validate({**facts, "html": html, "text": text})
    except (ValueError, TypeError, RecursionError) as error:
        reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise FetchRefusedError(f"its {FIELD} is broken: {reason}", code="bad_record") from None
    named_well = article.article_id == article_id_for(article.canonical_url)
    if not named_well or settled_address(article.canonical_url) != article.canonical_url:
        raise FetchRefusedError(f"its {FIELD} names another article", code="bad_record")
    return article
