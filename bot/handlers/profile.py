"""`/profile`: who I am to the bot, and when I want to hear from it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time

from bot.cards import profile as cards
from bot.cards.words import LANGUAGES, words
from bot.care.errors import CareError
from bot.care.members import Member, choose, quiet_at_work, with_profile
from bot.chat.card import Reply
from bot.chat.incoming import Answer, Changed, Command, Press
from bot.language.schedule import read_days, read_hours
from bot.language.zones import read_zone
from bot.store.questions import Asked
from bot.store.rows import new_handle
from bot.turn import Turn


async def profile(turn: Turn, heard: Command) -> Reply:
    """`/profile`, `/profile zone Europe/Berlin`, `/profile hours 7:00-19:00`."""
    name, _, value = heard.text.strip().partition(" ")
    if not name:
        return turn.card(cards.profile(turn.actor, turn.actor.name, turn.reader))
    change = CHANGES.get(name.casefold())
    if change is None:
        raise CareError(
            "You can set zone, hours, days, quiet and language. For example: /profile zone America/Chicago"
        )
    return await _save(turn, change(turn.actor, value.strip()))


async def press_edit(turn: Turn, press: Press) -> Reply:
    """The Edit button: whoever presses it gets the form with their own profile."""
    return await turn.ask(cards.form(turn.actor, new_handle(), turn.reader), "profile", "me")


async def answer_edit(turn: Turn, asked: Asked, answer: Answer) -> Reply:
    """The filled-in form. What is as it was, was not chosen."""
    member, errors = turn.actor, {}
    before = {field.name: field.value for field in asked.question.fields}
    for name, value in answer.values.items():
        change = CHANGES.get(name)
        if change is None or value == before.get(name):
            continue
        try:
            member = change(member, value if isinstance(value, str) else " ".join(value))
        except CareError as error:
            errors[name] = turn.reader.say.error(error)
    return Reply(errors=errors) if errors else await _save(turn, member)


async def changed(turn: Turn, heard: Changed) -> None:
    """Their profile on the platform: what they have not set here themselves is taken over."""
    sender = heard.sender
    member = with_profile(turn.actor, name=sender.name, zone=sender.zone, locale=sender.locale)
    if member != turn.actor:
        await turn.save_member(member, turn.actor)


async def _save(turn: Turn, member: Member) -> Reply:
    if member != turn.actor:
        member = await turn.save_member(member, turn.actor)
    say = words(member.locale)
    reader = replace(turn.reader, say=say, zone=member.zone)
    warning = ""
    if quiet_at_work(member):
        warning = say(
            "Your quiet hours lie in your working hours: then I only write when it is urgent. "
            "To change them: /profile quiet 9:00-15:00"
        )
    return turn.card(cards.profile(member, say("Saved"), reader, warning))


def _zone(member: Member, text: str) -> Member:
    found = read_zone(text)
    if found is None:
        raise CareError(
            "I do not know the time zone “{zone}”. For example: /profile zone Europe/Berlin", zone=text
        )
    return choose(member, "zone", zone=found)


def _hours(member: Member, text: str) -> Member:
    found = read_hours(text)
    if found is None or found[0] == found[1]:
        raise CareError("From when until when do you work? For example: /profile hours 7:00-19:00")
    return choose(member, "hours", work_start=found[0], work_end=found[1])


def _days(member: Member, text: str) -> Member:
    numbers = text.split()
    found = tuple(sorted({int(one) for one in numbers})) if _are_days(numbers) else read_days(text)
    if not found:
        raise CareError("On which days do you work? For example: /profile days mon-fri")
    return choose(member, "days", work_days=found)


def _quiet(member: Member, text: str) -> Member:
    say = words(member.locale)
    if text.strip().casefold() in ("none", "off", "no", say("none").casefold()):
        return choose(member, "quiet", quiet_start=time(0), quiet_end=time(0))
    found = read_hours(text)
    if found is None or found[0] == found[1]:
        raise CareError("When shall I be quiet? For example: /profile quiet 22:00-6:00, or /profile quiet none")
    return choose(member, "quiet", quiet_start=found[0], quiet_end=found[1])


def _language(member: Member, text: str) -> Member:
    wanted = _SPOKEN.get(text.strip().casefold(), text.strip().casefold())
    if wanted not in LANGUAGES:
        names = ", ".join(cards.language(one) for one in LANGUAGES)
        raise CareError("I speak: {names}. For example: /profile language es", names=names)
    return choose(member, "locale", locale=wanted)


CHANGES: dict[str, Callable[[Member, str], Member]] = {
    "zone": _zone,
    "timezone": _zone,
    "hours": _hours,
    "days": _days,
    "quiet": _quiet,
    "language": _language,
}
"""What can be set, by the word that it is typed with and the form's field."""

_SPOKEN = {"english": "en", "inglés": "en", "ingles": "en", "spanish": "es", "español": "es", "espanol": "es"}


def _are_days(numbers: list[str]) -> bool:
    """The form's answer: the numbers of the days."""
    return bool(numbers) and all(one in {"0", "1", "2", "3", "4", "5", "6"} for one in numbers)
