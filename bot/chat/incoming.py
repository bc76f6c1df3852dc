"""What people do in a chat: type a command, write a message, press a button, fill in a form.

What a platform brings may be of any shape. Here it is text, and ids are such as can be kept and logged: anything
else raises ValueError, and goes no further.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

LONGEST_ID, LONGEST_NAME = 64, 120

_UNKEPT = re.compile("[\x00\ud800-\udfff]")
"""Half a character, and the one that no database takes."""


class Platform(StrEnum):
    """A place that people chat on; one adapter each."""

    slack = "slack"
    telegram = "telegram"
    web = "web"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a message goes. `tenant` is the platform's own workspace id, `thread` a thread or topic in it; in a
    direct message on Telegram, the message that is replied to."""

    platform: Platform
    tenant: str
    channel: str
    thread: str | None = None
    private: bool = False
    """A direct message between one person and the bot."""
    shared: bool = field(default=False, compare=False)
    """People of another organisation read along: the bot does not work there."""
    name: str = field(default="", compare=False)
    """What people call the channel, without '#'; empty when the platform did not say."""

    def __post_init__(self) -> None:
        _must_be_ids(self.tenant, self.channel, *_given(self.thread))
        _clean(self, name=LONGEST_NAME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who did it, as the platform knows them; empty or None where the platform does not say."""

    platform: Platform
    tenant: str
    user: str
    name: str = ""
    username: str = ""
    zone: str | None = None
    locale: str | None = None
    outsider: bool = False
    """A guest or a member of another organisation in a shared channel: refused by the router."""

    def __post_init__(self) -> None:
        _must_be_ids(self.tenant, self.user, *_given(self.zone, self.locale))
        _clean(self, name=LONGEST_NAME, username=LONGEST_NAME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """The message a person acts upon: replied to, the root of the thread, or chosen with a shortcut."""

    message: str
    """The platform's id of it."""
    text: str = ""
    link: str | None = None
    by_bot: bool = False

    def __post_init__(self) -> None:
        _must_be_ids(self.message)
        _clean(self, text=None)


LONGEST_FILE = 256 * 1024
"""Bytes of an attached file; of a longer one no more is known than its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file that came with a command or a message, as far as one of its kind is taken in. It is never kept."""

    name: str
    data: bytes | None = field(default=None, repr=False)
    """None when it is too long (`long`), or the platform did not give it."""
    long: bool = False

    def __post_init__(self) -> None:
        _clean(self, name=LONGEST_NAME)

    @classmethod
    def takes(cls, name: str, kind: str) -> bool:
        """Whether a file with this name and media type is taken in: tables and calendars."""
        known = ("text/csv", "text/calendar", "text/comma-separated-values")
        return kind in known or name.casefold().endswith((".csv", ".ics", ".txt", ".tsv"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """Anything heard. `id` is the platform's own and stays the same when it is delivered again."""

    id: str
    sender: Sender
    address: Address
    at: datetime

    def __post_init__(self) -> None:
        _must_be_ids(self.id, longest=200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(Incoming):
    """`/name text`. People named in the text stand there as `@` + their platform id and are in `mentions`."""

    name: str
    text: str = ""
    mentions: tuple[Sender, ...] = ()
    quoted: Quoted | None = None
    attached: Attached | None = None

    def __post_init__(self) -> None:
        Incoming.__post_init__(self)
        _clean(self, name=None, text=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Incoming):
    """Plain words: in a DM, to the bot by name (its mention is already cut out), or in reply to its message."""

    text: str
    mentions_bot: bool = False
    mentions: tuple[Sender, ...] = ()
    quoted: Quoted | None = None
    attached: Attached | None = None

    def __post_init__(self) -> None:
        Incoming.__post_init__(self)
        _clean(self, text=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Press(Incoming):
    """A button. A request, not a right: the handle is looked up and the action authorised."""

    action: str
    handle: str
    value: str = ""
    message: str | None = None
    """The message the button stands on, when the platform lets us change it."""
    stays: bool = True
    """That message stays where it is, so that something can be said below it."""

    def __post_init__(self) -> None:
        Incoming.__post_init__(self)
        _must_be_ids(*_given(self.message))
        _clean(self, action=None, handle=None, value=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Incoming):
    """A filled-in `Question`: by field name one string, or several for a field of kind `choices`."""

    handle: str
    values: Mapping[str, str | tuple[str, ...]]

    def __post_init__(self) -> None:
        Incoming.__post_init__(self)
        _clean(self, handle=None)
        values = {
            _text(name): _text(value) if isinstance(value, str) else tuple(_text(one) for one in value)
            for name, value in self.values.items()
        }
        object.__setattr__(self, "values", values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Incoming):
    """The bot's own page was opened (App Home), or its chat was started, with the token of the link if any."""

    home: bool = False
    token: str = ""

    def __post_init__(self) -> None:
        Incoming.__post_init__(self)
        _clean(self, token=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed(Incoming):
    """A person's profile changed (name, zone, language) or, when not `active`, they left."""

    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed(Incoming):
    """The bot was removed from a platform's workspace, or its token revoked. Nobody in particular said so."""


Heard = Command | Message | Press | Answer | Opened | Changed | Removed


def _must_be_ids(*given: object, longest: int = LONGEST_ID) -> None:
    for one in given:
        if not (isinstance(one, str) and len(one) <= longest and one.isprintable() and " " not in one):
            raise ValueError("that is no id")


def _given(*maybe: object) -> list[object]:
    return [one for one in maybe if one is not None]


def _clean(one: object, **texts: int | None) -> None:
    """Take out of texts what cannot be kept, and cut them where a length is given."""
    for name, longest in texts.items():
        object.__setattr__(one, name, _text(getattr(one, name))[:longest])


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise ValueError("that is no text")
    return _UNKEPT.sub("", given)
