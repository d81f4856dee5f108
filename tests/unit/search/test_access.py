"""With a tokens file, whoever has no token sees nothing; whoever has one sees what its scopes allow."""

import base64
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.routing import BaseRoute, Route
from structlog.testing import capture_logs

from quotewire_search.access import is_loopback, needed_scope, warn_if_open
from quotewire_search.main import build_app
from quotewire_search.settings import SearchSettings
from quotewire_search.tokens import Scope, entry, make_secret
from tests.unit.search.fakes import FakeIndex, browser, quote

READER, EXPORTER, EXPIRED = (make_secret() for _ in range(3))


@pytest.fixture
def tokens(tmp_path: Path) -> Path:
    file = tmp_path / "tokens.toml"
    old = entry("old", EXPIRED, ["read"], None) + "expires = 2020-01-01\n"
    file.write_text(
        entry("reader", READER, ["read"], None) + entry("all", EXPORTER, all_scopes(), None) + old
    )
    return file


def all_scopes() -> list[Scope]:
    return ["read", "export", "metrics"]


def guarded(tokens: Path, *, public_page: bool = False) -> httpx.AsyncClient:
    return browser(FakeIndex(), SearchSettings(tokens_file=str(tokens), public_page=public_page))


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def basic(secret: str, user: str = "anybody") -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode()}


@pytest.mark.parametrize(
    "path", ["/", "/articles", "/api/v1/quotes", "/api/v1/openapi.json", "/metrics", "/no"]
)
async def test_without_a_token_nothing_is_shown(tokens: Path, path: str) -> None:
    async with guarded(tokens) as client:
        answer = await client.get(path)
    assert answer.status_code == 401
    assert [value.split()[0] for value in answer.headers.get_list("www-authenticate")] == ["Bearer", "Basic"]
    assert "quotewire tokens new" in answer.text


async def test_the_apis_refusal_is_a_problem(tokens: Path) -> None:
    async with guarded(tokens) as client:
        answer = await client.get("/api/v1/quotes")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == "A token is needed"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("headers", [bearer(READER), {"Authorization": f"bearer  {READER}"}, basic(READER)])
async def test_a_token_opens_as_bearer_and_as_password(tokens: Path, headers: dict[str, str]) -> None:
    async with guarded(tokens) as client:
        for path in ("/", "/api/v1/quotes"):
            assert (await client.get(path, headers=headers)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        bearer("qw_wrong"),
        bearer(READER[:-1]),
        bearer(f"{READER} {READER}"),
        bearer(""),
        basic(""),
        basic("p", user=READER),
        {"Authorization": "Basic %%%"},
        {"Authorization": "Basic " + base64.b64encode(b"\xff\xfe").decode()},
        {"Authorization": f"Digest {READER}"},
        {"Authorization": READER},
        {"Authorization": ""},
    ],
)
async def test_anything_else_is_refused(tokens: Path, headers: dict[str, str]) -> None:
    async with guarded(tokens) as client:
        assert (await client.get("/api/v1/quotes", headers=headers)).status_code == 401


async def test_an_expired_token_is_told_so(tokens: Path) -> None:
    async with guarded(tokens) as client:
        answer = await client.get("/api/v1/quotes", headers=bearer(EXPIRED))
    assert answer.status_code == 401
    assert "has expired" in answer.json()["detail"]


async def test_a_token_without_the_scope_is_told_which_it_lacks(tokens: Path) -> None:
    async with guarded(tokens) as client:
        for path, scope in (("/metrics", "metrics"), ("/api/v1/export/quotes", "export")):
            answer = await client.get(path, headers=bearer(READER))
            assert answer.status_code == 403
            assert f"lacks the scope {scope}" in answer.text
            assert "www-authenticate" not in answer.headers
        assert (await client.get("/metrics", headers=bearer(EXPORTER))).status_code == 200
        export = await client.get("/api/v1/export/quotes", headers=bearer(EXPORTER))
    assert export.status_code not in (401, 403)


async def test_probes_and_the_pages_own_files_are_open(tokens: Path) -> None:
    async with guarded(tokens) as client:
        for path in ("/health", "/ready", "/static/style.css"):
            assert (await client.get(path)).status_code == 200


async def test_a_public_page_leaves_the_api_and_the_figures_closed(tokens: Path) -> None:
    async with guarded(tokens, public_page=True) as client:
        assert (await client.get("/")).status_code == 200
        for path in ("/api/v1/quotes", "/api/v1/export/quotes", "/metrics"):
            assert (await client.get(path)).status_code == 401


async def test_without_a_tokens_file_nobody_needs_one() -> None:
    async with browser(FakeIndex()) as client:
        for path in ("/", "/api/v1/quotes", "/metrics"):
            assert (await client.get(path)).status_code == 200


async def test_a_token_that_is_taken_out_of_the_file_ends_at_once(tokens: Path) -> None:
    async with guarded(tokens) as client:
        assert (await client.get("/api/v1/quotes", headers=bearer(READER))).status_code == 200
        tokens.write_text(entry("all", EXPORTER, all_scopes(), None))
        assert (await client.get("/api/v1/quotes", headers=bearer(READER))).status_code == 401
        assert (await client.get("/api/v1/quotes", headers=bearer(EXPORTER))).status_code == 200


async def test_a_public_page_has_public_feeds_and_says_that_exports_ask_for_a_token(tokens: Path) -> None:
    index = FakeIndex([quote()])
    settings = SearchSettings(tokens_file=str(tokens), public_page=True)
    async with browser(index, settings) as client:
        page = (await client.get("/?q=comment")).text
        for path in ("/feed.atom?q=comment", "/feed.json?q=comment"):
            assert path.partition("?")[0] in page
            assert (await client.get(path)).status_code == 200
        assert "with a token" in page
        assert "download=" not in page  # a browser asks for a token only where it opens the link
        export = "/api/v1/export/quotes?q=comment&format=csv"
        assert (await client.get(export)).status_code == 401
        assert (await client.get(export, headers=basic(READER))).status_code == 403
        assert (await client.get(export, headers=basic(EXPORTER))).status_code == 200
    async with browser(index, SearchSettings()) as client:
        page = (await client.get("/?q=comment")).text
        assert 'download="quotes.csv"' in page
        assert "with a token" not in page


async def test_while_the_file_is_broken_the_tokens_of_before_hold_and_the_log_says_so(tokens: Path) -> None:
    async with guarded(tokens) as client:
        tokens.write_text("[[token")
        with capture_logs() as logs:
            answers = [await client.get("/api/v1/quotes", headers=bearer(READER)) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert [event["event"] for event in logs] == ["tokens_unreadable"]
        tokens.unlink()
        assert (await client.get("/api/v1/quotes")).status_code == 401


async def test_guessing_tokens_is_slow(tokens: Path) -> None:
    limited = SearchSettings(tokens_file=str(tokens), rate_per_minute=1, rate_burst=2)
    async with browser(FakeIndex(), limited) as client:
        statuses = [
            (await client.get("/api/v1/quotes", headers=bearer(f"qw_{n}"))).status_code for n in range(3)
        ]
    assert statuses == [401, 401, 429]


async def test_no_token_reaches_the_log(tokens: Path) -> None:
    with capture_logs() as logs:
        async with guarded(tokens) as client:
            for secret in ("qw_not-known", EXPIRED):
                await client.get("/api/v1/quotes", headers=bearer(secret))
            await client.get("/metrics", headers=bearer(READER))
    assert [event["reason"] for event in logs] == ["unknown", "expired", "scope"]
    assert not any(secret in str(logs) for secret in ("qw_not-known", EXPIRED, READER))


def test_a_path_that_nobody_thought_of_needs_a_token() -> None:
    assert needed_scope("/api/v2/anything", public_page=True) == "read"
    assert needed_scope("/anything", public_page=False) == "read"
    assert needed_scope("/healthy", public_page=False) == "read"
    assert needed_scope("/metrics/", public_page=False) == "read"


def routes_of(routes: list[BaseRoute]) -> Iterator[Route]:
    for route in routes:
        if isinstance(route, Route):
            yield route
        # FastAPI keeps an included router whole.
        inner = getattr(route, "original_router", route)
        yield from routes_of(getattr(inner, "routes", None) or [])


def test_no_route_takes_a_verb_that_writes() -> None:
    app = build_app(FakeIndex(), SearchSettings())
    described = app.openapi()["paths"]
    assert {verb for path in described.values() for verb in path} == {"get"}
    found = list(routes_of(app.routes))
    assert len(found) > len(described)  # the page's, too
    for route in found:
        assert route.methods, route.path
        assert route.methods <= {"GET", "HEAD"}, route.path


@pytest.mark.parametrize("verb", ["POST", "PUT", "PATCH", "DELETE"])
async def test_writing_is_refused(verb: str) -> None:
    async with browser(FakeIndex()) as client:
        for path in ("/", "/api/v1/quotes", "/static/style.css"):
            assert (await client.request(verb, path)).status_code == 405


@pytest.mark.parametrize(
    ("host", "tokens_file", "warns"),
    [
        ("127.0.0.1", "", False),
        ("::1", "", False),
        ("localhost", "", False),
        ("0.0.0.0", "", True),
        ("search.example", "", True),
        ("0.0.0.0", "tokens.toml", False),
    ],
)
def test_the_log_warns_when_everybody_may_ask(host: str, tokens_file: str, warns: bool) -> None:
    with capture_logs() as logs:
        warn_if_open(SearchSettings(host=host, tokens_file=tokens_file))
    assert [event["event"] for event in logs] == (["search_open_to_network"] if warns else [])


def test_loopback_is_every_address_that_only_this_machine_reaches() -> None:
    assert [is_loopback(host) for host in ("127.8.9.1", "::1", "192.0.2.1", "::")] == [
        True,
        True,
        False,
        False,
    ]
