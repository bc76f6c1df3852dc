"""What stands before Bolt: only what Slack has signed, in a shape and size that Slack sends, gets any further."""

import hashlib
import hmac
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx
import pytest
from starlette.applications import Starlette

from bot.adapters.slack import Slack
from bot.chat.adapter import CannotStart, Respond
from bot.chat.card import Card, Reply
from bot.chat.incoming import Command, Heard
from tests.standins.slack import SlackStandin

FORM = "application/x-www-form-urlencoded"
SECRETS = ("new-secret", "old-secret")
PATH = "/slack/events"


@dataclass
class Door:
    """The adapter's HTTP door, and what came through it."""

    http: httpx.AsyncClient
    slack: SlackStandin
    heard: list[Heard] = field(default_factory=list)

    async def post(self, body: bytes, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value.encode("utf-8") for name, value in headers.items()}
        return await self.http.post(PATH, content=body, headers=named)


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with SlackStandin() as slack:
        adapter = Slack(bot_token=slack.bot_token, signing_secret=", ".join(SECRETS), api_url=slack.url)
        transport = httpx.ASGITransport(Starlette(routes=adapter.routes()))
        async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
            door = Door(client, slack)

            async def hear(heard: Heard, respond: Respond) -> None:
                door.heard.append(heard)
                await respond(Reply(card=Card(title=("ok",), fallback="ok")))

            await adapter.start(hear)
            yield door
            await adapter.stop()


def signed(body: bytes, secret: str = SECRETS[0], *, at: float | None = None, kind: str = FORM) -> dict[str, str]:
    stamp = str(int(at if at is not None else time.time()))
    mac = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"x_slack_request_timestamp": stamp, "x_slack_signature": f"v0={mac}", "content_type": kind}


def command(text: str, **more: str) -> bytes:
    return urlencode({
        "command": "/task", "text": text, "user_id": "U1", "user_name": "nina", "team_id": "T1",
        "channel_id": "C1", "channel_name": "ward", "trigger_id": f"t.{time.monotonic_ns()}", "response_url": "",
        **more,
    }).encode()  # fmt: skip


async def test_what_is_signed_with_either_secret_gets_in_and_with_another_does_not(door: Door) -> None:
    for secret in SECRETS:
        assert (await door.post(body := command("x"), **signed(body, secret))).status_code == 200
    assert len(door.heard) == 2
    for secret in ("", "other", "new-secret,old-secret"):
        assert (await door.post(body := command("x"), **signed(body, secret or " "))).status_code == 401
    assert len(door.heard) == 2


async def test_a_signature_is_good_for_five_minutes_and_for_its_own_body_only(door: Door) -> None:
    body = command("x")
    for age in (-400, 400, 86_400):
        assert (await door.post(body, **signed(body, at=time.time() - age))).status_code == 401
    assert (await door.post(body + b"&text=y", **signed(body))).status_code == 401
    for place in range(0, 67, 5):
        headers = signed(body)
        one = headers["x_slack_signature"]
        headers["x_slack_signature"] = one[:place] + ("0" if one[place] != "0" else "1") + one[place + 1 :]
        assert (await door.post(body, **headers)).status_code == 401
    assert door.heard == []


@pytest.mark.parametrize(
    ("spoilt", "status"),
    [
        ({"x_slack_request_timestamp": "soon"}, 401),
        ({"x_slack_request_timestamp": "²"}, 401),
        ({"x_slack_request_timestamp": "-1"}, 401),
        ({"x_slack_request_timestamp": "1" * 5000}, 401),
        ({"x_slack_request_timestamp": ""}, 401),
        ({"x_slack_signature": ""}, 401),
        ({"x_slack_signature": "v0=ä"}, 401),
        ({"content_type": "text/plain"}, 415),
        ({"content_type": "multipart/form-data; boundary=x"}, 415),
        ({"content_type": ""}, 415),
        ({"content_length": "-1"}, 413),
        ({"content_length": "9" * 400}, 413),
    ],
)
async def test_headers_that_are_not_slacks_are_turned_away(
    door: Door, spoilt: dict[str, str], status: int
) -> None:
    body = command("x")
    assert (await door.post(body, **signed(body) | spoilt)).status_code == status
    assert door.heard == []


async def test_missing_headers_are_turned_away(door: Door) -> None:
    body = command("x")
    for name in signed(body):
        headers = signed(body)
        del headers[name]
        assert (await door.post(body, **headers)).status_code in (401, 415)
    assert (await door.http.get(PATH)).status_code == 405
    assert door.heard == []


@pytest.mark.parametrize("told", [True, False], ids=["with its length", "in pieces"])
@pytest.mark.parametrize("with_signature", [True, False], ids=["signed", "unsigned"])
async def test_thirty_megabytes_are_not_read(door: Door, told: bool, with_signature: bool) -> None:
    taken = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal taken
        for _ in range(480):
            taken += 1 << 16
            yield b"x" * (1 << 16)

    headers = signed(b"x") if with_signature else {"content_type": FORM}
    if told:
        headers["content_length"] = str(480 << 16)
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    class Body(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            async for piece in pieces():
                yield piece

    request = httpx.Request("POST", f"http://bot{PATH}", headers=named, stream=Body())
    assert (await door.http.send(request)).status_code == 413
    assert taken <= (0 if told else (1 << 20) + (1 << 16)), "the rest is left where it is"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"text=\xff\xfe", FORM),
        (b"\xff\xfe", "application/json"),
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b"7", "application/json"),
        (b"null", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"payload=%7B", FORM),
        (b"payload=[1]", FORM),
    ],
)
async def test_a_signed_body_that_cannot_be_read_is_no_error_of_ours(door: Door, body: bytes, kind: str) -> None:
    assert (await door.post(body, **signed(body, kind=kind))).status_code == 400
    assert door.heard == []


@pytest.mark.parametrize("word", ["payload", "check the payload=of the pump", "a&payload", "payload={}"])
async def test_a_command_that_speaks_of_a_payload_arrives(door: Door, word: str) -> None:
    for more in ({"text": word}, {"channel_name": word}, {"user_name": word}):
        body = command(**{"text": "x"} | more)
        assert (await door.post(body, **signed(body))).status_code == 200
    assert [type(one) for one in door.heard] == [Command] * 3
    assert isinstance(door.heard[0], Command)
    assert door.heard[0].text == word


async def test_bolts_own_headers_are_not_obeyed(door: Door) -> None:
    body = command("x")
    headers = signed(body) | {"x_slack_bolt_lazy_only": "1", "x_slack_bolt_lazy_function_name": "command"}
    assert (await door.post(body, **headers)).status_code == 200
    assert len(door.heard) == 1, "with them, Bolt would run something else"


async def test_slack_may_look_at_the_certificate_and_nothing_comes_of_it(door: Door) -> None:
    assert (await door.post(b"ssl_check=1&token=x", content_type=FORM)).status_code == 200
    assert (await door.post(b"ssl_check=1&" + command("x"), content_type=FORM)).status_code == 200
    for body in (b"ssl_check=0", b"ssl_check=11", b"x=ssl_check%3D1"):
        assert (await door.post(body, content_type=FORM)).status_code == 401
    assert door.heard == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"command=%2Ftask", FORM),
        (b'{"type": "event_callback", "event": {"type": "message"}}', "application/json"),
        (b'{"type": "event_callback", "event": {"type": "user_change", "user": 7}}', "application/json"),
        (b'{"type": "event_callback", "event": {"type": "app_mention", "user": "U1"}}', "application/json"),
        (b"payload=" + b'{"type":"block_actions","actions":[{"action_id":"a","value":"a:b:c"}]}', FORM),
        (b"payload=" + b'{"type":"view_submission","view":{"private_metadata":"{"}}', FORM),
    ],
)
async def test_a_signed_shape_that_is_none_of_slacks_is_not_asked_for_again(
    door: Door, body: bytes, kind: str, record_logs: Callable[[], Callable[[], str]]
) -> None:
    written = record_logs()
    assert (await door.post(body, **signed(body, kind=kind))).status_code < 500
    assert door.heard == []
    assert "Traceback" not in written()


async def test_a_wrong_request_leaves_nothing_of_itself_in_the_log(
    door: Door, record_logs: Callable[[], Callable[[], str]]
) -> None:
    written = record_logs()
    for headers in (signed(b"other"), {"content_type": FORM}, {"content_type": "text/plain"}):
        await door.post(command("zebrafish"), **headers)
    assert "zebrafish" not in written()


@pytest.mark.parametrize("secret", ["", " ", ",", " , "])
async def test_without_a_secret_nothing_is_served_and_the_bot_does_not_start(secret: str) -> None:
    adapter = Slack(bot_token="xoxb-1", signing_secret=secret, api_url="http://127.0.0.1:1/")
    with pytest.raises(CannotStart, match="SLACK_SIGNING_SECRET"):
        await adapter.start(lambda heard, respond: None)  # type: ignore[arg-type,return-value]
    transport = httpx.ASGITransport(Starlette(routes=adapter.routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        named = {name.replace("_", "-"): value for name, value in signed(b"x", secret or " ").items()}
        assert (await client.post(PATH, content=b"x", headers=named)).status_code == 401
