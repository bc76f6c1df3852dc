"""The parts put together: database, router, delivery, scheduler, and one adapter for each platform that is set."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot import demo
from bot.adapters.web import Web
from bot.board import Board
from bot.cards.words import LANGUAGES, words
from bot.chat.adapter import Adapter, CannotStart, Respond
from bot.chat.incoming import Heard, Platform
from bot.clock import DemoClock, HostClock
from bot.custody import master_key, prove_key
from bot.delivery import LEASE, Delivery
from bot.handlers.help import TOPICS
from bot.heartbeat import Heartbeat
from bot.hooks import Hooks
from bot.model import Thinker, model_of
from bot.router import Router
from bot.scheduler import Scheduler
from bot.settings import Settings
from bot.store.database import Database, IntegrityError, open_database, reach
from bot.store.migrate import migrate
from bot.store.work import open_work

# Each platform's library takes memory and time to start, so it is imported where the platform is set up.
if TYPE_CHECKING:
    from bot.adapters.slack import Slack
    from bot.adapters.telegram import Telegram

log = structlog.get_logger()


@dataclass(kw_only=True)
class App:
    """A bot that is put together, and started and stopped as a whole."""

    settings: Settings
    database: Database
    clock: HostClock | DemoClock
    router: Router
    delivery: Delivery
    scheduler: Scheduler
    thinker: Thinker | None
    heartbeat: Heartbeat
    fresh_key: str | None = None
    adapters: dict[Platform, Adapter]
    ready: bool = False
    _attached: asyncio.Event = field(default_factory=asyncio.Event)

    def http(self) -> Starlette:
        """Everything that is served over HTTP."""
        routes: list[BaseRoute] = [
            Route("/healthz", self._health),
            Route("/healthz/live", self._live),
            Route("/metrics", _metrics),
        ]
        for adapter in self.adapters.values():
            routes.extend(adapter.routes())
        routes.extend(Hooks(self.database, self.clock, self.settings.per_minute, self.router.wake.set).routes())
        if self.settings.board_url:
            routes.extend(Board(self.database, self.clock, self.settings.board_url).routes())
        return Starlette(routes=routes)

    async def start(self) -> None:
        """Bring the tables up to date, listen on every platform, let the clock speak. Raises CannotStart."""
        await reach(self.database)
        await migrate(self.database)
        await prove_key(self.database, self.settings, self.fresh_key)
        await self._attach(Platform.web, demo.TENANT)
        for platform, adapter in self.adapters.items():
            tenant = await adapter.start(self._hear)
            await self._attach(platform, tenant)
            log.info("listening", platform=platform.value)
        self._attached.set()
        if Platform.web in self.adapters:
            await demo.furnish(self.router)
        self.scheduler.start()
        if self.thinker is not None:
            self.thinker.start()
        self.heartbeat.start()
        self.ready = True

    async def stop(self) -> None:
        """Take in nothing more, finish what is in flight, hand back what was only claimed."""
        self.ready = False
        await self.heartbeat.stop()
        await asyncio.gather(*(adapter.stop() for adapter in self.adapters.values()), return_exceptions=True)
        if self.thinker is not None:
            await self.thinker.stop()
        await self.scheduler.stop()
        await self.database.close()
        log.info("stopped")

    async def _hear(self, heard: Heard, respond: Respond) -> None:
        """What comes in while the platforms are still being attached waits for that."""
        await self._attached.wait()
        await self.router.hear(heard, respond)

    async def _attach(self, platform: Platform, tenant: str) -> None:
        """The demo is a workspace of its own; all real platforms share one, so that one person is one member."""
        try:
            await self._known_as(platform, tenant)
        except IntegrityError:
            # Another replica that starts at the same time has just made it.
            await self._known_as(platform, tenant)

    async def _known_as(self, platform: Platform, tenant: str) -> None:
        is_demo = platform is Platform.web
        name, zone = (demo.WORKSPACE, demo.ZONE) if is_demo else (self.settings.workspace, self.settings.zone)
        async with open_work(self.database) as work:
            workspace = await work.members.workspace(name, zone=zone, demo=is_demo)
            await work.members.speak(workspace.id, self.settings.language)
            await work.members.attach(platform, tenant, workspace.id)

    async def _health(self, request: Request) -> Response:
        """Ready: it has started, is not stopping, and the database answers. Then it may be given requests."""
        try:
            async with open_work(self.database) as work:
                await work.notices.counts()
            database = True
        except Exception:
            log.exception("health")
            database = False
        ready = self.ready and database
        live = self._is_live()
        return JSONResponse({"live": live, "ready": ready, "database": database}, 200 if ready else 503)

    async def _live(self, _request: Request) -> Response:
        """Live: the clock is heard, or it is starting or stopping. If not, the process should be restarted."""
        live = self._is_live()
        return JSONResponse({"live": live}, 200 if live else 503)

    def _is_live(self) -> bool:
        return self.scheduler.ticking or not self.ready


def build(settings: Settings, clock: HostClock | DemoClock | None = None, *, lease: timedelta = LEASE) -> App:
    """A bot from its settings; nothing is started, nothing is contacted."""
    master, fresh = master_key(settings)
    database = open_database(settings.database, master)
    real: list[Adapter] = [one for one in (slack_of(settings), telegram_of(settings)) if one is not None]
    # Moving the clock would make real reminders go out early, so only a demo on its own has one that moves.
    clock = clock or (HostClock() if real else DemoClock())
    forms = frozenset((Platform.web, *(adapter.platform for adapter in real if adapter.forms)))
    model = model_of(settings)
    router = Router(
        database, clock, with_forms=forms, thinks=model is not None, per_minute=settings.per_minute,
        board=settings.board_url,
    )  # fmt: skip
    adapters: dict[Platform, Adapter] = {adapter.platform: adapter for adapter in real}
    delivery = Delivery(database, router, adapters, clock, lease=lease)
    scheduler = Scheduler(router, delivery, clock, database)
    if settings.web:
        time = _DemoTime(clock, scheduler, database) if isinstance(clock, DemoClock) and not real else None
        adapters[Platform.web] = Web(
            file=settings.data_dir / "workspace.db",
            people=demo.PEOPLE,
            rooms=demo.ROOMS,
            commands=demo.HINTS,
            time=time,
            name=demo.WORKSPACE,
        )
    if not adapters:
        raise CannotStart("No platform is set. Set STITCH_WEB=1, SLACK_BOT_TOKEN or TELEGRAM_BOT_TOKEN in .env")
    return App(
        settings=settings, database=database, clock=clock, router=router, delivery=delivery, scheduler=scheduler,
        thinker=Thinker(database, router, clock, model) if model else None, adapters=adapters,
        heartbeat=Heartbeat(settings.heartbeat_url, database, scheduler, clock), fresh_key=fresh,
    )  # fmt: skip


class _DemoTime:
    """The demo's clock, as the web workspace moves it: everything that falls due on the way is delivered."""

    def __init__(self, clock: DemoClock, scheduler: Scheduler, database: Database) -> None:
        self._clock = clock
        self._scheduler = scheduler
        self._database = database

    def now(self) -> datetime:
        """Now in the demo."""
        return self._clock.now()

    async def move(self, to: datetime) -> None:
        """Step from one due moment to the next, so that reminders come in their order and at their time."""
        while (due := await self._next_due()) is not None and due <= to:
            self._clock.move(due)
            await self._scheduler.catch_up()
        self._clock.move(to)
        await self._scheduler.catch_up()

    async def next_huddle(self) -> datetime | None:
        """When the next scheduled huddle is posted."""
        async with open_work(self._database) as work:
            return await work.huddles.next_due(self._clock.now())

    async def _next_due(self) -> datetime | None:
        async with open_work(self._database) as work:
            return await work.next_due(self._clock.now())


def slack_of(settings: Settings) -> "Slack | None":
    """The Slack adapter, if its token is set. Over HTTP when there is a signing secret and a public URL."""
    if not settings.slack_bot_token.get_secret_value():
        return None
    from bot.adapters.slack import Slack

    http = bool(settings.public_url and settings.slack_signing_secret.get_secret_value())
    return Slack(
        bot_token=settings.slack_bot_token.get_secret_value(),
        app_token="" if http else settings.slack_app_token.get_secret_value(),
        signing_secret=settings.slack_signing_secret.get_secret_value(),
        api_url=settings.slack_api_url,
    )


def telegram_of(settings: Settings) -> "Telegram | None":
    """The Telegram adapter, if its token is set. By webhook when there is a public URL."""
    if not settings.telegram_bot_token.get_secret_value():
        return None
    from bot.adapters.telegram import Telegram

    return Telegram(
        token=settings.telegram_bot_token.get_secret_value(),
        api_url=settings.telegram_api_url,
        public_url=settings.public_url,
        webhook_secret=settings.telegram_webhook_secret.get_secret_value(),
        members=settings.telegram_members,
        commands={
            language: [(topic.name, words(language)(topic.summary)) for topic in TOPICS] for language in LANGUAGES
        },
    )


async def _metrics(_request: Request) -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
