"""A fuzz of the webhooks: what Slack, Telegram and another system bring, changed at random, much of it signed.

python -m tests.edge.fuzz --requests 100000 --seed 1

Nothing may come back that says "our fault" (5xx), take longer than Slack waits, or leave a word of a body in the
log.
"""

import argparse
import asyncio
import contextlib
import copy
import hashlib
import hmac
import json
import logging
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx
import structlog
from pydantic import SecretStr

from bot.care.members import Member, MemberId
from bot.logs import set_up_logs
from bot.store.hooks import secret_of
from bot.store.work import open_work
from tests.conversations.signing import signed
from tests.e2e.whole import Whole, free_port, running
from tests.standins.slack import SlackStandin, text_of
from tests.standins.slack_delivery import _body
from tests.standins.telegram import TOKEN, TelegramStandin

SLACK, TELEGRAM, HOOK = "/slack/events", "/telegram/webhook", "/hooks/heard"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
CANARY = "okapiforest"
SECRET, OTHER = "signing-secret", "webhook-secret"
A_ROUND = 4000
"""After so many there is a new bot with an empty database: it shall not get slower by what it has to keep."""

AT_A_TIME = 6
SLOW_S = 3.0
JUNK: tuple[Any, ...] = (
    None, True, False, 0, -1, 1 << 63, 1e308, "", " ", "0", "\x00", "\ud83d", "<!channel>", "../../etc/passwd",
    "' OR 1=1 --", "٣", "\u202e", "🙂" * 50, "x" * 5000, [], {}, [[]], [None], {"": None}, [{"type": []}], "T1",
    "U1", "C1", "payload", "-" * 300, "{", "%00", "view_submission", "block_actions", "message", "9" * 400,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request to a webhook."""

    path: str
    body: bytes
    kind: str
    headers: tuple[tuple[bytes, bytes], ...] = ()


@dataclass
class Seen:
    """What came of all of them."""

    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0
    seconds: float = 0.0
    log_lines: int = 0
    cut_off: int = 0
    """Connections that were gone before the answer; what they brought was brought again."""

    @property
    def requests(self) -> int:
        return sum(self.statuses.values())

    def __str__(self) -> str:
        found = ", ".join(f"{path} {status}: {count}" for (path, status), count in sorted(self.statuses.items()))
        pace = (
            f"{self.requests} requests in {self.seconds:.0f} s, {60 * self.requests / self.seconds:.0f} a minute"
        )
        return (
            f"{pace}, slowest {1000 * self.slowest:.0f} ms, {self.log_lines} lines of log. {found}. "
            f"Cut off: {self.cut_off}. Faults: {len(self.faults)}"
        )


class Fuzz:
    """Changes valid requests at random, in the same way for the same seed. `secret` is the system's."""

    def __init__(self, seed: int, valid: list[Request], secret: bytes) -> None:
        self._random = random.Random(seed)
        self._valid = valid
        self._secret = secret

    def next(self) -> Request:
        """The next request: its content changed once or several times, or its bytes, or its headers."""
        chance, one = self._random.random, self._random.choice(self._valid)
        body, kind = one.body, one.kind
        if chance() < 0.8:
            body = self._changed(body, kind)
        if chance() < 0.1:
            body = self._bytes(body)
        if chance() < 0.05:
            kind = self._random.choice(
                ("", "text/plain", "application/xml", JSON, FORM, f"{JSON}; charset=x", "🙂")
            )
        return Request(one.path, body, kind, tuple(self._headers(one.path, body)))

    def _changed(self, body: bytes, kind: str) -> bytes:
        if kind == JSON:
            return _dumped(self._tree(json.loads(body)))
        fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
        if "payload" in fields and self._random.random() < 0.9:
            fields["payload"] = _dumped(self._tree(json.loads(fields["payload"]))).decode()
        else:
            changed = self._tree(fields)
            fields = (
                {str(name): str(value) for name, value in changed.items()} if isinstance(changed, dict) else {}
            )
        return urlencode(fields, errors="replace").encode()

    def _tree(self, given: Any) -> Any:
        """A few of its values are other ones, or gone, or stand elsewhere too. Its ids are new, or it would be
        known already."""
        tree = _with_new_ids(copy.deepcopy(given), self._random)
        for _ in range(self._random.choice((0, 1, 1, 1, 2, 3, 8))):
            places = list(_places(tree))
            if not places:
                break
            holder, key = self._random.choice(places)
            match self._random.randrange(6):
                case 0 | 1 | 2:
                    holder[key] = copy.deepcopy(self._random.choice(JUNK))
                case 3:
                    del holder[key]
                case 4:
                    other, there = self._random.choice(places)
                    with contextlib.suppress(LookupError, TypeError):
                        holder[key] = copy.deepcopy(other[there])
                case _:
                    holder[key] = self._typed(holder[key])
        return tree if self._random.random() < 0.99 else self._random.choice(JUNK)

    def _typed(self, value: Any) -> Any:
        """A text as somebody might have typed it."""
        if not isinstance(value, str):
            return {"value": value}
        pieces = [value, CANARY, "K-17", "tomorrow 9am", "@omar", *(one for one in JUNK if isinstance(one, str))]
        return self._random.choice(" :\n").join(self._random.choices(pieces, k=self._random.randrange(1, 6)))

    def _bytes(self, body: bytes) -> bytes:
        if not body:
            return b"\x00"
        at = self._random.randrange(len(body))
        match self._random.randrange(4):
            case 0:
                return body[:at]
            case 1:
                return body[:at] + bytes([self._random.randrange(256)]) + body[at + 1 :]
            case 2:
                return body[:at] + self._random.randbytes(8) + body[at:]
            case _:
                return body * 2

    def _headers(self, path: str, body: bytes) -> list[tuple[bytes, bytes]]:
        wrong = self._random.random() < 0.15
        if path == TELEGRAM:
            return [
                (
                    b"x-telegram-bot-api-secret-token",
                    self._random.randbytes(9).hex().encode() if wrong else OTHER.encode(),
                )
            ]
        if path.startswith(HOOK):
            id = self._random.choice(("ä", "", "x" * 200)) if wrong else self._random.randbytes(9).hex()
            ago = 900 if wrong and self._random.random() < 0.3 else 0
            said = signed(OTHER.encode() if wrong else self._secret, body, id, ago=ago)
            return [(name.encode(), value.encode()) for name, value in said.items() if name != "content-type"]
        stamp = str(int(time.time()) - (900 if wrong and self._random.random() < 0.3 else 0))
        mac = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
        if wrong and self._random.random() < 0.7:
            mac = self._random.choice((mac[:-1], mac[::-1], "", "ä", CANARY))
        found = [(b"x-slack-request-timestamp", stamp.encode()), (b"x-slack-signature", f"v0={mac}".encode())]
        if self._random.random() < 0.1:
            found.append((b"x-slack-retry-num", self._random.choice((b"1", b"x", b"", b"-1"))))
        return found


async def fuzz(requests: int, seed: int, folder: Path, *, told: Callable[[str], None] = lambda _: None) -> Seen:
    """Bring so many requests. `folder` gets the databases and the log."""
    seen = Seen()
    for number, begin in enumerate(range(0, requests, A_ROUND)):
        log = folder / f"{number}.log"
        with log.open("w") as file, contextlib.redirect_stderr(file):
            set_up_logs("DEBUG", "json")
            async with AsyncExitStack() as stack:
                place = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=folder)))
                client, valid, secret = await stack.enter_async_context(_bot(place))
                await _bring(client, Fuzz(seed + number, valid, secret), min(A_ROUND, requests - begin), seen)
        written = log.read_text(errors="replace")
        seen.log_lines += written.count("\n")
        seen.faults += [f"in the log: {line[:300]}" for line in written.splitlines() if _of_a_body(line)]
        log.unlink()
        told(str(seen))
    structlog.reset_defaults()
    logging.basicConfig(level=logging.WARNING, handlers=[], force=True)
    return seen


async def _bring(client: httpx.AsyncClient, source: Fuzz, count: int, seen: Seen) -> None:
    left = iter(range(count))

    async def some() -> None:
        for _ in left:
            one = source.next()
            began = time.monotonic()
            headers = [*one.headers, (b"content-type", one.kind.encode())]
            try:
                answer = await client.post(one.path, content=one.body, headers=headers)
            except httpx.TransportError:
                # What is refused before all of it is read may be cut off before the refusal is.
                seen.cut_off += 1
                answer = await client.post(one.path, content=one.body, headers=headers)
            took = time.monotonic() - began
            seen.slowest = max(seen.slowest, took)
            where = HOOK if one.path.startswith(HOOK) else one.path
            seen.statuses[where, answer.status_code] += 1
            if answer.status_code >= 500 or CANARY in answer.text:
                seen.faults.append(f"{answer.status_code} {answer.text[:100]!r} to {one}")

    began = time.monotonic()
    await asyncio.gather(*(some() for _ in range(AT_A_TIME)))
    seen.seconds += time.monotonic() - began


@asynccontextmanager
async def _bot(folder: Path) -> AsyncIterator[tuple[httpx.AsyncClient, list[Request], bytes]]:
    """The bot on both platforms, all that was brought to it in a conversation, and another system's secret."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(SlackStandin(signing_secret=SECRET))
        telegram = await stack.enter_async_context(TelegramStandin())
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        slack.post_to(f"{url}{SLACK}")
        bot = await stack.enter_async_context(
            running(
                folder, port, public_url=url, per_minute=0,
                slack_bot_token=SecretStr(slack.bot_token), slack_signing_secret=SecretStr(SECRET),
                slack_api_url=slack.url, telegram_bot_token=SecretStr(TOKEN), telegram_api_url=telegram.url,
                telegram_webhook_secret=SecretStr(OTHER),
            )
        )  # fmt: skip
        updates = await _talk(slack, telegram)
        valid = [Request(SLACK, *_body(one)) for one in slack.deliveries()]
        valid += [Request(TELEGRAM, _dumped(one), JSON) for one in updates]
        path, secret = await _hook(bot)
        said = {"patient": "K-17", "heard": f"the {CANARY} is back", "at": bot.now().isoformat()}
        valid += [Request(path, _dumped(said), JSON)] * (len(valid) // 4)
        yield await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=60)), valid, secret


async def _hook(bot: Whole) -> tuple[str, bytes]:
    """The address and the secret of another system."""
    async with open_work(bot.app.database) as work:
        [(workspace, _)] = await work.ledger.workspaces(bot.app.settings.workspace)
        bearer = Member(id=MemberId(0), workspace=workspace, name="RIS", active=False)
        hook = await work.hooks.add(workspace, "RIS", bearer, bot.now())
        return f"{HOOK}/{hook.handle}", secret_of(hook)


async def _talk(slack: SlackStandin, telegram: TelegramStandin) -> list[dict[str, Any]]:
    """Something of every kind that either platform brings. Returns what Telegram did."""
    await slack.command("U1", "C1", f"/task order a {CANARY} for K-17 tomorrow 9am")
    echo = await slack.wait_for(lambda: next(iter(slack.ephemerals("U1")), None), 20)
    await slack.press("U1", echo, "Edit")
    view = await slack.wait_for(lambda: slack.open_view("U1"), 20)
    await slack.submit("U1", view, {"what": f"order two {CANARY}"})
    root = await slack.message("U2", "C1", f"the {CANARY} is late")
    await slack.mention("U1", "C1", f"remind me to call {CANARY} in 3 hours", thread_ts=root.ts)
    await slack.shortcut("U1", "make_followup", root)
    await slack.shortcut("U1", "new_task")
    await slack.message("U1", "D1", f"remind me to call {CANARY} in 2 hours")
    await slack.command("U1", "C1", "/handoff @lea K-17")
    await slack.opens_home("U1")
    await slack.user_change("U1", tz="Europe/Madrid")
    updates = [
        await telegram.say("Nina Alvarez", "/start"),
        await telegram.say("Nina Alvarez", f"/task order a {CANARY} for K-17 tomorrow 9am"),
        await telegram.say("Omar Haddad", f"/followup call {CANARY} tomorrow 9am @nina", group=-1001, topic=7),
        await telegram.say("Nina Alvarez", "/task ask Lea tomorrow", group=-1001, mentions={"Lea": "Lea Brandt"}),
    ]
    saved = await telegram.wait_for("Saved as", seconds=20)
    updates.append(await telegram.press("Nina Alvarez", saved, saved.labels[0]))
    updates.append(await telegram.say("Nina Alvarez", f"{CANARY} is here", reply_to=saved.id))
    assert any("Saved" in text_of(one) for one in slack.workspace.all_messages)
    return updates


def _places(tree: Any) -> list[tuple[Any, Any]]:
    """Every place in it where a value stands."""
    found: list[tuple[Any, Any]] = []
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        keys = list(one) if isinstance(one, dict) else range(len(one)) if isinstance(one, list) else ()
        for key in keys:
            found.append((one, key))
            waiting.append(one[key])
    return found


def _with_new_ids(tree: Any, chosen: random.Random) -> Any:
    for holder, key in _places(tree):
        if key in ("trigger_id", "event_id", "ts", "event_ts", "update_id", "action_ts", "client_msg_id"):
            number = chosen.randrange(1 << 31)
            holder[key] = number if isinstance(holder[key], int) else f"{number}.{chosen.randrange(10**6):06}"
    return tree


def _dumped(tree: Any) -> bytes:
    """JSON, with half a character where there is one."""
    return json.dumps(tree, ensure_ascii=True).encode()


def _of_a_body(line: str) -> bool:
    return CANARY in line or "Traceback" in line or SECRET in line or OTHER in line


def main() -> None:
    """Print what was seen; 1 if anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        seen = asyncio.run(fuzz(given.requests, given.seed, Path(folder), told=print))
    for fault in seen.faults[:20]:
        print(fault)
    print(seen)
    sys.exit(1 if seen.faults or seen.slowest > SLOW_S else 0)


if __name__ == "__main__":
    main()
