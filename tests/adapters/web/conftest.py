"""A workspace that is really served over HTTP, with the small bot of these tests behind it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from bot.adapters.web import Hint, Persona, Room, Web
from tests.adapters.web.demo_bot import DemoBot

PEOPLE = (
    Persona(key="nina", name="Nina Alvarez", role="Nurse"),
    Persona(key="omar", name="Omar Haddad", role="Social worker", zone="America/New_York"),
    Persona(key="lea", name="Lea Brandt", role="Physician"),
    Persona(key="sam", name="Sam Okafor", role="Pharmacist"),
)
ROOMS = (
    Room(key="care-team", name="care-team", topic="Medical ward 3B"),
    Room(key="discharge-planning", name="discharge-planning", topic="Who goes home, and what they need"),
)
COMMANDS = (
    Hint(name="followup", usage="call K-17's daughter by 9am, urgent", description="Keep an open loop"),
    Hint(name="handoff", usage="@lea", description="Hand over items or patients"),
    Hint(name="huddle", usage="7:30 weekdays", description="Post the huddle, or say when"),
    Hint(name="help", usage="followup", description="Examples for every command"),
)


@dataclass
class DemoTime:
    """A clock for the demo, with a huddle each morning at 07:30 in Chicago."""

    at: datetime = datetime(2026, 11, 23, 14, 12, tzinfo=UTC)
    moved: list[datetime] = field(default_factory=list)

    def now(self) -> datetime:
        self.at += timedelta(milliseconds=1)
        return self.at

    async def move(self, to: datetime) -> None:
        self.moved.append(to)
        self.at = to

    async def next_huddle(self) -> datetime | None:
        return datetime(2026, 11, 24, 13, 30, tzinfo=UTC)


@dataclass
class Served:
    """A served workspace, and a browser-less client of it."""

    web: Web
    bot: DemoBot
    time: DemoTime
    url: str
    http: httpx.AsyncClient

    async def post(self, what: str, **body: Any) -> httpx.Response:
        if "who" in body:
            body["as"] = body.pop("who")
        return await self.http.post(f"/workspace/{what}", json=body)

    async def say(self, who: str, channel: str, text: str, **more: Any) -> dict[str, Any]:
        response = await self.post("say", who=who, channel=channel, text=text, **more)
        assert response.status_code == 200, response.text
        return response.json()

    async def messages(self, who: str, channel: str, after: str = "") -> list[dict[str, Any]]:
        response = await self.http.get(
            "/workspace/messages", params={"as": who, "channel": channel, "after": after}
        )
        assert response.status_code == 200, response.text
        return response.json()["messages"]


Serve = Callable[..., Any]


@pytest.fixture
def serve(tmp_path: Path) -> Serve:
    """Serves a workspace for as long as the block lasts; again with the same file after it."""

    @asynccontextmanager
    async def serve(bot: DemoBot | None = None, **settings: Any) -> AsyncIterator[Served]:
        bot = bot or DemoBot()
        time = DemoTime()
        settings.setdefault("time", time)
        settings.setdefault("retries", (0.02, 0.02, 0.02))
        web = Web(
            file=tmp_path / "workspace.db",
            people=PEOPLE,
            rooms=ROOMS,
            commands=COMMANDS,
            name="Riverside care team",
            **settings,
        )
        server = uvicorn.Server(
            uvicorn.Config(
                Starlette(routes=web.routes()), port=0, log_level="warning", lifespan="off", log_config=None
            )
        )
        await web.start(bot.hear)
        serving = asyncio.create_task(server.serve())
        await until(lambda: server.started)
        url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        try:
            async with httpx.AsyncClient(base_url=url) as http:
                yield Served(web, bot, time, url, http)
        finally:
            await web.stop()
            server.should_exit = True
            await serving

    return serve


@pytest.fixture
async def chat(serve: Serve) -> AsyncIterator[Served]:
    """A workspace in which nothing was said yet."""
    async with serve() as served:
        yield served


async def until(true: Callable[[], bool | Awaitable[bool]], seconds: float = 5) -> None:
    """Wait for something that happens soon."""
    async with asyncio.timeout(seconds):
        while True:
            found = true()
            if await found if isinstance(found, Awaitable) else found:
                return
            await asyncio.sleep(0.01)
