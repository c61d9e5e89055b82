"""How many texts a family has been promised at most in a week, and how many of them are taken."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import Session

from app.messages.delivery_status import ENDED_UNSENT
from app.messages.message import Message
from app.roster.phone_number import PhoneNumber
from app.schools.school import School
from app.schools.school_calendar import monday_of

# In the words of the index, which would not be used for a list of parameters. Direct replies and emergencies stand
# outside the allowance.
_IS_COUNTED = text("messages.kind in ('tip', 'event', 'broadcast')")


def texts_of_week(
    session: Session, school: School, phone_number_ids: Collection[int], day: date
) -> dict[int, int]:
    """By number, how much of its allowance is taken in the week of that day, by texts sent or waiting to be.

    Numbers with none are left out. The week is the school's own, from Monday to Sunday.
    """
    return _taken(session, school, Message.phone_number_id.in_(phone_number_ids), day)


def texts_of_everybody(session: Session, school: School, day: date) -> dict[int, int]:
    """The same of every number of the school."""
    every = select(PhoneNumber.id).where(PhoneNumber.school_id == school.id)
    return _taken(session, school, Message.phone_number_id.in_(every), day)


def _taken(session: Session, school: School, whose: ColumnElement[bool], day: date) -> dict[int, int]:
    begins, ends = week_span(school, day)
    rows = session.execute(
        select(Message.phone_number_id, func.count())
        .where(
            whose,
            _IS_COUNTED,
            Message.due_at >= begins,
            Message.due_at < ends,
            Message.status.not_in(ENDED_UNSENT),
        )
        .group_by(Message.phone_number_id)
    )
    return {number: count for number, count in rows}  # noqa: C416 - typed rows, not pairs


def week_span(school: School, day: date) -> tuple[datetime, datetime]:
    """The first moment of the school's week that holds the day, and that of the next."""
    monday = monday_of(day)
    first, last = (
        datetime.combine(begins, time(), school.zone).astimezone(UTC)
        for begins in (monday, monday + timedelta(days=7))
    )
    return first, last
