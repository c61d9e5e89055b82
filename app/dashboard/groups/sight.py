"""Which groups are somebody's to keep, and which students they may put into them."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from app.dashboard.session import SignedIn
from app.foundation.errors import NotFound
from app.foundation.i18n import _l
from app.inbox.queries import sight_of
from app.joining.join_request import JoinRequest
from app.joining.queries import get_request
from app.joining.sight import groups_seen_by
from app.roster.group import Group
from app.roster.groups import get_group
from app.roster.section import Enrollment, Section
from app.roster.student import Student
from app.staff.permissions import may_keep_all_groups


def see_group(session: Session, staff: SignedIn, group_id: int) -> Group:
    """Raises NotFound for one that is not theirs."""
    group = get_group(session, staff.school, group_id)
    if not session.scalar(select(Group.id).where(Group.id == group.id, groups_seen_by(staff.person))):
        raise NotFound(_l("There is no such class or group."))
    return group


def see_request(session: Session, staff: SignedIn, request_id: int) -> tuple[JoinRequest, Group]:
    """With its group. Raises NotFound for one of a group that is not theirs."""
    request = get_request(session, staff.school, request_id)
    return request, see_group(session, staff, request.group_id)


def own_sections(session: Session, staff: SignedIn) -> list[Section]:
    """The classes of their own inboxes; all of them for those who keep all groups."""
    wanted = select(Section).where(Section.school_id == staff.school.id).order_by(Section.name, Section.id)
    if not may_keep_all_groups(staff.person):
        sight = sight_of(session, staff.school, staff.person)
        own = {inbox.section_id for inbox in sight.inboxes.values() if inbox.id in sight.member_of}
        wanted = wanted.where(Section.id.in_(own))
    return list(session.scalars(wanted))


def own_students(session: Session, staff: SignedIn) -> ColumnElement[bool]:
    """What holds for a student whom this person may put into a group."""
    if may_keep_all_groups(staff.person):
        return true()
    own = [section.id for section in own_sections(session, staff)]
    return Student.id.in_(select(Enrollment.student_id).where(Enrollment.section_id.in_(own)))


def only_own(session: Session, staff: SignedIn, student_ids: Collection[int]) -> None:
    """Raises NotFound where one of them is not theirs to put anywhere."""
    known = session.scalars(
        select(Student.id).where(
            Student.id.in_(student_ids),
            Student.school_id == staff.school.id,
            own_students(session, staff),
        )
    )
    if set(known) != set(student_ids):
        raise NotFound(_l("There is no such student."))
