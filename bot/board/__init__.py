"""The board: what is mine in a browser, to be read only, after signing in by a link that the bot sent.

A link is spent by a press and not by opening it, so that a preview of it spends nothing. The session is a secret
in a cookie; whose it is and whether they may still see anything is asked at every page. No page has a script.
"""

import hashlib
import hmac
import re
from collections import OrderedDict, deque
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import structlog
from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.cards import board as cards
from bot.cards.words import Words, words
from bot.care.members import Member, language_of
from bot.care.tasks import worst_first
from bot.clock import DemoClock, HostClock
from bot.store.audit import Act, Speaker
from bot.store.database import Database
from bot.store.sessions import IDLE, WHOLE, Session
from bot.store.work import Work, open_work
from bot.turn import reader_for

LARGEST_FORM = 2048
WRONG_LINKS = 30
"""So many links that are none may come from one address in a minute, in each replica."""

_HERE = Path(__file__).parent
_SECRET = re.compile(r"[\w-]{43}", re.ASCII)
_MINUTE = timedelta(minutes=1)
_PORTS = {"https": ":443", "http": ":80"}
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}

log = structlog.get_logger()


class Board:
    """The pages under `/board`. `address` is where they are reached: https, or http on this machine."""

    def __init__(self, database: Database, clock: HostClock | DemoClock, address: str) -> None:
        self._database = database
        self._clock = clock
        parts = urlsplit(address)
        self._origin = f"{parts.scheme}://{parts.netloc.lower().removesuffix(_PORTS[parts.scheme])}"
        self._here = f"{parts.path}/board"
        self._secure = parts.scheme == "https"
        self._cookie = "__Host-stitch" if self._secure else "stitch"
        self._wrong = _Wrong()
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"), autoescape=select_autoescape(default=True)
        )
        self._templates.globals["here"] = self._here

    def routes(self) -> list[BaseRoute]:
        """All that is served."""
        return [
            Route("/board", self._page),
            Route("/board/in", self._link),
            Route("/board/in", self._sign_in, methods=["POST"]),
            Route("/board/out", self._sign_out, methods=["POST"]),
            Route("/board/away", self._away),
            Route("/board/style.css", self._style),
        ]

    async def _link(self, request: Request) -> Response:
        """The link was opened: nothing is looked up yet."""
        say, token = _say(request), request.query_params.get("t", "")
        if not _SECRET.fullmatch(token):
            return self._sentence(cards.over(say), say, 403)
        return self._sentence(cards.sign_in(say), say, token=token)

    async def _sign_in(self, request: Request) -> Response:
        say, now = _say(request), self._clock.now()
        whence = request.client.host if request.client else ""
        if not self._from_here(request):
            return self._sentence(cards.refused(say), say, 403)
        if self._wrong.too_often(whence, now):
            answer = self._sentence(cards.too_often(say), say, 429)
            answer.headers["Retry-After"] = "60"
            return answer
        token, secret = (await _form(request)).get("t", ""), None
        if _SECRET.fullmatch(token):
            async with open_work(self._database) as work:
                secret = await work.sessions.begin(token, now)
                if secret and (before := self._secret(request)):
                    await work.sessions.end(before, now)
        if secret is None:
            self._wrong.count(whence, now)
            log.info("board link refused")
            return self._sentence(cards.over(say), say, 403)
        there = RedirectResponse(self._here, 303, _HEADERS)
        self._set_cookie(there, secret, int(WHOLE.total_seconds()))
        return there

    async def _page(self, request: Request) -> Response:
        say, now = _say(request), self._clock.now()
        secret = self._secret(request)
        session = None
        if secret:
            async with open_work(self._database) as work:
                session = await work.sessions.use(secret, now)
        if secret is None or session is None:
            return self._left(cards.signed_out(say), say)
        async with open_work(self._database, session.workspace) as work:
            work.audit.speaker = Speaker(
                workspace=session.workspace, actor=session.member, platform="board", channel=None, at=now
            )
            member = await work.members.by_id(session.member)
            if member is None or not await _still_in(work, member, session):
                work.audit.note(Act.denial, f"member:{session.member}", detail="ended")
                await work.sessions.end(secret, now)
                say = words(member.locale) if member else say
                return self._left(cards.ended(say), say)
            shown = await _drawn(work, member, session, now)
        away = int(IDLE.total_seconds())
        return self._html("board.html", member.locale, page=shown, csrf=_csrf(secret), away=away)

    async def _sign_out(self, request: Request) -> Response:
        say, secret = _say(request), self._secret(request)
        given = (await _form(request)).get("csrf", "")
        ours = secret is not None and hmac.compare_digest(_csrf(secret).encode(), given.encode())
        if secret is None or not ours or not self._from_here(request):
            return self._sentence(cards.refused(say), say, 403)
        async with open_work(self._database) as work:
            await work.sessions.end(secret, self._clock.now())
        return self._left(cards.signed_out(say), say, 200)

    async def _away(self, request: Request) -> Response:
        """What an open page turns into after a while, so that nobody who passes by reads it."""
        say = _say(request)
        return self._sentence(cards.put_away(say), say)

    async def _style(self, request: Request) -> Response:
        return Response((_HERE / "style.css").read_text(), media_type="text/css", headers=_HEADERS)

    def _from_here(self, request: Request) -> bool:
        """Whether one of our own pages sent it. As these give no referrer, browsers call their origin null."""
        site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
        if site is not None:
            return site == "same-origin" and origin in (None, "null", self._origin)
        return origin == self._origin

    def _secret(self, request: Request) -> str | None:
        given = request.cookies.get(self._cookie, "")
        return given if _SECRET.fullmatch(given) else None

    def _set_cookie(self, answer: Response, secret: str, seconds: int) -> None:
        answer.set_cookie(
            self._cookie, secret, max_age=seconds, path="/", secure=self._secure, httponly=True, samesite="strict"
        )

    def _left(self, sentence: cards.Sentence, say: Words, status: int = 403) -> Response:
        """Nobody is signed in here any more."""
        answer = self._sentence(sentence, say, status)
        self._set_cookie(answer, "", 0)
        return answer

    def _sentence(self, sentence: cards.Sentence, say: Words, status: int = 200, *, token: str = "") -> Response:
        return self._html("sentence.html", say.language, status, page=sentence, token=token)

    def _html(self, template: str, language: str, status: int = 200, **given: object) -> Response:
        text = self._templates.get_template(template).render(language=language, **given)
        return HTMLResponse(text, status, _HEADERS)


class _Wrong:
    """When each address brought links that are none, as far back as a minute. A full memory forgets the oldest."""

    MOST = 1000

    def __init__(self) -> None:
        self._at: OrderedDict[str, deque[datetime]] = OrderedDict()

    def count(self, whence: str, now: datetime) -> None:
        self._at.setdefault(whence, deque(maxlen=WRONG_LINKS)).append(now)
        self._at.move_to_end(whence)
        if len(self._at) > self.MOST:
            self._at.popitem(last=False)

    def too_often(self, whence: str, now: datetime) -> bool:
        found = self._at.get(whence)
        return found is not None and len(found) == WRONG_LINKS and found[0] > now - _MINUTE


async def _still_in(work: Work, member: Member, session: Session) -> bool:
    """Whether they are still active, and where they asked for the link too."""
    known = await work.members.identities_of(member.id)
    return member.active and any(one.platform == session.platform for one in known)


async def _drawn(work: Work, member: Member, session: Session, now: datetime) -> cards.Page:
    """What a direct message to them would show on the platform where they asked for the link."""
    people = await work.people(session.workspace)
    tasks = await work.tasks.open_of(session.workspace, member.id)
    teams = [team.id for team in people.teams_of(member.id)]
    offered = await work.handoffs.waiting_for(session.workspace, member.id, teams)
    to_me = [one for one in offered if member.id not in one.refused]
    reader = reader_for(member, session.platform, people, now)
    page = cards.page(sorted(tasks, key=worst_first), to_me, reader)
    work.audit.note(Act.view, f"member:{member.id}", detail="board")
    for about, patient in sorted(reader.shown, key=str):
        work.audit.note(Act.view, about, patient=patient, detail="board")
    return page


async def _form(request: Request) -> dict[str, str]:
    """What a small form holds, each name once; nothing of a large one."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_FORM:
            return {}
    return {name: several[0] for name, several in parse_qs(body.decode("latin-1")).items()}


def _csrf(secret: str) -> str:
    return hashlib.sha256(f"csrf:{secret}".encode()).hexdigest()


def _say(request: Request) -> Words:
    """The language of the browser, as long as we do not know who it is."""
    return words(language_of(request.headers.get("accept-language")))
