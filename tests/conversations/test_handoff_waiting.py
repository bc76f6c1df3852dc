"""A handoff that waits: who is asked again and when, who hears that nobody answers or can be reached."""

from datetime import time

import pytest

from bot.chat.adapter import Receipt, TryLater
from bot.chat.card import Card
from bot.chat.incoming import Address
from bot.store.database import Database
from tests.conftest import ON_ONE_DATABASE
from tests.conversations.chat import Chat
from tests.conversations.handing import accept, copy, heads, offer, with_member


async def test_not_answered_it_is_asked_again_and_then_sender_and_channel_hear_of_it(ward: Chat) -> None:
    await offer(ward, severity="watcher")
    await ward.advance(minutes=14)
    assert len(ward.dms("Lea")) == 1
    await ward.advance(minutes=1)
    assert heads(ward, "Lea")[1:] == ["Still waiting for you: handoff #5 from Nina Alvarez"]
    assert ward.posts() == []
    await ward.advance(minutes=30)
    stalled = "Nobody has accepted handoff #5 from Nina Alvarez to Lea Brandt yet. Please talk to each other."
    assert heads(ward, "Nina") == [stalled.replace("Nina Alvarez", "you")]
    (post,) = ward.posts()
    assert post.text == f"{stalled}\nK-17 · watcher · #1, #2\n[Open]"
    await ward.advance(hours=6)
    assert len(ward.posts()) == 1
    opened = await ward.press("Lea", "Open", post)
    assert "[Accept]" in opened.text
    assert post.text.startswith("Nobody has accepted")
    await accept(ward, "Lea", opened)
    told = len([head for head in heads(ward, "Lea") if "handoff" in head])
    await ward.advance(hours=6)
    assert len([head for head in heads(ward, "Lea") if "handoff" in head]) == told


@ON_ONE_DATABASE
async def test_nudges_keep_to_quiet_hours_unless_a_patient_may_get_worse(ward: Chat, database: Database) -> None:
    await with_member(database, "Lea", quiet_start=time(7, 5), quiet_end=time(12))
    await ward.advance(minutes=10)
    sent = await offer(ward, severity="stable")
    assert "Lea Brandt has quiet hours: I ask again from Mon 23 Nov, 12:00 (America/Chicago)." in sent.text
    await ward.advance(hours=4, minutes=49)
    assert len(ward.dms("Lea")) == 1
    await ward.advance(minutes=1)
    assert len(ward.dms("Lea")) == 2
    await ward.press("Nina", "Take back", copy(sent))
    await ward.say("Nina", "/task call Mrs K about K-21 at 11pm")
    await with_member(database, "Lea", quiet_start=time(12), quiet_end=time(11))
    told = len(ward.dms("Lea"))
    await offer(ward, severity="unstable")
    await ward.advance(minutes=16)
    assert len(ward.dms("Lea")) == told + 2


@ON_ONE_DATABASE
async def test_until_there_is_an_answer_it_is_the_sender_who_is_nudged(ward: Chat) -> None:
    await offer(ward, severity="unstable")
    form = await ward.press("Lea", "Ask", copy(ward.dms("Lea")[-1]))
    await ward.fill_in("Lea", form, question="who has the key?")
    told = len(ward.dms("Lea"))
    await ward.advance(minutes=16)
    assert heads(ward, "Nina") == ["Lea Brandt asks about handoff #5"] * 2
    assert len(ward.dms("Lea")) == told


@ON_ONE_DATABASE
async def test_who_cannot_be_reached_is_made_known_to_sender_and_channel(ward: Chat) -> None:
    ward.stage.unreachable.add("lea")
    await offer(ward)
    head = "I cannot reach Lea Brandt about handoff #5. Please tell them."
    assert heads(ward, "Nina") == [head]
    assert [post.text.splitlines()[0] for post in ward.posts()] == [head]
    await ward.advance(minutes=20)
    assert len(ward.posts()) == 1


@ON_ONE_DATABASE
async def test_what_is_decided_is_not_announced_as_unreachable(ward: Chat) -> None:
    sent = await offer(ward)
    ward.stage.unreachable.add("lea")
    await ward.press("Nina", "Take back", sent)
    assert ward.posts() == []
    assert heads(ward, "Nina") == []


@ON_ONE_DATABASE
async def test_an_offer_that_could_not_be_sent_before_it_was_taken_back_never_comes(
    ward: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(to: Address, card: Card, key: str) -> Receipt:
        raise TryLater("rate_limited", 30)

    with monkeypatch.context() as patched:
        patched.setattr(ward.stage, "send", busy)
        sent = await offer(ward)
    await ward.press("Nina", "Take back", sent)
    await ward.advance(minutes=5)
    assert heads(ward, "Lea") == ["Nina Alvarez has taken back handoff #5."]


@ON_ONE_DATABASE
async def test_when_the_receiver_leaves_its_sender_has_it_again_and_is_told_once(ward: Chat) -> None:
    await offer(ward)
    await ward.leaves("Lea")
    await ward.advance(minutes=16)
    assert heads(ward, "Nina") == [
        "Lea Brandt has left: your handoff #5 to them is with you again. Give it to somebody else: /handoff"
    ]
    assert ward.posts() == []


@ON_ONE_DATABASE
async def test_mine_shows_what_waits_for_me_and_what_i_wait_for_and_opens_it(ward: Chat) -> None:
    await offer(ward, severity="watcher")
    assert (await ward.say("Lea", "/mine")).text.splitlines()[1:4] == [
        "Handoffs waiting for you (1)",
        "#5 from Nina Alvarez to you · K-17 watcher",
        "Nothing open.",
    ]
    assert (await ward.say("Nina", "/mine")).text.splitlines()[-2:] == [
        "Handoffs that you wait for (1)", "#5 from you to Lea Brandt · K-17 watcher",
    ]  # fmt: skip
    await ward.say("Sam", "/huddle")
    assert "Handoffs waiting (1)\n#5 from Nina Alvarez to Lea Brandt · K-17 watcher" in ward.posts()[-1].text
    opened = await ward.press("Lea", "#5", ward.posts()[-1])
    assert "[Accept] [Accept all but …] [Ask] [Decline]" in opened.text
    assert ward.posts()[-1].text.startswith("Huddle")
