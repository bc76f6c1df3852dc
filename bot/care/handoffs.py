"""Handoffs: responsibility for a list of items and patients moves when the receiver accepts, not before."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from bot.care.errors import AlreadyClosed, CareError, NotAllowed
from bot.care.members import ChannelId, Member, MemberId, TeamId, WorkspaceId, shift_end
from bot.care.people import People
from bot.care.sbar import Sbar
from bot.care.tasks import Task, TaskId, assign

HandoffId = NewType("HandoffId", int)


class HandoffStatus(StrEnum):
    """Until `accepted`, every item stays with its sender."""

    draft = "draft"
    requested = "requested"
    accepted = "accepted"
    declined = "declined"
    cancelled = "cancelled"


class Severity(StrEnum):
    """Illness severity, the I of I-PASS."""

    stable = "stable"
    watcher = "watcher"
    unstable = "unstable"
    discharging = "discharging"

    @property
    def rank(self) -> int:
        """0 for unstable: sorts the sickest first."""
        return (Severity.unstable, Severity.watcher, Severity.stable, Severity.discharging).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedPatient:
    """One patient of a handoff. Without an alias: items that belong to no patient, which need no severity."""

    patient: str | None
    severity: Severity | None = None
    """None until the sender has said it."""
    summary: str = ""
    contingencies: tuple[str, ...] = ()
    """If … then …, one each."""
    severity_at: datetime | None = None
    """When the sender last said how ill they are."""
    sbar: Sbar | None = None
    """For another department: these four parts instead of all the others."""

    @property
    def told(self) -> bool:
        """How ill they are was said, or what is the matter and what should be done."""
        return self.severity is not None if self.sbar is None else self.sbar.ready

    @property
    def ready(self) -> bool:
        """All that has to be said about them was said."""
        return self.patient is None or self.told


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """A transfer from one member to another or to a team. A draft may not know yet to whom."""

    id: HandoffId
    workspace: WorkspaceId
    number: int
    handle: str
    status: HandoffStatus
    sender: MemberId
    receiver: MemberId | None = None
    team: TeamId | None = None
    shift: str = ""
    """The shift of the team that is meant, or `next`."""
    channel: ChannelId | None = None
    only: tuple[str, ...] = ()
    """The patients that it was begun for; empty means all that the sender has."""
    refused: tuple[MemberId, ...] = ()
    """Members of the team who have said that they cannot take it."""
    notes: str = ""
    synthesis: str = ""
    """What the receiver said back, in their own words."""
    said_by: MemberId | None = None
    """Who said it back; until it is accepted, the sender may still correct them."""
    said_at: datetime | None = None
    verified_at: datetime | None = None
    """When the sender said that it was heard rightly, although the comparison found something missing."""
    talked_at: datetime | None = None
    """When the receiver said that the two have talked it through."""
    reason: str = ""
    """Why it was declined, or why some items were not taken."""
    not_taken: tuple[TaskId, ...] = ()
    """Items that the receiver does not take: they stay with the sender."""
    decided_by: MemberId | None = None
    sent_at: datetime | None = None
    seen_by: MemberId | None = None
    """Who of the receivers has seen it first; that does not make it theirs."""
    seen_at: datetime | None = None
    decided_at: datetime | None = None
    escalated_at: datetime | None = None
    """When the lead was told, because the sender's shift had ended and nobody had accepted."""
    alarm_at: datetime | None = None
    nudges: int = 0
    version: int = 1
    created_at: datetime
    patients: tuple[HandedPatient, ...] = ()
    items: tuple[TaskId, ...] = ()
    moved: tuple[TaskId, ...] = ()
    """The items whose responsibility moved when it was accepted."""

    @property
    def waiting(self) -> bool:
        """Sent, and neither accepted nor declined yet."""
        return self.status is HandoffStatus.requested

    @property
    def ready(self) -> bool:
        """All that has to be said before it is sent was said."""
        return all(one.ready for one in self.patients)

    @property
    def parcel(self) -> bool:
        """For another department, in SBAR: the patient stays with the sender, and what was chosen moves."""
        return any(one.sbar is not None for one in self.patients)

    @property
    def pressing(self) -> bool:
        """Somebody in it may get worse: quiet hours do not hold it back."""
        return any(one.severity in (Severity.unstable, Severity.watcher) for one in self.patients)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffQuestion:
    """Something a receiver wants to know before accepting."""

    id: int
    handle: str
    handoff: HandoffId
    asker: MemberId
    question: str
    answer: str = ""
    asked_at: datetime
    answered_at: datetime | None = None


# How long a receiver has before they are asked again; the last wait repeats.
NUDGES = (timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1), timedelta(hours=4))
TELL_OTHERS_AFTER = 2
"""After so many nudges the sender and the channel are told that nobody has accepted."""
LONGEST_SHIFT = timedelta(hours=14)
AFTER_SHIFT = timedelta(hours=1)
"""How long somebody who stays on to hand over has to wait before the lead hears of it."""


def receivers(handoff: Handoff, people: People) -> list[Member]:
    """Who can accept it and has not refused: its receiver, or the others of its team."""
    team = people.team(handoff.team)
    wanted = {handoff.receiver} if handoff.receiver else set(team.members) if team else set()
    return [
        one
        for one in people.active()
        if one.id in wanted and one.id != handoff.sender and one.id not in handoff.refused
    ]


def asked(handoff: Handoff, people: People, now: datetime) -> list[Member]:
    """Of its receivers, those who are asked: of a team with shifts who is on duty, or comes on next."""
    able = receivers(handoff, people)
    team = people.team(handoff.team)
    if handoff.receiver is not None or team is None or not people.roster.has(team.id, now):
        return able
    since = handoff.sent_at or now
    meant = people.on_duty(team, now, shift=handoff.shift, since=since, without=handoff.sender)
    return [one for one in able if one in meant] or able


def answerers(handoff: Handoff, people: People) -> list[Member]:
    """Who can still accept it: its receivers, and a receiver's backup."""
    return [
        one
        for one in people.active()
        if may_receive(handoff, one.id, people) and one.id not in handoff.refused
    ]  # fmt: skip


def stands_in(handoff: Handoff, member: MemberId, people: People) -> bool:
    """Whether a member can accept it for the team: once the sender's shift has ended, who leads can; where nobody
    else leads, everybody can."""
    found = people.member(member)
    if not handoff.waiting or handoff.escalated_at is None or member == handoff.sender:
        return False
    if found is None or not found.active:
        return False
    return found.lead or not [one for one in people.leads() if one.id != handoff.sender]


def late_at(sender: Member, now: datetime) -> datetime:
    """Until when a handoff that is sent now has to be accepted: the end of the sender's shift. Who stays on after
    theirs has an hour; and nobody is called before the receiver has been asked twice."""
    on_shift = sender.roster is not None and sender.roster.shift_of(sender.id, now) is not None
    end = shift_end(sender, now)
    if not on_shift and end - now > LONGEST_SHIFT:
        end = now + AFTER_SHIFT
    return max(end, now + NUDGES[0])


def sees_all(handoff: Handoff, member: MemberId, people: People) -> bool:
    """Whether a member is part of it: sender, receiver, whoever it is on offer to, or a lead."""
    found = people.member(member)
    if found is None or not found.active or found.workspace != handoff.workspace:
        return False
    if member == handoff.sender:
        return True
    if handoff.status is HandoffStatus.draft:
        return False
    on_offer = handoff.waiting and may_receive(handoff, member, people)
    return found.lead or on_offer or member in (handoff.receiver, handoff.decided_by)


def may_receive(handoff: Handoff, member: MemberId, people: People) -> bool:
    """Whether a member can answer the offer: its receiver, their backup, or one of the team it went to."""
    if member == handoff.sender:
        return False
    receiver = people.member(handoff.receiver)
    if receiver is not None and member in (receiver.id, receiver.backup):
        return True
    if stands_in(handoff, member, people):
        return True
    return any(team.id == handoff.team for team in people.teams_of(member))


def must_receive(handoff: Handoff, by: Member, people: People) -> None:
    """Return if the member can answer the offer, else raise."""
    if by.id == handoff.sender:
        raise NotAllowed("You sent handoff #{number} yourself: somebody else accepts it.", number=handoff.number)
    if not may_receive(handoff, by.id, people):
        raise NotAllowed("Handoff #{number} is not for you.", number=handoff.number)


def movable(handoff: Handoff, task: Task) -> bool:
    """Whether the item moves with the handoff: only while it is open and still the sender's, if it is taken."""
    return task.open and task.owner == handoff.sender and task.id not in handoff.not_taken


def take(task: Task, by: Member, now: datetime) -> Task:
    """The item with whoever accepted the handoff: theirs at once."""
    return assign(task, now, to=by, by=by)


def as_parcel(draft: Handoff) -> Handoff:
    """A draft about one patient, for another department. Nothing moves but what is chosen."""
    known = [one for one in draft.patients if one.patient is not None]
    if len(known) != 1:
        raise CareError("SBAR is about one patient. Which? For example: /handoff radiology sbar K-17")
    one = HandedPatient(patient=known[0].patient, sbar=known[0].sbar or Sbar(background=known[0].summary))
    return replace(draft, only=(one.patient or "",), patients=(one,), items=())


def send(handoff: Handoff, now: datetime) -> Handoff:
    """On offer from now on."""
    if handoff.status is not HandoffStatus.draft:
        raise AlreadyClosed("Handoff #{number} was sent already.", number=handoff.number)
    if handoff.receiver is None and handoff.team is None:
        raise CareError("Who takes over? For example: /handoff @lea, or /handoff nights")
    if not handoff.patients:
        raise CareError("There is nothing left in handoff #{number}. Begin again: /handoff @lea",
                        number=handoff.number)  # fmt: skip
    if missing := [one for one in handoff.patients if not one.ready]:
        if missing[0].sbar is not None:
            raise CareError("What is the matter with {patient}, and what should be done? Press “Fill in” first.",
                            patient=missing[0].patient)  # fmt: skip
        raise CareError("How ill is {patient}? Press “Fill in” first.", patient=missing[0].patient)
    return replace(handoff, status=HandoffStatus.requested, sent_at=now, alarm_at=now + NUDGES[0])


def see(handoff: Handoff, by: Member, now: datetime) -> Handoff:
    """Seen by a receiver: a fact apart from accepted. Only the first one counts."""
    if not handoff.waiting or handoff.seen_at is not None:
        return handoff
    return replace(handoff, seen_by=by.id, seen_at=now)


def apart(handoff: Handoff, items: Mapping[TaskId, Task]) -> list[Handoff]:
    """One for each patient, the sickest first: each can be accepted or declined by itself. The first of them is
    the handoff itself, the others are new and have no number yet."""
    _must_be_waiting(handoff)
    if len(handoff.patients) < 2:
        raise CareError(
            "Handoff #{number} is about one patient only. Accept or decline it.", number=handoff.number
        )
    if handoff.said_by is not None:
        raise CareError("Handoff #{number} is being said back already. See it: /handoff {number}",
                        number=handoff.number)  # fmt: skip
    parts = [
        replace(
            handoff,
            patients=(one,),
            items=tuple(id for id in handoff.items if id in items and items[id].patient == one.patient),
        )
        for one in sickest_first(handoff.patients)
    ]
    return [parts[0], *(replace(part, id=HandoffId(0), number=0, handle="", version=1) for part in parts[1:])]


def sickest_first(patients: Iterable[HandedPatient]) -> list[HandedPatient]:
    """The patients in the order in which they are told; what belongs to no patient comes last."""
    last = len(Severity)
    return sorted(patients, key=lambda one: (one.patient is None, one.severity.rank if one.severity else last))


def say_back(handoff: Handoff, by: Member, words: str, now: datetime) -> Handoff:
    """The receiver restates it. More words of the same member are added to what they said before."""
    _must_be_waiting(handoff)
    if not words.strip():
        raise CareError(
            "Say it back in your own words, so that both know it was heard. "
            "For example: K-17 is a watcher, I call radiology if the MRI is not back by 14:00"
        )
    if handoff.said_by != by.id:
        handoff = replace(handoff, not_taken=(), reason="")
    before = [handoff.synthesis] if handoff.said_by == by.id else []
    said = replace(handoff, synthesis="\n".join([*before, words.strip()]), said_by=by.id, said_at=now)
    return discussed(said, now)


def take_part(handoff: Handoff, offered: Sequence[TaskId], taken: Collection[TaskId], reason: str) -> Handoff:
    """Of what was offered, only what is taken moves; the rest stays with the sender, and why."""
    left = tuple(one for one in offered if one not in taken)
    if left and not reason.strip():
        raise CareError("Why not the rest? For example: you know the family, please call them yourself")
    stays = handoff.parcel or not any(one.patient for one in handoff.patients)
    if left and len(left) == len(offered) and stays:
        raise CareError("Then nothing would move. Tick what you take, or press “Decline” instead.")
    return replace(handoff, not_taken=left, reason=reason.strip() if left else "")


def accept(handoff: Handoff, by: Member, now: datetime) -> Handoff:
    """Whoever said it back takes it; its items are theirs in the same transaction."""
    _must_be_waiting(handoff)
    if handoff.said_by != by.id:
        raise CareError("Say it back first: press “Accept” in /handoff {number}", number=handoff.number)
    return replace(
        handoff,
        status=HandoffStatus.accepted,
        receiver=by.id,
        decided_by=by.id,
        decided_at=now,
        alarm_at=None,
    )


def stand_in(handoff: Handoff, by: Member, people: People, now: datetime) -> Handoff:
    """Accepted for the team, without a word of the sender, who is off: its items are with whoever did so."""
    _must_be_waiting(handoff)
    if not stands_in(handoff, by.id, people):
        raise NotAllowed("Only a lead can accept handoff #{number} for the team, once the shift is over.",
                         number=handoff.number)  # fmt: skip
    return replace(
        handoff, status=HandoffStatus.accepted, receiver=by.id, decided_by=by.id, decided_at=now, alarm_at=None,
        not_taken=(), reason="",
    )  # fmt: skip


def decline(handoff: Handoff, by: Member, reason: str, people: People, now: datetime) -> Handoff:
    """The receiver says no and why; everything stays with the sender.

    Of a team's handoff each speaks for themselves: it is declined when nobody is left who could accept it. Once
    the sender's shift has ended it stays on offer to the lead.
    """
    _must_be_waiting(handoff)
    if not reason.strip():
        raise CareError("Why not? For example: I am leaving at 19:00, please give it to Sam")
    if by.id == handoff.said_by:
        handoff = replace(handoff, said_by=None, said_at=None, synthesis="", not_taken=(), reason="")
    if handoff.escalated_at is not None or (handoff.team is not None and handoff.receiver is None):
        handoff = replace(handoff, refused=(*(one for one in handoff.refused if one != by.id), by.id))
        if handoff.escalated_at is not None or receivers(handoff, people):
            return handoff
    return replace(
        handoff,
        status=HandoffStatus.declined,
        reason=reason.strip(),
        decided_by=by.id,
        decided_at=now,
        alarm_at=None,
    )


def cancel(handoff: Handoff, by: Member, now: datetime) -> Handoff:
    """The sender takes it back before it was accepted, or drops a draft."""
    if by.id != handoff.sender:
        raise NotAllowed("Only whoever sent handoff #{number} can take it back.", number=handoff.number)
    if handoff.status not in (HandoffStatus.draft, HandoffStatus.requested):
        raise AlreadyClosed("Handoff #{number} was decided already.", number=handoff.number)
    return replace(handoff, status=HandoffStatus.cancelled, decided_by=by.id, decided_at=now, alarm_at=None)


def discussed(handoff: Handoff, now: datetime) -> Handoff:
    """A question or its answer: the wait begins anew, for whoever it is who has to speak next."""
    _must_be_waiting(handoff)
    return replace(handoff, nudges=0, alarm_at=now + NUDGES[0])


def nudged(handoff: Handoff, now: datetime) -> Handoff:
    """Asked once more; the next time is set."""
    step = min(handoff.nudges + 1, len(NUDGES) - 1)
    return replace(handoff, nudges=handoff.nudges + 1, alarm_at=now + NUDGES[step])


def _must_be_waiting(handoff: Handoff) -> None:
    if not handoff.waiting:
        raise AlreadyClosed("Handoff #{number} was decided already.", number=handoff.number)
