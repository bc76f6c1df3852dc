"""The audit says who saw, did and was refused what; it holds no words, and cannot be rewritten unnoticed."""

import asyncio

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from bot.care.members import MemberId, WorkspaceId
from bot.store.audit import Act, Audit, Entry
from bot.store.database import Database, open_database
from bot.store.kept_tables import audit
from bot.store.work import open_work
from tests.conftest import MASTER
from tests.conversations.chat import Chat


@pytest.fixture
async def chat(database: Database) -> Chat:
    chat = await Chat(database).open()
    for who in ("Nina", "Omar", "Lea"):
        await chat.say(who, "/help", where=f"of-{who}")
    return chat


async def _entries(database: Database, **asked: str) -> list[Entry]:
    async with open_work(database) as work:
        return await work.audit.about(**asked)


async def _who(database: Database, name: str) -> MemberId:
    async with open_work(database) as work:
        return next(one.id for one in await work.members.everyone(WorkspaceId(1)) if one.name.startswith(name))


async def test_who_saw_a_patient_gives_exactly_those_who_did(chat: Chat, database: Database) -> None:
    await chat.say("Omar", "/task call zebrafish lab about K-17 at 9am")
    await chat.say("Omar", "/task restock the shelf at 9am")
    await chat.say("Nina", "/open K-17")  # a lead, elsewhere, sees it in a list
    await chat.say("Lea", "/open K-17", where="clinic")  # no part of it, and sees nothing
    await chat.say("Lea", "/done 1", where="clinic")  # refused
    await chat.say("Omar", "/done 1")
    omar, nina, lea = [await _who(database, name) for name in ("Omar", "Nina", "Lea")]
    found = [(one.actor, one.act, one.about) for one in await _entries(database, patient="K-17")]
    assert found == [
        (omar, Act.create, "task:1"),
        (omar, Act.view, "task:1"),
        (nina, Act.view, "task:1"),
        (lea, Act.denial, "task:1"),
        (omar, Act.change, "task:1"),
        (omar, Act.view, "task:1"),
    ]


async def test_a_change_names_its_fields_and_says_none_of_the_words(chat: Chat, database: Database) -> None:
    await chat.say("Nina", "/task call zebrafish lab about K-17 at 9am")
    await chat.say("Nina", "/edit 1 call the okapi clinic")
    created, changed = [one for one in await _entries(database, about="task:1") if one.act is not Act.view]
    assert {"what", "owner", "due_at", "patient"} <= set(created.fields)
    assert "what" in changed.fields
    assert "owner" not in changed.fields
    async with open_work(database) as work:
        rows = (await work.connection.execute(select(audit))).all()
    assert not any(canary in str(rows) for canary in ("zebrafish", "okapi", "Nina"))


async def test_reminders_and_refusals_are_in_it_too(chat: Chat, database: Database) -> None:
    await chat.say("Omar", "/task call the lab about K-17 at 9am")
    await chat.advance(hours=1, minutes=50)
    # At 08:45, and not again before 09:00.
    told = [one for one in await _entries(database, patient="K-17") if one.detail == "reminder"]
    assert [(one.act, one.actor) for one in told] == [(Act.view, await _who(database, "Omar"))]
    await chat.leaves("Omar")
    await chat.say("Omar", "/mine")
    assert [one.detail for one in await _entries(database) if one.act is Act.denial] == ["ended"]


async def test_the_rules_of_the_workspace_leave_a_trace(chat: Chat, database: Database) -> None:
    await chat.say("Nina", "/team new pharmacy")
    await chat.say("Nina", "/team add @omar to pharmacy")
    await chat.say("Nina", "/huddle at 7:30 on weekdays")
    said = {one.about.partition(":")[0] for one in await _entries(database) if one.act is Act.configure}
    assert {"team", "channel"} <= said


async def test_the_database_refuses_to_rewrite_it(chat: Chat, database: Database) -> None:
    await chat.say("Nina", "/task call the lab about K-17 at 9am")
    for statement in ("UPDATE audit SET actor = 2", "DELETE FROM audit"):
        with pytest.raises(DBAPIError):
            async with open_work(database) as work:
                await work.connection.execute(text(statement))


_WITHOUT_TRIGGERS = {
    True: ("DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"),
    False: ("DROP TRIGGER audit_append_only ON audit",),
}


@pytest.mark.parametrize(
    ("tampering", "first"),
    [
        ("UPDATE audit SET actor = 3 WHERE position = 2", 2),
        ("UPDATE audit SET patient = NULL WHERE position = 2", 2),
        ("DELETE FROM audit WHERE position = 2", 2),
        ("DELETE FROM audit WHERE position > 2", 3),
        ("UPDATE audit SET position = position + 100 WHERE position = 2", 2),
    ],
)
async def test_the_first_broken_row_is_named(chat: Chat, database: Database, tampering: str, first: int) -> None:
    await chat.say("Nina", "/task call the lab about K-17 at 9am")
    await chat.say("Nina", "/done 1")
    async with open_work(database) as work:
        assert await work.audit.verify() == []
        for statement in (*_WITHOUT_TRIGGERS[database.sqlite], tampering):
            await work.connection.execute(text(statement))
    async with open_work(database) as work:
        assert [one.position for one in await work.audit.verify()] == [first]


async def test_turns_at_the_same_time_make_one_chain(chat: Chat, database: Database, database_url: str) -> None:
    other = await Chat(open_database(database_url, MASTER)).open()
    await asyncio.gather(
        *(one.say(who, f"/task count shelf {n} at 9am", event=f"{who}{n}")
          for n in range(10) for one, who in ((chat, "Nina"), (other, "Omar")))
    )  # fmt: skip
    async with open_work(database) as work:
        assert await work.audit.verify() == []
        assert len([one for one in await work.audit.about() if one.act is Act.create]) == 20
    await other.database.close()


async def test_nothing_is_done_that_cannot_be_audited(
    chat: Chat, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(self: Audit) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(Audit, "write", full)
        with pytest.raises(OSError, match="disk full"):
            await chat.say("Nina", "/task call the lab about K-17 at 9am")
    assert "Nothing open" in (await chat.say("Nina", "/mine")).text
