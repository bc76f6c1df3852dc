"""Whatever people type and the bot keeps is screened. Made from the lists of commands and forms, and from the
columns of patient text, so that nobody who adds one can forget it."""

import pytest
from sqlalchemy import select

from bot import aliasing
from bot.care.errors import CareError, Naming
from bot.chat.incoming import Answer, Command
from bot.handlers import ANSWERS, COMMANDS
from bot.store.columns import row_columns, sealed_columns
from bot.store.database import Database
from bot.store.tables import metadata, tasks
from bot.store.work import open_work
from tests.conftest import ON_ONE_DATABASE
from tests.conversations.chat import Chat
from tests.conversations.handing import accept, copy
from tests.edge.test_strangers import FILLED_IN, asked, sealed

NAME = "Mr John Whitfield"
KEEP_NO_WORDS = {"profile", "snooze", "wrap_until"}
"""Forms of which nothing is kept as it was typed."""
KEEP_NO_WORDS_OF = {
    "assign", "board", "brief", "cover", "find", "heard", "help", "home", "huddle", "ledger", "link", "mine",
    "oncall", "open", "out", "patient", "profile", "quality", "reopen", "shift", "snooze", "start", "swap", "team",
    "undo", "wrap",
}  # fmt: skip
ABOUT = ("tasks", "handoffs", "handoff_questions", "contingencies", "readbacks")
CANNOT_WAIT = {"breakglass", "concern", "escalate", "readback"}
HELD_BACK = {"followup", "task"}
"""Become a draft."""


@pytest.fixture
async def ward(database: Database) -> Chat:
    """Things of every sort, none urgent, in a workspace where only aliases may be written."""
    chat = await Chat(database).open()
    for who in ("Nina", "Lea", "Omar"):
        await chat.say(who, "/help", where="@")
    for line in (
        "/patient policy block",
        "/followup call K-17's daughter about the MRI tomorrow 9am",
        "/task order a walker for K-17 tomorrow 10am",
        "/task weigh K-17 @lea tomorrow 11am",
        "/readback K-21 potassium 6.1 @lea",
        "/team new pharmacy",
        "/team add pharmacy @omar",
    ):
        await chat.say("Nina", line, where="@")
    form = await chat.say("Nina", "/handoff K-21 to @omar", where="@")
    await chat.fill_in("Nina", form, severity="stable", summary="well", contingencies="if febrile, call Lea")
    await chat.press("Nina", "Send")
    await accept(chat, "Omar", copy(chat.dms("Omar")[-1]), "K-21 is stable; if febrile I call Lea")
    form = await chat.say("Nina", "/handoff K-17 to @lea", where="@")
    await chat.fill_in("Nina", form, severity="stable", summary="well")
    await chat.press("Nina", "Send")
    offer = copy(chat.dms("Lea")[-1])
    await chat.fill_in("Lea", await chat.press("Lea", "Ask", offer), question="which one?")
    await chat.fill_in("Lea", await chat.press("Lea", "Accept", offer), synthesis="fine")
    await chat.say("Nina", "/handoff K-30 to @omar", where="@")
    return chat


async def handles(database: Database) -> list[str]:
    """Those of all things that a form can be about."""
    about = [metadata.tables[name] for name in ABOUT]
    async with open_work(database) as work:
        return [one for table in about for one in await work.connection.scalars(select(table.c.handle))]


async def where_it_stands(database: Database) -> set[str]:
    """The columns in which the name is, but those that may have it."""
    found = set()
    async with open_work(database) as work:
        for table in metadata.sorted_tables:
            for column in sealed_columns(table):
                place = f"{table.name}.{column.name}"
                if place in aliasing.ELSEWHERE or table.name in aliasing.EMERGENCIES:
                    continue
                mine = tasks.c.status != "draft" if table is tasks else None
                named = [table.c[name] for name in row_columns(table)]
                rows = await work.connection.execute(
                    select(*named, column).where(*(() if mine is None else (mine,)))
                )
                found |= {place for row in rows if "Whitfield" in str(row[-1])}
    return found


@ON_ONE_DATABASE
async def test_nothing_that_a_form_asks_for_is_kept_with_a_name_in_it(ward: Chat) -> None:
    there, refused = await handles(ward.database), set()
    filled = {name: f"{value}, says {NAME}" for name, value in FILLED_IN.items()} | {
        "urgency": "routine", "severity": "stable", "outcome": "other", "owner": "", "synthesis": NAME,
    }  # fmt: skip
    for form in ANSWERS:
        for who in ("Nina", "Lea", "Omar"):
            questions = await asked(ward, who, [(form, one) for one in there])
            for _, handle in await sealed(ward, ward._sender(who), [("ask", one) for one in questions]):
                if form in refused:
                    break
                answer = Answer(**ward._base(who, "@", None), handle=handle, values=filled)
                try:
                    await ward.router._once(answer)
                except Naming:
                    refused.add(form)
                except CareError:
                    pass
    assert refused | KEEP_NO_WORDS | HELD_BACK | aliasing.EMERGENCY_FORMS == set(ANSWERS)
    assert await where_it_stands(ward.database) == set()


@ON_ONE_DATABASE
async def test_nothing_that_a_command_takes_in_is_kept_with_a_name_in_it(ward: Chat) -> None:
    refused = set()
    for name in COMMANDS:
        for who, text in (
            ("Nina", f"1 {NAME}"), ("Lea", f"3 {NAME}"), ("Nina", f"@lea K-17 {NAME}"), ("Nina", f"K-17 {NAME}"),
            ("Nina", f"pharmacy {NAME}"), ("Nina", NAME),
        ):  # fmt: skip
            try:
                await ward.router._once(Command(**ward._base(who, "@", None), name=name, text=text))
            except Naming:
                refused.add(name)
            except CareError:
                pass
    assert refused | KEEP_NO_WORDS_OF | CANNOT_WAIT | HELD_BACK == set(COMMANDS)
    assert await where_it_stands(ward.database) == set()


def test_every_column_of_patient_text_is_looked_at_but_three() -> None:
    columns = {f"{table.name}.{one.name}" for table in metadata.sorted_tables for one in sealed_columns(table)}
    assert columns >= aliasing.ELSEWHERE
    assert len(aliasing.ELSEWHERE) == 3
    assert set(metadata.tables) >= aliasing.PASSING | aliasing.EMERGENCIES
