"""The workspace as it is set up: the people one can be, the rooms they talk in, the commands they may type."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.chat.incoming import Address, Platform, Sender

TENANT = "demo"
BOT = "stitch"
DM = "@stitch"
"""What everybody calls their own direct message channel with the bot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """Somebody one can be. `key` is the user id on this platform and what others type after `@`."""

    key: str
    name: str
    role: str = ""
    zone: str = "America/Chicago"
    locale: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A channel that everybody is in."""

    key: str
    name: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """A command that the page offers for completion: `name` without the slash."""

    name: str
    usage: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """People, rooms and commands, and how they translate to senders and addresses."""

    people: Sequence[Persona]
    rooms: Sequence[Room]
    commands: Sequence[Hint]
    _person: dict[str, Persona] = field(init=False)
    _room: dict[str, Room] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_person", {person.key: person for person in self.people})
        object.__setattr__(self, "_room", {room.key: room for room in self.rooms})

    def person(self, key: str) -> Persona | None:
        """The person with this key."""
        return self._person.get(key)

    def sender(self, person: Persona) -> Sender:
        """The person as the bot hears them."""
        return Sender(
            platform=Platform.web,
            tenant=TENANT,
            user=person.key,
            name=person.name,
            username=person.key,
            zone=person.zone,
            locale=person.locale,
        )

    def stored_channel(self, person: Persona, channel: str) -> str | None:
        """The channel as it is stored: a direct one is named after its person, so `@stitch` becomes `@nina`."""
        if channel == DM:
            return f"@{person.key}"
        return channel if channel in self._room else None

    def channels(self, person: Persona) -> list[str]:
        """All stored channels that this person is in."""
        return [*self._room, f"@{person.key}"]

    def address(self, stored: str, thread: int | None = None) -> Address:
        """Where an answer to something in this stored channel goes."""
        room = self._room.get(stored)
        return Address(
            platform=Platform.web,
            tenant=TENANT,
            channel=stored,
            thread=None if thread is None else str(thread),
            private=room is None,
            name=room.name or room.key if room else "",
        )

    def problem(self, to: Address) -> str | None:
        """Why nothing can arrive at this address, in one of Slack's error words; None when it can."""
        if to.platform is not Platform.web or to.tenant != TENANT:
            return "team_not_found"
        if to.channel.startswith("@"):
            return None if to.channel[1:] in self._person else "user_not_found"
        return None if to.channel in self._room else "channel_not_found"

    def named(self, text: str) -> tuple[str, tuple[Sender, ...]]:
        """The text with the people named in it written as `@` + their key, and those people, each once."""
        found: dict[str, Sender] = {}

        def write(match: re.Match[str]) -> str:
            person = self._person.get(match[1].lower())
            if person is None:
                return match[0]
            found[person.key] = self.sender(person)
            return f"@{person.key}"

        return _AT.sub(write, text), tuple(found.values())


def without_bot(text: str) -> tuple[str, bool]:
    """The text with the mention of the bot cut out, and whether there was one."""
    rest, times = _AT_BOT.subn(" ", text)
    return (re.sub(r" {2,}", " ", rest).strip(), True) if times else (text, False)


_AT = re.compile(r"(?<![\w@./-])@([\w-]+)")
_AT_BOT = re.compile(rf"(?<![\w@./-])@{BOT}\b,?", re.IGNORECASE)
