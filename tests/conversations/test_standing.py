"""What stands for a patient without a time: asked about when it matters, and needed once somebody says so."""

import pytest

from bot.chat.incoming import Platform
from bot.store.database import Database
from bot.store.work import open_work
from tests.conftest import ON_ONE_DATABASE
from tests.conversations.chat import PEOPLE, Chat, Shown
from tests.conversations.handing import accept, copy, heads, mine
from tests.conversations.signing import System

RULE = "if K > 6 then call nephrology"
WORSE = "if she gets worse, call Dr Patel"
QUESTION = f"Standing: {RULE}. Did it come to this?"


@pytest.fixture
async def standing(chat: Chat) -> Chat:
    """Lea has the repeat K of K-17 (#1), and watches two if/thens without a time; it is 07:00."""
    await chat.say("Nina", "/task repeat K of K-17 today 3pm")
    form = await chat.say("Nina", "/handoff @lea K-17")
    await chat.fill_in("Nina", form, severity="watcher", summary="day 2", contingencies=f"{RULE}\n{WORSE}")
    await chat.press("Nina", "Send")
    await accept(chat, "Lea", chat.dms("Lea")[-1], "all of it")
    return chat


async def closed(chat: Chat, who: str = "Lea") -> Shown:
    return copy(await chat.say(who, "/done 1 6.4 called to me", where="@"))


async def test_it_can_be_needed_at_any_time_and_does_not_come_by_itself(standing: Chat) -> None:
    assert (
        (await standing.say("Lea", "/heard")).text
        == f"""\
What you watch
K-17 · {RULE} · you
K-17 · {WORSE} · you
[Needed now] [Not needed]
[Needed now] [Not needed]"""
    )
    told = await standing.press("Lea", "Needed now")
    assert told.text.startswith("K-17: #3 is due now, with you\ncall nephrology\nK-17 · Mon 23 Nov, 07:00")
    assert "[Undo]" in told.text
    await standing.advance(minutes=15)
    assert heads(standing, "Lea")[-1] == "Still open: #3"
    assert RULE not in (await standing.say("Lea", "/heard")).text
    assert "heard that" not in (await standing.say("Lea", "/heard K-17 potassium")).text
    assert "#3" in await mine(standing, "Lea"), "hearing of the same does not drop it"


async def test_closing_what_it_turns_on_asks_whether_it_has_come_to_that(standing: Chat) -> None:
    done = await closed(standing)
    assert done.text.splitlines()[-3:] == [QUESTION, "[Yes, needed now] [No]", "[Undo]"]
    assert WORSE not in done.text
    no = copy(await standing.press("Lea", "No", done))
    assert no.text == (f"Noted: not needed now. It goes on standing.\nK-17 · {RULE} · you\n[Undo]")
    again = await standing.press("Lea", "No", done)
    assert again.text == "You said no already, on Mon 23 Nov, 07:00 (America/Chicago)."
    await standing.say("Lea", "/reopen 1")
    assert "Standing" not in (await closed(standing)).text, "nobody is asked about the same event again"
    asked = await standing.press("Lea", "Undo", no)
    assert asked.text.startswith(f"Closed: #1 of K-17.\n6.4 called to me\n{QUESTION}")
    yes = copy(await standing.press("Lea", "Yes, needed now", copy(asked)))
    assert yes.text.startswith("K-17: #3 is due now, with you")
    over = await standing.press("Lea", "No", copy(asked))
    assert over.text.startswith("That if/then is over already.")
    back = await standing.press("Lea", "Undo", yes)
    assert back.text.startswith("Undone: #3 is gone, and it stands again.")
    assert RULE in (await standing.say("Lea", "/heard")).text
    async with open_work(standing.database) as work:
        kept = [entry.detail for entry in await work.audit.about(patient="K-17") if "no" in entry.detail.split()]
    assert kept == ["said no", "no taken back"]


async def test_who_watches_is_asked_when_somebody_else_closes_it(standing: Chat) -> None:
    await standing.say("Lea", "/assign 1 @omar")
    done = await closed(standing, "Omar")
    assert "Standing" not in done.text, "Omar has no part in that handoff"
    asked = copy(standing.dms("Lea")[-1])
    assert asked.text == (
        f"Omar Haddad has closed #1 of K-17.\n6.4 called to me\n{QUESTION}\n[Yes, needed now] [No]"
    )
    assert asked.card.fallback == "Did an if/then come to pass?"
    assert (await standing.press("Sam", "Yes, needed now", asked)).text.startswith("There is no such if/then")
    assert (await standing.press("Sam", "No", asked)).text.startswith("There is no such if/then")
    told = copy(await standing.press("Nina", "Yes, needed now", asked))
    assert told.text.splitlines()[0] == "K-17: #3 is due now, with Lea Brandt"
    assert heads(standing, "Lea")[-1] == "K-17: Nina Alvarez says that #3 is needed now"
    assert "[It has come]" not in standing.dms("Lea")[-1].text
    await standing.press("Lea", "Undo", told)
    assert "#3" in await mine(standing, "Lea"), "only who said it takes it back"


@ON_ONE_DATABASE
async def test_an_answer_that_is_still_to_come_asks_nothing(standing: Chat) -> None:
    await standing.say("Lea", "/followup ask the lab about the potassium of K-17 today 4pm")
    assert "Standing" not in (await standing.say("Lea", "/done 3 no answer")).text
    assert "Standing" not in (await standing.say("Lea", "/task weigh K-17 today 4pm")).text
    assert "Standing" not in (await standing.say("Lea", "/done 4")).text


@ON_ONE_DATABASE
async def test_the_reminder_of_what_it_turns_on_shows_it_once(standing: Chat) -> None:
    await standing.advance(hours=8, minutes=30)
    with_it = [one.text.splitlines()[0] for one in standing.dms("Lea") if f"Standing: {RULE}" in one.text]
    assert with_it == ["Now due: #1"]


@ON_ONE_DATABASE
async def test_what_is_heard_of_it_asks_and_ends_nothing(standing: Chat) -> None:
    heard = await standing.say("Lea", "/heard K-17 potassium 6.4")
    assert heard.text == f"Heard about K-17.\n{QUESTION}\n[Yes, needed now] [No]"
    told = await standing.say("Nina", "/heard K-17 potassium 6.4")
    assert told.text == "Heard about K-17.\nLea Brandt: asked whether an if/then is needed now."
    assert standing.dms("Lea")[-1].text.startswith(f"Nina Alvarez has heard about K-17.\n{QUESTION}")
    laboratory = await System.made(standing, "LIS")
    assert (await laboratory.says(heard="BMP"))[1]["asked"] == 1
    assert heads(standing, "Lea")[-1] == "LIS has heard about K-17."
    assert RULE in (await standing.say("Lea", "/heard")).text


@ON_ONE_DATABASE
async def test_before_going_all_that_stands_is_asked_about_but_what_was_answered(standing: Chat) -> None:
    await standing.press("Lea", "No", await closed(standing))
    wrap = await standing.say("Lea", "/wrap", where="@")
    assert wrap.text.splitlines()[:4] == [
        "Everything of yours is looked after.", "Ledger: remainder 0",
        f"Standing: {WORSE}. Did it come to this?", "[Yes, needed now] [No]",
    ]  # fmt: skip
    await standing.press("Lea", "No", copy(wrap))
    assert "Standing" not in (await standing.say("Lea", "/wrap", where="@")).text
    await standing.advance(hours=5)
    assert (await standing.say("Lea", "/wrap", where="@")).text.count("Did it come to this?") == 2


async def test_on_telegram_there_are_no_words(database: Database) -> None:
    phone = await Chat(database, Platform.telegram, forms=False).open()
    for who in PEOPLE:
        await phone.say(who, "/help")
    await phone.say("Nina", "/task repeat K of K-17 today 3pm")
    await phone.say("Nina", "/handoff @lea K-17")
    await phone.press("Nina", "watcher")
    await phone.press("Nina", "Next", await phone.say("Nina", "day 2"))
    await phone.say("Nina", RULE)
    await phone.press("Nina", "Send", await phone.press("Nina", "Skip"))
    await phone.press("Lea", "Accept", phone.dms("Lea")[-1])
    await phone.say("Lea", "watcher, repeat K at 3pm, if K > 6 I call nephrology", where="@")
    done = await phone.say("Lea", "/done 1", where="@")
    assert "Standing for K-17: call. Did it come to this?\n[Yes, needed now] [No]" in done.text
    told = await phone.press("Lea", "Yes, needed now", done)
    assert told.text.startswith("K-17: #3 is due now, with you\nCall\nK-17")
    assert "nephrology" not in done.text + told.text


@ON_ONE_DATABASE
async def test_in_spanish(standing: Chat) -> None:
    await standing.say("Lea", "/profile language es", where="@")
    done = await closed(standing)
    assert f"En espera: {RULE}. ¿Se llegó a eso?\n[Sí, hace falta ahora] [No]" in done.text
    assert (await standing.press("Lea", "No", done)).text.startswith("Anotado: ahora no hace falta.")
