"""Answers go to Slack and nowhere else, whatever address a request asks for."""

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.channels import Channels
from bot.adapters.slack.listen import Origin
from bot.adapters.slack.respond import Responder
from bot.chat.card import Card, Reply
from bot.chat.incoming import Address, Command, Platform, Sender
from tests.conversations.chat import MONDAY_7


def responder(api_url: str) -> Responder:
    client = AsyncWebClient()
    return Responder(client, api_url, Channels(client))


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.slack.com/actions/T/1/x",
        "https://hooks.slack.com.example.org/x",
        "https://hooks.slack.com.evil/x",
        "https://hooks.slack.com@example.org/x",
        "https://example.org@hooks.slack.com/x",
        "https://example.org\\@hooks.slack.com/x",
        "https://hooks.slack.com\\@example.org/x",
        "https://hooks.slack.com\t.example.org/x",
        "https://hooks.slack.com#@example.org/ x",
        "https://example.org/hooks.slack.com",
        "https://example.org?https://hooks.slack.com/",
        "https://hooks.slack.com:8443/x",
        "https://hooks.slack.com./x",
        "https://hооks.slack.com/x",
        "https://127.0.0.1/x",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:169.254.169.254]/",
        "http://slack.com/x",
        "//hooks.slack.com/x",
        "file:///etc/passwd",
        "https://[bad",
        "https://hooks.slack.com:99999/x",
        "",
    ],
)
def test_an_address_that_is_not_slacks_is_refused(url: str) -> None:
    assert not responder("https://slack.com/api/").trusts(url)


def test_slacks_addresses_and_where_the_api_is_are_trusted() -> None:
    trusting = responder("http://127.0.0.1:80/api/")
    for url in ("https://hooks.slack.com/actions/T/1/x", "https://hooks.slack-gov.com/x", "http://127.0.0.1/x"):
        assert trusting.trusts(url)
    assert not trusting.trusts("http://127.0.0.1:81/x"), "another program on this machine"


async def test_nobody_else_gets_the_answer_by_a_redirect() -> None:
    asked: list[str] = []

    async def redirects(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(status=307 if request.path == "/hook" else 404, headers={"Location": "/elsewhere"})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", redirects)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    root = f"http://127.0.0.1:{runner.addresses[0][1]}"
    client = AsyncWebClient("xoxb-1", base_url=f"{root}/api/")
    sender = Sender(platform=Platform.slack, tenant="T1", user="U1")
    place = Address(platform=Platform.slack, tenant="T1", channel="C1")
    heard = Command(id="1", sender=sender, address=place, at=MONDAY_7, name="mine")
    reply = Reply(card=Card(title=("K-17",), fallback="an item"))
    origin = Origin(user="U1", response_url=f"{root}/hook")
    with pytest.raises(Exception):  # noqa: B017 - nor is there anybody else to post it to
        await Responder(client, f"{root}/api/", Channels(client)).draw(heard, reply, origin)
    assert asked[0] == "/hook"
    assert "/elsewhere" not in asked
    await runner.cleanup()
