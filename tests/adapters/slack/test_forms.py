"""A form of ours is one that Slack takes, whatever it is asked to carry."""

import pytest

from bot.adapters.slack.forms import METADATA, Kept, kept_in, modal
from bot.chat.card import Question

QUESTION = Question(handle="h1", title="Edit", fields=(), submit="Save", open_label="Edit", fallback="Edit")


@pytest.mark.parametrize("length", [40, METADATA, 100 * METADATA])
def test_an_address_is_carried_as_far_as_there_is_room(length: int) -> None:
    view = modal(QUESTION, response_url="u" * length, ephemeral=True)
    assert len(view["private_metadata"]) <= METADATA
    whole = Kept(handle="h1", response_url="u" * length, ephemeral=True)
    assert kept_in(view) == (whole if length == 40 else Kept(handle="h1"))
