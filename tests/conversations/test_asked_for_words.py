"""A command that came alone asks for the words; a form that is refused keeps what was put in."""

from bot.chat.incoming import Command, Platform, Quoted
from bot.store.database import Database
from bot.store.work import open_work
from tests.conversations.chat import Chat


async def test_a_followup_without_words_is_asked_for_in_a_form(chat: Chat) -> None:
    form = await chat.say("Nina", "/followup")
    assert form.question.title == "New follow-up"
    assert form.question.fields[0].label == "What should I bring back, when, and for whom?"
    assert form.question.fields[0].hint == "call Mrs K's daughter !K-17 by 9am, urgent"
    echo = await chat.fill_in("Nina", form, what="call Mrs K's daughter !K-17 by 9am, urgent")
    assert (
        echo.text
        == """\
Saved as follow-up #1
call Mrs K's daughter
K-17 · Mon 23 Nov, 09:00 (America/Chicago) · you · urgent
[Edit] [Undo]"""
    )
    assert echo.where == "ward"
    assert "Undone" in (await chat.press("Nina", "Undo", echo)).text


async def test_a_task_without_words_reaches_who_is_named_in_the_form(chat: Chat) -> None:
    form = await chat.say("Nina", "/task", where="@")
    assert form.question.title == "New task"
    echo = await chat.fill_in("Nina", form, what="order a walker for K-17 @sam by friday 3pm")
    assert echo.text.startswith("Saved as task #1")
    assert chat.dms("Sam")[0].text.startswith("Nina Alvarez has #1 for you\norder a walker for K-17")


async def test_what_is_in_doubt_in_the_form_is_asked_as_ever(chat: Chat) -> None:
    form = await chat.say("Nina", "/followup")
    question = await chat.fill_in("Nina", form, what="call Mrs K")
    assert question.text.startswith("When shall I bring this back?\ncall Mrs K")


async def test_an_empty_form_stays_open_and_takes_the_words_later(chat: Chat) -> None:
    form = await chat.say("Nina", "/followup")
    refused = await chat.fill_in("Nina", form, what="  ")
    assert refused.text == (
        "what: What should I bring back, when, and for whom? "
        "For example: /followup call Mrs K's daughter !K-17 by 9am, urgent"
    )
    echo = await chat.fill_in("Nina", form, what="call the lab at 10am")
    assert echo.text.startswith("Saved as follow-up #1")
    again = await chat.fill_in("Nina", form, what="call the lab at 10am")
    assert again.text == "what: That is saved already. See what you have: /mine"


async def test_below_a_message_of_the_bot_the_item_keeps_the_link_to_it(chat: Chat) -> None:
    link = "https://ward.example.slack.com/archives/C0123456789/p1763902800000100?thread_ts=1763902800.000100"
    quoted = Quoted(message="q1", text="Huddle", link=link, by_bot=True)
    form = await chat.hear(Command(**chat._base("Nina", "ward", None), name="task", quoted=quoted))
    await chat.fill_in("Nina", form, what="book transport by 2pm")
    async with open_work(chat.database) as work:
        (member,) = [one for one in (await work.people(1)).active() if one.name.startswith("Nina")]
        (task,) = await work.tasks.held_by(1, member.id)
    assert task.link == link


async def test_without_forms_the_next_words_are_the_answer(database: Database) -> None:
    chat = await Chat(database, Platform.telegram, forms=False).open()
    asked = await chat.say("Nina", "/followup", where="@")
    assert (
        asked.text
        == """\
New follow-up
1/1 What should I bring back, when, and for whom?
Write your answer.
For example: call Mrs K's daughter !K-17 by 9am, urgent
[Stop]"""
    )
    echo = await chat.say("Nina", "check the wound of K-17 tomorrow 9am", where="@")
    assert echo.text.startswith("Saved as follow-up #1\nCheck\nK-17")
    assert echo.where == "@nina"


async def test_without_forms_a_group_is_told_to_reply(database: Database) -> None:
    chat = await Chat(database, Platform.telegram, forms=False).open()
    asked = await chat.say("Nina", "/task")
    assert asked.text.splitlines()[2] == "Reply to this message with your answer."
    echo = await chat.say("Nina", "order a walker for K-17 by 4pm", quoting=asked)
    assert echo.text.startswith("Saved as task #1\nOrder\nK-17")


async def test_without_forms_a_stopped_question_takes_no_more_words(database: Database) -> None:
    chat = await Chat(database, Platform.telegram, forms=False).open()
    asked = await chat.say("Nina", "/followup", where="@")
    assert (await chat.press("Nina", "Stop", asked)).text == "Left as it was."
    assert (await chat.say("Nina", "hello", where="@")).text.startswith("I keep tasks, follow-ups and handoffs.")


async def test_a_refused_form_stays_open_with_the_reason(chat: Chat) -> None:
    await chat.say("Nina", "/task order a walker for K-17 by 4pm")
    choices = await chat.say("Nina", "/snooze 1")
    form = await chat.press("Nina", "Type a time…", choices)
    refused = await chat.fill_in("Nina", form, when="when pigs fly")
    assert refused.text == "when: I did not understand that time. For example: /snooze 1 2h"
    assert "#1 waits until" in (await chat.fill_in("Nina", form, when="2h")).text


async def test_a_form_that_comes_too_late_says_so_and_keeps_its_words(chat: Chat) -> None:
    await chat.say("Nina", "/task order a walker for K-17 by 4pm")
    card = await chat.press("Nina", "#1", await chat.say("Nina", "/mine"))
    form = await chat.press("Nina", "Drop", card)
    await chat.say("Nina", "/done 1")
    refused = await chat.fill_in("Nina", form, reason="she walks by herself now")
    assert refused.text.startswith("reason: You closed #1 already")


async def test_without_forms_refused_words_can_be_written_again(database: Database) -> None:
    chat = await Chat(database, Platform.telegram, forms=False).open()
    await chat.say("Nina", "/task order a walker for K-17 by 4pm", where="@")
    await chat.press("Nina", "Type a time…", await chat.say("Nina", "/snooze 1", where="@"))
    refused = await chat.say("Nina", "when pigs fly", where="@")
    assert refused.text == "I did not understand that time. For example: /snooze 1 2h"
    assert "#1 waits until" in (await chat.say("Nina", "2h", where="@")).text


async def test_a_paste_in_the_form_becomes_several_proposed_items(chat: Chat) -> None:
    form = await chat.say("Nina", "/task")
    asked = await chat.fill_in(
        "Nina", form, what="- order a walker for K-17 by 4pm\n- call the lab about K-21 by 5pm"
    )
    saved = await chat.press("Nina", "Save", asked)
    assert "order a walker" in saved.text
    assert "K-21" in saved.text
