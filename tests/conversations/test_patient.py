"""Patients: an alias for a name, whom it means, and what is done when somebody types the name."""

import re

from bot.chat.incoming import Platform
from bot.store.database import Database
from bot.store.patients import patients
from bot.store.work import open_work
from tests.conversations.chat import ZONE, Chat, Shown
from tests.conversations.handing import with_team

NAMED = "/task order a walker for Mrs Rosa Marquez, MRN 4471023 by 3pm"


def alias_in(shown: Shown) -> str:
    found = re.search(r"\b[A-Z]-\d+\b", shown.text)
    assert found, shown.text
    return found[0]


async def test_an_alias_is_made_by_chance_and_says_whom_it_means_in_private_only(chat: Chat) -> None:
    made = await chat.say("Nina", "/patient new Rosa Marquez, MRN 4471023", where="@")
    alias = alias_in(made)
    assert made.text == (
        f"{alias} stands for that now.\nWrite {alias} wherever you mean them. Whom it means: /patient {alias}"
    )
    other = alias_in(await chat.say("Nina", "/patient new Rosa Marquez, MRN 4471023", where="@"))
    assert other != alias
    shown = await chat.say("Omar", f"/patient {alias}", where="@")
    assert shown.text == f"{alias}\nstands for Rosa Marquez, MRN 4471023\nThat you looked is in the audit."
    refused = await chat.say("Omar", f"/patient {alias}")
    assert refused.text.startswith(f"Whom {alias} means is for you alone. Ask me in a direct message.")
    listed = await chat.say("Omar", "/patient")
    assert "Patients: 2" in listed.text
    assert "Rosa" not in listed.text.replace("/patient new Rosa Marquez", "")
    async with open_work(chat.database) as work:
        ward = await work.members.workspace("Ward", zone=ZONE, demo=False)
        omar = {one.name: one for one in await work.members.everyone(ward.id)}["Omar Haddad"]
        told = [(one.act, one.actor == omar.id) for one in await work.audit.about(patient=alias)]
        raw = (await work.connection.exec_driver_sql("SELECT stands_for FROM patients")).scalars().all()
    assert told == [("create", False), ("view", True), ("denial", True)]
    assert not any("Rosa" in one or "447" in one for one in raw)


async def test_a_name_is_offered_to_be_replaced_and_is_known_from_then_on(chat: Chat) -> None:
    saved = await chat.say("Nina", NAMED)
    assert "Saved as task #1" in saved.text
    assert "#1 seems to name a patient. Shall an alias take its place?" in saved.text
    changed = await chat.press("Nina", "Use an alias", saved)
    alias = alias_in(changed)
    assert changed.text.startswith(f"Changed: #1\norder a walker for {alias}\n")
    assert "Marquez" not in changed.text
    known = await chat.say("Nina", f"/patient {alias}", where="@")
    assert "stands for Rosa Marquez, MRN 4471023" in known.text
    again = await chat.say("Omar", "/followup ask marquez's daughter about the ride at 4pm")
    assert "#2 seems to name a patient" in again.text
    assert alias_in(await chat.press("Omar", "Use an alias", again)) == alias
    undone = await chat.press("Nina", "Undo", changed)
    assert "Rosa Marquez" in undone.text


async def test_what_an_item_has_to_say_is_not_taken_for_a_patient(chat: Chat) -> None:
    await chat.say("Omar", "/mine")
    for words in (
        "call Mrs K's daughter !K-17 by 9am",
        "ask Omar Haddad for the keys at 3pm",
        "chase signature from Dr. Anand Patel by Friday 3pm",
        "bring K-17 to St. Vincent's on December 3 at 10am",
        "fax the auth to Aetna at 2pm",
    ):
        assert "seems to name" not in (await chat.say("Nina", f"/task {words}")).text, words


async def test_where_names_are_blocked_it_stays_a_draft_until_an_alias_is_there(chat: Chat) -> None:
    policy = await chat.say("Nina", "/patient policy block")
    assert (
        "block: items stay drafts, other words are not taken, until an alias is there; unless it is urgent."
        in policy.text
    )
    held = await chat.say("Nina", NAMED)
    assert held.text == (
        "Not saved yet: #1 seems to name a patient.\n"
        "Here only aliases may be written, unless it is urgent. Nobody else sees it.\n"
        "[Use an alias] [Edit] [Drop]"
    )
    assert "#1" not in (await chat.say("Omar", "/open")).text
    saved = await chat.press("Nina", "Use an alias", held)
    assert "Saved as task #1" in saved.text
    assert "Marquez" not in saved.text
    refused = await chat.say("Nina", "/edit 1 tell Mr John Whitfield")
    assert refused.text == (
        "“John Whitfield” seems to name somebody. Please write the patient's alias instead. "
        "Make one: /patient new John Whitfield\n"
        "You wrote: /edit 1 tell Mr John Whitfield"  # what they typed is not lost
    )


async def test_an_emergency_is_never_held_up(chat: Chat) -> None:
    await chat.say("Nina", "/patient policy block")
    saved = await chat.say("Nina", "/task stat: crash cart to Mrs Rosa Marquez at 8am")
    assert "Saved as task #1" in saved.text
    assert "[Use an alias]" in saved.text


async def test_only_a_lead_changes_the_policy_and_it_holds(chat: Chat) -> None:
    await chat.say("Nina", "/mine")
    refused = await chat.say("Omar", "/patient policy off")
    assert refused.text.startswith("Only a lead can do that.")
    await chat.say("Nina", "/patient policy off")
    assert "seems to name" not in (await chat.say("Omar", NAMED)).text
    alias = alias_in(await chat.say("Omar", "/patient new Rosa Marquez", where="@"))
    await chat.say("Nina", "/patient policy hide")
    hidden = await chat.say("Omar", f"/patient {alias}", where="@")
    assert hidden.text.startswith("Here it is not shown whom an alias means.")
    assert "Rosa" not in hidden.text


async def test_a_paste_is_looked_at_line_by_line(chat: Chat) -> None:
    await chat.say("Nina", "/patient policy block")
    asked = await chat.say("Nina", "/task order the bed by 3pm\ncall Mrs Rosa Marquez by 4pm")
    saved = await chat.press("Nina", "Save all", asked)
    assert "Saved: 1" in saved.text
    assert "#2 seems to name a patient" in saved.text
    done = await chat.press("Nina", "Use an alias", saved)
    assert "Saved as task #2" in done.text
    async with open_work(chat.database) as work:
        rows = (await work.connection.execute(patients.select())).all()
    assert [row.stands_for for row in rows] == ["Rosa Marquez"]


async def test_what_came_of_it_is_looked_at_as_well_and_an_alias_takes_the_place_of_the_name(chat: Chat) -> None:
    await chat.say("Nina", "/followup call the daughter of K-17 at 9am")
    done = await chat.say("Nina", "/done 1 reached Mrs Rosa Marquez, she will come at 3")
    assert "What you wrote seems to name a patient. Shall an alias take its place?\n" in done.text
    put = await chat.press("Nina", "Use an alias", done)
    assert put.text == "K-17 stands there now.\nWhat was sent already stays where it was sent."
    shown = await chat.say("Nina", "/open #1")
    assert "reached K-17, she will come at 3" in shown.text
    assert "Marquez" not in shown.text
    assert "stands for Rosa Marquez" in (await chat.say("Nina", "/patient K-17", where="@")).text
    twice = await chat.press("Nina", "Use an alias", done)
    assert twice.text.startswith("That is saved already.")
    assert "no longer valid" in (await chat.press("Omar", "Use an alias", done)).text


async def test_a_handoff_is_looked_at_part_by_part(chat: Chat) -> None:
    form = await chat.say("Nina", "/handoff @lea K-17")
    draft = await chat.fill_in(
        "Nina", form, severity="stable", summary="Mrs Rosa Marquez, day 2", notes="ask for her brother",
        contingencies="if Mrs Rosa Marquez is febrile, call Lea\nif the MRI is back, call radiology",
    )  # fmt: skip
    assert draft.text.count("seems to name a patient") == 1
    put = await chat.press("Nina", "Use an alias", draft)
    assert put.text.startswith("K-17 stands there now.")
    again = await chat.say("Nina", "/handoff @lea K-17")
    assert "Marquez" not in again.text
    assert "day 2" in again.text
    assert "if K-17 is febrile, call Lea" in again.text
    assert "if the MRI is back, call radiology" in again.text


async def test_a_name_that_begins_a_line_of_an_sbar_is_found_as_well(chat: Chat) -> None:
    await with_team(chat.database, "radiology", "Sam")
    form = await chat.say("Nina", "/handoff radiology sbar K-17")
    draft = await chat.fill_in(
        "Nina", form, situation="MRI is lost", background="hip repair\nRosa Marquez is deaf", assessment="well",
        recommendation="look for it",
    )  # fmt: skip
    put = await chat.press("Nina", "Use an alias", draft)
    assert put.text.startswith("K-17 stands there now.")
    again = await chat.say("Nina", "/handoff radiology sbar K-17")
    assert "K-17 is deaf" in again.text
    assert "Marquez" not in again.text


async def test_where_no_answer_stands_the_offer_comes_in_a_direct_message(chat: Chat) -> None:
    form = await chat.say("Nina", "/handoff @lea K-17 the family of Mrs Rosa Marquez calls at nine")
    assert form.question is not None
    offer = chat.dms("Nina")[-1]
    assert offer.text == "What you wrote seems to name a patient. Shall an alias take its place?\n[Use an alias]"
    put = await chat.press("Nina", "Use an alias", offer)
    assert "stands there now." in put.text
    draft = await chat.fill_in("Nina", form, severity="stable", summary="well", notes="family calls at nine")
    assert "Marquez" not in draft.text


async def test_where_names_are_blocked_no_words_are_kept_but_they_are_shown(chat: Chat) -> None:
    await chat.say("Nina", "/patient policy block")
    await chat.say("Nina", "/patient K-17 is Rosa Marquez", where="@")
    await chat.say("Nina", "/followup call the daughter of K-17 at 9am")
    refused = await chat.say("Nina", "/done 1 reached Mrs Rosa Marquez")
    assert refused.text == (
        "“Rosa Marquez” is K-17 here. Please write that instead.\nYou wrote: /done 1 reached Mrs Rosa Marquez"
    )
    form = await chat.say("Nina", "/handoff @lea K-17")
    wrong = await chat.fill_in("Nina", form, severity="stable", summary="well", notes="tell Mr John Whitfield")
    assert wrong.text.startswith("notes: “John Whitfield” seems to name somebody.")  # the form stays as it is
    assert "well" in (await chat.fill_in("Nina", form, severity="stable", summary="well")).text
    ill = await chat.fill_in(
        "Nina", await chat.say("Nina", "/handoff @omar K-21"),
        severity="unstable", summary="Mr John Whitfield, BP 70",
    )  # fmt: skip
    assert "[Use an alias]" in ill.text  # an emergency
    assert "#1" in (await chat.say("Nina", "/mine")).text


async def test_a_form_that_goes_field_by_field_is_looked_at_at_each(database: Database) -> None:
    chat = await Chat(database, Platform.telegram, forms=False).open()
    await chat.say("Omar", "/help", where="@")
    await chat.say("Omar", "/patient policy block", where="@")
    await chat.say("Nina", "/task weigh K-17 @omar at 9am", where="@")
    asked = await chat.press("Omar", "Decline", chat.dms("Omar")[-1])
    assert "Why" in asked.text
    refused = await chat.say("Omar", "I am with Mrs Rosa Marquez", where="@")
    assert refused.text.startswith("That seems to name somebody. Please write the patient's alias.")
    assert "Marquez" not in refused.text  # not where only aliases may stand
    declined = await chat.say("Omar", "I am with K-21", where="@")
    assert "seems to name" not in declined.text
    assert "#1" not in (await chat.say("Omar", "/mine", where="@")).text
