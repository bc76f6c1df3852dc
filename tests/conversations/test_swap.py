"""Swaps and cover: a shift changes hands when somebody says yes, and not before."""

from bot.chat.incoming import Platform
from tests.conftest import ON_ONE_DATABASE
from tests.conversations.chat import Chat, Shown

NIGHTS = "/shift nights 19:00-07:00 daily in turns @lea @omar"  # Lea on Monday, Omar on Tuesday


async def test_a_swap_changes_both_shifts_when_the_other_accepts(chat: Chat) -> None:
    await chat.say("Nina", NIGHTS)
    assert (
        (await chat.say("Lea", "/swap friday with @omar for thursday")).text
        == """\
Asked: a swap of these shifts
Fri 27 Nov · 19:00–07:00 · nights · from you to Omar Haddad
Thu 26 Nov · 19:00–07:00 · nights · from Omar Haddad to you
Asked: Omar Haddad
Until somebody says yes, everything stays as it is.
[Take it back]"""
    )
    await chat.advance(hours=12)  # a routine matter waits for Omar's next shift, or for half a day before it
    await chat.advance(days=1)
    question = chat.dms("Omar")[-1]
    assert (
        question.text
        == """\
Lea Brandt would like to swap shifts with you:
Fri 27 Nov · 19:00–07:00 · nights · from Lea Brandt to you
Thu 26 Nov · 19:00–07:00 · nights · from you to Lea Brandt
[Swap] [I cannot]"""
    )
    assert "Fri 27 Nov · 19:00–07:00 · nights" in (await chat.say("Lea", "/shift")).text
    swapped = await chat.press("Omar", "Swap", question)
    assert (
        swapped.text
        == """\
Swapped. Lea Brandt is told.
Fri 27 Nov · 19:00–07:00 · nights · you
Thu 26 Nov · 19:00–07:00 · nights · Lea Brandt"""
    )
    await chat.advance(hours=24)
    assert chat.dms("Lea")[-1].text.splitlines()[0] == "Omar Haddad has said yes:"
    assert "Omar Haddad" in (await chat.say("Sam", "/oncall nights fri 23:00")).text


async def test_cover_is_asked_to_the_team_and_the_first_yes_has_it(chat: Chat) -> None:
    await chat.say("Nina", NIGHTS)
    await chat.say("Nina", "/team add nights @sam")
    asked = await chat.say("Lea", "/cover today")  # less than half a day ahead once it is 07:00
    assert asked.text.splitlines()[2] == "Asked: Omar Haddad, Sam Okafor"
    to_sam, to_omar = chat.dms("Sam")[-1], chat.dms("Omar")[-1]
    assert (
        to_sam.text
        == """\
Lea Brandt asks who can take this shift:
Mon 23 Nov · 19:00–07:00 · nights
[I take it] [I cannot]"""
    )
    taken = await chat.press("Sam", "I take it", to_sam)
    assert taken.text.splitlines() == ["Yours now. Lea Brandt is told.", "Mon 23 Nov · 19:00–07:00 · nights · you"]
    assert chat.dms("Lea")[-1].text.splitlines()[0] == "Sam Okafor has said yes:"
    late = await chat.press("Omar", "I take it", to_omar)
    assert late.text == "Somebody was first: it is accepted already. See the shifts: /shift"


async def test_when_nobody_can_the_lead_hears_of_it_and_who_is_on_stays_on(chat: Chat) -> None:
    await chat.say("Nina", "/shift nights 19:00-07:00 daily @lea")
    await chat.say("Nina", "/team add nights @sam")
    await chat.say("Lea", "/cover today @sam")
    await chat.press("Sam", "I cannot", chat.dms("Sam")[-1])
    assert chat.dms("Lea")[-1].text.splitlines()[0] == "Sam Okafor cannot:"
    await chat.say("Lea", "/cover today")
    before = len(chat.dms("Nina"))
    await chat.advance(hours=2)
    told = [one.text for one in chat.dms("Nina")[before:]]
    assert told == [
        "Lea Brandt has asked for somebody for this shift, and nobody has said yes yet:\n"
        "Mon 23 Nov · 19:00–07:00 · nights · Lea Brandt\n"
        "Put somebody on: /shift nights 2026-11-23 @sam"
    ]
    await chat.advance(hours=10)
    assert chat.dms("Lea")[-1].text.splitlines()[0] == "Nobody has taken this shift, and it begins now:"
    assert "Lea Brandt · until" in (await chat.say("Sam", "/oncall nights")).text


async def test_a_gap_is_filled_by_whoever_says_yes(chat: Chat) -> None:
    await chat.say("Nina", NIGHTS)
    await chat.say("Nina", "/team add nights @sam")
    await chat.say("Nina", "/shift nights tomorrow nobody")
    gap = chat.dms("Nina")[-1]
    assert gap.text.splitlines()[0] == "Nobody is on nights, which begins Tue 24 Nov, 19:00 (America/Chicago)."
    await chat.press("Nina", "Ask the team", gap)
    await chat.advance(hours=2)
    await chat.press("Sam", "I take it", chat.dms("Sam")[-1])
    assert "Sam Okafor" in (await chat.say("Nina", "/oncall nights tomorrow 20:00")).text


async def test_mine_are_listed_to_give_away_and_taken_back(chat: Chat) -> None:
    await chat.say("Nina", NIGHTS)
    listed = await chat.say("Lea", "/cover")
    assert listed.text.splitlines()[:3] == [
        "Which shift do you want to give away?", "Mon 23 Nov · 19:00–07:00 · nights",
        "Wed 25 Nov · 19:00–07:00 · nights",
    ]  # fmt: skip
    asked = await chat.press("Lea", "Ask the team", listed)
    question = chat.dms("Omar")[-1]
    again = await chat.say("Lea", "/cover today")
    assert again.text.splitlines()[0] == "That was asked already, and waits for an answer. Take it back first."
    await chat.press("Lea", "Take it back", asked)
    assert (
        await chat.press("Omar", "I take it", question)
    ).text == "That is over already. See your shifts: /shift"


@ON_ONE_DATABASE
async def test_five_of_mine_are_listed_and_the_others_by_a_press(chat: Chat) -> None:
    await chat.say("Nina", "/shift nights 19:00-07:00 daily @lea")
    await chat.say("Nina", "/team add nights @sam")

    def days(shown: Shown) -> list[str]:
        return [line.split(" ")[1] for line in shown.text.splitlines() if "19:00–07:00" in line]

    listed = await chat.say("Lea", "/swap")
    assert days(listed) == ["23", "24", "25", "26", "27"]
    assert [one.label for one in listed.card.buttons] == ["More"]
    second = await chat.press("Lea", "More", listed)
    assert days(second) == ["28", "29", "30", "1", "2"]
    assert [one.label for one in second.card.buttons] == ["Earlier", "More"]
    third = await chat.press("Lea", "More", second)
    assert days(third) == ["3", "4", "5", "6"]
    asked = await chat.press("Lea", "Ask the team", await chat.press("Lea", "Earlier", third))
    assert "Sat 28 Nov" in asked.text


async def test_what_cannot_be_is_said_with_an_example(chat: Chat) -> None:
    await chat.say("Nina", NIGHTS)
    for who, words, why in (
        (
            "Lea",
            "/swap friday",
            "Which shift of yours, and for which of theirs? For example: /swap friday @omar saturday",
        ),
        ("Lea", "/swap tuesday @omar wednesday", "You have no shift then. Which you have: /shift"),
        ("Lea", "/swap friday @sam thursday", "Sam Okafor has no shift then. Which there are: /shift"),
        ("Lea", "/cover whenever", "Which day is “whenever”? For example: /cover friday"),
        ("Sam", "/cover friday", "You have no shift then. Which you have: /shift"),
        ("Lea", "/cover friday @sam", "Sam Okafor is not in nights. First: /team add nights @Sam Okafor"),
    ):
        assert (await chat.say(who, words)).text.splitlines()[0] == why
    asked = await chat.say("Lea", "/cover friday")
    stranger = await chat.press("Sam", "Take it back", asked)
    assert stranger.text == "Only whoever asked can take that back."


async def test_it_is_asked_and_answered_across_platforms_without_forms(chat: Chat) -> None:
    await chat.say("Nina", "/shift nights 19:00-07:00 daily @lea")
    telegram = await chat.beside(Platform.telegram).open()
    await telegram.say("Ines", "/start", where="@")
    await chat.say("Nina", "/team add nights @ines")
    await chat.say("Lea", "/cover today")
    question = telegram.dms("Ines")[-1]
    assert question.text.splitlines()[0] == "Lea Brandt asks who can take this shift:"
    await telegram.press("Ines", "I take it", question)
    assert chat.dms("Lea")[-1].text.splitlines()[0] == "Ines has said yes:"
    assert (
        (await telegram.say("Ines", "/oncall today 20:00", where="@"))
        .text.splitlines()[1]
        .startswith("nights · you")
    )
