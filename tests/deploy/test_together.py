"""What is in deploy/ to be run fits together, and fits the bot: names, ports, paths, commands, time to stop."""

import configparser
import re
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml
from pydantic import SecretStr

from bot.app import build
from bot.listener import GRACEFUL_S
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
BOTS = ("bot-1", "bot-2")
CADDY = (DEPLOY / "Caddyfile").read_text()
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
KNOWN = {line.partition("=")[0] for line in (ROOT / ".env.example").read_text().splitlines() if "=" in line}


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What the bot serves when it is set up as in the compose file, on both platforms."""
    given = {
        "data_dir": tmp_path_factory.mktemp("data"), "web": False, "public_url": "https://stitch.example",
        "slack_bot_token": SecretStr("xoxb-1"), "slack_signing_secret": SecretStr("s"),
        "telegram_bot_token": SecretStr("1:x"),
    }  # fmt: skip
    settings = Settings.model_construct(**(Settings.model_validate({}).model_dump() | given))
    return {getattr(route, "path", "") for route in build(settings).http().routes}


def test_two_replicas_share_one_database_and_one_key() -> None:
    one, other = (SERVICES[name] for name in BOTS)
    assert one == other
    settings = one["environment"]
    assert settings["DATABASE_URL"].startswith("postgresql://stitch:${POSTGRES_PASSWORD:?")
    assert settings["DATABASE_URL"].endswith("@database/stitch")
    assert settings["STITCH_KEY"].startswith("${STITCH_KEY:?"), "compose refuses to start without it"
    assert settings["STITCH_WEB"] == "0"
    assert set(settings) <= KNOWN, "these are settings that the bot knows"
    assert one["depends_on"]["database"]["condition"] == "service_healthy"


def test_no_secret_stands_in_the_files() -> None:
    for name, service in SERVICES.items():
        for setting, value in service.get("environment", {}).items():
            if re.search("KEY|PASSWORD|TOKEN|SECRET", setting):
                assert value.startswith("${"), f"{name} {setting}"


def test_it_runs_postgresql_18_and_keeps_its_folder() -> None:
    database = SERVICES["database"]
    assert database["image"] == "postgres:18"
    # From 18 on the image keeps its data below this folder, and refuses the one of before.
    assert database["volumes"] == ["database:/var/lib/postgresql"]
    assert "database" in COMPOSE["volumes"]
    assert "ports" not in database, "nobody else needs to reach it"


def test_the_balancer_gives_what_is_for_the_outside_and_nothing_else_to_who_is_ready(paths: set[str]) -> None:
    [open_paths] = re.findall(r"@platforms path (.+)", CADDY)
    served = {path for path in paths if path.startswith(("/slack", "/telegram", "/hooks", "/board"))}
    assert set(open_paths.split()) == {re.sub("/(board|hooks)/.+", r"/\1/*", path) for path in served}
    [upstreams] = re.findall(r"reverse_proxy (.+) \{", CADDY)
    port = SERVICES["bot-1"]["environment"]["PORT"]
    assert upstreams.split() == [f"{name}:{port}" for name in BOTS]
    [asked] = re.findall(r"health_uri (\S+)", CADDY)
    assert asked in paths
    assert "respond 404" in CADDY
    assert CADDY.count("{") == CADDY.count("}")
    assert set(SERVICES["balancer"]["depends_on"]) == set(BOTS)
    assert not any("ports" in SERVICES[name] for name in BOTS), "only the balancer is reached from outside"


class _Answers(BaseHTTPRequestHandler):
    status = 200
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    found = HTTPServer(("127.0.0.1", 0), _Answers)
    threading.Thread(target=found.serve_forever, daemon=True).start()
    yield found
    found.shutdown()
    found.server_close()


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
def test_the_health_check_asks_what_the_bot_answers(
    server: HTTPServer, paths: set[str], status: int, healthy: bool
) -> None:
    _Answers.status, _Answers.asked = status, []
    kind, program, *arguments = SERVICES["bot-1"]["healthcheck"]["test"]
    assert (kind, program) == ("CMD", "python")
    here = [one.replace("127.0.0.1:8080", f"127.0.0.1:{server.server_port}") for one in arguments]
    done = subprocess.run([sys.executable, *here], capture_output=True)
    assert (done.returncode == 0) is healthy
    assert set(_Answers.asked) <= paths
    assert _Answers.asked


def test_it_is_given_the_time_that_it_takes_to_stop() -> None:
    assert _seconds(SERVICES["bot-1"]["stop_grace_period"]) >= GRACEFUL_S + 20
    assert int(_unit()["Service"]["TimeoutStopSec"]) >= GRACEFUL_S + 20


def test_the_image_has_what_the_project_needs_and_runs_as_nobody_special() -> None:
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.M):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
            assert f"!{source}" in (ROOT / ".dockerignore").read_text().splitlines(), source
    needed = {"bot", "prompts", PROJECT["readme"], "uv.lock", "pyproject.toml"}
    copied = {source for line in re.findall(r"^COPY (.+)$", DOCKERFILE, re.M) for source in line.split()}
    assert needed <= copied
    minor = int(re.findall(r"^FROM python:3\.(\d+)-slim$", DOCKERFILE, re.M)[0])
    assert minor >= int(PROJECT["requires-python"].removeprefix(">=3."))
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.M) == ["stitch"]
    assert '\nENTRYPOINT ["stitch"]\nCMD ["run"]' in DOCKERFILE
    assert "stitch" in PROJECT["scripts"]


def test_the_image_takes_no_secrets_in() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert lines[0] == "*", "only what is named gets in"
    assert not [line for line in lines if line.startswith("!") and (".env" in line or "data" in line)]


def test_the_unit_starts_the_bot_and_keeps_it_apart() -> None:
    service = _unit()["Service"]
    assert service["ExecStart"] == "/srv/stitch/.venv/bin/stitch run"
    assert service["WorkingDirectory"] == "/srv/stitch", "where .env is looked for"
    assert service["User"] != "root"
    assert service["Restart"] == "always"
    # Everything is read-only but the folder that systemd makes for it.
    assert service["ProtectSystem"] == "strict"
    assert service["Environment"] == f"DATA_DIR=/var/lib/{service['StateDirectory']}"
    assert service["StateDirectoryMode"] == "0700"


def _unit() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=True, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(DEPLOY / "systemd" / "stitch.service")
    return parser


def _seconds(text: Any) -> int:
    return int(str(text).removesuffix("s"))
