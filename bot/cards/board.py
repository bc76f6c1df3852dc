"""The board: the card with the link, and the page in words, as far as they may be shown there."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards import handoff as handoff_cards
from bot.cards import task as task_cards
from bot.cards.protection import hidden_where_withheld, notice_of
from bot.cards.reader import Reader
from bot.cards.words import Words
from bot.care.handoffs import Handoff
from bot.care.tasks import Task
from bot.care.urgency import Urgency
from bot.chat.card import Bold, Card, Line, Link, Span, Style
from bot.chat.text import clean, line_text, moment, span_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One item, a text for each column."""

    number: str
    patient: str
    what: str
    due: str
    urgency: str
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that stands on somebody's board: plain text in every field."""

    title: str
    as_of: str
    waiting: str
    handoffs: tuple[str, ...]
    items: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    nothing: str
    notice: str
    again: str
    out: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A page with a few words, and something to press or to follow if there is a `label`."""

    title: str
    text: str
    label: str = ""


def link(url: str, reader: Reader) -> Card:
    """The link, to its owner alone."""
    say = reader.say
    quiet = say("It is good once, for ten minutes. Keep it to yourself: whoever opens it sees what is yours.")
    return Card(
        title=(Bold(say("Your board")),),
        lines=(
            Line(spans=(Link(text=say("Open my board"), url=url),)),
            Line(spans=(quiet,), style=Style.quiet),
        ),
        fallback=say("Your board"),
        locale=say.language,
    )


def page(tasks: Sequence[Task], handoffs: Sequence[Handoff], reader: Reader) -> Page:
    """What is mine, worst first, and the handoffs that wait for me."""
    say = reader.say
    return Page(
        title=say("Your board"),
        as_of=say("As of {when}", when=moment(reader.when(reader.now), say.language)),
        waiting=say("Handoffs waiting for you"),
        handoffs=tuple(_handoff(one, reader) for one in handoffs),
        items=say("Your open items"),
        columns=(say("Number"), say("Patient"), say("What"), say("Due"), say("Urgency")),
        rows=tuple(_row(one, reader) for one in tasks),
        nothing=say("Nothing open. Enjoy the quiet."),
        notice=notice_of(
            [task.patient for task in tasks] + [part.patient for one in handoffs for part in one.patients], reader
        ),
        again=say("Refresh"),
        out=say("Sign out"),
    )


def sign_in(say: Words) -> Sentence:
    """Before the link is spent, so that a preview of it spends nothing."""
    text = say("This shows what is yours. Sign in only on a device that you trust, and sign out when you go.")
    return Sentence(title=say("Your board"), text=text, label=say("Sign in"))


def over(say: Words) -> Sentence:
    """A link that is none any more."""
    return Sentence(
        title=say("This link is no longer good"),
        text=say("A link is good once, for ten minutes. Write /board to me, and I send you a new one."),
    )


def signed_out(say: Words) -> Sentence:
    """Nobody is signed in here."""
    text = say("To see your board, write /board to me and open the link that I send you.")
    return Sentence(title=say("You are signed out"), text=text)


def put_away(say: Words) -> Sentence:
    """The page stood open for too long."""
    text = say("It stood open for fifteen minutes, so I have put it away.")
    return Sentence(title=say("Your board"), text=text, label=say("Look again"))


def ended(say: Words) -> Sentence:
    """Somebody who has left."""
    return Sentence(
        title=say("You are signed out"), text=say("Your access has ended. Please ask a lead of your team.")
    )


def refused(say: Words) -> Sentence:
    """A press that did not come from our own page."""
    text = say("That did not come from your board, so I have done nothing. Open it again and press there.")
    return Sentence(title=say("That did not work."), text=text)


def too_often(say: Words) -> Sentence:
    """Too many links that are none."""
    text = say("Too many links that are not good. Please wait a minute, then try again.")
    return Sentence(title=say("That did not work."), text=text)


def _row(task: Task, reader: Reader) -> Row:
    return Row(
        number=f"#{task.number}",
        patient=hidden_where_withheld(task.patient or "", reader),
        what=clean(task_cards.words_of(task, reader)),
        due=_text(task_cards.due(task, reader), reader),
        urgency="" if task.urgency is Urgency.routine else task_cards.urgency_name(task.urgency, reader),
        late=task.overdue(reader.now),
    )


def _handoff(handoff: Handoff, reader: Reader) -> str:
    told = line_text(handoff_cards.line(handoff, reader), reader.say.language)
    return f"#{handoff.number} {hidden_where_withheld(told, reader)}"


def _text(spans: Sequence[Span], reader: Reader) -> str:
    return "".join(span_text(span, reader.say.language) for span in spans)
