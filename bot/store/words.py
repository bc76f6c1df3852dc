"""The blind index: which items have a word in them, as keyed digests; no word stands in the database."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.members import WorkspaceId
from bot.care.tasks import Task
from bot.store.sealing import ring_in_use, words_in
from bot.store.tables import task_words, tasks


async def index(connection: AsyncConnection, task: Task, before: Task | None = None) -> None:
    """Let an item be found by its words; `before` is what it was, if it was indexed already."""
    words = _words(task)
    if before is not None:
        if words == _words(before):
            return
        await connection.execute(delete(task_words).where(task_words.c.task == task.id))
    ring = ring_in_use()
    rows = [{"task": task.id, "digest": ring.digest(word, task.workspace)} for word in sorted(words)]
    if rows:
        await connection.execute(insert(task_words), rows)


def has_words(text: str, workspace: WorkspaceId) -> Sequence[ColumnElement[bool]]:
    """Conditions on tasks that have every word of the text, as a whole word. None when it has no words."""
    ring = ring_in_use()
    return [
        tasks.c.id.in_(select(task_words.c.task).where(task_words.c.digest == ring.digest(word, workspace)))
        for word in sorted(words_in(text))
    ]


def _words(task: Task) -> set[str]:
    return words_in(" ".join((task.what, task.patient or "", task.waiting_on or "", task.note)))
