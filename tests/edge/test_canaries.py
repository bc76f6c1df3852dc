"""Canaries: a name, a record number, a phone number and tokens go down every path, and come out on none of those
that an operator, a monitor or an auditor reads."""

import ast
import asyncio
import json
import logging
import shutil
import sys
import threading
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import structlog
from aiohttp import web
from pydantic import SecretStr
from sqlalchemy import select, text
from typer.testing import CliRunner

from bot import handlers, router
from bot.adapters.slack import guard, people
from bot.adapters.telegram import listen
from bot.chat.adapter import TryLater, Undeliverable
from bot.cli import app as cli
from bot.model import Thinker
from bot.store.due import Due
from bot.store.kept_tables import audit
from bot.store.keys import new_entry
from bot.store.notices import Notices
from bot.store.tasks import Tasks
from bot.store.work import open_work
from tests.adapters.slack.test_guard import signed
from tests.e2e.whole import Whole, free_port, running
from tests.standins.slack import SlackStandin, text_of
from tests.standins.telegram import TOKEN, Refused, TelegramStandin

ROOT = Path(__file__).parents[2]
NAME, MRN, PHONE = "Rosalind Quetzalcoatl", "4471023987", "312-555-0187"
KEY = new_entry().strip()
SECRETS = (
    "xoxb-9999-canarycanary", "xapp-9-canarycanary", TOKEN, "signing-canary", "webhook-canary", "sk-canary-model",
)  # fmt: skip
PLANTED = f"{NAME}, MRN {MRN}, {PHONE}, {SECRETS[0]}"
"""What is typed, and what is in the message of every error that is planted."""

CANARIES = (
    "rosalind", "quetzalcoatl", MRN, "555-0187", "canary",
    *(one.partition(":")[2].casefold() for one in (TOKEN, KEY)),
)  # fmt: skip


def planted(*_: object, **__: object) -> Any:
    raise RuntimeError(PLANTED)


async def planted_later(*_: object, **__: object) -> Any:
    raise RuntimeError(PLANTED)


async def everybody(*_: object) -> frozenset[str]:
    return frozenset(router.EVERY_TICK)


def hits(*written: str) -> list[str]:
    return [one for one in CANARIES for each in written if one in each.casefold()]


def everything_logs() -> None:
    """Whoever looks for a fault may turn on all loggers, those of libraries too."""
    for name in list(logging.root.manager.loggerDict):
        logging.getLogger(name).setLevel(logging.DEBUG)


@pytest.fixture
def all_written(
    record_logs: Callable[[], Callable[[], str]], capfd: pytest.CaptureFixture[str]
) -> Iterator[Callable[[], Callable[[], str]]]:
    """As `record_logs`, of all loggers there are, and with what does not go through one."""
    levels = {name: logging.getLogger(name).level for name in list(logging.root.manager.loggerDict)}

    def begin() -> Callable[[], str]:
        record_logs()
        everything_logs()
        return lambda: "".join(capfd.readouterr())

    yield begin
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


class Doors:
    """The bot with both platforms over HTTP, a model, and people who type canaries."""

    def __init__(
        self, slack: SlackStandin, telegram: TelegramStandin, bot: Whole, http: httpx.AsyncClient
    ) -> None:
        self.slack, self.telegram, self.bot, self.http = slack, telegram, bot, http

    async def to_slack(self, body: bytes, headers: dict[str, str]) -> int:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return (await self.http.post(guard.PATH, content=body, headers=named)).status_code

    async def to_telegram(
        self, body: bytes, secret: str = "webhook-canary", kind: str = "application/json"
    ) -> int:
        headers = {"x-telegram-bot-api-secret-token": secret, "content-type": kind}
        return (await self.http.post("/telegram/webhook", content=body, headers=headers)).status_code

    async def once_on_telegram(self, words: str) -> int:
        """A message that is not brought again when it was not taken."""
        nina = self.telegram.person("Nina Alvarez")
        message = {
            "message_id": 7, "date": 1, "text": words, "from": nina.as_user(), "entities": [],
            "chat": {"id": nina.id, "type": "private"},
        }  # fmt: skip
        update = {"update_id": next(self.telegram._update_ids), "message": message}
        return await self.to_telegram(json.dumps(update).encode())


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Doors]:
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(SlackStandin(bot_token=SECRETS[0], signing_secret=SECRETS[3]))
        telegram = await stack.enter_async_context(TelegramStandin())
        runner = web.AppRunner(model := web.Application(), access_log=None, shutdown_timeout=0.1)
        model.router.add_post("/v1/chat/completions", answer)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        slack.post_to(f"{url}{guard.PATH}")
        slack.deliverer.retry_after = (0.0,)
        bot = await stack.enter_async_context(
            running(
                folder, port, public_url=url, key=SecretStr(KEY),
                slack_bot_token=SecretStr(SECRETS[0]), slack_signing_secret=SecretStr(SECRETS[3]),
                slack_api_url=slack.url,
                telegram_bot_token=SecretStr(TOKEN), telegram_api_url=telegram.url,
                telegram_webhook_secret=SecretStr(SECRETS[4]), model_name="small",
                model_url=f"http://127.0.0.1:{runner.addresses[0][1]}/v1", model_api_key=SecretStr(SECRETS[5]),
            )
        )  # fmt: skip
        everything_logs()
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=url))
        yield Doors(slack, telegram, bot, http)


async def answer(_request: web.Request) -> web.Response:
    """What a model says that is none of what it may say."""
    return web.json_response({"choices": [{"message": {"role": "assistant", "content": PLANTED}}]})


async def no_signature_or_a_wrong_one(doors: Doors) -> None:
    body = urlencode({"command": "/task", "text": PLANTED, "user_name": NAME}).encode()
    for headers in (signed(body, "other"), {"content_type": "text/plain"}, signed(b"x", SECRETS[3])):
        assert await doors.to_slack(body, headers) in (401, 415)
    assert await doors.to_slack(body, signed(body, SECRETS[3]) | {"x_slack_signature": PLANTED}) == 401
    update = json.dumps({"update_id": 1, "message": {"text": PLANTED}}).encode()
    for secret in ("", PLANTED, TOKEN):
        assert await doors.to_telegram(update, secret) == 403


def pressed(payload: dict[str, Any]) -> bytes:
    return urlencode({"payload": json.dumps(payload)}).encode()


async def what_cannot_be_read(doors: Doors) -> None:
    for body, kind in (
        (b'{"text": "' + PLANTED.encode(), "application/json"),
        (f"payload={{{PLANTED}".encode(), guard.FORM),
        (b"text=\xff" + PLANTED.encode(), guard.FORM),
        (
            json.dumps({"type": "event_callback", "event": {"type": "message", "text": PLANTED}}).encode(),
            guard.JSON,
        ),
        (json.dumps({"type": PLANTED, "event": PLANTED}).encode(), guard.JSON),
        (pressed({"type": "block_actions", "actions": [{"value": PLANTED}]}), guard.FORM),
        (pressed({"type": "view_submission", "view": {"private_metadata": PLANTED}}), guard.FORM),
    ):
        assert await doors.to_slack(body, signed(body, SECRETS[3], kind=kind)) < 500
    for body in (
        PLANTED.encode(),
        json.dumps([PLANTED]).encode(),
        json.dumps({"update_id": 2, "message": PLANTED}).encode(),
        json.dumps({"update_id": 3, "message": {"text": PLANTED, "from": PLANTED}}).encode(),
        json.dumps({"update_id": 4, "callback_query": {"id": "1", "data": PLANTED}}).encode(),
    ):
        assert await doors.to_telegram(body) < 500


async def what_goes_well(doors: Doors) -> None:
    slack, telegram = doors.slack, doors.telegram
    await slack.command("U1", "C1", f"/task ask {PLANTED} about K-17 in 1 hour")
    await slack.wait_for(lambda: any("Saved" in text_of(one) for one in slack.ephemerals("U1")))
    await telegram.say("Nina Alvarez", f"/followup call {PLANTED} about K-17 in 1 hour waiting for {NAME}")
    await telegram.wait_for("Saved as follow-up")
    await slack.message("U1", "D1", f"{PLANTED} never rang back, ugh")  # kept for the model
    await telegram.say("Nina Alvarez", f"/{NAME.split()[0]} {PLANTED}")
    await telegram.wait_for("no command")
    await slack.command("U1", "C1", f"/find {NAME}")
    await slack.command("U1", "C1", f"/patient new {NAME}, MRN {MRN}")
    await slack.command("U1", "D1", f"/patient {NAME}")
    await slack.command("U1", "C1", f"/task ask about !{MRN} and !{NAME} tomorrow 9am")


async def errors_in_handlers_and_the_store(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    async def no_such_table(store: Tasks, *_: object) -> Any:
        await store._connection.execute(text("SELECT :x FROM nowhere"), {"x": PLANTED})

    async def not_null(store: Tasks, *_: object) -> Any:
        await store._connection.execute(text("INSERT INTO channels (name) VALUES (:x)"), {"x": PLANTED})

    for patched, attribute, does in (
        (handlers.COMMANDS, "mine", planted_later),
        (Tasks, "by_number", planted_later),
        (Tasks, "by_number", no_such_table),
        (Tasks, "by_number", not_null),
        (people.People, "read", planted_later),
        (listen, "heard", planted),
        (guard, "AsyncBoltRequest", planted),
        (router, "open_work", planted),
    ):
        with monkeypatch.context() as patch:
            (patch.setitem if isinstance(patched, dict) else patch.setattr)(patched, attribute, does)  # type: ignore[operator]
            command = f"{'/mine' if patched is handlers.COMMANDS else '/done 1'} {PLANTED}"
            await doors.slack.command("U1", "C1", command)
            await doors.slack.message("U1", "D1", command)
            await doors.once_on_telegram(command)


async def errors_when_the_clock_speaks(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setitem(router.EVERY_TICK, "reminder", planted_later)
        patch.setattr(Due, "who", everybody)
        with pytest.raises(RuntimeError):
            await doors.bot.advance(minutes=1)
        await doors.bot.app.scheduler._tick()
    with monkeypatch.context() as patch:
        patch.setitem(router.NOTICES, "reminder", planted_later)
        await doors.bot.advance(minutes=59.5)
    adapters = doors.bot.app.adapters
    for problem in (TryLater(PLANTED), Undeliverable(PLANTED)):

        async def send(*_: object, problem: Exception = problem) -> Any:
            raise problem

        with monkeypatch.context() as patch:
            for one in adapters.values():
                patch.setattr(one, "send", send)
            await doors.bot.advance(minutes=2)
    doors.slack.faults.error("chat.postMessage", PLANTED, times=2)
    doors.telegram.fail(
        "sendMessage", Refused(400, f"Bad Request: {PLANTED}"), Refused(403, f"Forbidden: {PLANTED}")
    )
    await doors.slack.command("U1", "C1", f"/task tell {NAME} in 5 min")
    await doors.telegram.say("Nina Alvarez", f"/task tell {NAME} in 5 min")
    await asyncio.sleep(0.2)
    await doors.bot.advance(minutes=6)


async def errors_of_the_model(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    thinker = doors.bot.app.thinker
    assert thinker is not None
    with monkeypatch.context() as patch:
        patch.setattr(Thinker, "_proposed", planted_later)
        await doors.slack.message("U1", "D1", f"{PLANTED} was not there, hm")
        await thinker.run_once()
    await doors.slack.message("U1", "D1", f"{PLANTED} was not there either, hm")
    await thinker.run_once()


async def errors_where_monitors_look(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> str:
    with monkeypatch.context() as patch:
        patch.setattr(Notices, "counts", planted_later)
        unwell = await doors.http.get("/healthz")
        assert unwell.status_code == 503
        await doors.bot.app.heartbeat.beat()
    answers = [unwell, *[await doors.http.get(path) for path in ("/healthz", "/healthz/live", "/metrics")]]
    assert 'stitch_notices_tried_again_total{reason="other"}' in answers[-1].text
    return "".join(f"{one.text} {one.headers}" for one in answers)


async def test_no_path_lets_a_canary_out(
    all_written: Callable[[], Callable[[], str]],
    tmp_path: Path,
    migrated_file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shutil.copy(migrated_file, tmp_path / "stitch.db")
    written = all_written()
    async with opened(tmp_path) as doors:
        await no_signature_or_a_wrong_one(doors)
        await what_cannot_be_read(doors)
        await what_goes_well(doors)
        await errors_in_handlers_and_the_store(doors, monkeypatch)
        await errors_when_the_clock_speaks(doors, monkeypatch)
        await errors_of_the_model(doors, monkeypatch)
        monitored = await errors_where_monitors_look(doors, monkeypatch)
        async with open_work(doors.bot.app.database) as work:
            rows = str((await work.connection.execute(select(audit))).all())
    log = written()
    paths = (
        "turn failed", "not stored", "update not stored", "not understood", "update not understood", "tick failed",
        "notice failed", "undeliverable", "thought failed", "health",
    )  # fmt: skip
    assert [said for said in paths if f'"event": "{said}"' not in log] == [], "each path was taken"
    assert [said for said in ('"library": "uvicorn.error"', "RuntimeError") if said not in log] == []
    assert hits(log) == []
    assert hits(monitored) == []
    assert hits(rows) == []


@pytest.mark.parametrize(
    "name", ["LOG_LEVEL", "STITCH_ZONE", "PORT", "STITCH_KEY", "SLACK_API_URL", "DATABASE_URL"]
)
@pytest.mark.parametrize(
    "secret", [SECRETS[0], SECRETS[1], TOKEN, KEY], ids=["bot", "app", "Telegram", "master key"]
)
def test_a_token_that_was_put_into_the_wrong_setting_is_not_printed(
    name: str, secret: str, tmp_path: Path, record_logs: Callable[[], Callable[[], str]]
) -> None:
    written = record_logs()
    ended = CliRunner().invoke(cli, ["doctor"], env={"DATA_DIR": str(tmp_path), name: secret})
    assert hits(ended.output, written()) == []


def test_what_ends_the_process_or_a_thread_is_said_without_its_words(
    record_logs: Callable[[], Callable[[], str]],
) -> None:
    written = record_logs()
    try:
        planted()
    except RuntimeError as problem:
        sys.excepthook(RuntimeError, problem, problem.__traceback__)
    thread = threading.Thread(target=planted)
    thread.start()
    thread.join()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn(PLANTED, UserWarning, stacklevel=1)
    log = written()
    assert log.count('"error": "RuntimeError"') == 2
    assert "py.warnings" in log
    assert hits(log) == []


def test_what_is_no_id_does_not_come_into_the_log(record_logs: Callable[[], Callable[[], str]]) -> None:
    written = record_logs()
    structlog.get_logger().warning("undeliverable", reason=PLANTED, key=SECRETS[0], notice=7)
    log = written()
    assert '"notice": 7' in log
    assert hits(log) == []


def test_what_is_logged_is_a_sentence_of_the_code() -> None:
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("log."):
                assert isinstance(node.args[0], ast.Constant), f"{path}:{node.lineno}"
