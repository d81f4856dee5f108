"""An article with a quote, an actor and a cue, as the pages show it."""

from quotewire_search.answers import ArticleDetail
from tests.unit.search.fakes import article

TEXT = "“I will pay,” said Ama Boateng.\n\n“Soon,” Boateng added. A senior official agreed."


def story(**fields: object) -> ArticleDetail:
    """Build it; *fields* are the article's."""
    return article(
        **{
            "text": TEXT,
            "standfirst": "A standfirst",
            "authors": ["Esi Owusu"],
            "publisher": "Harbour Post",
            "quotes": [
                {
                    "id": "q1",
                    "kind": "direct",
                    "text": "I will pay, … Soon,",
                    "spans": [{"start": 1, "end": 12}, {"start": 34, "end": 39}],
                    "cue": {"start": 14, "end": 18, "text": "said", "stance": "promise"},
                    "speaker": {
                        "actor_id": "a1",
                        "name": "Ama Boateng",
                        "start": 19,
                        "end": 30,
                        "text": "Ama Boateng",
                    },
                    "confidence": 0.93,
                    "rule": "quote-cue-speaker",
                }
            ],
            "actors": [
                {
                    "id": "a1",
                    "name": "Ama Boateng",
                    "type": "person",
                    "role": "minister",
                    "country": "Ghana",
                    "mentions": [{"start": 19, "end": 30}, {"start": 41, "end": 48}],
                },
                {
                    "id": "a2",
                    "name": "A senior official",
                    "type": "person",
                    "named": False,
                    "mentions": [{"start": 56, "end": 73}],
                },
            ],
            **fields,
        }
    )
