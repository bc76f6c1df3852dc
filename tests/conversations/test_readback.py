"""Critical read-back: the receiver types the value that they heard; only the same one closes it."""

from bot.chat.incoming import Platform
from bot.store.database import Database
from tests.conversations.chat import PEOPLE, Chat
from tests.conversations.handing import copy, heads

VALUE = "/readback K-17 potassium 6.8 @omar"


async def read(chat: Chat, who: str, value: str) -> str:
    form = await chat.press(who, "Read it back", copy(chat.dms(who)[-1]))
    return (await chat.fill_in(who, form, value=value)).text


async def test_the_value_is_typed_back_and_both_see_that_it_is_the_same(chat: Chat) -> None:
    said = await chat.say("Nina", VALUE)
    assert (
        said.text
        == """\
Waiting for Omar Haddad to read it back. Ring them now.
K-17 · potassium 6.8
[Call it off]"""
    )
    assert (
        chat.dms("Omar")[-1].text
        == """\
Nina Alvarez has a critical value for you. Hear it from them, then type what you heard.
K-17 · potassium
[Read it back]"""
    )
    right = "K-17 · potassium 6.8\nTyped by {who}: “6,8”\n✓ The same."
    assert await read(chat, "Omar", "6,8") == "Read back rightly by you\n" + right.format(who="you")
    assert chat.dms("Nina")[-1].text == "Read back rightly by Omar Haddad\n" + right.format(who="Omar Haddad")
    assert "Nothing waits." in (await chat.say("Nina", "/readback")).text


async def test_a_mismatch_is_shown_to_both_and_stays_open(chat: Chat) -> None:
    await chat.say("Nina", VALUE)
    asked = copy(chat.dms("Omar")[-1])
    assert (
        await read(chat, "Omar", "68")
        == """\
That is not what was said. Hear it again from Nina Alvarez, then type it.
K-17 · potassium
Typed by you: “68”
≠ Not the same: it stays open.
[Read it back]"""
    )
    assert chat.dms("Nina")[-1].text.startswith("Not what was said, read back by Omar Haddad. Say it again.\n")
    assert "Typed by Omar Haddad: “68”\n≠ Not the same" in chat.dms("Nina")[-1].text
    assert "Omar Haddad" in (await chat.say("Nina", "/readback")).text
    form = await chat.press("Omar", "Read it back", asked)
    refused = await chat.fill_in("Omar", form, value="high")
    assert refused.text == "value: Type the value that you heard, as a number. For example: 12.5"
    assert "✓ The same." in (await chat.fill_in("Omar", form, value="6.80 mmol/L")).text
    late = await chat.press("Omar", "Read it back", asked)
    assert late.text.startswith("That was read back rightly already.")


async def test_who_does_not_read_it_back_is_passed_and_the_next_one_can(chat: Chat) -> None:
    await chat.say("Omar", "/team backup @sam")
    await chat.say("Lea", VALUE)
    await chat.advance(minutes=5)
    assert heads(chat, "Sam")[-1].startswith("Lea Brandt has a critical value that Omar Haddad has not read back.")
    assert "✓ The same." in await read(chat, "Sam", "6.8")
    assert heads(chat, "Omar")[-1] == "Read back rightly by Sam Okafor"
    before = len(chat.dms("Nina"))
    await chat.advance(hours=2)
    assert len(chat.dms("Nina")) == before


async def test_only_who_said_it_calls_it_off_and_strangers_see_nothing(chat: Chat) -> None:
    said = copy(await chat.say("Nina", VALUE))
    asked = copy(chat.dms("Omar")[-1])
    assert (await chat.press("Lea", "Read it back", asked)).text.startswith("There is no such read-back")
    assert (await chat.press("Omar", "Call it off", said)).text.startswith("Only whoever said the value")
    off = await chat.press("Nina", "Call it off", said)
    assert off.text.startswith("Read-back called off by you\n")
    assert heads(chat, "Omar")[-1] == "Read-back called off by Nina Alvarez"
    for words, why in (
        ("K-17 potassium 6.8", "Who reads it back?"),
        ("potassium 6.8 @omar", "Of which patient?"),
        ("K-17 potassium @omar", "What was measured, and which value?"),
        ("K-17 potassium 6.8 @nina", "Who reads it back?"),
    ):
        assert (await chat.say("Nina", f"/readback {words}")).text.startswith(why)


async def test_on_telegram_neither_the_value_nor_what_it_is_of(database: Database) -> None:
    phone = await Chat(database, Platform.telegram, forms=False).open()
    for who in PEOPLE:
        await phone.say(who, "/help")
    shown = [await phone.say("Nina", VALUE, where="@"), phone.dms("Omar")[-1]]
    await phone.press("Omar", "Read it back", phone.dms("Omar")[-1])
    await phone.say("Omar", "68", where="@")
    shown.append(phone.dms("Nina")[-1])
    assert "≠ Not the same: it stays open." in shown[-1].text
    assert not any("6.8" in one.text or "potassium" in one.text for one in shown)
