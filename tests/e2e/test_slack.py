"""The whole bot in Slack: Bolt over loopback, in Socket Mode and over signed HTTP, against a stand-in of Slack."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from bot.chat.adapter import CannotStart
from tests.e2e.whole import Whole, free_port, running
from tests.standins.slack import Message, SlackStandin, text_of


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandin]:
    async with SlackStandin() as standin:
        standin.subscriptions |= {"message.channels", "message.groups"}
        yield standin


@pytest.fixture(params=["socket", "http"])
async def bot(slack: SlackStandin, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Whole]:
    async with AsyncExitStack() as stack:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        if request.param == "http":
            slack.post_to(f"{url}/slack/events")
            more: dict[str, object] = {"public_url": url, "slack_signing_secret": SecretStr(slack.signing_secret)}
        else:
            more = {"slack_app_token": SecretStr(slack.app_token)}
        whole = await stack.enter_async_context(
            running(tmp_path, port, slack_bot_token=SecretStr(slack.bot_token), slack_api_url=slack.url, **more)
        )
        if request.param == "socket":
            await slack.connected()
        yield whole


def said(slack: SlackStandin, where: str, words: str) -> Message | None:
    """The newest message with these words, in a channel or (`U1`) as only that person sees it."""
    found = slack.ephemerals(where) if where.startswith("U") else slack.messages(where, by_bot=True)
    return next((one for one in reversed(found) if words in text_of(one)), None)


async def heard(slack: SlackStandin, where: str, words: str, seconds: float = 5) -> Message:
    """As `said`, as soon as it is."""
    try:
        return await slack.wait_for(lambda: said(slack, where, words), seconds)
    except AssertionError:
        everything = [text_of(one) for one in slack.workspace.all_messages]
        raise AssertionError(f"{words!r} was not said to {where}. Said: {everything}") from None


async def test_a_followup_becomes_a_reminder_and_a_line_in_the_huddle(slack: SlackStandin, bot: Whole) -> None:
    await slack.command("U1", "C1", "/huddle every day at 7:30")
    await heard(slack, "C1", "Huddle here at 07:30")
    await slack.command("U1", "C1", "/followup call K-17's daughter about the MRI in 2 hours")
    echo = await heard(slack, "U1", "Saved as follow-up #1")
    assert "call K-17's daughter about the MRI" in text_of(echo)
    assert "Mon 23 Nov, 09:00 (America/Chicago)" in text_of(echo)
    assert "daughter" not in echo.text, "the notification shows no words"

    await bot.advance(hours=2, minutes=1)
    reminder = await heard(slack, "D1", "daughter")
    assert "daughter" not in reminder.text
    await bot.advance(hours=24)
    huddle = await heard(slack, "C1", "Overdue (1)")
    await slack.press("U1", huddle, "#1")
    await heard(slack, "U1", "Follow-up #1")
    assert said(slack, "C1", "Overdue (1)") is huddle, "the post stays for the others"

    await slack.press("U1", reminder, "Done")
    await slack.wait_for(lambda: "What came of #1?" in text_of(reminder))
    await slack.press("U1", reminder, "Reached")
    await slack.wait_for(lambda: "Undo" in text_of(reminder))


async def test_an_item_is_edited_in_a_modal(slack: SlackStandin, bot: Whole) -> None:
    await slack.command("U1", "C1", "/task order a walker for K-17 tomorrow 9am")
    echo = await heard(slack, "U1", "Saved as task #1")
    await slack.press("U1", echo, "Edit")
    view = await slack.wait_for(lambda: slack.open_view("U1"))
    await slack.submit("U1", view, {"what": "order two walkers for K-17"})
    await slack.wait_for(lambda: "two walkers" in text_of(echo))
    assert slack.open_view("U1") is None


async def test_a_command_and_a_shortcut_without_words_open_a_form(slack: SlackStandin, bot: Whole) -> None:
    await slack.command("U1", "C1", "/followup")
    view = await slack.wait_for(lambda: slack.open_view("U1"))
    await slack.submit("U1", view, {"what": "call K-17's daughter tomorrow at 9am, urgent"})
    await heard(slack, "U1", "Saved as follow-up #1")
    for shortcut, number in (("new_followup", "follow-up #2"), ("new_task", "task #3")):
        await slack.shortcut("U1", shortcut)
        view = await slack.wait_for(lambda: slack.open_view("U1"))
        await slack.submit("U1", view, {"what": "order a walker for K-17 tomorrow at 9am"})
        assert "walker" in text_of(await heard(slack, "D1", f"Saved as {number}"))
    await slack.shortcut("U1", "my_items")
    await heard(slack, "D1", "(3)")


async def test_a_refused_form_stays_open_with_what_was_written(slack: SlackStandin, bot: Whole) -> None:
    await slack.command("U1", "C1", "/task order a walker for K-17 tomorrow 9am")
    await heard(slack, "U1", "Saved as task #1")
    await slack.command("U1", "C1", "/snooze 1")
    choices = await heard(slack, "U1", "Until when shall #1 wait?")
    await slack.press("U1", choices, "Type a time…")
    view = await slack.wait_for(lambda: slack.open_view("U1"))
    problems = await slack.submit("U1", view, {"when": "when pigs fly"})
    assert problems == {"when": "I did not understand that time. For example: /snooze 1 2h"}
    assert slack.open_view("U1") is view
    assert await slack.submit("U1", view, {"when": "tomorrow 10am"}) == {}
    await slack.wait_for(lambda: "#1 waits until" in text_of(choices))
    assert slack.open_view("U1") is None


async def test_an_expired_trigger_leaves_a_button_that_opens_the_form(slack: SlackStandin, bot: Whole) -> None:
    await slack.command("U1", "C1", "/task order a walker for K-17 tomorrow 9am")
    echo = await heard(slack, "U1", "Saved as task #1")
    slack.faults.error("views.open", "expired_trigger_id")
    await slack.press("U1", echo, "Edit")
    opener = await heard(slack, "U1", "Edit #1")
    await slack.press("U1", opener, "Edit")
    view = await slack.wait_for(lambda: slack.open_view("U1"))
    await slack.submit("U1", view, {"what": "order two walkers for K-17"})
    await slack.wait_for(lambda: "two walkers" in text_of(opener))


async def test_redelivered_events_and_presses_have_one_effect(slack: SlackStandin, bot: Whole) -> None:
    await slack.message("U1", "D1", "remind me to call K-17's daughter tomorrow at 9am")
    await heard(slack, "D1", "Saved as task #1")
    await slack.redeliver(slack.deliveries()[-1])
    await slack.redeliver(slack.deliveries()[-1])
    await slack.command("U1", "C1", "/mine")
    mine = await heard(slack, "U1", "(1)")
    assert "#2" not in text_of(mine)


async def test_a_mention_in_a_thread_links_to_it(slack: SlackStandin, bot: Whole) -> None:
    root = await slack.message("U2", "C1", "MRI for K-17 is on Thursday")
    await slack.mention("U1", "C1", "remind me to check the MRI of K-17 tomorrow at 9am", thread_ts=root.ts)
    await heard(slack, "U1", "Saved as task #1")
    await slack.message("U1", "C1", "remind me to eat tomorrow at noon")
    await asyncio.sleep(0.2)
    assert said(slack, "U1", "#2") is None, "what is said to others is not for the bot"


async def test_a_message_becomes_a_followup_by_its_shortcut(slack: SlackStandin, bot: Whole) -> None:
    message = await slack.message("U2", "C1", "check K-17's potassium tomorrow 9am")
    await slack.shortcut("U1", "make_followup", message)
    assert "potassium" in text_of(await heard(slack, "U1", "Saved as follow-up #1"))


async def test_replies_to_the_huddle_become_tasks(slack: SlackStandin, bot: Whole) -> None:
    await slack.command("U1", "C1", "/huddle")
    huddle = await heard(slack, "C1", "Huddle")
    await slack.message("U2", "C1", "order a walker for K-17 tomorrow 9am", thread_ts=huddle.ts)
    asked = await heard(slack, "U2", "Shall I save this?")
    await slack.press("U2", asked, "Save")
    await slack.wait_for(lambda: "Saved: 1" in text_of(asked))


async def test_somebody_mentioned_is_asked_and_unknown_people_are_not_invented(
    slack: SlackStandin, bot: Whole
) -> None:
    await slack.command("U1", "C1", "/task call K-17 tomorrow 9am @omar")
    assert "Omar Haddad" in text_of(await heard(slack, "U1", "Saved as task #1"))
    await heard(slack, "D2", "K-17")
    slack.faults.error("users.info", "user_not_found", 3)
    await slack.command("U1", "C1", "/task call K-18 tomorrow 9am <@U999|ghost>")
    await slack.wait_for(lambda: len(slack.ephemerals("U1")) == 2)
    assert "Saved" not in text_of(slack.ephemerals("U1")[-1]), "who is meant is asked"


async def test_guests_and_other_organisations_are_refused(slack: SlackStandin, bot: Whole) -> None:
    slack.workspace.add_user("U8", "guest", "Gast", guest=True)
    slack.workspace.channels["C1"].members.add("U8")
    await slack.command("U8", "C1", "/task call K-17 tomorrow 9am")
    await heard(slack, "U8", "only work for members")


async def test_where_another_organisation_reads_along_nothing_is_taken_and_nothing_posted(
    slack: SlackStandin, bot: Whole
) -> None:
    await slack.command("U1", "C1", "/task call K-17's zebrafish tomorrow 9am")
    await heard(slack, "U1", "Saved as task #1")
    await slack.command("U1", "C1", "/huddle 7:30 daily")
    await heard(slack, "C1", "7:30")
    before = len(slack.messages("C1", by_bot=True))
    slack.workspace.add_user("U9", "mallory", "Mallory", stranger=True)
    slack.workspace.channels["C1"].members.add("U9")
    await slack.shared("C1")
    await slack.command("U9", "C1", "/open")
    await heard(slack, "U9", "only work for members")
    await slack.command("U1", "C1", "/task weigh K-17 tomorrow 9am")
    refused = text_of(await heard(slack, "U1", "People of another organisation read this channel"))
    assert "/task weigh K-17 tomorrow 9am" in refused, "what was typed is not lost"
    await slack.command("U1", "C1", "/huddle")
    await bot.advance(hours=25)
    assert "The huddle was not posted" in text_of(await heard(slack, "D1", "I cannot post in #ward any more"))
    assert len(slack.messages("C1", by_bot=True)) == before
    assert "zebrafish" not in "".join(text_of(one) for one in slack.messages("C1", by_bot=True))
    await slack.command("U1", "D1", "/open")
    assert "weigh" not in text_of(await heard(slack, "U1", "Open here (1)"))


async def test_a_channel_that_was_shared_before_is_known_by_what_slack_says_of_it(
    slack: SlackStandin, bot: Whole
) -> None:
    await slack.shared("C1", with_event=False)
    await slack.command("U1", "C1", "/task weigh K-17 tomorrow 9am")
    await heard(slack, "U1", "People of another organisation read this channel")
    await slack.mention("U1", "C1", "remind me to weigh K-17 tomorrow 9am")
    await slack.wait_for(lambda: len(slack.ephemerals("U1")) == 2)
    assert not slack.messages("C1", by_bot=True)


async def test_a_command_with_the_word_payload_arrives(slack: SlackStandin, bot: Whole) -> None:
    await slack.command("U1", "C1", "/task check the payload=of K-17's pump tomorrow 9am")
    await heard(slack, "U1", "payload=of")


async def test_user_text_is_never_markup(slack: SlackStandin, bot: Whole) -> None:
    await slack.command("U1", "C1", "/task call *K-17* `now` <!channel> tomorrow 9am")
    echo = await heard(slack, "U1", "Saved as task #1")
    assert "<!channel>" in text_of(echo), "shown as it was typed"
    await slack.command("U1", "C1", "/mine")
    mine = await heard(slack, "U1", "(1)")
    section = next(block for block in mine.blocks if block["type"] == "section")
    assert "<!" not in section["text"]["text"]
    assert section["text"]["verbatim"] is True


async def test_a_rate_limit_delays_and_loses_nothing(slack: SlackStandin, bot: Whole) -> None:
    await slack.command("U1", "C1", "/task call K-17 in 20 min")
    await heard(slack, "U1", "Saved as task #1")
    slack.faults.limit("chat.postMessage", 30)
    slack.faults.crash("chat.postMessage")
    await bot.advance(minutes=21)
    await bot.advance(minutes=2)
    await heard(slack, "D1", "K-17")


async def test_what_may_have_arrived_is_looked_up_and_not_sent_twice(slack: SlackStandin, bot: Whole) -> None:
    await slack.command("U1", "C1", "/task call K-17 in 5 min")
    await heard(slack, "U1", "Saved as task #1")
    slack.faults.drop("chat.postMessage")
    await bot.advance(minutes=6)
    await bot.advance(minutes=1)
    await heard(slack, "D1", "K-17")
    assert slack.count("conversations.history") >= 1
    assert len([one for one in slack.messages("D1", by_bot=True) if "K-17" in text_of(one)]) == 1


async def test_answers_that_say_no_more_than_ok_are_enough(slack: SlackStandin, bot: Whole) -> None:
    for method in ("users.info", "conversations.info", "conversations.open"):
        slack.api.methods[method] = lambda _: {}
    await slack.command("U1", "C1", "/task call K-17 in 5 min")
    await heard(slack, "U1", "Saved as task #1")
    await bot.advance(minutes=6)
    await heard(slack, "D1", "K-17")


async def test_who_left_is_told_of_in_the_channel(slack: SlackStandin, bot: Whole) -> None:
    await slack.command("U2", "C1", "/mine")
    await slack.command("U1", "C1", "/task call K-17 in 20 min @omar")
    await heard(slack, "U1", "Saved as task #1")
    await heard(slack, "D2", "K-17")
    slack.faults.error("chat.postMessage", "channel_not_found", 1)
    await bot.advance(minutes=30)
    assert "Omar" in text_of(await heard(slack, "C1", "reach"))


async def test_the_home_shows_aliases_and_times_only(slack: SlackStandin, bot: Whole) -> None:
    await slack.command("U1", "C1", "/task call K-17's zebrafish tomorrow 9am")
    await heard(slack, "U1", "Saved as task #1")
    await slack.opens_home("U1")
    home = await slack.wait_for(lambda: slack.home("U1"))
    assert "K-17" in text_of(home)
    assert "zebrafish" not in text_of(home)


async def test_what_waits_for_an_answer_is_answered_from_the_home(slack: SlackStandin, bot: Whole) -> None:
    await slack.command("U2", "C1", "/concern K-17 she looks grey @nina")
    await heard(slack, "U2", "Your concern is with Nina")
    await slack.command("U2", "C1", "/readback K-21 potassium 6.8 @nina")
    await heard(slack, "U2", "Nina")
    await slack.opens_home("U1")
    home = await slack.wait_for(lambda: slack.home("U1"))
    assert "Waiting for your answer (2)" in text_of(home)
    assert "grey" not in text_of(home)
    assert "6.8" not in text_of(home)
    await slack.press("U1", home, "Read it back: K-21")
    form = await slack.wait_for(lambda: slack.open_view("U1"))
    await slack.submit("U1", form, {"value": "6.8"})
    await heard(slack, "D1", "K-21")
    await slack.press("U1", home, "I am on it: K-17")
    await slack.wait_for(lambda: "K-17 · On it: you" in text_of(home))
    assert "K-21" not in text_of(home)


async def test_a_lost_acknowledgement_brings_the_event_again_and_does_nothing_twice(
    slack: SlackStandin, bot: Whole
) -> None:
    slack.lose_acks(1)
    await slack.message("U1", "D1", "remind me to call K-17 tomorrow at 9am")
    await heard(slack, "D1", "Saved as task #1")
    assert len([one for one in slack.messages("D1", by_bot=True) if "Saved" in text_of(one)]) == 1


async def test_it_connects_anew_when_slack_asks_for_it(slack: SlackStandin, tmp_path: Path) -> None:
    async with running(
        tmp_path,
        slack_bot_token=SecretStr(slack.bot_token),
        slack_app_token=SecretStr(slack.app_token),
        slack_api_url=slack.root,
    ):
        await slack.connected()
        await slack.disconnect()
        await slack.wait_for(lambda: slack.count("apps.connections.open") == 3)
        await slack.connected()
        await slack.command("U1", "C1", "/task call K-17 tomorrow 9am")
        await heard(slack, "U1", "Saved as task #1")


@pytest.mark.parametrize(
    ("bot_token", "app_token", "word"),
    [("xoxb-wrong", "xapp-standin", "SLACK_BOT_TOKEN"), ("xoxb-standin", "xapp-wrong", "SLACK_APP_TOKEN"),
     ("xoxb-standin", "", "SLACK_APP_TOKEN")],
)  # fmt: skip
async def test_a_wrong_token_is_said_clearly(
    slack: SlackStandin, tmp_path: Path, bot_token: str, app_token: str, word: str
) -> None:
    with pytest.raises(CannotStart, match=word):
        async with running(
            tmp_path,
            slack_bot_token=SecretStr(bot_token),
            slack_app_token=SecretStr(app_token),
            slack_api_url=slack.url,
        ):
            pass


async def test_nothing_unsigned_gets_in(slack: SlackStandin, tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    secret = SecretStr(slack.signing_secret)
    async with (
        running(
            tmp_path, port, public_url=url, slack_signing_secret=secret,
            slack_bot_token=SecretStr(slack.bot_token), slack_api_url=slack.url,
        ),
        httpx.AsyncClient(
            base_url=url, headers={"Content-Type": "application/x-www-form-urlencoded"}
        ) as client,
    ):  # fmt: skip
        slack.post_to(f"{url}/slack/events")
        assert await slack.verify_url()
        path, body = "/slack/events", b"command=%2Ftask&text=x"
        assert (await client.post(path, content=body)).status_code == 401
        for stamp, signature in (("soon", "v0=a"), ("1", "v0=a"), ("²", "v0=ä")):
            headers = {"X-Slack-Request-Timestamp": stamp.encode(), "X-Slack-Signature": signature.encode()}
            assert (await client.post(path, content=body, headers=headers)).status_code == 401
        headers = {"X-Slack-Request-Timestamp": b"1", "X-Slack-Signature": b"v0=a"}
        assert (await client.post(path, content=b"x" * (1 << 21), headers=headers)).status_code == 413
        assert (await client.post(path, content=b"\xff\xfe", headers=headers)).status_code == 400
        assert slack.count("chat.postMessage") == 0


async def test_neither_tokens_nor_words_are_logged(
    slack: SlackStandin, tmp_path: Path, record_logs: Callable[[], Callable[[], str]]
) -> None:
    written = record_logs()
    async with running(
        tmp_path,
        slack_bot_token=SecretStr(slack.bot_token),
        slack_app_token=SecretStr(slack.app_token),
        slack_api_url=slack.url,
    ):
        await slack.connected()
        await slack.command("U1", "C1", "/task ask about zebrafish for K-17 tomorrow 9am")
        await slack.shortcut("U1", "unknown_zebrafish")
        await heard(slack, "U1", "Saved as task #1")
    log = written()
    assert slack.bot_token not in log
    assert slack.app_token not in log
    assert "zebrafish" not in log
