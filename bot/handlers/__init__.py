"""Everything the bot reacts to, on one page."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from bot.cards.reader import Reader
from bot.chat.card import Card, Reply
from bot.chat.incoming import Answer, Changed, Command, Message, Press
from bot.handlers import (
    accept,
    assign,
    brief,
    closed,
    done,
    dump,
    edit,
    escalate,
    followup,
    gap,
    handoff,
    handoff_notice,
    heard,
    help,
    home,
    huddle,
    late_reply,
    leave,
    ledger,
    link,
    lists,
    offer,
    oncall,
    out,
    profile,
    proposal,
    receipt,
    reminder,
    shift,
    snooze,
    start,
    swap,
    team,
    undo,
    wrap,
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
    "handoff": handoff.handoff_command,
    "heard": heard.heard_command,
    "brief": brief.brief,
    "wrap": wrap.wrap,
    "ledger": ledger.ledger_command,
    "escalate": escalate.escalate_command,
    "huddle": huddle.huddle,
    "team": team.team,
    "shift": shift.shift,
    "oncall": oncall.oncall,
    "swap": swap.swap,
    "cover": swap.cover,
    "out": out.out,
    "profile": profile.profile,
    "link": link.link,
    "start": start.start,
    "home": home.home,
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
    "escalate": escalate.press_escalate,
    "escalate_off": escalate.press_off,
    "have": escalate.press_have,
    "decline": assign.press_decline,
    "edit": edit.press_edit,
    "cancel": edit.press_cancel,
    "undo": undo.press_undo,
    "lines": dump.press_lines,
    "handoff": handoff.press_show,
    "handoff_to": handoff.press_to,
    "handoff_fill": handoff.press_fill,
    "handoff_leave": handoff.press_leave,
    "handoff_send": offer.press_send,
    "handoff_seen": offer.press_seen,
    "handoff_each": offer.press_each,
    "handoff_back": offer.press_back,
    "handoff_again": handoff.press_again,
    "wrap_show": wrap.press_show,
    "wrap_done": wrap.press_done,
    "wrap_outcome": wrap.press_outcome,
    "wrap_hand": wrap.press_hand,
    "wrap_keep": wrap.press_keep,
    "wrap_later": wrap.press_later,
    "wrap_until": wrap.press_until,
    "wrap_drop": wrap.press_drop,
    "wrap_skip": wrap.press_skip,
    "wrap_again": wrap.press_again,
    "wrap_offer": wrap.press_offer,
    "heard": heard.press_came,
    "heard_drop": heard.press_drop,
    "handoff_accept": accept.press_accept,
    "handoff_talked": accept.press_talked,
    "handoff_right": accept.press_right,
    "handoff_not": accept.press_not_quite,
    "handoff_decline": receipt.press_decline,
    "handoff_ask": receipt.press_ask,
    "handoff_answer": receipt.press_answer,
    "shift_end": shift.press_end,
    "shift_resume": shift.press_resume,
    "shift_undo": shift.press_undo,
    "shift_back": shift.press_back,
    "cover": swap.press_cover,
    "out_show": out.press_show,
    "out_other": out.press_other,
    "out_offer": out.press_offer,
    "out_yes": out.press_yes,
    "out_all": out.press_all,
    "out_no": out.press_no,
    "out_back": out.press_back,
    "swap_yes": swap.press_yes,
    "swap_no": swap.press_no,
    "swap_back": swap.press_back,
    "proposal_no": proposal.press_no,
    "profile": profile.press_edit,
    "home": home.press_home,
    "link": link.press_link,
    "unlink": link.press_unlink,
}

ANSWERS: dict[str, Callable[[Turn, Asked, Answer], Awaitable[Reply]]] = {
    "followup": followup.answer_followup,
    "task": followup.answer_task,
    "outcome": done.answer_outcome,
    "snooze": snooze.answer_when,
    "decline": assign.answer_decline,
    "edit": edit.answer_edit,
    "escalate": escalate.answer_escalate,
    "cancel": edit.answer_cancel,
    "handoff_fill": handoff.answer_fill,
    "wrap_outcome": wrap.answer_outcome,
    "wrap_until": wrap.answer_until,
    "wrap_drop": wrap.answer_drop,
    "heard_drop": heard.answer_drop,
    "handoff_accept": accept.answer_accept,
    "handoff_not": accept.answer_not_quite,
    "handoff_decline": receipt.answer_decline,
    "handoff_ask": receipt.answer_ask,
    "handoff_answer": receipt.answer_answer,
    "profile": profile.answer_edit,
}

# A person's profile has changed on the platform, or they have left it, by whether they are still active.
CHANGES: dict[bool, Callable[[Turn, Changed], Awaitable[None]]] = {
    True: profile.changed,
    False: leave.leave,
}

# Words in reply to a message of ours, by the kind of notice that it was.
REPLIES: dict[str, Callable[[Turn, Message], Awaitable[Reply | None]]] = {
    "huddle": dump.reply_lines,
}

# How each kind of notice is said, from the state at the time of sending; None when it is no longer true.
NOTICES: dict[str, Callable[[Work, Notice, Reader], Awaitable[Card | None]]] = {
    "reminder": reminder.compose,
    "escalation": escalate.compose,
    "escalation_over": escalate.compose_over,
    "assigned": reminder.compose_assigned,
    "change": reminder.compose_change,
    "unreachable": reminder.compose_unreachable,
    "huddle": huddle.compose,
    "handoff": handoff_notice.compose,
    "contingency": heard.compose,
    "contingency_over": heard.compose_over,
    "handoff_said": accept.compose_said,
    "handoff_change": handoff_notice.compose_change,
    "handoff_question": handoff_notice.compose_question,
    "handoff_answer": handoff_notice.compose_answer,
    "handoff_stalled": handoff_notice.compose_stalled,
    "handoff_unreachable": handoff_notice.compose_unreachable,
    "late_reply": late_reply.compose,
    "ledger": ledger.compose,
    "brief": brief.compose,
    "proposal": proposal.compose,
    "welcome": start.compose_welcome,
    "roster": team.compose,
    "shift": shift.compose,
    "roster_import": shift.compose_imported,
    "gap": gap.compose,
    "swap": swap.compose,
    "relief": out.compose,
    "relief_settled": out.compose_settled,
    "out_said": out.compose_said,
    "out_begins": out.compose_begins,
    "swap_news": swap.compose_news,
    "linked": link.compose,
    "unlinked": link.compose_undone,
    "left": leave.compose,
    "alone": leave.compose_alone,
    "closed": closed.compose,
}

# Kinds of which several for one person at the same moment are said in one message, and two about the same thing
# (`about`) once.
TOGETHER: dict[str, Callable[[Work, Sequence[Notice], Reader], Awaitable[Card]]] = {
    "reminder": reminder.compose_together,
}

# Who is told, and how, when a member cannot be reached about something of this sort.
UNREACHABLE: dict[str, Callable[[Work, Notice, datetime], Awaitable[None]]] = {
    "task": reminder.unreachable,
    "escalation": escalate.unreachable,
    "handoff": handoff_notice.unreachable,
}

# Who is told when a channel takes nothing any more.
CLOSED: Callable[[Work, Notice, datetime], Awaitable[None]] = closed.tell

# The clock is one more speaker: each takes what is due and says how much that was.
EVERY_TICK: tuple[Callable[[Work, datetime], Awaitable[int]], ...] = (
    reminder.ring,
    escalate.ring,
    heard.ring,
    handoff_notice.ring,
    huddle.post_due,
    late_reply.rescue,
    leave.sweep,
    ledger.check,
    brief.look_ahead,
    gap.look_ahead,
    swap.ring,
    out.ring,
    gap.sweep,
)
