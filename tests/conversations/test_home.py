"""The bot's own page: what is mine, by number, alias and time only."""

from bot.store.database import Database
from tests.conversations.chat import Chat
from tests.conversations.test_leave import on_offer


async def test_it_shows_overdue_first_and_never_what_was_written(chat: Chat) -> None:
    await chat.say("Nina", "/task call Mrs Kowalski's daughter about the MRI !K-17 at 9am, urgent")
    await chat.say("Nina", "/followup ask about housing at 7:10am")
    await chat.say("Nina", "/followup call the family of K-30")
    await chat.say("Omar", "/task call the lab at 9am")
    await chat.jump(minutes=30)
    page = await chat.opens_home("Nina")
    assert (
        page.text
        == """\
Yours · Mon 23 Nov, 07:30 (America/Chicago)
Overdue (1)
#2 Follow-up · Mon 23 Nov, 07:10 (America/Chicago) 20 min overdue
Next (2)
#1 K-17 · Mon 23 Nov, 09:00 (America/Chicago) · urgent
#3 K-30 · no time set · not saved yet
[Refresh] [Profile]"""
    )
    for word in ("Kowalski", "MRI", "housing", "family"):
        assert word not in repr(page.card)


async def test_handoffs_that_wait_for_me_stand_first(chat: Chat) -> None:
    await chat.say("Nina", "/team new nights")
    await chat.say("Nina", "/team add nights @sam")
    await on_offer(chat, "Lea", "Sam")
    await on_offer(chat, "Omar", None, "nights")
    await on_offer(chat, "Sam", "Lea")
    page = await chat.opens_home("Sam")
    assert page.text.splitlines()[1:4] == [
        "Handoffs waiting for you (2)",
        "#1 from Lea Brandt, items: 0",
        "#2 from Omar Haddad, items: 0",
    ]


async def test_what_waits_for_my_answer_stands_above_all_and_is_answered_there(chat: Chat) -> None:
    await chat.say("Nina", "/team new ward")
    await chat.say("Nina", "/team add ward @lea @sam")
    await chat.say("Lea", "/task call the lab about K-40 in 5 min")
    await chat.say("Omar", "/concern K-17 she looks grey @lea", where="@")
    await chat.say("Nina", "/readback K-21 potassium 6.8 @lea", where="@")
    await chat.say("Nina", "/ack ward new heparin protocol", where="@")
    await chat.jump(minutes=10)
    page = await chat.opens_home("Lea")
    assert (
        page.text
        == """\
Yours · Mon 23 Nov, 07:10 (America/Chicago)
Waiting for your answer (3)
K-21 · a critical value · Nina Alvarez · Mon 23 Nov, 07:00 (America/Chicago)
K-17 · Since Mon 23 Nov, 07:00 (America/Chicago) · nobody is on it yet
ward · Nina Alvarez · Mon 23 Nov, 07:00 (America/Chicago)
Overdue (1)
#1 K-40 · Mon 23 Nov, 07:05 (America/Chicago) 5 min overdue
[Read it back: K-21]
[I am on it: K-17]
[I have read it: ward]
[Refresh] [Profile]"""
    )
    assert (await chat.opens_home("Omar")).text.count("K-17") == 0
    await chat.press("Lea", "I am on it: K-17", page)
    await chat.press("Lea", "I have read it: ward", await chat.opens_home("Lea"))
    left = await chat.opens_home("Lea")
    assert left.text.splitlines()[1:4] == [
        "Waiting for your answer (2)",
        "K-21 · a critical value · Nina Alvarez · Mon 23 Nov, 07:00 (America/Chicago)",
        "K-17 · On it: you",
    ]


async def test_with_nothing_to_do_it_says_so_and_does_not_welcome(chat: Chat) -> None:
    assert (await chat.opens_home("Zoe")).text.splitlines()[1] == "Nothing open. Enjoy the quiet."
    assert chat.dms("Zoe") == []


async def test_refresh_shows_it_anew_and_numbers_open_the_item(chat: Chat) -> None:
    page = await chat.opens_home("Nina")
    await chat.say("Nina", "/task call the lab about K-17 at 9am")
    page = await chat.press("Nina", "Refresh", page)
    assert "#1 K-17" in page.text
    item = await chat.press("Nina", "#1", page)
    assert "call the lab about K-17" in item.text


async def test_the_reply_is_marked_as_the_page(chat: Chat, database: Database) -> None:
    replies = []
    draw = chat._draw
    chat._draw = lambda heard, reply: (replies.append(reply), draw(heard, reply))[1]  # type: ignore[method-assign]
    await chat.press("Nina", "Refresh", await chat.opens_home("Nina"))
    assert [reply.home for reply in replies] == [True, True]
