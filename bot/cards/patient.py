"""Cards of patients: the offer to use an alias, what one stands for, which there are, and the policy."""

from collections.abc import Sequence

from bot.cards.handoff import quiet
from bot.cards.reader import Reader
from bot.care.patients import Patient, PatientPolicy, Screening
from bot.care.tasks import Task
from bot.chat.card import Bold, Button, Card, Line, Question, Style

LISTED = 30


def offer(task: Task, reader: Reader) -> Line:
    """Beside an item that seems to name somebody. Does not repeat the words."""
    say = reader.say
    return Line(
        spans=(say("#{number} seems to name a patient. Shall an alias take its place?", number=task.number),),
        style=Style.quiet,
        buttons=(Button(label=say("Use an alias"), action="alias", handle=task.handle),),
    )


def offer_all(handle: str, reader: Reader) -> Line:
    """Below an answer: what was typed and kept seems to name somebody. Does not repeat the words."""
    say = reader.say
    sentence = say("What you wrote seems to name a patient. Shall an alias take its place?")
    return Line(spans=(sentence,), style=Style.quiet, buttons=(_everywhere(handle, reader),))


def naming(handle: str, reader: Reader) -> Question:
    """What the offer is kept as, until it is pressed."""
    title = reader.say("What you wrote seems to name a patient. Shall an alias take its place?")
    label = reader.say("Use an alias")
    return Question(handle=handle, title=title, fields=(), submit=label, open_label=label, fallback=title,
                    locale=reader.say.language)  # fmt: skip


def offered(handle: str, reader: Reader) -> Card:
    """The same in a message of its own."""
    title = reader.say("What you wrote seems to name a patient. Shall an alias take its place?")
    return Card(title=(title,), buttons=(_everywhere(handle, reader),), fallback=title, locale=reader.say.language)


def _everywhere(handle: str, reader: Reader) -> Button:
    return Button(label=reader.say("Use an alias"), action="alias_all", handle=handle)


def held(task: Task, reader: Reader) -> Card:
    """It is kept as a draft, because it seems to name somebody."""
    say = reader.say
    title = say("Not saved yet: #{number} seems to name a patient.", number=task.number)
    more = say("Here only aliases may be written, unless it is urgent. Nobody else sees it.")
    buttons = (
        Button(label=say("Use an alias"), action="alias", handle=task.handle, style=Style.primary),
        Button(label=say("Edit"), action="edit", handle=task.handle),
        Button(label=say("Drop"), action="drop", handle=task.handle),
    )
    return Card(title=(title,), lines=(quiet(more),), buttons=buttons, fallback=title, locale=say.language)


def stands_for(patient: Patient, reader: Reader) -> Card:
    """In a direct message: whom an alias means."""
    say = reader.say
    return Card(
        title=(Bold(patient.alias),),
        lines=(
            Line(spans=(say("stands for {what}", what=patient.stands_for),)),
            quiet(say("That you looked is in the audit.")),
        ),
        fallback=patient.alias,
        locale=say.language,
    )


def listing(patients: Sequence[Patient], reader: Reader) -> Card:
    """The aliases alone."""
    say = reader.say
    title = say("Patients: {count}", count=len(patients))
    lines = [quiet(", ".join(one.alias for one in patients[:LISTED]))] if patients else []
    if len(patients) > LISTED:
        lines.append(quiet(say("… and {count} more", count=len(patients) - LISTED)))
    lines.append(quiet(say("A new one: /patient new Rosa Marquez, MRN 4471023. Whom one means: /patient K-17")))
    return Card(title=(Bold(title),), lines=tuple(lines), fallback=title, locale=say.language)


def policy(policy: PatientPolicy, reader: Reader, *, covered: bool) -> Card:
    """What the workspace does when somebody types a name, and whether aliases are shown."""
    say = reader.say
    title = say("When somebody types what names a patient")
    match policy.screening:
        case Screening.off:
            does = say("off: nothing is said.")
        case Screening.warn:
            does = say("warn: it is saved, and I offer an alias.")
        case Screening.block:
            does = say(
                "block: items stay drafts, other words are not taken, until an alias is there; "
                "unless it is urgent."
            )
    shows = say("What an alias stands for is shown in direct messages.")
    if not policy.shown:
        shows = say("What an alias stands for is not shown.")
    if not covered:
        shows = say(
            "No business associate agreement with this platform is on record: what is typed here is screened, "
            "and what an alias stands for is not shown."
        )
    change = say("A lead can change it: /patient policy block, /patient policy hide")
    return Card(
        title=(Bold(title),), lines=(Line(spans=(does,)), Line(spans=(shows,)), quiet(change)), fallback=title,
        locale=say.language,
    )  # fmt: skip
