"""Each command about handing over and about what is urgent, through Bolt: buttons, modals, and where answers go.

The stand-in complains at the end of every message and view that Slack would not take as it stands.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.e2e.test_slack import heard
from tests.e2e.whole import Whole, running
from tests.standins.slack import SlackStandin, View, text_of


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandin]:
    async with SlackStandin() as standin:
        yield standin


@pytest.fixture
async def bot(slack: SlackStandin, tmp_path: Path) -> AsyncIterator[Whole]:
    async with running(
        tmp_path,
        slack_bot_token=SecretStr(slack.bot_token),
        slack_app_token=SecretStr(slack.app_token),
        slack_api_url=slack.url,
    ) as whole:
        await slack.connected()
        for user in ("U1", "U2", "U3", "U4"):
            await slack.command(user, "C1", "/mine")
            await heard(slack, user, "Nothing open")
        yield whole


async def test_what_is_urgent(slack: SlackStandin, bot: Whole) -> None:
    await answered(slack, "U2", "/task call the lab about K-17 at 9am, urgent", "Saved as task #1")
    await answered(slack, "U2", "/escalate", "Nothing is being escalated")
    await answered(slack, "U2", "/open #1", "[Escalate]")
    await slack.press("U2", await heard(slack, "U2", "[Escalate]"), "Escalate")
    await slack.submit("U2", await form(slack, "U2"), {"reason": "nobody answers"})
    told = await heard(slack, "D1", "[I have it]")
    await slack.press("U1", told, "I have it")
    await heard(slack, "D2", "Nina Alvarez")

    await answered(slack, "U2", "/concern unnamed K-17 she looks grey @lea", "Nobody is told that it is you")
    post = await heard(slack, "C1", "Somebody is concerned about K-17")
    assert "grey" not in post.text, "the notification shows no words"
    await slack.press("U3", await heard(slack, "D3", "[I am on it]"), "I am on it")
    await slack.press("U3", await heard(slack, "D3", "[It is settled]"), "It is settled")
    await heard(slack, "D2", "is it settled?")
    await answered(slack, "U2", "/concern", "Open concerns")

    await answered(slack, "U1", "/readback K-21 potassium 6.8 @omar", "Waiting for Omar Haddad")
    await slack.press("U2", await heard(slack, "D2", "[Read it back]"), "Read it back")
    assert await slack.submit("U2", await form(slack, "U2"), {"value": "high"}) == {
        "value": "Type the value that you heard, as a number. For example: 12.5"
    }
    await slack.submit("U2", await form(slack, "U2"), {"value": "6.8"})
    await heard(slack, "D1", "Read back rightly by Omar Haddad")

    await answered(slack, "U1", "/team new ward", "ward")
    await answered(slack, "U1", "/team add ward @lea @sam", "Sam")
    await answered(slack, "U1", "/ack ward new heparin protocol", "heparin")
    await slack.press("U4", await heard(slack, "D4", "[I have read it]"), "I have read it")
    await answered(slack, "U1", "/ack", "ward")


async def test_rosters(slack: SlackStandin, bot: Whole) -> None:
    await answered(slack, "U1", "/shift nights 19:00-07:00 daily in turns @lea @omar", "nights")
    await answered(slack, "U1", "/oncall nights", "Lea Brandt")
    await answered(slack, "U1", "/team new days", "days")
    rota = b"who,date,start,end\nSam Okafor,2026-11-30,07:00,15:00\n"
    await slack.message("U1", "D1", "roster days", file=("rota.csv", rota))
    await slack.press("U1", await heard(slack, "D1", "Roster of days: nothing is changed yet"), "Apply")
    await heard(slack, "D1", "Imported: roster of days")
    await answered(slack, "U1", "/shift days", "07:00–15:00 · Sam Okafor")
    await answered(slack, "U1", f"/team days import\n{rota.decode()}", "Roster of days: nothing would change")
    await answered(slack, "U3", "/shift", "nights")
    await answered(slack, "U3", "/swap friday with @omar for thursday", "Asked: Omar Haddad")
    await bot.advance(hours=36)
    await slack.press("U2", await heard(slack, "D2", "[Swap]"), "Swap")
    await heard(slack, "D2", "Swapped")
    await answered(slack, "U2", "/cover saturday", "Asked")
    await answered(slack, "U2", "/task order a walker for K-18 tomorrow at 9am, urgent", "Saved as task #1")
    await answered(slack, "U1", "/out @omar tomorrow", "[Offer them]")
    await slack.press("U1", await heard(slack, "U1", "[Offer them]"), "Offer them")
    offered = await heard(slack, "U1", "on offer to")
    taker = next(
        user
        for user, name in (("U1", "you"), ("U3", "Lea"), ("U4", "Sam"))
        if f"on offer to {name}" in text_of(offered)
    )
    await slack.press(taker, await heard(slack, f"D{taker[1:]}", "[I take it]"), "I take it")
    await heard(slack, f"D{taker[1:]}", "Yours now")


async def test_a_brief_a_wrap_and_a_parcel(slack: SlackStandin, bot: Whole) -> None:
    for number, words in enumerate(("weigh K-21 at 9am", "chase the MRI of K-17 at 10am", "fax K-4 at 11am"), 1):
        await answered(slack, "U1", f"/task {words}", f"Saved as task #{number}")
    await answered(slack, "U1", "/brief", "chase the MRI")
    await slack.command("U1", "C1", "/wrap")
    first = await heard(slack, "U1", "Wrap 1 of 3")
    await slack.press("U1", first, "Done")
    await slack.press("U1", await heard(slack, "U1", "Wrap 2 of 3"), "Hand over")
    await slack.press("U1", await heard(slack, "U1", "Wrap 3 of 3"), "Drop")
    await slack.submit("U1", await form(slack, "U1"), {"reason": "went home"})
    await heard(slack, "U1", "To be handed over: #2")

    await answered(slack, "U1", "/team new radiology", "radiology")
    await answered(slack, "U1", "/team add radiology @lea", "Lea")
    await slack.command("U1", "C1", "/handoff radiology sbar K-17 MRI is unreadable")
    parcel = await form(slack, "U1")
    assert await slack.submit("U1", parcel, {"recommendation": " "})
    await slack.submit("U1", parcel, {"background": "day 2", "recommendation": "repeat the MRI before noon"})
    await slack.press("U1", await heard(slack, "U1", "[Send]"), "Send")
    offer = await heard(slack, "D3", "SBAR")
    await slack.press("U3", offer, "Ask")
    await slack.submit("U3", await form(slack, "U3"), {"question": "with contrast?"})
    question = await heard(slack, "D1", "with contrast?")
    await slack.press("U1", question, "Answer")
    await slack.submit("U1", await form(slack, "U1"), {"answer": "without"})
    answer = await heard(slack, "D3", "without")
    assert answer.thread_ts == offer.ts
    assert answer.sent["reply_broadcast"] in (True, "true", "1"), "nobody overlooks it"
    await slack.message("U3", "D3", "left knee or right?", thread_ts=offer.ts)
    below = await slack.wait_for(lambda: slack.messages("D3", by_bot=True, thread_ts=offer.ts)[1:])
    assert text_of(below[0]).startswith("Your question about")
    assert (await heard(slack, "D1", "left knee or right?")).thread_ts == question.ts
    await slack.message("U1", "D1", "the left one", thread_ts=question.ts)
    assert (await heard(slack, "D3", "the left one")).thread_ts == offer.ts
    await slack.press("U3", offer, "Accept")
    await slack.submit("U3", await form(slack, "U3"), {"synthesis": "I repeat the MRI before noon"})
    await heard(slack, "D1", "accepted handoff")


async def answered(slack: SlackStandin, who: str, typed: str, words: str) -> None:
    """Type a command in the ward's channel; its answer is seen by who typed it alone."""
    await slack.command(who, "C1", typed)
    await heard(slack, who, words)


async def form(slack: SlackStandin, who: str) -> View:
    """The modal that has opened."""
    return await slack.wait_for(lambda: slack.open_view(who))
