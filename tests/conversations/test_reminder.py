"""Reminders: ahead, when due, nudges that decay, escalation, quiet hours, and what happens after downtime."""

from dataclasses import replace
from datetime import UTC, datetime, time

from bot.store.database import Database
from bot.store.work import open_work
from tests.conftest import ON_ONE_DATABASE
from tests.conversations.chat import Chat


def heads(chat: Chat, who: str) -> list[str]:
    return [shown.text.splitlines()[0] for shown in chat.dms(who)]


async def with_member(database: Database, name: str, **changes: object) -> None:
    """Set what /profile would set."""
    async with open_work(database) as work:
        for member in await work.members.everyone(await _workspace(work)):
            if member.name.startswith(name):
                await work.members.save(replace(member, **changes))


async def _workspace(work):
    return (await work.members.workspace("Ward", zone="America/Chicago", demo=False)).id


async def test_urgent_items_come_ahead_when_due_and_then_at_growing_intervals(chat: Chat) -> None:
    await chat.say("Nina", "/task call the lab about K-17 at 9am, urgent")
    at = []
    for _ in range(12 * 8):
        seen = len(chat.dms("Nina"))
        await chat.advance(minutes=5)
        if len(chat.dms("Nina")) > seen:
            at.append(f"{chat.clock.at.astimezone(UTC):%H:%M} {heads(chat, 'Nina')[-1]}")
    assert at == [
        "14:45 Coming up: #1",
        "15:00 Now due: #1",
        "15:15 Still open: #1",
        "15:45 Still open: #1",
        "16:45 Still open: #1",
        "20:45 Still open: #1",
    ]


async def test_once_it_is_done_nothing_more_comes(chat: Chat) -> None:
    await chat.say("Nina", "/task call the lab at 9am, urgent")
    await chat.advance(hours=2)
    told = len(chat.dms("Nina"))
    await chat.press("Nina", "Done", chat.dms("Nina")[-1])
    await chat.advance(hours=24)
    assert len(chat.dms("Nina")) == told


async def test_after_two_nudges_the_backup_and_the_channel_hear_of_it(chat: Chat, database: Database) -> None:
    async with open_work(database) as work:
        people = {one.name: one for one in await work.members.everyone(await _workspace(work))}
        await work.members.save(replace(people["Nina Alvarez"], backup=people["Omar Haddad"].id))
    await chat.say("Lea", "/task @nina call the lab about K-17 at 9am, urgent")
    await chat.advance(hours=3)
    assert "No answer yet on #1 from Nina Alvarez. Can you take it or ring them?" in heads(chat, "Omar")
    (post,) = chat.posts()
    assert post.text.splitlines()[0] == "No answer yet on #1 from Nina Alvarez. Can you take it or ring them?"
    taken = await chat.press("Omar", "I have it", chat.dms("Omar")[-1])
    assert taken.text.splitlines()[0] == "#1 is yours"
    assert heads(chat, "Nina")[-1] == "Omar Haddad has #1 now."


async def test_routine_reminders_wait_for_the_end_of_quiet_hours(chat: Chat, database: Database) -> None:
    await with_member(database, "Nina", quiet_start=time(17), quiet_end=time(6, 30))
    await chat.say("Nina", "/task call the lab at 6pm")
    await chat.advance(hours=23)
    assert heads(chat, "Nina") == []
    await chat.advance(minutes=31)
    assert heads(chat, "Nina") == ["Now due: #1"]


async def test_urgent_reminders_go_through_quiet_hours(chat: Chat, database: Database) -> None:
    await with_member(database, "Nina", quiet_start=time(17), quiet_end=time(6, 30))
    await chat.say("Nina", "/task call the lab at 6pm, urgent")
    await chat.advance(hours=11, minutes=1)
    assert heads(chat, "Nina") == ["Coming up: #1", "Now due: #1"]


async def test_routine_reminders_wait_for_the_next_working_day(chat: Chat, database: Database) -> None:
    await with_member(database, "Nina", work_days=(0, 1, 2, 3, 4))
    await chat.say("Nina", "/task call the lab on saturday at 10am")
    await chat.advance(days=6)
    assert heads(chat, "Nina") == []
    await chat.advance(hours=23, minutes=31)
    assert heads(chat, "Nina") == ["Now due: #1"]


async def test_after_downtime_what_fell_due_comes_at_once_and_says_how_late(chat: Chat) -> None:
    await chat.say("Nina", "/task call the lab at 9am, urgent")
    await chat.jump(hours=3)
    (late,) = chat.dms("Nina")
    assert late.text.splitlines()[0] == "Coming up: #1" or late.text.splitlines()[0] == "Now due: #1"
    assert "This reminder is 75 min late." in late.text or "This reminder is 60 min late." in late.text


@ON_ONE_DATABASE
async def test_after_a_week_of_downtime_a_person_gets_one_message(chat: Chat) -> None:
    await chat.say("Nina", "/task weigh K-17 every day at 8am")
    await chat.say("Nina", "/task ring the lab every 4 hours")
    await chat.say("Nina", "/task order a walker at 9am")
    before = len(chat.dms("Nina"))
    await chat.jump(days=8, hours=3)
    (caught_up,) = chat.dms("Nina")[before:]
    assert caught_up.text.splitlines() == [
        "Reminders for 3 items",
        "#1 weigh K-17 · Tue 1 Dec, 08:00 (America/Chicago) 2 h overdue",
        "#2 ring the lab · Tue 1 Dec, 07:00 (America/Chicago) 3 h overdue",
        "#3 order a walker · Mon 23 Nov, 09:00 (America/Chicago) 8 d overdue",
        "The first of these is 8 d late.",
    ]
    assert not chat.posts(), "nobody is said not to have answered what they are only told now"


async def test_snoozing_one_occurrence_does_not_move_the_series(chat: Chat) -> None:
    await chat.say("Nina", "/task weigh K-17 every day at 8am")
    await chat.say("Nina", "/snooze 1 3h")
    closed = await chat.say("Nina", "/done 1")
    assert "Comes again: Tue 24 Nov, 08:00 (America/Chicago)" in closed.text


async def test_a_daily_time_keeps_to_the_wall_clock_when_the_clock_changes(chat: Chat) -> None:
    chat.clock.at = datetime(2027, 3, 13, 15, 0, tzinfo=UTC)  # Saturday 09:00, before the night of the change
    answer = await chat.say("Nina", "/task weigh K-17 every day at 8am")
    assert "Sun 14 Mar, 08:00" in answer.text
    await chat.advance(days=1)
    assert "Comes again: Mon 15 Mar, 08:00" in (await chat.say("Nina", "/done 1")).text


async def test_every_four_hours_means_real_hours_across_the_change(chat: Chat) -> None:
    chat.clock.at = datetime(2027, 3, 14, 5, 0, tzinfo=UTC)  # Saturday 23:00, three hours before the change
    answer = await chat.say("Nina", "/followup neuro checks K-9 q4h")
    assert "Sun 14 Mar, 04:00" in answer.text  # 23:00 plus four real hours is 04:00 on the new clock


async def test_undoing_done_withdraws_the_next_occurrence(chat: Chat) -> None:
    await chat.say("Nina", "/task weigh K-17 every day at 8am")
    await chat.say("Nina", "/done 1")
    await chat.say("Nina", "/undo")
    assert (await chat.say("Nina", "/mine")).text.splitlines()[0] == "Yours (1)"


async def test_an_occurrence_that_was_missed_is_counted_and_told(chat: Chat) -> None:
    await chat.say("Nina", "/task weigh K-17 every day at 8am")
    await chat.advance(days=1, hours=2)
    item = await chat.say("Nina", "/open #1")
    assert "Missed before: 1" in item.text
    assert "Tue 24 Nov, 08:00" in item.text


async def test_who_cannot_be_reached_is_made_known_in_the_channel(chat: Chat) -> None:
    await chat.say("Nina", "/task call the lab about K-17 at 9am, urgent")
    chat.stage.unreachable.add("nina")
    await chat.advance(hours=1, minutes=50)
    assert chat.posts()[0].text.splitlines()[0] == "I cannot reach Nina Alvarez about #1. Please tell them."


async def test_a_reminder_is_composed_from_the_state_of_its_moment(chat: Chat) -> None:
    await chat.say("Nina", "/task call the lab at 9am, urgent")
    await chat.say("Nina", "/snooze 1 10am")
    await chat.advance(hours=2, minutes=30)
    assert heads(chat, "Nina") == []
