"""Who has nothing to do with a thing can press, type and send off whatever there is: nothing changes. Made from
the lists of buttons, commands and forms, so that a new one is tried too."""

import contextlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.care.errors import CareError
from bot.chat.card import Button, Card, Field, Question, Reply
from bot.chat.incoming import Answer, Command, Heard, Press, Sender
from bot.chat.text import card_text
from bot.handlers import ANSWERS, BUTTONS, COMMANDS
from bot.store.database import Database
from bot.store.erasable import of_workspace
from bot.store.handles import bound, person
from bot.store.rows import new_handle
from bot.store.sealing import writing_for
from bot.store.tables import metadata, workspaces
from bot.store.work import open_work
from tests.conftest import ON_ONE_DATABASE
from tests.conversations.chat import PEOPLE, TENANT, Chat

NOTED = {"incoming", "audit", "audit_heads", "channels", "channel_members", "lanes", "remembered"}
"""That somebody was there and was refused."""
OWN = {"profile": {"questions"}, "wrap_again": {"wraps"}, "wrap_begin": {"wraps"}, "wrap_offer": {"wraps"}}
"""The tables in which a button changes something of the presser's own, whatever handle comes with it."""
OWN_FORMS = {
    "followup": {"questions", "task_events", "task_words", "tasks", "workspaces"},
    "task": {"questions", "task_events", "task_words", "tasks", "workspaces"},
    "profile": {"briefs", "members", "questions", "wrap_looks"},
}
"""The same of forms that nobody is asked but for themselves."""

ELSEWHERE = "T2"
"""Another workspace that the bot serves."""
OUTSIDE = "Sorry, I only work for members of this workspace. Please ask one of them."
NOT_VALID = "That button is not valid here, or is somebody else's. See what you have: /mine"
FILLED_IN = {
    "what": "weigh K-17", "when": "tomorrow 4pm", "owner": "@omar", "urgency": "stat", "note": "done",
    "reason": "no time", "value": "6.1", "question": "which one?", "answer": "that one", "correction": "another",
    "summary": "well", "severity": "watcher", "actions": "", "contingencies": "", "notes": "",
    "outcome": "reached", "zone": "Europe/Paris", "language": "en", "days": "", "hours": "", "quiet": "",
}  # fmt: skip
"""Something for every field that a form may have."""


@pytest.fixture
async def ward(database: Database) -> Chat:
    """Nina keeps things of each sort to herself; Omar is a colleague who has no part in any."""
    chat = await Chat(database).open()
    for who in PEOPLE:
        await chat.say(who, "/help", where="@")
    await chat.say("Nina", "/team lead @nina", where="@")
    await chat.say("Nina", "/shift nights 19:00-07:00 daily @lea @sam", where="@")
    await chat.say("Nina", "/followup call K-17's daughter about the MRI tomorrow 9am", where="@")
    await chat.say("Nina", "/task order a walker for K-17 @lea tomorrow 10am, urgent", where="@")
    await chat.say("Nina", "/handoff K-17 to @lea", where="@")
    await chat.say("Nina", "/out Sam today", where="@")
    return chat


async def kept(chat: Chat) -> dict[str, list[Any]]:
    """Every row that the ward has, of every table but those that note who was there."""
    async with open_work(chat.database) as work:
        ward = await work.members.workspace_of(chat.platform, TENANT)
        assert ward is not None
        whose = {one: of_workspace(one, ward.id) for one in metadata.sorted_tables if one.name not in NOTED}
        whose[workspaces] = workspaces.c.id == ward.id
        return {
            table.name: [
                tuple(row)
                for row in await work.connection.execute(
                    select(table).where(*(() if mine is None else (mine,))).order_by(*table.columns)
                )
            ]
            for table, mine in whose.items()
        }


async def handles(database: Database) -> dict[str, str]:
    """The handle of one thing of each sort, by the table that it is in."""
    async with open_work(database) as work:
        tables = [table for table in metadata.sorted_tables if "handle" in table.columns]
        found = {table.name: await work.connection.scalar(select(table.c.handle).limit(1)) for table in tables}
    return {name: handle for name, handle in found.items() if handle}


async def sealed(chat: Chat, sender: Sender, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Actions and handles, these as good as if the bot had drawn a button or a form (`ask`) for them."""
    buttons = tuple(Button(label="", action=action, handle=handle) for action, handle in pairs)
    async with open_work(chat.database) as work:
        ward = await work.members.workspace_of(chat.platform, TENANT)
        assert ward is not None
        card = bound(Card(title=(), buttons=buttons, fallback="-"), ward.id, person(sender), chat.clock.now())
    return [(one.action, one.handle) for one in card.buttons]


async def hear(chat: Chat, heard: Heard) -> str:
    """What is said to it."""
    said: list[str] = []

    async def respond(reply: Reply) -> None:
        said.extend(reply.errors.values())
        said.append(card_text(reply.card) if reply.card else "")

    await chat.router.hear(heard, respond)
    return "\n".join(said)


async def tried(chat: Chat, heard: Heard) -> None:
    """Without the turn that tells them why not; what goes wrong on our side is raised."""
    with contextlib.suppress(CareError):
        await chat.router._once(heard)


def of(chat: Chat, sender: Sender) -> dict[str, Any]:
    """Where and when somebody does something: in their direct message."""
    base = chat._base("Omar", "@", None)
    return base | {"sender": sender, "address": replace(base["address"], tenant=sender.tenant)}


async def asked(chat: Chat, who: str, forms: Iterable[tuple[str, str]]) -> list[str]:
    """Forms about something of somebody else's, put before them all the same; their handles."""
    fields = tuple(Field(name=name, label=name) for name in FILLED_IN)
    made = []
    async with open_work(chat.database) as work:
        member = await work.members.by_identity(chat.platform, TENANT, chat._sender(who).user)
        assert member is not None
        writing_for(member.workspace)
        channel = await work.places.at(chat._base(who, "@", "-")["address"], member.workspace)
        for form, about in forms:
            made.append(new_handle())
            await work.questions.ask(
                Question(handle=made[-1], title="-", fields=fields, submit="-", open_label="-", fallback="-"),
                workspace=member.workspace, member=member.id, form=form, about=about, channel=channel.id,
                message=None, now=chat.clock.now(),
            )  # fmt: skip
    return made


def differing(before: dict[str, list[Any]], now: dict[str, list[Any]]) -> set[str]:
    return {name for name in now if now[name] != before[name]}


@ON_ONE_DATABASE
async def test_a_colleague_who_has_no_part_in_it_changes_nothing_by_a_button(ward: Chat) -> None:
    there, omar = await handles(ward.database), ward._sender("Omar")
    assert set(there) >= {"tasks", "handoffs", "shifts", "questions", "task_events"}
    before, changed = await kept(ward), {}
    for name in BUTTONS:
        for action, handle in await sealed(ward, omar, [(name, one) for one in there.values()]):
            await tried(ward, Press(**of(ward, omar), action=action, handle=handle))
        now = await kept(ward)
        if tables := differing(before, now):
            changed[name] = tables
        before = now
    assert changed == OWN


@ON_ONE_DATABASE
async def test_a_colleague_who_has_no_part_in_it_changes_nothing_by_a_form(ward: Chat) -> None:
    there, omar, changed = await handles(ward.database), ward._sender("Omar"), {}
    for form in ANSWERS:
        questions = await asked(ward, "Omar", [(form, one) for one in there.values()])
        before = await kept(ward)
        for _, handle in await sealed(ward, omar, [("ask", one) for one in questions]):
            await tried(ward, Answer(**of(ward, omar), handle=handle, values=FILLED_IN))
        if tables := differing(before, await kept(ward)):
            changed[form] = tables
    assert changed == OWN_FORMS


@ON_ONE_DATABASE
async def test_who_does_not_belong_here_is_refused_kindly(ward: Chat) -> None:
    lea = ward._sender("Lea")
    there = await handles(ward.database)
    questions = await asked(ward, "Lea", [(form, there["tasks"]) for form in ANSWERS])

    async def refused(sender: Sender, why: str) -> None:
        before = await kept(ward)
        for name in COMMANDS:
            assert await hear(ward, Command(**of(ward, sender), name=name, text="#1 K-17")) == why, name
        for action, handle in await sealed(ward, sender, [(name, there["tasks"]) for name in BUTTONS]):
            assert await hear(ward, Press(**of(ward, sender), action=action, handle=handle)) == why, action
        for _, handle in await sealed(ward, sender, [("ask", one) for one in questions]):
            assert await hear(ward, Answer(**of(ward, sender), handle=handle, values=FILLED_IN)) == why
        assert await kept(ward) == before

    await refused(replace(lea, outsider=True), OUTSIDE)  # somebody who has become a guest
    await refused(replace(lea, user="U0ELSEWHERE", outsider=True), OUTSIDE)  # from another organisation
    await refused(replace(lea, tenant="T9"), OUTSIDE)  # from a workspace that the bot is not in
    await ward.leaves("Lea")
    await refused(lea, "Your access has ended. Please ask a lead of your team.")


@ON_ONE_DATABASE
async def test_who_belongs_to_another_workspace_changes_nothing_here(ward: Chat) -> None:
    """They are served, in their own."""
    clinic = await Chat(ward.database, tenant=ELSEWHERE).open(workspace="Clinic")
    await clinic.say("Lea", "/team lead @lea", where="@")
    lea = clinic._sender("Lea")
    there = await handles(ward.database)
    questions = await asked(ward, "Lea", [(form, there["tasks"]) for form in ANSWERS])
    before = await kept(ward)
    for name in COMMANDS:
        for text in ("", "#1", "K-17", "1 @nina"):
            said = await hear(ward, Command(**of(ward, lea), name=name, text=text))
            assert "about the MRI" not in said and "walker" not in said, name
    for action, handle in await sealed(ward, lea, [(name, there["tasks"]) for name in BUTTONS]):
        assert NOT_VALID in await hear(ward, Press(**of(ward, lea), action=action, handle=handle)), action
    for _, handle in await sealed(ward, lea, [("ask", one) for one in questions]):
        assert NOT_VALID in await hear(ward, Answer(**of(ward, lea), handle=handle, values=FILLED_IN))
    assert await kept(ward) == before
