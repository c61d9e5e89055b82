"""The requests to join that wait for a person."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.foundation.errors import NotFound
from app.foundation.i18n import _l
from app.joining.join_request import JoinRequest, JoinState
from app.roster.group import Group
from app.schools.school import School


def find_waiting(session: Session, group_id: int, phone_number_id: int) -> JoinRequest | None:
    """The one of this phone for this group."""
    return session.scalar(
        select(JoinRequest).where(
            JoinRequest.group_id == group_id,
            JoinRequest.phone_number_id == phone_number_id,
            JoinRequest.state == JoinState.WAITING,
        )
    )


def waiting_of_phone(session: Session, phone_number_id: int) -> Sequence[JoinRequest]:
    """Whatever groups they are for."""
    return session.scalars(
        select(JoinRequest)
        .where(JoinRequest.phone_number_id == phone_number_id, JoinRequest.state == JoinState.WAITING)
        .order_by(JoinRequest.id)
    ).all()


def waiting_for_groups(session: Session, school: School, group_ids: Collection[int]) -> list[JoinRequest]:
    """The oldest first."""
    return list(
        session.scalars(
            select(JoinRequest)
            .where(
                JoinRequest.school_id == school.id,
                JoinRequest.group_id.in_(group_ids),
                JoinRequest.state == JoinState.WAITING,
            )
            .order_by(JoinRequest.id)
        )
    )


def count_waiting(session: Session, school: School, which: ColumnElement[bool]) -> int:
    """How many wait for groups for which that holds."""
    wanted = (
        select(func.count())
        .select_from(JoinRequest)
        .join(Group, Group.id == JoinRequest.group_id)
        .where(JoinRequest.school_id == school.id, JoinRequest.state == JoinState.WAITING, which)
    )
    return session.scalars(wanted).one()


def get_request(session: Session, school: School, request_id: int) -> JoinRequest:
    """Raises NotFound for one of another school."""
    request = session.scalar(
        select(JoinRequest).where(JoinRequest.id == request_id, JoinRequest.school_id == school.id)
    )
    if request is None:
        raise NotFound(_l("There is no such request."))
    return request
