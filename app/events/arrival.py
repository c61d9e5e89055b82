"""Who has arrived: those who said they would, those who did not, and those whom nobody had invited."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events.answers.seats import lock_dates
from app.events.event import Event, EventDate, EventState
from app.events.guest import Guest, Rsvp, Seat
from app.foundation.database import add_or_ignore
from app.foundation.errors import Conflict, Invalid
from app.foundation.i18n import _l
from app.roster.homes import homes_of_audience
from app.roster.strangers import known_or_new
from app.schools.school import School
from app.sms.phone_number import parse_phone_number
from app.staff.staff_member import StaffMember

MOST_PEOPLE = 50


def check_in(
    session: Session,
    school: School,
    event_date: EventDate,
    guest: Guest,
    *,
    people: int,
    by: StaffMember,
    now: datetime,
) -> Rsvp:
    """So many of the family have arrived; said again, the number is corrected, and the moment stays.

    What the family had answered stays too. Of one that had said nothing about this date it is noted, by whoever checks
    it in, that it is coming. Raises Invalid before the day of the event, Conflict for a date that was called off.
    """
    if not 1 <= people <= MOST_PEOPLE:
        raise Invalid(_l("Say how many have arrived: 1 to %(most)s."), most=MOST_PEOPLE)
    if event_date.called_off_at is not None:
        raise Conflict(_l("This event does not take place."))
    if event_date.day(school) > now.astimezone(school.zone).date():
        raise Invalid(_l("Families are checked in on the day of the event."))
    rsvp = _held_rsvp(session, event_date, guest)
    if rsvp is None:
        rsvp = Rsvp(
            guest_id=guest.id,
            event_date_id=event_date.id,
            seat=Seat.COMING,
            people=people,
            said_at=now,
            recorded_by=by.id,
        )
        session.add(rsvp)
    if rsvp.arrived_at is None:
        rsvp.arrived_at = now
    rsvp.arrived_people = people
    session.flush()
    return rsvp


def undo_check_in(session: Session, event_date: EventDate, guest: Guest) -> None:
    """The family has not arrived; what checking it in had noted for it is forgotten too."""
    rsvp = _held_rsvp(session, event_date, guest)
    if rsvp is None or rsvp.arrived_at is None:
        return
    if rsvp.recorded_by is not None and rsvp.said_at == rsvp.arrived_at:
        session.delete(rsvp)
    else:
        rsvp.arrived_at = rsvp.arrived_people = None
    session.flush()


def walk_in(
    session: Session,
    school: School,
    event: Event,
    event_date: EventDate,
    phone: str,
    *,
    people: int,
    by: StaffMember,
    now: datetime,
) -> Rsvp:
    """A family has arrived whom nobody had invited, known by the number that somebody typed; nothing is texted to it.

    It is named where its children belong to the audience: a number that somebody types tells nobody whose it is.
    A number that was invited is checked in as if it had been picked from the list. Raises Invalid for what is no phone
    number.
    """
    if event.state is not EventState.OPEN:
        raise Conflict(_l("Families are not invited to this event."))
    number = known_or_new(session, school, parse_phone_number(phone, school.region), now=now)
    homes = homes_of_audience(session, school, event.audience, phones=[number.id])
    add_or_ignore(
        session,
        Guest,
        {
            "school_id": school.id,
            "event_id": event.id,
            "phone_number_id": number.id,
            "children": homes.get(number.id, []),
            "note": "",
            "made_at": now,
        },
    )
    guest = session.scalars(
        select(Guest).where(Guest.event_id == event.id, Guest.phone_number_id == number.id)
    ).one()
    return check_in(session, school, event_date, guest, people=people, by=by, now=now)


def _held_rsvp(session: Session, event_date: EventDate, guest: Guest) -> Rsvp | None:
    """What the family has said about the date, which neither its text nor another helper changes meanwhile."""
    lock_dates(session, event_date.event_id)
    return session.scalar(
        select(Rsvp)
        .where(Rsvp.guest_id == guest.id, Rsvp.event_date_id == event_date.id)
        .execution_options(populate_existing=True)
    )
