"""The audit at the command line: is it whole, who saw a patient, what somebody did. Looking is in it, too."""

import asyncio
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from bot.console import refuse, settings_or_end, the_workspace, working
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.care.members import MemberId
    from bot.store.audit import Entry
    from bot.store.work import Work

app = typer.Typer(no_args_is_help=True, help="Who saw and did what.")

Since = Annotated[str, typer.Option(help="From when on: 7d, 12h, 2w, 2026-11-01, '2026-11-01 14:00' (UTC).")]
Until = Annotated[str, typer.Option(help="Until before when; the same forms. Now, if not said.")]
AsJson = Annotated[bool, typer.Option("--json", help="A JSON object a line, to hand over.")]
Which = Annotated[str | None, typer.Option(help="Only of this workspace.")]

_AGO = re.compile(r"(\d{1,4})([hdw])")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


@app.command()
def verify() -> None:
    """Check that the audit is whole; name the first broken row of each workspace."""
    raise typer.Exit(0 if asyncio.run(_verify(settings_or_end())) else 1)


@app.command()
def who(
    patient: str, since: Since = "7d", until: Until = "", as_json: AsJson = False, workspace: Which = None
) -> None:
    """Who saw or changed anything of a patient's: stitch audit who K-17 --since 7d"""
    alias = patient.lstrip("!").upper()
    asyncio.run(_search(settings_or_end(), (since, until), workspace, as_json, patient=alias))


@app.command()
def by(
    member: str, since: Since = "7d", until: Until = "", as_json: AsJson = False, workspace: Which = None
) -> None:
    """What somebody saw, did and was refused: stitch audit by 'Nina Alvarez' --since 7d"""
    asyncio.run(_search(settings_or_end(), (since, until), workspace, as_json, member=member))


@app.command("all")
def everything(since: Since = "7d", until: Until = "", as_json: AsJson = False, workspace: Which = None) -> None:
    """All that is in it: stitch audit all --since 2026-11-01 --until 2026-12-01 --json"""
    asyncio.run(_search(settings_or_end(), (since, until), workspace, as_json))


async def _verify(settings: Settings) -> bool:
    async with working(settings) as work:
        broken, heads = await work.audit.verify(), await work.audit.heads()
    for one in broken:
        typer.echo(f"{one.workspace}: row {one.position}: {one.why}", err=True)
    for name, length, digest in heads:
        typer.echo(f"{name}: {length} rows, the last is {digest}")
    return not broken


async def _search(
    settings: Settings,
    span: tuple[str, str],
    name: str | None,
    as_json: bool,
    *,
    patient: str | None = None,
    member: str | None = None,
) -> None:
    from bot.store.audit import Act

    now = datetime.now(UTC)
    since, until = _moment("--since", span[0], now), _moment("--until", span[1], now) if span[1] else now
    async with working(settings) as work:
        all_of_them = await work.ledger.workspaces()
        here = [await the_workspace(work, name)] if name is not None else [id for id, _ in all_of_them]
        actors = await _called(work, member, here) if member is not None else {None: ""}
        found: list[Entry] = []
        for actor in actors:
            found += await work.audit.about(patient=patient, actor=actor, since=since, until=until)
        names = {one.id: one.name for id in here for one in await work.members.everyone(id)}
        known_as = dict(all_of_them)
        for entry in sorted((one for one in found if one.workspace in here), key=lambda one: one.at):
            typer.echo(_as_json(entry, names, known_as[entry.workspace]) if as_json else _line(entry, names))
        act, what = (Act.export if as_json else Act.view), "all"
        if patient or member:
            what = "who" if patient else "by"
        for workspace in here:
            for actor in actors:
                about = f"member:{actor}" if actor is not None else ""
                work.audit.note(act, about, workspace=workspace, patient=patient, detail=f"audit {what}", at=now)


async def _called(work: "Work", name: str, workspaces: Sequence[int]) -> "dict[MemberId | None, str]":
    """The members of this name, whether they are still there or not; or the one with this id."""
    found: dict[MemberId | None, str] = {}
    for workspace in workspaces:
        for one in await work.members.everyone(workspace):  # type: ignore[arg-type]
            if name.casefold() == one.name.casefold() or name == str(one.id):
                found[one.id] = one.name
    if not found:
        refuse(f"Nobody is called {name}. Say their whole name, for example: stitch audit by 'Nina Alvarez'", 1)
    return found


def _moment(option: str, given: str, now: datetime) -> datetime:
    """So long ago, or a date or moment in UTC. Ends the process when it is neither."""
    if ago := _AGO.fullmatch(given):
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        found = datetime.fromisoformat(given)
    except ValueError:
        refuse(f"{option} is a number of hours, days or weeks, for example 7d, or a date such as 2026-11-01")
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _line(one: "Entry", names: "dict[MemberId, str]") -> str:
    who = "the bot, or an operator"
    if one.actor is not None:
        who = f"{names.get(one.actor, 'somebody')} (member {one.actor})"
    where = f"{one.platform} channel {one.channel}" if one.channel else one.platform
    parts = (f"{one.at:%Y-%m-%d %H:%M:%SZ}", who, one.act, one.patient or "", one.about, where, one.detail)
    return "  ".join(part for part in parts if part)


def _as_json(one: "Entry", names: "dict[MemberId, str]", workspace: str) -> str:
    actor = {"id": one.actor, "name": names.get(one.actor)} if one.actor is not None else None
    return json.dumps(
        {
            "at": one.at.isoformat(), "workspace": workspace, "actor": actor, "act": one.act, "about": one.about,
            "patient": one.patient, "platform": one.platform, "channel": one.channel, "detail": one.detail,
            "fields": one.fields,
        },
        ensure_ascii=False,
    )  # fmt: skip
