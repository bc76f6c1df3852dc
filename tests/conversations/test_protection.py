"""42 CFR Part 2: what is about a protected patient goes to those who treat them, with the notice."""

from bot.chat.incoming import Platform
from bot.store.database import Database
from bot.store.work import open_work
from tests.conversations.chat import ZONE, Chat
from tests.conversations.handing import with_team

NOTICE = "K-17: 42 CFR part 2 prohibits unauthorized use or disclosure of these records."


async def protect(chat: Chat) -> None:
    await chat.say("Nina", "/patient K-17 part2", where="@")


async def test_everybody_may_protect_in_private_and_only_a_lead_lifts_it(chat: Chat) -> None:
    await chat.say("Nina", "/team lead @nina")
    refused = await chat.say("Omar", "/patient K-17 part2")
    assert refused.text.startswith("That is for you alone. Tell me in a direct message.")
    done = await chat.say("Omar", "/patient K-17 part2", where="@")
    assert done.text == (
        "K-17 is protected now.\n"
        "It is not shown in channels, in huddles and on Telegram, and no model reads of it.\n"
        "A lead can lift that: /patient K-17 part2 off"
    )
    refused = await chat.say("Omar", "/patient K-17 part2 off", where="@")
    assert refused.text.startswith("Only a lead can do that.")
    lifted = await chat.say("Nina", "/patient K-17 part2 off", where="@")
    assert lifted.text.startswith("K-17 is shown as all patients are.")
    async with open_work(chat.database) as work:
        ward = await work.members.workspace("Ward", zone=ZONE, demo=False)
        told = [(one.act, one.detail) for one in await work.audit.about(patient="K-17")]
        assert await work.patients.protected(ward.id) == frozenset()
    assert ("configure", "42 CFR part 2 on") in told
    assert ("configure", "42 CFR part 2 off") in told


async def test_who_is_only_in_the_channel_sees_nothing_of_it(ward: Chat) -> None:
    assert "#2" in (await ward.say("Omar", "/open K-17")).text
    await protect(ward)
    assert "walker" not in (await ward.say("Omar", "/open K-17")).text
    assert (
        await ward.say("Omar", "/open K-17")
    ).text == "Open for K-17\nNothing open."  # nor that it is protected
    refused = await ward.say("Omar", "/done 2")
    assert refused.text.startswith("There is no item #2 that you can see.")
    mine = await ward.say("Nina", "/mine", where="@")
    assert "walker" in mine.text
    assert mine.text.count(NOTICE) == 1
    assert NOTICE not in (await ward.say("Nina", "/open K-21", where="@")).text


async def test_whom_the_alias_means_is_for_those_who_have_to_do_with_them(ward: Chat) -> None:
    await ward.say("Nina", "/team lead @lea")
    await ward.say("Nina", "/patient K-17 is Rosa Marquez", where="@")
    await protect(ward)
    refused = await ward.say("Omar", "/patient K-17", where="@")
    assert refused.text.startswith("Whom K-17 means is shown to who has something open of theirs, and to leads.")
    for who in ("Nina", "Lea"):
        shown = await ward.say(who, "/patient K-17", where="@")
        assert "stands for Rosa Marquez" in shown.text
        assert NOTICE in shown.text
    await ward.say("Omar", "/breakglass K-17 unconscious", where="@")
    assert "stands for Rosa Marquez" in (await ward.say("Omar", "/patient K-17", where="@")).text


async def test_neither_huddle_nor_channel_tells_of_it(ward: Chat) -> None:
    await with_team(ward.database, "pharmacy", "Sam", "Omar")
    await protect(ward)
    await ward.say("Nina", "/huddle")
    huddle = ward.posts()[-1].text
    assert "check transport · K-21" in huddle
    assert "K-17" not in huddle and "walker" not in huddle
    await ward.say("Nina", "/task ask about the methadone of K-17 @pharmacy today 9am, stat")
    post = ward.posts()[-1]
    assert "K-17" not in post.text and "methadone" not in post.text
    assert "What this is about is not shown here. Who has to do with it sees it in a direct message." in post.text
    taken = await ward.press("Sam", post.buttons()[0].label, post)
    assert "methadone" in taken.text
    async with open_work(ward.database) as work:
        told = [(one.act, one.detail) for one in await work.audit.about(patient="K-17")]
    assert ("denial", "42 CFR part 2") in told


async def test_a_handoff_to_another_department_carries_the_notice(ward: Chat) -> None:
    await with_team(ward.database, "radiology", "Sam")
    await protect(ward)
    form = await ward.say("Nina", "/handoff radiology sbar K-17", where="@")
    await ward.fill_in("Nina", form, situation="MRI is lost", background="hip", assessment="stable",
                       recommendation="look for it")  # fmt: skip
    await ward.press("Nina", "Send")
    parcel = ward.dms("Sam")[-1].text  # as every card of it, from the draft on
    assert "MRI is lost" in parcel
    assert NOTICE in parcel


async def test_on_telegram_nobody_can_tell_who_it_is(database: Database) -> None:
    ward = await Chat(database).open()
    night = await ward.beside(Platform.telegram).open()
    await night.say("Lea", "/help", where="@")
    await ward.say("Nina", "/help", where="@")
    await protect(ward)
    await ward.say("Nina", "/task weigh K-17 @lea today 9am", where="@")
    await ward.advance(hours=3)
    told = [one.text for one in night.dms("Lea")]
    assert any("#1" in one for one in told)
    assert not any("K-17" in one or "42 CFR" in one for one in told)
    assert "Which patient it is about is not shown here. Read it on Slack or in the web workspace." in told[-1]
    assert "K-17" not in (await night.say("Lea", "/mine", where="@")).text


async def test_a_form_that_goes_field_by_field_on_telegram_does_not_name_them(database: Database) -> None:
    ward = await Chat(database).open()
    night = await ward.beside(Platform.telegram).open()
    await night.say("Lea", "/help", where="@")
    await ward.say("Nina", "/help", where="@")
    await protect(ward)
    asked = await night.say("Lea", "/handoff @nina K-17", where="@")
    steps = 0
    while label := next((one.label for one in asked.buttons() if one.label in ("Skip", "stable", "Next")), ""):
        assert "K-17" not in asked.text
        asked, steps = await night.press("Lea", label, asked), steps + 1
    assert steps > 2
    assert "K-17" not in asked.text


async def test_counselling_notes_of_them_are_not_taken(ward: Chat) -> None:
    note = "counseling notes: relapsed on Sunday, ashamed"
    assert "Saved" in (await ward.say("Nina", f"/task K-17 {note}, by 5pm")).text
    await protect(ward)
    for line in (f"/task K-17 {note}, by 6pm", f"/done 2 {note}"):
        refused = await ward.say("Nina", line)
        assert refused.text.startswith("Counselling notes of a protected patient are to be kept apart, not here.")
        assert note in refused.text  # what they typed is not lost
    form = await ward.say("Nina", "/handoff @lea K-17")
    wrong = await ward.fill_in("Nina", form, severity="stable", summary=note)
    assert "Counselling notes of a protected patient" in wrong.text
    assert "Saved" in (await ward.say("Nina", f"/task K-21 {note}, by 5pm")).text
    assert "Saved" in (await ward.say("Nina", "/task file the counseling notes of K-17 by 5pm")).text
