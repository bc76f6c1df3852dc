"""Aliasing: an alias is offered for words that seem to name a patient, or they are held back until it is there.

What people type is looked at in one place (`screened`): the router asks it after every turn, of all the columns of
patient text that the turn has written, so that nobody who takes in words has to think of it.
"""

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.cards import patient as cards
from bot.care.agreements import as_covered
from bot.care.errors import CareError, Naming
from bot.care.handoffs import Severity
from bot.care.members import WorkspaceId
from bot.care.patients import LONGEST, Patient, PatientId, PatientPolicy, Screening, new_alias
from bot.care.people import People
from bot.care.privacy import Detail
from bot.care.protection import is_counselling, spoken_of
from bot.care.tasks import CLOSED, Status, Task
from bot.care.urgency import Urgency
from bot.chat.card import Card, Reply
from bot.chat.incoming import Answer, Changed, Command, Heard, Message, Opened, Press, Removed
from bot.language.identifiers import Hit, Kind
from bot.language.screening import Known, known_of, stands_for
from bot.language.telling import aliased, telling
from bot.language.tokens import folded
from bot.language.urgent import pressing
from bot.store.questions import Asked
from bot.store.rows import new_handle
from bot.store.tables import questions, tasks
from bot.store.texts import Text
from bot.store.work import Work
from bot.turn import Turn

ELSEWHERE = frozenset(("incoming.reply", "patients.stands_for", "task_events.before"))
"""Columns that may hold a name: an answer until it has arrived, what an alias stands for, what an item was."""

PASSING = frozenset(("questions", "thoughts"))
"""Tables whose words are soon gone, and that nobody else reads: no alias is put there."""

EMERGENCIES = frozenset(("concerns", "escalations", "glasses", "readbacks"))
EMERGENCY_FORMS = frozenset(("escalate", "readback"))
"""What nobody has the time to word again."""

FORM = "naming"
SHOWN = 60


async def screened(turn: Turn, heard: Heard, reply: Reply | None) -> Reply | None:
    """The answer to what was heard, with an offer of an alias when words were kept that seem to name a patient.

    Whoever kept them, and wherever: asked once for each turn, of all that it has sealed. Raises Naming where the
    workspace blocks, and nothing of the turn is kept; never what cannot wait.
    """
    texts, kept = _typed(turn, heard), turn.work.texts.kept()
    typed = {word for _, text in texts for word in _plain(text).split()}
    if not any(_read_again(one) and not typed.isdisjoint(_plain(one.words).split()) for one in kept):
        return reply
    if any(is_counselling(text) for _, text in texts) and await _about_protected(turn, texts, kept):
        raise CareError(
            "Counselling notes of a protected patient are to be kept apart, not here. "
            "Please write what is to be done, for example: /task call the counsellor today at 3pm"
        )
    wanted = await policy_here(turn)
    if wanted.screening is Screening.off:
        return reply
    known, staff = await _known(turn), _staff(turn.people)
    naming = [
        (field, text[hit.start : hit.end])
        for field, text in texts
        for hit in telling(text, known, staff, turn.now.year)
    ]
    items: dict[str, Task | None] = {}
    found = []
    for one in kept:
        if _read_again(one) and any(_plain(said) in _plain(one.words) for _, said in naming):
            if one.table == tasks.name and one.row not in items:
                items[one.row] = await turn.work.tasks.by_handle(turn.workspace.id, one.row)
            item = items.get(one.row)
            if item is None or item.status is not Status.draft:  # a draft is its writer's alone, and held back
                found.append(one)
    if not found:
        return reply
    if wanted.screening is Screening.block and not await _cannot_wait(turn, texts, found, items):
        field, said = naming[0]
        raise _refused(said, field, stands_for(said, known) if wanted.shown else (), turn)
    return await _with_offer(turn, reply, found, items)


async def names_somebody(work: Work, people: People, workspace: WorkspaceId, text: str, year: int) -> bool:
    """Whether what another system sends seems to name a patient: there is nobody to take the offer of an alias."""
    known = known_of({one.stands_for: one.alias for one in await work.patients.all(workspace)})
    return bool(telling(text, known, _staff(people), year))


async def policy_here(turn: Turn) -> PatientPolicy:
    """What the workspace wants, as far as there is an agreement with the platform where this turn takes place."""
    wanted = await turn.work.patients.policy(turn.workspace.id)
    return as_covered(wanted, await turn.work.agreements.covers(turn.workspace.id, turn.channel.platform))


async def offered(turn: Turn, card: Card, *items: Task) -> Card:
    """The card, with an offer to use an alias for each of the items that seems to name somebody: where a press
    makes an item of what was typed before."""
    if (await policy_here(turn)).screening is Screening.off:
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
    if (await policy_here(turn)).screening is not Screening.block:
        return False
    return bool(_words(turn, item, await _known(turn)))


async def replaced(turn: Turn, item: Task) -> Task:
    """The item with aliases in the place of what names somebody; what is new is kept as what they stand for."""
    known = await _known(turn)
    given: dict[str, str] = {}
    changed = item
    for field in ("what", "waiting_on", "note"):
        text, aliases = await _aliased(turn, getattr(item, field) or "", changed.patient, known, given)
        if aliases:
            changed = replace(changed, patient=changed.patient or aliases[0], **{field: text})  # type: ignore[arg-type]
    if not changed.what:
        changed = replace(changed, what=changed.patient or item.what)
    return changed


async def put_everywhere(turn: Turn, asked: Asked) -> list[str]:
    """Aliases in the place of what names somebody, in all that an offer was about. Returns them."""
    known = await _known(turn)
    given: dict[str, str] = {}
    put: list[str] = []

    async def change(words: str, patient: str | None) -> str:
        parts, changed = _listed(words), []
        for part in parts or words.split("\n"):
            text, aliases = await _aliased(turn, part, patient, known, given)
            changed.append(text)
            put.extend(aliases)
        return json.dumps(changed, ensure_ascii=False) if parts else "\n".join(changed)

    for table, row in json.loads(asked.about):
        item = await turn.work.tasks.by_handle(turn.workspace.id, row) if table == tasks.name else None
        if item is None:
            await turn.work.texts.change(table, row, change)
            continue
        changed = replace(await replaced(turn, item), updated_at=turn.now)
        put += [changed.patient] if changed.patient else []
        await turn.work.tasks.save(changed, item, "edit", turn.actor.id, turn.now)
    return list(dict.fromkeys(put))


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


def _typed(turn: Turn, heard: Heard) -> list[tuple[str, str]]:
    """What somebody wrote, or took over from a message, by the field of a form that it stood in."""
    match heard:
        case Command() | Message():
            quoted = heard.quoted.text if heard.quoted is not None else ""
            typed = [("", turn.named(heard.text)), ("", quoted)]
        case Answer():
            typed = [(name, value) for name, value in heard.values.items() if isinstance(value, str)]
        case Press() | Opened() | Changed() | Removed():
            typed = []
    for one in turn.work.texts.written():  # a form that goes field by field
        if (one.table, one.column) == (questions.name, questions.c["values"].name):
            typed += [(name, value) for name, value in json.loads(one.words).items() if isinstance(value, str)]
    return [(field, text) for field, text in typed if text]


async def _about_protected(turn: Turn, texts: Sequence[tuple[str, str]], kept: Sequence[Text]) -> bool:
    """Whether what was typed names a protected patient, or went into an item or a handoff of one."""
    protected = turn.people.protected
    if not protected or spoken_of((text for _, text in texts), protected):
        return bool(protected)
    patients: set[str | None] = set()
    for one in kept:
        item = await turn.work.tasks.by_handle(turn.workspace.id, one.row) if one.table == tasks.name else None
        handoff = await turn.work.texts.handoff(one.table, one.row)
        whole = await turn.work.handoffs.by_id(handoff) if handoff is not None else None
        patients |= {item.patient} if item else set()
        patients |= {part.patient for part in whole.patients} if whole else set()
    return not patients.isdisjoint(protected)


def _read_again(one: Text) -> bool:
    return f"{one.table}.{one.column}" not in ELSEWHERE


def _plain(text: str) -> str:
    """The words alone, with a blank before and after each; also of JSON, in which a new line is written out."""
    words = " ".join(re.findall(r"[^\W_]+", re.sub(r"\\[nrt]", " ", text).casefold()))
    return f" {words} "


def _listed(words: str) -> list[str]:
    """The texts of a list that is kept as JSON; nothing for any other text."""
    try:
        found = json.loads(words)
    except ValueError:
        return []
    return found if isinstance(found, list) and all(isinstance(one, str) for one in found) else []


async def _cannot_wait(
    turn: Turn, texts: Sequence[tuple[str, str]], found: Sequence[Text], items: Mapping[str, Task | None]
) -> bool:
    """Whether it is an emergency: its words say so, or what it is about is one."""
    if any(pressing(text, frozenset(re.findall(r"\w+", folded(text)))) for _, text in texts):
        return True
    for one in found:
        if one.table in EMERGENCIES:
            return True
        item, about = items.get(one.row), one.row
        if one.table == questions.name:
            asked = await turn.work.questions.by_handle(turn.workspace.id, one.row)
            if asked is not None and asked.form in EMERGENCY_FORMS:
                return True
            about = asked.about.partition(":")[0] if asked is not None else ""
            item = await turn.work.tasks.by_handle(turn.workspace.id, about)
        if item is not None and item.urgency is not Urgency.routine:
            return True
        handoff = await turn.work.texts.handoff(one.table, about)
        whole = await turn.work.handoffs.by_id(handoff) if handoff is not None else None
        if whole is not None and any(patient.severity is Severity.unstable for patient in whole.patients):
            return True
    return False


def _refused(said: str, field: str, known: Sequence[tuple[Hit, str]], turn: Turn) -> Naming:
    said = said[:SHOWN]
    if turn.detail is not Detail.full:
        refused = Naming("That seems to name somebody. Please write the patient's alias. Make one: /patient new")
    elif known:
        refused = Naming("“{said}” is {alias} here. Please write that instead.", said=said, alias=known[0][1])
    else:
        refused = Naming(
            "“{said}” seems to name somebody. Please write the patient's alias instead. "
            "Make one: /patient new {said}",
            said=said,
        )
    refused.field = field
    return refused


async def _with_offer(
    turn: Turn, reply: Reply | None, found: Sequence[Text], items: Mapping[str, Task | None]
) -> Reply | None:
    """Below the answer, where nobody else reads it; else in a direct message."""
    card = reply.card if reply is not None and not reply.home else None
    lines, rows = [], []
    for row in dict.fromkeys((one.table, one.row) for one in found if one.table not in PASSING):
        item = items.get(row[1])
        if card is not None and item is not None and item.status not in CLOSED:
            lines.append(cards.offer(item, turn.reader))
        else:
            rows.append(row)
    if rows:
        question = cards.naming(new_handle(), turn.reader)
        await turn.ask(question, FORM, json.dumps(rows))
        if card is not None:
            lines.append(cards.offer_all(question.handle, turn.reader))
        else:
            about = f"naming:{question.handle}"
            await turn.tell("naming", about, key=about, to=turn.actor.id)
    if reply is None or card is None or not lines:
        return reply
    return replace(reply, card=replace(card, lines=(*card.lines, *lines)))


async def _aliased(
    turn: Turn, text: str, patient: str | None, known: Known, given: dict[str, str]
) -> tuple[str, list[str]]:
    """A text with aliases in the place of what names somebody, and these."""
    hits = telling(text, known, _staff(turn.people), turn.now.year)
    aliases: list[str] = []
    for hit in hits:
        aliases.append(await _alias(turn, patient, text[hit.start : hit.end], hit, known, given))
        patient = patient or aliases[-1]
    return (aliased(text, hits, aliases) if hits else text), aliases


async def _alias(turn: Turn, patient: str | None, said: str, hit: Hit, known: Known, given: dict[str, str]) -> str:
    """Which alias takes the place of some words: the known one, the patient's, or for another name a new one."""
    if ours := stands_for(said, known):
        return ours[0][1]
    key = said.casefold()
    if key in given:
        return given[key]
    others = [one for one in given if not any(char.isdigit() for char in one)]
    if patient is not None and not (hit.kind is Kind.name and others):
        alias = patient
    else:
        alias = await fresh_alias(turn)
    given[key] = alias
    await keep(turn, alias, said)
    return alias


async def _known(turn: Turn) -> Known:
    return known_of({one.stands_for: one.alias for one in await turn.work.patients.all(turn.workspace.id)})


def _words(turn: Turn, item: Task, known: Known) -> Sequence[Hit]:
    staff = _staff(turn.people)
    said = (item.what, item.waiting_on or "")
    return [hit for text in said for hit in telling(text, known, staff, turn.now.year)]


def _staff(people: People) -> frozenset[str]:
    """The words of all names that people and teams here have."""
    named = [one.name for one in people.members.values()]
    named += [name for names in people.usernames.values() for name in names]
    named += [team.name for team in people.teams.values()]
    return frozenset(folded(word) for name in named for word in re.findall(r"[^\W\d_]+", name))
