"""Responding: the reply to what was heard, drawn where Slack lets us: in the form, by response_url, or posted."""

from collections.abc import Mapping
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.channels import Channels
from bot.adapters.slack.draw import Block, draw, plain
from bot.adapters.slack.forms import modal
from bot.adapters.slack.listen import Origin
from bot.adapters.slack.origins import HOOKS, origin_of
from bot.adapters.slack.problems import Problem, translated, word_of
from bot.chat.adapter import Undeliverable
from bot.chat.card import Button, Card, Question, Reply, SeenBy
from bot.chat.incoming import Address, Command, Heard

log = structlog.get_logger()

BAD_BLOCKS = frozenset(("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"))
NO_THREAD = frozenset(("thread_not_found", "message_not_found", "cannot_reply_to_message"))
"""What Slack says when the message that a thread hangs on is gone."""
HOME_BLOCKS = 100


class Responder:
    """Draws replies. A response_url may be where the API is (`api_url`), besides Slack's own hosts."""

    def __init__(self, client: AsyncWebClient, api_url: str, channels: Channels) -> None:
        self._client = client
        self._channels = channels
        self._api = origin_of(api_url)

    def trusts(self, response_url: str) -> bool:
        """Whether an answer may be sent there: to Slack over https, or to where the API is."""
        origin = origin_of(response_url)
        return origin is not None and (origin == self._api or origin in HOOKS)

    async def draw(self, heard: Heard, reply: Reply, origin: Origin) -> None:
        """Draw a reply. Raises Undeliverable, TryLater."""
        try:
            if reply.asks is not None:
                if await self._opened(reply.asks, origin):
                    return
                reply = Reply(
                    card=_opener(reply.asks), seen_by=reply.seen_by, to=reply.to, replaces=reply.replaces
                )
            if reply.card is None:
                return
            if reply.home:
                view = {"type": "home", "blocks": draw(reply.card, HOME_BLOCKS)}
                await self._client.views_publish(user_id=origin.user, view=view)
                return
            await self._show(heard, reply, reply.card, origin)
        except Problem as error:
            raise translated(error) from None

    async def post(
        self, to: Address, card: Card, metadata: Mapping[str, Any] | None = None
    ) -> tuple[Address, str]:
        """Post a message. Where it stands, and its ts. Raises what the client raises, and Undeliverable."""
        await self._must_be_ours(to)
        # Of a reply in a thread people hear nothing unless they have written there.
        shown = True if to.thread and to.private else None
        post = self._client.chat_postMessage
        try:
            return to, str((await self._sent(post, to, card, metadata=metadata, reply_broadcast=shown))["ts"])
        except SlackApiError as error:
            if not to.thread or word_of(error) not in NO_THREAD:
                raise
        to = _unthreaded(to)
        return to, str((await self._sent(post, to, card, metadata=metadata))["ts"])

    async def _show(self, heard: Heard, reply: Reply, card: Card, origin: Origin) -> None:
        to = reply.to or heard.address
        everyone = reply.seen_by is SeenBy.everyone
        if everyone or (reply.replaces is not None and not origin.ephemeral):
            await self._must_be_ours(to)
        if reply.replaces is not None and await self._replaced(to, reply.replaces, card, origin):
            return
        # In a direct message an answer that stays is better than one that vanishes.
        stays = to.private and not isinstance(heard, Command)
        if origin.response_url and not stays and await self._hooked(card, origin, everyone=everyone):
            return
        if everyone or to.private:
            await self._sent(self._client.chat_postMessage, to, card)
            return
        try:
            await self._sent(self._client.chat_postEphemeral, to, card, user=origin.user)
        except SlackApiError as error:
            # We are not in that channel, or they are not: they get it all the same.
            log.info("not shown in channel", channel=to.channel, error=word_of(error))
            await self._sent(self._client.chat_postMessage, _to_person(to, origin.user), card)

    async def _must_be_ours(self, to: Address) -> None:
        """Return unless people of another organisation would read it, else raise Undeliverable."""
        if not to.private and await self._channels.shared(to.channel):
            raise Undeliverable("shared_channel")

    async def _opened(self, question: Question, origin: Origin) -> bool:
        """Open the form at once; False when Slack gave no trigger, or it is too old."""
        if not origin.trigger:
            return False
        view = modal(question, response_url=origin.response_url, ephemeral=origin.ephemeral)
        try:
            await self._client.views_open(trigger_id=origin.trigger, view=view)
        except SlackApiError as error:
            if "trigger" not in word_of(error):
                raise
            return False
        return True

    async def _replaced(self, to: Address, ts: str, card: Card, origin: Origin) -> bool:
        if origin.ephemeral:
            return bool(origin.response_url) and await self._hooked(card, origin, replace=True)
        try:
            await self._sent(self._client.chat_update, _unthreaded(to), card, ts=ts)
        except SlackApiError as error:
            if word_of(error) in ("message_not_found", "cant_update_message", "edit_window_closed"):
                return False
            raise
        return True

    async def _hooked(self, card: Card, origin: Origin, *, everyone: bool = False, replace: bool = False) -> bool:
        """Answer by response_url; False when it is used up, too old, or not Slack's."""
        if not self.trusts(origin.response_url):
            log.warning("response_url refused")
            return False
        for blocks in (draw(card), plain(card)):
            status, body = await _posted(origin.response_url, {
                "response_type": "in_channel" if everyone else "ephemeral",
                "replace_original": replace,
                "delete_original": False,
                "text": card.fallback,
                "blocks": blocks,
                "unfurl_links": False,
                "unfurl_media": False,
            })  # fmt: skip
            if status == 200 and not body.startswith('{"ok":false'):
                return True
            if not any(word in body for word in BAD_BLOCKS):
                break
        log.info("response_url not taken", status=status)
        return False

    async def _sent(self, method: Any, to: Address, card: Card, **more: Any) -> Any:
        """Call a chat method with the card; if Slack refuses a block, with its plain words instead."""
        given: dict[str, Any] = {"channel": to.channel, "text": card.fallback}
        if method != self._client.chat_update:
            given |= {"unfurl_links": False, "unfurl_media": False}
        if to.thread:
            given["thread_ts"] = to.thread
        given |= {name: value for name, value in more.items() if value is not None}
        try:
            return await method(blocks=draw(card), **given)
        except SlackApiError as error:
            if word_of(error) not in BAD_BLOCKS:
                raise
            log.error("blocks refused", channel=to.channel)
            return await method(blocks=plain(card), **given)


async def _posted(url: str, message: Mapping[str, Any]) -> tuple[int, str]:
    """Status and body of the answer. Where it redirects to is not gone to: that is for nobody else's eyes."""
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=8), trust_env=True) as session,
        session.post(url, json=message, allow_redirects=False) as answer,
    ):
        return answer.status, await answer.text(errors="replace")


def _opener(question: Question) -> Card:
    """A card with a button that opens the form, where it cannot open by itself."""
    button = Button(label=question.open_label, action="ask", handle=question.handle)
    return Card(
        title=(question.title,),
        lines=question.intro,
        buttons=(button,),
        fallback=question.fallback,
        locale=question.locale,
    )


def _to_person(to: Address, user: str) -> Address:
    return Address(platform=to.platform, tenant=to.tenant, channel=user, private=True)


def _unthreaded(to: Address) -> Address:
    return Address(platform=to.platform, tenant=to.tenant, channel=to.channel, private=to.private)


def form_of(reply: Reply, origin: Origin) -> Block | None:
    """The next form, when the answer to one form is another."""
    if reply.asks is None:
        return None
    return modal(reply.asks, response_url=origin.response_url, ephemeral=origin.ephemeral)
