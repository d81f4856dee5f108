import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire_fetcher.naming.claims import contradiction, looks_like_article
from quotewire_fetcher.naming.identity import believed_canonical, canonical_url, domain_of


@pytest.mark.parametrize(
    ("declared", "believed"),
    [
        (None, "https://www.news.example/a"),
        ("", "https://www.news.example/a"),
        ("https://news.example/b", "https://news.example/b"),
        ("https://news.example/a", "https://news.example/a"),
        ("/c?utm_source=x", "https://www.news.example/c"),
        ("https://www.news.example/b", "https://www.news.example/b"),
        ("https://other.example/b", "https://www.news.example/a"),
        ("https://www.news.example/", "https://www.news.example/a"),
        ("https://www.news.example/?utm_source=x", "https://www.news.example/a"),
        ("https://www.news.example:8443/a", "https://www.news.example/a"),
        ("https://[broken", "https://www.news.example/a"),
        ("data:text/html,x", "https://www.news.example/a"),
        ("#", "https://www.news.example/a"),
        (f"/{'b' * 3_000}", "https://www.news.example/a"),
    ],
)
def test_a_declared_address_is_believed_only_for_the_same_site(declared: str | None, believed: str) -> None:
    assert believed_canonical(declared, "https://www.news.example/a") == believed


SLUG = "/politics/minister-resigns-over-harbour-plan-48213377"


@pytest.mark.parametrize(
    ("found", "declared"),
    [
        (f"https://news.example{SLUG}/amp", f"https://news.example{SLUG}"),
        (f"https://m.news.example{SLUG}", f"https://www.news.example{SLUG}"),
        (f"https://amp.news.example{SLUG}", f"https://news.example{SLUG}"),
        (f"https://sport.news.example{SLUG}", f"https://www.news.example{SLUG}"),
        (f"http://news.example{SLUG}", f"https://news.example{SLUG}"),
        (f"https://news.example{SLUG}/", f"https://news.example{SLUG}"),
        ("https://news.example/?p=123", "https://news.example/2026/11/a-long-and-speaking-slug/"),
        ("https://news.example/a.php?id=77", "https://news.example/story-77.html"),
        ("https://news.example/a.php?id=77&lang=en", "https://news.example/a.php?id=77"),
        ("https://news.example/story/123/its-own-long-slug", "https://news.example/story/123"),
        (f"https://news.example{SLUG}/all", f"https://news.example{SLUG}"),
        (f"https://news.example{SLUG}?print=1", f"https://news.example{SLUG}"),
        (
            "https://news.example/2026/old-name-of-the-story",
            "https://news.example/2026/new-name-of-the-story",
        ),
        (
            "https://news.example/sport/minister-plays-chess-111111",
            "https://news.example/news/minister-plays-chess-222222",
        ),
    ],
)
def test_another_address_of_the_same_article_is_believed(found: str, declared: str) -> None:
    assert believed_canonical(declared, found) == canonical_url(declared)


@pytest.mark.parametrize(
    ("found", "declared"),
    [
        (f"https://news.example{SLUG}", "https://news.example/politics"),
        (f"https://news.example{SLUG}", "https://news.example/politics/"),
        (f"https://news.example{SLUG}", "https://news.example/latest"),
        ("https://news.example/politics/one-long-story-of-today", "https://news.example/politics/"),
        ("https://news.example/election-day-2026/one-long-story", "https://news.example/election-day-2026"),
        ("https://news.example/news/48213377", "https://news.example/news/59324488"),
        (f"https://news.example{SLUG}", "https://news.example/sport/cup-final-59324488"),
        ("https://news.example/article.php?id=7", "https://news.example/article.php"),
        ("https://news.example/article.php?id=7", "https://news.example/article.php?id=8"),
        (f"https://news.example{SLUG}?page=2", f"https://news.example{SLUG}"),
        (f"https://news.example{SLUG}", f"https://news.example{SLUG}?page=2"),
        (f"https://news.example{SLUG}/page/3", f"https://news.example{SLUG}"),
        (f"https://news.example{SLUG}", f"https://news.example{SLUG}?print=1"),
        (f"https://news.example{SLUG}", f"https://news.example/print{SLUG}"),
        (f"https://news.example{SLUG}", "https://news.example/politics/undefined"),
        (f"https://news.example{SLUG}", "https://news.example/{{slug}}-48213377"),
        ("https://forum.news.example/thread-about-chess", f"https://www.news.example{SLUG}"),
        ("https://mine.blogspot.com/2026/a.html", "https://yours.blogspot.com/2026/a.html"),
    ],
)
def test_an_address_of_something_else_is_not_believed(found: str, declared: str) -> None:
    assert believed_canonical(declared, found) == canonical_url(found)


def test_a_page_that_came_by_https_is_not_called_by_http() -> None:
    assert believed_canonical("http://news.example/b", "https://news.example/a") == "https://news.example/b"
    assert believed_canonical("http://news.example:8080/b", "http://news.example:8080/a") == (
        "http://news.example:8080/b"
    )


def test_the_open_graph_address_counts_where_it_differs_in_spelling_alone() -> None:
    found = "http://www.news.example/a/"
    assert believed_canonical(None, found, og_url="https://news.example/a") == "https://news.example/a"
    assert believed_canonical(None, found, og_url="https://news.example/b") == found
    assert believed_canonical(None, found, og_url="https://[broken") == found
    assert believed_canonical("/", found, og_url="https://news.example/a") == found


def test_one_page_under_several_addresses_is_one_article() -> None:
    addresses = ["", "/amp", "?utm_source=a", "?outputType=amp", "?fbclid=1#top", ";jsessionid=1"]
    names = {canonical_url(f"https://news.example{SLUG}{address}") for address in addresses}
    names |= {believed_canonical(SLUG, f"https://news.example{SLUG}?view=full&nav={n}") for n in range(3)}
    assert len(names) == 1


@pytest.mark.parametrize(
    ("url", "is_article"),
    [
        (f"https://news.example{SLUG}", True),
        ("https://news.example/a.html", True),
        ("https://news.example/?p=7", True),
        ("https://news.example/politics", False),
        ("https://news.example/", False),
        ("https://news.example/world/index.html", False),
    ],
)
def test_articles_are_told_from_sections_by_their_shape(url: str, is_article: bool) -> None:
    assert looks_like_article(url) is is_article


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_declared_the_name_stays_in_the_domain(declared: str, path: str) -> None:
    found = f"https://www.news.example/{path}"
    believed = believed_canonical(declared, found, og_url=declared)
    assert domain_of(believed) == "news.example"
    contradiction(believed, canonical_url(found))
