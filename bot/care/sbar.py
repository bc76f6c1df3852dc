"""SBAR: the four parts in which a parcel for another department is told."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sbar:
    """About one patient. What is the matter and what should be done has to be said; the rest may be known."""

    situation: str = ""
    background: str = ""
    assessment: str = ""
    recommendation: str = ""

    @property
    def ready(self) -> bool:
        """All that has to be said was said."""
        return bool(self.situation and self.recommendation)

    @property
    def asked_for(self) -> tuple[str, ...]:
        """What the others should do, one each."""
        lines = (line.strip(" -*•\t") for line in self.recommendation.splitlines())
        return tuple(line for line in lines if line)
