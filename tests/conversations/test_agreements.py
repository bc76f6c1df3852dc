"""Without a business associate agreement on record no names of patients are taken or told on a platform."""

from datetime import UTC, date, datetime

from sqlalchemy import select

from bot.care.agreements import Agreement
from bot.chat.incoming import Platform
from bot.model import Model, Thinker
from bot.store.database import Database
from bot.store.tables import metadata
from bot.store.work import open_work
from tests.conftest import ON_ONE_DATABASE
from tests.conversations.chat import ZONE, Chat

NONE = (
    "No business associate agreement with Slack is on record, so names of patients do not belong here. "
    "Whoever runs me records it: stitch baa slack"
)


async def signed(chat: Chat, vendor: str = "slack") -> None:
    async with open_work(chat.database) as work:
        ward = await work.members.workspace("Ward", zone=ZONE, demo=False)
        await work.agreements.record(
            Agreement(
                workspace=ward.id, vendor=vendor, plan="Enterprise", signed_on=date(2026, 5, 1),
                recorded_by="Ruth Meyer", recorded_at=datetime(2026, 11, 1, tzinfo=UTC),
            )
        )  # fmt: skip


async def ended(chat: Chat) -> None:
    async with open_work(chat.database) as work:
        ward = await work.members.workspace("Ward", zone=ZONE, demo=False)
        assert await work.agreements.take_off(ward.id, "slack")


async def test_on_slack_no_names_are_taken_or_told_until_an_agreement_is_on_record(database: Database) -> None:
    chat = await Chat(database, Platform.slack).open()
    assert (await chat.say("Nina", "/patient new Rosa Marquez", where="@")).text.startswith(NONE)
    assert (await chat.say("Nina", "/patient policy off", where="@")).text.startswith(NONE)
    policy = await chat.say("Nina", "/patient policy", where="@")
    assert "warn: it is saved, and I offer an alias." in policy.text
    assert "No business associate agreement with this platform is on record" in policy.text
    await signed(chat)
    made = await chat.say("Nina", "/patient new Rosa Marquez", where="@")
    assert "stands for that now." in made.text
    assert "off: nothing is said." in (await chat.say("Nina", "/patient policy off", where="@")).text
    assert "seems to name" not in (await chat.say("Nina", "/task call Mrs Rosa Marquez at 4pm")).text
    await ended(chat)
    again = await chat.say("Nina", "/task weigh Mrs Rosa Marquez at 4pm")
    assert "#2 seems to name a patient." in again.text  # whatever was chosen while there was one
    alias = made.text.split()[0]
    assert (await chat.say("Nina", f"/patient {alias}", where="@")).text.startswith(NONE)
    await chat.say("Nina", f"/breakglass {alias} unconscious", where="@")
    assert "stands for Rosa Marquez" in (await chat.say("Nina", f"/patient {alias}", where="@")).text


async def test_telegram_signs_none_so_what_is_typed_there_is_always_screened(database: Database) -> None:
    chat = await Chat(database, Platform.telegram, forms=False).open()
    refused = await chat.say("Nina", "/patient policy off", where="@")
    assert refused.text.startswith("Names of patients do not belong here.")
    saved = await chat.say("Nina", "/task order a walker for Mrs Rosa Marquez by 3pm", where="@")
    assert "#1 seems to name a patient." in saved.text
    assert "Marquez" not in saved.text


@ON_ONE_DATABASE
async def test_a_model_of_others_is_asked_only_once_an_agreement_is_on_record(database: Database) -> None:
    chat = await Chat(database, thinks=True).open()
    thinker = Thinker(database, chat.router, chat.clock, Model("https://model.invalid/v1", "small", ""))
    await chat.say("Nina", "so the ramp it was", where="@")
    await thinker.run_once()
    await signed(chat, "model.invalid")
    await chat.say("Nina", "so the other ramp it was", where="@")
    await thinker.run_once()
    state = metadata.tables["thoughts"].c.state
    async with open_work(database) as work:
        states = (await work.connection.execute(select(state).order_by(state.table.c.id))).scalars().all()
    assert states == ["uncovered", "unreachable"]
