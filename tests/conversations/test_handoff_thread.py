"""What is asked about a handoff and answered is one thread on either side, and plain words there will do."""

from tests.conftest import ON_ONE_DATABASE
from tests.conversations.chat import Chat, Shown
from tests.conversations.handing import accept, heads, offer, with_team


async def offered(chat: Chat) -> tuple[Shown, Shown]:
    """Nina hands K-17 over to Lea, in her direct message. What she has of it, and what Lea has."""
    form = await chat.say("Nina", "/handoff @lea K-17", where="@")
    draft = await chat.fill_in("Nina", form, severity="stable", summary="day 2 after hip repair")
    return await chat.press("Nina", "Send", draft), chat.dms("Lea")[-1]


async def test_both_sides_have_one_thread_and_plain_words_there_ask_and_answer(ward: Chat) -> None:
    sent, got = await offered(ward)
    asked = await ward.say("Lea", "who has the key?", where="@", quoting=got)
    assert asked.text.splitlines()[0] == "Your question about #5 is with Nina Alvarez. The answer comes here."
    question = ward.dms("Nina")[-1]
    assert question.below == sent.id
    assert question.text.splitlines()[:2] == [
        "Lea Brandt asks about handoff #5", "Lea Brandt asked: “who has the key?”",
    ]  # fmt: skip
    told = await ward.say("Nina", "the charge nurse", where="@", quoting=question)
    assert told.text == "Your answer is with Lea Brandt."
    answer = ward.dms("Lea")[-1]
    assert answer.below == got.id
    assert answer.text.splitlines()[1:3] == ["You asked: “who has the key?”", "Answer: “the charge nurse”"]

    await ward.say("Lea", "and is she fasting?", where="@", below=answer)
    assert ward.dms("Nina")[-1].below == sent.id
    await ward.say("Nina", "since midnight", where="@", below=sent)
    assert "Answer: “since midnight”" in ward.dms("Lea")[-1].text
    assert ward.dms("Lea")[-1].below == got.id
    assert (await accept(ward, "Lea", answer)).text.splitlines()[0] == "Handoff #5 is yours now"


@ON_ONE_DATABASE
async def test_where_its_message_is_not_known_or_gone_the_first_question_begins_the_thread(ward: Chat) -> None:
    await offer(ward)
    got = ward.dms("Lea")[-1]
    await ward.say("Lea", "who has the key?", where="@", below=got)
    first = ward.dms("Nina")[-1]
    assert first.below is None, "Nina sent it from the channel"
    await ward.say("Nina", "the charge nurse", where="@", below=first)
    await ward.say("Lea", "is she fasting?", where="@", below=got)
    assert ward.dms("Nina")[-1].below == first.id
    ward.stage.messages.remove(got)
    await ward.say("Nina", "since midnight", where="@", below=first)
    alone = ward.dms("Lea")[-1]
    assert alone.below is None, "the offer was deleted"
    await ward.say("Lea", "what about the drain?", where="@", below=alone)
    await ward.say("Nina", "out tomorrow", where="@", below=first)
    assert ward.dms("Lea")[-1].below == alone.id


@ON_ONE_DATABASE
async def test_of_several_questions_the_sender_says_which(ward: Chat) -> None:
    await with_team(ward.database, "nights", "Lea", "Omar")
    await offer(ward, "nights")
    await ward.say("Lea", "who has the key?", where="@", quoting=ward.dms("Lea")[-1])
    first = ward.dms("Nina")[-1]
    await ward.say("Omar", "is she fasting?", where="@", quoting=ward.dms("Omar")[-1])
    which = await ward.say("Nina", "since midnight", where="@", below=first)
    assert (
        which.text
        == """\
2 questions about handoff #5 are open. Which one do you answer?
You wrote: since midnight
Lea Brandt asked: “who has the key?”
Omar Haddad asked: “is she fasting?”
[Answer]
[Answer]"""
    )
    await ward.say("Nina", "since midnight", where="@", quoting=ward.dms("Nina")[-1])
    assert "Answer: “since midnight”" in ward.dms("Omar")[-1].text
    await ward.say("Nina", "the charge nurse", where="@", below=first)
    assert "Answer: “the charge nurse”" in ward.dms("Lea")[-1].text, "one is left, so it is clear"
    assert heads(ward, "Omar")[-1] == "Nina Alvarez has answered about handoff #5"


@ON_ONE_DATABASE
async def test_what_asks_nothing_is_no_question_and_later_words_are_read_like_any_others(ward: Chat) -> None:
    sent, got = await offered(ward)
    for words in ("ok, thanks!", "I accept"):
        said = await ward.say("Lea", words, where="@", below=got)
        assert said.text.splitlines()[0] == (
            "Handoff #5 is yours when you accept. To ask Nina Alvarez something, write your question here."
        )
        assert "[Accept]" in said.text
    assert ward.dms("Nina") == []
    said = await ward.say("Nina", "remind me to call radiology about K-17 at 3pm", where="@", below=sent)
    assert said.text.startswith("Saved as task"), "nobody has asked her anything"
    await accept(ward, "Lea", got)
    said = await ward.say("Lea", "remind me to weigh K-17 at 9am", where="@", below=got)
    assert said.text.startswith("Saved as task")


@ON_ONE_DATABASE
async def test_where_a_form_is_asked_in_its_place_a_reply_to_it_fills_that_in(ward: Chat) -> None:
    _, got = await offered(ward)
    phone = Chat(ward.database, ward.platform, forms=False)
    phone.stage.messages, phone.clock, phone.numbers = ward.stage.messages, ward.clock, ward.numbers
    asks = await phone.press("Lea", "Accept", got)
    assert "Say it back in your own words" in asks.text
    said = await phone.say("Lea", "K-17 is stable, I call radiology about the MRI and order a walker", where="@",
                           quoting=asks)  # fmt: skip
    assert said.text.splitlines()[0] == "Handoff #5 is yours now"
