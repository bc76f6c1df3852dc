"""`/patient`: aliases, what they stand for, and what is done when somebody types that instead."""

import re
from dataclasses import replace

from bot import aliasing, capture
from bot.cards import doubt
from bot.cards import patient as cards
from bot.cards import protection as protection_cards
from bot.cards import task as task_cards
from bot.cards.note import note
from bot.cards.reader import Reader
from bot.care import policy
from bot.care.agreements import as_covered
from bot.care.errors import AlreadyClosed, CareError
from bot.care.patients import Screening
from bot.care.policy import Action
from bot.care.privacy import Detail
from bot.care.protection import Protection
from bot.care.tasks import Status
from bot.chat.card import Card, Reply
from bot.chat.incoming import Command, Press
from bot.language import doubts
from bot.language.switch import switch
from bot.store.audit import Act
from bot.store.notices import Notice
from bot.store.work import Work
from bot.turn import Turn

_NEW = re.compile(r"(?:new|nuev[oa])\b[\s:]*(?P<said>.*)", re.I | re.S)
_IS = re.compile(r"!?(?P<alias>[a-z]{1,3}-\d{1,6})\s+(?:is|=|es)\s+(?P<said>.+)", re.I | re.S)
_ALIAS = re.compile(r"!?(?P<alias>[a-z]{1,3}-\d{1,6})", re.I)
_PROTECT = re.compile(r"!?(?P<alias>[a-z]{1,3}-\d{1,6})\s+part(?:e)?\s*(?:2|ii)\b\s*(?P<word>\w*)", re.I)
_POLICY = re.compile(r"(?:policy|pol[ií]tica)\b\s*(?P<word>\w*)", re.I)
_SCREENING = {
    "off": Screening.off, "warn": Screening.warn, "block": Screening.block,
    "apagar": Screening.off, "avisar": Screening.warn, "bloquear": Screening.block,
}  # fmt: skip
_SHOWN = {"show": True, "hide": False, "mostrar": True, "ocultar": False}


async def patient(turn: Turn, heard: Command) -> Reply:
    """`/patient new Rosa Marquez, MRN 4471023`, `/patient K-17`, `/patient K-17 is …`, `/patient policy block`,
    `/patient K-17 part2`."""
    words = heard.text.strip()
    if not words:
        return turn.card(cards.listing(await turn.work.patients.all(turn.workspace.id), turn.reader))
    if found := _POLICY.fullmatch(words):
        return await _policy(turn, found["word"].casefold())
    if found := _NEW.fullmatch(words):
        return await _kept(turn, None, found["said"])
    if found := _IS.fullmatch(words):
        return await _kept(turn, found["alias"].upper(), found["said"])
    if found := _PROTECT.fullmatch(words):
        return await _protect(turn, found["alias"].upper(), found["word"])
    if found := _ALIAS.fullmatch(words):
        return await _shown(turn, found["alias"].upper())
    raise CareError("For example: /patient new Rosa Marquez, MRN 4471023, or /patient K-17, or /patient policy")


async def press_alias(turn: Turn, press: Press) -> Reply:
    """An alias takes the place of what names somebody; a draft that waited for that goes on."""
    task = await turn.open_task(press.handle, Action.edit)
    changed = await aliasing.replaced(turn, task)
    if task.status is not Status.draft:
        if changed == task:
            return turn.card(task_cards.item(task, turn.reader))
        saved, undo = await turn.save(changed, task, "edit")
        sentence = turn.reader.say("Changed: #{number}", number=task.number)
        return turn.card(task_cards.done(saved, sentence, undo, turn.reader))
    if task.doubts:
        saved, _ = await turn.work.tasks.save(
            replace(changed, updated_at=turn.now), task, "answer", turn.actor.id, turn.now
        )
        return turn.card(doubt.question(saved, doubts.from_text(saved.doubts)[0], turn.reader))
    saved, undo = await capture.settle(turn, task, changed)
    return turn.card(task_cards.echo(saved, undo, turn.reader))


async def press_alias_all(turn: Turn, press: Press) -> Reply:
    """An alias takes the place of what names somebody, wherever that was kept."""
    asked = await turn.work.questions.by_handle(turn.workspace.id, press.handle)
    if asked is None or asked.form != aliasing.FORM or asked.member != turn.actor.id:
        raise CareError("That button is no longer valid. See what you have: /mine")
    if not await turn.work.questions.answered(asked.handle, turn.now):
        raise AlreadyClosed("That is saved already. See what you have: /mine")
    put, say = await aliasing.put_everywhere(turn, asked), turn.reader.say
    if not put:
        return Reply(card=note(say("It names nobody any more."), say))
    sentence = say("{aliases} stands there now.", aliases=", ".join(put))
    return Reply(card=note(sentence, say, say("What was sent already stays where it was sent.")))


async def compose(work: Work, notice: Notice, reader: Reader) -> Card | None:
    """The offer of an alias, where there was no answer to put it below."""
    asked = await work.questions.by_handle(notice.workspace, notice.about.removeprefix("naming:"))
    return None if asked is None or asked.answered_at else cards.offered(asked.handle, reader)


async def _kept(turn: Turn, alias: str | None, said: str) -> Reply:
    say = turn.reader.say
    await _must_be_covered(turn)
    if not said.strip():
        raise CareError("Whom shall it stand for? For example: /patient new Rosa Marquez, MRN 4471023")
    kept = await aliasing.keep(turn, alias or await aliasing.fresh_alias(turn), said)
    return turn.card(
        note(
            say("{alias} stands for that now.", alias=kept.alias),
            say,
            say("Write {alias} wherever you mean them. Whom it means: /patient {alias}", alias=kept.alias),
        )
    )


async def _shown(turn: Turn, alias: str) -> Reply:
    """Only in a direct message, only where nothing is held back, only if the workspace wants it."""
    wanted = await turn.work.patients.policy(turn.workspace.id)
    glass = alias in await turn.broken_glass()
    if turn.detail is Detail.full and not glass:
        await _must_be_covered(turn)
    has_to_do = await _has_to_do_with(turn, alias)
    policy.must_see_patient(
        turn.actor, alias, shown=wanted.shown or glass, private=turn.channel.private,
        full=turn.detail is Detail.full, has_to_do=has_to_do or glass,
    )  # fmt: skip
    through_glass = glass and not (wanted.shown and (has_to_do or turn.actor.lead))
    found = await turn.work.patients.named(turn.workspace.id, alias)
    if found is None:
        raise CareError("I do not know whom {alias} means. Tell me: /patient {alias} is …", alias=alias)
    if through_glass:
        turn.work.audit.note(Act.view, f"patient:{found.id}", patient=alias, detail="break-glass")
    turn.reader.shows(f"patient:{found.id}", alias)
    return turn.card(cards.stands_for(found, turn.reader))


async def _protect(turn: Turn, alias: str, word: str) -> Reply:
    """Everybody may protect a patient's records, only a lead lifts it."""
    on = switch(word) if word else True
    if on is None:
        raise CareError("For example: /patient {alias} part2, or /patient {alias} part2 off", alias=alias)
    policy.must_protect(turn.actor, on=on, private=turn.channel.private, full=turn.detail is Detail.full)
    there = alias in turn.people.protected
    if on and not there:
        await turn.work.patients.protect(
            Protection(workspace=turn.workspace.id, patient=alias, set_by=turn.actor.id, set_at=turn.now)
        )
    elif there and not on:
        await turn.work.patients.lift(turn.workspace.id, alias)
    turn.work.forget_people(turn.workspace.id)
    return turn.card(protection_cards.marked(alias, on, turn.reader))


async def _has_to_do_with(turn: Turn, alias: str) -> bool:
    """Whether somebody may be told whom a protected alias means: something of theirs is open with the actor."""
    if alias not in turn.people.protected:
        return True
    return bool(await turn.visible(await turn.work.tasks.open_where(turn.workspace.id, patient=alias)))


async def _must_be_covered(turn: Turn) -> None:
    """Return if there is an agreement with the platform where this is said, else raise."""
    if turn.detail is not Detail.full:
        raise CareError("Names of patients do not belong here. Please tell me in another chat than this one.")
    if not await turn.work.agreements.covers(turn.workspace.id, turn.channel.platform):
        raise CareError(
            "No business associate agreement with {vendor} is on record, so names of patients do not belong here. "
            "Whoever runs me records it: stitch baa {name}",
            vendor=turn.channel.platform.capitalize(), name=turn.channel.platform,
        )  # fmt: skip


async def _policy(turn: Turn, word: str) -> Reply:
    wanted = await turn.work.patients.policy(turn.workspace.id)
    covered = await turn.work.agreements.covers(turn.workspace.id, turn.channel.platform)
    if word:
        policy.must_lead(turn.actor)
        if _SCREENING.get(word) is Screening.off:
            await _must_be_covered(turn)
        if word in _SCREENING:
            wanted = replace(wanted, screening=_SCREENING[word])
        elif word in _SHOWN:
            wanted = replace(wanted, shown=_SHOWN[word])
        else:
            raise CareError("For example: /patient policy off, warn, block, show or hide")
        await turn.work.patients.set_policy(wanted)
    return turn.card(cards.policy(as_covered(wanted, covered), turn.reader, covered=covered))
