"""What families need in order to come: who sees to it, and until when."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events.board.guest_list import GuestLine
from app.events.event import Event
from app.events.need_task import NeedState, NeedTask
from app.staff.staff_member import StaffMember


@dataclass(frozen=True)
class NeedLine:
    """One need of one family."""

    task: NeedTask
    line: GuestLine
    owner: StaffMember | None
    is_late: bool
    """It is open, and was due before today."""


def needs_board(session: Session, event: Event, lines: list[GuestLine], *, today: date) -> list[NeedLine]:
    """Open ones first, by the day they are due; `lines` as `guests_of` or `Board.lines` give them."""
    rows = session.execute(
        select(NeedTask, StaffMember)
        .outerjoin(StaffMember, StaffMember.id == NeedTask.owner_id)
        .where(NeedTask.event_id == event.id)
        .order_by(NeedTask.due_on, NeedTask.id)
    )
    by_guest = {line.guest_id: line for line in lines}
    needs = [
        NeedLine(task, by_guest[task.guest_id], owner, task.state is NeedState.OPEN and task.due_on < today)
        for task, owner in rows
    ]
    return sorted(needs, key=lambda one: one.task.state is not NeedState.OPEN)
