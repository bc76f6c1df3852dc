"""Urgency: how soon something must be done. Not the same as how ill the patient is (see illness severity)."""

from enum import StrEnum


class Urgency(StrEnum):
    """FHIR request priorities, from everyday to now."""

    routine = "routine"
    urgent = "urgent"
    asap = "asap"
    stat = "stat"

    @property
    def rank(self) -> int:
        """0 for stat up to 3 for routine: sorts the most urgent first."""
        return _FROM_MOST_URGENT.index(self)

    @property
    def breaks_quiet(self) -> bool:
        """Whether it may reach a person in their quiet hours."""
        return self is not Urgency.routine


_FROM_MOST_URGENT = (Urgency.stat, Urgency.asap, Urgency.urgent, Urgency.routine)
