"""What is kept, at the command line: `stitch backup`, `restore`, `retention`, `hold`, `baa`, `export`, `erase`."""

import asyncio
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.chat.adapter import CannotStart
from bot.console import opened, refuse, settings_or_end, the_workspace, working
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.care.members import WorkspaceId
    from bot.care.retention import Retention
    from bot.store.erasing import Plan
    from bot.store.work import Work

app = typer.Typer()

ALL = "all"
_ALIAS = re.compile(r"!?([A-Za-z]{1,3}-\d{1,6})")

Which = Annotated[str | None, typer.Option(help="Its workspace, if there are several.")]


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="Where to; it must not be there yet.")]) -> None:
    """Copy the SQLite database into a file, while the bot runs. The key is not in it."""
    settings = settings_or_end()
    asyncio.run(_back_up(settings, file))
    key = "STITCH_KEY" if settings.key.get_secret_value() else str(settings.key_file)
    typer.echo(f"Backed up to {file}. The key is not in it: without {key} nobody can read it. Keep them apart.")


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A backup made by stitch backup.")]) -> None:
    """Put a backup in place of a SQLite database that is gone. Ends with 1 if its audit is not whole."""
    if not asyncio.run(_restore(settings_or_end(), file)):
        raise typer.Exit(1)


@app.command()
def retention(
    kind: Annotated[str, typer.Argument(help="items, handoffs, calls, messages or notices.")] = "",
    days: Annotated[str, typer.Argument(help="A number of days, or off to keep them for good.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would be erased.")] = False,
    workspace: Which = None,
) -> None:
    """For how long each sort of what people wrote is kept; and what of it is due to be erased."""
    asyncio.run(_retention(settings_or_end(), kind, days, dry_run, workspace))


@app.command()
def hold(
    what: Annotated[str, typer.Argument(metavar="[K-17|all]")] = "",
    reason: Annotated[str, typer.Option(help="Why; it is sealed.")] = "",
    workspace: Which = None,
) -> None:
    """Let nothing of a patient, or of a workspace, be erased until it is released. Lists what is held."""
    asyncio.run(_hold(settings_or_end(), what, reason, workspace))


@app.command()
def release(what: Annotated[str, typer.Argument(metavar="K-17|all")], workspace: Which = None) -> None:
    """Lift a hold."""
    asyncio.run(_release(settings_or_end(), what, workspace))


@app.command()
def baa(
    vendor: Annotated[str, typer.Argument(metavar="[slack|HOST]", help="A platform, or a model's host.")] = "",
    plan: Annotated[str, typer.Option(help="What it covers there, such as 'Enterprise'.")] = "",
    signed: Annotated[str, typer.Option(help="When it was signed: 2026-05-01.")] = "",
    by: Annotated[str, typer.Option(help="Who says so.")] = "",
    ended: Annotated[bool, typer.Option("--ended", help="It has ended.")] = False,
    workspace: Which = None,
) -> None:
    """Record that a business associate agreement is signed, or has ended. Lists what is on record."""
    asyncio.run(_baa(settings_or_end(), vendor.strip().casefold(), (plan, signed, by), ended, workspace))


@app.command()
def export(
    patient: Annotated[str, typer.Option(help="An alias, such as K-17.")] = "",
    member: Annotated[str, typer.Option(help="A member, by their whole name.")] = "",
    workspace: Which = None,
) -> None:
    """Print all that is kept about a patient or of a member, opened, a JSON object a line. It is audited."""
    if bool(patient) == bool(member):
        refuse("Say of whom: stitch export --patient K-17, or stitch export --member 'Nina Alvarez'")
    asyncio.run(_export(settings_or_end(), patient, member, workspace))


@app.command()
def erase(
    patient: Annotated[str, typer.Option(help="An alias, such as K-17.")] = "",
    workspace: Annotated[str | None, typer.Option(help="The patient's; or, without one, all that it has.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase all words about a patient and whom the alias means, or a whole workspace. There is no way back."""
    if not patient and workspace is None:
        refuse(
            "Say what: stitch erase --patient K-17 --dry-run, or stitch erase --workspace 'Care team' --dry-run"
        )
    settings = settings_or_end()
    if not patient:
        asyncio.run(_count_workspace(settings, workspace))
        if not dry_run and (yes or typer.confirm("Erase all of it for good? Stop the bot first")):
            asyncio.run(_erase_workspace(settings, workspace))
        return
    asyncio.run(_erase_patient(settings, patient, workspace, for_good=False))
    if dry_run:
        typer.echo("Nothing was erased. To do it: the same without --dry-run")
    elif yes or typer.confirm("Erase it for good?"):
        asyncio.run(_erase_patient(settings, patient, workspace, for_good=True))


async def _back_up(settings: Settings, file: Path) -> None:
    from bot import backup

    try:
        source = backup.database_file(settings)
        if not source.exists():
            raise backup.Refused(f"There is no database at {source} yet. Start the bot first: stitch run")
        database = await opened(settings)
        try:
            await backup.back_up(database, source, file)
        finally:
            await database.close()
    except backup.Refused as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(2) from None


async def _restore(settings: Settings, file: Path) -> bool:
    from bot import backup

    try:
        broken, heads = await backup.restore(settings, file)
        target = backup.database_file(settings)
    except (backup.Refused, CannotStart) as problem:
        typer.echo(f"Nothing was restored. {problem}", err=True)
        raise typer.Exit(2) from None
    for one in broken:
        typer.echo(f"{one.workspace}: the audit is not whole: row {one.position}: {one.why}", err=True)
    for name, length, digest in heads:
        typer.echo(f"{name}: {length} rows of audit, the last is {digest}")
    typer.echo(f"Restored to {target}, and the key fits. Now: stitch doctor, then stitch run")
    return not broken


async def _retention(settings: Settings, kind: str, days: str, dry_run: bool, name: str | None) -> None:
    from bot.care.ledger import next_check
    from bot.care.retention import LONGEST, SHORTEST, Kept, Retention

    if kind and kind not in list(Kept):
        refuse(f"{kind} is none of {', '.join(Kept)}. For example: stitch retention items 365")
    now = datetime.now(UTC)
    async with working(settings) as work:
        workspace = await the_workspace(work, name)
        if not kind:
            await _show_retentions(work, workspace, now)
            return
        sort = Kept(kind)
        if days == "off":
            await work.holds.keep_for_good(workspace, sort)
            typer.echo(f"{sort}: kept for good.")
            return
        if not (days.isdecimal() and SHORTEST[sort] <= int(days) <= LONGEST):
            refuse(f"{sort} are kept {SHORTEST[sort]} days or more: stitch retention {sort} 365, or {sort} off")
        zone = (await work.workspace(workspace)).zone
        wanted = Retention(workspace=workspace, kind=sort, days=int(days), sweep_at=next_check(now, zone))
        count = await work.erasing.too_old(wanted, await work.holds.on(workspace), now)
        if not dry_run:
            await work.holds.keep(wanted)
        when = f"{wanted.sweep_at:%Y-%m-%d %H:%M UTC}"
        would = f"would be erased {when}" if dry_run else f"to be erased {when}, and every night from then on"
        typer.echo(f"{sort}: {count} older than {days} days, {would}.")
        if dry_run:
            typer.echo("Nothing has changed. To set it: the same without --dry-run")


async def _show_retentions(work: "Work", workspace: "WorkspaceId", now: datetime) -> None:
    from bot.care.retention import MEANING, Kept

    set_for: dict[Kept, Retention] = {one.kind: one for one in await work.holds.retentions(workspace)}
    held = await work.holds.on(workspace)
    for kind in Kept:
        said = "for good"
        if kind in set_for:
            count = await work.erasing.too_old(set_for[kind], held, now)
            said = f"{set_for[kind].days} days; {count} to be erased {set_for[kind].sweep_at:%Y-%m-%d %H:%M UTC}"
        typer.echo(f"{kind:10} {said}  ({MEANING[kind]})")
    typer.echo("audit      for good  (who saw and did what; no words)")
    if held:
        typer.echo(f"Held: {', '.join(one.patient or ALL for one in held)}. See: stitch hold")


async def _hold(settings: Settings, what: str, reason: str, name: str | None) -> None:
    from bot.care.retention import Hold, HoldId

    async with working(settings) as work:
        workspace = await the_workspace(work, name)
        held = await work.holds.on(workspace)
        if not what:
            for one in held:
                typer.echo(f"{one.patient or ALL:8} since {one.set_at:%Y-%m-%d %H:%M UTC}: {one.reason}")
            typer.echo("Hold one: stitch hold K-17 --reason 'claim of 3 May'" if held else "Nothing is held.")
            return
        patient = _patient(what, or_all=True)
        if any(one.patient == patient for one in held):
            refuse(f"{patient or ALL} is held already. See: stitch hold", 1)
        if not reason.strip():
            refuse(f"Say why: stitch hold {patient or ALL} --reason 'claim of 3 May'")
        now = datetime.now(UTC)
        await work.holds.put_on(
            Hold(id=HoldId(0), workspace=workspace, patient=patient, reason=reason.strip(), set_at=now)
        )
        typer.echo(f"Held: {patient or ALL}. Nothing of it is erased until: stitch release {patient or ALL}")


async def _release(settings: Settings, what: str, name: str | None) -> None:
    async with working(settings) as work:
        patient = _patient(what, or_all=True)
        on = [one for one in await work.holds.on(await the_workspace(work, name)) if one.patient == patient]
        if not on:
            refuse(f"{patient or ALL} is not held. What is: stitch hold", 1)
        await work.holds.lift(on, datetime.now(UTC))
        typer.echo(f"Released: {patient or ALL}")


async def _baa(settings: Settings, vendor: str, said: tuple[str, str, str], ended: bool, name: str | None) -> None:
    from bot.care.agreements import LONGEST, NEVER, NONE_NEEDED, Agreement

    example = "stitch baa slack --plan Enterprise --signed 2026-05-01 --by 'Ruth Meyer'"
    plan, signed, by = (one.strip()[:LONGEST] for one in said)
    async with working(settings) as work:
        workspace = await the_workspace(work, name)
        if not vendor:
            found = await work.agreements.all(workspace)
            for one in found:
                typer.echo(f"{one.vendor}  {one.plan}, signed {one.signed_on}; recorded by {one.recorded_by}, "
                           f"{one.recorded_at:%Y-%m-%d %H:%M UTC}")  # fmt: skip
            typer.echo(
                "One that has ended: stitch baa slack --ended" if found else f"None is on record. {example}"
            )
            return
        if vendor in NEVER | NONE_NEEDED:
            refuse(f"{vendor} signs none: it gets no names and no words." if vendor in NEVER else
                   f"{vendor} needs none: it is on this machine.")  # fmt: skip
        if ended:
            if not await work.agreements.take_off(workspace, vendor):
                refuse(f"None with {vendor} is on record. What is: stitch baa", 1)
            typer.echo(f"Taken off the record: {vendor}. From now on whom an alias means is not told there.")
            return
        day = _day(signed)
        if not (plan and by and day):
            refuse(f"Say the plan, when it was signed, and who says so: {example}")
        now = datetime.now(UTC)
        if day > now.date():
            refuse(f"{day} is still to come. When was it signed? {example}")
        await work.agreements.record(
            Agreement(
                workspace=workspace, vendor=vendor, plan=plan, signed_on=day, recorded_by=by, recorded_at=now
            )
        )
        typer.echo(f"On record: {vendor}, {plan}, signed {day}, says {by}.")


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None


async def _export(settings: Settings, patient: str, member: str, name: str | None) -> None:
    async with working(settings) as work:
        workspace = await the_workspace(work, name)
        if patient:
            rows = work.exporting.of_patient(workspace, _patient(patient) or "")
        else:
            named = [
                one for one in await work.members.everyone(workspace) if one.name.casefold() == member.casefold()
            ]
            if len(named) != 1:
                refuse(f"{len(named)} members are called {member}. Their names: /team in a direct message", 1)
            rows = work.exporting.of_member(workspace, named[0].id)
        async for row in rows:
            typer.echo(json.dumps(row, ensure_ascii=False))


async def _erase_patient(settings: Settings, given: str, name: str | None, *, for_good: bool) -> None:
    from bot.care.retention import said_of

    async with working(settings, erasing=for_good) as work:
        workspace, alias = await the_workspace(work, name), _patient(given) or ""
        await _must_not_be_held(work, workspace, alias)
        known = await work.patients.named(workspace, alias)
        everyone = await work.members.everyone(workspace)
        staff = {word.casefold() for one in everyone for word in one.name.split()}
        plan = await work.erasing.plan(workspace, alias, said_of(alias, known.stands_for if known else "", staff))
        if plan.open:
            still = ", ".join(plan.open)
            refuse(f"{alias} still has what is open: {still}. Close, drop or decide that first; then erase.", 1)
        if for_good:
            await work.erasing.erase_patient(workspace, alias, plan)
            typer.echo(
                f"Erased: {plan.count} rows of {alias}. The audit keeps who saw and did what, without words. "
                "Backups from before keep all of it, and so do Slack and Telegram."
            )
        else:
            _show(plan, alias)


def _show(plan: "Plan", alias: str) -> None:
    typer.echo(f"About {alias}: {plan.count} rows")
    for table, rows in sorted(plan.rows.items()):
        if rows:
            typer.echo(f"  {table}: {len(rows)}")


async def _count_workspace(settings: Settings, name: str | None) -> None:
    async with working(settings) as work:
        workspace = await the_workspace(work, name)
        await _must_not_be_held(work, workspace, None)
        people = await work.members.everyone(workspace)
        items = await work.ledger.of_all(workspace, await work.people(workspace), datetime.now(UTC))
        typer.echo(f"{name}: {len(people)} members, {items.captured} items, and all that belongs to them")


async def _erase_workspace(settings: Settings, name: str | None) -> None:
    async with working(settings, erasing=True) as work:
        workspace = await the_workspace(work, name)
        await _must_not_be_held(work, workspace, None)
        gone = await work.erasing.erase_workspace(workspace)
        typer.echo(f"Erased: {gone} rows. What stays is the audit, without words, under 'erased {workspace}'.")


async def _must_not_be_held(work: "Work", workspace: "WorkspaceId", alias: str | None) -> None:
    """A hold on the workspace holds its patients, and one on a patient holds the workspace."""
    for one in await work.holds.on(workspace):
        if one.patient is None or alias is None or one.patient == alias:
            held = one.patient or ALL
            refuse(f"{held} is held since {one.set_at:%Y-%m-%d}. Lift it first: stitch release {held}", 1)


def _patient(given: str, *, or_all: bool = False) -> str | None:
    """An alias as it is kept; None for all."""
    if or_all and given.casefold() == ALL:
        return None
    found = _ALIAS.fullmatch(given.strip())
    if found is None:
        refuse(f"{given} is no alias of a patient. One looks like K-17")
    return found[1].upper()
