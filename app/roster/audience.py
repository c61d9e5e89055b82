"""Whose families something is for: a whole school, some grades, classes or groups."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from app.foundation.errors import NotFound
from app.foundation.i18n import _l
from app.roster.group import Group, GroupMember
from app.roster.section import Enrollment, Section
from app.roster.student import Student
from app.schools.school import School


class AudienceKind(StrEnum):
    """By what students are chosen."""

    SCHOOL = "school"
    GRADES = "grades"
    SECTIONS = "sections"
    GROUPS = "groups"


@dataclass(frozen=True)
class Audience:
    """Students by one mark: grades as the roster writes them, or the ids of sections or groups."""

    kind: AudienceKind
    ids: tuple[Any, ...] = ()

    @property
    def students(self) -> ColumnElement[bool]:
        """What holds for a student who belongs to it, for `homes_of_students`."""
        match self.kind:
            case AudienceKind.SCHOOL:
                return true()
            case AudienceKind.GRADES:
                return Student.grade.in_(self.ids)
            case AudienceKind.SECTIONS:
                return Student.id.in_(
                    select(Enrollment.student_id).where(Enrollment.section_id.in_(self.ids))
                )
            case AudienceKind.GROUPS:
                return Student.id.in_(
                    select(GroupMember.student_id).where(GroupMember.group_id.in_(self.ids))
                )


def check_audience(session: Session, school: School, audience: Audience) -> None:
    """Raises NotFound for a section or group that is not the school's, so that nobody reaches another school's."""
    tables: dict[AudienceKind, type[Section | Group]] = {
        AudienceKind.SECTIONS: Section,
        AudienceKind.GROUPS: Group,
    }
    table = tables.get(audience.kind)
    if table is None:
        return
    known = set(session.scalars(select(table.id).where(table.school_id == school.id)))
    if not set(audience.ids) <= known:
        raise NotFound(_l("There is no such class or group."))
