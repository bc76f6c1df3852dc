"""What was said back about a whole handoff: compared patient by patient, action by action."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.care.handoffs import HandedPatient, Handoff
from bot.care.tasks import Task, TaskId
from bot.language.contingency import if_then
from bot.language.passages import Told
from bot.language.patients import aliases
from bot.language.synthesis import Heard, Verdict, grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What of one patient came back: the severity (None without one), each item, each contingency; of a parcel,
    each thing that is recommended."""

    patient: HandedPatient
    severity: Verdict | None
    items: tuple[tuple[Task, Verdict], ...]
    contingencies: tuple[tuple[str, Verdict], ...]

    @property
    def heard(self) -> bool:
        """All of it."""
        verdicts = [verdict for _, verdict in (*self.items, *self.contingencies)]
        verdicts += [self.severity] if self.severity else []
        return all(one.heard is Heard.heard for one in verdicts)


def compare(handoff: Handoff, items: Mapping[TaskId, Task]) -> list[Compared]:
    """One for each patient of the handoff, in its order. `items` are those that still move."""
    return [_one(handoff, patient, items) for patient in handoff.patients]


def _one(handoff: Handoff, patient: HandedPatient, items: Mapping[TaskId, Task]) -> Compared:
    mine = [items[one] for one in handoff.items if one in items and items[one].patient == patient.patient]
    mine.sort(key=lambda task: task.number)
    actions = [Told(id=f"#{task.number}", text=task.what, at=_at(task)) for task in mine]
    texts = patient.contingencies if patient.sbar is None else patient.sbar.asked_for
    parts = [if_then(text) for text in texts]
    told = [
        *actions,
        *(
            Told(id=str(number), text=part.then or part.condition, condition=part.condition if part.then else "")
            for number, part in enumerate(parts)
        ),
    ]
    verdicts = {
        one.id: one for one in grade(patient.severity, told, _about(handoff, patient), patient.patient or "")
    }
    return Compared(
        patient=patient,
        severity=verdicts.get("severity"),
        items=tuple((task, verdicts[f"#{task.number}"]) for task in mine),
        contingencies=tuple((text, verdicts[str(number)]) for number, text in enumerate(texts)),
    )


def _about(handoff: Handoff, patient: HandedPatient) -> str:
    """The part of the synthesis that speaks of this patient: from their alias to the next. All of it, when it
    names nobody or there is only one; what comes before any name belongs to everybody."""
    text = handoff.synthesis
    named = [one for one in aliases(text) if any(one.code == other.patient for other in handoff.patients)]
    known = [one for one in handoff.patients if one.patient is not None]
    if not named or len(known) < 2 or patient.patient is None:
        return text
    ends = [*(one.start for one in named[1:]), len(text)]
    parts = [text[one.end : end] for one, end in zip(named, ends, strict=True) if one.code == patient.patient]
    return "\n".join([text[: named[0].start], *parts])


def _at(task: Task) -> str:
    if task.due_at is None or task.whole_day:
        return ""
    return f"{task.due_at.astimezone(ZoneInfo(task.zone)):%H:%M}"
