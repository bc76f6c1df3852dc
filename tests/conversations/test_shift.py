"""Shifts: patterns and single dates, who is on duty now and next, and gaps that are announced in time."""

from datetime import UTC, datetime

from tests.conversations.chat import Chat

NIGHTS = "/shift nights 19:00-07:00 daily @lea @omar"


async def test_a_pattern_is_echoed_told_to_who_is_on_it_and_seen_by_everybody(chat: Chat) -> None:
    assert (
        (await chat.say("Nina", NIGHTS)).text
        == """\
Saved: shifts of nights
nights · 19:00–07:00 (America/Chicago) · every day · Lea Brandt, Omar Haddad
First on Mon 23 Nov, 19:00 (America/Chicago)
There is a team nights now.
[Undo]"""
    )
    assert (
        chat.dms("Lea")[-1].text
        == """\
Nina Alvarez has put you on these shifts:
nights · 19:00–07:00 (America/Chicago) · every day · you, Omar Haddad
When you are on: /shift"""
    )
    assert (
        (await chat.say("Sam", "/oncall nights")).text
        == """\
On duty
nights · nobody is on
Next: Lea Brandt, Omar Haddad, from Mon 23 Nov, 19:00 (America/Chicago)"""
    )
    await chat.jump(hours=15)  # 22:00
    assert (await chat.say("Sam", "/oncall")).text.splitlines()[1] == (
        "nights · Lea Brandt, Omar Haddad · until Tue 24 Nov, 07:00 (America/Chicago)"
    )
    assert (await chat.say("Omar", "/shift")).text.splitlines()[:2] == [
        "Your shifts", "Mon 23 Nov · 19:00–07:00 · nights",
    ]  # fmt: skip


async def test_a_team_has_several_shifts_and_turns(chat: Chat) -> None:
    await chat.say("Nina", "/team new ward")
    await chat.say("Nina", "/shift ward days 7am-7pm mon-fri @nina")
    await chat.say("Nina", "/shift ward late 7pm-7am mon wed fri in turns @lea @omar")
    week = (await chat.say("Nina", "/shift ward")).text.splitlines()
    assert week[1:4] == [
        "Mon 23 Nov · 07:00–19:00 · days · you", "Mon 23 Nov · 19:00–07:00 · late · Lea Brandt",
        "Tue 24 Nov · 07:00–19:00 · days · you",
    ]  # fmt: skip
    assert "Wed 25 Nov · 19:00–07:00 · late · Omar Haddad" in week
    which = (await chat.say("Nina", "/shift ward wednesday @sam")).text.splitlines()[0]
    assert which == "Which shift of ward: days, late? For example: /shift ward days 2026-11-25 @sam"
    assert "late · Sam Okafor" in (await chat.say("Nina", "/shift ward late wednesday @sam")).text


async def test_one_date_is_changed_told_and_undone(chat: Chat) -> None:
    await chat.say("Nina", NIGHTS)
    assert (
        (await chat.say("Omar", "/shift nights tomorrow @sam")).text
        == """\
Changed, for this one date:
Tue 24 Nov · 19:00–07:00 · nights · Sam Okafor
Before: Lea Brandt, you
Times in America/Chicago
[Undo]"""
    )
    assert chat.dms("Sam")[-1].text.splitlines()[0] == "Omar Haddad has put you on this shift:"
    assert chat.dms("Lea")[-1].text.splitlines()[0] == "Omar Haddad has taken you off this shift:"
    undone = await chat.press("Omar", "Undo", chat.stage.messages[-3])
    assert undone.text.splitlines()[1] == "Tue 24 Nov · 19:00–07:00 · nights · Lea Brandt, you"
    assert "Lea Brandt, you, Sam Okafor" in (await chat.say("Omar", "/shift nights thu add @sam")).text
    assert "you, Sam Okafor" in (await chat.say("Omar", "/shift nights thu off @lea")).text


async def test_typed_again_with_others_it_takes_the_place_and_undo_brings_it_back(chat: Chat) -> None:
    await chat.say("Nina", NIGHTS)
    again = await chat.say("Nina", "/shift nights 19:00-07:00 daily @sam")
    assert "Instead of: Lea Brandt, Omar Haddad" in again.text
    assert "Next: Sam Okafor" in (await chat.say("Nina", "/oncall nights")).text
    await chat.press("Nina", "Undo", again)
    assert "Next: Lea Brandt, Omar Haddad" in (await chat.say("Nina", "/oncall nights")).text
    ended = await chat.press("Nina", "End it", await chat.say("Nina", "/shift nights"))
    assert ended.text.splitlines()[0] == "These shifts of nights have ended."
    assert "no shifts: everybody of it" in (await chat.say("Nina", "/oncall nights")).text
    await chat.press("Nina", "Undo", ended)
    assert "Next: Lea Brandt" in (await chat.say("Nina", "/oncall nights")).text


async def test_what_cannot_be_read_is_asked_back_and_strangers_change_nothing(chat: Chat) -> None:
    await chat.say("Nina", NIGHTS)
    for words, why in {
        "nights 19:00-07:00 foo @lea": "I did not understand “foo”. On which days? "
        "For example: /shift nights 19:00-07:00 mon-fri @lea",
        "nights 19:00-07:00 daily": "Who is on? For example: /shift nights 19:00-07:00 daily @lea @omar",
        "nights 19:00-07:00 daily @maria": "I do not know maria yet: they have to write to me once. "
        "Whom I know: /team",
        "evenings": "There is no team evenings yet. With its hours it is made: "
        "/shift evenings 19:00-07:00 daily @lea @omar",
        "nights whenever @lea": "Which day, and who? For example: /shift nights friday @sam, "
        "or /shift nights 2026-11-30 @sam",
    }.items():
        answer = (await chat.say("Nina", f"/shift {words}")).text.splitlines()
        assert (answer[0], answer[1][:10]) == (why, "You wrote:")
    refused = (await chat.say("Sam", "/shift nights tomorrow @sam")).text.splitlines()[0]
    assert refused == "Only a lead, or somebody in nights, can change its shifts."


async def test_a_gap_is_told_to_the_lead_once_in_their_hours_and_not_when_it_is_filled(chat: Chat) -> None:
    await chat.say("Nina", NIGHTS)
    await chat.say("Nina", "/shift nights wed nobody")
    await chat.say("Nina", "/shift nights thu nobody")
    await chat.advance(hours=11)
    assert chat.dms("Nina") == []
    await chat.advance(hours=2)  # 20:00: less than 48 h before it, and Nina is awake
    assert (
        chat.dms("Nina")[-1].text
        == """\
Nobody is on nights, which begins Wed 25 Nov, 19:00 (America/Chicago).
Put somebody on: /shift nights 2026-11-25 @sam
[Ask the team]"""
    )
    told = len(chat.dms("Nina"))
    await chat.say("Nina", "/shift nights thu @sam")
    await chat.advance(days=3)
    assert len(chat.dms("Nina")) == told


async def test_a_night_in_which_the_clock_is_set_has_no_hole(chat: Chat) -> None:
    chat.clock.at = datetime(2027, 3, 12, 18, tzinfo=UTC)  # the clock skips an hour in the night of the 13th
    await chat.say("Nina", "/shift ward days 7:00-19:00 daily @nina")
    await chat.say("Nina", "/shift ward days nights 19:00-07:00 daily @lea")
    await chat.advance(days=1, hours=18, minutes=59)  # 07:59 by the new clock
    names = [(await chat.say("Sam", "/oncall ward days")).text.splitlines()[1]]
    assert names == ["ward days · you · until Sun 14 Mar, 19:00 (America/Chicago)".replace("you", "Nina Alvarez")]


async def test_who_is_on_at_another_time(chat: Chat) -> None:
    await chat.say("Nina", "/shift nights 19:00-07:00 daily in turns @lea @omar")
    assert (
        (await chat.say("Sam", "/oncall nights tomorrow 22:00")).text
        == """\
On duty Tue 24 Nov, 22:00 (America/Chicago)
nights · Omar Haddad · until Wed 25 Nov, 07:00 (America/Chicago)
Next: Lea Brandt, from Wed 25 Nov, 19:00 (America/Chicago)"""
    )
    assert (await chat.say("Sam", "/oncall today 22:00")).text.splitlines()[1].startswith("nights · Lea Brandt")
    unread = (await chat.say("Sam", "/oncall nights whenever")).text.splitlines()
    assert unread[0] == "When, and which team? For example: /oncall pharmacy tomorrow 22:00"
    assert unread[1] == "You wrote: /oncall nights whenever"


async def test_who_is_on_can_be_asked_in_plain_words(chat: Chat) -> None:
    await chat.say("Nina", "/shift nights 19:00-07:00 daily in turns @lea @omar")
    await chat.jump(hours=15)
    for words in (
        "who is on call for nights?",
        "Who's on?",
        "¿quién está de turno?",
        "who is on duty in nights now?",
    ):
        assert (await chat.say("Sam", words, where="@")).text.splitlines()[1].startswith("nights · Lea Brandt")
