"""Founding a school: its lines and its front office, so that the first text has somewhere to land."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.foundation.errors import Invalid
from app.foundation.i18n import _l
from app.inbox.inbox import Inbox, InboxKind, InboxMember
from app.schools.add_line import add_line
from app.schools.school import School
from app.staff.staff_member import Role, StaffMember


def found_school(
    session: Session,
    *,
    name: str,
    lines: Sequence[str],
    office_phone: str,
    time_zone: str,
    segments_per_second: float = 1.0,
    now: datetime,
) -> School:
    """The school is there with its lines and an office inbox.

    Raises Invalid for a zone or number that does not exist, Conflict for a line that a school has already.
    """
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        raise Invalid(_l("There is no time zone called %(name)s."), name=time_zone) from unknown
    if not lines:
        raise Invalid(_l("A school needs at least one line to text from."))
    school = School(name=name, time_zone=time_zone, office_phone=office_phone, created_at=now)
    session.add(school)
    session.flush()
    for text in lines:
        add_line(session, school, text, segments_per_second=segments_per_second, now=now)
    session.add(Inbox(school_id=school.id, kind=InboxKind.OFFICE, name="Front office"))
    session.flush()
    return school


def welcome(session: Session, school: School, person: StaffMember) -> None:
    """Whoever works in the office may see the office's inbox."""
    if person.role not in {Role.OFFICE, Role.PRINCIPAL}:
        return
    office = session.scalars(
        select(Inbox).where(Inbox.school_id == school.id, Inbox.kind == InboxKind.OFFICE)
    ).one()
    join(session, office, person)


def join(session: Session, inbox: Inbox, person: StaffMember) -> None:
    """The person may see and answer the inbox's threads; joining twice changes nothing."""
    known = session.scalar(
        select(InboxMember).where(InboxMember.inbox_id == inbox.id, InboxMember.staff_member_id == person.id)
    )
    if known is None:
        session.add(InboxMember(inbox_id=inbox.id, staff_member_id=person.id))
        session.flush()
