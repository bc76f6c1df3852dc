"""The wrap: one open item after the other, until all of it is looked after; it can be left and gone on with."""

import pytest

from bot.chat.incoming import Platform
from bot.store.database import Database
from tests.conversations.chat import PEOPLE, Chat, Shown
from tests.conversations.handing import accept, copy, mine


@pytest.fixture
async def busy(chat: Chat) -> Chat:
    """It is 07:15. Nina has five things to do, the first of them overdue."""
    for words in (
        "/task weigh K-21 in 10 min", "/followup call K-17's daughter at 2pm",
        "/task order a walker for K-17 by 3pm",
        "/task restock the fridge at 4pm", "/task fax the referral for K-4 tomorrow 9am",
    ):  # fmt: skip
        await chat.say("Nina", words)
    await chat.advance(minutes=15)
    return chat


def head(shown: Shown) -> str:
    return shown.text.splitlines()[0]


async def test_each_item_comes_with_what_can_become_of_it_and_at_the_end_the_handoff(busy: Chat) -> None:
    first = await busy.say("Nina", "/wrap", where="@")
    assert (
        first.text
        == """\
Wrap 1 of 5: Task #1
weigh K-21
Mon 23 Nov, 07:10 (America/Chicago) 5 min overdue · you
[Done] [Hand over] [Later] [Drop] [Skip]"""
    )
    second = await busy.press("Nina", "Done", first)
    assert head(second) == "Wrap 2 of 5: Follow-up #2"
    assert "Done: #1\nNot so? /undo, then /wrap" in second.text
    asked = await busy.press("Nina", "Done", second)
    assert head(asked) == "What came of #2?"
    assert head(await busy.press("Nina", "Back", asked)) == "Wrap 2 of 5: Follow-up #2"
    asked = await busy.press("Nina", "Done")
    third = await busy.press("Nina", "Reached", asked)
    assert head(third) == "Wrap 3 of 5: Task #3"
    fourth = await busy.press("Nina", "Hand over", third)
    assert "To be handed over: #3" in fourth.text
    form = await busy.press("Nina", "Drop", fourth)
    assert (await busy.fill_in("Nina", form, reason=" ")).text.startswith("reason: Why is it dropped?")
    fifth = await busy.fill_in("Nina", form, reason="the fridge is broken")
    assert fifth.text.splitlines()[-1] == "[Done] [Hand over] [As planned] [Later] [Drop] [Skip]"
    end = await busy.press("Nina", "As planned", fifth)
    assert (
        end.text
        == """\
Now hand over: 1
As planned: #5
Not so? /undo, then /wrap
2 closed · 1 for handing over · 1 planned · 1 dropped
To be handed over (1)
#3 order a walker · K-17 · Mon 23 Nov, 15:00 (America/Chicago)
Ledger: remainder 0
[Hand over]"""
    )
    whom = await busy.press("Nina", "Hand over", end)
    assert head(whom) == "Who takes over?"
    form = await busy.press("Nina", "Lea Brandt", whom)
    assert form.text.splitlines()[0] == "K-17 to Lea Brandt"
    draft = await busy.fill_in("Nina", form, severity="stable", summary="fine")
    assert "K-17 · stable · #3" in draft.text
    await busy.press("Nina", "Send", draft)
    over = await busy.say("Nina", "/wrap", where="@")
    assert head(over) == "Everything of yours is looked after."
    await accept(busy, "Lea", busy.dms("Lea")[-1], "K-17 is stable, I order a walker")
    assert await mine(busy, "Nina") == ["#5"]


async def test_it_is_gone_on_with_where_it_was_left_also_after_a_restart(busy: Chat) -> None:
    first = copy(await busy.say("Nina", "/wrap", where="@"))
    await busy.press("Nina", "Done", first)
    await busy.press("Nina", "Hand over")
    busy.restart()
    assert head(await busy.say("Nina", "/wrap")) == "Wrap 3 of 5: Task #3"
    assert (await busy.press("Nina", "Done", first)).text.startswith("You closed #1 already")
    assert head(await busy.say("Nina", "/wrap")) == "Wrap 3 of 5: Task #3"
    await busy.advance(hours=17)
    assert head(await busy.say("Nina", "/wrap")) == "Wrap 1 of 4: Follow-up #2"


async def test_what_was_skipped_is_named_at_the_end_and_asked_again(busy: Chat) -> None:
    shown = await busy.say("Nina", "/wrap", where="@")
    for _ in range(5):
        shown = await busy.press("Nina", "Skip", shown)
    assert head(shown) == "Still open: 5"
    assert shown.text.splitlines()[-1] == "[Go through them]"
    assert head(await busy.press("Nina", "Go through them", shown)) == "Wrap 1 of 5: Task #1"


async def test_it_waits_until_the_next_shift_or_a_typed_time_and_comes_again_if_that_passes(busy: Chat) -> None:
    asked = await busy.press("Nina", "Later", await busy.say("Nina", "/wrap", where="@"))
    assert asked.text.splitlines()[-1] == (
        "[1 hour] [Tomorrow morning] [My next shift] [Type a time…] [Back]"
    )  # fmt: skip
    second = await busy.press("Nina", "1 hour", asked)
    assert "#1 waits until Mon 23 Nov, 08:15" in second.text
    form = await busy.press("Nina", "Type a time…", await busy.press("Nina", "Later", second))
    assert (await busy.fill_in("Nina", form, when="whenever")).text.startswith("when: I did not understand")
    third = await busy.fill_in("Nina", form, when="tomorrow 9am")
    assert head(third) == "Wrap 3 of 5: Task #3"
    await busy.advance(hours=1)
    assert head(await busy.say("Nina", "/wrap", where="@")) == "Wrap 2 of 5: Task #1"


async def test_what_was_undone_or_came_in_meanwhile_is_asked_about(busy: Chat) -> None:
    await busy.press("Nina", "Done", await busy.say("Nina", "/wrap", where="@"))
    await busy.say("Nina", "/undo")
    assert head(await busy.say("Nina", "/wrap", where="@")) == "Wrap 1 of 5: Task #1"
    await busy.say("Sam", "/task stat check the pump of K-4 @nina at 8am, stat")
    assert head(await busy.say("Nina", "/wrap", where="@")).startswith("Wrap 1 of 6")


async def test_a_series_goes_on_and_a_draft_wants_its_answer(chat: Chat) -> None:
    await chat.say("Nina", "/task check the pump every day at 9am")
    await chat.say("Nina", "/task ask @maria about the walker at 5pm")
    shown = await chat.press("Nina", "Done", await chat.say("Nina", "/wrap", where="@"))
    assert head(shown) == "Wrap 3 of 3: Task #2"
    assert "It waits for your answer. After that go on here: /wrap" in shown.text
    form = await chat.press("Nina", "Drop", shown)
    assert head(await chat.fill_in("Nina", form, reason="no Maria here")) == "Everything of yours is looked after."


async def test_with_nothing_open_it_is_over_at_once_and_nobody_walks_through_the_items_of_others(
    busy: Chat,
) -> None:
    assert head(await busy.say("Omar", "/wrap", where="@")) == "Everything of yours is looked after."
    first = copy(await busy.say("Nina", "/wrap", where="@"))
    first.where = "@omar"
    assert (await busy.press("Omar", "Hand over", first)).text.startswith(
        "#1 is with Nina Alvarez. Ask them first."
    )


async def test_in_spanish_and_without_words_on_telegram(database: Database) -> None:
    phone = await Chat(database, Platform.telegram, forms=False).open()
    for who in PEOPLE:
        await phone.say(who, "/help")
    await phone.say("Nina", "/profile language es", where="@")
    await phone.say("Nina", "/task llamar a radiología por la resonancia de K-17 a las 14:00", where="@")
    shown = await phone.say("Nina", "/wrap", where="@")
    assert (
        shown.text
        == """\
Cierre 1 de 1: Tarea #1
Llamar
K-17 · lun 23 nov, 14:00 (America/Chicago) · usted
[Hecho] [Entregar] [Como está previsto] [Más tarde] [Descartar] [Omitir]"""
    )
    await phone.press("Nina", "Descartar", shown)
    over = await phone.say("Nina", "se fue a casa", where="@")
    assert head(over) == "Todo lo suyo está atendido."


async def test_what_is_on_offer_only_is_not_said_to_be_gone(busy: Chat) -> None:
    await busy.fill_in("Nina", await busy.say("Nina", "/handoff @lea K-21"), severity="stable", summary="day 2")
    await busy.press("Nina", "Send")
    first = await busy.say("Nina", "/wrap", where="@")
    while "[Skip]" in first.text:
        first = await busy.press("Nina", "Skip", first)
    assert "On offer, and yours until somebody accepts: 1" in first.text.splitlines()
