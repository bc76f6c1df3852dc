"""The form of a parcel for another department: the four parts of SBAR, and which items go along."""

from collections.abc import Sequence
from dataclasses import replace

from bot.cards.handoff_form import Values, actions, chosen, privacy, text
from bot.cards.reader import Reader
from bot.care.errors import CareError
from bot.care.handoffs import HandedPatient, Handoff
from bot.care.privacy import Detail
from bot.care.sbar import Sbar
from bot.care.tasks import Task
from bot.chat.card import Field, Kind, Question

NEEDED = ("situation", "recommendation")


def form(
    draft: Handoff,
    one: HandedPatient,
    items: Sequence[Task],
    before: HandedPatient | None,
    handle: str,
    reader: Reader,
) -> Question:
    """What is to be said about the patient. `before` is what was said the last time: it is the background."""
    say, said = reader.say, one.sbar or Sbar()
    background = said.background
    if before is not None and not said.ready:
        background = background or (before.sbar.background if before.sbar is not None else before.summary)
    fields = [
        _part("situation", say("Situation"), said.situation or draft.notes, said.situation or draft.notes,
              say("the MRI from this morning is unreadable"), reader),
        _part("background", say("Background"), background, said.background,
              say("day 2 after hip repair, pacemaker checked"), reader),
        _part("assessment", say("Assessment"), said.assessment, said.assessment,
              say("comfortable, can lie flat for 30 minutes"), reader),
        _part("recommendation", say("Recommendation, one a line"), said.recommendation, said.recommendation,
              say("repeat the MRI before noon"), reader),
    ]  # fmt: skip
    if items:
        fields.append(actions(draft, one, items, reader))
    whose = reader.owner(draft.receiver, draft.team, draft.shift)
    return Question(
        handle=handle,
        title=say("{patient} to {whom}: SBAR", patient=one.patient or "", whom=whose),
        intro=privacy(reader),
        fields=tuple(fields),
        submit=say("Save"),
        open_label=say("Fill in"),
        fallback=say("Handoff #{number}", number=draft.number),
        locale=say.language,
    )


def filled(
    draft: Handoff, one: HandedPatient, items: Sequence[Task], values: Values, reader: Reader
) -> Handoff:  # fmt: skip
    """The draft with the answer put in. Where words are not shown, an empty answer leaves them as they were."""
    before, keeps = one.sbar or Sbar(), reader.detail is not Detail.full
    said = Sbar(
        situation=text(values, "situation") or (before.situation or draft.notes if keeps else ""),
        background=text(values, "background") or (before.background if keeps else ""),
        assessment=text(values, "assessment") or (before.assessment if keeps else ""),
        recommendation=text(values, "recommendation") or (before.recommendation if keeps else ""),
    )
    if not said.situation:
        raise CareError("What is the matter? For example: the MRI from this morning is unreadable")
    if not said.recommendation:
        raise CareError("What should they do? For example: repeat the MRI before noon")
    return replace(draft, notes="", patients=(replace(one, sbar=said),), items=chosen(draft, items, values))


def missing(values: Values) -> str:
    """The field that has to be filled in first."""
    return next((name for name in NEEDED if not text(values, name)), NEEDED[0])


def _part(name: str, label: str, shown: str, said: str, hint: str, reader: Reader) -> Field:
    full = reader.detail is Detail.full
    return Field(
        name=name, label=label, kind=Kind.long, value=shown if full else "",
        optional=name not in NEEDED or (not full and bool(said)), hint=hint,
    )  # fmt: skip
