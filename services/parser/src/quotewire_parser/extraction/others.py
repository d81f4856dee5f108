"""Articles that follow the one that was asked for on the same page: infinite scroll, "next story"."""

from lxml.html import HtmlElement

ENOUGH_CHARS = 300
"""Of paragraphs; the article of the headline must have so many before others are taken for other stories."""
OTHER_CHARS = 150

_OWN_MARKS = ".//time | .//*[@itemprop] | .//*[contains(@class,'byline') or contains(@class,'author')]"


def drop_others(tree: HtmlElement, heading: HtmlElement | None) -> None:
    """Take the whole articles out of *tree* that stand below the one with the page's *heading*."""
    if heading is None:
        return
    own = list(heading.iterancestors("article"))
    if own and _chars(own[-1], ENOUGH_CHARS) >= ENOUGH_CHARS:
        _drop_articles(tree, own[-1])
    _drop_alike(heading)
    above = set(heading.iterancestors())
    passed = False
    for other in list(tree.iter("h1")):
        if other is heading:
            passed = True
        elif passed and other.getroottree().getroot() is tree:
            box = _box(other, above)
            if (
                box is not None
                and _chars(box, OTHER_CHARS) >= OTHER_CHARS
                and (box.tag == "article" or box.xpath(_OWN_MARKS))
            ):
                box.drop_tree()


def _drop_alike(heading: HtmlElement) -> None:
    """Drop what follows the element around the *heading*, has its name, and begins with a headline that is a link."""
    for box in heading.iterancestors("div", "section", "li"):
        name = box.get("class")
        if not name or _chars(box, ENOUGH_CHARS) < ENOUGH_CHARS:
            continue
        for other in list(box.itersiblings(box.tag)):
            if other.get("class") == name and _is_linked_story(other):
                other.drop_tree()
        return


def _is_linked_story(box: HtmlElement) -> bool:
    title = next(box.iter("h1", "h2", "h3"), None)
    if title is None or not (list(title.iter("a")) or list(title.iterancestors("a"))):
        return False
    return _chars(box, OTHER_CHARS) >= OTHER_CHARS


def _drop_articles(tree: HtmlElement, own: HtmlElement) -> None:
    after = False
    for article in list(tree.iter("article")):
        if article is own:
            after = True
        elif after and next(article.iterancestors("article"), None) is None and _is_story(article):
            article.drop_tree()


def _is_story(article: HtmlElement) -> bool:
    heading = next(article.iter("h1", "h2", "h3"), None)
    return heading is not None and _chars(article, 1) > 0


def _box(heading: HtmlElement, above: set[HtmlElement]) -> HtmlElement | None:
    """Give the largest element around *heading* that does not hold the page's own headline."""
    box = None
    for node in heading.iterancestors():
        if node in above:
            return box
        box = node
    return None


def _chars(element: HtmlElement, enough: int) -> int:
    """Count the characters of the paragraphs of *element*, up to *enough* of them."""
    chars = 0
    for paragraph in element.iter("p"):
        chars += len("".join(paragraph.itertext()).strip())
        if chars >= enough:
            break
    return chars
