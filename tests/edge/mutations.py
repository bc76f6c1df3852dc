"""Takes one safeguard after the other out of a copy of the bot and sees which test notices.

python -m tests.edge.mutations           all of them, some minutes
python -m tests.edge.mutations handle    those with the word in their name

Prints a line for each: caught, or SURVIVED. A line of the code that is not there any more is named, and counts as
survived.
"""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
GREEN, RED = 0, 1
PARTS = ("bot", "tests", "benchmarks", "prompts", "deploy", "docs", "pyproject.toml", ".env.example", "README.md")


@dataclass(frozen=True)
class Mutation:
    """A safeguard, the words of the code that hold it, what stands there without it, and who should notice."""

    name: str
    file: str
    code: str
    without: str
    tests: str


MUTATIONS = (
    Mutation("policy: any member may see and do all", "bot/care/policy.py",
             "    if not sees:\n", "    if False:\n", "tests/care/test_policy.py"),
    Mutation("policy: leavers may", "bot/care/policy.py",
             "if not by.active or task.workspace != by.workspace:", "if task.workspace != by.workspace:",
             "tests/care/test_policy.py"),
    Mutation("policy: other workspaces may", "bot/care/policy.py",
             "if not by.active or task.workspace != by.workspace:", "if not by.active:",
             "tests/care/test_policy.py"),
    Mutation("members: outsiders get in", "bot/router.py",
             "if workspace is None or heard.sender.outsider:", "if workspace is None:",
             "tests/edge/test_strangers.py"),
    Mutation("members: leavers get in", "bot/router.py",
             "if not actor.active or not await work.members.seen(heard.sender, now):",
             "if not await work.members.seen(heard.sender, now):", "tests/edge/test_strangers.py"),
    Mutation("handle: good for anybody, anywhere", "bot/store/handles.py",
             "ring_in_use().binds(body, seal[3:], workspace)", "True", "tests/edge/test_handles.py"),
    Mutation("handle: good for ever", "bot/store/handles.py",
             "if now > _EPOCH + timedelta(hours=_number(seal[:3])):", "if False:", "tests/edge/test_handles.py"),
    Mutation("sealing: words are kept as they are", "bot/store/sealing.py",
             "        if not text:\n            return text\n", "        if True:\n            return text\n",
             "tests/store/test_sealing.py"),
    Mutation("sealing: opens in any column", "bot/store/sealing.py",
             "def _bound(workspace: WorkspaceId, place: str) -> bytes:\n",
             "def _bound(workspace: WorkspaceId, place: str) -> bytes:\n    place = ''\n",
             "tests/store/test_sealing.py"),
    Mutation("sealing: opens in any row", "bot/store/sealing.py",
             'f"{place}/{row}" if self.by_row else place', "place", "tests/store/test_sealing.py"),
    Mutation("wall: any workspace's keys", "bot/store/sealing.py",
             "if whose in (EVERY, key.workspace):", "if True:", "tests/edge/test_tenants.py"),
    Mutation("wall: rows of others are taken", "bot/store/rows.py",
             '    if "workspace" in values:\n        ours(values["workspace"])\n', "",
             "tests/store/test_rows.py"),
    Mutation("wall: PostgreSQL lets all through", "bot/store/wall.py",
             "USING ({_SAID} = 'all' OR {_own(table)})", "USING (true)", "tests/edge/test_tenants.py"),
    Mutation("integrity: last write wins", "bot/store/rows.py",
             "update(table).where(table.c.id == value.id, table.c.version == value.version)",
             "update(table).where(table.c.id == value.id)",
             "tests/store/test_rows.py"),
    Mutation("logs: words of people", "bot/logs.py",
             "def _no_words(_logger: object, _name: str, entry: EventDict) -> EventDict:\n",
             "def _no_words(_logger: object, _name: str, entry: EventDict) -> EventDict:\n    return entry\n",
             "tests/test_logs.py tests/edge/test_canaries.py"),
    Mutation("logs: tokens", "bot/logs.py",
             "def _no_secrets(_logger: object, _name: str, entry: EventDict) -> EventDict:\n",
             "def _no_secrets(_logger: object, _name: str, entry: EventDict) -> EventDict:\n    return entry\n",
             "tests/test_logs.py tests/edge/test_canaries.py"),
    Mutation("edge: Slack need not sign", "bot/adapters/slack/guard.py",
             "if not signed or not any(one.is_valid(text, timestamp, signature) for one in verifiers):",
             "if not signed:", "tests/adapters/slack tests/edge/test_fuzz.py"),
    Mutation("edge: hooks need not sign", "bot/hooks.py",
             "if found is None or not _signed(found[1], id, stamp, body, given):", "if found is None:",
             "tests/conversations/test_hooks.py"),
    Mutation("edge: hooks may sign once for ever", "bot/hooks.py",
             "if abs(datetime.now(UTC).timestamp() - int(stamp)) > TOLERANCE.total_seconds():", "if False:",
             "tests/conversations/test_hooks.py"),
    Mutation("screening: hooks may name somebody", "bot/hooks.py",
             "if await aliasing.names_somebody(work, people, hook.workspace, event.words, now.year):", "if False:",
             "tests/conversations/test_hooks.py"),
    Mutation("edge: headers of Bolt's own from outside", "bot/adapters/slack/guard.py",
             ' if not name.startswith("x-slack-bolt")', "", "tests/adapters/slack"),
    Mutation("edge: bodies of any size", "bot/bodies.py",
             "        if len(body) > most:\n            return None\n", "", "tests/adapters/slack"),
    Mutation("edge: links are unfolded", "bot/adapters/slack/respond.py",
             'given |= {"unfurl_links": False, "unfurl_media": False}', "pass",
             "tests/edge/test_sending.py tests/adapters/slack"),
    Mutation("edge: the web workspace under any host name", "bot/adapters/web/guard.py",
             "if len(host) != 1 or _name(host[0]) not in self._hosts:", "if len(host) != 1:",
             "tests/adapters/web/test_guard.py"),
    Mutation("edge: the web workspace from any page", "bot/adapters/web/guard.py",
             "if origin is not None and urlsplit(origin).netloc.lower() != host[0].lower():", "if False:",
             "tests/adapters/web/test_guard.py"),
    Mutation("edge: floods", "bot/router.py",
             "if mine >= self._per_minute:", "if False:", "tests/conversations/test_moderation.py"),
    Mutation("screening: what is typed is not looked at", "bot/router.py",
             "await aliasing.screened(turn, meant, await self._dispatch.reply(turn, meant))",
             "await self._dispatch.reply(turn, meant)", "tests/edge/test_screening.py"),
    Mutation("screening: emergencies are held up", "bot/aliasing.py",
             "if wanted.screening is Screening.block and not await _cannot_wait(turn, texts, found, items):",
             "if wanted.screening is Screening.block:", "tests/conversations/test_patient.py"),
    Mutation("protected: whoever is in the channel sees it", "bot/care/policy.py",
             " and not any(one in protected for one in patients)", "", "tests/care/test_policy.py"),
    Mutation("protected: shown everywhere", "bot/outgoing.py",
             "        card, decided = protection.disclosed(card, kept_back, reader, shared=shared)\n", "",
             "tests/conversations/test_protection.py"),
    Mutation("protected: without the notice", "bot/cards/protection.py",
             "lines=(*card.lines, quiet(_notice(patients)))", "lines=card.lines",
             "tests/conversations/test_protection.py"),
    Mutation("protected: a model reads it", "bot/model.py",
             "if leaving is None or spoken_of((thought.said,), people.protected):", "if leaving is None:",
             "tests/test_model.py"),
    Mutation("protected: counselling notes are taken", "bot/aliasing.py",
             "if any(is_counselling(text) for _, text in texts) and", "if False and",
             "tests/conversations/test_protection.py"),
    Mutation("agreement: names are kept without one", "bot/aliasing.py",
             "as_covered(wanted, await turn.work.agreements.covers(turn.workspace.id, turn.channel.platform))",
             "wanted", "tests/conversations/test_agreements.py"),
    Mutation("agreement: any model is asked", "bot/model.py",
             "if not covered:", "if False:", "tests/conversations/test_agreements.py"),
    Mutation("model: whatever is said leaves", "bot/language/leaving.py",
             "def may_leave(text: str) -> bool:\n", "def may_leave(text: str) -> bool:\n    return True\n",
             "tests/test_model.py"),
)  # fmt: skip


def main() -> int:
    """0 when every safeguard is missed by some test."""
    wanted = [one for one in MUTATIONS if all(word in one.name for word in sys.argv[1:])]
    survived = 0
    with tempfile.TemporaryDirectory(prefix="stitch-mutations-") as folder:
        copy = Path(folder)
        for part in PARTS:
            (shutil.copytree if (ROOT / part).is_dir() else shutil.copy)(ROOT / part, copy / part)
        for one in wanted:
            caught = _caught(one, copy)
            survived += not caught
            print(f"{'caught  ' if caught else 'SURVIVED'}  {one.name}", flush=True)
    print(f"{len(wanted) - survived} of {len(wanted)} caught")
    return int(survived > 0)


def _caught(mutation: Mutation, copy: Path) -> bool:
    file = copy / mutation.file
    before = file.read_text()
    if before.count(mutation.code) != 1:
        print(f"          {mutation.file} has no single {mutation.code!r}")
        return False
    if not _green(mutation.tests, copy):
        print(f"          not green as it is: {mutation.tests}")
        return False
    file.write_text(before.replace(mutation.code, mutation.without))
    try:
        return _run(mutation.tests, copy) == RED
    finally:
        file.write_text(before)


@cache
def _green(tests: str, copy: Path) -> bool:
    return _run(tests, copy) == GREEN


def _run(tests: str, copy: Path) -> int:
    command = (sys.executable, "-B", "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider")
    return subprocess.run((*command, *tests.split()), cwd=copy, capture_output=True, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
