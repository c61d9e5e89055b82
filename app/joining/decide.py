"""A person decides about a phone that asked to join; the family hears of it politely either way."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from app.foundation.errors import Conflict
from app.foundation.i18n import _l
from app.interpreting.auto_replies import answer_with_wording
from app.joining.join_request import JoinRequest, JoinState
from app.messages.message import Message
from app.messages.thread import Thread
from app.roster.group import Group
from app.roster.group_phones import put_phone_in
from app.roster.groups import put_in_group
from app.schools.school import School
from app.sms.catalog import Catalog
from app.sms.keywords import read_keyword
from app.staff.staff_member import StaffMember


def accept(
    session: Session,
    school: School,
    request: JoinRequest,
    student_ids: Collection[int],
    *,
    by: StaffMember,
    catalog: Catalog,
    now: datetime,
) -> None:
    """The phone is in the group for itself, and with it these students, if any, for whom all their homes hear.

    Raises Conflict when it was decided before, NotFound for a student of another school.
    """
    _decide(session, request, JoinState.ACCEPTED, by=by, now=now)
    group = session.get_one(Group, request.group_id)
    put_in_group(session, school, group, student_ids)
    put_phone_in(session, group, request.phone_number_id, now=now)
    _tell(session, school, request, "join_done", group, catalog=catalog, now=now)


def refuse(
    session: Session,
    school: School,
    request: JoinRequest,
    *,
    by: StaffMember,
    catalog: Catalog,
    now: datetime,
) -> None:
    """The phone is not in the group, and is told whom to call, not why. Raises Conflict when it was decided before."""
    _decide(session, request, JoinState.REFUSED, by=by, now=now)
    group = session.get_one(Group, request.group_id)
    _tell(session, school, request, "join_refused", group, catalog=catalog, now=now)


def _decide(
    session: Session, request: JoinRequest, state: JoinState, *, by: StaffMember, now: datetime
) -> None:
    session.refresh(request, with_for_update=True)
    if request.state is not JoinState.WAITING:
        raise Conflict(_l("Somebody has already decided this."))
    request.state, request.decided_at, request.decided_by = state, now, by.id
    session.flush()


def _tell(
    session: Session,
    school: School,
    request: JoinRequest,
    wording: str,
    group: Group,
    *,
    catalog: Catalog,
    now: datetime,
) -> None:
    """Nobody waits for it at night: it leaves when the school texts."""
    texted = read_keyword(session.get_one(Message, request.message_id).body)
    word = group.join_word or (texted.name if texted else "")
    answer_with_wording(
        session,
        school,
        session.get_one(Thread, request.thread_id),
        wording,
        catalog=catalog,
        now=now,
        due_at=school.texting_hours.next_moment(now),
        group=group.name,
        word=word.upper(),
    )
