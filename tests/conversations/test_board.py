"""The board: a link by direct message, one press to sign in, and what is mine to be read for a while."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import func, select, update

from bot.app import build
from bot.chat.incoming import Platform
from bot.settings import Settings
from bot.store.audit import audit
from bot.store.sessions import board_links, board_sessions
from bot.store.tables import workspaces
from bot.store.work import open_work
from tests.conftest import ON_ONE_DATABASE
from tests.conversations.chat import TENANT, Chat
from tests.conversations.test_leave import on_offer

HERE = "https://stitch.example"
OURS = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
"""What a browser says of a form on our own pages."""

Browse = Callable[[], httpx.AsyncClient]


@pytest.fixture
async def browser(chat: Chat, tmp_path: Path) -> AsyncIterator[Browse]:
    """Browsers at the bot as it is served, with the ward's database and clock."""
    given = {"data_dir": tmp_path, "public_url": HERE, "telegram_bot_token": SecretStr(""), "web": True}
    settings = Settings.model_construct(**(Settings.model_validate({}).model_dump() | given))
    app = build(settings, chat.clock)  # type: ignore[arg-type]
    await app.database.close()
    http = replace(app, database=chat.database).http()
    chat.board = settings.board_url
    chat.restart()
    clients: list[httpx.AsyncClient] = []

    def open_one() -> httpx.AsyncClient:
        clients.append(httpx.AsyncClient(transport=httpx.ASGITransport(app=http), base_url=HERE))
        return clients[-1]

    yield open_one
    for client in clients:
        await client.aclose()


async def link_of(chat: Chat, who: str = "Nina") -> str:
    """What the link carries that is sent when it is asked for."""
    await chat.say(who, "/board", where="@")
    [url] = [span.url for line in chat.dms(who)[-1].card.lines for span in line.spans if hasattr(span, "url")]
    assert url.startswith(f"{HERE}/board/in?t=")
    return url.partition("=")[2]


async def signed_in(chat: Chat, browser: Browse, who: str = "Nina") -> httpx.AsyncClient:
    client = browser()
    answer = await client.post("/board/in", data={"t": await link_of(chat, who)}, headers=OURS)
    assert answer.status_code == 303, answer.text
    return client


def words_of(page: httpx.Response) -> str:
    """What a person reads of it."""
    main = page.text.partition("<main>")[2]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


async def counted(chat: Chat, table) -> int:  # type: ignore[no-untyped-def]
    async with open_work(chat.database) as work:
        return (await work.connection.execute(select(func.count()).select_from(table))).scalar_one()


async def test_a_link_comes_by_direct_message_and_shows_what_is_mine_worst_first(
    chat: Chat, browser: Browse
) -> None:
    await chat.say("Nina", "/task call radiology about the MRI !K-17 at 2pm")
    await chat.say("Nina", "/task order a walker for K-21 tomorrow 4pm, urgent")
    await chat.say("Omar", "/task water the plants at 3pm")
    await on_offer(chat, "Lea", "Nina")
    said = await chat.say("Nina", "/board")
    assert said.text == "I sent you a link to your board in a direct message."
    sent = chat.dms("Nina")[-1]
    assert (
        sent.text
        == """\
Your board
Open my board
It is good once, for ten minutes. Keep it to yourself: whoever opens it sees what is yours."""
    )
    before = await browser().get("/board/in", params={"t": await link_of(chat)})
    assert "This shows what is yours." in words_of(before) and "walker" not in before.text
    client = await signed_in(chat, browser)
    page = await client.get("/board")
    assert words_of(page) == (
        "Your board As of Mon 23 Nov, 07:00 (America/Chicago) Refresh Sign out "
        "Handoffs waiting for you (1) #4 from Lea Brandt to you · K-17 watcher "
        "Your open items (2) Number Patient What Due Urgency "
        "#2 K-21 order a walker Tue 24 Nov, 16:00 (America/Chicago) urgent "
        "#1 K-17 call radiology about the MRI Mon 23 Nov, 14:00 (America/Chicago)"
    )
    assert "plants" not in page.text


@ON_ONE_DATABASE
async def test_a_link_is_good_once_and_opening_it_spends_nothing(chat: Chat, browser: Browse) -> None:
    token, client = await link_of(chat), browser()
    for _ in range(3):
        assert (await client.get("/board/in", params={"t": token})).status_code == 200
    assert (await client.post("/board/in", data={"t": token}, headers=OURS)).status_code == 303
    again = await browser().post("/board/in", data={"t": token}, headers=OURS)
    assert again.status_code == 403 and "set-cookie" not in again.headers
    assert "This link is no longer good A link is good once, for ten minutes." in words_of(again)


@ON_ONE_DATABASE
async def test_neither_links_nor_sessions_can_be_read_in_the_database(chat: Chat, browser: Browse) -> None:
    token = await link_of(chat)
    async with open_work(chat.database) as work:
        kept = str((await work.connection.execute(select(board_links))).all())
    client = await signed_in(chat, browser)
    async with open_work(chat.database) as work:
        kept += str((await work.connection.execute(select(board_sessions))).all())
    assert token not in kept and client.cookies["__Host-stitch"] not in kept


@ON_ONE_DATABASE
async def test_a_link_ends_after_ten_minutes_by_a_newer_one_or_when_it_was_changed(
    chat: Chat, browser: Browse
) -> None:
    async def refused(token: str) -> bool:
        return (await browser().post("/board/in", data={"t": token}, headers=OURS)).status_code == 403

    old = await link_of(chat)
    chat.clock.at = chat.clock.at.replace(minute=10)
    assert await refused(old)
    first, second = await link_of(chat), await link_of(chat)
    assert await refused(first)
    assert await refused(second[:-1] + ("A" if second[-1] != "A" else "B"))
    assert await refused(second + "A") and await refused("") and await refused("é" * 43)
    large = {"t": second, "more": "A" * 3000}
    assert (await browser().post("/board/in", data=large, headers=OURS)).status_code == 403
    assert not await refused(second)


@ON_ONE_DATABASE
async def test_it_signs_out_after_a_quarter_of_an_hour_of_rest_and_after_eight_hours(
    chat: Chat, browser: Browse
) -> None:
    client = await signed_in(chat, browser)
    chat.clock.at = chat.clock.at.replace(minute=14)
    assert (await client.get("/board")).status_code == 200
    chat.clock.at = chat.clock.at.replace(minute=28)
    assert (await client.get("/board")).status_code == 200
    chat.clock.at = chat.clock.at.replace(minute=43)
    over = await client.get("/board")
    assert over.status_code == 403
    assert words_of(over).startswith("You are signed out To see your board, write /board to me")
    client = await signed_in(chat, browser)
    for _ in range(34):
        chat.clock.at += timedelta(minutes=14)
        assert (await client.get("/board")).status_code == 200
    chat.clock.at += timedelta(minutes=4)
    assert (await client.get("/board")).status_code == 403


@ON_ONE_DATABASE
async def test_who_signs_in_again_leaves_no_session_behind(chat: Chat, browser: Browse) -> None:
    client = await signed_in(chat, browser)
    first = client.cookies["__Host-stitch"]
    await client.post("/board/in", data={"t": await link_of(chat)}, headers=OURS)
    assert client.cookies["__Host-stitch"] != first
    assert await counted(chat, board_sessions) == 1


@ON_ONE_DATABASE
async def test_a_link_that_could_not_be_sent_in_time_is_not_sent_any_more(chat: Chat, browser: Browse) -> None:
    chat.at_once = False
    await chat.say("Nina", "/board", where="@")
    await chat.jump(minutes=11)
    assert chat.dms("Nina") == []


@ON_ONE_DATABASE
async def test_what_is_over_is_taken_away_by_the_clock(chat: Chat, browser: Browse) -> None:
    await signed_in(chat, browser)
    await link_of(chat)
    assert (await counted(chat, board_links), await counted(chat, board_sessions)) == (1, 1)
    await chat.advance(minutes=15)
    assert (await counted(chat, board_links), await counted(chat, board_sessions)) == (0, 0)


@ON_ONE_DATABASE
async def test_only_our_own_page_signs_in_and_out(chat: Chat, browser: Browse) -> None:
    token, client = await link_of(chat), browser()
    for headers in (
        {}, {"Origin": "https://evil.example"}, {"Origin": "null"},
        {"Origin": HERE, "Sec-Fetch-Site": "cross-site"}, {"Origin": "https://a.stitch.example",
        "Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    ):  # fmt: skip
        answer = await client.post("/board/in", data={"t": token}, headers=headers)
        assert answer.status_code == 403 and "That did not come from your board" in answer.text
    assert (await client.post("/board/in", data={"t": token}, headers={"Origin": HERE})).status_code == 303
    page = await client.get("/board")
    [csrf] = re.findall(r'name="csrf" value="(\w+)"', page.text)
    other = await (await signed_in(chat, browser, "Omar")).get("/board")
    [theirs] = re.findall(r'name="csrf" value="(\w+)"', other.text)
    for wrong in ({}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": theirs}, {"csrf": "é"}):
        assert (await client.post("/board/out", data=wrong, headers=OURS)).status_code == 403
    evil = OURS | {"Sec-Fetch-Site": "cross-site"}
    assert (await client.post("/board/out", data={"csrf": csrf}, headers=evil)).status_code == 403
    assert (await client.get("/board")).status_code == 200
    secret = client.cookies["__Host-stitch"]
    out = await client.post("/board/out", data={"csrf": csrf}, headers=OURS)
    assert out.status_code == 200 and "You are signed out" in words_of(out)
    client.cookies.set("__Host-stitch", secret, domain="stitch.example")
    assert (await client.get("/board")).status_code == 403


@ON_ONE_DATABASE
async def test_the_cookie_is_ours_alone_and_pages_run_and_fetch_nothing(chat: Chat, browser: Browse) -> None:
    client = browser()
    answer = await client.post("/board/in", data={"t": await link_of(chat)}, headers=OURS)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-stitch=") and "Domain" not in cookie
    assert set(cookie.split("; ")[1:]) == {"HttpOnly", "Max-Age=28800", "Path=/", "SameSite=strict", "Secure"}
    pages = [answer, await client.get("/board"), await client.get("/board/in"), await browser().get("/board")]
    pages += [await client.get("/board/away"), await client.get("/board/style.css")]
    for page in pages:
        policy = page.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors ")
        assert "script-src" not in policy and "unsafe" not in policy
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert "<script" not in page.text and "style=" not in page.text


@ON_ONE_DATABASE
async def test_who_has_left_is_signed_out_with_a_kind_word(chat: Chat, browser: Browse) -> None:
    client = await signed_in(chat, browser, "Omar")
    await chat.leaves("Omar")
    page = await client.get("/board")
    assert page.status_code == 403
    assert words_of(page) == "You are signed out Your access has ended. Please ask a lead of your team."
    assert await counted(chat, board_sessions) == 0
    client = await signed_in(chat, browser, "Lea")
    async with open_work(chat.database) as work:
        lea = await work.members.by_identity(chat.platform, TENANT, "lea")
        assert lea is not None
        await work.members.lock(lea.id, chat.clock.now())
    assert "Your access has ended." in words_of(await client.get("/board"))


@ON_ONE_DATABASE
async def test_what_people_write_is_never_markup(chat: Chat, browser: Browse) -> None:
    hostile = "<script>alert(1)</script> \"><img src=x onerror=alert(1)> '; {{ 7*7 }} \u202egnp"
    await chat.say("Nina", f"/task ask about {hostile} at 2pm")
    text = (await (await signed_in(chat, browser)).get("/board")).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text and "{{ 7*7 }}" in text
    assert "<script" not in text and "<img" not in text and "\u202e" not in text


@ON_ONE_DATABASE
async def test_a_link_from_telegram_shows_no_more_than_telegram_may(chat: Chat, browser: Browse) -> None:
    telegram = chat.beside(Platform.telegram)
    async with open_work(chat.database) as work:
        workspace = await work.members.workspace("Ward", zone="UTC", demo=False)
        await work.members.attach(Platform.telegram, TENANT, workspace.id)
    await telegram.say("Zoe", "/task call Rosa Marin's daughter about the biopsy !K-30 at 2pm", where="@")
    page = words_of(await (await signed_in(telegram, browser, "Zoe")).get("/board"))
    assert "#1 K-30 Call Mon 23 Nov, 14:00 (America/Chicago)" in page
    for word in ("Rosa", "Marin", "daughter", "biopsy"):
        assert word not in page


@ON_ONE_DATABASE
async def test_whoever_looks_is_in_the_audit(chat: Chat, browser: Browse) -> None:
    await chat.say("Nina", "/task call radiology about the MRI !K-21 at 2pm")
    await on_offer(chat, "Lea", "Nina")
    client = await signed_in(chat, browser)
    await client.get("/board")
    async with open_work(chat.database) as work:
        found = select(audit.c.act, audit.c.patient, audit.c.detail).where(audit.c.detail.like("board%"))
        rows = [tuple(row) for row in await work.connection.execute(found.order_by(audit.c.id))]
    assert rows == [
        ("create", None, "board link"), ("create", None, "board sign-in"),
        ("view", None, "board"), ("view", "K-17", "board"), ("view", "K-21", "board"),
    ]  # fmt: skip


@ON_ONE_DATABASE
async def test_who_tries_many_links_has_to_wait(chat: Chat, browser: Browse) -> None:
    token, client = await link_of(chat), browser()
    for _ in range(30):
        assert (await client.post("/board/in", data={"t": "A" * 43}, headers=OURS)).status_code == 403
    wait = await client.post("/board/in", data={"t": token}, headers=OURS)
    assert wait.status_code == 429 and wait.headers["retry-after"] == "60"
    await chat.jump(minutes=1)
    assert (await client.post("/board/in", data={"t": token}, headers=OURS)).status_code == 303


@ON_ONE_DATABASE
async def test_without_a_safe_address_there_is_none(chat: Chat, browser: Browse) -> None:
    for address in ("", "http://stitch.example", "https://", "ftp://127.0.0.1", "stitch.example"):
        assert Settings.model_construct(public_url=address).board_url == ""
    for address in ("https://stitch.example/", "http://127.0.0.1:8080", "http://localhost:8080"):
        assert Settings.model_construct(public_url=address).board_url == address.rstrip("/")
    async with open_work(chat.database) as work:
        await work.connection.execute(update(workspaces).values(demo=True))
    said = await chat.say("Nina", "/board", where="@")
    assert said.text.startswith("The board of the demo team is shown on this machine only. Meanwhile: /mine")
    chat.board = ""
    chat.restart()
    said = await chat.say("Nina", "/board", where="@")
    assert said.text.startswith("There is no board here yet: whoever runs me has to set PUBLIC_URL to an https")
    assert chat.dms("Nina") == []


@ON_ONE_DATABASE
async def test_it_speaks_the_language_of_its_reader(chat: Chat, browser: Browse) -> None:
    await chat.say("Nina", "/profile language es", where="@")
    page = await (await signed_in(chat, browser)).get("/board")
    assert '<html lang="es">' in page.text and "Su tablero" in words_of(page)
    stranger = await browser().get("/board", headers={"Accept-Language": "es-ES,es;q=0.9"})
    assert "Su sesión está cerrada" in words_of(stranger)
