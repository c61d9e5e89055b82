"""Phones that are in a group for themselves: who may be at once, who is, and who is no longer."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.foundation.database import add_or_ignore
from app.roster.group import Group, GroupPhone
from app.roster.guardian import GuardianPhone
from app.roster.phone_number import PhoneNumber
from app.roster.student import Guardianship, Student


def is_known_family(session: Session, phone_number_id: int) -> bool:
    """Whether a child of the school is theirs who answer the phone, and they may hear of each that is.

    Whoever is to be kept from one child could meet it in a group, so then a person looks first.
    """
    ties = session.execute(
        select(Guardianship.may_receive, Guardianship.has_court_order)
        .join(Student, Student.id == Guardianship.student_id)
        .join(GuardianPhone, GuardianPhone.guardian_id == Guardianship.guardian_id)
        .where(GuardianPhone.phone_number_id == phone_number_id, Student.left_at.is_(None))
    ).all()
    return bool(ties) and all(may_receive and not has_order for may_receive, has_order in ties)


def is_in_group(session: Session, group: Group, phone_number_id: int) -> bool:
    """Whether the phone is in it for itself."""
    found = select(GroupPhone.id).where(
        GroupPhone.group_id == group.id, GroupPhone.phone_number_id == phone_number_id
    )
    return session.scalar(found) is not None


def put_phone_in(session: Session, group: Group, phone_number_id: int, *, now: datetime) -> None:
    """The phone is in it for itself, whether it was before or not."""
    add_or_ignore(
        session,
        GroupPhone,
        {"group_id": group.id, "phone_number_id": phone_number_id, "joined_at": now},
    )


def take_phones_out(session: Session, group: Group, phone_number_ids: Collection[int]) -> None:
    """They are not in it for themselves any more; a phone that hears of it because of a child still does."""
    session.execute(
        delete(GroupPhone).where(
            GroupPhone.group_id == group.id, GroupPhone.phone_number_id.in_(set(phone_number_ids))
        )
    )


def phones_in(session: Session, group: Group) -> list[PhoneNumber]:
    """Those that are in it for themselves, the first that joined first."""
    return list(
        session.scalars(
            select(PhoneNumber)
            .join(GroupPhone, GroupPhone.phone_number_id == PhoneNumber.id)
            .where(GroupPhone.group_id == group.id)
            .order_by(GroupPhone.joined_at, GroupPhone.id)
        )
    )
