"""Concerns, critical values and announcements that wait for somebody stand in /mine and in the brief."""

from bot.chat.incoming import Platform
from bot.store.database import Database
from tests.conftest import ON_ONE_DATABASE
from tests.conversations.chat import PEOPLE, Chat
from tests.conversations.handing import copy, with_team


async def three_wait_for_lea(chat: Chat, database: Database) -> None:
    """A worry of Omar's, a value of Nina's, and news for her team."""
    await with_team(database, "ward", "Lea", "Sam")
    await chat.say("Omar", "/concern K-17 she looks grey @lea", where="@")
    await chat.say("Nina", "/readback K-21 potassium 6.8 @lea", where="@")
    await chat.say("Nina", "/ack ward new heparin protocol", where="@")


@ON_ONE_DATABASE
async def test_each_waits_in_mine_and_in_the_brief_until_it_is_answered_there(
    chat: Chat, database: Database
) -> None:  # fmt: skip
    await three_wait_for_lea(chat, database)
    waiting = """\
Waiting for your answer (3)
K-21 · potassium · Nina Alvarez · Mon 23 Nov, 07:00 (America/Chicago)
K-17 · she looks grey · Since Mon 23 Nov, 07:00 (America/Chicago) · nobody is on it yet
ward · new heparin protocol · Nina Alvarez · Mon 23 Nov, 07:00 (America/Chicago)
"""
    buttons = "[Read it back]\n[I am on it]\n[I have read it]"
    mine = await chat.say("Lea", "/mine", where="@")
    assert mine.text == f"Yours\n{waiting}Nothing open.\n{buttons}"
    brief = await chat.say("Lea", "/brief", where="@")
    assert brief.text.split("\n", 1)[1] == f"3 to answer\n{waiting}{buttons}"
    assert "Waiting for your answer" not in (await chat.say("Nina", "/mine", where="@")).text
    on_it = await chat.press("Lea", "I am on it", copy(mine))
    assert "On it: you" in on_it.text
    await chat.press("Lea", "I have read it", copy(mine))
    form = await chat.press("Lea", "Read it back", copy(brief))
    await chat.fill_in("Lea", form, value="6.8")
    left = (await chat.say("Lea", "/mine", where="@")).text
    assert (
        left
        == "Yours\nWaiting for your answer (1)\nK-17 · she looks grey · On it: you\nNothing open.\n[It is settled]"
    )


@ON_ONE_DATABASE
async def test_the_brief_before_a_shift_has_them_and_on_telegram_without_words(database: Database) -> None:
    phone = await Chat(database, Platform.telegram, forms=False).open()
    for who in PEOPLE:
        await phone.say(who, "/help")
    await phone.say("Lea", "/profile hours 9:00-17:00", where="@")
    await three_wait_for_lea(phone, database)
    await phone.advance(hours=1, minutes=45)
    (told,) = [one for one in phone.dms("Lea") if one.key.startswith("brief:")]
    listed = (await phone.say("Lea", "/mine", where="@")).text.splitlines()
    assert listed[1:5] == told.text.splitlines()[2:6], "and /mine has the same, in the same order"
    assert (
        told.text
        == """\
Your shift begins: Mon 23 Nov, 09:00 (America/Chicago)
3 to answer
Waiting for your answer (3)
K-21 · a critical value · Nina Alvarez · Mon 23 Nov, 07:00 (America/Chicago)
K-17 · Since Mon 23 Nov, 07:00 (America/Chicago) · nobody is on it yet
ward · Nina Alvarez · Mon 23 Nov, 07:00 (America/Chicago)
It comes before each shift. Not any more: /brief off
[Read it back: K-21]
[I am on it: K-17]
[I have read it: ward]"""
    )
