"""The pages there are, each with something on it."""

from functools import cache

from tests.e2e.browser.service import article_titled

STORY = "Signed off from an office chair"
"""A story that its outlet corrected."""
SPEAKER = "Kwabena Osei-Tutu"
OTHER = "Jörg Hallmann"
COMPARED = f'/compare?of=speaker:"{SPEAKER}"&of=speaker:"{OTHER}"'


@cache
def every_page(address: str) -> tuple[str, ...]:
    """List a page of every kind that the service at *address* shows, the empty and the wrong ones among them."""
    article = article_titled(address, STORY)
    return (
        "/",
        "/?q=strike&kind=direct",
        "/?q=spaeker:hallmann",
        "/?q=zeppelin&kind=direct",
        "/?kind=sung",
        "/articles?q=bridge",
        article,
        f"{article}/versions",
        "/speakers",
        f"/speakers/{SPEAKER}",
        "/compare",
        COMPARED,
        "/sources",
        "/help",
        "/nowhere",
    )
