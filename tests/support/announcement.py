"""Announcements as they stand in a database, without the screens and checks that lead to them."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.broadcasts.broadcast import Broadcast, BroadcastState
from app.broadcasts.sending.post import BroadcastPost
from app.inbox.inboxes_of_students import inboxes_of_students
from app.messages.batch import Batch
from app.staff.staff_member import StaffMember
from tests.support.cast import CATALOG

NO_SCHOOL = {"en": "No school on Friday.", "es": "No hay clases el viernes."}
POST = BroadcastPost(CATALOG, lambda *_: {}, inboxes_of_students)
"""As the worker has it, while no event has guests."""


def drafted(session: Session, author: StaffMember, *, now: datetime, **columns: Any) -> Broadcast:  # noqa: ANN401 - any column
    """Its author has begun it."""
    told = {
        "school_id": author.school_id,
        "author_id": author.id,
        "title": "No school",
        "words": NO_SCHOOL,
        "made_at": now,
        "changed_at": now,
        **columns,
    }
    broadcast = Broadcast(**told)
    session.add(broadcast)
    session.flush()
    return broadcast


def released(session: Session, author: StaffMember, *, now: datetime, **columns: Any) -> Broadcast:  # noqa: ANN401 - any column
    """It may leave from now on."""
    batch = Batch(school_id=author.school_id)
    session.add(batch)
    session.flush()
    told = {
        "state": BroadcastState.SCHEDULED,
        "send_at": now,
        "not_after": now + timedelta(hours=20),
        "batch_id": batch.id,
        **columns,
    }
    return drafted(session, author, now=now, **told)
