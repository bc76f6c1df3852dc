"""Hooks over HTTP: another system says that something has come, in a request that it has signed.

The signature is that of Standard Webhooks (standardwebhooks.com): HMAC-SHA-256 over id, timestamp and
body. Who has no secret reads the same refusal, whatever there is; who has one reads numbers and no more.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import re
from collections import deque
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot import aliasing, hearing
from bot.bodies import body_of
from bot.care.hooks import Effect, Event, Hook
from bot.care.people import People
from bot.clock import DemoClock, HostClock
from bot.store.audit import Speaker
from bot.store.database import Database, IntegrityError, OperationalError
from bot.store.hooks import PLATFORM, secret_of
from bot.store.rows import Stale
from bot.store.work import Work, open_work

log = structlog.get_logger()

PATH = "/hooks/heard/{hook}"
MAX_BYTES = 4096
LONGEST = 200
TOLERANCE = timedelta(minutes=5)
TRIES = 5
STRANGERS = 60
"""So many addresses that are none are looked up in a minute, in each replica."""

_HANDLE = re.compile(r"[\w-]{22}", re.ASCII)
_ID = re.compile(r"[!-~]{1,120}", re.ASCII)
_STAMP = re.compile(r"\d{1,11}", re.ASCII)
_ALIAS = re.compile(r"!?([A-Za-z]{1,3}-\d{1,6})", re.ASCII)
_LIKE = '{"patient": "K-17", "heard": "MRI"}'


class Refused(Exception):
    """Why an event is not taken, ready to be read."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


class Hooks:
    """The address of each hook. `per_minute` is what one member may send; a system may send ten times that."""

    def __init__(
        self, database: Database, clock: HostClock | DemoClock, per_minute: int, wake: Callable[[], None]
    ) -> None:
        self._database = database
        self._clock = clock
        self._per_minute = 10 * per_minute
        self._wake = wake
        self._known: dict[str, tuple[Hook, bytes]] = {}
        self._strangers: deque[datetime] = deque(maxlen=STRANGERS)

    def routes(self) -> list[BaseRoute]:
        """All that is served."""
        return [Route(PATH, self._heard, methods=["POST"])]

    async def _heard(self, request: Request) -> Response:
        try:
            hook, event = await self._read(request)
            effect = await self._done(hook, event)
        except Refused as refused:
            again = {"Retry-After": "60"} if refused.status in (429, 503) else None
            return JSONResponse({"error": refused.why}, refused.status, headers=again)
        except Exception:
            # Not stored: whoever sent it sends it again.
            log.exception("hook failed")
            return JSONResponse({"error": "Please send it again"}, 503, headers={"Retry-After": "60"})
        self._wake()
        log.info("hook heard", hook=hook.id, ended=effect.ended, asked=effect.asked, told=effect.told)
        return JSONResponse(asdict(effect))

    async def _read(self, request: Request) -> tuple[Hook, Event]:
        """Who says what. Raises Refused; what is not signed is not read."""
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise Refused(415, "The content type must be application/json")
        body = await body_of(request, MAX_BYTES)
        if body is None:
            raise Refused(413, f"The body is larger than {MAX_BYTES} bytes")
        headers = request.headers
        id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        given = headers.get("webhook-signature", "")
        found = await self._at(request.path_params["hook"]) if _ID.fullmatch(id) and given.isascii() else None
        if found is None or not _signed(found[1], id, stamp, body, given):
            raise Refused(401, "It is not signed with a secret that is known here")
        if abs(datetime.now(UTC).timestamp() - int(stamp)) > TOLERANCE.total_seconds():
            raise Refused(
                401, "It was signed more than five minutes ago or ahead. Set the clock, or sign it again"
            )
        return found[0], _event(id, body, self._clock.now())

    async def _at(self, handle: str) -> tuple[Hook, bytes] | None:
        """The hook at an address, and its secret. One that is revoked meanwhile is told when its event is done."""
        if handle in self._known or not _HANDLE.fullmatch(handle):
            return self._known.get(handle)
        now = self._clock.now()
        if len(self._strangers) == STRANGERS and self._strangers[0] > now - timedelta(minutes=1):
            raise Refused(429, "Too many addresses that are none. Please try again in a minute")
        async with open_work(self._database) as work:
            hook = await work.hooks.live(handle)
            if hook is not None:
                self._known[handle] = hook, secret_of(hook)
        if hook is None:
            self._strangers.append(now)
        return self._known.get(handle)

    async def _done(self, hook: Hook, event: Event) -> Effect:
        for attempt in range(TRIES):
            try:
                async with open_work(self._database, hook.workspace) as work:
                    return await self._once(work, hook, event)
            except (Stale, OperationalError, IntegrityError) as problem:
                log.info("hook again", hook=hook.id, problem=type(problem).__name__)
                await asyncio.sleep(0.02 * 2**attempt)
        raise Refused(503, "Please send it again")

    async def _once(self, work: Work, hook: Hook, event: Event) -> Effect:
        now = self._clock.now()
        if await work.hooks.live(hook.handle) is None:
            self._known.pop(hook.handle, None)
            raise Refused(401, "It is not signed with a secret that is known here")
        work.audit.speaker = Speaker(workspace=hook.workspace, actor=hook.member, platform=PLATFORM, at=now)
        if not await work.hooks.record(hook, event, now):
            return Effect(repeated=True)
        if self._per_minute and await work.hooks.lately(hook, now) > self._per_minute:
            raise Refused(429, "That is more than is taken in at once. Please send it again in a minute")
        people = await work.people(hook.workspace)
        if await aliasing.names_somebody(work, people, hook.workspace, event.words, now.year):
            raise Refused(
                422, '"heard" seems to name somebody, and nothing was kept. Send what has come and no more: "MRI"'
            )
        return await _take(work, hook, event, people, now)


async def _take(work: Work, hook: Hook, event: Event, people: People, now: datetime) -> Effect:
    """As `/heard K-17 MRI`; where a person would be asked, whoever watches it is."""
    by = people.members[hook.member]
    watched = await work.contingencies.awaited(hook.workspace, event.patient)
    watched = [one for one in watched if event.at is None or one.created_at <= event.at]
    meant, bears = hearing.meant_by(event.words, watched)
    await hearing.ask(work, bears, hearing.heard_by(by, now), by, now)
    ended, asked = 0, len(bears)
    if len(meant) == 1:
        await hearing.came(work, meant[0], await hearing.item_of(work, meant[0]), by, event.words, now)
        ended = 1
    elif meant:
        asked += await hearing.ask_which(work, meant, by, now)
    waiting = await hearing.waiting_for(work, hook.workspace, event.patient, event.words)
    return Effect(ended=ended, asked=asked, told=await hearing.tell_waiting(work, waiting, by, now))


def _signed(secret: bytes, id: str, stamp: str, body: bytes, given: str) -> bool:
    if not _STAMP.fullmatch(stamp):
        return False
    mac = hmac.new(secret, f"{id}.{stamp}.".encode() + body, hashlib.sha256).digest()
    wanted = b"v1," + base64.b64encode(mac)
    return any(hmac.compare_digest(one.encode(), wanted) for one in given.split(" ")[:10])


def _event(id: str, body: bytes, now: datetime) -> Event:
    """What a body says. Raises Refused."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise Refused(400, f"The body must be JSON such as {_LIKE}")
    patient, words, at = said.get("patient"), said.get("heard"), said.get("at")
    alias = _ALIAS.fullmatch(patient) if isinstance(patient, str) else None
    if alias is None:
        raise Refused(422, '"patient" must be an alias such as "K-17", never a name or a record number')
    if not isinstance(words, str) or not words.isprintable() or not 0 < len(words.strip()) <= LONGEST:
        raise Refused(422, f'"heard" must be a few words such as "MRI", {LONGEST} characters at most')
    return Event(id=id, patient=alias[1].upper(), words=words.strip(), at=_moment(at, now))


def _moment(given: object, now: datetime) -> datetime | None:
    if given is None:
        return None
    try:
        at = datetime.fromisoformat(given) if isinstance(given, str) else None
        if at is not None and at.tzinfo is not None and at.astimezone(UTC) <= now + TOLERANCE:
            return at.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise Refused(422, '"at" must be a moment that has passed, with its zone, such as "2026-11-23T13:40:00-06:00"')
