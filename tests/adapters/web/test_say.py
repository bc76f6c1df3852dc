"""What people say in the web workspace: who sees it, and what the bot hears of it."""

import pytest

from bot.chat.incoming import Command, Message
from tests.adapters.web.conftest import Served


async def test_a_command_is_answered_in_the_response_and_only_its_sender_sees_it(chat: Served) -> None:
    said = await chat.say("nina", "care-team", "/followup call Mrs K in 2h")

    [command] = chat.bot.heard
    assert isinstance(command, Command)
    assert (command.name, command.text) == ("followup", "call Mrs K in 2h")
    assert (command.sender.user, command.sender.zone) == ("nina", "America/Chicago")
    assert (command.address.channel, command.address.name, command.address.private) == (
        "care-team",
        "care-team",
        False,
    )
    [answer] = said["messages"]
    assert said["said"]["private"]
    assert answer["private"]
    assert answer["from"] == "stitch"
    assert answer["text"].splitlines()[:3] == [
        "Follow-up #12",
        "call Mrs K in 2h",
        "K-17 · Tue 24 Nov, 09:00 (America/Chicago) · urgent",
    ]
    assert [button["label"] for button in answer["card"]["buttons"]] == ["Done", "Edit", "Undo"]
    assert [m["id"] for m in await chat.messages("nina", "care-team")] == [said["said"]["id"], answer["id"]]
    assert await chat.messages("omar", "care-team") == []


async def test_talk_among_people_is_kept_and_not_heard_by_the_bot(chat: Served) -> None:
    said = await chat.say("nina", "care-team", "Good morning, @omar")
    assert said["messages"] == []
    assert chat.bot.heard == []
    [seen] = await chat.messages("omar", "care-team")
    assert (seen["from"], seen["name"], seen["text"]) == ("nina", "Nina Alvarez", "Good morning, @omar")


async def test_plain_words_in_the_direct_channel_are_heard_and_nobody_else_reads_them(chat: Served) -> None:
    await chat.say("nina", "@stitch", "remind me to call K-17's daughter tomorrow at 9")
    [message] = chat.bot.heard
    assert isinstance(message, Message)
    assert message.address.private
    assert message.address == await chat.web.direct("demo", "nina")
    own = await chat.messages("nina", "@stitch")
    assert [m["from"] for m in own] == ["nina", "stitch"]
    assert {m["channel"] for m in own} == {"@stitch"}
    assert not any(m["private"] for m in own)
    assert await chat.messages("omar", "@stitch") == []


async def test_a_mention_of_the_bot_is_cut_out_and_people_named_are_passed_on(chat: Served) -> None:
    await chat.say("lea", "care-team", "@Stitch please ask @Omar and @nobody for K-17")
    [message] = chat.bot.heard
    assert isinstance(message, Message)
    assert message.mentions_bot
    assert message.text == "please ask @omar and @nobody for K-17"
    assert [sender.name for sender in message.mentions] == ["Omar Haddad"]


async def test_people_named_in_a_command_are_passed_on(chat: Served) -> None:
    await chat.say("nina", "care-team", "/handoff @LEA now")
    [command] = chat.bot.heard
    assert isinstance(command, Command)
    assert command.text == "@lea now"
    assert [sender.user for sender in command.mentions] == ["lea"]


async def test_a_reply_to_the_bot_is_heard_with_what_it_replies_to(chat: Served) -> None:
    huddle = (await chat.say("nina", "care-team", "/huddle"))["messages"][0]
    said = await chat.say("omar", "care-team", "oxygen is confirmed", thread=huddle["id"])
    reply = chat.bot.heard[-1]
    assert isinstance(reply, Message)
    assert reply.quoted is not None
    assert (reply.quoted.message, reply.quoted.by_bot) == (huddle["id"], True)
    assert reply.quoted.text.startswith("Huddle · Tue 24 Nov, 10:00 (America/New_York)")
    assert reply.address.thread == huddle["id"]
    assert said["said"]["thread"] == huddle["id"]
    assert said["messages"][0]["thread"] == huddle["id"]


async def test_a_reply_to_a_reply_stays_in_the_one_thread(chat: Served) -> None:
    huddle = (await chat.say("nina", "care-team", "/huddle"))["messages"][0]
    answer = (await chat.say("omar", "care-team", "done", thread=huddle["id"]))["messages"][0]
    again = await chat.say("nina", "care-team", "thank you", thread=answer["id"])
    assert again["said"]["thread"] == huddle["id"]


async def test_a_command_in_a_thread_knows_the_message_it_replies_to(chat: Served) -> None:
    talk = (await chat.say("omar", "care-team", "Her MRI is lost"))["said"]
    await chat.say("nina", "care-team", "/followup", thread=talk["id"])
    [command] = chat.bot.heard
    assert isinstance(command, Command)
    assert command.quoted is not None
    assert (command.quoted.text, command.quoted.by_bot) == ("Her MRI is lost", False)


async def test_a_reply_to_what_only_one_sees_is_seen_only_by_them(chat: Served) -> None:
    echo = (await chat.say("nina", "care-team", "/followup"))["messages"][0]
    await chat.say("nina", "care-team", "tomorrow, please", thread=echo["id"])
    assert await chat.messages("omar", "care-team") == [
        message for message in await chat.messages("omar", "care-team") if message["text"] != "tomorrow, please"
    ]
    refused = await chat.post("say", who="omar", channel="care-team", text="hm", thread=echo["id"])
    assert refused.status_code == 404


async def test_messages_after_an_id_are_only_the_newer_ones(chat: Served) -> None:
    first = (await chat.say("nina", "care-team", "one"))["said"]
    await chat.say("nina", "care-team", "two")
    assert [m["text"] for m in await chat.messages("omar", "care-team", after=first["id"])] == ["two"]


async def test_the_same_request_again_does_nothing_twice_and_gives_the_same_answer(chat: Served) -> None:
    first = await chat.say("nina", "care-team", "/followup call", id="r1")
    again = await chat.say("nina", "care-team", "/followup call", id="r1")
    assert again == first
    assert len(chat.bot.heard) == 1


async def test_moments_for_many_readers_are_drawn_in_the_zone_of_each(chat: Served) -> None:
    await chat.say("nina", "care-team", "/huddle")
    nina, omar = [(await chat.messages(who, "care-team"))[-1] for who in ("nina", "omar")]
    assert nina["card"]["title"][2]["text"] == "Tue 24 Nov, 09:00 (America/Chicago)"
    assert omar["card"]["title"][2]["text"] == "Tue 24 Nov, 10:00 (America/New_York)"
    assert omar["card"]["title"][2]["at"] == "2026-11-24T15:00:00+00:00"


async def test_characters_that_would_disguise_a_text_are_not_shown(chat: Served) -> None:
    await chat.say("nina", "care-team", "safe\u202egnirts\u2066 <b>&amp;</b>\nsecond line")
    [seen] = await chat.messages("omar", "care-team")
    assert seen["text"] == "safegnirts <b>&amp;</b>\nsecond line"


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"as": "eve", "channel": "care-team", "text": "hi"}, 404, "one of nina"),
        ({"as": "nina", "channel": "nowhere", "text": "hi"}, 404, "no channel"),
        ({"as": "nina", "channel": "@omar", "text": "hi"}, 404, "no channel"),
        ({"as": "nina", "channel": "care-team", "text": "  "}, 422, "empty"),
        ({"as": "nina", "channel": "care-team", "text": "x" * 40_001}, 422, "too long"),
        ({"as": "nina", "channel": "care-team"}, 422, '"text"'),
        ({"as": "nina", "channel": "care-team", "text": 5}, 422, '"text"'),
        ({"as": "nina", "channel": "care-team", "text": "hi", "thread": "999"}, 404, "no such message"),
        ({"as": "nina", "channel": "care-team", "text": "hi", "thread": "²"}, 404, "no such message"),
    ],
)
async def test_what_cannot_be_said_is_refused_with_a_sentence(
    chat: Served, body: dict[str, object], status: int, words: str
) -> None:
    response = await chat.http.post("/workspace/say", json=body)
    assert response.status_code == status
    assert words in response.json()["error"]
    assert chat.bot.heard == []


async def test_unread_messages_of_others_are_counted_until_read(chat: Served) -> None:
    async def unread(who: str) -> dict[str, int]:
        state = (await chat.http.get("/workspace/state", params={"as": who})).json()
        return {room["key"]: room["unread"] for room in state["rooms"]}

    said = (await chat.say("nina", "care-team", "hello"))["said"]
    assert await unread("nina") == {"care-team": 0, "discharge-planning": 0, "@stitch": 0}
    assert await unread("omar") == {"care-team": 1, "discharge-planning": 0, "@stitch": 0}
    await chat.post("read", who="omar", message=said["id"])
    assert (await unread("omar"))["care-team"] == 0
