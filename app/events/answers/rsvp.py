"""What a family has said about coming, applied: its seats, its people, what it needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.consent.standing import number_key, stand_still
from app.events.answers.needs import heed_needs
from app.events.answers.question import KIND, MOST_PEOPLE
from app.events.answers.seats import give_free_places, holds_or_waits, lock_dates, seats_of, take_seat
from app.events.event import Event, EventDate, EventState
from app.events.guest import EventReply, Guest, Rsvp, Seat
from app.events.reading.reply import Attendance, StatedNeed
from app.foundation.errors import Conflict, Invalid, NotFound
from app.foundation.i18n import _l
from app.prompts.prompt import Prompt
from app.roster.phone_number import PhoneNumber
from app.schools.school import School
from app.staff.staff_member import StaffMember


@dataclass(frozen=True)
class Said:
    """What a family has said of an event; what it has not spoken of stays as it was."""

    attendance: Mapping[int, Attendance] = field(default_factory=dict)
    """By the id of a date."""
    people: int | None = None
    needs: Sequence[StatedNeed] = ()


@dataclass(frozen=True)
class Outcome:
    """How it stands now with what the family has spoken of."""

    seats: Sequence[tuple[EventDate, Rsvp]]
    """Of the dates that it has spoken of, in their order."""
    people: int | None
    """As many as it has ever said they are."""
    is_somewhere: bool
    """Whether it comes to any date, or joins by phone."""
    is_no_again: bool = False
    """It had said already that it cannot come, and says so once more."""

    @property
    def is_short(self) -> bool:
        """Whether more would come than there are seats for."""
        return any(rsvp.seat is Seat.COMING and rsvp.people < (self.people or 1) for _, rsvp in self.seats)

    @property
    def can_never_fit(self) -> bool:
        """Whether it waits for more places than the whole room has."""
        return any(
            rsvp.seat is Seat.WAITING and one.capacity is not None and rsvp.people > one.capacity
            for one, rsvp in self.seats
        )


def apply_answer(
    session: Session,
    school: School,
    event: Event,
    guest: Guest,
    said: Said,
    *,
    by: StaffMember | None = None,
    now: datetime,
) -> Outcome:
    """The guest's seats, people and needs are as said, as far as there is room; others who waited may have a place."""
    dates = lock_dates(session, event.id)
    before = {rsvp.event_date_id: rsvp for rsvp in seats_of(session, guest)}
    session.refresh(guest)
    guest.people = said.people or guest.people
    guest.answered_at = now
    attendance = dict(said.attendance)
    if said.people and not attendance:
        coming = [rsvp.event_date_id for rsvp in before.values() if holds_or_waits(rsvp)]
        attendance = {one.id: Attendance.COMING for one in dates if one.id in coming and one.starts_at > now}
    spoken_of = [one for one in dates if one.id in attendance]
    had_declined = {date_id for date_id, rsvp in before.items() if rsvp.seat is Seat.CANNOT}
    is_no_again = set(attendance.values()) == {Attendance.CANNOT} and attendance.keys() <= had_declined
    for one in spoken_of:
        take_seat(session, one, guest, attendance[one.id], people=said.people, by=by, now=now)
        give_free_places(session, event, one, now=now, answering=guest)
    heed_needs(session, school, event, dates, guest, said.needs, now=now)
    seats = {rsvp.event_date_id: rsvp for rsvp in seats_of(session, guest)}
    somewhere = {Seat.COMING, Seat.WAITING, Seat.BY_PHONE}
    return Outcome(
        [(one, seats[one.id]) for one in spoken_of],
        guest.people,
        any(rsvp.seat in somewhere for rsvp in seats.values()),
        is_no_again,
    )


def record_answer(
    session: Session,
    school: School,
    guest: Guest,
    attendance: Mapping[int, Attendance],
    *,
    people: int | None,
    by: StaffMember,
    now: datetime,
) -> Outcome:
    """A staff member has heard it from the family: by the number of a date, whether it comes; it is not asked any more.

    Raises NotFound for a number that no date has, Conflict for a date that is called off, Invalid for people who cannot
    be meant.
    """
    if people is not None and not 1 <= people <= MOST_PEOPLE:
        raise Invalid(_l("Choose between 1 and %(most)s people."), most=MOST_PEOPLE)
    phone = session.get_one(PhoneNumber, guest.phone_number_id)
    by_number = {one.number: one for one in lock_dates(session, guest.event_id)}
    stand_still(session, [number_key(school.id, phone.e164)])  # in this order, as when its text arrives
    event = session.get_one(Event, guest.event_id, populate_existing=True)
    if not attendance.keys() <= by_number.keys():
        raise NotFound(_l("There is no such date."))
    dates = {by_number[number]: wish for number, wish in attendance.items()}
    if event.state is not EventState.OPEN or any(one.called_off_at is not None for one in dates):
        raise Conflict(_l("This event does not take place."))
    session.execute(
        update(Prompt)
        .where(
            Prompt.phone_number_id == phone.id,
            Prompt.kind == KIND,
            Prompt.asked["guest"].as_integer() == guest.id,
            Prompt.answered_at.is_(None),
            Prompt.cancelled_at.is_(None),
        )
        .values(cancelled_at=now)
        .execution_options(synchronize_session=False)
    )
    said = Said({one.id: wish for one, wish in dates.items()}, people)
    return apply_answer(session, school, event, guest, said, by=by, now=now)


def settle_reply(session: Session, school: School, reply_id: int, *, by: StaffMember, now: datetime) -> None:
    """A person has read what the software did not understand. Raises NotFound for a reply of another school."""
    reply = session.scalar(
        select(EventReply)
        .join(Event, Event.id == EventReply.event_id)
        .where(EventReply.id == reply_id, Event.school_id == school.id)
    )
    if reply is None:
        raise NotFound(_l("There is no such reply."))
    if reply.settled_at is None:
        reply.settled_at, reply.settled_by = now, by.id
