"""Good publishers whose pages are hard to name, to reach or to decode."""

from tests.hostile_web.documents import Entry, atom, rss
from tests.hostile_web.http import Ask, Reply, always, answer, redirect
from tests.hostile_web.maker import Maker, serve_feed
from tests.hostile_web.site import validated

_CHARSETS = (
    # name, Python's codec, language, Content-Type, head
    ("windows-1252", "cp1252", "de", "text/html; charset=iso-8859-1", ""),
    ("shift-jis", "cp932", "ja", "text/html", '<meta charset="Shift_JIS">'),
    ("utf-16", "utf-16", "fr", "text/html", ""),
    ("koi8-r", "koi8_r", "ru", "text/html; charset=KOI8-R", ""),
    ("big5", "big5", "zh", "text/html; charset=Big5", ""),
    ("euc-kr", "euc_kr", "ko", "text/html; charset=euc-kr", '<meta charset="euc-kr">'),
    ("utf-8-bom", "utf-8-sig", "fr", "text/html; charset=iso-8859-1", ""),
    ("utf-8-unsaid", "utf-8", "de", "text/html", ""),
)


def add_all(maker: Maker) -> None:
    """Add every publisher of this file."""
    _add_charsets(maker)
    _add_spellings(maker)
    _add_redirects(maker)
    _add_aggregators(maker)
    _add_rights(maker)
    _add_types(maker)


def _add_charsets(maker: Maker) -> None:
    for name, codec, language, mime, head in _CHARSETS:
        site = maker.site(name)
        told = maker.story(language)
        target = f"/{language}/1"
        body = site.page(target, told, head=head).encode(codec, "xmlcharrefreplace")
        site.routes[target] = validated(lambda _ask, b=body: (b, "v1"), kind=mime)  # type: ignore[misc]
        site.article(target, told)
        text = rss([maker.entry(site.url(target), told)], title=name)
        serve_feed(site, lambda _ask, t=text: t)  # type: ignore[misc]
        site.source()


def _add_spellings(maker: Maker) -> None:
    site = maker.site("many-spellings")
    told = maker.story()
    target = "/2026/11/story?id=77"
    link = f'<link rel="canonical" href="{site.url(target)}">'
    page = validated(lambda _ask: (site.page(target, told, head=link).encode(), "v1"))
    spellings = [
        target,
        f"{target}&utm_source=feed&utm_medium=rss",
        f"{target}&fbclid=abc123",
        f"{target}#comments",
    ]
    amp = "/amp/2026/11/story?id=77"
    for one in ("/2026/11/story", "/amp/2026/11/story"):
        site.routes[one] = page
    site.article(target, told)
    site.single_paths.append("/2026/11/story")
    entries = [maker.entry(site.url(one), told, guid=one) for one in (*spellings, amp)]
    serve_feed(site, lambda _ask: rss(entries, title="Spellings"))
    site.source()

    sessions = maker.site("session-ids")
    told_too = maker.story()
    canonical = f'<link rel="canonical" href="{sessions.url("/s/1")}">'
    sessions.page("/s/1", told_too, head=canonical)
    page_too = sessions.page("/s/1", told_too, head=canonical)
    sessions.fallback = lambda ask: _session_page(ask, page_too)
    sessions.article("/s/1", told_too)
    sessions.single_paths.append("/s/1")

    def feed(ask: Ask) -> str:
        # A new session at each poll; title and guid tell that it is the same story.
        return rss(
            [maker.entry(sessions.url(f"/s/1?PHPSESSID={ask.number:032x}"), told_too, guid="s1")], title="S"
        )

    serve_feed(sessions, feed)
    sessions.source()


def _session_page(ask: Ask, html: str) -> Reply:
    if ask.path != "/s/1":
        return answer("not here", status=404)
    return answer(html, version="v1")


def _add_redirects(maker: Maker) -> None:
    site, entries = maker.paper("redirects", 1)
    other = maker.site("redirected-here")
    for name, status, start, end in (
        ("permanent", 301, "/go/1", "/there/1"),
        ("temporary", 302, "/go/2", "/there/2?x=1"),
        ("kept", 307, "/go/3", "/there/3"),
        ("abroad", 302, "/go/4", other.url("/abroad/4")),
    ):
        told = maker.story()
        host = other if name == "abroad" else site
        target = "/abroad/4" if name == "abroad" else end
        host.add_page(target, told)
        site.routes[start] = always(redirect(end, status))
        entries.append(maker.entry(site.url(start), told))
    # Three hops, one of them abroad and back.
    told = maker.story()
    site.add_page("/there/5", told)
    site.routes["/go/5"] = always(redirect("/go/5/b"))
    site.routes["/go/5/b"] = always(redirect(other.url("/back/5"), 308))
    other.routes["/back/5"] = always(redirect(site.url("/there/5"), 303))
    entries.append(maker.entry(site.url("/go/5"), told))


def _add_aggregators(maker: Maker) -> None:
    papers = [maker.paper(f"quoted-{number}", 2) for number in range(3)]
    named: list[Entry] = [entry for _, entries in papers for entry in entries]
    first = papers[0][0]
    second_feed = [Entry(one.url + "?utm_campaign=second", one.title, one.at) for one in papers[0][1]]
    serve_feed(
        first, lambda _ask: atom(second_feed, title="Again"), target="/second", kind="application/atom+xml"
    )
    first.source("/second", "atom", tag="second")
    for number in range(2):
        site = maker.site(f"aggregator-{number}")
        own = maker.pages(site, 1)
        entries = [*own, *named, *named[:2]]
        serve_feed(site, lambda _ask, e=entries: rss(e, title="Elsewhere"))  # type: ignore[misc]
        site.source()


def _add_rights(maker: Maker) -> None:
    site = maker.site("reserved")
    entries = []
    for name, head, headers, rights in (
        ("meta", '<meta name="robots" content="noai, noimageai">', {}, (("noai", True),)),
        ("header", "", {"X-Robots-Tag": "noai"}, (("noai", True),)),
        ("tdm", '<meta name="tdm-reservation" content="1">', {}, (("tdm", True),)),
        ("tdm-header", "", {"tdm-reservation": "1"}, (("tdm", True),)),
    ):
        told = maker.story()
        target = f"/reserved/{name}"
        page = site.page(target, told, head=head)
        site.routes[target] = always(answer(page, version="v1", headers=headers))
        site.article(target, told, rights=rights)
        entries.append(maker.entry(site.url(target), told))
    serve_feed(site, lambda _ask: rss(entries, title="Reserved"))
    site.source()

    told_all = [maker.story() for _ in range(2)]
    ai = maker.site("reserved-ai")
    ai.robots("User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /\n\nUser-agent: *\nDisallow: /private/\n")
    ai.add_page("/no-training", told_all[0], rights=(("ai", True),))
    text = rss([maker.entry(ai.url("/no-training"), told_all[0])], title="AI")
    serve_feed(ai, lambda _ask: text)
    ai.source()

    tdm = maker.site("reserved-tdmrep")
    rules = '[{"location": "/open/*", "tdm-reservation": 0}, {"location": "/*", "tdm-reservation": 1}]'
    tdm.routes["/.well-known/tdmrep.json"] = always(answer(rules, kind="application/json", meaning="silent"))
    tdm.add_page("/closed/1", told_all[1], rights=(("tdm", True),))
    listed = [maker.entry(tdm.url("/closed/1"), told_all[1])]
    serve_feed(tdm, lambda _ask: rss(listed, title="TDM"))
    tdm.source()


def _add_types(maker: Maker) -> None:
    site, entries = maker.paper("types", 1)
    for name, kind in (
        ("untyped", ""),
        ("xhtml", "application/xhtml+xml"),
        ("shouting", "TEXT/HTML ; Charset=UTF-8"),
        ("plain", "text/plain; charset=utf-8"),
    ):
        told = maker.story()
        target = f"/typed/{name}"
        body = f"{site.marker(target)}\n\n{told.text}" if name == "plain" else site.page(target, told)
        site.routes[target] = always(answer(body, kind=kind, version="v1"))
        site.article(target, told)
        entries.append(maker.entry(site.url(target), told))
