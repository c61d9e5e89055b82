"""Putting students together in groups of the school's own, and taking them out again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from app.foundation.database import add_or_ignore
from app.foundation.errors import Conflict, Invalid, NotFound
from app.foundation.i18n import _l
from app.foundation.text import display_text
from app.roster.group import Group, GroupMember, GroupPhone
from app.roster.student import Student
from app.schools.school import School

LONGEST_NAME = 80


@dataclass(frozen=True)
class GroupSize:
    """A group and how many are in it: students, those who have left the school aside, and phones for themselves."""

    group: Group
    students: int
    phones: int


def create_group(session: Session, school: School, name: str, *, by: int, now: datetime) -> Group:
    """A group without students, made by the staff member with that id. Raises Conflict for a name that there is."""
    made_id = add_or_ignore(
        session,
        Group,
        {"school_id": school.id, "name": _clean(name), "created_by": by, "created_at": now},
    )
    if made_id is None:
        raise Conflict(_l("There is a group of this name already."))
    return session.get_one(Group, made_id)


def rename_group(session: Session, group: Group, name: str) -> None:
    """Raises Conflict for a name that another group of the school has."""
    clean = _clean(name)
    is_taken = select(Group.id).where(
        Group.school_id == group.school_id, Group.name == clean, Group.id != group.id
    )
    if session.scalar(is_taken) is not None:
        raise Conflict(_l("There is a group of this name already."))
    group.name = clean
    session.flush()


def _clean(name: str) -> str:
    clean = " ".join(display_text(name).split())
    if not 1 <= len(clean) <= LONGEST_NAME:
        raise Invalid(_l("A group has a name of at most %(most)s characters."), most=LONGEST_NAME)
    return clean


def groups_of(session: Session, school: School, which: ColumnElement[bool] | None = None) -> list[GroupSize]:
    """Those of the school, by name; with `which`, those alone for which it holds."""
    students = (
        select(func.count())
        .select_from(GroupMember)
        .join(Student, Student.id == GroupMember.student_id)
        .where(GroupMember.group_id == Group.id, Student.left_at.is_(None))
        .correlate(Group)
        .scalar_subquery()
    )
    phones = select(func.count()).where(GroupPhone.group_id == Group.id).correlate(Group).scalar_subquery()
    wanted = select(Group, students, phones).where(Group.school_id == school.id)
    if which is not None:
        wanted = wanted.where(which)
    rows = session.execute(wanted.order_by(Group.name, Group.id))
    return [GroupSize(group, in_it, for_themselves) for group, in_it, for_themselves in rows]


def get_group(session: Session, school: School, group_id: int) -> Group:
    """Raises NotFound for one of another school."""
    group = session.scalar(select(Group).where(Group.id == group_id, Group.school_id == school.id))
    if group is None:
        raise NotFound(_l("There is no such class or group."))
    return group


def students_of(session: Session, group: Group) -> list[Student]:
    """Those who are in it and have not left the school, by first name."""
    return list(
        session.scalars(
            select(Student)
            .join(GroupMember, GroupMember.student_id == Student.id)
            .where(GroupMember.group_id == group.id, Student.left_at.is_(None))
            .order_by(Student.first_name, Student.last_name, Student.id)
        )
    )


def put_in_group(session: Session, school: School, group: Group, student_ids: Collection[int]) -> None:
    """They belong to it, whether they did before or not. Raises NotFound for a student of another school."""
    wanted = set(student_ids)
    known = set(
        session.scalars(
            select(Student.id).where(
                Student.id.in_(wanted), Student.school_id == school.id, Student.left_at.is_(None)
            )
        )
    )
    if known != wanted:
        raise NotFound(_l("There is no such student."))
    for student_id in sorted(wanted):
        add_or_ignore(session, GroupMember, {"group_id": group.id, "student_id": student_id})


def take_out(session: Session, group: Group, student_ids: Collection[int]) -> None:
    """They do not belong to it any more."""
    session.execute(
        delete(GroupMember).where(
            GroupMember.group_id == group.id, GroupMember.student_id.in_(set(student_ids))
        )
    )
