"""The same people in every test of the rules."""

from dataclasses import replace
from datetime import UTC, datetime, time

from bot.care.members import Member, MemberId, Team, TeamId, WorkspaceId
from bot.care.tasks import Kind, Status, Task, TaskId

NOW = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
WARD = WorkspaceId(1)

NINA = Member(id=MemberId(1), workspace=WARD, name="Nina Alvarez", zone="America/Chicago")
OMAR = replace(NINA, id=MemberId(2), name="Omar Haddad")
LEA = replace(NINA, id=MemberId(3), name="Lea Brandt")
SAM = replace(NINA, id=MemberId(4), name="Sam Okafor")
LEAD = replace(NINA, id=MemberId(5), name="Ruth Lead", lead=True)
STRANGER = replace(NINA, id=MemberId(9), workspace=WorkspaceId(2), name="Stranger")
NIGHT_OWL = replace(NINA, quiet_start=time(9), quiet_end=time(17), work_days=(0, 1, 2, 3, 4, 5, 6))

PHARMACY = Team(id=TeamId(1), workspace=WARD, name="pharmacy", members=frozenset({SAM.id}))

TASK = Task(
    id=TaskId(1), workspace=WARD, number=1, handle="h", kind=Kind.task, status=Status.accepted,
    what="call the lab", owner=OMAR.id, creator=NINA.id, zone="America/Chicago", created_at=NOW, updated_at=NOW,
)  # fmt: skip
