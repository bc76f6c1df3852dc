"""A bot small enough to stand in a test, which answers with everything that a card and a form can hold."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.chat.adapter import Respond
from bot.chat.card import (
    Bold,
    Button,
    Card,
    Code,
    Field,
    Kind,
    Line,
    Link,
    Mention,
    Option,
    Question,
    Reply,
    SeenBy,
    Style,
    When,
)
from bot.chat.incoming import Answer, Command, Heard, Message, Press

ZONE = "America/Chicago"
NINE = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


@dataclass
class DemoBot:
    """Keeps what it heard. `failures` is how many times it breaks down before it listens."""

    heard: list[Heard] = field(default_factory=list)
    failures: int = 0

    async def hear(self, heard: Heard, respond: Respond) -> None:
        if self.failures > 0:
            self.failures -= 1
            raise RuntimeError("the database is away")
        self.heard.append(heard)
        reply = self.reply(heard)
        if reply is not None:
            await respond(reply)

    def reply(self, heard: Heard) -> Reply | None:
        match heard:
            case Command(name="followup"):
                return Reply(card=echo(heard.text))
            case Command(name="huddle"):
                return Reply(card=huddle(), seen_by=SeenBy.everyone)
            case Command(name="handoff"):
                return Reply(asks=handoff())
            case Command():
                return Reply(card=note(f"I do not know /{heard.name}."))
            case Message():
                return Reply(card=note(f"You said: {heard.text}"), seen_by=SeenBy.everyone)
            case Press(action="done"):
                return Reply(card=note("Done."), replaces=heard.message)
            case Press(action="edit"):
                return Reply(asks=edit())
            case Press():
                return Reply(card=note(f"{heard.action} {heard.value} {heard.handle}".strip()))
            case Answer() if heard.values.get("summary") == "wrong":
                return Reply(errors={"summary": "Say how the patient is."})
            case Answer():
                return Reply(card=note("The handoff is on its way to Lea."), seen_by=SeenBy.everyone)
            case _:
                return None


def note(text: str) -> Card:
    return Card(title=(text,), fallback="A word from Stitch")


def echo(text: str) -> Card:
    return Card(
        title=(Bold("Follow-up #12"),),
        lines=(
            Line(spans=(Bold(text or "Call daughter about the lost MRI"),)),
            Line(spans=("K-17 · ", When(at=NINE, zone=ZONE), " · ", Bold("urgent"))),
            Line(spans=("Owner: ", Mention(name="Nina Alvarez", member=1, user="nina"))),
            Line(spans=("Waiting on radiology · saved a moment ago",), style=Style.quiet),
        ),
        buttons=(
            Button(label="Done", action="done", handle="h12", style=Style.primary),
            Button(label="Edit", action="edit", handle="h12"),
            Button(label="Undo", action="undo", handle="h12", style=Style.danger),
        ),
        fallback="Saved",
    )


def huddle() -> Card:
    def item(number: int, what: str, alias: str, due: datetime, *, late: str = "", urgent: bool = False) -> Line:
        tail = (" · ", Bold(late)) if late else ()
        flag = (" ", Bold("stat")) if urgent else ()
        return Line(
            spans=(f"{what} · {alias} · ", When(at=due, zone=ZONE, shared=True), *tail, *flag),
            opens=Button(label="Open", action="show", handle=f"t{number}"),
            buttons=(
                Button(label="Claim", action="claim", handle=f"t{number}"),
                Button(label="Done", action="close", handle=f"t{number}", value="reached"),
            ),
        )

    return Card(
        title=(Bold("Huddle"), " · ", When(at=NINE, zone=ZONE, shared=True)),
        lines=(
            Line(spans=("Overdue",), style=Style.heading),
            item(
                3, "Confirm oxygen delivery", "K-21", NINE - timedelta(hours=19), late="19 h overdue", urgent=True
            ),
            item(5, "Signature on the home-health order", "K-08", NINE - timedelta(hours=3), late="3 h overdue"),
            Line(spans=("Next 24 hours",), style=Style.heading),
            item(12, "Call daughter about the lost MRI", "K-17", NINE),
            item(14, "Reconcile warfarin before discharge", "K-30", NINE + timedelta(hours=4)),
            item(15, "Interpreter for family meeting", "K-17", NINE + timedelta(hours=6)),
            Line(spans=("Closed since yesterday",), style=Style.heading),
            Line(spans=("Prior authorisation for rehab · K-08 · ", Bold("approved"), " · Omar")),
            Line(
                spans=("Reply here to add a line, or type ", Code("/huddle"), ". ", Link("How", "/help")),
                style=Style.quiet,
            ),
        ),
        fallback="Huddle",
    )


def handoff() -> Question:
    return Question(
        handle="q1",
        title="Hand off to Lea Brandt",
        intro=(Line(spans=("She takes over when she accepts, item by item.",), style=Style.quiet),),
        fields=(
            Field(
                name="severity",
                label="Illness severity",
                kind=Kind.choice,
                options=tuple(Option(value=v, label=v.capitalize()) for v in ("stable", "watcher", "unstable")),
                value="watcher",
            ),
            Field(name="summary", label="Patient summary", kind=Kind.long, hint="Who, why here, where we stand"),
            Field(
                name="actions",
                label="What goes with it",
                kind=Kind.choices,
                options=(
                    Option(value="12", label="Call daughter about the lost MRI · K-17 · tomorrow 09:00"),
                    Option(value="14", label="Reconcile warfarin before discharge · K-30"),
                    Option(value="15", label="Interpreter for family meeting · K-17"),
                ),
                value=("12", "14"),
            ),
            Field(name="if", label="If … then …", kind=Kind.text, optional=True, max_length=200),
            Field(
                name="when",
                label="Talk about it",
                kind=Kind.choice,
                options=tuple(
                    Option(value=v, label=v) for v in ("Now", "In 10 minutes", "At 18:45", "At 19:00", "At 19:15")
                ),
                value="At 18:45",
            ),
        ),
        submit="Send handoff",
        open_label="Hand off",
        fallback="A form",
    )


def edit() -> Question:
    return Question(
        handle="q-edit",
        title="Edit #12",
        fields=(Field(name="what", label="What", value="Call daughter about the lost MRI"),),
        submit="Save",
        open_label="Edit",
        fallback="A form",
    )
