"""Another system says that something has come: what waited for it ends, and whoever it concerns is told."""

import secrets
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.chat.incoming import Platform
from bot.store.audit import Act
from bot.store.database import Database
from bot.store.work import open_work
from tests.conftest import ON_ONE_DATABASE
from tests.conversations.chat import PEOPLE, Chat
from tests.conversations.handing import accept, copy, heads, mine
from tests.conversations.signing import System, signed

MRI = "if the MRI is not back by 14:00, then call radiology"
DAUGHTER = "unless the daughter has rung back in 4 h, ring her"
NOTHING = {"ended": 0, "asked": 0, "told": 0, "repeated": False}
BODY = b'{"patient": "K-17", "heard": "MRI"}'


async def hand_over(chat: Chat, *texts: str) -> None:
    """Lea accepts K-17 with these if/thens from Nina."""
    form = await chat.say("Nina", "/handoff @lea K-17")
    await chat.fill_in("Nina", form, severity="watcher", summary="day 2", contingencies="\n".join(texts))
    await chat.press("Nina", "Send")
    await accept(chat, "Lea", chat.dms("Lea")[-1], "all of it")


@pytest.fixture
async def ris(chat: Chat) -> System:
    """Lea watches the MRI until 14:00 and the daughter until 11:00; it is 07:00."""
    await hand_over(chat, MRI, DAUGHTER)
    return await System.made(chat)


async def test_what_has_come_ends_what_waited_for_it_once(ris: System) -> None:
    chat = ris.chat
    assert await ris.says(id="evt-9") == (200, {"ended": 1, "asked": 0, "told": 0, "repeated": False})
    assert chat.dms("Lea")[-1].text == (f"RIS has heard about K-17: not watched any more.\nK-17 · {MRI} · you")
    count = len(chat.dms("Lea"))
    assert await ris.says(id="evt-9") == (200, NOTHING | {"repeated": True})
    assert await ris.says() == (200, NOTHING), "nothing waits for it any more"
    await chat.advance(hours=7, minutes=5)
    assert not [one for one in chat.dms("Lea")[count:] if "call radiology" in one.text]
    async with open_work(chat.database) as work:
        [row] = await work.audit.about(actor=ris.hook.member)
    assert (row.act, row.patient, row.platform, row.detail) == (Act.change, "K-17", "hook", "heard")


async def test_what_became_an_item_is_dropped_and_who_has_it_is_told(ris: System) -> None:
    chat = ris.chat
    await chat.advance(hours=4)
    assert await mine(chat, "Lea") == ["#2"]
    assert (await ris.says(heard="daughter rang"))[1]["ended"] == 1
    assert heads(chat, "Lea")[-1] == "RIS has heard about K-17: #2 is not needed any more."
    assert await mine(chat, "Lea") == []
    assert "Dropped by RIS" in (await chat.say("Lea", "/open #2")).text


@ON_ONE_DATABASE
async def test_who_has_a_follow_up_that_waits_for_it_is_asked_what_came_of_it(ris: System) -> None:
    chat = ris.chat
    await chat.say("Omar", "/followup check the MRI of K-17 at 1pm")
    assert (await ris.says())[1] == {"ended": 1, "asked": 0, "told": 1, "repeated": False}
    asked = chat.dms("Omar")[-1]
    assert asked.text.splitlines()[0] == "RIS has heard about K-17. What came of #2?"
    assert (await chat.press("Omar", "Result normal", asked)).text.startswith("Result normal: #2")
    told = await chat.say("Lea", "/heard K-17 the daughter rang")
    assert "waits for that" not in told.text


@ON_ONE_DATABASE
async def test_words_that_fit_several_ask_who_watches_them(ris: System) -> None:
    chat = ris.chat
    await hand_over(chat, "if the MRI is not read by 16:00, page neurology")
    assert (await ris.says())[1] == NOTHING | {"asked": 1}
    asked = chat.dms("Lea")[-1]
    assert asked.text.splitlines()[0] == "RIS has heard about K-17. Which one has come?"
    assert asked.text.count("[It has come] [Not needed]") == 2
    assert (await chat.press("Lea", "It has come", copy(asked))).text.startswith("Heard.")


async def test_what_came_before_it_was_watched_ends_nothing(ris: System) -> None:
    before = (ris.chat.clock.at - timedelta(minutes=1)).isoformat()
    assert await ris.says(at=before) == (200, NOTHING)
    assert (await ris.says(at=ris.chat.clock.at.isoformat()))[1]["ended"] == 1


async def test_other_workspaces_and_patients_that_nobody_knows_look_the_same(
    ris: System, database: Database
) -> None:
    other = Chat(database, tenant="T2")
    other.clock = ris.chat.clock
    await other.open(workspace="Attic")
    theirs = await System.made(other, "Lab")
    assert await theirs.says() == await ris.says("Z-999") == await ris.says(heard="gardening") == (200, NOTHING)
    assert heads(ris.chat, "Lea")[-1] != "Lab has heard about K-17: not watched any more."
    assert (await theirs.sends(BODY, signed(ris.secret, BODY, "e1")))[0] == 401


@ON_ONE_DATABASE
async def test_who_has_no_secret_reads_one_refusal_whatever_there_is(ris: System) -> None:
    right, other = signed(ris.secret, BODY, "evt-1"), f"/hooks/heard/{secrets.token_urlsafe(16)}"
    wrong = (
        signed(b"another secret", BODY, "evt-1"), right | {"webhook-signature": ""},
        right | {"webhook-id": "evt-2"},
        right | {"webhook-signature": right["webhook-signature"][:-2]}, right | {"webhook-timestamp": "1"},
        right | {"webhook-timestamp": "x"}, right | {"webhook-id": ""}, right | {"webhook-id": "e" * 121},
    )  # fmt: skip
    answers = [await ris.sends(BODY, headers) for headers in wrong]
    answers += [await ris.sends(BODY.replace(b"K-17", b"K-18"), right)]
    answers += [await ris.sends(BODY, right, path) for path in (other, "/hooks/heard/x")]
    assert {str(one) for one in answers} == {
        "(401, {'error': 'It is not signed with a secret that is known here'})"
    }
    for ago in (310, -310):
        status, told = await ris.says(ago=ago)
        assert (status, str(told["error"])[:43]) == (401, "It was signed more than five minutes ago or")
    several = right | {"webhook-signature": f"v1,bm8= {right['webhook-signature']}"}
    assert (await ris.sends(BODY, several))[1]["ended"] == 1


@ON_ONE_DATABASE
async def test_a_hook_that_is_revoked_is_not_heard_any_more(ris: System) -> None:
    assert (await ris.says(heard="gardening"))[0] == 200
    await ris.revoke()
    assert (await ris.says())[0] == 401
    assert (await (await System.made(ris.chat)).says())[1]["ended"] == 1, "another of the same name is"
    async with open_work(ris.chat.database) as work:
        assert len({hook.member for hook, _ in await work.hooks.all(ris.hook.workspace)}) == 1


@ON_ONE_DATABASE
async def test_what_is_wrong_is_said_and_nothing_of_it_is_kept(
    ris: System, record_logs: Callable[[], Callable[[], str]]
) -> None:
    written = record_logs()
    late = (ris.chat.clock.at + timedelta(hours=1)).isoformat()
    for said, status, why in (
        ({"patient": "Rosa Marquez"}, 422, '"patient" must be an alias such as "K-17", never a name'),
        ({"patient": 17}, 422, '"patient" must be an alias'),
        ({"heard": ""}, 422, '"heard" must be a few words such as "MRI", 200 characters at most'),
        ({"heard": "MRI " * 60}, 422, '"heard" must be a few words'),
        ({"heard": "MRI\x00"}, 422, '"heard" must be a few words'),
        ({"heard": "MRI of Rosa Marquez, MRN 4471023"}, 422, '"heard" seems to name somebody, and nothing'),
        ({"at": "13:40"}, 422, '"at" must be a moment that has passed, with its zone'),
        ({"at": late}, 422, '"at" must be a moment'),
        ({"at": 5}, 422, '"at" must be a moment'),
    ):  # fmt: skip
        answered, told = await ris.says(**{"id": "evt-1", **said})
        assert (answered, str(told["error"])[: len(why)]) == (status, why)
    for body, kind, status in (
        (b"[1]", "application/json", 400), (b"{", "application/json", 400), (b"\xff", "application/json", 400),
        (BODY, "text/plain", 415), (b" " * 4097, "application/json", 413),
    ):  # fmt: skip
        headers = signed(ris.secret, body, "evt-1") | {"content-type": kind}
        assert (await ris.sends(body, headers))[0] == status
    assert (await ris.says(id="evt-1"))[1]["ended"] == 1, "what was refused may be sent again"
    logged = written()
    assert "hook heard" in logged
    assert not any(word in logged for word in ("K-17", "MRI", "Marquez", "whsec", ris.hook.handle))


@ON_ONE_DATABASE
async def test_more_than_a_system_can_have_to_say_has_to_wait(chat: Chat) -> None:
    ris = await System.made(chat, per_minute=1)
    answers = [await ris.says() for _ in range(11)]
    assert [status for status, _ in answers] == [*[200] * 10, 429]
    chat.clock.at += timedelta(minutes=1)
    assert (await ris.says())[0] == 200


@ON_ONE_DATABASE
async def test_addresses_that_are_none_are_not_looked_up_for_ever(ris: System) -> None:
    strangers = [f"/hooks/heard/{secrets.token_urlsafe(16)}" for _ in range(61)]
    statuses = [(await ris.sends(BODY, signed(b"x", BODY, "e"), path))[0] for path in strangers]
    assert statuses == [*[401] * 60, 429]


async def test_on_telegram_it_is_told_without_words(database: Database) -> None:
    phone = await Chat(database, Platform.telegram, forms=False).open()
    for who in PEOPLE:
        await phone.say(who, "/help")
    await phone.say("Nina", "/handoff @lea K-17")
    for words in ("watcher", "day 2", MRI):
        await (phone.press if words == "watcher" else phone.say)("Nina", words)
    await phone.press("Nina", "Send", await phone.press("Nina", "Skip"))
    await phone.press("Lea", "Accept", phone.dms("Lea")[-1])
    await phone.say("Lea", "watcher, if the MRI is not back by 14:00 I call radiology", where="@")
    assert (await (await System.made(phone)).says())[1]["ended"] == 1
    assert phone.dms("Lea")[-1].text == (
        "RIS has heard about K-17: not watched any more.\nK-17 · an if/then · you"
    )
