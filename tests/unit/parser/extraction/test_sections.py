"""A page's section is what its own path, categories, label or address say; the front page and "News" say nothing."""

import pytest

from quotewire_parser.extraction.headings import find_headings
from quotewire_parser.extraction.sections import find_sections, is_section, narrow, path_of
from tests.unit.parser.extraction.news import H1, HEADLINE, NEWS, TITLE, tree_of

ADDRESS = "https://www.harbour-post.example/news/ports/gates-shut"
MENU = "<ul class=menu><li><a href=/>Home</a><li><a href=/news>News</a><li><a href=/news/ports/>Ports</a><li><a href=/sport>Sport</a></ul>"


def sections(before: str = "", after: str = "", *, menu: str = "", address: str = "") -> tuple[str, ...]:
    body = f"{menu}<main><article>{before}{H1}{after}{''.join(f'<p>{line}</p>' for line in NEWS)}</article></main>"
    tree = tree_of(f"<html><head>{TITLE}</head><body>{body}</body></html>")
    return find_sections(tree, find_headings(tree), address)


@pytest.mark.parametrize(
    "path",
    [
        "<nav class=breadcrumb><a href=/>Home</a> / <a href=/p>Ports</a></nav>",
        "<nav aria-label=Breadcrumb><ol><li><a href=/>Start</a><li><a href=/news>News</a><li><a href=/p>Ports</a></ol></nav>",
        f"<div id=breadcrumbs><a href=/>Harbour Post</a> &rsaquo; <a href=/p>Ports</a> &rsaquo; {HEADLINE}</div>",
        "<div class=bc>Ports</div>",
        "<div class=path><a href=/>首页</a> &gt; Ports</div>",
        "<ul itemscope itemtype='https://schema.org/BreadcrumbList'><li><a href=/p><span itemprop=name>Ports</span></a></ul>",
        "<td>You are here: <a href=/>Home</a> &gt; <a href=/p>Ports</a> &gt; Gates</td>",
        "<p class=crumbs><a href=/p>Ports</a> | <a href=/h>Harbours</a><script>x</script></p>",
    ],
)  # fmt: skip
def test_the_widest_part_of_its_path_is_the_section(path: str) -> None:
    assert sections(path)[:1] == ("Ports",)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<span class=cat-links><a href=/c rel='category tag'>Ports</a></span>", ""),
        ("", "<span class=meta>in <a rel='category tag' href=/p>Ports</a>, <a rel='category tag' href=/l>Local</a></span>"),
        ("<div class=rubrik><a href=/p>Ports</a></div>", ""),
        ("<div class=detail-cate><a href=/p>Ports</a></div>", ""),
        ("<a class=c-overline href=/p>Ports</a>", ""),
        ("<div class=kicker><a href=/p>Ports</a></div>", ""),
    ],
)  # fmt: skip
def test_a_category_beside_the_headline_is_the_section(before: str, after: str) -> None:
    assert sections(before, after)[:1] == ("Ports",)


def test_a_label_counts_only_where_the_site_has_a_part_of_that_name() -> None:
    assert sections("<div class=kicker>Ports</div>") == ()
    assert sections("<div class=kicker>Ports</div>", menu=MENU) == ("Ports",)
    assert sections("<div class=kicker>Tall order</div>", menu=MENU) == ()


def test_the_address_says_it_where_links_name_its_folders() -> None:
    assert sections(menu=MENU, address=ADDRESS) == ("Ports", "News")
    assert sections(menu=MENU, address="https://x.example/en/gates") == ()
    assert sections(menu=MENU, address="https://[x") == ()


@pytest.mark.parametrize(
    "block",
    [
        "<aside><span class=category><a href=/x>Sport</a></span></aside>",
        "<div class=category>A sentence that is far too long to be the name of any section</div>",
        "<div class=category>Uncategorized</div>",
        "<div class=category>Home</div>",
        "<div class=breadcrumb><a href=/>Home</a></div>",
        f"<div class=breadcrumb>{HEADLINE}</div>",
        "<ul><li><a href=/>Home</a><li><a href=/a>A1</a></ul>",
    ],
)
def test_other_things_are_no_section(block: str) -> None:
    assert sections(block) == ()


def test_a_page_without_a_headline_has_a_path_all_the_same() -> None:
    tree = tree_of("<body><nav class=breadcrumb><a href=/>Home</a> / <a href=/p>Ports</a></nav><p>x")
    assert find_sections(tree, (), "") == ("Ports",)


def test_of_a_path_what_says_only_news_comes_last() -> None:
    assert narrow(("Home", "News", "Ports", HEADLINE), HEADLINE) == ["Ports", "News"]
    assert narrow(("Новости", "Порт"), "") == ["Порт", "Новости"]


@pytest.mark.parametrize(
    "text", ["", "Home", "24", "20 November 2026", "Non classé", "x" * 41, "one two three four five six"]
)
def test_a_section_is_a_few_words(text: str) -> None:
    assert not is_section(text)


def test_paths_are_compared_without_their_last_slash() -> None:
    assert [path_of(address) for address in ("/a/", "https://x.example", "#top", None, "https://[x")] == [
        "/a",
        "/",
        "",
        "",
        "",
    ]
