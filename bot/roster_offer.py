"""Roster offer: a file, or pasted lines, with the shifts of a team: what would change is shown, one press does it.

The file itself is not kept, only the shifts that were read from it, until somebody has decided.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from pydantic import TypeAdapter

from bot.cards import roster as cards
from bot.cards.note import note
from bot.care import policy
from bot.care.errors import CareError
from bot.care.members import MemberId, Team, TeamId
from bot.care.roster import Stint
from bot.chat.card import Button, Question, Reply
from bot.chat.incoming import Attached
from bot.language.roster_file import EXAMPLE, NotARoster, Problem
from bot.roster_import import Content, Done, Plan, carry_out, plan, read_file, take_back
from bot.store.questions import Asked
from bot.store.rows import new_handle
from bot.turn import Turn

AHEAD = timedelta(days=90)
"""How far ahead a calendar is read."""
MOST = 2000
"""Shifts that are taken in at once in the chat."""
FORM = "roster"

_ASKED_FOR = re.compile(
    r"(?:rosters?|rota|turnos?|import(?:ar)?)\b[\s:]*(?:(?:of|for|de)\b\s*)?(?P<team>.*)", re.I | re.S
)
_CONTENT = TypeAdapter(Content)
_DONE = TypeAdapter(Done)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What somebody was shown, and what it came from."""

    asked: Asked
    content: Content
    name: str
    seen: str
    """A digest of the changes that were shown."""


def meant(turn: Turn, words: str) -> tuple[bool, Team | None]:
    """Whether words beside a file ("roster nights", "nights", none) are about a roster, and of which team."""
    text = words.strip()
    asks = _ASKED_FOR.fullmatch(text)
    name = asks["team"] if asks else text
    name = re.sub(r"\s+(?:roster|rota|turnos|import)$", "", name, flags=re.I).strip()
    found = turn.people.team_called(name) if name else None
    if asks and name and found is None:
        raise CareError("There is no team {team} yet. Make it: /team new {team}", team=name[:40])
    return asks is not None or not text or found is not None, found


async def offer(turn: Turn, team: Team | None, attached: Attached | None, pasted: str) -> Reply:
    """What a file, or what was pasted, would change; asks whose shifts they are when that was not said."""
    policy.must_lead(turn.actor)
    say = turn.reader.say
    data, name = _data(attached, pasted, team)
    try:
        content = read_file(data, turn.workspace.zone, AHEAD, turn.now)
        if len(content.rows) > MOST:
            raise NotARoster("more than {count} shifts", count=MOST)
    except NotARoster as error:
        why = say("I cannot use {file}: {why}", file=name or say("what you pasted"), why=say.error(error))
        return turn.card(note(why, say))
    if team is not None:
        return await _show(turn, team, content, name)
    if content.problems:
        return turn.card(cards.unusable(name, _said(turn, content.problems), turn.reader))
    teams = sorted(turn.people.teams.values(), key=lambda one: one.name.casefold())
    if not teams:
        raise CareError("Make the team first, then send the file again. For example: /team new nights")
    if len(teams) == 1:
        return await _show(turn, teams[0], content, name)
    handle = await _keep(turn, "", {"content": _CONTENT.dump_json(content).decode(), "name": name})
    return turn.card(cards.whose(name, teams, handle, turn.reader))


async def offered(turn: Turn, handle: str) -> Offered:
    """What a button is about, as long as nobody has decided it. Raises CareError."""
    asked = await _asked(turn, handle)
    if "content" not in asked.values:
        raise CareError("That button is no longer valid. Send the file again.")
    values = {name: str(value) for name, value in asked.values.items()}
    content = _CONTENT.validate_json(values["content"])
    return Offered(asked=asked, content=content, name=values["name"], seen=values.get("seen", ""))


async def choose(turn: Turn, found: Offered, team: int) -> Reply:
    """Whose shifts they are."""
    known = turn.people.team(TeamId(team))
    if known is None:
        raise CareError("That button is no longer valid. Send the file again.")
    await turn.work.questions.answered(found.asked.handle, turn.now)
    return await _show(turn, known, found.content, found.name)


async def apply(turn: Turn, found: Offered) -> Reply:
    """Do what was shown; where it would not be the same any more, what it would be now is shown instead."""
    team = turn.people.team(TeamId(int(found.asked.about or 0)))
    if team is None:
        raise CareError("That button is no longer valid. Send the file again.")
    await turn.work.questions.answered(found.asked.handle, turn.now)
    wanted = await _planned(turn, team, found.content)
    if wanted.problems or _digest(wanted) != found.seen:
        return await _show(turn, team, found.content, found.name)
    done = await carry_out(turn.work, wanted, turn.now)
    handle = await _keep(turn, str(team.id), {"done": _DONE.dump_json(done).decode()})
    undo = Button(label=turn.reader.say("Undo"), action="roster_undo", handle=handle)
    return turn.card(cards.imported(team, len(done.added), len(done.gone), (undo,), turn.reader))


async def undo(turn: Turn, handle: str) -> Reply:
    """As it was before, as far as it is still what the import made of it."""
    asked = await _asked(turn, handle)
    team = turn.people.team(TeamId(int(asked.about or 0)))
    if team is None or "done" not in asked.values:
        raise CareError("That button is no longer valid. See your shifts: /shift")
    await turn.work.questions.answered(asked.handle, turn.now)
    await take_back(turn.work, turn.people, team, _DONE.validate_json(str(asked.values["done"])), turn.now)
    return turn.card(note(turn.reader.say("Undone: shifts of {team}", team=team.name), turn.reader.say))


async def forget(turn: Turn, found: Offered) -> Reply:
    """Not wanted: nothing of it is kept."""
    await turn.work.questions.answered(found.asked.handle, turn.now)
    return turn.card(note(turn.reader.say("Left as it was. Nothing of the file is kept."), turn.reader.say))


async def _show(turn: Turn, team: Team, content: Content, name: str) -> Reply:
    wanted = await _planned(turn, team, content)
    if wanted.problems:
        return turn.card(cards.unusable(name, _said(turn, wanted.problems), turn.reader))
    handle = ""
    if wanted.changes:
        kept = {"content": _CONTENT.dump_json(content).decode(), "name": name, "seen": _digest(wanted)}
        handle = await _keep(turn, str(team.id), kept)
    return turn.card(cards.change(wanted, name, handle, turn.reader))


async def _planned(turn: Turn, team: Team, content: Content) -> Plan:
    return await plan(turn.work, turn.workspace, team, content, zone=turn.workspace.zone, now=turn.now)


async def _keep(turn: Turn, about: str, values: dict[str, str]) -> str:
    """What stands behind a button, until it is pressed. Returns its handle."""
    title = turn.reader.say("Roster")
    question = Question(
        handle=new_handle(), title=title, fields=(), submit=title, open_label=title, fallback=title,
        locale=turn.reader.say.language,
    )  # fmt: skip
    await turn.ask(question, FORM, about)
    await turn.work.questions.step(question.handle, values, 0)
    return question.handle


async def _asked(turn: Turn, handle: str) -> Asked:
    policy.must_lead(turn.actor)
    asked = await turn.work.questions.by_handle(turn.workspace.id, handle)
    if asked is None or asked.form != FORM or asked.answered_at is not None:
        raise CareError("That button is no longer valid. Send the file again.")
    if asked.member != turn.actor.id:
        raise CareError("Only {who} can answer that.", who=turn.reader.name(asked.member))
    return asked


def _data(attached: Attached | None, pasted: str, team: Team | None) -> tuple[bytes, str]:
    name = team.name if team is not None else "nights"
    if attached is None:
        if not pasted.strip():
            raise CareError(
                "Send me the file (CSV or ICS) in a direct message, with the words: roster {team}. "
                "Or paste its lines below the command, the first of them: {example}",
                team=name, example=EXAMPLE,
            )  # fmt: skip
        return pasted.encode(), ""
    if attached.long:
        raise CareError("{file} is too long: at most 256 KB. Send the coming weeks only.", file=attached.name)
    if attached.data is None:
        raise CareError(
            "I could not read {file}. Send it again, or paste its lines below the command: /team {team} import",
            file=attached.name, team=name,
        )  # fmt: skip
    return attached.data, attached.name


def _said(turn: Turn, problems: Sequence[Problem]) -> list[tuple[int, str]]:
    return [(one.line, turn.reader.say.error(NotARoster.of(one))) for one in problems]


def _digest(wanted: Plan) -> str:
    changes = [(mark, _key(one)) for mark, some in (("+", wanted.added), ("-", wanted.removed)) for one in some]
    return sha256(repr(sorted(changes)).encode()).hexdigest()


def _key(one: Stint) -> tuple[MemberId, str, str, str]:
    return one.member or MemberId(0), one.start_at.isoformat(), one.end_at.isoformat(), one.name.casefold()
