"""Escalation: the ladder that begins by itself or is asked for, who is told when, and that somebody has it."""

from datetime import time

import pytest

from bot.chat.incoming import Platform
from bot.store.database import Database
from tests.conversations.chat import PEOPLE, Chat
from tests.conversations.handing import copy, heads, with_member


@pytest.fixture
async def ward(chat: Chat) -> Chat:
    """Nina leads; Omar has Sam as his backup, and is in the pharmacy with Lea."""
    await chat.say("Omar", "/team backup @sam")
    await chat.say("Nina", "/team new pharmacy")
    for who in ("omar", "lea"):
        await chat.say("Nina", f"/team add pharmacy @{who}")
    chat.stage.messages.clear()
    return chat


async def told(chat: Chat, minutes: int) -> list[str]:
    """Who is asked to take it from now on, each with the minute."""
    found, seen = [], {id(shown) for who in PEOPLE for shown in chat.dms(who)}
    for minute in range(minutes + 1):
        for who in PEOPLE:
            for shown in chat.dms(who):
                if id(shown) not in seen and "[I have it]" in shown.text:
                    found.append(f"{minute} {who}")
                seen.add(id(shown))
        if minute < minutes:
            await chat.advance(minutes=1)
    return found


async def test_what_is_stat_and_not_accepted_goes_up_the_ladder_by_itself(ward: Chat) -> None:
    await ward.say("Nina", "/task @omar call the lab about K-17 in 1h, stat", where="@")
    assert await told(ward, 51) == ["5 Sam", "10 Lea", "20 Nina", "30 Nina", "50 Nina"]
    assert (
        ward.dms("Nina")[-1].text
        == """\
No answer yet on #1 from Omar Haddad. Can you take it or ring them?
call the lab about K-17
Mon 23 Nov, 08:00 (America/Chicago) · Omar Haddad · stat
Not accepted since Mon 23 Nov, 07:00 (America/Chicago)
Told: Omar Haddad (owner), Mon 23 Nov, 07:00 (America/Chicago)
Told: Sam Okafor (backup), Mon 23 Nov, 07:05 (America/Chicago)
Told: Lea Brandt (on duty), Mon 23 Nov, 07:10 (America/Chicago)
Told: you (lead), Mon 23 Nov, 07:20 (America/Chicago)
Again: lead, Mon 23 Nov, 08:30 (America/Chicago)
[I have it]"""
    )
    assert "K-17" not in ward.dms("Nina")[-1].card.fallback


async def test_who_has_it_is_known_to_all_who_were_told_and_the_buttons_go_dead(ward: Chat) -> None:
    await ward.say("Nina", "/task @omar call the lab about K-17 in 1h, stat")
    assert await told(ward, 12) == ["5 Sam", "10 Lea"]
    (post,) = [shown for shown in ward.posts() if "No answer yet" in shown.text]
    late, channel = copy(ward.dms("Sam")[-1]), copy(post)
    assert (await ward.press("Lea", "I have it", ward.dms("Lea")[-1])).text.startswith("#1 is yours\n")
    for who in ("Omar", "Sam"):
        assert heads(ward, who)[-1] == "Lea Brandt has #1 now."
    assert ward.posts()[-1].text.startswith("Lea Brandt has #1 now.")
    assert heads(ward, "Nina")[-1] == "Lea Brandt has taken over #1"
    for who, shown in (("Sam", late), ("Nina", channel)):
        refused = await ward.press(who, "I have it", shown)
        assert refused.text.startswith("Thank you, but Lea Brandt has #1 already.")
    assert (await ward.press("Lea", "I have it", channel)).text.startswith("#1 is yours already.")
    # It is due at 08:00; after two nudges a new one begins, with who made it: Lea has no backup.
    assert await told(ward, 60) == ["58 Nina"]


async def test_accepting_or_closing_it_in_any_other_way_ends_it_too(ward: Chat) -> None:
    await ward.say("Nina", "/task @omar call the lab in 1h, stat", where="@")
    await told(ward, 6)
    await ward.press("Omar", "Accept", ward.dms("Omar")[0])
    assert heads(ward, "Sam")[-1] == "Omar Haddad has #1 now."
    await ward.say("Nina", "/task @omar page renal in 1h, stat", where="@")
    await told(ward, 6)
    asked = copy(ward.dms("Sam")[-1])
    await ward.say("Omar", "/done 2")
    assert heads(ward, "Sam")[-1] == "#2 is closed by Omar Haddad."
    refused = await ward.press("Sam", "I have it", asked)
    assert refused.text.startswith("Nothing more to do: #2 was closed by Omar Haddad on Mon 23 Nov, 07:12")


async def test_given_to_somebody_else_it_begins_anew_with_them(ward: Chat) -> None:
    await ward.say("Nina", "/task @omar call the lab in 2h, stat", where="@")
    await told(ward, 6)
    await ward.say("Nina", "/assign 1 @lea")
    assert heads(ward, "Sam")[-1] == "#1 is with Lea Brandt now, who has not accepted it yet."
    assert await told(ward, 11) == ["5 Nina", "10 Omar"]  # Lea has no backup: who made it


async def test_urgent_waits_for_its_time_and_quiet_hours_stat_does_not(ward: Chat, database: Database) -> None:
    await with_member(database, "Sam", quiet_start=time(6), quiet_end=time(20))
    await ward.say("Lea", "/task @omar call the lab at 8am, urgent", where="@")
    assert await told(ward, 61) == ["60 Lea"]  # Sam is passed over, who is on duty is next
    await ward.say("Lea", "/task @omar page renal in 2h, stat", where="@")
    assert (await told(ward, 6))[0] == "5 Sam"


async def test_a_routine_item_that_is_late_begins_one_after_two_nudges(ward: Chat) -> None:
    await ward.say("Omar", "/task call the lab at 8am")
    assert await told(ward, 60 * 7) == ["360 Sam"]
    assert "Due since Mon 23 Nov, 08:00 (America/Chicago) and not done" in ward.dms("Sam")[-1].text
    assert (await ward.say("Sam", "/escalate")).text.count("[I have it]") == 1


async def test_the_owner_says_that_they_have_it_and_is_asked_again_when_it_stays_undone(ward: Chat) -> None:
    await ward.say("Omar", "/task call the lab at 8am, urgent", where="ward")
    assert await told(ward, 110) == ["105 Sam"]
    mine = await ward.press("Omar", "I have it", ward.posts()[-1])
    assert mine.text.startswith("#1 is yours\n")
    assert heads(ward, "Sam")[-1] == "Omar Haddad has #1 now."
    assert await told(ward, 50) == ["45 Sam"]


async def test_somebody_asks_for_it_with_a_reason_and_calls_it_off(ward: Chat) -> None:
    await ward.say("Lea", "/task @omar order a walker for K-17 tomorrow 9am")
    answer = await ward.say("Lea", "/escalate 1 the family waits at the door")
    assert answer.text.startswith("Escalating #1 until somebody has it\n")
    assert ward.dms("Omar")[-1].text.startswith("Lea Brandt needs an answer on #1. Do you have it?\n")
    assert "Reason: “the family waits at the door”" in ward.dms("Omar")[-1].text
    assert await told(ward, 15) == ["15 Sam"]
    assert heads(ward, "Sam")[-1] == "Lea Brandt escalates #1 from Omar Haddad. Can you take it?"
    refused = await ward.press("Sam", "Call it off", answer)
    assert refused.text.startswith("Only whoever escalated #1, or a lead, can call that off.")
    answer = await ward.say("Lea", "/escalate 1 still nobody")
    assert heads(ward, "Nina")[-1] == "Lea Brandt escalates #1 from Omar Haddad. Can you take it?"
    off = await ward.press("Lea", "Call it off", answer)
    assert off.text.startswith("Called off: #1 is not escalated any more.")
    assert heads(ward, "Omar")[-1] == "Lea Brandt has called off the escalation of #1."
    assert (await ward.say("Nina", "/escalate")).text.startswith("Being escalated\nNothing is being escalated.")


async def test_the_button_on_an_item_asks_why(ward: Chat) -> None:
    await ward.say("Lea", "/task @omar order a walker for K-17 tomorrow 9am")
    form = await ward.press("Lea", "Escalate", await ward.say("Lea", "/open #1"))
    answer = await ward.fill_in("Lea", form, reason="")
    assert answer.text.startswith("Escalating #1 until somebody has it\n")
    assert "Reason" not in answer.text


async def test_who_cannot_be_reached_is_passed_over_at_once(ward: Chat) -> None:
    ward.stage.unreachable.add("sam")
    await ward.say("Nina", "/task @omar call the lab in 1h, stat", where="@")
    assert await told(ward, 6) == ["5 Lea"]


async def test_a_team_sets_its_times_and_what_runs_keeps_its_own(ward: Chat) -> None:
    await ward.say("Nina", "/task @pharmacy check the heparin in 3h, stat", where="@")
    shown = await ward.say("Lea", "/escalate policy pharmacy stat 20 30 40")
    assert "pharmacy\nstat: owner → 20 min → backup → 30 min → on duty → 40 min → lead" in shown.text
    await ward.say("Nina", "/task @pharmacy check the insulin in 3h, stat", where="@")
    assert [one for one in await told(ward, 22) if one.split()[0] in ("5", "20")] == [
        "5 Omar", "5 Lea", "20 Omar", "20 Lea",
    ]  # fmt: skip
    for words, why in (
        ("pharmacy stat 5 10", "Three times in minutes, please"),
        ("pharmacy stat 5 10 9999", "Each wait is between 1 minute and 2 days"),
        ("pharmacy soon 5 10 15", "How urgent: stat, asap, urgent or routine?"),
        ("nobody stat 5 10 15", "There is no team nobody."),
        ("stat 5 10 15", "Only a lead can do that."),
    ):
        assert (await ward.say("Lea", f"/escalate policy {words}")).text.startswith(why)
    back = await ward.say("Lea", "/escalate policy pharmacy stat off")
    assert "pharmacy" not in back.text.partition("Change it")[0]


async def test_strangers_to_an_item_cannot_take_it_or_see_it(ward: Chat) -> None:
    await ward.say("Nina", "/task @omar call the lab in 1h, stat", where="@")
    await told(ward, 6)
    assert (await ward.press("Lea", "I have it", ward.dms("Sam")[-1])).text.startswith("There is no item #1")
    assert "#1" not in (await ward.say("Lea", "/escalate")).text
    assert "no item #1" in (await ward.say("Lea", "/escalate 1")).text


async def test_after_an_outage_it_goes_on_where_it_was(ward: Chat) -> None:
    await ward.say("Nina", "/task @omar call the lab in 1h, stat", where="@")
    await ward.jump(minutes=7)
    await ward.jump(minutes=4)
    assert await told(ward, 2) == ["1 Lea"]
    assert [heads(ward, who)[-1][:13] for who in ("Sam", "Lea")] == ["No answer yet"] * 2


async def test_on_telegram_there_are_no_words(database: Database) -> None:
    phone = await Chat(database, Platform.telegram, forms=False).open()
    for who in PEOPLE:
        await phone.say(who, "/help")
    await phone.say("Nina", "/task @omar call the lab about the potassium of K-17 in 1h, stat", where="@")
    await phone.say("Nina", "/escalate 1 potassium 6.8")
    asked = phone.dms("Omar")[-1]
    assert asked.text.startswith("Nina Alvarez needs an answer on #1. Do you have it?\nCall\nK-17 · ")
    taken = await phone.press("Omar", "I have it", asked)
    assert all("potassium" not in shown.text for shown in (asked, taken))


async def test_who_stands_alone_is_told_to_name_somebody(chat: Chat) -> None:
    await chat.say("Nina", "/task call the lab about K-17 at 9am, urgent")
    alone = await chat.say("Nina", "/escalate 1")
    assert "There is nobody else to tell. Name who stands in for you: /team backup @sam" in alone.text.splitlines()
    await chat.press("Nina", "Call it off", alone)
    await chat.say("Nina", "/team backup @sam")
    assert "nobody else" not in (await chat.say("Nina", "/escalate 1")).text
