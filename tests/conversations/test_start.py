"""The welcome: in full to whoever starts the chat, in short and once to whoever uses the bot first."""

from bot.chat.incoming import Platform
from bot.store.database import Database
from tests.conversations.chat import Chat

SHORT = """\
Good to meet you.
I will write to you here when something of yours is due. All commands: /help
[Set my hours]"""


async def test_starting_the_chat_is_answered_in_five_lines(chat: Chat) -> None:
    assert (
        (await chat.start("Zoe")).text
        == """\
Hello, I am Stitch.
I keep tasks, follow-ups and handoffs, and bring each back at its time.
For example: /followup call Mrs K's daughter !K-17 tomorrow 9am
Or in your own words: remind me to call the lab at 3pm
Name patients by an alias such as K-17, never by name. All commands: /help
[Set my hours]"""
    )
    assert chat.dms("Zoe") == []


async def test_the_example_works(chat: Chat) -> None:
    answer = await chat.say("Zoe", "/followup call Mrs K's daughter !K-17 tomorrow 9am")
    assert "Tue 24 Nov, 09:00" in answer.text


async def test_its_button_opens_the_profile(chat: Chat) -> None:
    form = await chat.press("Zoe", "Set my hours", await chat.start("Zoe"))
    assert form.text.splitlines()[0] == "Your profile"


async def test_the_first_command_is_answered_and_welcomed_once_in_a_direct_message(chat: Chat) -> None:
    answer = await chat.say("Zoe", "/task call the lab at 9am")
    assert answer.text.splitlines()[0] == "Saved as task #1"
    await chat.say("Zoe", "/mine")
    await chat.say("Zoe", "my list", where="@")
    assert [shown.text for shown in chat.dms("Zoe")] == [SHORT]


async def test_a_first_command_that_is_refused_is_welcomed_too(chat: Chat) -> None:
    await chat.say("Zoe", "/done 99")
    await chat.say("Zoe", "/done 99")
    assert [shown.text for shown in chat.dms("Zoe")] == [SHORT]


async def test_talking_in_a_channel_or_being_mentioned_is_not_welcomed(chat: Chat) -> None:
    await chat.say("Zoe", "good morning everybody")
    await chat.say("Nina", "/team", mentions=("Yan",))
    assert chat.dms("Zoe") == chat.dms("Yan") == []
    await chat.say("Zoe", "remind me to call the lab at 3pm", where="@")
    assert [shown.text for shown in chat.dms("Zoe")] == [SHORT]


async def test_who_started_the_chat_is_not_welcomed_again(chat: Chat) -> None:
    await chat.start("Zoe")
    await chat.say("Zoe", "/mine")
    assert chat.dms("Zoe") == []


async def test_the_first_of_a_workspace_hears_that_they_lead(database: Database) -> None:
    chat = await Chat(database, Platform.telegram, forms=False).open()
    await chat.say("Nina", "/mine", where="@")
    await chat.say("Omar", "/mine", where="@")
    assert "so you lead" in chat.dms("Nina")[0].text
    assert "so you lead" not in chat.dms("Omar")[0].text
