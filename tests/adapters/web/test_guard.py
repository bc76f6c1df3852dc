"""Other pages of the same browser cannot reach the workspace, and nothing too large or malformed gets in."""

import json
from collections.abc import AsyncIterator

import pytest

from tests.adapters.web.conftest import Serve, Served

SAY = json.dumps({"as": "nina", "channel": "care-team", "text": "hi"})
JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-type": "text/plain"}, 415),
        ({"content-type": "application/x-www-form-urlencoded"}, 415),
        ({**JSON, "origin": "https://evil.example"}, 403),
        ({**JSON, "origin": "null"}, 403),
        ({**JSON, "origin": "http://127.0.0.1.evil.example"}, 403),
        ({**JSON, "origin": "http://127.0.0.1:1"}, 403),
        ({**JSON, "sec-fetch-site": "cross-site"}, 403),
        ({**JSON, "host": "evil.example"}, 421),
        ({**JSON, "host": "127.0.0.1.evil.example:8710"}, 421),
    ],
)
async def test_a_request_of_another_page_is_refused(chat: Served, headers: dict[str, str], status: int) -> None:
    response = await chat.http.post("/workspace/say", content=SAY, headers=headers)
    assert response.status_code == status
    assert response.json()["error"]
    assert await chat.messages("nina", "care-team") == []


async def test_our_own_page_may(chat: Served) -> None:
    response = await chat.http.post("/workspace/say", content=SAY, headers={**JSON, "origin": chat.url})
    assert response.status_code == 200


async def test_a_rebound_name_reads_nothing(chat: Served) -> None:
    for path in ("/", "/workspace/state", "/workspace/messages?as=nina", "/workspace/stream?as=nina"):
        assert (await chat.http.get(path, headers={"host": "evil.example"})).status_code == 421


async def test_loopback_and_the_configured_names_are_answered(serve: Serve) -> None:
    async with serve(hosts=("stitch.lan",)) as chat:
        for host in ("localhost", "LOCALHOST:8710", "[::1]:8710", "stitch.lan:8710"):
            assert (await chat.http.get("/workspace/state", headers={"host": host})).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"as": "nina", "channel": "care-team", "text": "\\ud800"}',
        b"[" * 9999,
    ],
)
async def test_what_is_no_proper_request_is_a_friendly_refusal(chat: Served, body: bytes) -> None:
    response = await chat.http.post("/workspace/say", content=body, headers=JSON)
    assert 400 <= response.status_code < 500
    assert response.json()["error"]


async def test_a_body_over_the_limit_is_refused_with_and_without_its_length(chat: Served) -> None:
    big = b"x" * (256 * 1024 + 1)

    async def pieces() -> AsyncIterator[bytes]:
        yield big

    for content in (big, pieces()):
        response = await chat.http.post("/workspace/say", content=content, headers=JSON)
        assert response.status_code == 413


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/workspace/say", 405),
        ("GET", "/workspace/nothing", 404),
        ("GET", "/workspace/static/../adapter.py", 404),
        ("GET", "/workspace/static/%2e%2e/adapter.py", 404),
        ("GET", "/workspace/messages?as=nina&channel=nowhere", 404),
        ("GET", "/workspace/messages?as=nina&channel=care-team&after=x", 422),
        ("GET", "/workspace/messages?channel=care-team", 422),
        ("GET", "/workspace/stream?as=eve", 404),
    ],
)
async def test_what_is_not_there_is_said_in_a_sentence(chat: Served, method: str, path: str, status: int) -> None:
    response = await chat.http.request(method, path)
    assert response.status_code == status
    assert response.json()["error"]


async def test_every_answer_carries_the_safe_headers(chat: Served) -> None:
    for path in ("/", "/workspace/state", "/workspace/static/page.js", "/workspace/nothing"):
        headers = (await chat.http.get(path)).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
    assert (await chat.http.get("/workspace/state")).headers["cache-control"] == "no-store"


async def test_the_page_has_no_inline_script_or_style_and_asks_nothing_of_the_internet(chat: Served) -> None:
    page = (await chat.http.get("/")).text
    assert "<style" not in page
    assert "style=" not in page
    assert " on" not in "".join(part.split(">")[0].replace(" one", "") for part in page.split("<button")[1:])
    for path in (
        "page.js",
        "message.js",
        "form.js",
        "composer.js",
        "clock.js",
        "wire.js",
        "page.css",
        "message.css",
    ):
        text = (await chat.http.get(f"/workspace/static/{path}")).text
        assert "innerHTML" not in text
        assert "http://" not in text
