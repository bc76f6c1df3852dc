"""The optional model: proposes a command for words that the rules are at a loss with. A person decides."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from string import Template
from zoneinfo import ZoneInfo

import httpx
import structlog
from prometheus_client import Counter

from bot.care.members import Member
from bot.care.people import People
from bot.care.protection import spoken_of
from bot.chat.adapter import CannotStart
from bot.language.command import CAPTURES, Proposed, Refused, Source, command_of
from bot.language.leaving import screened
from bot.router import Clock, Router
from bot.settings import Settings, is_loopback
from bot.store.audit import Act
from bot.store.database import Database, OperationalError
from bot.store.thoughts import Thought
from bot.store.work import Work, open_work
from bot.turn import directory_of

log = structlog.get_logger()

PROMPT = Path(__file__).parent.parent / "prompts" / "propose.md"
ANSWERS_WITHIN_S = 2.0
LARGEST = 64_000
"""Bytes of an answer that are read; a longer one is refused."""

EVERY_S = 1.0
BATCH = 4
LEASE = timedelta(seconds=15)
LATEST = timedelta(minutes=2)
"""After this a message is not asked about any more: its writer has gone on."""

KEPT = timedelta(hours=24)

OUTCOMES = Counter("stitch_thoughts_total", "Messages that a model was to be asked about, by outcome", ["outcome"])

_LANGUAGES = {"en": "English", "es": "Spanish"}


class NoProposal(Exception):
    """There is nothing to propose; `outcome` says why in one of our own words."""

    def __init__(self, outcome: str) -> None:
        super().__init__(outcome)
        self.outcome = outcome


class Model:
    """An OpenAI-compatible endpoint. Nothing that it says is believed here; see `command_of`."""

    def __init__(self, url: str, name: str, key: str) -> None:
        self._url = url.rstrip("/")
        self._name = name
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}

    @property
    def host(self) -> str:
        """Who gets what is asked."""
        return httpx.URL(self._url).host

    async def ask(self, instructions: str, message: str) -> str:
        """What the model answers. Raises NoProposal."""
        body = {
            "model": self._name,
            "messages": [{"role": "system", "content": instructions}, {"role": "user", "content": message}],
        }
        try:
            async with asyncio.timeout(ANSWERS_WITHIN_S):
                found = await self._post(body)
        except (TimeoutError, httpx.TimeoutException):
            raise NoProposal("timeout") from None
        except httpx.HTTPError:
            raise NoProposal("unreachable") from None
        try:
            content = json.loads(found)["choices"][0]["message"]["content"]
        except (ValueError, LookupError, TypeError, RecursionError):
            raise NoProposal("invalid") from None
        if not isinstance(content, str):
            raise NoProposal("invalid")
        return content

    async def check(self) -> str:
        """Contact the endpoint and say, for an operator, what is asked there. Raises CannotStart."""
        shown = httpx.URL(self._url).copy_with(userinfo=b"")
        try:
            async with httpx.AsyncClient(timeout=ANSWERS_WITHIN_S, headers=self._headers) as client:
                status = (await client.get(f"{self._url}/models")).status_code
        except httpx.HTTPError as problem:
            raise CannotStart(f"{shown} does not answer ({type(problem).__name__}); look at MODEL_URL") from None
        if status in (401, 403):
            raise CannotStart(f"{shown} refuses us ({status}); look at MODEL_API_KEY")
        if status >= 500:
            raise CannotStart(f"{shown} is out of order ({status})")
        return f"{self._name} at {shown}; screened words of messages that the rules cannot read go there"

    async def _post(self, body: object) -> bytes:
        to = f"{self._url}/chat/completions"
        asking = httpx.AsyncClient(timeout=ANSWERS_WITHIN_S, headers=self._headers)
        async with asking as client, client.stream("POST", to, json=body) as response:
            if response.status_code != 200:
                raise NoProposal("refused")
            found = b""
            async for part in response.aiter_bytes():
                found += part
                if len(found) > LARGEST:
                    raise NoProposal("invalid")
        return found


def model_of(settings: Settings) -> Model | None:
    """The model, if its URL is set. Raises CannotStart when its name is missing."""
    if not settings.model_url:
        return None
    if not settings.model_name:
        raise CannotStart("MODEL_NAME is not set; it is the name by which the endpoint knows the model")
    return Model(settings.model_url, settings.model_name, settings.model_api_key.get_secret_value())


class Thinker:
    """Asks the model about what turns leave behind, and leaves a private question to whoever wrote it."""

    def __init__(self, database: Database, router: Router, clock: Clock, model: Model) -> None:
        self._database = database
        self._router = router
        self._clock = clock
        self._model = model
        self._prompt = Template(PROMPT.read_text(encoding="utf-8"))
        self._stopping = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Look every second whether there is something to think about."""
        self._loop = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Begin nothing new; what the model is being asked is finished."""
        self._stopping.set()
        if self._loop is not None:
            await self._loop

    async def run_once(self) -> int:
        """Think about one batch of messages. Returns how many there were."""
        now = self._clock.now()
        async with open_work(self._database) as work:
            await work.thoughts.forget(now - KEPT)
            claimed = await work.thoughts.claim(now, BATCH, LEASE)
            sources = [await _writer(work, thought, self._model.host) for thought in claimed]
        await asyncio.gather(
            *(self._one(thought, *source) for thought, source in zip(claimed, sources, strict=True))
        )
        return len(claimed)

    async def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                busy = await self.run_once()
            except Exception:
                log.exception("thinking failed")
                busy = 0
            if not busy:
                try:
                    await asyncio.wait_for(self._stopping.wait(), EVERY_S)
                except TimeoutError:
                    continue

    async def _one(self, thought: Thought, member: Member | None, people: People, covered: bool) -> None:
        """One message, from claim to outcome. No transaction is open while the model is asked."""
        proposed, outcome = None, "late"
        try:
            if not covered:
                raise NoProposal("uncovered")
            if member is not None and self._clock.now() - thought.created_at <= LATEST:
                proposed = await self._proposed(thought, member, people)
                outcome = "proposed" if proposed else "nothing"
        except NoProposal as problem:
            outcome = problem.outcome
        except Refused:
            outcome = "invalid"
        except Exception:
            log.exception("thought failed", thought=thought.id)
            outcome = "failed"
        try:
            async with open_work(self._database, thought.workspace) as work:
                kept = await self._keep(work, thought, proposed, outcome)
        except OperationalError:
            # The lease runs out, and the message is asked about once more unless it is late by then.
            log.exception("thought not kept", thought=thought.id)
            return
        if kept:
            OUTCOMES.labels(outcome).inc()
            log.info("thought", thought=thought.id, outcome=outcome)
            self._router.wake.set()

    async def _proposed(self, thought: Thought, member: Member, people: People) -> Proposed | None:
        """What the model proposes, checked. Raises NoProposal, Refused."""
        names = [name for one in people.members.values() for name in (one.name, *people.usernames.get(one.id, ()))]
        leaving = screened(thought.said, names)
        if leaving is None or spoken_of((thought.said,), people.protected):
            raise NoProposal("screened")
        zone = ZoneInfo(member.zone)
        source = Source(
            text=thought.said,
            screened=leaving,
            now=thought.created_at.astimezone(zone),
            zone=zone,
            people=directory_of(people, member.id),
            locale=member.locale,
        )
        proposed = command_of(await self._model.ask(self._instructions(source), leaving.text), source)
        if proposed is not None and thought.draft is not None and proposed.name not in CAPTURES:
            raise Refused("a list settles no draft")
        return proposed

    def _instructions(self, source: Source) -> str:
        return self._prompt.substitute(
            now=f"{source.now:%A %Y-%m-%d %H:%M}",
            zone=source.zone.key,
            language=_LANGUAGES.get(source.locale, "English"),
        )

    async def _keep(self, work: Work, thought: Thought, proposed: Proposed | None, outcome: str) -> bool:
        """Write how it went; a proposal and the notice of it together."""
        if outcome not in ("late", "screened", "uncovered"):
            work.audit.note(
                Act.model, f"thought:{thought.id}", workspace=thought.workspace, actor=thought.member,
                detail=outcome, at=self._clock.now(),
            )  # fmt: skip
        if proposed is None:
            return await work.thoughts.dismiss(thought, outcome)
        if not await work.thoughts.propose(thought, proposed.name, proposed.text):
            return False
        await work.notices.add(
            thought.workspace, "proposal", f"thought:{thought.id}", key=f"thought:{thought.id}", to=thought.member,
            due_at=self._clock.now(),
        )  # fmt: skip
        return True


async def _writer(work: Work, thought: Thought, host: str) -> tuple[Member | None, People, bool]:
    """Who wrote it, if they are still here; everybody whom they may have meant; and whether there is an agreement
    with whom the model belongs to, if it is not on this machine."""
    people = await work.people(thought.workspace)
    member = people.member(thought.member)
    covered = is_loopback(host) or await work.agreements.covers(thought.workspace, host)
    return (member if member is not None and member.active else None), people, covered
