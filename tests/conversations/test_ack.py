"""What everybody has to acknowledge: a live list of who has and who has not, and nudges to those who have not."""

from datetime import time

import pytest

from bot.chat.incoming import Platform
from bot.store.database import Database
from tests.conversations.chat import PEOPLE, Chat
from tests.conversations.handing import copy, heads, with_member

NEW = "/ack pharmacy new heparin protocol from 08:00"


@pytest.fixture
async def ward(chat: Chat) -> Chat:
    """Omar, Lea and Sam are in the pharmacy."""
    await chat.say("Nina", "/team new pharmacy")
    for who in ("omar", "lea", "sam"):
        await chat.say("Nina", f"/team add pharmacy @{who}")
    chat.stage.messages.clear()
    return chat


async def test_each_is_asked_and_the_list_is_live(ward: Chat) -> None:
    mine = await ward.say("Nina", NEW)
    assert (
        mine.text
        == """\
0 of 3 have acknowledged
new heparin protocol from 08:00
Not yet: Lea Brandt, Omar Haddad, Sam Okafor
[Look again] [End it]"""
    )
    assert (
        ward.dms("Omar")[-1].text
        == """\
Nina Alvarez to pharmacy: please acknowledge
new heparin protocol from 08:00
[I have read it] [Who has?]"""
    )
    assert ward.posts()[-1].text.startswith("Nina Alvarez to pharmacy: please acknowledge")
    asked = copy(ward.dms("Omar")[-1])
    seen = await ward.press("Omar", "I have read it", ward.dms("Omar")[-1])
    assert seen.text.startswith("1 of 3 have acknowledged\n")
    assert (await ward.press("Omar", "I have read it", asked)).text.startswith(
        "You have acknowledged that already."
    )
    again = await ward.press("Nina", "Look again", mine)
    assert "Not yet: Lea Brandt, Sam Okafor\n✓ Omar Haddad, Mon 23 Nov, 07:00" in again.text
    await ward.press("Lea", "I have read it", ward.posts()[-1])
    await ward.press("Sam", "I have read it", ward.dms("Sam")[-1])
    assert heads(ward, "Nina")[-1] == "3 of 3 have acknowledged"
    assert "Nothing waits." in (await ward.say("Nina", "/ack")).text


async def test_only_who_has_not_is_asked_again_and_then_the_sender_hears_who(ward: Chat) -> None:
    await ward.say("Nina", NEW + ", urgent")
    for who in ("Omar", "Lea"):
        await ward.press(who, "I have read it", ward.dms(who)[-1])
    counts = [len(ward.dms(who)) for who in ("Omar", "Lea", "Sam")]
    await ward.advance(minutes=30)
    assert [len(ward.dms(who)) for who in ("Omar", "Lea", "Sam")] == [counts[0], counts[1], counts[2] + 1]
    assert ward.dms("Nina") == []
    await ward.advance(hours=1)
    assert heads(ward, "Nina")[-1] == "2 of 3 have acknowledged"
    assert "Not yet: Sam Okafor" in ward.dms("Nina")[-1].text
    ended = await ward.press("Nina", "End it", ward.dms("Nina")[-1])
    assert ended.text.startswith("Ended: nobody is asked any more.")
    before = len(ward.dms("Sam"))
    await ward.advance(hours=9)
    assert len(ward.dms("Sam")) == before
    assert (await ward.press("Sam", "I have read it", copy(ward.dms("Sam")[-1]))).text.startswith("That is over")


async def test_quiet_hours_are_honoured_unless_it_is_stat(ward: Chat, database: Database) -> None:
    await with_member(database, "Sam", quiet_start=time(6), quiet_end=time(9))
    await ward.say("Nina", NEW)
    await ward.say("Nina", "/ack pharmacy stat: no more heparin from lot 7")
    assert [one.text.splitlines()[1] for one in ward.dms("Sam")] == ["stat: no more heparin from lot 7"]
    await ward.advance(hours=2)
    assert "new heparin protocol from 08:00" in [one.text.splitlines()[1] for one in ward.dms("Sam")]


async def test_when_the_last_one_leaves_it_is_over_and_strangers_have_no_part_in_it(ward: Chat) -> None:
    await ward.say("Nina", NEW, where="@")
    asked = copy(ward.dms("Sam")[-1])
    for who in ("Omar", "Lea"):
        await ward.press(who, "I have read it", ward.dms(who)[-1])
    await ward.say("Lea", "/ack", where="@")
    assert (await ward.press("Nina", "I have read it", asked)).text.startswith("That was not for you")
    await ward.leaves("Sam")
    await ward.advance(hours=3)
    assert "2 of 2 have acknowledged" in heads(ward, "Nina")
    for words, why in (("protocol", "Which team?"), ("pharmacy", "What has to be acknowledged?")):
        assert (await ward.say("Nina", f"/ack {words}")).text.startswith(why)


async def test_on_telegram_the_words_are_not_shown(database: Database) -> None:
    phone = await Chat(database, Platform.telegram, forms=False).open()
    for who in PEOPLE:
        await phone.say(who, "/help")
    await phone.say("Nina", "/team new pharmacy")
    await phone.say("Nina", "/team add pharmacy @omar")
    await phone.say("Nina", NEW)
    assert phone.dms("Omar")[-1].text.splitlines()[1] == "Ask Nina Alvarez for the words: they are not shown here."
