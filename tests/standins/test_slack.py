"""The stand-in of Slack, spoken to by the real slack_sdk and slack_bolt."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.standins.slack import SlackStandin, pings, text_of

ASK = {
    "type": "modal",
    "callback_id": "ask",
    "title": {"type": "plain_text", "text": "Follow-up"},
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [
        {
            "type": "input",
            "block_id": "what",
            "label": {"type": "plain_text", "text": "What"},
            "element": {"type": "plain_text_input", "action_id": "value", "max_length": 40},
        },
        {
            "type": "input",
            "block_id": "urgency",
            "optional": True,
            "label": {"type": "plain_text", "text": "How urgent"},
            "element": {
                "type": "static_select",
                "action_id": "value",
                "options": [
                    {"text": {"type": "plain_text", "text": word.title()}, "value": word}
                    for word in ("routine", "stat")
                ],
            },
        },
    ],
}


def card(text: str, *labels: str) -> list[dict[str, Any]]:
    buttons = [
        {
            "type": "button",
            "action_id": label.lower(),
            "value": "h1",
            "text": {"type": "plain_text", "text": label},
        }
        for label in labels
    ]
    section = {"type": "section", "text": {"type": "mrkdwn", "text": text}}
    return [section, {"type": "actions", "elements": buttons}] if buttons else [section]


def tiny_bot(slack: SlackStandin) -> AsyncApp:
    """Answers /ping with a card, Done by changing it, /ask with a modal."""
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.url)
    app = AsyncApp(client=client, signing_secret=slack.signing_secret, process_before_response=True)

    @app.command("/ping")
    async def ping(ack: Any, respond: Any, command: dict[str, Any]) -> None:
        await ack()
        await respond(text="pong", blocks=card(f"*pong* {command['text']}", "Done"))

    @app.action("done")
    async def done(ack: Any, respond: Any, body: dict[str, Any]) -> None:
        await ack()
        await respond(text="done", blocks=card(f"done by <@{body['user']['id']}>"), replace_original=True)

    @app.command("/ask")
    async def ask(ack: Any, client: AsyncWebClient, body: dict[str, Any]) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=ASK)

    @app.view("ask")
    async def asked(ack: Any, view: dict[str, Any], client: AsyncWebClient, body: dict[str, Any]) -> None:
        what = view["state"]["values"]["what"]["value"]["value"]
        if "MRN" in what:
            await ack(response_action="errors", errors={"what": "No record numbers, please."})
            return
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], text=f"Saved: {what}")

    @app.event("message")
    async def said(event: dict[str, Any], say: Any, ack: Any) -> None:
        await say(text=f"You said: {event['text']}")

    return app


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandin]:
    async with SlackStandin(strict=False) as slack:
        yield slack


@pytest.fixture
def client(slack: SlackStandin) -> AsyncWebClient:
    return AsyncWebClient(token=slack.bot_token, base_url=slack.url)


@pytest.fixture
async def bot(slack: SlackStandin) -> AsyncIterator[AsyncSocketModeHandler]:
    handler = AsyncSocketModeHandler(tiny_bot(slack), slack.app_token, ping_interval=0.5)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await slack.connected()
    yield handler
    await handler.close_async()  # type: ignore[no-untyped-call]


async def test_a_command_is_answered_to_one_person_and_its_button_changes_the_answer(
    slack: SlackStandin, bot: AsyncSocketModeHandler
) -> None:
    await slack.command("U1", "C1", "/ping @omar & co")
    [answer] = await slack.wait_for(lambda: slack.ephemerals("U1"))
    assert text_of(answer) == "pong @omar & co\n[Done]"
    assert slack.ephemerals("U2") == slack.messages("C1") == []
    await slack.press("U1", answer, "Done")
    assert text_of(answer) == "done by @nina"


async def test_a_modal_is_opened_refused_corrected_and_sent(
    slack: SlackStandin, bot: AsyncSocketModeHandler
) -> None:
    await slack.command("U1", "C1", "/ask")
    view = await slack.wait_for(lambda: slack.open_view("U1"))
    assert text_of(view) == "Follow-up\nWhat: []\nHow urgent: []\n[Save]"
    assert await slack.submit("U1", view) == {"what": "Please complete this required field."}
    assert await slack.submit("U1", view, {"What": "MRN 1"}) == {"what": "No record numbers, please."}
    assert slack.open_view("U1") is view
    assert await slack.submit("U1", view, {"What": "ring back", "How urgent": "Stat"}) == {}
    assert slack.open_view("U1") is None
    assert [text_of(one) for one in slack.messages("D1")] == ["Saved: ring back"]


async def test_a_message_whose_ack_is_lost_comes_again_with_the_same_id(
    slack: SlackStandin, bot: AsyncSocketModeHandler
) -> None:
    slack.lose_acks()
    await slack.message("U1", "D1", "hello")
    [delivery] = slack.deliveries()
    assert delivery.attempts == 2
    assert [text_of(one) for one in slack.messages("D1")] == ["hello", "You said: hello", "You said: hello"]


async def test_limits_and_errors_reach_the_client(slack: SlackStandin, client: AsyncWebClient) -> None:
    slack.faults.limit("chat.postMessage", retry_after=7)
    slack.faults.error("chat.postMessage", "token_revoked")
    with pytest.raises(SlackApiError) as limited:
        await client.chat_postMessage(channel="C1", text="one")
    assert limited.value.response.status_code == 429
    assert limited.value.response.headers["Retry-After"] == "7"
    with pytest.raises(SlackApiError, match="token_revoked"):
        await client.chat_postMessage(channel="C1", text="two")
    assert (await client.chat_postMessage(channel="C1", text="three"))["ok"]
    assert [one.text for one in slack.messages("C1")] == ["three"]
    assert slack.count("chat.postMessage") == 3


async def test_an_expired_or_used_trigger_opens_nothing(slack: SlackStandin, client: AsyncWebClient) -> None:
    trigger = slack.workspace.new_trigger("U1")
    await client.views_open(trigger_id=trigger, view=ASK)
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await client.views_open(trigger_id=trigger, view=ASK)
    late = slack.workspace.new_trigger("U1")
    slack.pass_time(3.1)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await client.views_open(trigger_id=late, view=ASK)


async def test_a_typed_ping_rings_only_where_the_markup_stands(
    slack: SlackStandin, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel="C1", text="x", blocks=card("<!channel> &lt;!here&gt; <@U2>"))
    [message] = slack.messages("C1")
    assert pings(message) == {"channel", "U2"}
    assert text_of(message) == "@channel <!here> @omar"
