"""The guests of events by how they stand, for whoever writes to them about something else."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from app.events.event import Event, EventState
from app.events.guest import Guest, Rsvp, Seat
from app.schools.school import School

NO_ANSWER = "no_answer"


def guests_who_stand(
    session: Session, school: School, event_ids: Sequence[int], stands: Sequence[str]
) -> dict[int, list[int]]:
    """By phone, the students because of whom it is invited.

    A guest of several dates stands as it does with any of them. All guests where no stand is named, those who have not
    been asked too.
    """
    seats = [Seat(stand) for stand in stands if stand in set(Seat)]
    answered = exists().where(Rsvp.guest_id == Guest.id)
    stand_so: list[ColumnElement[bool]] = [exists().where(Rsvp.guest_id == Guest.id, Rsvp.seat.in_(seats))]
    if NO_ANSWER in stands:
        stand_so.append(~answered)
    wanted = (
        select(Guest.phone_number_id, Guest.children)
        .join(Event, Event.id == Guest.event_id)
        .where(Guest.school_id == school.id, Guest.event_id.in_(event_ids), Event.state != EventState.DRAFT)
        .order_by(Guest.phone_number_id)
    )
    found: dict[int, list[int]] = {}
    for phone, children in session.execute(wanted.where(or_(*stand_so)) if stands else wanted):
        found[phone] = sorted({*found.get(phone, ()), *children})
    return found
