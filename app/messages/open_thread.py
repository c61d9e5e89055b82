"""Opening the thread between a phone number and an inbox, on a line of its own while the school's pool lasts."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.foundation.database import insert_or_ignore
from app.messages.thread import Thread
from app.schools.phone_line import PhoneLine


def open_thread(
    session: Session,
    *,
    school_id: int,
    phone_number_id: int,
    inbox_id: int,
    now: datetime,
    arrived_on: int | None = None,
) -> Thread:
    """The one thread of this phone and inbox, made if it was not there.

    `arrived_on` is the line that the family just wrote to: a new thread keeps it unless another of the phone's threads
    speaks from it already, so that the family can save each teacher as a contact.
    """
    wanted = select(Thread).where(Thread.phone_number_id == phone_number_id, Thread.inbox_id == inbox_id)
    thread = session.scalar(wanted)
    if thread is None:
        session.execute(
            insert_or_ignore(session, Thread).values(
                school_id=school_id,
                phone_number_id=phone_number_id,
                inbox_id=inbox_id,
                line_id=_choose_line(session, school_id, phone_number_id, arrived_on),
                last_message_at=now,
                touched_at=now,
                created_at=now,
                version=1,
            )
        )
        thread = session.scalars(wanted).one()
    return thread


def _choose_line(session: Session, school_id: int, phone_number_id: int, arrived_on: int | None) -> int:
    pool = session.scalars(
        select(PhoneLine.id).where(PhoneLine.school_id == school_id).order_by(PhoneLine.id)
    ).all()
    taken = set(session.scalars(select(Thread.line_id).where(Thread.phone_number_id == phone_number_id)))
    wishes = list(pool) if arrived_on is None else [arrived_on, *pool]
    return next((line for line in wishes if line not in taken), wishes[0])
