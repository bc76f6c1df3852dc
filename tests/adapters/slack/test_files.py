"""The bot's token goes with a request for a file to Slack alone, or to where the API is."""

import pytest

from bot.adapters.slack.files import Files
from bot.adapters.slack.origins import FILES, origin_of
from bot.chat.incoming import LONGEST_FILE, Attached
from tests.standins.slack import SlackStandin


def sent(url: str, **more: object) -> dict:
    return {"files": [{"name": "rota.csv", "mimetype": "text/csv", "size": 3, "url_private": url, **more}]}


@pytest.mark.parametrize(
    "path",
    [
        "https://files.slack.com.evil/x",
        "https://files.slack.com@127.0.0.1/x",
        "http://169.254.169.254/x",
        "",
        "{other}",
    ],
)  # fmt: skip
async def test_from_anywhere_else_nothing_is_read(path: str) -> None:
    async with SlackStandin() as slack, SlackStandin() as other:
        other.workspace.files["F1"] = b"who"
        url = path.format(other=f"{other.root}/files-pri/F1/rota.csv")
        assert await Files(slack.bot_token, slack.url).first(sent(url)) == Attached(name="rota.csv")
    assert origin_of("https://files.slack.com/files-pri/T1-F1/rota.csv") in FILES


async def test_a_file_is_read_once_and_one_that_is_too_long_not_to_its_end() -> None:
    async with SlackStandin() as slack:
        files = Files(slack.bot_token, slack.url)
        slack.workspace.files |= {"F1": b"who", "F2": b"x" * (LONGEST_FILE + 1)}
        root = f"{slack.root}/files-pri"
        assert await files.first(sent(f"{root}/F1/rota.csv")) == Attached(name="rota.csv", data=b"who")
        long = Attached(name="rota.csv", long=True)
        assert await files.first(sent(f"{root}/F2/rota.csv")) == long
        assert await files.first(sent(f"{root}/F1/rota.csv", size=LONGEST_FILE + 1)) == long
        assert await files.first(sent(f"{root}/F1/x.png", name="x.png", mimetype="image/png")) is None
        slack.scopes = {"chat:write"}
        assert await files.first(sent(f"{root}/F1/rota.csv")) == Attached(name="rota.csv"), "without the scope"
