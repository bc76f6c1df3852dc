"""Writing a handoff: patient by patient, kept as a draft until it is sent; what cannot be is refused."""

from bot.store.database import Database
from tests.conftest import ON_ONE_DATABASE
from tests.conversations.chat import Chat
from tests.conversations.handing import accept, copy, mine, offer, with_team


@ON_ONE_DATABASE
async def test_it_is_written_patient_by_patient_and_shown_before_it_is_sent(ward: Chat) -> None:
    form = await ward.say("Nina", "/handoff @lea")
    assert form.text.splitlines()[0] == "K-17 to Lea Brandt (1/3)"
    assert [one.label for one in form.question.fields] == [
        "Illness severity", "Patient summary", "Action list", "If … then …, one a line",
    ]  # fmt: skip
    actions = form.question.fields[2]
    assert [one.label for one in actions.options] == ["#1 call radiology about K-17's MRI", "#2 order a walker"]
    assert actions.value == tuple(one.value for one in actions.options)
    await ward.fill_in(
        "Nina", form, severity="watcher", summary="day 2 after hip repair", actions=(actions.value[0],),
        contingencies="- if the MRI is late, then call radiology\n\nif pain over 6, then page me",
    )  # fmt: skip
    form = await ward.press("Nina", "Next: K-21")
    await ward.fill_in("Nina", form, severity="discharging", summary="home tomorrow")
    form = await ward.press("Nina", "Change K-17", ward.last())
    assert form.question.fields[1].value == "day 2 after hip repair"
    draft = await ward.fill_in("Nina", form)
    assert (
        draft.text
        == """\
Handoff #5 to Lea Brandt, not sent yet
K-17 · watcher · #1
day 2 after hip repair
if the MRI is late, then call radiology
if pain over 6, then page me
Not said about K-17: allergies, code status, medicines, dated labs, dated vital signs
K-21 · discharging · #3
home tomorrow
Not said about K-21: if … then …, allergies, code status, medicines, dated labs, dated vital signs
Without a patient · #4
[Change K-17] [Leave out K-17]
[Change K-21] [Leave out K-21]
[Change the rest] [Leave out the rest]
[Send] [Somebody else] [Drop]"""
    )
    assert ward.dms("Lea") == []
    sent = await ward.press("Nina", "Send", draft)
    assert sent.text.splitlines()[0] == (
        "Handoff #5 is on offer to Lea Brandt. Everything stays yours until it is accepted."
    )
    assert (
        ward.dms("Lea")[-1].text
        == """\
Nina Alvarez hands over to you: handoff #5
K-17 · watcher
day 2 after hip repair
if the MRI is late, then call radiology
if pain over 6, then page me
#1 call radiology about K-17's MRI · Mon 23 Nov, 14:00 (America/Chicago)
K-21 · discharging
home tomorrow
#3 check transport · K-21 · Mon 23 Nov, 17:00 (America/Chicago)
Without a patient
#4 restock the fridge · Mon 23 Nov, 18:00 (America/Chicago)
Talk it through with Nina Alvarez if you can. It is yours when you accept.
[Accept] [Accept all but …] [Patient by patient] [Ask] [Decline] [Seen]"""
    )


@ON_ONE_DATABASE
async def test_an_item_that_was_closed_before_it_was_sent_is_left_out(ward: Chat) -> None:
    form = await ward.say("Nina", "/handoff @lea K-17")
    draft = await ward.fill_in("Nina", form, severity="stable", summary="fine")
    await ward.say("Nina", "/done 1")
    await ward.press("Nina", "Send", draft)
    assert "#1" not in ward.dms("Lea")[-1].text
    assert "#2 order a walker" in ward.dms("Lea")[-1].text


@ON_ONE_DATABASE
async def test_without_a_name_it_asks_whom_with_buttons(ward: Chat, database: Database) -> None:
    await with_team(database, "night shift", "Lea", "Sam")
    question = await ward.say("Nina", "/handoff")
    assert (
        question.text
        == """\
Who takes over?
Or say it: /handoff @lea, /handoff nights
[night shift] [Lea Brandt] [Omar Haddad] [Sam Okafor] [Drop]"""
    )
    form = await ward.press("Nina", "Omar Haddad", question)
    assert form.text.splitlines()[0] == "K-17 to Omar Haddad (1/3)"


@ON_ONE_DATABASE
async def test_two_of_one_name_and_unknown_names_are_asked_for_and_the_rest_becomes_notes(ward: Chat) -> None:
    for who in ("Maria Gomez", "Maria Lopez"):
        await ward.say(who, "/mine")
    question = await ward.say("Nina", "/handoff @maria K-17 watch the drain")
    assert question.text.splitlines()[0] == "More than one “maria”: who takes over?"
    assert [button.label for button in question.buttons()][:2] == ["Maria Gomez", "Maria Lopez"]
    form = await ward.press("Nina", "Maria Lopez", question)
    assert form.question.fields[-1].value == "watch the drain"
    question = await ward.say("Nina", "/handoff @bob")
    assert question.text.splitlines()[0] == "I do not know “bob” yet. Who takes over?"


@ON_ONE_DATABASE
async def test_plain_words_begin_a_handoff_too(ward: Chat) -> None:
    form = await ward.say("Nina", "hand off K-21 to Lea", where="@")
    assert form.text.splitlines()[0] == "K-21 to Lea Brandt"


@ON_ONE_DATABASE
async def test_a_draft_is_kept_and_gone_on_with(ward: Chat) -> None:
    form = await ward.say("Nina", "/handoff @lea")
    await ward.fill_in("Nina", form, severity="watcher", summary="day 2 after hip repair")
    assert (
        "#5 from you to Lea Brandt · K-17 watcher, K-21 · not sent yet" in (await ward.say("Nina", "/mine")).text
    )
    await ward.say("Nina", "/task call the family of K-30 at 3pm")
    draft = await ward.say("Nina", "/handoff @lea")
    assert draft.text.splitlines()[0] == "Handoff #5 to Lea Brandt, not sent yet"
    assert "day 2 after hip repair" in draft.text
    assert "K-30 · not filled in · #6" in draft.text
    assert (await ward.press("Omar", "Next: K-21", copy(draft))).text.startswith("There is no such handoff")


@ON_ONE_DATABASE
async def test_a_patient_can_be_left_out_and_an_old_button_does_not_leave_out_another(ward: Chat) -> None:
    form = await ward.say("Nina", "/handoff @lea")
    draft = copy(await ward.fill_in("Nina", form, severity="watcher", summary="day 2"))
    left = await ward.press("Nina", "Leave out K-17", draft)
    assert left.text.splitlines()[1:3] == ["K-21 · not filled in · #3", "Without a patient · #4"]
    again = await ward.press("Nina", "Leave out K-17", draft)
    assert again.text.splitlines()[1:3] == ["K-21 · not filled in · #3", "Without a patient · #4"]


@ON_ONE_DATABASE
async def test_a_patient_without_items_can_be_handed_over(ward: Chat) -> None:
    form = await ward.say("Omar", "/handoff @lea K-40")
    assert [one.name for one in form.question.fields] == ["severity", "summary", "contingencies", "notes"]
    draft = await ward.fill_in("Omar", form, severity="watcher", summary="watch the drain", notes="keys with Sam")
    await ward.press("Omar", "Send", draft)
    text = ward.dms("Lea")[-1].text
    assert "K-40 · watcher\nwatch the drain\nNotes: keys with Sam" in text


@ON_ONE_DATABASE
async def test_what_cannot_be_is_refused_with_an_example(ward: Chat, database: Database) -> None:
    await with_team(database, "pharmacy", "Nina")
    assert (await ward.say("Nina", "/handoff @nina")).text.startswith("A handoff needs somebody else.")
    assert (await ward.say("Nina", "/handoff pharmacy")).text.startswith("There is nobody else in pharmacy.")
    assert (await ward.say("Omar", "/handoff @lea")).text.startswith("You have nothing open to hand over.")


@ON_ONE_DATABASE
async def test_an_empty_answer_is_refused_in_the_form_which_stays_open(ward: Chat) -> None:
    form = await ward.say("Nina", "/handoff @lea K-17")
    refused = await ward.fill_in("Nina", form, severity="", summary="day 2 after hip repair")
    assert refused.text == "severity: How ill? Choose stable, watcher, unstable or discharging."
    await ward.fill_in("Nina", form, severity="stable", summary="day 2 after hip repair")
    await ward.press("Nina", "Send")
    dm = copy(ward.dms("Lea")[-1])
    for label, name in (("Accept", "synthesis"), ("Decline", "reason"), ("Ask", "question")):
        form = await ward.press("Lea", label, dm)
        refused = await ward.fill_in("Lea", form, **{name: "  "})
        assert refused.text.startswith(f"{name}: ")
    assert await mine(ward, "Nina") == ["#1", "#2", "#3", "#4", "#5"]


async def test_the_last_summary_of_a_patient_stands_in_the_next_form(ward: Chat) -> None:
    await offer(ward, summary="day 2 after hip repair")
    await accept(ward, "Lea", ward.dms("Lea")[-1])
    form = await ward.say("Lea", "/handoff @nina K-17")
    assert form.question.fields[1].value == "day 2 after hip repair"
    assert (await ward.say("Omar", "/handoff @nina K-17")).question.fields[1].value == ""


@ON_ONE_DATABASE
async def test_what_is_on_offer_already_is_not_offered_twice(ward: Chat) -> None:
    await offer(ward)
    form = await ward.say("Nina", "/handoff @sam")
    assert form.text.splitlines()[0] == "K-21 to Sam Okafor (1/2)"


@ON_ONE_DATABASE
async def test_of_two_drafts_with_the_same_item_the_first_that_is_sent_has_it(ward: Chat) -> None:
    drafts = []
    for who in ("@lea", "@sam"):
        form = await ward.say("Nina", f"/handoff {who} K-17")
        drafts.append(copy(await ward.fill_in("Nina", form, severity="stable", summary="fine")))
    for draft in drafts:
        await ward.press("Nina", "Send", draft)
    assert "#1" in ward.dms("Lea")[-1].text
    assert "#1" not in ward.dms("Sam")[-1].text
