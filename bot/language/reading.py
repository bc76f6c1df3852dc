"""A reading: what was understood of one message, with the words it came from and what is still in doubt."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.care.urgency import Urgency


class Kind(StrEnum):
    """What a plain message is, as far as its words tell."""

    task = "task"
    followup = "followup"
    handoff = "handoff"
    question = "question"
    thanks = "thanks"
    good_catch = "good_catch"
    order = "order"
    chatter = "chatter"


class DoubtAbout(StrEnum):
    """What cannot be told for sure; each is asked with buttons, never guessed."""

    am_pm = "am_pm"
    which_day = "which_day"
    which_week = "which_week"
    which_time = "which_time"
    which_person = "which_person"
    unknown_person = "unknown_person"
    no_time = "no_time"
    in_past = "in_past"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who can own an item: `key` is what the caller gets back, `names` all the ways to write them."""

    key: str
    names: tuple[str, ...]
    shift: str = ""
    """Of a team, the shift that these names are for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Who may be meant in this channel: members and teams (or roles). `me` is the key of who speaks."""

    members: tuple[Person, ...] = ()
    teams: tuple[Person, ...] = ()
    me: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """A member (`team=False`) or a team, or one of its shifts, by the key of the directory."""

    key: str
    team: bool = False
    shift: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One possible answer to a doubt: exactly one of `when` and `owner` is set."""

    when: datetime | None = None
    owner: Owner | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Something to ask. `words` are the message's own; without candidates the question is open."""

    about: DoubtAbout
    words: str = ""
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where in the message a field was read: `text[start:end]`, offsets in characters."""

    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one message says.

    `when` and `end` are aware, in the zone that was meant; both are set for a window such as "afternoon".
    `other` is the other half of the clock, where only its face was said ("by 10:50").
    `whole_day` says that only a date was given and `when` is its midnight.
    `rrule` is an RFC 5545 rule by the wall clock, without DTSTART; `interval` a fixed number of real hours
    (q4h). Never both. Beside a rule, `when` is the first time if the message says from when on.
    `what` is the rest of the sentence: the message's own words, the verb first where it was.
    `sure` is how sure `kind` is, from 0 to 1: under 0.5 the bot asks or stays silent.
    `patients` are all aliases that were named, `patient` the first of them.
    """

    what: str
    when: datetime | None = None
    other: datetime | None = None
    end: datetime | None = None
    whole_day: bool = False
    rrule: str | None = None
    interval: timedelta | None = None
    owner: Owner | None = None
    urgency: Urgency = Urgency.routine
    urgency_words: str = ""
    kind: Kind = Kind.task
    sure: float = 1.0
    patient: str | None = None
    patients: tuple[str, ...] = ()
    waiting_on: str | None = None
    needs: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    spans: tuple[Span, ...] = ()
