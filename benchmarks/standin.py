"""A Slack as fast as one process can be, for benchmarks: it answers as Slack does, and counts what it was sent.

`python -m benchmarks.standin` prints its port and serves until it is killed. Besides Slack's methods there is
`/counts`, and channels that misbehave: in `CLIMITED…` every message is refused with 429, in `CHANGING…` none is
answered.
"""

import argparse
import asyncio
import json
import random
import subprocess
import sys
from collections import Counter
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs
from urllib.request import urlopen

LATENCY_S = (0.08, 0.16)
"""Between these an answer takes; Slack's own take as long on a good day."""

KEPT = 100


class Workspace:
    """What stands in the channels."""

    def __init__(self, latency: tuple[float, float]) -> None:
        self.latency = latency
        self.keys: Counter[str] = Counter()
        self.refused = 0
        self.number = 0
        self.newest: dict[str, list[dict[str, Any]]] = {}

    def answer(self, method: str, args: dict[str, Any]) -> tuple[int, dict[str, Any], float]:
        """Status, body, and after how many seconds."""
        wait = random.uniform(*self.latency)
        match method:
            case "chat.postMessage" if args["channel"].startswith("CLIMITED"):
                self.refused += 1
                return 429, {"ok": False, "error": "ratelimited"}, wait
            case "chat.postMessage" if args["channel"].startswith("CHANGING"):
                return 200, {"ok": True}, 3600
            case "chat.postMessage":
                return 200, self._posted(args), wait
            case "conversations.history" | "conversations.replies":
                return 200, {"ok": True, "messages": self.newest.get(args["channel"], [])[::-1]}, wait
            case "conversations.open":
                return 200, {"ok": True, "channel": {"id": f"D{args['users']}"}}, wait
            case "auth.test":
                return 200, {"ok": True, "team_id": "T1", "user_id": "UBOT", "url": "https://ward.slack.com/"}, 0
            case "counts":
                sent = sum(self.keys.values())
                return 200, {"messages": sent, "different": len(self.keys), "refused": self.refused}, 0
            case "reset":
                self.keys.clear()
                return 200, {"ok": True}, 0
        return 200, {"ok": True}, 0

    def _posted(self, args: dict[str, Any]) -> dict[str, Any]:
        self.number += 1
        ts = f"{1790000000 + self.number // 1000}.{self.number % 1000:06}"
        metadata = args.get("metadata") or {}
        self.keys[(metadata.get("event_payload") or {}).get("key") or ts] += 1
        message = {
            "type": "message", "subtype": "bot_message", "user": "UBOT", "bot_id": "B1", "app_id": "A1",
            "team": "T1", "ts": ts, "text": args.get("text", ""), "blocks": args.get("blocks", []),
            "bot_profile": {"id": "B1", "deleted": False, "name": "stitch", "app_id": "A1", "team_id": "T1",
                            "icons": {"image_36": "https://a.slack-edge.com/80588/img/plugins/app/bot_36.png"}},
            "metadata": metadata,
        }  # fmt: skip
        kept = self.newest.setdefault(args["channel"], [])
        kept.append({"ts": ts, "metadata": metadata})
        del kept[:-KEPT]
        return {"ok": True, "channel": args["channel"], "ts": ts, "message": message}


class Connection(asyncio.Protocol):
    """One connection, kept alive; requests with a Content-Length, one after the other."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.buffer = b""
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, separator, rest = self.buffer.partition(b"\r\n\r\n")
        if not separator:
            return
        lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        length = int(headers.get("content-length", 0))
        if len(rest) < length:
            return
        self.buffer = rest[length:]
        method, _, query = lines[0].split()[1].rpartition("/")[2].partition("?")
        body = rest[:length]
        if "json" in headers.get("content-type", ""):
            args = json.loads(body)
        else:
            args = {name: values[0] for name, values in parse_qs(body.decode() or query).items()}
        status, answer, wait = self.workspace.answer(method, args)
        if wait:
            asyncio.get_running_loop().call_later(wait, self._write, status, answer)
        else:
            self._write(status, answer)

    def _write(self, status: int, answer: dict[str, Any]) -> None:
        body = json.dumps(answer).encode()
        later = "Retry-After: 2\r\n" if status == 429 else ""
        self.transport.write(
            f"HTTP/1.1 {status} .\r\nContent-Type: application/json; charset=utf-8\r\n{later}"
            f"x-slack-req-id: 5e3a\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body
        )


class Standin:
    """The process, for whoever measures."""

    def __init__(self, latency: tuple[float, float] = LATENCY_S) -> None:
        given = [str(one) for one in latency]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.standin", *given], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.root = f"http://127.0.0.1:{int(self.process.stdout.readline())}"
        self.url = f"{self.root}/api/"

    def counts(self) -> dict[str, int]:
        """How many messages came, how many different ones, and how many were refused."""
        with urlopen(f"{self.root}/counts") as answer:
            return dict(json.load(answer))

    def reset(self) -> None:
        """Forget what has been counted."""
        urlopen(f"{self.root}/reset").close()

    def __enter__(self) -> "Standin":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.wait()


async def serve(latency: tuple[float, float]) -> None:
    workspace = Workspace(latency)
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(workspace), "127.0.0.1", 0, backlog=1000
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("fastest", type=float, nargs="?", default=LATENCY_S[0])
    arguments.add_argument("slowest", type=float, nargs="?", default=LATENCY_S[1])
    given = arguments.parse_args()
    asyncio.run(serve((given.fastest, given.slowest)))
