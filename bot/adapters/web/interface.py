"""The JSON interface and the page as HTTP routes; docs/web-workspace.md describes them for script writers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, TypedDict, TypeVar

from jinja2 import Environment, FileSystemLoader, select_autoescape
from pydantic import BaseModel, BeforeValidator, Field, ValidationError
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.adapters.web.archive import Stored
from bot.adapters.web.chat import Chat, Turn
from bot.adapters.web.clock import ShownClock
from bot.adapters.web.draw import DrawnMessage, draw
from bot.adapters.web.guard import Guard
from bot.adapters.web.refusal import Refused
from bot.adapters.web.workspace import DM, Persona

_HERE = Path(__file__).parent
_PAGE_LENGTH = 200


class ShownPerson(TypedDict):
    key: str
    name: str
    role: str
    zone: str
    locale: str


class ShownRoom(TypedDict):
    key: str
    name: str
    topic: str
    unread: int


class ShownHint(TypedDict):
    name: str
    usage: str
    description: str


class ShownState(TypedDict):
    name: str
    people: list[ShownPerson]
    rooms: list[ShownRoom]
    commands: list[ShownHint]
    clock: ShownClock
    seq: int


class Interface:
    """Requests in, JSON out; what happens in between is `Chat`'s."""

    def __init__(self, chat: Chat, name: str, hosts: Sequence[str]) -> None:
        self._chat = chat
        self._name = name
        self._hosts = hosts
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"), autoescape=select_autoescape(default=True)
        )

    def routes(self) -> list[BaseRoute]:
        """The page at `/`, everything else under `/workspace`."""
        guard = [Middleware(Guard, hosts=self._hosts)]
        inner = [
            Route("/say", self._say, methods=["POST"]),
            Route("/press", self._press, methods=["POST"]),
            Route("/answer", self._answer, methods=["POST"]),
            Route("/dismiss", self._dismiss, methods=["POST"]),
            Route("/read", self._read, methods=["POST"]),
            Route("/clock", self._clock, methods=["POST"]),
            Route("/messages", self._messages),
            Route("/state", self._state),
            Route("/stream", self._stream),
            Mount("/static", _Revalidated(directory=_HERE / "static")),
        ]
        return [
            Route("/", self._page, middleware=guard),
            Mount("/workspace", routes=inner, middleware=guard),
        ]

    async def _page(self, request: Request) -> Response:
        workspace = self._chat.workspace
        page = self._templates.get_template("page.html")
        return HTMLResponse(page.render(name=self._name, people=workspace.people, rooms=workspace.rooms))

    async def _say(self, request: Request) -> Response:
        said = _read(Say, await request.body())
        person = self._person(said.who)
        turn = await self._chat.say(person, said.channel, said.text, said.thread, said.id)
        return self._turn(turn, person)

    async def _press(self, request: Request) -> Response:
        pressed = _read(Pressed, await request.body())
        person = self._person(pressed.who)
        turn = await self._chat.press(person, pressed.message, pressed.button, pressed.line, pressed.id)
        return self._turn(turn, person)

    async def _answer(self, request: Request) -> Response:
        answered = _read(Answered, await request.body())
        person = self._person(answered.who)
        turn = await self._chat.answer(person, answered.question, answered.values, answered.id)
        return self._turn(turn, person)

    async def _dismiss(self, request: Request) -> Response:
        dismissed = _read(OneMessage, await request.body())
        await self._chat.dismiss(self._person(dismissed.who), dismissed.message)
        return JSONResponse({})

    async def _read(self, request: Request) -> Response:
        read = _read(OneMessage, await request.body())
        person = self._person(read.who)
        message = await self._chat.visible(person, read.message)
        await self._chat.archive.mark_read(person.key, message.channel, message.id)
        return JSONResponse({})

    async def _clock(self, request: Request) -> Response:
        moved = _read(Moved, await request.body())
        people = self._chat.workspace.people
        person = people[0] if moved.who is None else self._person(moved.who)
        await self._chat.clock.move(person, moved.advance, moved.to)
        self._chat.live.announce(clock=True)
        return JSONResponse(await self._chat.clock.shown(person))

    async def _messages(self, request: Request) -> Response:
        person = self._person(request.query_params.get("as"))
        channel = self._chat.workspace.stored_channel(person, request.query_params.get("channel", DM))
        if channel is None:
            raise Refused(404, "There is no such channel here.")
        before = _number(request, "before")
        stored = await self._chat.archive.page(
            channel, person.key, after=_number(request, "after"), before=before or None, limit=_PAGE_LENGTH
        )
        return JSONResponse({"messages": self._drawn(stored, person), "more": len(stored) == _PAGE_LENGTH})

    async def _state(self, request: Request) -> Response:
        chat, workspace = self._chat, self._chat.workspace
        who = request.query_params.get("as")
        person = workspace.people[0] if who is None else self._person(who)
        unread = {} if who is None else await chat.archive.unread(person.key, workspace.channels(person))
        rooms = [
            *((room.key, room.name or room.key, room.topic, room.key) for room in workspace.rooms),
            (DM, "Stitch", "", f"@{person.key}"),
        ]
        state: ShownState = {
            "name": self._name,
            "people": [
                {"key": one.key, "name": one.name, "role": one.role, "zone": one.zone, "locale": one.locale}
                for one in workspace.people
            ],
            "rooms": [
                {"key": key, "name": name, "topic": topic, "unread": unread.get(stored, 0)}
                for key, name, topic, stored in rooms
            ],
            "commands": [
                {"name": hint.name, "usage": hint.usage, "description": hint.description}
                for hint in workspace.commands
            ],
            "clock": await chat.clock.shown(person),
            "seq": await chat.archive.last_seq(),
        }
        return JSONResponse(state)

    async def _stream(self, request: Request) -> Response:
        chat = self._chat
        person = self._person(request.query_params.get("as"))
        seen = request.headers.get("last-event-id", "")
        if seen.isascii() and seen.isdigit() and len(seen) < 18:
            after = int(seen)
        elif "after" in request.query_params:
            after = _number(request, "after")
        else:
            after = await chat.archive.last_seq()
        return StreamingResponse(
            chat.live.stream(chat.archive, chat.workspace, chat.clock, person, after),
            media_type="text/event-stream",
            headers={"X-Accel-Buffering": "no"},
        )

    def _person(self, key: str | None) -> Persona:
        person = None if key is None else self._chat.workspace.person(key)
        if person is None:
            known = ", ".join(person.key for person in self._chat.workspace.people)
            raise Refused(404 if key else 422, f'Say who you are with "as": one of {known}.')
        return person

    def _turn(self, turn: Turn, person: Persona) -> Response:
        said = None if turn.said is None else draw(turn.said, person, self._chat.workspace)
        return JSONResponse({"said": said, "messages": self._drawn(turn.answers, person)})

    def _drawn(self, stored: Sequence[Stored], person: Persona) -> list[DrawnMessage]:
        """What of these the person sees: an answer may go to a place that they do not."""
        channels = self._chat.workspace.channels(person)
        return [
            draw(message, person, self._chat.workspace)
            for message in stored
            if message.channel in channels and message.seen_by in (None, person.key) and not message.gone
        ]


def _as_text(value: object) -> object:
    """Ids are text; a script that counts them may send a number."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Id = Annotated[str, BeforeValidator(_as_text), Field(max_length=200)]


class _Body(BaseModel):
    who: str = Field(alias="as", max_length=80)
    id: Id | None = None


class Say(_Body):
    """Words in a channel; `thread` is the message they reply to."""

    channel: str = Field(max_length=80)
    text: str
    thread: Id | None = None


class Pressed(_Body):
    """A button of a message, or of one of its lines."""

    message: Id
    button: str
    line: int | None = None


class Answered(_Body):
    """A filled-in form by its handle."""

    question: str
    values: dict[str, str | list[str]]


class OneMessage(_Body):
    """A message that was cleared away, or read up to."""

    message: Id


class Moved(BaseModel):
    """How far the clock goes."""

    who: str | None = Field(default=None, alias="as", max_length=80)
    advance: timedelta | None = None
    to: datetime | None = None


Body = TypeVar("Body", bound=BaseModel)


def _read(kind: type[Body], body: bytes) -> Body:
    """The request's body. Raises Refused with what is wrong, in words that hold nothing of the body."""
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"][:2])
        if first["type"] == "json_invalid" or not where:
            raise Refused(400, "The request is not valid JSON.") from None
        raise Refused(422, f'"{where}": {first["msg"]}.') from None


def _number(request: Request, name: str) -> int:
    """A number from the query; 0 when it is missing."""
    text = request.query_params.get(name, "")
    if text and not (text.isascii() and text.isdigit() and len(text) < 18):
        raise Refused(422, f'"{name}" is the id of a message, such as 17.')
    return int(text or 0)


class _Revalidated(StaticFiles):
    """Files that the browser keeps but asks about each time, so that an update is seen at once."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "no-cache"
        return response
