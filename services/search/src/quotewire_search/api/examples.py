"""Examples of answers for the OpenAPI document; a test holds them to the shapes. Everything in them is invented."""

from typing import Any, Final

Example = dict[str, Any]

ARTICLE_ID: Final = "0123456789abcdef0123456789abcdef"
SPEAKER_NAME: Final = "Ama Boateng"
OUTLET: Final = "Harbour Post"
URL: Final = "https://harbour-post.example/toll"
WHEN: Final = "2026-11-20T09:30:00Z"
WORDS: Final = "No family will pay more than two shillings a day for the bridge"


def facet(*values: tuple[str, int]) -> Example:
    """Write a facet."""
    return {
        "values": [{"value": value, "count": count} for value, count in values],
        "other": 0,
        "error_bound": 0,
    }


def page(total: int, *items: Example, **facets: Example) -> Example:
    """Write a page that is the last one."""
    return {
        "total": total,
        "items": list(items),
        "facets": facets,
        "next_cursor": None,
        "notices": [],
        "partial": False,
    }


QUOTE: Final[Example] = {
    "id": f"{ARTICLE_ID}:q1",
    "article_id": ARTICLE_ID,
    "quote_id": "q1",
    "position": 1,
    "text": WORDS,
    "kind": "direct",
    "speaker": SPEAKER_NAME,
    "speaker_text": "she",
    "speaker_type": "person",
    "speaker_named": True,
    "speaker_aliases": ["Boateng"],
    "role": "transport minister",
    "country": None,
    "about": ["Northgate"],
    "about_aliases": [],
    "cue": "promised",
    "stance": "promise",
    "confidence": 0.94,
    "rule": "model",
    "context": f'"{WORDS}," she promised.',
    "publisher": OUTLET,
    "source_id": "harbour-post",
    "language": "en",
    "section": "Politics",
    "article_title": "Harbour bridge toll to rise in January",
    "near_duplicate_signature": "f3197645051a4525",
    "url": URL,
    "canonical_url": URL,
    "published_at": WHEN,
    "fetched_at": WHEN,
    "first_seen_at": WHEN,
    "highlights": {"text": [WORDS.replace("bridge", "<mark>bridge</mark>")]},
}
QUOTES: Final = page(1, QUOTE, speaker=facet((SPEAKER_NAME, 1)), kind=facet(("direct", 1)))
SUMMARY: Final[Example] = {
    "article_id": ARTICLE_ID,
    "url": URL,
    "canonical_url": URL,
    "source_id": "harbour-post",
    "publisher": OUTLET,
    "title": "Harbour bridge toll to rise in January",
    "standfirst": "Ministers say the money will pay for repairs.",
    "authors": ["Esi Owusu"],
    "section": "Politics",
    "language": "en",
    "image_url": None,
    "published_at": WHEN,
    "modified_at": None,
    "first_seen_at": WHEN,
    "fetched_at": WHEN,
    "word_count": 412,
    "completeness": "full",
    "quote_count": 3,
    "highlights": {"title": ["Harbour <mark>bridge</mark> toll to rise in January"]},
}
ARTICLES: Final = page(1, SUMMARY, publisher=facet((OUTLET, 1)))
ARTICLE: Final[Example] = {
    **{name: value for name, value in SUMMARY.items() if name != "highlights"},
    "content_hash": "0123456789ab" + "0" * 52,
    "parser_version": "0.1.0",
    "text": f'"{WORDS}," promised Ama Boateng.',
    "provenance": {},
    "near_duplicate_signature": "f3197645051a4525",
    "language_support": "full",
    "analysis_partial": False,
    "actors": [
        {
            "id": "a1",
            "name": SPEAKER_NAME,
            "type": "person",
            "named": True,
            "role": "transport minister",
            "country": None,
            "aliases": ["Boateng"],
            "mentions": [{"start": 75, "end": 86}],
        }
    ],
    "quotes": [
        {
            "id": "q1",
            "kind": "direct",
            "spans": [{"start": 1, "end": 64}],
            "text": WORDS,
            "cue": {"start": 66, "end": 74, "text": "promised", "stance": "promise"},
            "speaker": {
                "actor_id": "a1",
                "name": SPEAKER_NAME,
                "start": 75,
                "end": 86,
                "text": SPEAKER_NAME,
            },
            "confidence": 0.94,
            "rule": "model",
        }
    ],
    "quote_count": 1,
}
VERSIONS: Final[Example] = {
    "article_id": ARTICLE_ID,
    "items": [
        {
            "version": "0123456789ab",
            "fetched_at": WHEN,
            "modified_at": None,
            "title": "Harbour bridge toll to rise in January",
            "standfirst": None,
            "text": f'"{WORDS}," promised Ama Boateng.',
        }
    ],
}
SPEAKERS: Final = page(
    1,
    {
        "name": SPEAKER_NAME,
        "type": "person",
        "named": True,
        "roles": [{"value": "transport minister", "count": 2}],
        "quotes": 3,
        "publishers": 2,
        "first_at": "2026-10-03T08:00:00Z",
        "last_at": WHEN,
    },
)
TIMELINE: Final[Example] = {
    "interval": "day",
    "time_zone": "Europe/Berlin",
    "total": 3,
    "buckets": [
        {"start": "2026-11-19T00:00:00+01:00", "end": "2026-11-20T00:00:00+01:00", "count": 1},
        {"start": "2026-11-20T00:00:00+01:00", "end": "2026-11-21T00:00:00+01:00", "count": 2},
    ],
    "partial": False,
    "notices": [],
}
TERM: Final[Example] = {"term": "toll", "score": 4.1, "count": 6, "background": 9}
TERMS: Final[Example] = {"total": 12, "sample": 12, "items": [TERM], "partial": False, "notices": []}
SPEAKER: Final[Example] = {
    "name": SPEAKER_NAME,
    "type": "person",
    "other_names": ["Boateng"],
    "country": None,
    "quotes": 3,
    "articles": 2,
    "first_at": "2026-11-19T08:00:00Z",
    "last_at": WHEN,
    "roles": [
        {
            "role": "transport minister",
            "count": 2,
            "first_at": "2026-11-19T08:00:00Z",
            "last_at": WHEN,
        }
    ],
    "publishers": facet((OUTLET, 3)),
    "about": facet(("Northgate", 1)),
    "kinds": facet(("direct", 3)),
    "stances": facet(("promise", 1)),
    "terms": [TERM],
    "timeline": TIMELINE,
    "latest": [QUOTE],
    "partial": False,
}
SOURCES: Final = page(
    1,
    {
        "publisher": OUTLET,
        "source_ids": ["harbour-post"],
        "languages": ["en"],
        "articles": 31,
        "quotes": 96,
        "first_at": "2026-10-03T08:00:00Z",
        "last_at": WHEN,
        "last_article_id": ARTICLE_ID,
        "last_title": "Harbour bridge toll to rise in January",
        "usual_gap_s": 5400.0,
        "health": "live",
        "gaps": [{"start": "2026-11-14T18:00:00Z", "end": "2026-11-16T07:30:00Z"}],
        "days": [*([1] * 29), 2],
    },
)
COMPARISON: Final[Example] = {
    "items": [
        {
            "label": label,
            "q": query,
            "total": 3,
            "timeline": TIMELINE,
            "facets": {"publisher": facet((OUTLET, 3))},
            "terms": [TERM],
            "partial": False,
            "notices": [],
        }
        for label, query in ((SPEAKER_NAME, f'speaker:"{SPEAKER_NAME}"'), ("bridge toll", "bridge toll"))
    ]
}


def of(example: Example) -> dict[int | str, dict[str, Any]]:
    """Give the part of a route's OpenAPI that shows what it answers."""
    return {200: {"content": {"application/json": {"example": example}}}}


def stream() -> dict[int | str, dict[str, Any]]:
    """Give the part of an export's OpenAPI that says what its two forms are."""
    ndjson, csv = ({"schema": {"type": "string"}} for _ in range(2))
    return {
        200: {
            "description": "A stream of lines: every result.",
            "content": {
                "application/x-ndjson": {**ndjson, "example": '{"id": "…:q1", "text": "No comment"}\n'},
                "text/csv": {**csv, "example": "id,published_at,publisher,speaker,…\n"},
            },
        }
    }
