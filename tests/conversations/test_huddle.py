"""Huddles: on schedule, once, worst first; what is replied becomes tasks after one press."""

import asyncio
from datetime import UTC, datetime

from bot.store.database import Database
from tests.conversations.chat import Chat


async def test_a_schedule_is_set_and_read_back(chat: Chat) -> None:
    answer = await chat.say("Nina", "/huddle 7:30 weekdays")
    assert answer.text == "Huddle here at 07:30, America/Chicago. Next: Mon 23 Nov, 07:30 (America/Chicago)"
    assert answer.seen_by is None


async def test_it_is_posted_on_each_of_its_days_and_on_no_other(chat: Chat) -> None:
    await chat.say("Nina", "/huddle 7:30 weekdays")
    await chat.advance(days=7)
    days = [shown.text.splitlines()[0] for shown in chat.posts()]
    assert [day.split("· ")[1][:10].strip() for day in days] == [
        "Mon 23 Nov", "Tue 24 Nov", "Wed 25 Nov", "Thu 26 Nov", "Fri 27 Nov",
    ]  # fmt: skip


async def test_the_post_is_short_and_worst_first(chat: Chat) -> None:
    await chat.say("Nina", "/task call the lab about K-17 at 7:05am")
    await chat.say("Omar", "/followup chase K-21's transport at 7:06am, stat")
    await chat.say("Lea", "/task review K-30's CT at 3pm")
    await chat.say("Sam", "/task order labels on friday at 3pm")
    await chat.say("Sam", "/task restock fridge at 9am")
    await chat.say("Sam", "/done 5")
    await chat.jump(minutes=20)
    await chat.say("Nina", "/huddle")
    assert (
        chat.posts()[-1].text
        == """\
Huddle · Mon 23 Nov, 07:20 (America/Chicago)
Overdue (2)
#2 chase K-21's transport · Mon 23 Nov, 07:06 (America/Chicago) 14 min overdue · Omar Haddad · stat
#1 call the lab about K-17 · Mon 23 Nov, 07:05 (America/Chicago) 15 min overdue · Nina Alvarez
Next 24 hours (1)
#3 review K-30's CT · Mon 23 Nov, 15:00 (America/Chicago) · Lea Brandt
Raised before and still open (1)
#4 order labels · Fri 27 Nov, 15:00 (America/Chicago) · Sam Okafor
Closed in the last 24 hours (1)
#5 restock fridge · Done · Sam Okafor
Add a line: reply to this post.
[Done]
[Done]
[Done]
[Done]"""
    )


async def test_every_line_opens_its_item(chat: Chat) -> None:
    await chat.say("Nina", "/task call the lab about K-17 at 3pm")
    await chat.say("Nina", "/huddle")
    item = await chat.press("Nina", "#1", chat.posts()[-1])
    assert item.text.splitlines()[0] == "Task #1"


async def test_lines_that_are_replied_become_tasks_after_one_press(chat: Chat) -> None:
    await chat.say("Nina", "/huddle")
    post = chat.posts()[-1]
    question = await chat.say("Omar", "- call transport for K-21 @sam by noon\n- fax the referral", quoting=post)
    assert (
        question.text
        == """\
Shall I save these?
#1 call transport for K-21 · Mon 23 Nov, 12:00 (America/Chicago) · Sam Okafor · not saved yet
#2 fax the referral · no time set · not saved yet
[Save]
[Save]
[Save all] [Drop]"""
    )
    saved = await chat.press("Omar", "Save all", question)
    assert saved.text.splitlines()[0] == "Saved: 2"
    assert chat.dms("Sam")[-1].text.splitlines()[0] == "Omar Haddad has #1 for you"
    assert (await chat.say("Omar", "/mine")).text.splitlines()[1].startswith("#2 fax the referral")


async def test_off_and_skip(chat: Chat) -> None:
    await chat.say("Nina", "/huddle 7:30 weekdays")
    skipped = await chat.say("Nina", "/huddle skip tomorrow")
    assert skipped.text == "Skipped. Next huddle: Mon 23 Nov, 07:30 (America/Chicago)"
    await chat.advance(days=2, hours=1)
    assert len(chat.posts()) == 2  # Monday and Wednesday
    await chat.say("Nina", "/huddle off")
    await chat.advance(days=3)
    assert len(chat.posts()) == 2


async def test_off_and_on_in_spanish(chat: Chat) -> None:
    await chat.say("Nina", "/huddle 7:30 weekdays")
    assert (await chat.say("Nina", "/huddle Desactivar")).text == "No more huddles here. Back with: /huddle on"
    assert (await chat.say("Nina", "/huddle sí")).text.startswith("Huddle here at 07:30")


async def test_a_time_that_comes_twice_in_autumn_is_posted_once(chat: Chat) -> None:
    chat.clock.at = datetime(2026, 10, 31, 17, 0, tzinfo=UTC)
    await chat.say("Nina", "/huddle 1:30 daily")
    await chat.advance(days=1)  # the night of 1 November has 01:30 twice
    assert len(chat.posts()) == 1


async def test_a_time_that_spring_skips_is_posted_once_all_the_same(chat: Chat) -> None:
    chat.clock.at = datetime(2027, 3, 13, 18, 0, tzinfo=UTC)
    await chat.say("Nina", "/huddle 2:30 daily")
    await chat.advance(days=1)  # 14 March has no 02:30
    (post,) = chat.posts()
    assert "Sun 14 Mar, 03:30" in post.text.splitlines()[0]


async def test_after_downtime_it_is_posted_once_and_says_how_late(chat: Chat) -> None:
    await chat.say("Nina", "/huddle 7:30 weekdays")
    await chat.jump(days=2, hours=2)
    (post,) = chat.posts()
    assert "late." in post.text.splitlines()[1]


async def test_two_replicas_post_it_once(chat: Chat, database: Database) -> None:
    other = Chat(database)
    other.stage = chat.stage
    other.delivery._adapters = {chat.platform: chat.stage}
    await chat.say("Nina", "/huddle 7:30 weekdays")
    chat.clock.at = other.clock.at = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)
    await asyncio.gather(chat.scheduler.catch_up(), other.scheduler.catch_up())
    assert len(chat.posts()) == 1


async def test_a_huddle_belongs_to_a_channel(chat: Chat) -> None:
    answer = await chat.say("Nina", "/huddle 7:30 weekdays", where="@")
    assert answer.text.startswith("A huddle belongs to a team's channel.")
    assert "I did not understand that schedule" in (await chat.say("Nina", "/huddle sometimes")).text
