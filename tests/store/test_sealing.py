"""What people write is unreadable in the database, opens only where it was written, and only with its key."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    delete,
    func,
    insert,
    select,
    text,
    type_coerce,
    update,
)
from sqlalchemy.exc import StatementError

from bot.care.members import WorkspaceId
from bot.chat.adapter import CannotStart
from bot.custody import master_key, prove_key, rotate
from bot.settings import Settings
from bot.store import rotation
from bot.store.columns import (
    Choice,
    Listing,
    Moment,
    PatientListing,
    PatientText,
    of_row,
    row_columns,
    sealed_columns,
)
from bot.store.database import Database, open_database
from bot.store.kept_tables import data_keys
from bot.store.keys import new_entry, parsed
from bot.store.migrate import migrate
from bot.store.sealing import MARK, MARK_OF_BEFORE, DataKey, MasterKeys, Purpose, Ring, Sealed, writing_for
from bot.store.tables import metadata, tasks
from bot.store.work import open_work
from tests.conversations.chat import PEOPLE, Chat
from tests.conversations.handing import accept, copy

# Long, since five letters do turn up by chance in a megabyte of sealed text whose case is folded.
CANARIES = (
    "zebrafish",
    "quokkahouse",
    "axolotlpond",
    "narwhaltusk",
    "okapiforest",
    "pangolinden",
    "tapirmeadow",
    "wombatburrow",
)


async def _talk(chat: Chat) -> None:
    """Say one canary on each way by which words come to be kept."""
    for who in ("Nina", "Omar"):
        await chat.say(who, "/help")
    await chat.say("Nina", "/followup call zebrafish lab about K-17 waiting for the quokkahouse scan by 9am")
    await chat.say("Nina", "/task ask axolotlpond clinic at 9")  # in doubt: a draft, and the reply that asks
    await chat.say("Nina", "check this tomorrow at 10am", to_bot=True, quoted_text="narwhaltusk said so")
    item = await chat.say("Nina", "/task see okapiforest clinic at 10am")
    await chat.press("Nina", "Edit", item)
    await chat.say("Nina", "see pangolinden clinic")  # the dialogue keeps it until the last field
    await chat.say("Nina", "/cancel 1 tapirmeadow declined")
    await chat.say("Nina", "wombatburrow is rather vague today", where="@")


async def _talk_on(chat: Chat) -> tuple[str, ...]:
    """The same on the ways that need several people. Returns the canaries."""
    await chat.say("Nina", "/shift nights 19:00-07:00 daily in turns @lea @omar")
    await chat.say("Nina", "/task order a marmosetwalker for K-17 by 4pm waiting for the gazellescan")
    form = await chat.say("Nina", "/handoff @lea K-17")
    await chat.fill_in(
        "Nina",
        form,
        severity="watcher",
        summary="kakapotower",
        contingencies="if the lemurvalley is up, page renal",
    )
    await chat.press("Nina", "Send")
    offered = copy(chat.dms("Lea")[-1])
    await chat.fill_in("Lea", await chat.press("Lea", "Ask", offered), question="what of the ocelotcreek?")
    await chat.fill_in(
        "Nina", await chat.press("Nina", "Answer", copy(chat.dms("Nina")[-1])), answer="see the manateebay"
    )
    await chat.fill_in("Lea", await chat.press("Lea", "Accept", offered), synthesis="the tarsiergrove, no walker")
    again = await chat.press("Nina", "Not quite", copy(chat.dms("Nina")[-1]))
    await chat.fill_in("Nina", again, correction="it is the ibexplateau")
    await accept(chat, "Lea", offered, "the dugongbeach")
    await chat.say("Lea", "/heard K-17 the lemurvalley is back, puffincliff")
    await chat.say("Omar", "/concern K-17 she looks like a vicunafield @lea")
    await chat.say("Nina", "/readback K-17 potassium 6.8 bonobocoast @omar")
    form = await chat.press("Omar", "Read it back", copy(chat.dms("Omar")[-1]))
    await chat.fill_in("Omar", form, value="68 fossaridge")
    await chat.say("Lea", "/swap friday with @omar for thursday")
    await chat.say("Lea", "/snooze 1 2h because of the serowmarsh")
    await chat.say("Lea", "/done 1 reached, the quollisland")
    await chat.say("Nina", "/followup call the civetlagoon tomorrow 9am @omar")
    await chat.say("Omar", "/decline 3 the numbatgarden")
    field_by_field = Chat(chat.database, forms=False)  # a dialogue that is broken off in the middle
    field_by_field.numbers = chat.numbers
    form = await field_by_field.say("Nina", "/handoff @sam K-17", where="@")
    await field_by_field.press("Nina", "watcher", form)
    await field_by_field.say("Nina", "saigaprairie", where="@")
    await chat.say("Nina", "/patient new Pikaorchard Jerboatrail, MRN 4471023987", where="@")
    await chat.say("Omar", "/out Lea today because of the kudushore")
    return tuple(
        """marmosetwalker gazellescan kakapotower lemurvalley ocelotcreek manateebay tarsiergrove ibexplateau
        dugongbeach puffincliff vicunafield bonobocoast fossaridge serowmarsh quollisland civetlagoon
        numbatgarden saigaprairie pikaorchard jerboatrail 4471023987 kudushore""".split()
    )


def _files(folder: Path) -> str:
    return "".join(one.read_bytes().decode("latin-1").casefold() for one in folder.iterdir() if one.is_file())


def _dump(url: str) -> str:
    """All rows of all tables, as `pg_dump` copies them."""
    found = []
    with psycopg.connect(url) as connection:
        connection.execute("SET stitch.workspace = 'all'")
        for table in metadata.sorted_tables:
            with connection.cursor().copy(f'COPY "{table.name}" TO STDOUT') as copied:
                found += [bytes(part).decode() for part in copied]
    return "".join(found).casefold()


async def test_a_dump_of_the_database_shows_no_words(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    chat = await Chat(database, forms=False, thinks=True).open()
    await _talk(chat)
    dump = _files(tmp_path) if database.sqlite else _dump(database_url)
    assert MARK in dump  # it is the right file
    assert [canary for canary in CANARIES if canary in dump] == []
    # The words are there all the same, and found by them.
    assert "Found (1)" in (await chat.say("Nina", "/find zebrafish")).text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_nor_does_it_after_handoffs_concerns_and_all_else(database: Database, tmp_path: Path) -> None:
    chat = await Chat(database).open()
    for who in PEOPLE:
        await chat.say(who, "/help")
    said = await _talk_on(chat)
    dump = _files(tmp_path)
    assert [canary for canary in said if canary in dump] == []
    shown = "".join(one.text for one in chat.stage.messages).casefold()
    assert sum(canary in shown for canary in said) > 15, "they were heard"


def test_every_column_of_words_knows_where_it_stands() -> None:
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, PatientText):
                assert column.type.place == f"{table.name}.{column.name}"


async def test_sealed_text_moved_to_another_column_does_not_open(database: Database) -> None:
    chat = await Chat(database).open()
    await chat.say("Nina", "/task call the lab at 9am")
    async with open_work(database) as work:
        what = (await work.connection.execute(select(type_coerce(tasks.c.what, Text)))).scalar_one()
        await work.connection.execute(update(tasks).values(note=type_coerce(what, Text)))
    with pytest.raises(Sealed, match=r"tasks\.note: changed since it was sealed"):
        async with open_work(database) as work:
            await work.tasks.by_number(WorkspaceId(1), 1)


SEALING = [table for table in metadata.sorted_tables if sealed_columns(table)]


@pytest.mark.parametrize("table", SEALING, ids=str)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_text_swapped_with_that_of_another_row_does_not_open(database: Database, table: Table) -> None:
    """Each column of each table: two rows as they would be written, and the text of the one put into the other."""
    asked = [table.c[name] for name in row_columns(table)]
    async with open_work(database) as work:
        writing_for((await work.members.workspace("Ward", zone="UTC", demo=False)).id)
        await work.connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        await work.connection.execute(text("PRAGMA ignore_check_constraints = ON"))
        rows = [_some_row(table, number) for number in (1, 2)]
        for row in rows:
            await work.connection.execute(insert(table).values(of_row(table, **row)))
        for column in sealed_columns(table):
            here = and_(*(one == rows[0][one.name] for one in asked))
            there = and_(*(one == rows[1][one.name] for one in asked))
            raw = type_coerce(column, Text)
            assert (await work.connection.execute(select(column).where(here))).scalar_one() == rows[0][column.name]
            mine, theirs = [
                (await work.connection.execute(select(raw).where(one))).scalar_one() for one in (here, there)
            ]
            await work.connection.execute(update(table).where(here).values({column: type_coerce(theirs, Text)}))
            await work.connection.execute(update(table).where(there).values({column: type_coerce(mine, Text)}))
            for one in (here, there):
                with pytest.raises(Sealed, match="changed since it was sealed, or sealed for another place"):
                    (await work.connection.execute(select(column).where(one))).all()
        await work.connection.execute(delete(table))


def _some_row(table: Table, number: int) -> dict[str, Any]:
    """A row that has something in every column that must not be empty, told apart by the number."""
    row: dict[str, Any] = {}
    for column in table.columns:
        of = column.type
        if isinstance(of, PatientListing):
            row[column.name] = (f"words {number}",)
        elif isinstance(of, PatientText):
            row[column.name] = f"words {number}"
        elif column.foreign_keys:
            row[column.name] = 1 if column.name == "workspace" else number
        elif isinstance(of, Choice):
            row[column.name] = next(iter(of.choices))
        elif isinstance(of, Listing):
            row[column.name] = ()
        elif isinstance(of, Moment):
            row[column.name] = datetime(2026, 3, 2, tzinfo=UTC)
        elif isinstance(of, Boolean):
            row[column.name] = False
        elif isinstance(of, Integer | BigInteger):
            row[column.name] = number
        elif isinstance(of, String | Text):
            row[column.name] = f"{column.name} {number}"
        else:
            row[column.name] = None
    return row


def test_what_a_row_is_known_by_is_its_own_and_always_there() -> None:
    for table in SEALING:
        names = set(row_columns(table))
        unique = [{one.name} for one in table.c if one.unique] + [
            {one.name for one in rule.columns} for rule in table.constraints if isinstance(rule, UniqueConstraint)
        ]
        assert names in [*unique, {one.name for one in table.primary_key}], table.name
        assert not any(table.c[name].nullable for name in names), table.name


async def test_text_is_neither_asked_for_nor_written_without_its_row(database: Database) -> None:
    without = select(tasks.c.what).subquery()
    for asked in (select(func.max(tasks.c.what)), select(without.c.what)):
        with pytest.raises(Sealed, match=r"tasks\.what: asked for without what its row is known by"):
            async with open_work(database) as work:
                await work.connection.execute(asked)
    with pytest.raises(StatementError, match="nobody said for which row"):
        async with open_work(database) as work:
            await work.connection.execute(update(tasks).values(what="call the lab"))


async def test_texts_from_before_rows_were_bound_open_and_the_exchange_of_keys_binds_them(
    database: Database,
) -> None:
    async with open_work(database) as work:
        workspace = (await work.members.workspace("Ward", zone="UTC", demo=False)).id
        await work.connection.execute(update(data_keys).values(by_row=False))
    database.keys.forget()
    chat = await Chat(database).open()
    await chat.say("Nina", "/task call the lab at 9am")
    await chat.say("Nina", "/task weigh K-17 at 9am")
    assert {one.partition(".")[0] for one in await _whats(database)} == {MARK_OF_BEFORE}
    async with open_work(database) as work:
        await work.members.workspace("Clinic", zone="UTC", demo=False)
        assert (await work.tasks.by_number(workspace, 1)).what == "call the lab"
        bound = (await work.connection.execute(select(data_keys.c.by_row).distinct())).scalars().all()
        assert bound == [False], "the version before may have to read what a new workspace writes"
    await rotation.rotate(database)
    assert {one.partition(".")[0] for one in await _whats(database)} == {MARK}
    _, second = await _whats(database)
    async with open_work(database) as work:
        assert (await work.tasks.by_number(workspace, 1)).what == "call the lab"
        await work.connection.execute(
            update(tasks).where(tasks.c.number == 1).values(what=type_coerce(second, Text))
        )
    with pytest.raises(Sealed, match=r"tasks\.what: changed since it was sealed"):
        async with open_work(database) as work:
            await work.tasks.by_number(workspace, 1)


async def _whats(database: Database) -> list[str]:
    async with open_work(database) as work:
        raw = select(type_coerce(tasks.c.what, Text)).order_by(tasks.c.number)
        return list((await work.connection.execute(raw)).scalars())


async def test_text_in_the_clear_is_not_taken_for_sealed(database: Database) -> None:
    chat = await Chat(database).open()
    await chat.say("Nina", "/task call the lab at 9am")
    with pytest.raises(Sealed, match="not sealed with a key"):
        async with open_work(database) as work:
            await work.connection.execute(update(tasks).values(note=type_coerce("slipped in", Text)))
            await work.tasks.by_number(WorkspaceId(1), 1)


def test_a_text_opens_only_for_its_workspace_and_unchanged() -> None:
    one = DataKey(id=1, workspace=WorkspaceId(1), purpose=Purpose.text, secret=b"a" * 32)
    ring = Ring(None, [one])
    with pytest.raises(Sealed, match="nobody said for which workspace"):
        ring.seal("words", "tasks.what", "a")
    ring.workspace = WorkspaceId(1)
    sealed = ring.seal("words", "tasks.what", "a")
    assert ring.open(sealed, "tasks.what", "a") == "words"
    other = Ring(None, [DataKey(id=1, workspace=WorkspaceId(2), purpose=Purpose.text, secret=b"a" * 32)])
    with pytest.raises(Sealed):
        other.open(sealed, "tasks.what", "a")
    for position in range(len(sealed)):
        changed = sealed[:position] + ("A" if sealed[position] != "A" else "B") + sealed[position + 1 :]
        with pytest.raises(Sealed):
            ring.open(changed, "tasks.what", "a")


def test_sealed_text_is_not_compared() -> None:
    with pytest.raises(TypeError):
        _ = tasks.c.what == "call the lab"


async def test_words_are_found_without_case_and_accents_but_only_whole(database: Database) -> None:
    chat = await Chat(database).open()
    await chat.say("Nina", "/task llamar a la clínica de María at 9am")
    assert "Found (1)" in (await chat.say("Nina", "/find CLINICA maria")).text
    assert "Nothing found" in (await chat.say("Nina", "/find clin")).text
    await chat.say("Nina", "/undo")
    assert "Found (1)" in (await chat.say("Nina", "/find clinica")).text


async def test_keys_are_exchanged_and_old_rows_stay_readable(database: Database, database_url: str) -> None:
    chat = await Chat(database, forms=False, thinks=True).open()
    await _talk(chat)
    first = database.keys.master
    assert first is not None
    second = parsed(new_entry())
    both = open_database(database_url, MasterKeys({**second.by_id, **first.by_id}))
    await rotation.rotate(both)
    done = await rotation.rotate(both)
    assert done.rows > 5
    assert done.dropped == 1
    await both.close()
    after = open_database(database_url, second)
    async with open_work(after) as work:
        assert (await work.tasks.by_number(WorkspaceId(1), 1)).what.startswith("call zebrafish")
        masters = (await work.connection.execute(select(data_keys.c.master).distinct())).scalars().all()
        assert masters == [second.current]
        whats = (await work.connection.execute(select(type_coerce(tasks.c.what, Text)))).scalars().all()
        assert len({what.split(".")[1] for what in whats}) == 1
    again = await Chat(after).open()
    assert "Found (1)" in (await again.say("Nina", "/find zebrafish", event="again")).text
    await after.close()
    old = open_database(database_url, first)
    with pytest.raises(Sealed, match="which is not given"):
        async with open_work(old):
            pass
    await old.close()


@pytest.fixture
def settings(tmp_path: Path, migrated_file: Path) -> Iterator[Settings]:
    shutil.copy(migrated_file, tmp_path / "stitch.db")
    yield Settings(_env_file=None, data_dir=tmp_path)


async def _start(settings: Settings) -> Database:
    master, fresh = master_key(settings)
    database = open_database(settings.database, master)
    await migrate(database)
    await prove_key(database, settings, fresh)
    async with open_work(database) as work:
        await work.members.workspace("Ward", zone="UTC", demo=False)
    return database


async def test_the_embedded_bot_makes_its_own_key_file_that_only_its_owner_reads(settings: Settings) -> None:
    await (await _start(settings)).close()
    assert settings.key_file.stat().st_mode & 0o777 == 0o600
    before = settings.key_file.read_text()
    await (await _start(settings)).close()
    assert settings.key_file.read_text() == before
    settings.key_file.chmod(0o640)
    with pytest.raises(CannotStart, match="can be read by others"):
        await _start(settings)


async def test_a_missing_or_wrong_key_is_a_clear_refusal_to_start(settings: Settings) -> None:
    await (await _start(settings)).close()
    name, _, _ = settings.key_file.read_text().partition(":")
    settings.key_file.unlink()
    with pytest.raises(CannotStart, match=f"sealed with the master key {name}, and it is not given"):
        await _start(settings)
    assert not settings.key_file.exists()  # and no key that would not fit lies there now
    _, _, secret = new_entry().partition(":")
    wrong = settings.model_copy(update={"key": type(settings.key)(f"{name}:{secret.strip()}")})
    with pytest.raises(CannotStart, match="wrong"):
        await _start(wrong)
    for nonsense in ("hunter2", "k1:short", f"{new_entry()},nonsense"):
        with pytest.raises(CannotStart, match="STITCH_KEY cannot be used"):
            master_key(settings.model_copy(update={"key": type(settings.key)(nonsense)}))


def test_postgresql_wants_the_key_to_be_given(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="STITCH_KEY is not set"):
        master_key(Settings(_env_file=None, data_dir=tmp_path, database_url="postgresql://localhost/stitch"))


async def test_rotating_a_key_file_leaves_one_new_key_in_it(settings: Settings) -> None:
    database = await _start(settings)
    before = settings.key_file.read_text()
    await rotate(database, settings.key_file)
    await database.close()
    assert settings.key_file.read_text() != before
    assert settings.key_file.stat().st_mode & 0o777 == 0o600
    assert len(settings.key_file.read_text().splitlines()) == 1
    await (await _start(settings)).close()


def test_keys_do_not_show_in_what_is_printed() -> None:
    entry = new_entry()
    secret = entry.partition(":")[2]
    shown = repr(parsed(entry)) + repr(
        DataKey(id=1, workspace=WorkspaceId(1), purpose=Purpose.text, secret=b"secret")
    )
    assert secret not in shown
    assert "secret" not in shown.replace("secret=", "")
