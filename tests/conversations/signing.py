"""Another system, as it signs what it says: https://www.standardwebhooks.com."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping

import httpx
from starlette.applications import Starlette

from bot.care.hooks import Hook
from bot.care.members import Member, MemberId
from bot.hooks import Hooks
from bot.store.hooks import secret_of
from bot.store.work import open_work
from tests.conversations.chat import Chat


def signed(secret: bytes, body: bytes, id: str, *, ago: int = 0) -> dict[str, str]:
    """The headers of a request."""
    stamp = str(int(time.time()) - ago)
    mac = hmac.new(secret, f"{id}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "content-type": "application/json", "webhook-id": id, "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(mac).decode()}",
    }  # fmt: skip


class System:
    """A radiology system that has a hook of the ward, and sends."""

    def __init__(self, chat: Chat, hook: Hook, secret: bytes, per_minute: int) -> None:
        self.chat, self.hook, self.secret = chat, hook, secret
        hooks = Hooks(chat.database, chat.clock, per_minute, chat.router.wake.set)
        self._http = httpx.ASGITransport(Starlette(routes=hooks.routes()))
        self._count = 0

    @classmethod
    async def made(cls, chat: Chat, name: str = "RIS", per_minute: int = 0) -> "System":
        """What `stitch hook new RIS` does."""
        async with open_work(chat.database) as work:
            workspace = await work.members.workspace_of(chat.platform, chat.tenant)
            assert workspace is not None
            bearer = Member(id=MemberId(0), workspace=workspace.id, name=name, active=False, welcomed=True)
            hook = await work.hooks.add(workspace.id, name, bearer, chat.clock.at)
            return cls(chat, hook, secret_of(hook), per_minute)

    async def revoke(self) -> None:
        async with open_work(self.chat.database) as work:
            await work.hooks.revoke(self.hook, self.chat.clock.at)

    async def says(
        self, patient: object = "K-17", heard: object = "MRI", *, id: str = "", ago: int = 0, **more: object
    ) -> tuple[int, dict[str, object]]:
        """What it is answered, after whatever is due by then has been sent."""
        self._count += 1
        body = json.dumps({"patient": patient, "heard": heard, **more}).encode()
        return await self.sends(body, signed(self.secret, body, id or f"evt-{self._count}", ago=ago))

    async def sends(
        self, body: bytes, headers: Mapping[str, str], path: str = ""
    ) -> tuple[int, dict[str, object]]:
        async with httpx.AsyncClient(transport=self._http, base_url="http://bot") as client:
            answer = await client.post(path or f"/hooks/heard/{self.hook.handle}", content=body, headers=headers)
        await self.chat.scheduler.catch_up()
        return answer.status_code, answer.json()
