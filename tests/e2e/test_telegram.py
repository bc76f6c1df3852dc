"""The whole bot on Telegram: the real client over loopback against a stand-in of the Bot API."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from bot.chat.adapter import CannotStart
from tests.e2e.whole import Whole, free_port, running
from tests.standins.telegram import BOT, TOKEN, Refused, TelegramStandin

GROUP = -1001


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramStandin]:
    async with TelegramStandin() as standin:
        yield standin


@pytest.fixture(params=["polling", "webhook"])
async def bot(telegram: TelegramStandin, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Whole]:
    async with AsyncExitStack() as stack:
        port = free_port()
        more = {"public_url": f"http://127.0.0.1:{port}"} if request.param == "webhook" else {}
        yield await stack.enter_async_context(
            running(tmp_path, port, telegram_bot_token=SecretStr(TOKEN), telegram_api_url=telegram.url, **more)
        )


async def test_a_followup_becomes_a_reminder_and_a_line_in_the_huddle(
    telegram: TelegramStandin, bot: Whole
) -> None:
    nina = telegram.person("Nina Alvarez")
    await telegram.say("Nina Alvarez", "/start")
    await telegram.say("Nina Alvarez", "/huddle every day at 7:30", group=GROUP)
    await telegram.wait_for("Huddle here at 07:30", GROUP)
    await telegram.say("Nina Alvarez", "/followup call K-17's daughter about the MRI in 2 hours", group=GROUP)
    echo = await telegram.wait_for("Saved as follow-up #1", GROUP)
    assert "K-17" in echo.text
    assert "daughter" not in echo.text, "on Telegram never more than alias, time and verb"
    assert echo.labels == ["Edit", "Undo"]
    assert echo.marked("date_time"), "times are given as moments that the phone can show"
    assert echo.raw["protect_content"] in (True, "true")

    await bot.advance(hours=2, minutes=1)
    reminder = await telegram.wait_for("K-17", nina.id)
    assert "Done" in reminder.labels
    await bot.advance(hours=24)
    huddle = await telegram.wait_for("Overdue (1)", GROUP)
    assert "#1" in huddle.marked("text_link"), "every line links to its item"
    assert "Done #1" in huddle.labels

    await telegram.press("Nina Alvarez", reminder, "Done")
    asked = await telegram.wait_for("What came of #1?", nina.id)
    assert asked.id == reminder.id, "the question takes the place of the reminder"
    await telegram.press("Nina Alvarez", asked, "Reached")
    await _until(lambda: "Undo" in asked.labels)


async def test_a_redelivered_update_has_one_effect(telegram: TelegramStandin, bot: Whole) -> None:
    await telegram.say("Nina Alvarez", "/task order a walker for K-17 tomorrow 9am", twice=True)
    await telegram.wait_for("Saved as task #1")
    await asyncio.sleep(0.6)
    assert len([one for one in telegram.sent if "Saved" in one.text]) == 1
    assert len([one for one in telegram.sent if "Good to meet you" in one.text]) == 1
    await telegram.say("Nina Alvarez", "/mine")
    mine = await telegram.wait_for("(1)")
    await telegram.press("Nina Alvarez", mine, "#1", twice=True)
    item = await telegram.wait_for("Task #1")
    assert item.id != mine.id, "the list stays where it is"


async def test_a_form_is_asked_field_by_field(telegram: TelegramStandin, bot: Whole) -> None:
    await telegram.say("Nina Alvarez", "/task order a walker for K-17 tomorrow 9am")
    echo = await telegram.wait_for("Saved as task #1")
    await telegram.press("Nina Alvarez", echo, "Edit")
    first = await telegram.wait_for("1/")
    assert "Stop" in first.labels
    await telegram.press("Nina Alvarez", first, "Stop")
    await telegram.wait_for("Left as it was")


async def test_a_command_without_words_asks_for_them(telegram: TelegramStandin, bot: Whole) -> None:
    nina = telegram.person("Nina Alvarez")
    await telegram.say("Nina Alvarez", "/start")
    await telegram.say("Nina Alvarez", "/followup")
    await telegram.wait_for("What should I bring back, when, and for whom?", nina.id)
    await telegram.say("Nina Alvarez", "call about K-17 tomorrow at 9am")
    await telegram.wait_for("Saved as follow-up #1", nina.id)


async def test_a_roster_file_is_shown_and_imported(telegram: TelegramStandin, bot: Whole) -> None:
    nina = telegram.person("Nina Alvarez")
    await telegram.say("Nina Alvarez", "/start")
    for team in ("days", "nights"):
        await telegram.say("Nina Alvarez", f"/team new {team}")
        await telegram.wait_for(f"There is a team {team} now.", nina.id)
    rota = b"who,date,start,end\nNina Alvarez,2026-11-30,07:00,15:00\n"
    await telegram.say("Nina Alvarez", "", file=("rota.csv", rota))
    await telegram.press("Nina Alvarez", await telegram.wait_for("Whose roster is it?", nina.id), "days")
    await telegram.press("Nina Alvarez", await telegram.wait_for("nothing is changed yet", nina.id), "Apply")
    await telegram.wait_for("Imported: roster of days", nina.id)
    await telegram.say("Nina Alvarez", "/team days import", file=("rota.csv", rota))
    await telegram.wait_for("Roster of days: nothing would change", nina.id)
    telegram.fail("getFile", Refused(400, "Bad Request: file is too big"))
    await telegram.say("Nina Alvarez", "roster days", file=("rota.csv", rota))
    await telegram.wait_for("I could not read rota.csv.", nina.id)


async def test_somebody_who_never_started_the_bot_is_told_of_in_the_group(
    telegram: TelegramStandin, bot: Whole
) -> None:
    telegram.person("Omar Haddad")
    await telegram.say("Omar Haddad", "/mine", group=GROUP)
    await telegram.wait_for("Nothing", GROUP)
    await telegram.say("Nina Alvarez", "/task call K-17 in 20 min @omar", group=GROUP)
    await telegram.wait_for("Saved as task #1", GROUP)
    told = await telegram.wait_for("Omar Haddad", GROUP)
    await bot.advance(minutes=30)
    told = await telegram.wait_for("reach", GROUP)
    assert "Omar" in told.text


async def test_a_rate_limit_is_waited_out_and_a_flood_comes_later(telegram: TelegramStandin, bot: Whole) -> None:
    await telegram.say("Nina Alvarez", "/start")
    telegram.fail("sendMessage", Refused(429, "Too Many Requests: retry after 1", retry_after=1))
    await telegram.say("Nina Alvarez", "/task call K-17 in 20 min")
    await telegram.wait_for("Saved as task #1")
    telegram.fail("sendMessage", Refused(429, "Too Many Requests: retry after 30", retry_after=30))
    await bot.advance(minutes=10)
    await bot.advance(minutes=11)
    await bot.advance(minutes=1)
    assert [one for one in telegram.sent if "Saved" not in one.text and "K-17" in one.text]


async def test_presses_that_may_not_be_are_told_privately(telegram: TelegramStandin, bot: Whole) -> None:
    await telegram.say("Nina Alvarez", "/task call K-17 tomorrow 9am", group=GROUP)
    echo = await telegram.wait_for("Saved as task #1", GROUP)
    before = len(telegram.sent)
    await telegram.press("Sam Okafor", echo, "Undo")
    await _until(lambda: any(words for _, words in telegram.alerts))
    assert len(telegram.sent) == before, "refused in an alert, not before the whole group"
    assert "Undo" in echo.labels, "and nothing changed"


async def test_every_press_is_answered(telegram: TelegramStandin, bot: Whole) -> None:
    await telegram.say("Nina Alvarez", "/task call K-17 tomorrow 9am")
    echo = await telegram.wait_for("Saved as task #1")
    await telegram.press("Nina Alvarez", echo, "Undo")
    await _until(lambda: telegram.count("answerCallbackQuery") == 1)


async def test_words_in_a_group_that_are_not_for_the_bot_are_left_alone(
    telegram: TelegramStandin, bot: Whole
) -> None:
    await telegram.say("Nina Alvarez", "remind me to call K-17 tomorrow at 9", group=GROUP)
    await telegram.say("Nina Alvarez", "/task@OtherBot something tomorrow", group=GROUP)
    await telegram.say(
        "Nina Alvarez", f"@{BOT['username']} remind me to call K-17 tomorrow at 9am", group=GROUP, topic=7
    )
    saved = await telegram.wait_for("Saved as")
    assert int(saved.raw["message_thread_id"]) == 7, "answered in the topic"
    assert len([one for one in telegram.sent if "Saved" in one.text]) == 1


async def test_a_reply_with_followup_takes_the_words_of_the_message(telegram: TelegramStandin, bot: Whole) -> None:
    replied = {"message_id": 5, "from": telegram.person("Omar Haddad").as_user(), "date": 1,
               "text": "MRI for K-17?", "chat": {"id": GROUP, "type": "supergroup", "title": "Ward"}}  # fmt: skip
    await telegram.say("Nina Alvarez", "/followup tomorrow 9am", group=GROUP, replied=replied)
    assert "K-17" in (await telegram.wait_for("Saved as follow-up #1", GROUP)).text


async def test_mentions_of_people_without_a_username_are_understood(telegram: TelegramStandin, bot: Whole) -> None:
    await telegram.say("Nina Alvarez", "🙂", group=GROUP)
    await telegram.say(
        "Nina Alvarez", "/task 🙂 call K-17 tomorrow 9am Lea", group=GROUP, mentions={"Lea": "Lea Brandt"}
    )
    assert "Lea Brandt" in (await telegram.wait_for("Saved as task #1", GROUP)).text


async def test_a_link_in_a_group_opens_the_item_in_the_direct_chat(telegram: TelegramStandin, bot: Whole) -> None:
    await telegram.say("Nina Alvarez", "/task call K-17 tomorrow 9am", group=GROUP)
    await telegram.wait_for("Saved as task #1", GROUP)
    await telegram.say("Nina Alvarez", "/open", group=GROUP)
    shown = await telegram.wait_for("(1)", GROUP)
    link = next(one["url"] for one in shown.entities if one["type"] == "text_link")
    await telegram.say("Nina Alvarez", "/start " + link.partition("start=")[2])
    await telegram.wait_for("Task #1", telegram.person("Nina Alvarez").id)


async def test_the_menu_of_commands_is_set_in_both_languages(telegram: TelegramStandin, bot: Whole) -> None:
    await _until(lambda: {"", "es"} <= telegram.commands.keys())
    assert {"followup", "handoff", "huddle"} <= {one["command"] for one in telegram.commands[""]}
    mine = "Lo que tiene por hacer, y lo que espera su respuesta"
    assert {"command": "mine", "description": mine} in telegram.commands["es"]


async def test_a_group_that_was_upgraded_is_still_reached(telegram: TelegramStandin, bot: Whole) -> None:
    await telegram.say("Nina Alvarez", "/huddle every day at 7:30", group=GROUP)
    await telegram.wait_for("Huddle here at 07:30", GROUP)
    telegram.migrated[GROUP] = -2002
    await bot.advance(hours=24)
    await telegram.wait_for("Huddle", -2002)


async def test_a_lost_connection_while_fetching_loses_nothing(telegram: TelegramStandin, bot: Whole) -> None:
    telegram.fail("getUpdates", "drop", Refused(502, "Bad Gateway"), Refused(409, "Conflict: terminated by other"))
    await telegram.say("Nina Alvarez", "/task call K-17 tomorrow 9am")
    await telegram.wait_for("Saved as task #1", seconds=15)


async def test_a_wrong_token_is_said_clearly(telegram: TelegramStandin, tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="TELEGRAM_BOT_TOKEN"):
        async with running(tmp_path, telegram_bot_token=SecretStr("1:wrong"), telegram_api_url=telegram.url):
            pass


async def test_the_webhook_lets_nobody_else_in(telegram: TelegramStandin, tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    async with (
        running(
            tmp_path, port, telegram_bot_token=SecretStr(TOKEN), telegram_api_url=telegram.url, public_url=url
        ),
        httpx.AsyncClient(base_url=url, headers={"Content-Type": "application/json"}) as client,
    ):
        secret = {"X-Telegram-Bot-Api-Secret-Token": telegram.webhook["secret_token"]}
        path = "/telegram/webhook"
        assert (await client.post(path, json={"update_id": 1})).status_code == 403
        assert (await client.post(path, content=b"x" * (1 << 21), headers=secret)).status_code == 413
        assert (await client.post(path, content=b"\xff{", headers=secret)).status_code == 400
        assert (await client.post(path, json=[1], headers=secret)).status_code == 400
        assert (await client.post(path, json={"update_id": 1, "poll": {}}, headers=secret)).status_code == 200


async def test_neither_the_token_nor_words_are_logged(
    telegram: TelegramStandin, tmp_path: Path, record_logs: Callable[[], Callable[[], str]]
) -> None:
    written = record_logs()
    async with running(tmp_path, telegram_bot_token=SecretStr(TOKEN), telegram_api_url=telegram.url) as bot:
        await telegram.say("Nina Alvarez", "/task ask about zebrafish for K-17 tomorrow 9am")
        await telegram.wait_for("Saved as task #1")
        assert TOKEN not in repr(list(bot.app.adapters.values()))
    log = written()
    assert TOKEN not in log
    assert "zebrafish" not in log


async def _until(true, seconds: float = 5) -> None:  # type: ignore[no-untyped-def]
    for _ in range(int(seconds * 100)):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come true")


async def test_an_update_that_cannot_be_read_holds_up_nobody(telegram: TelegramStandin, bot: Whole) -> None:
    telegram.updates.append({"update_id": 900000, "poll": {"broken": True}})
    await telegram.say("Nina Alvarez", "/task call K-17 tomorrow 9am")
    await telegram.wait_for("Saved as task #1")


async def test_with_a_list_of_members_strangers_are_refused(telegram: TelegramStandin, tmp_path: Path) -> None:
    async with running(
        tmp_path,
        telegram_bot_token=SecretStr(TOKEN),
        telegram_api_url=telegram.url,
        telegram_members="@nina, 42",
    ):
        await telegram.say("Nina Alvarez", "/task call K-17 tomorrow 9am")
        await telegram.wait_for("Saved as task #1")
        await telegram.say("Mallory Stranger", "/open")
        await telegram.wait_for("only work for members")


async def test_in_a_group_a_form_is_answered_by_replying_to_it(telegram: TelegramStandin, bot: Whole) -> None:
    await telegram.say("Nina Alvarez", "/task order a walker for K-17 tomorrow 9am", group=GROUP)
    echo = await telegram.wait_for("Saved as task #1", GROUP)
    await telegram.press("Nina Alvarez", echo, "Edit")
    asked = await telegram.wait_for("Reply to this message", GROUP)
    await telegram.say("Nina Alvarez", "order two walkers for K-17", group=GROUP)
    await telegram.say("Nina Alvarez", "call K-17", group=GROUP, reply_to=asked.id)
    await telegram.wait_for("2/", GROUP)
