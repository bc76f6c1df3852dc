"""What is too old, what is about a patient, a whole workspace: erased, never what is held, and still counted."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select

from bot.care.ledger import Balance
from bot.care.members import WorkspaceId
from bot.care.protection import NOTICE
from bot.care.retention import Hold, HoldId, Kept, Retention, said_of
from bot.store.audit import Act
from bot.store.columns import sealed_columns
from bot.store.database import Database
from bot.store.erasable import RULES
from bot.store.kept_tables import data_keys
from bot.store.tables import metadata, notices, task_words
from bot.store.work import Work, open_work
from tests.conversations.chat import PEOPLE, Chat
from tests.conversations.handing import accept, copy, offer
from tests.conversations.test_heard import hand_over
from tests.conversations.test_readback import read

WARD = WorkspaceId(1)
ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def chat(database: Database) -> Chat:
    chat = await Chat(database).open()
    for who in PEOPLE:
        await chat.say(who, "/help")
    return chat


async def words(work: Work) -> AsyncIterator[str]:
    """Everything that people wrote and that is still there, opened."""
    for table in metadata.sorted_tables:
        for column in sealed_columns(table):
            for (found,) in await work.connection.execute(select(column).where(column.is_not(None))):
                yield str(found)


async def still_said(chat: Chat, *canaries: str) -> set[str]:
    async with open_work(chat.database) as work:
        said = " ".join([one async for one in words(work)])
    return {one for one in canaries if one in said}


async def ledger(chat: Chat) -> Balance:
    async with open_work(chat.database) as work:
        return await work.ledger.of_all(WARD, await work.people(WARD), chat.clock.now())


async def keep(chat: Chat, *kinds: Kept, days: int = 30) -> None:
    async with open_work(chat.database) as work:
        for kind in kinds:
            await work.holds.keep(Retention(workspace=WARD, kind=kind, days=days, sweep_at=chat.clock.now()))


async def hold(chat: Chat, patient: str | None) -> Hold:
    async with open_work(chat.database) as work:
        return await work.holds.put_on(
            Hold(id=HoldId(0), workspace=WARD, patient=patient, reason="claim", set_at=chat.clock.now())
        )


def test_every_table_with_words_says_when_they_go() -> None:
    with_words = {table.name for table in metadata.sorted_tables if sealed_columns(table)}
    assert set(RULES) == with_words | {"protections"}  # that a patient is protected goes with the patient


async def test_what_is_too_old_loses_its_words_by_night_and_is_still_counted(chat: Chat) -> None:
    await chat.say("Nina", "/task call the zebrafish lab about K-17 at 9am")
    await chat.say("Nina", "/done 1 the okapi clinic knows")
    await chat.say("Nina", "/task fetch the walrus at 9am")
    await chat.say("Nina", "/cancel 2 the pelican came")
    await chat.say("Nina", "/task weigh the ocelot in 60 days")
    before = await ledger(chat)
    await keep(chat, *Kept)
    await chat.jump(days=29)
    said = ("zebrafish", "okapi", "walrus", "pelican", "ocelot")
    assert await still_said(chat, *said) == set(said)
    await chat.jump(days=2)
    assert await still_said(chat, *said) == {"ocelot"}
    assert await ledger(chat) == before
    assert (before.closed, before.dropped, before.remainder) == (1, 1, 0)
    assert "(its words were erased)" in (await chat.say("Nina", "/open #1")).text
    assert "zebrafish" not in (await chat.say("Nina", "/find zebrafish")).text.removesuffix("zebrafish")
    again = await chat.say("Nina", "/reopen 1")
    assert again.text.startswith("The words of #1 were erased. Make a new one: /task …")
    async with open_work(chat.database) as work:
        assert await work.audit.verify() == []
        swept = [one.detail for one in await work.audit.about() if one.act is Act.erase]
        [left] = set((await work.connection.execute(select(task_words.c.task))).scalars())
    assert any(one.endswith(" items") for one in swept)
    assert left == 3


@ON_ONE_DATABASE
async def test_a_handoff_whose_words_are_erased_is_shown_without_them_and_stops_no_other(chat: Chat) -> None:
    await chat.say("Nina", "/task weigh K-17 in 60 days")
    await offer(chat, contingencies="if febrile, call the zebrafish")
    await accept(chat, "Lea", copy(chat.dms("Lea")[-1]), "K-17 is stable; if febrile I call the zebrafish; weigh")
    await keep(chat, Kept.handoffs)
    await chat.jump(days=31)
    shown = await chat.say("Nina", "/handoff 2")
    assert "Handoff #2" in shown.text
    assert "zebrafish" not in shown.text
    assert (await chat.say("Nina", "/handoff @lea K-21")).question is not None


@ON_ONE_DATABASE
async def test_what_is_held_stays_whatever_its_age(chat: Chat) -> None:
    await chat.say("Nina", "/task call the zebrafish lab about K-17 at 9am")
    await chat.say("Nina", "/task call the walrus lab about R-3 at 9am")
    await chat.say("Nina", "/task ask R-3 and K-17 about the okapi at 9am")
    for number in (1, 2, 3):
        await chat.say("Nina", f"/done {number}")
    await keep(chat, *Kept)
    on = await hold(chat, "K-17")
    await chat.jump(days=31)
    assert await still_said(chat, "zebrafish", "walrus", "okapi") == {"zebrafish", "okapi"}
    async with open_work(chat.database) as work:
        assert (await work.connection.execute(select(notices.c.id))).first(), "of whom they speak nobody can tell"
        await work.holds.lift([on], chat.clock.now())
    whole = await hold(chat, None)
    await chat.jump(days=1)
    assert await still_said(chat, "zebrafish") == {"zebrafish"}
    async with open_work(chat.database) as work:
        await work.holds.lift([whole], chat.clock.now())
    await chat.jump(days=1)
    assert await still_said(chat, "zebrafish", "okapi") == set()


async def test_a_patient_is_erased_wherever_they_are_spoken_of(chat: Chat) -> None:
    await chat.say("Nina", "/patient K-17 is Rosa Marquez, MRN 4471023", where="@")
    await chat.say("Nina", "/task call the zebrafish lab about K-17 at 9am")
    await chat.say("Nina", "/task call the walrus lab about R-3 at 9am")
    await chat.say("Nina", "/task fax what Marquez's daughter signed to the okapi clinic at 9am")
    await hand_over(chat, "Nina", "Lea", "if potassium is not back, page the capybara")
    await chat.say("Nina", "/readback K-17 quokka 6.8 @omar")
    speaks = said_of("K-17", "Rosa Marquez, MRN 4471023", ())
    async with open_work(chat.database) as work:
        plan = await work.erasing.plan(WARD, "K-17", speaks)
    assert plan.open == ["#1", "#3", "contingencies: 1", "readbacks: 1"]
    await chat.say("Lea", "/done 1")
    await chat.say("Nina", "/done 3")
    await chat.say("Lea", "/heard K-17 potassium")
    assert "The same" in await read(chat, "Omar", "6.8")
    before = await ledger(chat)
    async with open_work(chat.database) as work:
        plan = await work.erasing.plan(WARD, "K-17", speaks)
        assert plan.open == []
        await work.erasing.erase_patient(WARD, "K-17", plan)
    said = (
        "zebrafish",
        "walrus",
        "okapi",
        "Marquez",
        "4471023",
        "potassium",
        "capybara",
        "day 2",
        "quokka",
        "6.8",
    )
    assert await still_said(chat, *said) == {"walrus"}
    assert await ledger(chat) == before
    async with open_work(chat.database) as work:
        assert await work.audit.verify() == []
        acts = {one.act for one in await work.audit.about(patient="K-17")}
        assert await work.patients.named(WARD, "K-17") is None
        assert "K-17" in await work.patients.aliases(WARD), "nobody else gets this alias"
    assert {Act.create, Act.view, Act.erase} <= acts
    unknown = await chat.say("Nina", "/patient K-17", where="@")
    assert unknown.text.startswith("I do not know whom K-17 means.")


async def _rows(found: AsyncIterator[dict[str, Any]]) -> list[dict[str, Any]]:
    return [json.loads(json.dumps(one)) async for one in found]


@ON_ONE_DATABASE
async def test_what_is_exported_is_all_of_one_and_nothing_of_another(chat: Chat) -> None:
    await chat.say("Nina", "/patient K-17 is Rosa Marquez", where="@")
    await chat.say("Nina", "/task call the zebrafish lab about K-17 at 9am")
    await chat.say("Omar", "/task call the walrus lab about R-3 at 9am")
    await chat.say("Omar", "/done 2")
    async with open_work(chat.database) as work:
        patient = await _rows(work.exporting.of_patient(WARD, "K-17"))
        omar = next(one for one in await work.members.everyone(WARD) if one.name.startswith("Omar"))
        member = await _rows(work.exporting.of_member(WARD, omar.id))
    assert {"zebrafish", "Rosa Marquez"} <= {
        canary for canary in ("zebrafish", "Rosa Marquez", "walrus") if canary in json.dumps(patient)
    }
    assert "walrus" not in json.dumps(patient)
    assert {"tasks", "task_events", "patients", "audit"} <= {one["table"] for one in patient}
    assert not {"handle", "digest", "lease"} & {name for one in patient for name in one}
    assert "walrus" in json.dumps(member)
    assert "zebrafish" not in json.dumps(member)
    assert {"members", "identities", "tasks", "audit"} <= {one["table"] for one in member}
    assert not any("notice" in one for one in (*patient, *member))
    await chat.say("Nina", "/patient K-17 part2", where="@")
    await chat.say("Omar", "/task weigh K-17 at 9am")
    async with open_work(chat.database) as work:
        assert all(one["notice"] == NOTICE for one in await _rows(work.exporting.of_patient(WARD, "K-17")))
        noticed = [one for one in await _rows(work.exporting.of_member(WARD, omar.id)) if "notice" in one]
        assert any(one["table"] == "tasks" and one["patient"] == "K-17" for one in noticed)
        assert not any(one.get("patient") == "R-3" for one in noticed)
    async with open_work(chat.database) as work:
        told = [(one.patient, one.detail) for one in await work.audit.about() if one.act is Act.export]
    assert told == [("K-17", "patient"), (None, "member")] * 2


async def test_a_workspace_is_erased_and_its_neighbour_and_the_audit_stay(chat: Chat) -> None:
    await chat.say("Nina", "/patient K-17 is Rosa Marquez", where="@")
    await chat.say("Nina", "/team new pharmacy")
    await chat.say("Nina", "/team backup @omar @lea")
    await chat.say("Nina", "/task call the zebrafish lab about K-17 at 9am")
    await chat.say("Nina", "/huddle at 7:30 on weekdays")
    await chat.say("Nina", "/handoff to @omar K-17")
    await hold(chat, "R-3")
    async with open_work(chat.database) as work:
        other = await work.members.workspace("Clinic", zone="UTC", demo=False)
        await work.members.attach(chat.platform, "T2", other.id)
    async with open_work(chat.database) as work:
        await work.erasing.erase_workspace(WARD)
    chat.database.keys.forget()
    async with open_work(chat.database) as work:
        assert [one async for one in words(work)] == []
        assert [name for _, name in await work.ledger.workspaces()] == ["Clinic", "erased 1"]
        theirs = select(data_keys.c.purpose).where(data_keys.c.workspace == WARD)
        assert list((await work.connection.execute(theirs)).scalars()) == ["audit"]
        assert await work.members.workspace_of(chat.platform, "T2") is not None
        assert await work.members.workspace_of(chat.platform, "T1") is None
        assert await work.audit.verify() == []
        assert (await work.audit.about())[-1].act is Act.erase
    refused = await chat.say("Nina", "/mine")
    assert refused is None or "only work for members" in refused.text
    await chat.advance(hours=30)


def test_a_common_family_name_of_the_staff_is_not_taken_for_the_patient() -> None:
    speaks = said_of("K-17", "Rosa Haddad, MRN 4471023, bed 4", {"omar", "haddad"})
    said = ("ask k-17", "Rosa Haddad rang", "number 4471023", "Haddad rang", "bed 4", "K-171", "rosa")
    assert [bool(speaks.search(one)) for one in said] == [True, True, True, False, True, False, False]
