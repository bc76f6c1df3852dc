"""Who is on duty gets it: a team's, a role's and the next shift's items, and what waits for somebody off duty."""

from datetime import UTC, datetime

from tests.conversations.chat import Chat

NIGHTS = "/shift nights 19:00-07:00 daily in turns @lea @omar"  # Lea on Monday, Omar on Tuesday


def given(chat: Chat, who: str) -> list[str]:
    """What somebody was told to have been given."""
    return [one.text.splitlines()[0] for one in chat.dms(who) if one.key.startswith("assigned:")]


async def test_an_item_for_nights_goes_to_who_is_on_when_it_is_due_not_when_it_was_said(chat: Chat) -> None:
    await chat.say("Nina", NIGHTS)
    told = {who: len(chat.dms(who)) for who in ("Lea", "Omar", "Sam")}
    assert (
        (await chat.say("Nina", "/task check the drain of K-17 @nights today 22:00")).text
        == """\
Saved as task #1
check the drain of K-17
Mon 23 Nov, 22:00 (America/Chicago) · nights
Goes to whoever is on then. As things stand: Lea Brandt
[Edit] [Undo]"""
    )
    await chat.advance(hours=3)
    assert {who: len(chat.dms(who)) for who in told} == told
    await chat.say("Nina", "/shift nights today @sam")  # Lea is not on tonight after all
    await chat.advance(hours=12)  # 22:00
    reminders = [one.text.splitlines()[0] for one in chat.dms("Sam") if one.key.startswith("task:")]
    assert reminders == ["Coming up: #1", "Now due: #1"]
    assert not [one for one in chat.dms("Lea") if one.key.startswith("task:")]
    await chat.press("Sam", "Claim", chat.dms("Sam")[-1])
    assert "#1" in (await chat.say("Sam", "/mine")).text


async def test_without_a_time_it_comes_up_as_the_shift_begins(chat: Chat) -> None:
    await chat.say("Nina", NIGHTS)
    saved = await chat.say("Nina", "/task nights: recheck the potassium of K-17")
    assert saved.text.splitlines()[2] == "Mon 23 Nov, 19:00 (America/Chicago) · nights"
    await chat.advance(hours=12)
    assert chat.dms("Lea")[-1].text.splitlines()[0] == "Now due: #1"
    assert len([one for one in chat.dms("Lea") if one.key.startswith("task:")]) == 1  # not before the shift


async def test_next_shift_and_on_call_are_looked_up_too(chat: Chat) -> None:
    await chat.say("Nina", "/team new ward")
    await chat.say("Nina", "/shift ward days 7:00-19:00 daily @nina")
    await chat.say("Nina", "/shift ward nights 19:00-7:00 daily @omar")
    await chat.say("Nina", "/shift pharmacy 8:00-20:00 daily @sam")
    saved = await chat.say("Nina", "/task ask the next shift to weigh K-17")
    assert saved.text.splitlines()[2:4] == [
        "Mon 23 Nov, 19:00 (America/Chicago) · ward, next shift",
        "Goes to whoever is on then. As things stand: Omar Haddad",
    ]
    for words, owner, who in (
        ("@ward nights: weigh K-18 at 21:00", "ward nights", "Omar Haddad"),
        ("pharmacy on call to check the heparin of K-17 at 10:00", "pharmacy", "Sam Okafor"),
        ("whoever is on call for pharmacy please check the heparin of K-17 at 10:00", "pharmacy", "Sam Okafor"),
    ):
        card = (await chat.say("Nina", f"/task {words}")).text.splitlines()
        assert card[2].endswith(f" · {owner}"), card
        assert card[3] == f"Goes to whoever is on then. As things stand: {who}"
    await chat.advance(hours=12)
    assert "#1" in chat.dms("Omar")[-1].text
    asked = await chat.say("Sam", "/task @ward next shift: look at the pump of K-17")
    assert asked.text.splitlines()[2].endswith(" · ward, next shift")
    which = await chat.say("Lea", "/task ask the next shift to weigh K-17 at 23:00")  # Lea is in no team
    assert which.text.splitlines()[0] == "More than one “next shift”: who is it for?"


async def test_urgent_for_a_team_reaches_who_is_on_now_and_nobody_else(chat: Chat) -> None:
    await chat.say("Nina", "/team new ward")
    await chat.say("Nina", "/shift ward days 7:00-19:00 daily @omar")
    await chat.say("Nina", "/shift ward nights 19:00-7:00 daily @lea")
    before = len(chat.dms("Lea"))
    await chat.say("Nina", "/task @ward: get a bed for K-17 within 1 hour, urgent")
    assert chat.dms("Omar")[-1].text.splitlines()[0] == "Nina Alvarez has #1 for ward"
    assert len(chat.dms("Lea")) == before
    assert chat.posts() == []


async def test_what_is_not_urgent_waits_for_who_is_off_duty_and_the_sender_is_told(chat: Chat) -> None:
    await chat.say("Nina", "/shift ward late 15:00-23:00 daily @omar")
    saved = await chat.say("Nina", "/task order a walker for K-17 @omar tomorrow 20:00")
    assert saved.text.splitlines()[3] == (
        "Omar Haddad is off duty and hears of it Mon 23 Nov, 15:00 (America/Chicago). "
        "If it cannot wait: /edit 1 urgent"
    )
    await chat.advance(hours=7, minutes=59)
    assert given(chat, "Omar") == []
    await chat.advance(minutes=1)
    assert given(chat, "Omar") == ["Nina Alvarez has #1 for you"]
    await chat.jump(hours=9)  # midnight
    urgent = await chat.say("Nina", "/task ring the pharmacy about K-17 @omar within 1 hour, urgent")
    assert "off duty" not in urgent.text
    assert given(chat, "Omar")[1:] == ["Nina Alvarez has #2 for you"]


async def test_a_reminder_waits_for_the_next_shift_through_a_clock_change(chat: Chat) -> None:
    chat.clock.at = datetime(2027, 3, 13, 14, tzinfo=UTC)  # the clock skips an hour in the night of the 13th
    await chat.say("Nina", "/team new ward")
    await chat.say("Nina", "/shift ward days 7:00-19:00 daily @omar")
    await chat.say("Omar", "/task check the ride of K-17 tomorrow 3am")
    await chat.advance(hours=21, minutes=59)  # 06:59 by the new clock
    assert not [one for one in chat.dms("Omar") if one.key.startswith("task:")]
    await chat.advance(minutes=1)
    assert chat.dms("Omar")[-1].text.splitlines()[0] == "Now due: #1"


async def test_a_handoff_to_a_shift_is_offered_to_who_comes_on_and_all_of_the_team_may_accept(
    chat: Chat,
) -> None:
    await chat.say("Nina", "/team new ward")
    await chat.say("Nina", "/shift ward days 7:00-19:00 daily @nina @sam")
    await chat.say("Nina", "/shift ward nights 19:00-7:00 daily in turns @lea @omar")
    for words in ("@ward nights K-17", "next shift K-18"):
        form = await chat.say("Nina", f"/handoff {words}")
        await chat.fill_in("Nina", form, severity="stable", summary="day 2")
        offered = await chat.press("Nina", "Send")
    assert "is on offer to ward, next shift." in offered.text.splitlines()[0]
    assert [one.text.splitlines()[0][:12] for one in chat.dms("Lea")[1:]] == ["Nina Alvarez"] * 2
    for who in ("Omar", "Sam"):
        assert len(chat.dms(who)) == 1  # only that they are on these shifts
    assert "Handoffs waiting for you" in (await chat.say("Sam", "/mine")).text
