"""Plain words, in a DM or to the bot by name: read as the command that the person could have typed."""

import re

from bot.capture import pasted
from bot.cards.note import note, refusal
from bot.cards.words import Words
from bot.chat.card import Reply
from bot.chat.incoming import Command, Heard, Message
from bot.language.read import read
from bot.language.reading import Kind
from bot.turn import Turn, local_now

_OPEN = re.compile(r"\b(?:open|abierto|pendiente)\b.*?!?\b([A-Za-z]{1,3}-\d{1,6})\b", re.I)
_MINE = re.compile(
    r"^(?:what(?:'s| is| are)? (?:do i have|mine|my (?:list|tasks|items))|my (?:list|tasks|items)"
    r"|¿?\s*qu[eé] (?:tengo|me toca|me falta)"
    r"|¿?\s*(?:cu[aá]les son )?mis? (?:lista|tareas|pendientes|seguimientos))",
    re.I,
)


_ON = re.compile(
    r"¿?\s*(?:who(?:'s|’s| is)|qui[eé]n(?:es)? est[áa]n?)\s+(?:on[- ]?(?:call|duty)|on|de (?:guardia|turno))\b"
    r"(?:\s+(?:for|in|at|from|en|de|para))?(?:\s+(?:the|el|la))?\b(?P<where>.*?)(?:\s+(?:now|ahora))?\s*\?*",
    re.I | re.S,
)
_OUT = re.compile(
    r"(?P<who>i|[^\s,.]+(?: [^\s,.]+){0,2}?)(?:'m|’m| am| is) (?:out(?: sick)?|off sick|sick|on leave)"
    r"(?P<days>(?:\s+(?:today|tomorrow|until|till|through|from|on|this|next|mon|tue|wed|thu|fri|sat|sun|\d).*)?)"
    r"[\s.!]*",
    re.I | re.S,
)


def plain(turn: Turn, heard: Message, commands: frozenset[str]) -> Command | Reply | None:
    """The command that these words stand for, or an answer; None when nothing can be made of them."""
    text = heard.text.strip()
    head, _, rest = text.partition(" ")
    name = head.lstrip("/").rstrip(":,").casefold()
    if name in commands and (head.startswith("/") or name in _SAID_ALONE or _starts_with_number(rest)):
        return _command(heard, name, rest)
    if _MINE.match(text):
        return _command(heard, "mine", "")
    if found := _OPEN.search(text):
        return _command(heard, "open", found[1])
    if found := _ON.fullmatch(text):
        return _command(heard, "oncall", found["where"])
    if (found := _OUT.fullmatch(text)) and _is_somebody(turn, found["who"]):
        return _command(heard, "out", f"{found['who']} {found['days'].strip(' .!')}")
    if pasted(turn, text):
        return _command(heard, "task", text)
    now, zone = local_now(turn)
    say = turn.reader.say
    match read(text, now, zone, turn.directory(), turn.actor.locale).kind:
        case Kind.task:
            return _command(heard, "task", text)
        case Kind.followup:
            return _command(heard, "followup", text)
        case Kind.handoff:
            return _command(heard, "handoff", text)
        case Kind.order:
            sentence = say(
                "I take no orders: please use the order entry of your record system. "
                "To be reminded of it: /task check that the order is in by 3pm"
            )
            return Reply(card=note(sentence, say))
        case Kind.thanks | Kind.good_catch:
            return Reply(card=note(say("Thank you. That is good to hear."), say))
        case Kind.question | Kind.chatter:
            return None


def among_others(heard: Heard, say: Words) -> Reply | None:
    """Where people of another organisation read along; what was typed is shown to whoever typed it."""
    if isinstance(heard, Message) and not heard.mentions_bot:
        return None
    text = say(
        "People of another organisation read this channel, so I do not work here. "
        "Please write to me in a direct message."
    )
    typed = f"/{heard.name} {heard.text}" if isinstance(heard, Command) and heard.text else ""
    return Reply(card=refusal(text, typed, say))


def not_understood(turn: Turn) -> Reply:
    """What works instead."""
    say = turn.reader.say
    sentence = say(
        "I keep tasks, follow-ups and handoffs. Try: remind me to call Mrs K tomorrow at 9, or /mine, or /help"
    )
    return Reply(card=note(sentence, say))


_SAID_ALONE = frozenset(("help", "mine", "undo", "find", "handoff", "huddle", "link", "profile", "team"))


def _is_somebody(turn: Turn, who: str) -> bool:
    """Whether it is one of the people here who is out, and not a patient or a thing."""
    return who.casefold() == "i" or bool(turn.people.addressed(who))


def _starts_with_number(rest: str) -> bool:
    return rest.lstrip("#")[:1].isdigit()


def _command(heard: Message, name: str, text: str) -> Command:
    return Command(
        id=heard.id, sender=heard.sender, address=heard.address, at=heard.at, name=name, text=text.strip(),
        mentions=heard.mentions, quoted=heard.quoted,
    )  # fmt: skip
