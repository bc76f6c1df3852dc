"""Where words about patients go: every kind of notice, composed for every place that one can be sent to."""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from bot.care.members import Channel
from bot.care.privacy import Detail
from bot.care.protection import NOTICE
from bot.chat.card import Card
from bot.chat.incoming import Address, Platform
from bot.chat.text import card_text
from bot.delivery import Delivery
from bot.handlers import NOTICES
from bot.router import Router
from bot.scheduler import Scheduler
from bot.store.database import Database
from bot.store.notices import Notice
from bot.store.work import Work
from bot.turn import detail_on
from tests.conftest import ON_ONE_DATABASE
from tests.conversations.chat import PEOPLE, TENANT, Chat
from tests.conversations.handing import accept, copy

CANARY = "zebrafish"
"""In all words that anybody writes about a patient."""


def place(platform: Platform, channel: str, *, private: bool = False) -> Address:
    return Address(platform=platform, tenant=TENANT, channel=channel, private=private)


DIRECT = {
    "Slack, direct message": place(Platform.slack, "D1", private=True),
    "web, direct message": place(Platform.web, "@nina", private=True),
    "Telegram, direct message": place(Platform.telegram, "1", private=True),
}
SHARED = {
    "Slack, channel": place(Platform.slack, "C1"),
    "Slack, private channel": place(Platform.slack, "G1"),
    "web, channel": place(Platform.web, "ward"),
    "Telegram, group": place(Platform.telegram, "-1"),
}
WORDS_MAY_GO = {name for name in DIRECT | SHARED if not name.startswith("Telegram")}

WITH_WORDS_IN_CHANNELS = {"ack", "concern", "concern_over", "escalation", "huddle", "left", "unreachable"}
WITH_WORDS_IN_PERSON = {
    "ack_news", "assigned", "breakglass", "brief", "change", "concern_ask", "concern_step", "contingency",
    "escalation_over", "handoff", "handoff_answer", "handoff_change", "handoff_late", "handoff_question",
    "handoff_said", "readback", "readback_step", "reminder", "standing",
}  # fmt: skip
UNTOLD = {
    "alone", "board", "gap", "ledger", "linked", "roster_import", "swap", "swap_news", "unlinked",
    "arrived", "closed", "contingency_over", "contingency_which", "handoff_late_over", "late_reply", "naming",
    "out_begins", "proposal", "readback_over", "relief", "relief_settled",
}  # fmt: skip
"""Those in the first line know of no patient. The others draw what is told here, by the same cards."""


class Everywhere(Router):
    """Composes each notice for every destination as well as for its own, and keeps the cards."""

    cards: dict[tuple[str, str], list[Card]]

    async def compose(
        self, work: Work, notices: Sequence[Notice], to: Address, channel: Channel | None, now: datetime
    ) -> tuple[Card | None, list[Notice]]:
        for name, address in (SHARED if notices[0].member is None else DIRECT).items():
            there = await work.places.at(address, notices[0].workspace)
            card, _ = await super().compose(work, notices, address, there, now)
            if card is not None:
                self.cards[notices[0].kind, name].append(card)
        return await super().compose(work, notices, to, channel, now)


async def watched(database: Database) -> tuple[Chat, Everywhere]:
    chat = await Chat(database).open()
    chat.router = router = Everywhere(database, chat.clock, with_forms=frozenset({chat.platform}))
    router.cards = defaultdict(list)
    chat.delivery = Delivery(database, router, {chat.platform: chat.stage}, chat.clock)
    chat.scheduler = Scheduler(router, chat.delivery, chat.clock, database)
    return chat, router


async def tell(chat: Chat) -> None:
    """Something of each sort, with the word in all that is written."""
    for who in PEOPLE:
        await chat.say(who, "/help", where="@")
        await chat.say(who, "/help")
    for who, line in (
        ("Nina", "/brief on"),
        ("Nina", "/team new pharmacy"),
        ("Nina", "/team add pharmacy @omar"),
        ("Nina", "/team add pharmacy @sam"),
        ("Nina", "/huddle daily 8am"),
        ("Nina", f"/task order a {CANARY} for K-17 pharmacy today 9am, stat"),
        ("Nina", f"/task call {CANARY} of K-17 @lea today 9am, urgent"),
        ("Nina", f"/followup call K-17's {CANARY} about the MRI at 9:30am"),
        ("Nina", f"/escalate 2 {CANARY}"),
        ("Omar", f"/concern K-17 {CANARY} looks worse @lea"),
        ("Omar", f"/readback K-17 {CANARY} 6.8 @lea"),
        ("Nina", f"/ack pharmacy K-17 {CANARY} is out of order"),
        ("Omar", f"/breakglass K-17 {CANARY} unconscious"),
        ("Sam", f"/task ask {CANARY} about K-21 today 11am"),
        ("Nina", "/shift pharmacy 19:00-07:00 daily @omar @sam"),
    ):
        await chat.say(who, line, where="@" if "breakglass" in line else "ward")
    form = await chat.say("Nina", "/handoff @omar K-17")
    await chat.fill_in(
        "Nina", form, severity="watcher", summary=f"{CANARY}, day 2", actions="",
        contingencies=f"if the {CANARY} is not back by 14:00, call radiology\nif the {CANARY} bites, call Lea",
        notes=f"the {CANARY} is deaf",
    )  # fmt: skip
    await chat.press("Nina", "Send")
    dm = next(one for one in reversed(chat.dms("Omar")) if "Ask" in one.text)
    await chat.fill_in("Omar", await chat.press("Omar", "Ask", copy(dm)), question=f"which {CANARY}?")
    asked = next(one for one in reversed(chat.dms("Nina")) if "[Answer]" in one.text)
    await chat.fill_in("Nina", await chat.press("Nina", "Answer", copy(asked)), answer=f"the blue {CANARY}")
    await accept(chat, "Omar", copy(dm), f"K-17 is a watcher, {CANARY} day 2")
    await chat.say("Lea", "/done 2")
    await press(chat, "Lea", "I am on it")
    await press(chat, "Lea", "I have it")
    await read_back(chat)
    form = await chat.say("Nina", "/handoff @lea K-17")
    await chat.fill_in("Nina", form, severity="stable", summary=f"{CANARY}, day 3")
    await chat.press("Nina", "Send")
    chat.stage.unreachable.add("lea")
    await chat.say("Nina", f"/task weigh {CANARY} of K-17 @lea today 9:10am, urgent")
    await chat.advance(hours=3)
    await chat.press("Nina", "Offer them", await chat.say("Nina", "/out Sam today"))
    chat.stage.unreachable.clear()
    await chat.advance(hours=4)
    await chat.say("Omar", f"/heard K-17 {CANARY} back")
    await chat.say("Omar", "/done 3")
    await chat.leaves("Sam")
    await chat.advance(hours=18)


async def read_back(chat: Chat) -> None:
    asked = next(one for one in chat.dms("Lea") if "Read it back" in one.text)
    await chat.fill_in("Lea", await chat.press("Lea", "Read it back", copy(asked)), value="6.8")


async def press(chat: Chat, who: str, label: str) -> None:
    """The newest button of this name that came to them."""
    for one in reversed(chat.dms(who)):
        if any(button.label == label for button in one.buttons()):
            await chat.press(who, label, copy(one))
            return
    raise AssertionError(f"nobody asked {who}: {label}")


@ON_ONE_DATABASE
async def test_words_go_where_they_may_and_nowhere_else(database: Database) -> None:
    chat, router = await watched(database)
    await tell(chat)
    told, carry = {kind for kind, _ in router.cards}, defaultdict(set)
    for (kind, name), cards in router.cards.items():
        for card in cards:
            assert CANARY not in card.fallback, f"{kind}: the notification in {name}"
            if CANARY in repr(card):
                carry[kind].add(name)
    assert {kind: names - WORDS_MAY_GO for kind, names in carry.items() if names - WORDS_MAY_GO} == {}
    in_channels = {kind for kind, names in carry.items() if names & set(SHARED)}
    assert in_channels == WITH_WORDS_IN_CHANNELS
    assert set(carry) - in_channels == WITH_WORDS_IN_PERSON
    assert not told & UNTOLD
    assert told | UNTOLD == set(NOTICES), "a new kind of notice is told here, or knows of no patient"
    page = await chat.opens_home("Nina")
    assert page is not None
    assert CANARY in (await chat.say("Nina", "/mine")).text
    assert CANARY not in repr(page.card)


@ON_ONE_DATABASE
async def test_what_is_about_protected_patients_is_told_in_person_and_with_the_notice(database: Database) -> None:
    chat, router = await watched(database)
    for patient in ("K-17", "K-21"):
        await chat.say("Nina", f"/patient {patient} part2", where="@")
    await tell(chat)
    in_person = {"Slack, direct message", "web, direct message"}
    for (kind, name), cards in router.cards.items():
        for card in cards:
            said = repr(card)
            if name not in in_person:
                assert not re.search(f"K-17|K-21|{CANARY}|42 CFR", said), f"{kind} in {name}: {card_text(card)}"
            elif re.search(f"K-17|K-21|{CANARY}", said):
                assert NOTICE in said, f"{kind} in {name}: {card_text(card)}"
    assert {kind for kind, _ in router.cards} >= WITH_WORDS_IN_CHANNELS | WITH_WORDS_IN_PERSON


def test_a_platform_that_nobody_has_thought_of_gets_no_words() -> None:
    assert {name: detail_on(name) for name in (*Platform, "pager")} == {
        "slack": Detail.full, "web": Detail.full, "telegram": Detail.minimal, "pager": Detail.minimal,
    }  # fmt: skip
