"""A model's answer as a command that a person could have typed; whatever is not plainly that is refused."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.care.urgency import Urgency
from bot.chat.text import clean
from bot.language.leaving import Screened
from bot.language.patients import aliases
from bot.language.proposal import propose
from bot.language.read import read
from bot.language.reading import Directory, DoubtAbout, Kind, Reading

CAPTURES = frozenset(("followup", "task"))
LISTS = frozenset(("mine", "open", "find"))

_KEYS = {
    "followup": frozenset(("what", "when", "urgency")),
    "task": frozenset(("what", "when", "urgency")),
    "mine": frozenset[str](),
    "open": frozenset(("about",)),
    "find": frozenset(("about",)),
}
_FENCE = re.compile(r"\s*```(?:json)?\s*\n(.*)\n\s*```\s*", re.S)
_LONGEST = 4_000
_LONGEST_VALUE = 300
_UNSAFE = re.compile(r"[<>@#`|\[\]{}\\]|://|www\.|\w\.\w{2,}/|\bhttps?\b", re.I)
_EDGES = ".,;:!?¡¿()\"'“”‘’…-–—/*"


class Refused(ValueError):
    """Not a proposal that may be shown. The text is our own word for why, and holds nothing of the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A command: `/name text`."""

    name: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The message that a proposal is about, and how its writer reads: what the answer is checked against."""

    text: str
    screened: Screened
    now: datetime
    zone: ZoneInfo
    people: Directory
    locale: str


def command_of(answer: str, source: Source) -> Proposed | None:
    """The command that a model proposes, or None when it proposes none.

    The answer is one JSON object: `command` and, for a capture, what, when, urgency; for open and find, about.
    Raises Refused for anything else: other keys or commands, words that the message does not have, links,
    mentions, times in the past, placeholders that were not sent, and what the rules would read in another way.
    """
    fields = _fields(answer)
    name = fields.pop("command", None)
    if name is None:
        return None
    if name not in _KEYS or not fields.keys() <= _KEYS[name]:
        raise Refused("command")
    values = {key: _restored(value, source) for key, value in fields.items() if value is not None}
    if name in CAPTURES:
        return Proposed(name=name, text=_capture(values, source))
    if name == "find":
        return Proposed(name=name, text=_own_words(values.get("about", ""), source))
    return Proposed(name=name, text=_about(values.get("about", ""), source))


def _fields(answer: str) -> dict[str, str | None]:
    if len(answer) > _LONGEST:
        raise Refused("length")
    fenced = _FENCE.fullmatch(answer)
    try:
        found = json.loads(fenced[1] if fenced else answer)
    except (ValueError, RecursionError):
        raise Refused("json") from None
    if not isinstance(found, dict) or "command" not in found:
        raise Refused("json")
    if not all(value is None or isinstance(value, str) for value in found.values()):
        raise Refused("json")
    return found


def _restored(value: str, source: Source) -> str:
    """A value with names put back. What is unsafe is looked for before that: people may be written with an `@`."""
    if len(value) > _LONGEST_VALUE or _UNSAFE.search(value) or clean(value) != value:
        raise Refused("unsafe")
    restored = source.screened.restored(value)
    if restored is None:
        raise Refused("placeholder")
    return restored


def _capture(values: dict[str, str], source: Source) -> str:
    """The text of a /followup or /task, in words that the rules read just as they are meant."""
    what = _own_words(values.get("what", ""), source)
    rules = read(source.text, source.now, source.zone, source.people, source.locale)
    meant = propose(
        json.dumps({**values, "what": what}), source.text, rules, source.now, source.zone, source.people
    )
    if meant is None or meant.rrule or meant.interval:
        raise Refused("reading")
    for owner in _owners(meant, source):
        text = _sentence(what, meant, owner)
        if _same(read(text, source.now, source.zone, source.people, source.locale), meant):
            return text
    raise Refused("reading")


def _sentence(what: str, meant: Reading, owner: str) -> str:
    parts = [what]
    if meant.patient and not aliases(what):
        parts.append(f"!{meant.patient}")
    if owner:
        parts.append(f"@{owner}")
    if meant.when:
        parts.append(f"{meant.when:%Y-%m-%d}" if meant.whole_day else f"{meant.when:%Y-%m-%d %H:%M}")
    text = " ".join(parts)
    return text if meant.urgency is Urgency.routine else f"{text}, {meant.urgency.value}"


def _owners(meant: Reading, source: Source) -> tuple[str, ...]:
    """The ways to write who it is for; an owner whom the words name already need not be written again."""
    if meant.owner is None:
        return ("",)
    everybody = source.people.teams if meant.owner.team else source.people.members
    return ("", *(name for one in everybody if one.key == meant.owner.key for name in one.names))


def _same(understood: Reading, meant: Reading) -> bool:
    in_doubt = {doubt.about for doubt in understood.doubts}
    return (
        understood.when == meant.when
        and understood.whole_day == meant.whole_day
        and understood.owner == meant.owner
        and understood.urgency is meant.urgency
        and understood.patient == meant.patient
        and not (understood.rrule or understood.interval)
        and in_doubt <= (set() if meant.when else {DoubtAbout.no_time})
        and understood.kind is not Kind.order
    )


def _own_words(value: str, source: Source) -> str:
    """Only words of the message, each written as it is there."""
    have = {word.strip(_EDGES).casefold() for word in source.text.split()}
    words = [word.strip(_EDGES).casefold() for word in value.split()]
    if not any(words) or not set(words) <= have | {""}:
        raise Refused("words")
    return value


def _about(value: str, source: Source) -> str:
    if value in ("", "overdue"):
        return value
    wanted = value.lstrip("!").upper()
    if wanted not in {alias.code for alias in aliases(source.text)}:
        raise Refused("words")
    return wanted
