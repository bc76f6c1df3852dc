"""Questions that somebody has been asked: a form, or the state of a dialogue that goes field by field."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.members import ChannelId, MemberId, WorkspaceId
from bot.chat.card import Question
from bot.store.columns import of_row
from bot.store.sealing import writing_for
from bot.store.tables import questions
from bot.store.wall import here

Values = Mapping[str, str | tuple[str, ...]]

_QUESTION = TypeAdapter(Question)

BUTTONS_ONLY = ("lines", "naming", "roster")
"""Forms without fields: nothing that is typed answers them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question to a member. `form` names what is done with the answer, `about` what it is about.

    `message` is the message that the answer takes the place of. `position` is the field that a dialogue stands at.
    """

    handle: str
    workspace: WorkspaceId
    member: MemberId
    form: str
    about: str
    question: Question
    values: Values
    position: int
    channel: ChannelId
    message: str | None
    asked_at: datetime
    answered_at: datetime | None


class Questions:
    """Questions, open and answered."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._run = connection.execute

    async def ask(
        self,
        question: Question,
        *,
        workspace: WorkspaceId,
        member: MemberId,
        form: str,
        about: str,
        channel: ChannelId,
        message: str | None,
        now: datetime,
    ) -> None:
        """Keep a question that is about to be shown."""
        writing_for(workspace)
        await self._run(
            insert(questions).values(
                of_row(
                    questions,
                    handle=question.handle,
                    workspace=workspace,
                    member=member,
                    form=form,
                    about=about,
                    question=_QUESTION.dump_json(question).decode(),
                    values="{}",
                    position=0,
                    channel=channel,
                    message=message,
                    asked_at=now,
                )
            )
        )

    async def by_handle(self, workspace: WorkspaceId, handle: str) -> Asked | None:
        """The question that a form or button names."""
        statement = select(questions).where(questions.c.workspace == workspace, questions.c.handle == handle)
        row = (await self._run(statement)).first()
        return _asked(row) if row else None

    async def waiting(self, member: MemberId, channel: ChannelId, since: datetime) -> Asked | None:
        """The last question that a member was asked in this place, if it is still open."""
        statement = (
            select(questions)
            .where(
                here(questions),
                questions.c.member == member,
                questions.c.channel == channel,
                questions.c.form.not_in(BUTTONS_ONLY),
                questions.c.asked_at > since,
                questions.c.answered_at.is_(None),
            )
            .order_by(questions.c.asked_at.desc())
            .limit(1)
        )
        row = (await self._run(statement)).first()
        return _asked(row) if row else None

    async def supersede(self, asked: str, member: MemberId, channel: ChannelId, now: datetime) -> None:
        """Typed words answer the newest question only: older ones in the same place are let go."""
        older = await self._run(
            select(questions.c.handle).where(
                here(questions),
                questions.c.member == member,
                questions.c.channel == channel,
                questions.c.handle != asked,
                questions.c.form.not_in(BUTTONS_ONLY),
                questions.c.answered_at.is_(None),
            )
        )
        for handle in older.scalars().all():
            await self.answered(handle, now)

    async def step(self, handle: str, values: Values, position: int) -> None:
        """Keep what was answered so far."""
        await self._run(
            update(questions)
            .where(questions.c.handle == handle, here(questions))
            .values(
                of_row(
                    questions,
                    handle=handle,
                    values=json.dumps(dict(values), ensure_ascii=False),
                    position=position,
                )
            )
        )

    async def answered(self, handle: str, now: datetime) -> bool:
        """The whole answer has come. False when it had come before."""
        statement = (
            update(questions)
            .where(questions.c.handle == handle, here(questions), questions.c.answered_at.is_(None))
            .values(of_row(questions, handle=handle, answered_at=now, values="{}"))
        )
        return bool((await self._run(statement)).rowcount == 1)


def _asked(row) -> Asked:  # type: ignore[no-untyped-def]
    values = {name: tuple(v) if isinstance(v, list) else v for name, v in json.loads(row.values).items()}
    found = dict(row._mapping) | {"question": _QUESTION.validate_json(row.question), "values": values}
    return Asked(**found)
