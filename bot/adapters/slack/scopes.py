"""What the bot has to be allowed in Slack: the same as in the manifests, from which the app is made."""

from collections.abc import Iterator, Mapping
from typing import Any

SCOPES = frozenset(
    """app_mentions:read channels:history channels:read chat:write commands files:read groups:history groups:read
    im:history im:write users:read""".split()
)

ROTATED = "xoxe"
"""How a token begins that ends by itself, after twelve hours: somebody turned on token rotation."""


def to_do(ends: bool, me: Mapping[str, Any], headers: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with a token that Slack accepts: by what it is, and by what `auth.test` says of it."""
    granted = next((value for name, value in headers.items() if name.lower() == "x-oauth-scopes"), None)
    if granted is not None and (missing := SCOPES - {one.strip() for one in granted.split(",")}):
        yield (
            f"the token lacks {', '.join(sorted(missing))}. Put the manifest of deploy/slack into the app's "
            "settings and install it again: docs/slack.md"
        )
    if ends or "expires_in" in me:
        left = f"in {int(me['expires_in']) // 60} minutes" if "expires_in" in me else "within twelve hours"
        yield (
            f"the token ends {left}, and the bot with it: token rotation is on. Make the app anew from the "
            "manifest, which has it off, and take its token"
        )
