"""`/help`: what can be said, with examples that work."""

from dataclasses import dataclass

from bot.care.errors import CareError
from bot.chat.card import Bold, Card, Code, Line, Reply, Style
from bot.chat.incoming import Command
from bot.turn import Turn


@dataclass(frozen=True, slots=True)
class Topic:
    """A command as people learn it: what it is for in one sentence, and examples that can be typed."""

    name: str
    summary: str
    examples: tuple[str, ...]


TOPICS = (
    Topic("followup", "Bring something back until there is an outcome", (
        "/followup call K-17's daughter about the MRI by 9am, urgent",
        "/followup check prior auth for K-17 tomorrow 10am, waiting on Aetna",
        "/followup recheck BP for K-17 every day at 8am",
    )),
    Topic("task", "Something to do, for you or somebody else", (
        "/task order a walker for K-17 @sam by friday 3pm",
        "/task refill the crash cart every monday at 7",
    )),
    Topic("handoff", "Hand over items and patients; they move when accepted", (
        "/handoff @lea", "/handoff nights", "/handoff @lea K-17", "/handoff radiology sbar K-17",
        "/handoff 12",
    )),
    Topic("heard", "What an if/then waited for has come; what is watched", (
        "/heard", "/heard K-17", "/heard K-17 MRI back",
    )),
    Topic("escalate", "Tell others until somebody has it; what is escalated, and when", (
        "/escalate 12 nobody answers", "/escalate", "/escalate policy", "/escalate policy pharmacy stat 5 10 15",
    )),
    Topic("concern", "Say that you are concerned; it is not closed by whom you say it to alone", (
        "/concern K-17 she looks grey @lea", "/concern unnamed K-17 she looks grey @lea", "/concern",
    )),
    Topic("readback", "Say a critical value, which the other types back", (
        "/readback K-17 potassium 6.8 @omar", "/readback",
    )),
    Topic("ack", "Something that everybody of a team has to acknowledge", (
        "/ack pharmacy new heparin protocol from 08:00", "/ack",
    )),
    Topic("mine", "What you have to do, and what waits for your answer", ("/mine",)),
    Topic("open", "What is open: here, for a patient, a team, a person, or overdue", (
        "/open", "/open K-17", "/open pharmacy", "/open @omar", "/open overdue",
    )),
    Topic("find", "Find items by their words, closed ones too", ("/find mri", "/find K-17 transport")),
    Topic("done", "Close an item, with what came of it", ("/done 12", "/done 12 reached, she comes at 3")),
    Topic("snooze", "Later", ("/snooze 12 2h", "/snooze 12 tomorrow 9am")),
    Topic("assign", "Give an item to somebody else", ("/assign 12 @omar", "/assign 12 pharmacy")),
    Topic("decline", "Give an item back, with the reason", ("/decline 12 I am off today",)),
    Topic("edit", "Change what was understood", ("/edit 12", "/edit 12 by 10am")),
    Topic("cancel", "Drop an item, with the reason", ("/cancel 12 patient went home",)),
    Topic("undo", "Take back the last thing you did", ("/undo",)),
    Topic("reopen", "Open again what was closed", ("/reopen 12",)),
    Topic("patient", "Aliases of patients, whom they mean, and what is done about names", (
        "/patient new Rosa Marquez, MRN 4471023", "/patient K-17", "/patient K-17 is Rosa Marquez", "/patient",
        "/patient policy", "/patient policy block", "/patient K-17 part2",
    )),
    Topic("breakglass", "In an emergency, look at a patient who is not yours", (
        "/breakglass K-17 unconscious in the ED, looking for the family", "/breakglass", "/breakglass tell @lea",
        "/breakglass tell nobody",
    )),
    Topic("huddle", "A team brief in this channel, now or on schedule", (
        "/huddle", "/huddle 7:30 weekdays", "/huddle skip tomorrow", "/huddle off",
    )),
    Topic("team", "Who is here, teams and backups", (
        "/team", "/team new pharmacy", "/team add pharmacy @sam", "/team remove pharmacy @sam",
        "/team backup @lea", "/team lead @nina", "/team nights import",
    )),
    Topic("oncall", "Who is on duty now, and who comes next", (
        "/oncall", "/oncall pharmacy", "/oncall pharmacy tomorrow 22:00",
    )),
    Topic("shift", "Your shifts, a team's week, and how to change them", (
        "/shift", "/shift nights 19:00-07:00 daily @lea @omar", "/shift nights",
        "/shift ward nights 19:00-07:00 mon wed fri in turns @lea @omar", "/shift nights friday @sam",
        "/shift nights friday add @sam", "/shift nights friday off @lea",
    )),
    Topic("cover", "Ask the team, or one of them, to take a shift of yours", (
        "/cover", "/cover friday", "/cover nights 24 dec", "/cover friday @sam",
    )),
    Topic("swap", "A shift of yours for one of somebody else's", ("/swap", "/swap friday @omar saturday")),
    Topic("out", "Somebody is not there: what they hold goes to others", (
        "/out", "/out me today", "/out me until friday", "/out me 24 dec - 26 dec", "/out Dr Liu today",
        "/out @omar back",
    )),
    Topic("profile", "Your zone, hours and language", (
        "/profile", "/profile zone America/Chicago", "/profile hours 7:00-19:00", "/profile days mon-fri",
        "/profile quiet 22:00-6:00",
        "/profile language es",
    )),
    Topic("link", "Be one person on Slack and Telegram", ("/link", "/link CODE")),
    Topic("brief", "What counts now, worst first; it comes before each shift", (
        "/brief", "/brief off", "/brief on",
    )),
    Topic("board", "What is yours in a browser: a link that is good once", ("/board",)),
    Topic("wrap", "Before you go: each open item is closed, handed, planned or dropped", (
        "/wrap", "/wrap off", "/wrap on",
    )),
    Topic("ledger", "Where everything stands that was captured; nothing is lost", (
        "/ledger", "/ledger here", "/ledger pharmacy", "/ledger all",
    )),
    Topic("quality", "How complete your handoffs were, for you alone; a team's trend", (
        "/quality", "/quality nights",
    )),
    Topic("help", "This page, or one command", ("/help", "/help followup")),
)  # fmt: skip


async def help_command(turn: Turn, heard: Command) -> Reply:
    """`/help`, `/help followup`."""
    wanted = heard.text.strip().lstrip("/").casefold()
    if not wanted:
        return turn.card(_overview(turn))
    for topic in TOPICS:
        if topic.name == wanted:
            return turn.card(_topic(turn, topic))
    raise CareError("There is no command {name}. All of them: /help", name=f"/{wanted[:30]}")


def _overview(turn: Turn) -> Card:
    say = turn.reader.say
    lines = [Line(spans=(Code(f"/{topic.name}"), "  ", say(topic.summary))) for topic in TOPICS]
    more = say("Or just write to me: remind me to call Mrs K tomorrow at 9. More on one: /help followup")
    return Card(
        title=(Bold(say("What I can do")),),
        lines=(*lines, Line(spans=(more,), style=Style.quiet)),
        fallback=say("What I can do"),
        locale=say.language,
    )


def _topic(turn: Turn, topic: Topic) -> Card:
    say = turn.reader.say
    return Card(
        title=(Bold(f"/{topic.name}"), " ", say(topic.summary)),
        lines=tuple(Line(spans=(Code(say(example)),)) for example in topic.examples),
        fallback=f"/{topic.name}",
        locale=say.language,
    )
