"""Concerns: up the ladder until somebody is on it; whom it is put to cannot close it alone; it may be unnamed."""

import pytest

from bot.chat.incoming import Platform
from bot.store.database import Database
from bot.store.work import open_work
from tests.conftest import ON_ONE_DATABASE
from tests.conversations.chat import PEOPLE, Chat
from tests.conversations.handing import copy, heads

WHO = ("raiser", "closed_by", "actor", "member", "heeded_by", "target")
WORRY = "/concern K-17 she looks grey @lea"


@pytest.fixture
async def ward(chat: Chat) -> Chat:
    """Nina leads, and Sam is Lea's backup. Omar is worried."""
    await chat.say("Lea", "/team backup @sam")
    chat.stage.messages.clear()
    return chat


async def test_it_is_told_to_whom_it_is_put_and_in_the_channel_and_goes_up_the_ladder(ward: Chat) -> None:
    raised = await ward.say("Omar", WORRY)
    assert raised.text.startswith("Your concern is with Lea Brandt\n“she looks grey”\n")
    assert (
        ward.dms("Lea")[-1].text
        == """\
Omar Haddad is concerned about K-17
“she looks grey”
Since Mon 23 Nov, 07:00 (America/Chicago) · nobody is on it yet
Told: you (owner), Mon 23 Nov, 07:00 (America/Chicago)
Next: backup, Mon 23 Nov, 07:10 (America/Chicago)
[I am on it]"""
    )
    assert ward.posts()[-1].text.startswith("Omar Haddad is concerned about K-17\n")
    await ward.advance(minutes=10)
    assert heads(ward, "Sam") == ["Omar Haddad is concerned about K-17"]
    await ward.press("Sam", "I am on it", ward.dms("Sam")[-1])
    assert "On it: Sam Okafor" in ward.dms("Lea")[-1].text
    assert "On it: Sam Okafor" in ward.dms("Omar")[-1].text
    assert "On it: Sam Okafor" in ward.posts()[-1].text
    assert (await ward.press("Lea", "I am on it", copy(ward.posts()[0]))).text.startswith(
        "Thank you, but Sam Okafor"
    )
    before = heads(ward, "Nina")
    await ward.advance(minutes=29)
    assert heads(ward, "Nina") == before


async def test_whom_it_is_put_to_cannot_close_it_alone(ward: Chat) -> None:
    await ward.say("Omar", WORRY)
    mine = copy(await ward.press("Lea", "I am on it", ward.dms("Lea")[-1]))
    said = await ward.press("Lea", "It is settled", mine)
    assert said.text.startswith("Whoever raised it is asked too. It stays open until then.")
    assert "Settled, in your words alone" in said.text
    assert "she looks grey" in (await ward.say("Lea", "/concern")).text
    asked = ward.dms("Omar")[-1]
    assert asked.text.startswith("K-17: is it settled?\n")
    assert "Settled, in the words of Lea Brandt alone" in asked.text
    still = copy(asked)
    await ward.press("Omar", "Still concerned", still)
    assert heads(ward, "Sam")[-1] == "Omar Haddad is concerned about K-17"
    await ward.press("Omar", "It is settled", still)
    assert "Closed as settled by Omar Haddad" in ward.dms("Sam")[-1].text
    assert "No concern is open." in (await ward.say("Lea", "/concern")).text
    assert (await ward.press("Lea", "It is settled", mine)).text.startswith("That concern is closed already.")


async def test_a_lead_who_is_not_on_it_can_close_what_is_settled(ward: Chat) -> None:
    await ward.say("Omar", WORRY)
    open_ = copy(await ward.press("Lea", "I am on it", ward.dms("Lea")[-1]))
    assert (await ward.press("Nina", "It is settled", open_)).text.startswith(
        "Only whoever is on it can say that."
    )
    await ward.press("Lea", "It is settled", open_)
    await ward.advance(hours=6)  # Omar does not answer: asked after 30 min, 1 h and 4 h, then the lead is too
    assert heads(ward, "Omar").count("K-17: is it settled?") == 5
    assert heads(ward, "Nina")[-1] == "K-17: is it settled?"
    closed = await ward.press("Nina", "It is settled", ward.dms("Nina")[-1])
    assert "Closed as settled by you" in closed.text
    assert ward.posts()[-1].text == "The concern about K-17 is closed\nClosed as settled by Nina Alvarez"
    assert "Closed as settled by Nina Alvarez" in ward.dms("Omar")[-1].text


async def test_unnamed_nobody_reads_who_it_was_and_the_audit_knows(ward: Chat, database: Database) -> None:
    raised = await ward.say("Omar", "/concern unnamed K-17 she looks grey @lea")
    assert raised.text.startswith("Your concern is with Lea Brandt. Nobody is told that it is you.")
    await ward.advance(minutes=30)
    await ward.press("Lea", "I am on it", ward.dms("Lea")[-1])
    await ward.press("Lea", "It is settled")
    for who in ("Lea", "Nina", "Sam"):
        await ward.say(who, "/concern")
    await ward.press("Omar", "It is settled", ward.dms("Omar")[-1])
    assert "Closed as settled by whoever raised it" in ward.dms("Lea")[-1].text
    others = [one for one in ward.stage.messages if one.where != "@omar" and one.seen_by != "omar"]
    assert len(others) > 8
    assert not [one.text for one in others if "Omar" in one.text]
    async with open_work(database) as work:
        people = await work.members.everyone((await work.members.workspace("Ward", zone="UTC", demo=False)).id)
        omar = next(one.id for one in people if one.name.startswith("Omar"))
        acts = await work.audit.about(actor=omar)
    assert any(str(one.about).startswith("concern:") for one in acts)


@ON_ONE_DATABASE
async def test_whom_it_is_put_to_may_be_off_duty_and_that_is_said(ward: Chat) -> None:
    await ward.say("Nina", "/shift nights 19:00-07:00 daily @lea")
    raised = await ward.say("Omar", WORRY)
    assert "Lea Brandt is off duty and has not been told." in raised.text.splitlines()
    assert heads(ward, "Sam")[-1] == "Omar Haddad is concerned about K-17"


@ON_ONE_DATABASE
async def test_unnamed_stays_unnamed_in_all_that_the_channel_is_told_and_in_what_others_are_given(
    ward: Chat, database: Database
) -> None:
    await ward.say("Omar", "/concern unnamed K-17 she looks grey @lea")
    await ward.press("Lea", "I am on it", ward.dms("Lea")[-1])
    await ward.press("Lea", "It is settled")
    await ward.press("Omar", "Still concerned", ward.dms("Omar")[-1])
    await ward.press("Sam", "I am on it", ward.dms("Sam")[-1])
    await ward.press("Omar", "It is settled", ward.dms("Omar")[-1])
    *before, closed = ward.posts()
    assert closed.text.splitlines() == [
        "The concern about K-17 is closed", "Closed as settled by whoever raised it",
    ]  # fmt: skip
    posts = [one.text.splitlines() for one in before]
    assert [post[0] for post in posts] == ["Somebody is concerned about K-17"] * len(posts)
    assert [post[2].rpartition(" · ")[2] for post in posts] == [
        "nobody is on it yet", "On it: Lea Brandt", "nobody is on it yet", "On it: Sam Okafor",
    ]  # fmt: skip
    assert not [one for one in (*ward.posts(), *ward.dms("Lea"), *ward.dms("Sam")) if "Omar" in one.text]
    async with open_work(database) as work:
        place = (await work.members.workspace("Ward", zone="UTC", demo=False)).id
        ids = {one.name.split()[0]: one.id for one in await work.members.everyone(place)}
        lea = [row async for row in work.exporting.of_member(place, ids["Lea"])]
        patient = [row async for row in work.exporting.of_patient(place, "K-17")]
        omar = [row async for row in work.exporting.of_member(place, ids["Omar"])]
    for others in (lea, patient):
        about = [row for row in others if row["table"] == "concerns" or "concern" in str(row.get("about"))]
        assert {"concerns", "audit"} <= {row["table"] for row in about}
        assert not [row for row in about if ids["Omar"] in (row.get(one) for one in WHO)]
    assert [row["raiser"] for row in omar if row["table"] == "concerns"] == [ids["Omar"]], "but in one's own"


async def test_what_is_missing_is_asked_for(ward: Chat) -> None:
    for words, why in (
        ("she looks grey @lea", "About which patient?"),
        ("K-17 @lea", "What worries you?"),
        ("K-17 she looks grey @omar", "Put it to somebody else."),
        ("K-17 she looks grey @zoe", "I do not know zoe yet"),
    ):
        assert (await ward.say("Omar", f"/concern {words}")).text.startswith(why)
    raised = await ward.say("Omar", "/concern K-17 she looks grey")
    assert raised.text.startswith("Your concern is with Nina Alvarez\n")
    assert (await ward.press("Omar", "Still concerned", raised)).text.startswith("You are concerned about K-17")


async def test_on_telegram_there_are_no_words_and_no_unnamed_ones_in_a_group(database: Database) -> None:
    phone = await Chat(database, Platform.telegram, forms=False).open()
    for who in PEOPLE:
        await phone.say(who, "/help")
    refused = await phone.say("Omar", "/concern unnamed K-17 she looks grey @lea")
    assert refused.text.startswith("Here everybody reads that it is you. Write it to me alone")
    await phone.say("Omar", "/concern unnamed K-17 she looks grey @lea", where="@")
    assert phone.dms("Lea")[-1].text.startswith("Somebody is concerned about K-17\nSince ")
