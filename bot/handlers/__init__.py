"""Everything the bot reacts to, on one page."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.cards.reader import Reader
from bot.chat.card import Card, Reply
from bot.chat.incoming import Answer, Command, Message, Press
from bot.handlers import (
    assign,
    done,
    edit,
    followup,
    help,
    huddle,
    late_reply,
    lists,
    proposal,
    reminder,
    snooze,
    undo,
)
from bot.store.notices import Notice
from bot.store.questions import Asked
from bot.store.work import Work
from bot.turn import Turn

COMMANDS: dict[str, Callable[[Turn, Command], Awaitable[Reply]]] = {
    "followup": followup.followup,
    "task": followup.task,
    "mine": lists.mine,
    "open": lists.open_command,
    "find": lists.find,
    "done": done.done,
    "snooze": snooze.snooze_command,
    "assign": assign.assign_command,
    "decline": assign.decline_command,
    "edit": edit.edit_command,
    "cancel": edit.cancel_command,
    "undo": undo.undo_command,
    "reopen": done.reopen_command,
    "huddle": huddle.huddle,
    "help": help.help_command,
}

BUTTONS: dict[str, Callable[[Turn, Press], Awaitable[Reply]]] = {
    "show": done.show,
    "choose": followup.choose,
    "continue": followup.resume,
    "drop": edit.press_drop,
    "done": done.press_done,
    "outcome": done.press_outcome,
    "reopen": done.press_reopen,
    "snooze": snooze.press_snooze,
    "snooze_for": snooze.press_snooze_for,
    "claim": assign.press_claim,
    "take": assign.press_take,
    "decline": assign.press_decline,
    "edit": edit.press_edit,
    "cancel": edit.press_cancel,
    "undo": undo.press_undo,
    "lines": huddle.press_lines,
    "proposal_no": proposal.press_no,
}

ANSWERS: dict[str, Callable[[Turn, Asked, Answer], Awaitable[Reply]]] = {
    "outcome": done.answer_outcome,
    "snooze": snooze.answer_when,
    "decline": assign.answer_decline,
    "edit": edit.answer_edit,
    "cancel": edit.answer_cancel,
}

# Words in reply to a message of ours, by the kind of notice that it was.
REPLIES: dict[str, Callable[[Turn, Message], Awaitable[Reply | None]]] = {
    "huddle": huddle.reply_lines,
}

# How each kind of notice is said, from the state at the time of sending; None when it is no longer true.
NOTICES: dict[str, Callable[[Work, Notice, Reader], Awaitable[Card | None]]] = {
    "reminder": reminder.compose,
    "escalation": reminder.compose_escalation,
    "assigned": reminder.compose_assigned,
    "change": reminder.compose_change,
    "unreachable": reminder.compose_unreachable,
    "huddle": huddle.compose,
    "late_reply": late_reply.compose,
    "proposal": proposal.compose,
}

# Who is told, and how, when a member cannot be reached about something of this sort.
UNREACHABLE: dict[str, Callable[[Work, Notice, datetime], Awaitable[None]]] = {
    "task": reminder.unreachable,
}

# The clock is one more speaker: each takes what is due and says how much that was.
EVERY_TICK: tuple[Callable[[Work, datetime], Awaitable[int]], ...] = (
    reminder.ring,
    huddle.post_due,
    late_reply.rescue,
)
