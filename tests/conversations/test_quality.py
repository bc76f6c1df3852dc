"""`/quality`: one's own handoffs in private, a team's as a trend, nobody's beside another's."""

from tests.conversations.chat import Chat
from tests.conversations.handing import with_team
from tests.conversations.test_heard import MRI, hand_over


async def test_ones_own_handoffs_are_counted_for_oneself_alone(chat: Chat) -> None:
    await chat.say("Nina", "/task chase the MRI of K-17 by 4pm")
    await hand_over(chat, "Nina", "Lea", MRI)
    await chat.advance(hours=7)
    assert (
        (await chat.say("Nina", "/quality", where="@")).text
        == """\
Your handoffs of the last four weeks
Score: 100 of 100
Illness severity: 1 of 1
Patient summary: 1 of 1
Action list: 1 of 1
If … then …: 1 of 1
Said back by the receiver: 1 of 1
accepted after 0 min, in the middle · if/thens: 1 came due, 0 ended before
Only you can see this. It counts what was there, not how good it was."""
    )
    assert "No handoff of yours" in (await chat.say("Lea", "/quality", where="@")).text
    refused = await chat.say("Nina", "/quality")
    assert refused.text.startswith("That is for you alone. Ask me in our own chat: /quality")


async def test_a_team_of_few_shows_no_figures_and_strangers_see_none(chat: Chat) -> None:
    await with_team(chat.database, "nights", "Nina", "Lea")
    await hand_over(chat, "Nina", "Lea", MRI)
    shown = await chat.say("Lea", "/quality nights")
    assert shown.text.splitlines()[1:5] == [
        f"From {day}: too few people to show." for day in ("Mon 26 Oct", "Mon 2 Nov", "Mon 9 Nov", "Mon 16 Nov")
    ]
    assert "Nina" not in shown.text
    refused = await chat.say("Sam", "/quality nights")
    assert refused.text.startswith("Only a lead, or somebody in nights, can see how its handoffs were.")


async def test_a_team_of_three_is_shown_as_a_whole(chat: Chat) -> None:
    await with_team(chat.database, "nights", "Nina", "Lea", "Omar")
    await hand_over(chat, "Nina", "Lea", MRI)
    await hand_over(chat, "Lea", "Omar", MRI)
    await hand_over(chat, "Omar", "Nina", MRI)
    shown = await chat.say("Nina", "/quality nights")
    assert "From Mon 16 Nov: 3 handoffs, score 80 of 100" in shown.text.splitlines()
    assert not any(name in shown.text for name in ("Lea", "Omar"))
