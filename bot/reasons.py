"""Reasons: why something did not arrive, for an operator. Platforms give one word, and this says what to do."""

_WORDS = {
    "no_way": "this person has no platform on which they can be reached",
    "user_left": "the person has left the platform",
    "user_not_found": "the platform does not know this person",
    "users_not_found": "the platform does not know this person",
    "account_inactive": "the account was deactivated",
    "bot_blocked": "the person has blocked the bot",
    "not_started": "the person has not started the bot yet",
    "cannot_dm_bot": "bots cannot be written to",
    "bot_kicked": "the bot was removed from the group",
    "chat_not_found": "the chat is gone",
    "chat_migrated": "the group has become another one; say something to the bot there",
    "no_rights": "the bot may not write there",
    "channel_not_found": "the channel is gone, or private and the bot is not in it",
    "not_in_channel": "the bot is not in the channel; invite it",
    "is_archived": "the channel is archived",
    "restricted_action": "the workspace does not let the bot post there",
    "msg_too_long": "the message was too long, which is a bug",
    "bad_request": "the platform did not understand the message, which is a bug",
    "invalid_blocks": "the platform did not understand the message, which is a bug",
    "locked_out": "the platform refuses the bot; look at its token",
    "rate_limited": "the platform asked to wait",
    "timeout": "the platform did not answer in time",
    "connection": "the platform could not be connected to",
    "network": "the platform could not be connected to",
    "internal": "a bug; the log says where",
}


def in_words(reason: str) -> str:
    """The reason with the platform's own word, by which more can be found."""
    if reason.startswith("http_5"):
        return f"the platform is out of order ({reason})"
    found = _WORDS.get(reason)
    return f"{found} ({reason})" if found else reason or "unknown"
