"""All that is served over HTTP, asked for in every way that its description allows and in many that it does not:
an answer of the described kind, and never a fault of ours.

The webhooks have a fuzz of their own, which signs what it brings: `python -m tests.edge.fuzz`.
"""

import os
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from tests.e2e.process import Bot

EACH = int(os.environ.get("STITCH_SURFACE", "3"))
"""How many requests of each kind. `STITCH_SURFACE=200` is worth a try now and then."""

WHO = {"type": "string", "enum": ["nina", "omar"]}
ID = {"type": "string", "maxLength": 20}


def operation(*statuses: int, body: dict[str, Any] | None = None, query: dict[str, Any] | None = None) -> Any:
    """What is answered with, and what is taken: by name a schema; a name that ends in "?" may be missing."""

    def fields(named: dict[str, Any]) -> dict[str, Any]:
        return {name.rstrip("?"): schema for name, schema in named.items()}

    found: dict[str, Any] = {"responses": {str(one): {"description": "-", "content": KINDS} for one in statuses}}
    if body is not None:
        required = [name for name in body if not name.endswith("?")]
        schema = {"type": "object", "properties": fields(body), "required": required}
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    found["parameters"] = [
        {"in": "query", "name": name.rstrip("?"), "schema": schema, "required": not name.endswith("?")}
        for name, schema in (query or {}).items()
    ]
    return found


KINDS = {"application/json": {}, "text/plain": {}, "text/html": {}}
REFUSED = (400, 403, 404, 409, 413, 415, 421, 422)
PATHS: dict[str, Any] = {
    "/": {"get": operation(200)},
    "/healthz": {"get": operation(200)},
    "/healthz/live": {"get": operation(200)},
    "/metrics": {"get": operation(200)},
    "/board": {"get": operation(200, 403)},
    "/board/away": {"get": operation(200)},
    "/board/in": {
        "get": operation(200, 403, query={"t?": ID}),
        "post": operation(303, 403, 429, body={"t?": ID}),
    },
    "/board/out": {"post": operation(403, body={"csrf?": ID})},
    "/slack/events": {"post": operation(404, body={"payload": {}})},
    "/hooks/heard/x": {"post": operation(401, 413, 415, body={"patient": ID, "heard": ID})},
    "/telegram/webhook": {"post": operation(404, body={"update_id": {"type": "integer"}})},
    "/workspace/state": {"get": operation(200, *REFUSED, query={"as?": WHO})},
    "/workspace/messages": {
        "get": operation(200, *REFUSED, query={"as": WHO, "channel?": ID, "after?": ID, "before?": ID})
    },
    "/workspace/say": {
        "post": operation(
            200, *REFUSED, body={"as": WHO, "channel": {"type": "string"}, "text": {"type": "string"}, "id?": ID}
        )
    },
    "/workspace/press": {
        "post": operation(200, *REFUSED, body={"as": WHO, "message": ID, "button": {"type": "string"}})
    },
    "/workspace/answer": {
        "post": operation(200, *REFUSED, body={"as": WHO, "question": ID, "values": {"type": "object"}})
    },
    "/workspace/read": {"post": operation(200, *REFUSED, body={"as": WHO, "message": ID})},
    "/workspace/dismiss": {"post": operation(200, *REFUSED, body={"as": WHO, "message": ID})},
    "/workspace/clock": {
        "post": operation(200, *REFUSED, body={"as?": WHO, "advance": {"enum": ["PT1S", "-PT1S", "PT1H", "x"]}})
    },
}
SURFACE = {"openapi": "3.1.0", "info": {"title": "Stitch", "version": "1"}, "paths": PATHS}


async def test_no_request_finds_a_fault_of_ours(tmp_path: Path) -> None:
    schema = schemathesis.openapi.from_dict(SURFACE)
    async with Bot(tmp_path, PUBLIC_URL="http://127.0.0.1:8080") as bot:
        for found in schema.get_all_operations():
            one = found.ok()
            takes = one.definition.raw.get("requestBody") or one.definition.raw["parameters"]
            for mode in (GenerationMode.POSITIVE, *((GenerationMode.NEGATIVE,) if takes else ())):

                @settings(
                    max_examples=EACH, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
                    suppress_health_check=list(HealthCheck),
                )  # fmt: skip
                @given(one.as_strategy(generation_mode=mode))
                def ask(case: schemathesis.Case) -> None:
                    case.call_and_validate(
                        base_url=f"http://127.0.0.1:{bot.port}", timeout=20,
                        checks=[not_a_server_error, status_code_conformance, content_type_conformance],
                    )  # fmt: skip

                ask()
        assert "Traceback" not in bot.log.read_text()
