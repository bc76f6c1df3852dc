"""The profile: typed or in a form, never overwritten by a platform, and alarms that follow the new hours."""

from datetime import UTC

import pytest

from bot.care.members import Member
from bot.care.tasks import Task
from bot.chat.incoming import Command, Platform, Sender
from bot.store.database import Database
from bot.store.work import open_work
from tests.conftest import ON_ONE_DATABASE
from tests.conversations.chat import TENANT, Chat


async def member(database: Database, name: str) -> Member:
    async with open_work(database) as work:
        workspace = await work.members.workspace("Ward", zone="UTC", demo=False)
        return next(one for one in await work.members.everyone(workspace.id) if one.name.startswith(name))


async def item(database: Database, number: int) -> Task:
    async with open_work(database) as work:
        workspace = await work.members.workspace("Ward", zone="UTC", demo=False)
        found = await work.tasks.by_number(workspace.id, number)
        assert found is not None
        return found


async def alarm(database: Database, number: int = 1) -> str:
    found = await item(database, number)
    assert found.alarm_at is not None
    return f"{found.alarm} {found.alarm_at.astimezone(UTC):%a %H:%M}"


async def test_it_shows_who_i_am(chat: Chat) -> None:
    await chat.say("Nina", "/team backup @lea")
    assert (
        (await chat.say("Nina", "/profile")).text
        == """\
Nina Alvarez
Time zone: America/Chicago
Working hours: 08:00-17:00
Working days: Mon-Fri
Quiet hours: 21:00-06:30
Language: English
Teams: none
Backup: Lea Brandt
[Edit]"""
    )


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("zone Europe/Berlin", "Time zone: Europe/Berlin"),
        ("zone berlin", "Time zone: Europe/Berlin"),
        ("zone new york", "Time zone: America/New_York"),
        ("zone eastern time", "Time zone: America/New_York"),
        ("zone EST", "Time zone: America/New_York"),
        ("hours 7:00-19:00", "Working hours: 07:00-19:00"),
        ("hours 7pm to 7am", "Working hours: 19:00-07:00"),
        ("days mon-fri", "Working days: Mon-Fri"),
        ("days mon, wed and sat", "Working days: Mon, Wed, Sat"),
        ("days every day", "Working days: Mon-Sun"),
        ("quiet 22:00-6:00", "Quiet hours: 22:00-06:00"),
        ("quiet none", "Quiet hours: none"),
    ],
)
async def test_each_thing_can_be_typed(chat: Chat, typed: str, line: str) -> None:
    answer = await chat.say("Nina", f"/profile {typed}")
    assert answer.text.splitlines()[0] == "Saved"
    assert line in answer.text.splitlines()
    assert line in (await chat.say("Nina", "/profile")).text.splitlines()


@pytest.mark.parametrize(
    ("typed", "example"),
    [
        ("zone Mars/Base", "/profile zone Europe/Berlin"),
        ("zone", "/profile zone Europe/Berlin"),
        ("zone ../../etc/passwd", "/profile zone Europe/Berlin"),
        ("hours all day", "/profile hours 7:00-19:00"),
        ("hours 7:00-7:00", "/profile hours 7:00-19:00"),
        ("hours 25:00-26:00", "/profile hours 7:00-19:00"),
        ("days whenever", "/profile days mon-fri"),
        ("quiet please", "/profile quiet 22:00-6:00"),
        ("language tlh", "/profile language es"),
        ("shoe 43", "/profile zone America/Chicago"),
    ],
)
async def test_a_bad_value_is_answered_with_an_example_and_changes_nothing(
    chat: Chat, typed: str, example: str
) -> None:
    before = (await chat.say("Nina", "/profile")).text
    answer = (await chat.say("Nina", f"/profile {typed}")).text.splitlines()
    assert example in answer[0]
    assert answer[1] == f"You wrote: /profile {typed}"
    assert (await chat.say("Nina", "/profile")).text == before


async def test_the_form_says_what_is_wrong_at_the_field_and_saves_the_rest_later(chat: Chat) -> None:
    form = await chat.press("Nina", "Edit", await chat.say("Nina", "/profile"))
    error = await chat.fill_in("Nina", form, zone="Nowhere", hours="7-19")
    assert error.text == "zone: I do not know the time zone “Nowhere”. For example: /profile zone Europe/Berlin"
    saved = await chat.fill_in("Nina", form, zone="Berlin", hours="7-19", days=("0", "5"), quiet="none")
    assert saved.text.splitlines()[:5] == [
        "Saved",
        "Time zone: Europe/Berlin",
        "Working hours: 07:00-19:00",
        "Working days: Mon, Sat",
        "Quiet hours: none",
    ]


async def test_a_form_that_is_sent_as_it_was_chooses_nothing(chat: Chat, database: Database) -> None:
    form = await chat.press("Nina", "Edit", await chat.say("Nina", "/profile"))
    await chat.fill_in("Nina", form)
    assert (await member(database, "Nina")).chosen == ()


async def test_field_by_field_where_there_are_no_forms(database: Database) -> None:
    chat = await Chat(database, Platform.telegram, forms=False).open()
    asked = await chat.press("Nina", "Edit", await chat.say("Nina", "/profile", where="@"))
    assert "1/5 Time zone" in asked.text
    asked = await chat.say("Nina", "Europe/Berlin", where="@")
    asked = await chat.press("Nina", "Keep", asked)
    asked = await chat.press("Nina", "☐ Saturday", asked)
    asked = await chat.press("Nina", "Next", asked)
    asked = await chat.press("Nina", "Keep", asked)
    saved = await chat.press("Nina", "Español", asked)
    assert "Europe/Berlin" in saved.text
    assert (await member(database, "Nina")).work_days == (0, 1, 2, 3, 4, 5)
    assert (await member(database, "Nina")).locale == "es"


async def test_pressing_edit_on_a_colleagues_profile_edits_ones_own(chat: Chat) -> None:
    shown = await chat.say("Nina", "/profile zone Europe/Berlin")
    form = await chat.press("Omar", "Edit", shown)
    assert "Time zone: America/Chicago" in form.text


async def test_quiet_hours_in_working_hours_are_pointed_out(chat: Chat) -> None:
    assert "lie in your working hours" in (await chat.say("Nina", "/profile hours 19:00-7:00")).text
    assert "lie in your working hours" not in (await chat.say("Nina", "/profile quiet 9:00-15:00")).text


async def test_the_platforms_profile_is_taken_over_but_not_what_was_chosen(chat: Chat, database: Database) -> None:
    await chat.changes("Omar", name="Omar H. Haddad", zone="Europe/Paris", locale="es-MX")
    changed = await member(database, "Omar")
    assert (changed.name, changed.zone, changed.locale) == ("Omar H. Haddad", "Europe/Paris", "es")
    await chat.say("Omar", "/profile zone America/Denver")
    await chat.say("Omar", "/profile language en")
    await chat.changes("Omar", name="Omar Haddad", zone="Europe/Paris", locale="es-MX")
    changed = await member(database, "Omar")
    assert (changed.name, changed.zone, changed.locale) == ("Omar Haddad", "America/Denver", "en")


async def test_a_zone_that_does_not_exist_is_left_alone(chat: Chat, database: Database) -> None:
    await chat.changes("Omar", zone="Mars/Base")
    assert (await member(database, "Omar")).zone == "America/Chicago"


async def test_a_profile_of_somebody_unknown_makes_no_member(database: Database) -> None:
    chat = await Chat(database).open()
    await chat.changes("Zoe", name="Zoe Stranger")
    await chat.leaves("Yan")
    await chat.say("Nina", "/help")
    assert (await member(database, "Nina")).lead
    assert (await chat.say("Nina", "/team", where="@")).text.splitlines()[1] == "Nina Alvarez · lead"


async def test_who_was_only_mentioned_gets_their_name_when_they_speak(chat: Chat) -> None:
    nobody = Sender(platform=Platform.web, tenant=TENANT, user="zoe")
    said = Command(**chat._base("Nina", "ward", None), name="task", text="@zoe call at 9am", mentions=(nobody,))
    await chat.hear(said)
    assert "Member zoe" in (await chat.say("Nina", "/team", where="@")).text
    await chat.say("Zoe", "/mine")
    answer = (await chat.say("Nina", "/team", where="@")).text.splitlines()
    assert "Zoe" in answer
    assert "Member zoe" not in answer


async def test_shorter_quiet_hours_bring_a_reminder_forward(chat: Chat, database: Database) -> None:
    await chat.say("Nina", "/profile quiet 17:00-6:30")
    await chat.say("Nina", "/task call the lab at 6pm")
    assert await alarm(database) == "due Tue 12:30"
    await chat.say("Nina", "/profile quiet 21:00-6:30")
    assert await alarm(database) == "due Tue 00:00"  # 18:00 in Chicago
    assert "Mon 23 Nov, 18:00" in (await chat.say("Nina", "/mine")).text
    await chat.advance(hours=11, minutes=1)
    assert chat.dms("Nina")[-1].text.splitlines()[0] == "Now due: #1"


async def test_longer_quiet_hours_and_days_off_put_it_off(chat: Chat, database: Database) -> None:
    await chat.say("Nina", "/task call the lab at 6pm")
    assert await alarm(database) == "ahead Mon 23:30"
    await chat.say("Nina", "/profile quiet 17:00-6:30")
    assert await alarm(database) == "due Tue 12:30"
    await chat.say("Nina", "/profile days wed-fri")
    assert await alarm(database) == "due Wed 12:30"


async def test_another_zone_moves_quiet_hours_and_leaves_the_due_time(chat: Chat, database: Database) -> None:
    await chat.say("Nina", "/task call the lab at 10pm")  # 04:00 UTC: quiet in Chicago until 12:30
    assert await alarm(database) == "due Tue 12:30"
    due = (await item(database, 1)).due_at
    await chat.say("Nina", "/profile zone Asia/Tokyo")  # 13:00 in Tokyo
    assert await alarm(database) == "due Tue 04:00"
    assert (await item(database, 1)).due_at == due


@ON_ONE_DATABASE
@pytest.mark.parametrize("how", ["chosen", "by the platform"])
async def test_who_moves_takes_their_hours_along_and_leaves_the_wards_huddle_and_what_was_said(
    chat: Chat, how: str
) -> None:
    await chat.say("Nina", "/profile hours 9:00-17:00")
    await chat.say("Nina", "/huddle 8:30 weekdays")
    await chat.say("Nina", "/task count the meds every day at 10am, urgent")
    if how == "chosen":
        await chat.say("Nina", "/profile zone America/New_York")
    else:
        await chat.changes("Nina", zone="America/New_York")
    await chat.advance(minutes=59)  # 08:00 in Chicago: there it would be an hour too early for the brief
    assert [one.text.splitlines()[0] for one in chat.dms("Nina") if one.key.startswith("brief:")] == [
        "Your shift begins: Mon 23 Nov, 09:00 (America/New_York)"
    ]
    assert chat.posts() == []
    await chat.advance(minutes=32)
    (post,) = chat.posts()
    assert "Mon 23 Nov, 08:30" in post.text
    await chat.advance(days=1, hours=1, minutes=30)
    said = [one.text for one in chat.dms("Nina") if one.text.startswith("Now due: ")]
    assert "11:00 (America/New_York)" in said[0]
    huddles = [one.text.partition(" (")[0] for one in chat.posts() if one.key.startswith("huddle:")]
    assert huddles == ["Huddle · Mon 23 Nov, 08:30", "Huddle · Tue 24 Nov, 08:30"]


async def test_urgent_items_and_those_of_others_stay_where_they_are(chat: Chat, database: Database) -> None:
    await chat.say("Nina", "/task call the lab at 6pm, urgent")
    await chat.say("Nina", "/task call the lab @omar at 6pm")
    before = await alarm(database, 1), await alarm(database, 2)
    await chat.say("Nina", "/profile quiet 17:00-6:30")
    assert (await alarm(database, 1), await alarm(database, 2)) == before


async def test_the_day_of_a_whole_days_item_begins_with_the_new_hours(chat: Chat, database: Database) -> None:
    await chat.say("Nina", "/task call the lab tomorrow")
    assert await alarm(database) == "ahead Tue 14:00"
    await chat.say("Nina", "/profile hours 10:00-18:00")
    assert await alarm(database) == "ahead Tue 16:00"


async def test_changing_hours_again_and_again_never_postpones_a_nudge(chat: Chat, database: Database) -> None:
    await chat.say("Nina", "/task call the lab at 9am")
    await chat.advance(hours=2, minutes=1)
    before = await alarm(database)
    assert before.startswith("nudge")
    for minutes in (10, 20, 25):
        await chat.advance(minutes=minutes)
        await chat.say("Nina", "/profile hours 7:00-19:00")
        await chat.say("Nina", "/profile hours 8:00-17:00")
        assert await alarm(database) == before
