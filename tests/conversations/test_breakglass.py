"""Break-glass: a reason, an hour, the leads told at once, each look in the audit; and nothing but looking."""

import pytest

from bot.chat.incoming import Platform
from bot.store.audit import Act
from bot.store.database import Database
from bot.store.work import open_work
from tests.conversations.chat import PEOPLE, Chat
from tests.conversations.handing import offer
from tests.conversations.test_heard import hand_over

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WHY = "unconscious in the ED, looking for the family"


@pytest.fixture
async def ward(chat: Chat) -> Chat:
    """Nina leads. K-17 is hers and Lea's, whom the alias means is not shown, and Sam has no part in it."""
    await chat.say("Nina", "/patient K-17 is Rosa Marquez, daughter 555-0142", where="@")
    await chat.say("Nina", "/patient policy hide", where="@")
    await chat.say("Nina", "/task call the zebrafish lab about K-17 at 9am", where="@")
    chat.stage.messages.clear()
    return chat


async def looks(chat: Chat, who: str) -> list[tuple[str, str | None, str]]:
    """What the audit has of them: views, and what was refused."""
    async with open_work(chat.database) as work:
        member = {one.name: one.id for one in await work.members.everyone(1)}[PEOPLE[who]]  # type: ignore[arg-type]
        found = await work.audit.about(actor=member)
    return [(one.about, one.patient, one.detail) for one in found if one.act in (Act.view, Act.denial)]


async def test_who_may_not_look_does_for_an_hour_and_everybody_who_should_knows(ward: Chat) -> None:
    refused = await ward.say("Sam", "/patient K-17", where="@")
    assert "In an emergency: /breakglass K-17 and why" in refused.text
    assert "zebrafish" not in (await ward.say("Sam", "/open K-17", where="@")).text
    broken = await ward.say("Sam", f"/breakglass K-17 {WHY}", where="@")
    assert broken.text == (
        "You may look at K-17 until Mon 23 Nov, 08:00 (America/Chicago)\n"
        "Here, in this chat: /patient K-17, /open K-17\n"
        "Told: Nina Alvarez. Each look is in the audit.\n"
        "[End it now]"
    )
    assert ward.dms("Nina")[-1].text == (
        f"Sam Okafor broke the glass on K-17\n“{WHY}”\nuntil Mon 23 Nov, 08:00 (America/Chicago)\n[End it now]"
    )
    assert "555-0142" in (await ward.say("Sam", "/patient K-17", where="@")).text
    assert "zebrafish" in (await ward.say("Sam", "/open K-17", where="@")).text
    assert "zebrafish" in (await ward.say("Sam", "/open #1", where="@")).text
    assert "zebrafish" not in (await ward.say("Sam", "/open K-17")).text, "not where others may read it"
    changed = await ward.say("Sam", "/done 1", where="@")
    assert changed.text.startswith("There is no item #1 that you can see."), "looking is all"
    assert await looks(ward, "Sam") == [
        ("patient:", "K-17", "patient"),
        ("patient:1", "K-17", "break-glass"),
        ("task:1", "K-17", "break-glass"),
        ("task:1", "K-17", "break-glass"),
        ("task:1", "K-17", "done"),
    ]
    await ward.advance(minutes=59)
    assert "555-0142" in (await ward.say("Sam", "/patient K-17", where="@")).text
    await ward.advance(minutes=1)
    assert "555-0142" not in (await ward.say("Sam", "/patient K-17", where="@")).text
    assert "zebrafish" not in (await ward.say("Sam", "/open K-17", where="@")).text
    assert "zebrafish" not in (await ward.say("Sam", "/open #1", where="@")).text


@ON_ONE_DATABASE
async def test_it_wants_a_reason_a_patient_and_a_direct_message(ward: Chat) -> None:
    for words, where, said in (
        ("/breakglass K-17 asap", "@", "Why do you need to see K-17? Leads read it. For example:"),
        ("/breakglass the lady in bed 4", "@", "Which patient, and why? For example: /breakglass K-17"),
        (f"/breakglass K-17 {WHY}", "ward", "That is for you alone. Write it to me in a direct message."),
        ("/breakglass tell @lea", "@", "Only a lead can do that."),
    ):
        refused = await ward.say("Sam", words, where=where)
        assert refused.text.startswith(said)
        assert words.split("@")[0] in refused.text, "what was typed is not lost"
    assert ward.dms("Nina") == []
    assert "555-0142" not in (await ward.say("Sam", "/patient K-17", where="@")).text


@ON_ONE_DATABASE
async def test_it_can_be_ended_and_whoever_is_named_is_told_too(ward: Chat) -> None:
    told = await ward.say("Nina", "/breakglass tell @lea", where="@")
    assert told.text.startswith("Of a broken glass Lea Brandt is told too, besides the leads.")
    await ward.say("Sam", f"/breakglass K-17 {WHY}", where="@")
    assert "broke the glass" in ward.dms("Lea")[-1].text
    assert "[End it now]" not in ward.dms("Lea")[-1].text
    again = await ward.say("Sam", f"/breakglass K-17 {WHY}, still", where="@")
    assert again.text.startswith("You may look at K-17 until Mon 23 Nov, 08:00")
    assert len(ward.dms("Nina")) == 1, "what is broken is not broken twice"
    assert "K-17 · Sam Okafor · until" in (await ward.say("Nina", "/breakglass", where="@")).text
    assert (await ward.say("Omar", "/breakglass", where="@")).text.startswith("Broken glass\nNothing is broken.")
    other = await ward.press("Omar", "End it now", ward.dms("Nina")[0])
    assert other.text.startswith("Only whoever broke it, or a lead, can end that.")
    ended = await ward.press("Nina", "End it now", ward.dms("Nina")[0])
    assert ended.text == "Break-glass on K-17 has ended\nended Mon 23 Nov, 07:00 (America/Chicago) by you"
    assert "555-0142" not in (await ward.say("Sam", "/patient K-17", where="@")).text
    assert (await ward.press("Sam", "End it now", again)).text.startswith("That has ended already.")
    await ward.say("Nina", "/breakglass tell nobody", where="@")
    await ward.say("Sam", f"/breakglass K-17 {WHY}", where="@")
    assert len([one for one in ward.dms("Lea") if "broke the glass" in one.text]) == 1


@ON_ONE_DATABASE
async def test_a_watched_if_then_is_looked_at_through_it_too(ward: Chat) -> None:
    await hand_over(ward, "Nina", "Lea", "if potassium is above 6, page the capybara")
    assert "capybara" not in (await ward.say("Sam", "/open K-17", where="@")).text
    await ward.say("Sam", f"/breakglass K-17 {WHY}", where="@")
    looked = await ward.say("Sam", "/open K-17", where="@")
    assert "capybara" in looked.text
    assert (await ward.press("Sam", "Needed now", looked)).text.startswith("There is no such if/then")
    assert ("contingency:1", "K-17", "break-glass") in await looks(ward, "Sam")


@ON_ONE_DATABASE
async def test_on_telegram_nothing_more_is_shown_for_it(database: Database) -> None:
    chat = await Chat(database, Platform.telegram, forms=False).open()
    await chat.say("Nina", "/help", where="@")
    refused = await chat.say("Sam", f"/breakglass K-17 {WHY}", where="@")
    assert refused.text.startswith("More than an alias is never shown here.")


async def test_a_line_about_a_handoff_is_a_look_as_well(ward: Chat) -> None:
    await offer(ward)
    before = await looks(ward, "Lea")
    await ward.say("Lea", "/mine", where="@")
    looked = [one for one in await looks(ward, "Lea") if one not in before]
    assert looked == [("handoff:1", "K-17", "reply")]
