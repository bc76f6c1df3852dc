"""Handoffs on Telegram: asked field by field, and no words of patients."""

import pytest

from bot.chat.incoming import Platform
from bot.store.database import Database
from bot.store.work import open_work
from tests.conftest import ON_ONE_DATABASE
from tests.conversations.chat import PEOPLE, Chat, Shown
from tests.conversations.handing import copy, heads, mine


def check_outline(shown: Shown) -> None:
    """Alias, severity, numbers and verbs; none of the words that people wrote."""
    for words in ("radiology", "walker", "hip repair", "page me", "the key", "charge nurse", "K-17 is mine"):
        assert words not in shown.text


@pytest.fixture
async def telegram(database: Database) -> Chat:
    """The same ward on Telegram: no forms, and no words of patients."""
    chat = await Chat(database, Platform.telegram, forms=False).open()
    for who in PEOPLE:
        await chat.say(who, "/help")
    chat.stage.messages.clear()
    await chat.say("Nina", "/task call radiology about K-17's MRI at 2pm")
    await chat.say("Nina", "/task order a walker for K-17 by 4pm")
    return chat


@ON_ONE_DATABASE
async def test_on_telegram_it_is_asked_field_by_field(telegram: Chat) -> None:
    chat = telegram
    card = await chat.say("Nina", "/handoff @lea")
    assert (
        card.text
        == """\
K-17 to Lea Brandt
No names here, please: what you write stays in this chat. It is read on Slack or in the web workspace.
1/5 Illness severity
[stable] [watcher] [unstable] [discharging] [Stop]"""
    )
    await chat.press("Nina", "unstable")
    await chat.say("Nina", "day 2 after hip repair")
    await chat.press("Nina", "☑ #2 Order")
    await chat.press("Nina", "Next")
    await chat.say("Nina", "if the MRI is late, call\nif pain, page me")
    draft = await chat.press("Nina", "Skip")
    assert (
        draft.text
        == """\
Handoff #3 to Lea Brandt, not sent yet
K-17 · unstable · #1
Not said about K-17: allergies, code status, medicines, dated labs, dated vital signs
[Change K-17] [Leave out K-17]
[Send] [Somebody else] [To another department] [Drop]"""
    )
    await chat.press("Nina", "Send", draft)
    dm = chat.dms("Lea")[-1]
    assert (
        dm.text
        == """\
Nina Alvarez hands over to you: handoff #3
K-17 · unstable
#1 Call · K-17 · Mon 23 Nov, 14:00 (America/Chicago)
The words are not shown here. Read them on Slack or in the web workspace, or ask Nina Alvarez.
Talk it through with Nina Alvarez if you can. It is yours when you accept.
[Accept] [Accept all but …] [Ask] [Decline] [Seen]"""
    )
    await chat.press("Lea", "Accept", dm)
    missed = await chat.say("Lea", "K-17 is mine", where="@")
    assert missed.text == (
        "Not all of handoff #3 was heard. Nina Alvarez sees it too.\nK-17\n✗ unstable: not heard\n"
        "✗ #1: not heard\n"
        "✗ if/then 1: not heard\n✗ if/then 2: not heard\n"
        "The words are not shown here. Read them on Slack or in the web workspace, or ask Nina Alvarez.\n"
        "[Say the rest] [We have talked it through] [Ask] [Decline]"
    )
    await chat.press("Lea", "Say the rest", missed)
    yours = await chat.say("Lea", "unstable, I call her; MRI late then I call, pain then page Nina", where="@")
    assert yours.text.splitlines()[0] == "Handoff #3 is yours now"
    assert await mine(chat, "Lea") == ["#1"]
    assert yours.id != dm.id  # below the words, not in place of the offer above them
    for shown in (*chat.dms("Nina"), *chat.dms("Lea"), *chat.posts(), missed, yours, draft):
        check_outline(shown)
    async with open_work(chat.database) as work:
        kept = await work.handoffs.by_id(1)
    assert kept.patients[0].summary == "day 2 after hip repair"
    assert kept.patients[0].contingencies == ("if the MRI is late, call", "if pain, page me")
    assert kept.synthesis.splitlines()[0] == "K-17 is mine"


@ON_ONE_DATABASE
async def test_on_telegram_a_skipped_answer_leaves_the_words_as_they_were(telegram: Chat) -> None:
    chat = telegram
    await chat.say("Nina", "/handoff @lea")
    await chat.press("Nina", "watcher")
    await chat.say("Nina", "day 2 after hip repair")
    await chat.press("Nina", "Next")
    await chat.say("Nina", "if pain, page me")
    draft = await chat.say("Nina", "use the fax on Unit 4")
    await chat.press("Nina", "Change K-17", draft)
    await chat.press("Nina", "unstable")
    for label in ("Skip", "Next", "Skip", "Skip"):
        await chat.press("Nina", label)
    async with open_work(chat.database) as work:
        kept = await work.handoffs.by_id(1)
    assert kept.patients[0].severity == "unstable"
    assert kept.patients[0].summary == "day 2 after hip repair"
    assert kept.patients[0].contingencies == ("if pain, page me",)
    assert kept.notes == "use the fax on Unit 4"


@ON_ONE_DATABASE
async def test_on_telegram_questions_answers_and_reasons_are_not_quoted(telegram: Chat) -> None:
    chat = telegram
    await chat.say("Nina", "/handoff @lea")
    for label in ("stable", "Skip", "Next", "Skip", "Skip", "Send"):
        await chat.press("Nina", label)
    await chat.press("Lea", "Ask", copy(chat.dms("Lea")[-1]))
    await chat.say("Lea", "who has the key?", where="@")
    question = chat.dms("Nina")[-1]
    assert question.text.splitlines()[0] == "Lea Brandt asks about handoff #3"
    assert "or ask Lea Brandt." in question.text
    await chat.press("Nina", "Answer", copy(question))
    await chat.say("Nina", "the charge nurse", where="@")
    assert chat.dms("Lea")[-1].text.splitlines()[0] == "Nina Alvarez has answered about handoff #3"
    await chat.press("Lea", "Decline", copy(chat.dms("Lea")[-1]))
    await chat.say("Lea", "I wait for the charge nurse", where="@")
    assert heads(chat, "Nina")[-1] == "Lea Brandt has declined handoff #3. Everything stays with you."
    for shown in (*chat.dms("Nina"), *chat.dms("Lea")):
        check_outline(shown)


@ON_ONE_DATABASE
async def test_a_dialogue_that_is_stopped_leaves_a_draft(telegram: Chat) -> None:
    chat = telegram
    await chat.say("Nina", "/handoff @lea")
    await chat.press("Nina", "watcher")
    await chat.press("Nina", "Stop")
    assert "#3 from you to Lea Brandt · K-17 · not sent yet" in (await chat.say("Nina", "/mine")).text
