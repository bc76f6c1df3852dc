"""Synthesis: what a receiver said back, compared with what was handed over. Rules only: no model, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from bot.care.handoffs import Severity
from bot.language import severity_said
from bot.language.abbreviations import likened
from bot.language.alike import counts, is_in, said_roughly
from bot.language.facts import Clause
from bot.language.misheard import (
    besides,
    clash_of,
    crossed,
    elsewhere,
    other_bound,
    other_count,
    other_name,
    other_order,
    other_there,
    other_time,
)
from bot.language.nursing_spanish import is_english, is_spanish
from bot.language.parts import dropped
from bot.language.passages import (
    PART_FROM,
    UNOWNED_FROM,
    Meant,
    Talk,
    Told,
    by_whole_day,
    coverage,
    in_one,
    is_mine,
    meant_by,
    own_facts,
    passages_of,
    talk_of,
    too_little,
    with_its_sentence,
    words_of,
)
from bot.language.patients import unnamed
from bot.language.said import clauses
from bot.language.turned import turned
from bot.language.unpunctuated import cuts


class Heard(StrEnum):
    """What became of one thing on its way."""

    heard = "heard"
    not_heard = "not_heard"
    wrongly = "wrongly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether one thing was heard. `said` are the words of the receiver that spoke against it, `meant` those of
    the sender that they were compared with."""

    id: str
    heard: Heard
    said: str = ""
    meant: str = ""


def grade(severity: Severity | None, told: Sequence[Told], synthesis: str, patient: str = "") -> list[Verdict]:
    """One verdict for the severity (id `severity`), then one for each thing, in their order. `patient` is what the
    patient is called."""
    synthesis = unnamed(synthesis, patient)
    texts = [text for one in told for text in (one.condition, one.text)]
    spanish = is_spanish(". ".join(texts).casefold())
    whole_day = any(by_whole_day(text) for text in texts)
    meant = [meant_by(one, synthesis, spanish, whole_day) for one in told]
    said = tuple(clauses(likened(synthesis, texts), _in_spanish(synthesis, spanish), partial(cuts, meant=meant)))
    talk = talk_of(meant, said)
    verdicts = [_severity(severity, said)] if severity else []
    return verdicts + [_one(one, talk) for one in meant]


def _severity(severity: Severity, said: Sequence[Clause]) -> Verdict:
    heard, instead = severity_said.heard(severity, said)
    if heard:
        return Verdict(id="severity", heard=Heard.heard)
    return Verdict(
        id="severity", heard=Heard.wrongly if instead else Heard.not_heard, said=instead, meant=severity.value
    )


def _in_spanish(synthesis: str, told: bool) -> bool:
    """Short notes show their language less than what they answer does."""
    return is_spanish(synthesis.casefold()) or (told and not is_english(synthesis.casefold()))


def _one(meant: Meant, talk: Talk) -> Verdict:
    if not meant.whole:
        return Verdict(id=meant.told.id, heard=Heard.heard)
    windows = passages_of(meant, talk) or [()]
    verdicts = [_in_window(meant, window, talk) for window in windows]
    found = next((one for one in verdicts if one.heard is Heard.heard), verdicts[0])
    if found.heard is Heard.heard:
        window = windows[verdicts.index(found)]
        if other := (elsewhere(meant, window, talk) or besides(meant, window, talk) or crossed(meant, talk)):
            return Verdict(id=meant.told.id, heard=Heard.wrongly, said=other[0], meant=other[1])
    return found


def _in_window(meant: Meant, window: Sequence[int], talk: Talk) -> Verdict:
    """What these clauses make of it."""
    id, whole = meant.told.id, meant.whole
    owned = [at for at in window if id in talk.owners[at]]
    facts = [fact for at in window for fact in talk.said[at].facts]
    missing = [fact for fact in whole if not is_in(fact, facts)]
    covered = coverage(whole, facts, talk)
    nearest = max(
        window,
        key=lambda at: (id in talk.owners[at], coverage(whole, talk.said[at].facts, talk)),
        default=None,
    )
    said = [fact for at in owned for fact in talk.said[at].facts]
    clash = clash_of(whole, missing, said)
    if clash is None and nearest is not None:
        spoken = [talk.said[at] for at in owned]
        clash = other_there(whole, talk.said[nearest], talk) or other_bound(meant, spoken)
    if clash and covered >= PART_FROM:
        return Verdict(id=id, heard=Heard.wrongly, said=clash[0], meant=clash[1])
    if clash or (covered < UNOWNED_FROM and not owned) or too_little(meant, window, talk):
        return Verdict(id=id, heard=Heard.not_heard, meant=words_of(missing))
    own = own_facts(meant, window, talk)
    numbers = [fact for fact in whole if counts(fact) and not is_in(fact, own)]
    if numbers := [fact for fact in numbers if meant.when or not said_roughly(fact, own)]:
        return Verdict(id=id, heard=Heard.not_heard, meant=words_of(numbers))
    if meant.told.at and (other := other_time(meant.told.at, whole, said)):
        return Verdict(id=id, heard=Heard.wrongly, said=other, meant=meant.told.at)
    mine = [talk.said[at] for at in with_its_sentence(meant, window, talk) if is_mine(at, meant, talk)]
    if turned(meant, mine):
        said_words = ", ".join(clause.words for clause in mine)
        return Verdict(id=id, heard=Heard.wrongly, said=said_words, meant=in_one(meant.told))
    if replaced := other_order(meant, mine) or other_count(meant, mine) or other_name(meant, mine, facts):
        return Verdict(id=id, heard=Heard.wrongly, said=replaced[0], meant=replaced[1])
    if part := dropped(meant, window, talk):
        return Verdict(id=id, heard=Heard.not_heard, meant=part)
    return Verdict(id=id, heard=Heard.heard)
