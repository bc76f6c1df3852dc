"""Telegram's door: who has the secret may bring an update, of a shape and size that Telegram sends."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from bot.adapters.telegram import Telegram
from bot.adapters.telegram.webhook import PATH, route, secret_for, secrets_for

SECRETS = ("new-secret", "old-secret")
UPDATE = json.dumps({"update_id": 7}).encode()


class Door:
    def __init__(self) -> None:
        self.taken: list[dict[str, object]] = []

    async def take(self, update: dict[str, object]) -> None:
        self.taken.append(update)

    async def post(
        self, body: bytes | AsyncIterator[bytes], secret: str = SECRETS[0], kind: str = "application/json"
    ) -> int:
        transport = httpx.ASGITransport(Starlette(routes=[route(SECRETS, self.take)]))
        headers = {"x-telegram-bot-api-secret-token": secret.encode(), "content-type": kind}
        async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
            return (await client.post(PATH, content=body, headers=headers)).status_code


async def test_either_secret_opens_while_one_is_exchanged() -> None:
    door = Door()
    assert [await door.post(UPDATE, one) for one in SECRETS] == [200, 200]
    assert len(door.taken) == 2


@pytest.mark.parametrize(
    "secret", ["", "new", "new-secre", "new-secret ", "new-secret,old-secret", "ä", "x" * 9000]
)
async def test_no_other_word_does(secret: str) -> None:
    door = Door()
    assert await door.post(UPDATE, secret) == 403
    assert door.taken == []


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'{"update_id": "7"}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (UPDATE, "text/plain", 415),
        (b"x" * (1 << 21), "application/json", 413),
    ],
)
async def test_what_is_no_update_is_turned_away(body: bytes, kind: str, status: int) -> None:
    door = Door()
    assert await door.post(body, kind=kind) == status
    assert door.taken == []


async def test_too_much_is_not_read_to_its_end() -> None:
    taken = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal taken
        for _ in range(480):
            taken += 1 << 16
            yield b"x" * (1 << 16)

    assert await Door().post(pieces()) == 413
    assert taken <= (1 << 20) + (1 << 16)


def test_there_is_always_a_secret_and_it_does_not_tell_the_token() -> None:
    for given in ("", " ", ",", " , "):
        [secret] = secrets_for(given, "123:token")
        assert secret == secret_for("123:token")
        assert "token" not in secret
    assert secrets_for(" b , a ", "123:token") == ("b", "a")
    assert Telegram(token="123:token", public_url="https://bot.example").routes()
