"""What browsers load is small, ours, whole, and readable by contrast; nothing of it needs a lax policy."""

import hashlib
import re
from importlib.resources import files

import pytest

from quotewire_search.templating import build_templates
from tests.unit.search.fakes import FakeIndex, browser, facet, quote, timeline
from tests.unit.search.pages.browsing import Page

STATIC = files("quotewire_search") / "static"
STYLE = (STATIC / "style.css").read_text()
TEXT, PICTURE = 4.5, 3.0
"""Least contrast by WCAG 2.2 (1.4.3 and 1.4.11), AA."""


def full_index() -> FakeIndex:
    """Build an index that fills the page: twenty quotes, eight facets, a long timeline."""
    index = FakeIndex([quote(text="Nobody knows who will pay for it. " * 6)] * 20)
    names = ("publisher", "speaker", "kind", "stance", "language", "role", "actor")
    index.facets = {name: facet(*(f"{name} {number}" for number in range(12))) for name in names}
    index.found_timeline = timeline(*range(90))
    return index


async def test_the_first_load_is_below_100_kb() -> None:
    async with browser(full_index()) as client:
        page = Page((await client.get("/")).text)
        addresses = ["/"]
        addresses += [tag["src"] or "" for name in ("script", "img") for tag in page.all(name)]
        addresses += [
            tag["href"] or "" for tag in page.all("link") if tag.get("rel") in ("stylesheet", "icon")
        ]
        transferred = 0
        for address in addresses:
            async with client.stream("GET", address) as answer:
                transferred += len(b"".join([part async for part in answer.aiter_raw()]))
    assert len(addresses) == 6
    assert transferred < 60_000


async def test_text_is_packed_only_for_those_who_take_it_so() -> None:
    async with browser(full_index()) as client:
        packed = await client.get("/static/style.css", headers={"Accept-Encoding": "gzip"})
        plain = await client.get("/static/style.css", headers={"Accept-Encoding": "identity"})
        export = await client.get("/api/v1/export/quotes", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text
    assert "content-encoding" not in export.headers


def test_htmx_is_the_file_that_the_readme_tells_of() -> None:
    digest = hashlib.sha256((STATIC / "htmx.min.js").read_bytes()).hexdigest()
    told = (STATIC / "README.md").read_text()
    assert f"sha256 {digest}" in told
    assert "0BSD" in told
    assert f'version:"{re.search(r"htmx (2[.][0-9.]+)", told)[1]}"' in (STATIC / "htmx.min.js").read_text()  # type: ignore[index]


def test_every_file_that_browsers_load_is_in_the_readme() -> None:
    told = (STATIC / "README.md").read_text()
    assert [file.name for file in STATIC.iterdir() if f"`{file.name}`" not in told] == ["README.md"]


def test_our_script_is_small_and_needs_no_lax_policy() -> None:
    script = (STATIC / "page.js").read_text()
    assert len(script.encode()) < 6_000
    for word in ("eval(", "new Function", "innerHTML", "insertAdjacentHTML", "document.write", ".style"):
        assert word not in script


def test_styles_load_nothing_from_elsewhere() -> None:
    for name in ("style.css", "reading.css"):
        assert not re.search(r"url\(|@import|https?:", (STATIC / name).read_text())


async def test_htmx_is_kept_from_code_in_attributes_and_from_other_sites() -> None:
    async with browser(FakeIndex()) as client:
        page = Page((await client.get("/")).text)
    told = next(tag["content"] or "" for tag in page.all("meta") if tag.get("name") == "htmx-config")
    for setting in (
        '"allowEval": false',
        '"allowScriptTags": false',
        '"includeIndicatorStyles": false',
        '"selfRequestsOnly": true',
    ):
        assert setting in told


def test_no_template_trusts_a_text_or_runs_code() -> None:
    environment = build_templates()
    for name in environment.list_templates(extensions=["html"]):
        source, *_ = environment.loader.get_source(environment, name)  # type: ignore[union-attr]
        assert not re.search(
            r"\|\s*safe\b|hx-on|hx-vals|hx-vars|<style|\sstyle=|\son[a-z]+=|<script(?! src)", source
        ), name


@pytest.mark.parametrize(
    "path",
    ["/", "/articles", "/static/style.css", "/static/page.js", "/nowhere", "/api/v1/quotes", "/health"],
)
async def test_every_answer_forbids_inline_scripts_frames_and_third_parties(path: str) -> None:
    async with browser(FakeIndex([quote()])) as client:
        answer = await client.get(path)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'")
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


def tokens(scheme: str) -> dict[str, str]:
    """Read the colours of the light or the dark page; the dark one inherits what it does not change."""
    light, dark = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", light))
    return found | (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", dark)) if scheme == "dark" else {})


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_stand_out_from_what_they_stand_on(scheme: str) -> None:
    colours = tokens(scheme)
    grounds = ("paper", "card", "chip", "wash")
    pairs = [(ink, ground, TEXT) for ink in ("ink", "soft", "link", "accent") for ground in grounds]
    pairs += [
        (ink, ground, TEXT) for ink in ("good", "doubtful", "bad") for ground in ("paper", "card", "wash")
    ]
    pairs += [("ink", ground, TEXT) for ground in ("direct", "mixed", "indirect", "added", "removed")]
    pairs += [("found-ink", "found", TEXT), ("button-ink", "button", TEXT), ("paper", "ink", TEXT)]
    pairs += [
        (line, ground, PICTURE)
        for line in ("edge", "bar", "bar-strong", "ring")
        for ground in ("paper", "card")
    ]
    pairs += [(f"{kind}-edge", "paper", PICTURE) for kind in ("direct", "mixed", "indirect")]
    faint = [
        (one, other, round(contrast(colours[one], colours[other]), 2))
        for one, other, least in pairs
        if contrast(colours[one], colours[other]) < least
    ]
    assert faint == []
