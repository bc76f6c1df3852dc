"""Dispatch: who answers what was heard. Commands, buttons and forms by name, plain words by where they stand."""

from dataclasses import replace

from bot import aliasing, dialogue
from bot.care.errors import CareError
from bot.chat.card import Card, Reply
from bot.chat.incoming import Answer, Changed, Command, Heard, Message, Opened, Platform, Press, Removed
from bot.handlers import ANSWERS, BUTTONS, CHANGES, COMMANDS, FILES, REPLIES, proposal
from bot.handlers.plain import not_understood, plain
from bot.store.places import address_of
from bot.turn import Turn, reader_for


class Dispatch:
    """Finds the handler. On platforms `with_forms` a form is sent whole, on others field by field. With `thinks`,
    plain words that the rules are at a loss with are kept for a model to propose something."""

    def __init__(self, *, with_forms: frozenset[Platform], thinks: bool) -> None:
        self._with_forms = with_forms
        self._thinks = thinks

    async def reply(self, turn: Turn, heard: Heard) -> Reply | None:
        """What whoever is responsible says to it; None when there is nothing to say."""
        match heard:
            case Command():
                return await self._command(turn, heard)
            case Message():
                return await self._message(turn, heard)
            case Press():
                return await self._press(turn, heard)
            case Answer():
                return await self._answer(turn, heard)
            case Opened():
                return await self._command(turn, _opened(heard))
            case Changed():
                await CHANGES[heard.active](turn, heard)
                return None
            case Removed():
                return None  # nobody said it, so it has no turn

    async def _command(self, turn: Turn, heard: Command) -> Reply:
        handler = COMMANDS.get(heard.name)
        if handler is None:
            raise CareError("There is no command {name}. All of them: /help", name=f"/{heard.name[:30]}")
        return await handler(turn, heard)

    async def _message(self, turn: Turn, heard: Message) -> Reply | None:
        has_forms = heard.address.platform in self._with_forms
        asked = None if has_forms else await dialogue.waiting(turn)
        if heard.attached is not None and turn.channel.private and (reply := await FILES(turn, heard)):
            return reply
        if reply := await self._below(turn, heard, asked.message if asked else None):
            return reply
        if asked is not None:
            return await self._stepped(turn, heard, await dialogue.typed(turn, asked, heard.text))
        if not turn.channel.private and not heard.mentions_bot:
            return None
        meant = plain(turn, heard, frozenset(COMMANDS))
        reply = await self._command(turn, meant) if isinstance(meant, Command) else meant
        if self._thinks:
            await proposal.think(turn, heard, meant)
        return reply or not_understood(turn)

    async def _below(self, turn: Turn, heard: Message, asking: str | None) -> Reply | None:
        """What is said to words below a message of ours; None when they are to be read like any others, as where
        a dialogue is `asking` in its place."""
        if heard.quoted is None or heard.quoted.message == asking:
            return None
        notice = await turn.work.notices.at_message(address_of(turn.channel), heard.quoted.message)
        return await REPLIES[notice.kind](turn, heard) if notice is not None and notice.kind in REPLIES else None

    async def _press(self, turn: Turn, heard: Press) -> Reply | None:
        if heard.action == "ask":
            asked = await dialogue.mine(turn, heard.handle)
            return Reply(asks=asked.question)
        if heard.action in dialogue.ACTIONS:
            return await self._stepped(turn, heard, await dialogue.pressed(turn, heard))
        if heard.action == proposal.YES:
            turn, meant = await proposal.accept(turn, heard)
            return await aliasing.screened(turn, meant, await self._command(turn, meant))
        handler = BUTTONS.get(heard.action)
        if handler is None:
            raise CareError("That button is no longer valid. See what you have: /mine")
        return await handler(turn, heard)

    async def _stepped(self, turn: Turn, heard: Heard, step: Card | dialogue.Finished) -> Reply:
        if isinstance(step, Card):
            return turn.card(step)
        answer = Answer(
            id=heard.id, sender=heard.sender, address=heard.address, at=heard.at, handle=step.handle,
            values=step.values,
        )  # fmt: skip
        reply = await self._answer(turn, answer)
        if reply.errors:
            raise CareError(next(iter(reply.errors.values())))
        # Below what was typed, where they look; a press changes the question that it answered.
        return replace(reply, to=None, replaces=turn.message)

    async def _answer(self, turn: Turn, heard: Answer) -> Reply:
        asked = await dialogue.mine(turn, heard.handle)
        if asked.answered_at is not None:
            raise CareError("That is saved already. See what you have: /mine")
        place = await turn.work.places.by_id(asked.channel)
        turn = replace(
            turn,
            channel=place,
            message=asked.message,
            reader=reader_for(turn.actor, place.platform, turn.people, turn.now),
        )
        reply = await ANSWERS[asked.form](turn, asked, heard)
        if not reply.errors:
            await turn.work.questions.answered(asked.handle, turn.now)
        return replace(reply, to=reply.to or address_of(place))


def _opened(heard: Opened) -> Command:
    """Opening the bot is a command too: its own page, or hello, or a link code."""
    name = "home" if heard.home else "link" if heard.token else "start"
    return Command(
        id=heard.id, sender=heard.sender, address=heard.address, at=heard.at, name=name, text=heard.token
    )
