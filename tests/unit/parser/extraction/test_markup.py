"""The visible page says its headline, authors and times, and what stands beside the article is not believed."""

import pytest
from hypothesis import given

from quotewire_parser.extraction.claims import Claims
from quotewire_parser.extraction.markup import MOST_BYLINES, Furniture, is_elsewhere, read_markup
from quotewire_parser.extraction.people import people_in
from quotewire_parser.extraction.tree import visible_text
from tests.unit.parser.extraction.news import ANY_HTML, H1, HEADLINE, NEWS, TITLE, story, tree_of


def read(html: str) -> tuple[Claims, Furniture]:
    return read_markup(tree_of(html))


def claims(*blocks: str, before: str = H1, head: str = TITLE) -> Claims:
    return read(story(*blocks, *NEWS, before=before, head=head))[0]


def heading(html: str) -> list[str]:
    return [visible_text(h1) for h1 in read(html)[1].headings]


def test_the_h1_inside_the_article_is_the_headline() -> None:
    assert heading(f"<body><h1>Harbour Post</h1><article>{H1}<p>x</p></article>") == [HEADLINE]


def test_of_several_the_longest_that_the_title_repeats_is_the_headline() -> None:
    assert heading(story(*NEWS, before=f"<h1 class=logo>Harbour Post</h1>{H1}")) == [HEADLINE]


def test_without_an_article_the_first_h1_with_text_is_the_headline() -> None:
    assert heading(f"<body><h1><img src=logo.png></h1>{H1}<h1>Other</h1>") == [HEADLINE]


def test_a_page_without_h1_has_no_heading_but_a_title() -> None:
    found, furniture = read("<head><title>Gates\n to close</title></head><body><p>x")
    assert (furniture.headings, found.titles) == ((), ("Gates to close",))


def test_an_empty_page_claims_nothing() -> None:
    assert read("<p>x")[0] == Claims("html")


@pytest.mark.parametrize(
    "byline",
    [
        "<p class=byline>By Jon Tarn</p>", "<div class='article-byline'>By Jon Tarn</div>", "<span class=author>By Jon Tarn</span>",
        "<address>By Jon Tarn</address>", "<div id=byline>By Jon Tarn</div>", "<p data-testid=byline>By Jon Tarn</p>",
    ],
)  # fmt: skip
def test_a_byline_is_found_by_what_the_page_calls_it(byline: str) -> None:
    found, furniture = read(story(byline, *NEWS))
    assert found.authors == ("By Jon Tarn",)
    assert len(furniture.bylines) == 1


@pytest.mark.parametrize(
    "byline",
    [
        "<div class=byline>By <a rel=author href=/x>Jon Tarn</a><span> in Saltby</span></div>",
        "<div class=byline><a href=/authors/jon-tarn>Jon Tarn</a> <span>Maritime Correspondent</span></div>",
        "<div class=author><div class=author-name>Jon Tarn</div><div class=author-title>Maritime Correspondent</div></div>",
        "<div class=byline><span class=byline__name>Jon Tarn</span><br>Maritime</div>",
        "<a rel=author href=/x>Jon Tarn</a>",
    ],
)  # fmt: skip
def test_within_a_byline_the_name_is_told_from_the_rest(byline: str) -> None:
    assert claims(byline).authors == ("Jon Tarn",)


def test_authors_in_microdata_are_believed_before_bylines() -> None:
    block = "<p class=byline>By Ana Reu</p><span itemprop=author itemscope><span itemprop=name>Jon Tarn</span>, editor</span>"
    assert claims(block).authors == ("Jon Tarn",)


@pytest.mark.parametrize(
    "block",
    [
        "<aside><p class=byline>By Ana Reu</p></aside>", "<div class=related-stories><p class=byline>By Ana Reu</p></div>",
        "<section id=comments><span class=author>Ana Reu</span></section>", "<div class=author-bio><span class=author>Ana Reu</span></div>",
        f"<p class=author>{'Ana Reu knows the gates. ' * 20}</p>", "<p class=authority>The port authority</p>",
    ],
)  # fmt: skip
def test_bylines_of_other_articles_boxes_and_paragraphs_are_not_believed(block: str) -> None:
    assert claims(block).authors == ()


def test_a_thousand_bylines_are_cut() -> None:
    _, furniture = read(story(*(f"<p class=byline>By Jon Tarn {n}</p>" for n in range(1_000))))
    assert len(furniture.bylines) == MOST_BYLINES


@pytest.mark.parametrize(
    "name", ["standfirst", "article-dek", "sub-title", "subheadline", "chapo", "entradilla", "sommario"]
)
def test_the_line_under_the_headline_is_the_standfirst(name: str) -> None:
    found, furniture = read(story(*NEWS, before=f"{H1}<p class='{name}'>Divers at work</p>"))
    assert found.descriptions == ("Divers at work",)
    assert furniture.standfirst is not None


def test_a_name_that_may_mean_the_first_paragraph_counts_only_apart_from_the_others() -> None:
    assert claims("<p class=lead>Divers at work</p>").descriptions == ()
    assert claims(before=f"<header>{H1}<p class=lead>Divers at work</p></header>").descriptions == (
        "Divers at work",
    )


@pytest.mark.parametrize(
    "before",
    [
        f"<p class=standfirst>Divers at work</p>{H1}",
        f"{H1}<div class=standfirst><p>Divers at work</p><p>Ferries move</p></div>",
        f"{H1}<p class=standfirst>{'Divers at work. ' * 100}</p>",
        f"{H1}<div class=related><p class=standfirst>Divers at work</p></div>",
        f"{H1}<p class=standfirst> </p>",
    ],
)
def test_other_lines_are_no_standfirst(before: str) -> None:
    assert claims(before=before).descriptions == ()


def test_a_time_that_says_it_is_the_publication_comes_before_one_that_does_not() -> None:
    block = "<time datetime=2026-11-18>a</time><p class=x>Published <time datetime=2026-11-20>b</time></p><p>Updated <time datetime=2026-11-21>c</time></p>"
    found = claims(block)
    assert (found.published, found.modified) == (("2026-11-20", "2026-11-18"), ("2026-11-21",))


def test_a_time_without_a_machines_form_is_read_as_written() -> None:
    assert claims("<time>20 November 2026</time>").published == ("20 November 2026",)


def test_times_in_sentences_and_of_other_articles_are_no_publication() -> None:
    blocks = "<p>The gates shut on <time datetime=1999-01-01>1 January</time>.</p><aside><time datetime=2026-11-01>1 Nov</time></aside>"
    assert claims(blocks).published == ()


def test_microdata_is_read() -> None:
    found = claims(
        "<meta itemprop=datePublished content=2026-11-20><meta itemprop=dateModified content=2026-11-21>"
        "<meta itemprop=articleSection content=Ports><span itemprop=publisher itemscope><meta itemprop=name content='Harbour Post'></span>"
    )
    assert (found.published, found.modified, found.sections, found.publishers) == (
        ("2026-11-20",),
        ("2026-11-21",),
        ("Ports",),
        ("Harbour Post",),
    )


def test_the_first_figure_of_the_article_is_its_image() -> None:
    figures = "<figure><img src='data:image/png;base64,x'></figure><figure><img src=/gate.jpg></figure>"
    assert claims(figures).images == ("/gate.jpg",)
    assert read(f"<body><figure><img src=/logo.png></figure>{story(*NEWS)}")[0].images == ()


def test_the_pages_language_is_what_its_root_says() -> None:
    assert claims().languages == ("en",)


@pytest.mark.parametrize(
    "wrapper",
    [
        "nav",
        "aside",
        "footer",
        "div class=sidebar",
        "div id=comments",
        "section class=most-read",
        "div class=newsletter-box",
    ],
)
def test_parts_about_other_things_are_elsewhere(wrapper: str) -> None:
    element = tree_of(f"<body><{wrapper}><p id=it>x</p></{wrapper.partition(' ')[0]}>").find(".//p")
    assert element is not None
    assert is_elsewhere(element)


def test_a_body_whose_class_names_a_sidebar_is_not_elsewhere() -> None:
    element = tree_of("<html class=related><body class='has-sidebar'><p>x").find(".//p")
    assert element is not None
    assert not is_elsewhere(element)


@given(ANY_HTML)
def test_any_page_gives_claims_of_plain_lines(html: str) -> None:
    found, _ = read(f"<p>x</p>{html}")
    for texts in (found.titles, found.authors, found.descriptions):
        assert all(text == " ".join(text.split()) for text in texts)


@pytest.mark.parametrize(
    "byline",
    [
        "<div class=x>Submitted by <span typeof=schema:Person property=schema:name>Jon Tarn</span></div>",
        "<footer class=meta><div>By Jon Tarn</div></footer>",
        "<div class=firma>Per <a>Jon Tarn</a></div>",
        "<span class=username>Jon Tarn</span>",
        "<span class=autorius>Jon Tarn</span>",
    ],
)
def test_a_byline_is_found_in_an_articles_footer_and_by_its_type(byline: str) -> None:
    assert people_in(claims(byline).authors, outlets=()) == ("Jon Tarn",)


def test_a_byline_in_the_box_of_another_article_is_not_believed() -> None:
    card = "<div class=x><h4><a href=/x>Fares rise</a></h4><p class=byline>By Ana Reu</p></div>"
    assert claims(card).authors == ()
    assert (
        claims("<a href=/x><h4>Fares rise by four per cent</h4><p class=byline>By Ana Reu</p></a>").authors
        == ()
    )
    assert claims(
        "<a href=/authors/ana><h4>Our woman in Saltby, by herself</h4><p class=byline>By Ana Reu</p></a>"
    ).authors
