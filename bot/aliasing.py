"""Aliasing: an alias is offered for words that seem to name a patient, or they are held back until it is there."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import replace

from bot.cards import patient as cards
from bot.care.errors import CareError
from bot.care.patients import LONGEST, Patient, PatientId, Screening, new_alias
from bot.care.tasks import Task
from bot.care.urgency import Urgency
from bot.chat.card import Card
from bot.language.identifiers import Hit, Kind
from bot.language.screening import Known, known_of, stands_for
from bot.language.telling import aliased, telling
from bot.language.tokens import folded
from bot.turn import Turn


async def offered(turn: Turn, card: Card, *items: Task) -> Card:
    """The card, with an offer to use an alias for each of the items that seems to name somebody."""
    if (await turn.work.patients.policy(turn.workspace.id)).screening is Screening.off:
        return card
    known = await _known(turn)
    naming = [one for one in items if _words(turn, one, known)]
    return (
        replace(card, lines=(*card.lines, *(cards.offer(one, turn.reader) for one in naming))) if naming else card
    )


async def withheld(turn: Turn, item: Task) -> bool:
    """Whether it may not be saved as it is: the workspace blocks, it seems to name somebody, and it can wait."""
    if item.urgency is not Urgency.routine:
        return False
    if (await turn.work.patients.policy(turn.workspace.id)).screening is not Screening.block:
        return False
    return bool(_words(turn, item, await _known(turn)))


async def must_not_name(turn: Turn, item: Task) -> None:
    """Return unless the item is withheld, else raise."""
    if await withheld(turn, item):
        raise CareError("That seems to name somebody. Please write the patient's alias. Make one: /patient new")


async def replaced(turn: Turn, item: Task) -> Task:
    """The item with aliases in the place of what names somebody; what is new is kept as what they stand for."""
    known = await _known(turn)
    given: dict[str, str] = {}
    changed = item
    for field in ("what", "waiting_on"):
        text = getattr(item, field) or ""
        hits = telling(text, known, _staff(turn), turn.now.year)
        aliases = []
        for hit in hits:
            alias = await _alias(turn, changed, text[hit.start : hit.end], hit, known, given)
            aliases.append(alias)
            changed = replace(changed, patient=changed.patient or alias)
        if hits:
            changed = replace(changed, **{field: aliased(text, hits, aliases)})  # type: ignore[arg-type]
    if not changed.what:
        changed = replace(changed, what=changed.patient or item.what)
    return changed


async def keep(turn: Turn, alias: str, said: str) -> Patient:
    """Let an alias stand for this, besides what it stands for already."""
    said = re.sub(r"\s+", " ", said).strip(" ,;:()")[:LONGEST]
    there = await turn.work.patients.named(turn.workspace.id, alias)
    if there is None:
        return await turn.work.patients.add(
            Patient(
                id=PatientId(0), workspace=turn.workspace.id, alias=alias, stands_for=said,
                made_by=turn.actor.id, created_at=turn.now,
            )
        )  # fmt: skip
    if said.casefold() in there.stands_for.casefold():
        return there
    more = replace(there, stands_for=f"{there.stands_for}, {said}"[:LONGEST])
    await turn.work.patients.save(more)
    return replace(more, version=more.version + 1)


async def fresh_alias(turn: Turn) -> str:
    """An alias that nobody in the workspace has."""
    return new_alias(await turn.work.patients.aliases(turn.workspace.id), secrets.choice)


async def _alias(turn: Turn, item: Task, said: str, hit: Hit, known: Known, given: dict[str, str]) -> str:
    """Which alias takes the place of some words: the known one, the item's, or for another name a new one."""
    if ours := stands_for(said, known):
        return ours[0][1]
    key = said.casefold()
    if key in given:
        return given[key]
    others = [one for one in given if not any(char.isdigit() for char in one)]
    if item.patient is not None and not (hit.kind is Kind.name and others):
        alias = item.patient
    else:
        alias = await fresh_alias(turn)
    given[key] = alias
    await keep(turn, alias, said)
    return alias


async def _known(turn: Turn) -> Known:
    return known_of({one.stands_for: one.alias for one in await turn.work.patients.all(turn.workspace.id)})


def _words(turn: Turn, item: Task, known: Known) -> Sequence[Hit]:
    staff = _staff(turn)
    said = (item.what, item.waiting_on or "")
    return [hit for text in said for hit in telling(text, known, staff, turn.now.year)]


def _staff(turn: Turn) -> frozenset[str]:
    """The words of all names that people and teams here have."""
    named = [one.name for one in turn.people.members.values()]
    named += [name for names in turn.people.usernames.values() for name in names]
    named += [team.name for team in turn.people.teams.values()]
    return frozenset(folded(word) for name in named for word in re.findall(r"[^\W\d_]+", name))
