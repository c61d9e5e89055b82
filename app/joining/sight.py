"""Whose groups somebody sees: their own, or all but those of counselors."""

from sqlalchemy import ColumnElement, select

from app.roster.group import Group
from app.staff.permissions import may_keep_all_groups
from app.staff.staff_member import Role, StaffMember


def groups_seen_by(person: StaffMember) -> ColumnElement[bool]:
    """What holds for a group of the person's school that the person may know of.

    The name alone of a counselor's group can say of a child what nobody else is to know.
    """
    if not may_keep_all_groups(person):
        return Group.created_by == person.id
    counselors = select(StaffMember.id).where(StaffMember.role == Role.COUNSELOR)
    return Group.created_by.not_in(counselors)
