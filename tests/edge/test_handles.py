"""What goes with a button is good for that button, for whom it was drawn, and for sixty days; nothing else is."""

import json
import secrets
import string
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from bot.adapters.slack.forms import modal
from bot.adapters.telegram.draw import ON_A_LINE, deep_link
from bot.care.errors import CareError, NotAllowed
from bot.care.members import WorkspaceId
from bot.care.tasks import Outcome
from bot.chat.card import SEAL, Button, Card, Field, Line, Question
from bot.chat.incoming import Address, Answer, Platform, Press, Sender
from bot.handlers import BUTTONS
from bot.store.database import Database
from bot.store.handles import ANYBODY, LIFE, bound, bound_form, opened, person, place
from bot.store.rows import new_handle
from bot.store.sealing import DataKey, Purpose, Ring, using
from bot.store.work import open_work
from tests.conversations.chat import MONDAY_7, PEOPLE, Chat, Shown

WARD, OTHER = WorkspaceId(1), WorkspaceId(2)
BOTH = (WARD, OTHER)
NINA, OMAR = "to/slack/T1/U1", "to/slack/T1/U2"
LETTERS = string.ascii_letters + string.digits + "-_"


@pytest.fixture
def keys() -> Iterator[None]:
    made = [
        DataKey(id=one, workspace=one, purpose=Purpose.words, secret=secrets.token_bytes(32))
        for one in (WARD, OTHER)
    ]
    with using(Ring(None, made)):
        yield


def drawn(button: Button, audience: str = NINA, now: datetime = MONDAY_7) -> Button:
    [found] = bound(Card(title=(), buttons=(button,), fallback="x"), WARD, audience, now).buttons
    return found


def refused(
    handle: str, *, action: str = "done", value: str = "", workspace: WorkspaceId = WARD, to: str = NINA
) -> bool:
    try:
        opened(handle, workspace, (to, "in/slack/T1/C1"), MONDAY_7, action=action, value=value)
    except NotAllowed:
        return True
    return False


@pytest.mark.usefixtures("keys")
def test_it_opens_for_its_button_and_person() -> None:
    bare = new_handle()
    sealed = drawn(Button(label="Done", action="done", value="reached", handle=bare)).handle
    assert opened(sealed, WARD, (OMAR, NINA), MONDAY_7, action="done", value="reached") == (bare, NINA)


@pytest.mark.usefixtures("keys")
def test_with_any_byte_changed_left_out_or_added_it_does_not() -> None:
    sealed = drawn(Button(label="Done", action="done", handle=new_handle())).handle
    assert not refused(sealed)
    for at in range(len(sealed)):
        for other in set(LETTERS) - {sealed[at]}:
            assert refused(sealed[:at] + other + sealed[at + 1 :])
        assert refused(sealed[:at] + sealed[at + 1 :])
        assert refused(sealed[:at] + "A" + sealed[at:])
    for wrong in ("", "ä" * 34, "\x00" * 34, sealed[:-SEAL], sealed[-SEAL:], sealed * 2, "x" * 10_000):
        assert refused(wrong)


@pytest.mark.usefixtures("keys")
def test_of_ten_thousand_guesses_none_opens() -> None:
    sealed = drawn(Button(label="Done", action="done", handle=new_handle())).handle
    known, end = sealed[:-SEAL], sealed[-SEAL : -SEAL + 3]
    guesses = (known + end + "".join(secrets.choice(LETTERS) for _ in range(SEAL - 3)) for _ in range(10_000))
    assert all(refused(guess) for guess in guesses), "though handle and end were known"


@pytest.mark.usefixtures("keys")
def test_it_is_good_for_nothing_else() -> None:
    sealed = drawn(Button(label="Show", action="show", value="1", handle="me")).handle
    assert not refused(sealed, action="show", value="1")
    for action, value in (
        ("cancel", "1"),
        ("show", "2"),
        ("show", ""),
        ("ask", "1"),
        ("show:1", ""),
        ("", "show1"),
    ):
        assert refused(sealed, action=action, value=value)
    assert refused(sealed, action="show", value="1", to=OMAR)
    assert refused(sealed, action="show", value="1", workspace=OTHER), "another workspace, with equal ids"


@pytest.mark.usefixtures("keys")
def test_after_sixty_days_it_says_so() -> None:
    sealed = drawn(Button(label="Done", action="done", handle="me")).handle
    assert opened(sealed, WARD, (NINA,), MONDAY_7 + LIFE, action="done")
    with pytest.raises(CareError, match="too old"):
        opened(sealed, WARD, (NINA,), MONDAY_7 + LIFE + timedelta(hours=1), action="done")
    with pytest.raises(NotAllowed):
        opened(sealed, WARD, (OMAR,), MONDAY_7 + LIFE + timedelta(hours=1), action="done")


@pytest.mark.usefixtures("keys")
def test_every_button_fits_what_platforms_carry() -> None:
    handle = new_handle()
    wide = [Button(label="x", action=action, value="9.99", handle=handle) for action in (*BUTTONS, "pick")]
    wide += [Button(label="x", action="outcome", value=outcome, handle=handle) for outcome in Outcome]
    for button in map(drawn, wide):
        assert len((ON_A_LINE + button.data).encode()) <= 64
        assert set(button.handle) <= set(LETTERS)
    for action in ("show", "handoff"):
        link = deep_link("https://t.me/StitchCareBot", drawn(Button(label="#1", action=action, handle=handle)))
        assert len(link.partition("?start=")[2]) <= 64


@pytest.mark.usefixtures("keys")
def test_a_form_carries_its_handle_and_where_slack_wants_the_answer() -> None:
    fields = tuple(Field(name=f"f{n}", label="K-17's daughter", value="zebrafish") for n in range(9))
    asked = Question(handle=new_handle(), title="K-17", fields=fields, submit="Save", open_label="x", fallback="x")
    form = bound_form(asked, WARD, NINA, MONDAY_7)
    kept = json.loads(modal(form, response_url="https://hooks.slack.com/actions/T1/1/x")["private_metadata"])
    assert kept == {
        "handle": form.handle,
        "response_url": "https://hooks.slack.com/actions/T1/1/x",
        "ephemeral": False,
    }
    assert len(json.dumps(kept)) < 3000
    assert opened(form.handle, WARD, (NINA,), MONDAY_7) == (asked.handle, NINA)


@pytest.fixture
async def chat(database: Database) -> Chat:
    chat = await Chat(database).open()
    for who in PEOPLE:
        await chat.say(who, "/help")
    return chat


async def press_raw(chat: Chat, who: str, on: Shown, label: str, where: str = "") -> str:
    """Press exactly what stands on the button, whoever it was drawn for."""
    button = on.button(label)
    base = chat._base(who, where or on.where, None)
    shown = await chat.hear(Press(**base, action=button.action, value=button.value, handle=button.handle))
    return shown.text if shown else ""


async def denials(database: Database) -> list[str]:
    async with open_work(database) as work:
        found = await work.connection.execute(text("SELECT detail FROM audit WHERE act = 'denial' ORDER BY id"))
        return list(found.scalars())


async def test_what_was_drawn_for_one_person_is_not_anothers(chat: Chat, database: Database) -> None:
    echo = await chat.say("Nina", "/task order a walker for K-17 tomorrow 9am")
    assert "somebody else's" in await press_raw(chat, "Omar", echo, "Undo")
    assert "somebody else's" in await press_raw(chat, "Omar", echo, "Undo", where="@"), "nor in another place"
    assert await denials(database) == ["undo", "undo"]
    form = await chat.press("Nina", "Edit", echo)
    answer = Answer(**chat._base("Omar", "ward", None), handle=form.question.handle, values={"what": "nothing"})
    refusal = await chat.hear(answer)
    assert "somebody else's" in refusal.text
    assert (await chat.say("Nina", "/open #1")).text.count("walker") == 1


async def test_a_bare_handle_out_of_the_database_presses_nothing(chat: Chat, database: Database) -> None:
    await chat.say("Nina", "/task order a walker for K-17 tomorrow 9am")
    async with open_work(database) as work:
        handle = (await work.connection.execute(text("SELECT handle FROM tasks"))).scalar_one()
    shown = await chat.hear(Press(**chat._base("Nina", "ward", None), action="show", handle=handle))
    assert "not valid here" in shown.text


async def test_an_old_button_says_that_it_is_old(chat: Chat) -> None:
    echo = await chat.say("Nina", "/task order a walker for K-17 on 30 March 2027 at 9am")
    await chat.jump(days=61)
    assert await press_raw(chat, "Nina", echo, "Edit") == "That button is too old. See what you have: /mine"


async def test_a_post_is_for_all_who_see_it_and_for_nobody_elsewhere(chat: Chat) -> None:
    await chat.say("Sam", "/team new pharmacy")
    await chat.say("Sam", "/team pharmacy add @sam")
    await chat.say("Nina", "/task check interactions for K-17 @pharmacy by 3pm")
    post = chat.posts()[-1]
    assert "not valid here" in await press_raw(chat, "Sam", post, "Claim", where="another-ward")
    assert "somebody else's" not in await press_raw(chat, "Sam", post, "Claim")


async def test_what_takes_the_place_of_a_card_is_for_whom_that_was(chat: Chat) -> None:
    await chat.say("Nina", "/followup call K-17's daughter in 2 hours")
    item = await chat.say("Nina", "/open #1")
    asked = await chat.press("Nina", "Done", item)
    assert asked is item
    assert "somebody else's" in await press_raw(chat, "Omar", asked, "Reached")
    assert "Reached" in await press_raw(chat, "Nina", asked, "Reached")


async def test_in_a_telegram_group_items_open_for_whoever_follows_the_link(database: Database) -> None:
    phone = await Chat(database, Platform.telegram, forms=False).open()
    await phone.say("Omar", "/help")
    await phone.say("Nina", "/task call K-17 tomorrow 9am")
    await phone.say("Omar", "/huddle")
    listed = phone.posts()[-1] if phone.posts() else phone.last()
    assert "#1" in await press_raw(phone, "Nina", listed, "#1", where="@")
    assert "not valid here" in await press_raw(phone, "Nina", listed, "Done", where="@")
    assert "not valid here" not in await press_raw(phone, "Nina", listed, "Done"), "in the group it is for all"


def test_audiences_tell_places_people_and_platforms_apart() -> None:
    one = Address(platform=Platform.slack, tenant="T1", channel="C1")
    assert place(one) == place(replace(one, thread="17.1")) != place(replace(one, channel="C2"))
    assert place(one) != place(replace(one, platform=Platform.web)) != place(replace(one, tenant="T2"))
    nina = Sender(platform=Platform.slack, tenant="T1", user="U1")
    assert person(nina) == NINA != person(replace(nina, tenant="T2"))
    items = Card(
        title=(), lines=(Line(spans=("x",), opens=Button(label="#1", action="show", handle="me")),), fallback="x"
    )
    with using(Ring(None, [DataKey(id=1, workspace=WARD, purpose=Purpose.words, secret=b"k" * 32)])):
        opens = bound(items, WARD, NINA, MONDAY_7, linked=True).lines[0].opens
        assert opens is not None
        assert opened(opens.handle, WARD, (OMAR, ANYBODY), MONDAY_7, action="show") == ("me", ANYBODY)
