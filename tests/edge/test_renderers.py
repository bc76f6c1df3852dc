"""What people type is no markup on any platform: no mention, no link, no style, nothing that turns the text round.

`STITCH_HOSTILE=20000 make test` tries so many texts on each platform; usually it is a few hundred.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.slack import draw as slack
from bot.adapters.telegram import draw as telegram
from bot.adapters.web import draw as web
from bot.chat.card import Bold, Button, Card, Line

MANY = int(os.environ.get("STITCH_HOSTILE", "300"))
TRICKS = (
    "<!channel>", "<!here|x>", "<!everyone>", "<!subteam^S1>", "<@U1>", "<#C1>", "<https://evil.example|ok>",
    "@here",
    "@channel", "*bold*", "_it_", "~gone~", "`code`", "```\n", "> quote", "&lt;!here&gt;", "&amp;", "<b>", "</b>",
    "<a href='tg://user?id=1'>", "[x](tg://user?id=1)", "<tg-spoiler>", "<script>alert(1)</script>",
    "<img onerror=x>",
    "javascript:alert(1)", "{{x}}", "${x}", "\u202e", "\u2066", "\u2069", "\u200f", "\u200e", "\x00", "\x1b[31m",
    "\x85",
    "\U0001f469\u200d\U0001f52c", "e\u0301",
    "\ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    "\r\n", "\u2028", "K-17", " ",
)  # fmt: skip
HOSTILE = st.lists(st.one_of(st.sampled_from(TRICKS), st.text(max_size=12)), min_size=1, max_size=8).map("".join)
TURNS_ROUND = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def card(text: str) -> Card:
    """What was typed, in every place where a card can have it."""
    opens = Button(label="#1", action="show", handle="h")
    return Card(
        title=("Saved ", Bold(text)),
        lines=(
            Line(spans=(text,)),
            Line(spans=(Bold(text), " · ", text), opens=opens),
            Line(spans=(text,), opens=opens, buttons=(Button(label="Done", action="done", handle="h"),)),
        ),
        fallback="Saved as task #1",
    )


def parts(drawn: Any) -> Iterator[dict[str, Any]]:
    """Every object in what was drawn."""
    if isinstance(drawn, dict):
        yield drawn
        for one in drawn.values():
            yield from parts(one)
    elif isinstance(drawn, list | tuple):
        for one in drawn:
            yield from parts(one)


def shown(drawn: Any) -> str:
    """Every string in what was drawn."""
    return json.dumps(drawn, ensure_ascii=False)


@settings(max_examples=MANY, deadline=None)
@given(HOSTILE)
def test_in_slack(text: str) -> None:
    drawn = slack.draw(card(text))
    for part in parts(drawn):
        assert part.get("type") in (
            "rich_text", "rich_text_section", "text", "section", "mrkdwn", "actions", "button", "plain_text", None
        )  # fmt: skip
        assert not part.get("style", {}) or part["style"] in ({"bold": True}, "primary", "danger")
        if part.get("type") == "mrkdwn":
            assert part["verbatim"], "nothing is made a link or a mention by itself"
            assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", part["text"])
            ours = re.sub("\u2060[*_~`]\u2060", "", part["text"])
            assert "".join(re.findall(r"[*_~`]", ours)) in ("", "**"), "only what we made bold has marks"
    assert not any(TURNS_ROUND.search(part["text"]) for part in parts(drawn) if isinstance(part.get("text"), str))


@settings(max_examples=MANY, deadline=None)
@given(HOSTILE)
def test_on_telegram(text: str) -> None:
    drawn = telegram.draw(card(text))
    assert not TURNS_ROUND.search(drawn.text)
    assert {str(one.type) for one in drawn.entities} <= {"bold"}, "no entity but ours"
    length = telegram.units(drawn.text)
    assert all(one.offset >= 0 and one.offset + one.length <= length for one in drawn.entities)


@settings(max_examples=MANY, deadline=None)
@given(HOSTILE)
def test_on_the_web(text: str) -> None:
    drawn = web._card(card(text))
    spans = [span for line in drawn["lines"] for span in line["spans"]] + drawn["title"]
    assert {span["type"] for span in spans} <= {"text", "bold"}
    assert not any(TURNS_ROUND.search(span["text"]) for span in spans)


def test_the_page_puts_in_text_and_nothing_else() -> None:
    static = Path(web.__file__).parent / "static"
    scripts = [file.read_text() for file in static.rglob("*.js")]
    assert scripts
    for script in scripts:
        assert not re.search(r"(inner|outer)HTML|insertAdjacentHTML|document\.write|\beval\(|new Function", script)
