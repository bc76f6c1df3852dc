"""The reader of a card: in which language and zone they read, and how much may be shown where they read it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.cards.words import Words
from bot.care.members import MemberId, TeamId
from bot.care.people import People
from bot.care.privacy import Detail
from bot.care.roster import NEXT
from bot.chat.card import Mention, Span, When


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """`me` is None where many people read (`shared`)."""

    say: Words
    zone: str
    now: datetime
    people: People
    me: MemberId | None = None
    detail: Detail
    """As much as may be shown where it is read (`privacy.detail_on`); nobody reads without it being said."""

    shown: set[tuple[str, str | None]] = field(default_factory=set, compare=False, repr=False)
    """What was drawn for this reader so far, for the audit: `task:12` and whose it is."""

    def shows(self, about: str, patient: str | None) -> None:
        """Something about a patient is being drawn."""
        self.shown.add((about, patient))

    @property
    def shared(self) -> bool:
        """Read by a whole channel."""
        return self.me is None

    def when(self, at: datetime, *, whole_day: bool = False) -> When:
        """A moment, in the reader's zone."""
        year = at.astimezone(ZoneInfo(self.zone)).year != self.now.astimezone(ZoneInfo(self.zone)).year
        return When(at=at.astimezone(UTC), zone=self.zone, shared=self.shared, whole_day=whole_day, year=year)

    def name(self, member: MemberId | None) -> str:
        """What to call a member: "you", or their name."""
        if member is not None and member == self.me:
            return self.say("you")
        found = self.people.member(member)
        return found.name if found else self.say("nobody")

    def mention(self, member: MemberId | None) -> Span:
        """A member, so that a platform may ping them."""
        found = self.people.member(member)
        if found is None or member == self.me:
            return self.name(member)
        return Mention(name=found.name, member=found.id)

    def owner(self, member: MemberId | None, team: TeamId | None, shift: str = "") -> str:
        """Who an item belongs to, by name; of a team, which of its shifts."""
        if member is not None:
            return self.name(member)
        found = self.people.team(team)
        if found is None:
            return self.say("nobody yet")
        if shift == NEXT:
            return self.say("{team}, next shift", team=found.name)
        return f"{found.name} {shift}" if shift else found.name
