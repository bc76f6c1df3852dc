"""The thread through every room: said, understood, brought back, posted."""

from tests.conversations.chat import Chat


async def test_a_follow_up_is_echoed_with_what_was_understood(chat: Chat) -> None:
    answer = await chat.say("Nina", "/followup call Mr K's daughter about the lost MRI !K-17 by 9am, urgent")
    assert answer is not None
    assert (
        answer.text
        == """\
Saved as follow-up #1
call Mr K's daughter about the lost MRI
K-17 · Mon 23 Nov, 09:00 (America/Chicago) · you · urgent
[Edit] [Undo]"""
    )


async def test_it_comes_back_as_a_reminder_in_a_direct_message(chat: Chat) -> None:
    await chat.say("Nina", "/followup call Mr K's daughter !K-17 by 9am, urgent")
    await chat.advance(hours=2)
    assert [shown.text.splitlines()[0] for shown in chat.dms("Nina")] == ["Coming up: #1", "Now due: #1"]


async def test_it_stands_in_the_scheduled_huddle(chat: Chat) -> None:
    await chat.say("Nina", "/huddle 7:30 weekdays")
    await chat.say("Nina", "/followup call Mr K's daughter !K-17 by 9am, urgent")
    await chat.advance(minutes=30)
    (post,) = chat.posts()
    assert (
        post.text
        == """\
Huddle · Mon 23 Nov, 07:30 (America/Chicago)
Next 24 hours (1)
#1 call Mr K's daughter · K-17 · Mon 23 Nov, 09:00 (America/Chicago) · Nina Alvarez · urgent
Add a line: reply to this post.
[Done]"""
    )
