"""What tests of handoffs say again and again."""

from dataclasses import replace

from bot.store.database import Database
from bot.store.work import open_work
from tests.conversations.chat import Chat, Shown

HEARD = "K-17 is stable, I call radiology about the MRI and order a walker"


async def with_team(database: Database, name: str, *people: str) -> None:
    """Set what /team would set."""
    async with open_work(database) as work:
        workspace = (await work.members.workspace("Ward", zone="America/Chicago", demo=False)).id
        team = await work.members.add_team(workspace, name)
        for member in await work.members.everyone(workspace):
            if member.name.split()[0] in people:
                await work.members.join_team(team, member.id)


async def with_member(database: Database, name: str, **changes: object) -> None:
    """Set what /profile would set."""
    async with open_work(database) as work:
        workspace = (await work.members.workspace("Ward", zone="America/Chicago", demo=False)).id
        for member in await work.members.everyone(workspace):
            if member.name.startswith(name):
                await work.members.save(replace(member, **changes))


def copy(shown: Shown) -> Shown:
    """A message as it was, so that a press on it does not depend on what became of it."""
    return Shown(id="old", where=shown.where, card=shown.card)


def heads(chat: Chat, who: str) -> list[str]:
    return [shown.text.splitlines()[0] for shown in chat.dms(who)]


async def mine(chat: Chat, who: str) -> list[str]:
    return [
        line.split(" ")[0] for line in (await chat.say(who, "/mine")).text.splitlines() if line.startswith("#")
    ]


async def offer(chat: Chat, to: str = "@lea", severity: str = "stable", **said: str) -> Shown:
    """Nina sends K-17 with its two items. Returns what she sees then."""
    form = await chat.say("Nina", f"/handoff {to} K-17")
    await chat.fill_in(
        "Nina", form, severity=severity, summary=said.pop("summary", "day 2 after hip repair"), **said
    )
    return await chat.press("Nina", "Send")


async def accept(chat: Chat, who: str, dm: Shown, words: str = HEARD) -> Shown:
    said = await chat.fill_in(who, await chat.press(who, "Accept", copy(dm)), synthesis=words)
    if said.text.startswith("Not all of handoff"):
        return await chat.press(who, "We have talked it through", said)
    return said
