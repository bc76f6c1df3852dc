"""What can be shown: cards of lines and buttons, and questions with fields. Each platform draws them its way.

Text that people wrote travels as plain `str` and is always escaped by whoever draws it. Nothing here is markup.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from bot.chat.incoming import Address


@dataclass(frozen=True, slots=True)
class Bold:
    """Words that stand out."""

    text: str
    type: Literal["bold"] = "bold"


@dataclass(frozen=True, slots=True)
class Code:
    """Something to be typed as it stands, such as an example."""

    text: str
    type: Literal["code"] = "code"


@dataclass(frozen=True, slots=True)
class Link:
    """A link that we made ourselves; never one that a person typed."""

    text: str
    url: str
    type: Literal["link"] = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A member by name. With `user`, the platform's id, it may ping them; the router fills it in."""

    name: str
    member: int
    user: str | None = None
    type: Literal["mention"] = "mention"


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A moment. Drawn in `zone` with the zone's name; where many people read (`shared`), the platform may
    draw it in each reader's own zone. A `whole_day` shows no time of day."""

    at: datetime
    zone: str
    shared: bool = False
    whole_day: bool = False
    year: bool = False
    """Show the year, because it is not the reader's current one."""
    type: Literal["when"] = "when"


Span = str | Bold | Code | Link | Mention | When


class Style(StrEnum):
    """How much a button or a line stands out."""

    plain = "plain"
    primary = "primary"
    danger = "danger"
    heading = "heading"
    quiet = "quiet"


SEAL = 12
"""Characters that the router adds to a handle on its way out, so that it is good for this button alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Something to press. `action` and `value` are ours and short, `handle` is opaque.

    Joined as `action:value:handle` they must fit 63 bytes with the seal (Telegram's limit is 64, and adapters may
    put one mark of their own before it); a longer one is our bug, and refused when the button is made or sealed.
    """

    label: str
    action: str
    handle: str
    value: str = ""
    style: Literal[Style.plain, Style.primary, Style.danger] = Style.plain

    def __post_init__(self) -> None:
        if len(self.data.encode()) > 63:
            raise ValueError(f"button data is over 63 bytes: {self.action}:{self.value}")
        if ":" in self.action or ":" in self.value:
            raise ValueError("a button's action and value have no colon")

    @property
    def data(self) -> str:
        """The button in one string, for platforms that carry only one."""
        return f"{self.action}:{self.value}:{self.handle}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a card. `opens` is the button that shows the item that the line is about (a link where the
    platform has links, a small button elsewhere); `buttons` act upon that item."""

    spans: tuple[Span, ...]
    style: Literal[Style.plain, Style.heading, Style.quiet] = Style.plain
    opens: Button | None = None
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A message. `fallback` is what a lock screen shows and never holds patient text."""

    title: tuple[Span, ...]
    lines: tuple[Line, ...] = ()
    buttons: tuple[Button, ...] = ()
    fallback: str
    locale: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of the answers to choose from."""

    value: str
    label: str


class Kind(StrEnum):
    """How a field is filled in."""

    text = "text"
    long = "long"
    choice = "choice"
    choices = "choices"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing to fill in. `value` is what stands there already; of a `choices` field, the chosen values."""

    name: str
    label: str
    kind: Kind = Kind.text
    options: tuple[Option, ...] = ()
    value: str | tuple[str, ...] = ""
    optional: bool = False
    hint: str = ""
    max_length: int = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A form: a modal where the platform has them, fields in a message or one after the other elsewhere.

    `handle` is opaque and comes back with the `Answer`. `open_label` is on the button that opens the form
    where it cannot be opened at once; pressing it is a `Press` with action `ask` and this handle.
    """

    handle: str
    title: str
    intro: tuple[Line, ...] = ()
    fields: tuple[Field, ...]
    submit: str
    open_label: str
    fallback: str
    locale: str = "en"


class SeenBy(StrEnum):
    """Who should see an answer: only who asked (where the platform can), or the whole channel."""

    sender = "sender"
    everyone = "everyone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The answer to what was heard, given at once.

    `replaces` is the id of the message that `card` takes the place of. `errors` go back to the fields of the
    form just sent, which then stays open. `to` says where, when it is not where it was heard (a form's answer).
    """

    card: Card | None = None
    asks: Question | None = None
    seen_by: SeenBy = SeenBy.sender
    replaces: str | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    to: Address | None = None
    home: bool = False
    """The card is the person's own page of the bot (Slack's App Home), not a message."""
