"""What a family told a staff member about when it likes to be texted."""

from datetime import datetime, time

from babel.dates import format_time
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.foundation.i18n import _l, regional, translator
from app.inbox.assignment import add_note
from app.messages.thread import Thread
from app.roster.own_hours import OwnHours, keep_own_hours, own_hours_of
from app.roster.phone_number import PhoneNumber
from app.schools.school import School
from app.staff.staff_member import StaffMember


def record_own_hours(
    session: Session, school: School, thread: Thread, own: OwnHours | None, *, by: StaffMember, now: datetime
) -> None:
    """What can wait for these hours does from now on, and a note tells who has recorded it.

    Raises Invalid for hours that leave nothing of the school's.
    """
    phone = session.get_one(PhoneNumber, thread.phone_number_id)
    if own_hours_of(phone) == own:
        return
    keep_own_hours(phone, own, school.texting_hours)
    session.execute(
        update(Thread)
        .where(Thread.phone_number_id == thread.phone_number_id, Thread.id != thread.id)
        .values(version=Thread.version + 1, touched_at=now)
    )
    add_note(session, thread, _words(school, own, by), by=by, now=now)


def _words(school: School, own: OwnHours | None, reader: StaffMember) -> str:
    told = translator(reader.language)
    if own is None:
        return told(_l("The family said that any hour suits it at which the school texts."))

    def clock(at: time) -> str:
        return str(format_time(at, "short", locale=regional(reader.language, school.region)))

    sentence = told(_l("The family said that it likes to be texted from %(begin)s until %(end)s."))
    return sentence % {"begin": clock(own.begin), "end": clock(own.end)}
