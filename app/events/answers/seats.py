"""Seats: never more than there is room for, and a row of those who wait for one."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.events.event import Event, EventDate
from app.events.guest import Dish, Guest, Rsvp, Seat
from app.events.mailing import EventTextKind
from app.events.reading.reply import Attendance
from app.events.sending.single_text import plan_single_text
from app.staff.staff_member import StaffMember

_HOLDS_OR_WAITS = {Seat.COMING, Seat.WAITING}


def lock_dates(session: Session, event_id: int) -> list[EventDate]:
    """The dates of an event as they stand now; nobody else gives out their seats until this unit of work ends.

    The event first, as whoever changes it does too; and both so that texts about them can be planned meanwhile.
    """
    session.flush()
    for table, mine in ((Event, Event.id == event_id), (EventDate, EventDate.event_id == event_id)):
        session.scalars(select(table.id).where(mine).order_by(table.id).with_for_update(key_share=True)).all()
    return list(
        session.scalars(
            select(EventDate)
            .where(EventDate.event_id == event_id)
            .order_by(EventDate.number)
            .execution_options(populate_existing=True)
        )
    )


def take_seat(
    session: Session,
    one: EventDate,
    guest: Guest,
    attendance: Attendance,
    *,
    people: int | None,
    by: StaffMember | None,
    now: datetime,
) -> Rsvp:
    """The guest's answer to this date stands; its dates are locked, and `give_free_places` follows.

    Who comes waits at first, if only until then. Who has a place already keeps it, and has as many more as there are.
    """
    rsvp = session.scalar(select(Rsvp).where(Rsvp.guest_id == guest.id, Rsvp.event_date_id == one.id))
    if rsvp is None:
        rsvp = Rsvp(guest_id=guest.id, event_date_id=one.id, seat=Seat.CANNOT, people=guest.people or 1)
        session.add(rsvp)
    rsvp.said_at, rsvp.recorded_by = now, by.id if by else None
    if attendance is not Attendance.COMING:
        rsvp.seat, rsvp.waiting_since = Seat(attendance), None
        rsvp.people = people or rsvp.people
    elif rsvp.seat is Seat.COMING:
        wanted = people or rsvp.people
        free = _free(session, one)
        rsvp.people = wanted if free is None else min(wanted, rsvp.people + max(0, free))
    else:
        rsvp.people = people or rsvp.people
        if rsvp.seat is not Seat.WAITING:
            rsvp.seat, rsvp.waiting_since = Seat.WAITING, now
    session.flush()
    return rsvp


def give_free_places(
    session: Session, event: Event, one: EventDate, *, now: datetime, answering: Guest | None = None
) -> None:
    """Whoever waits has a place, as far as there is room, the first first; they are told, save the one who answers.

    A family for which the free seats are too few goes on waiting in its place, and keeps nobody else from them. The
    dates of the event are locked.
    """
    session.flush()
    if one.called_off_at is not None or one.starts_at <= now:
        return
    waiting = (
        select(Rsvp, Guest)
        .join(Guest, Guest.id == Rsvp.guest_id)
        .where(Rsvp.event_date_id == one.id, Rsvp.seat == Seat.WAITING)
        .order_by(Rsvp.waiting_since, Rsvp.id)
    )
    free = _free(session, one)
    if free is not None:
        waiting = waiting.where(Rsvp.people <= free)
    for rsvp, guest in session.execute(waiting).all():
        if free is not None:
            if rsvp.people > free:
                continue
            free -= rsvp.people
        rsvp.seat, rsvp.waiting_since = Seat.COMING, None
        if event.is_potluck and rsvp.dish is None:
            rsvp.dish = _rarest_dish(session, one)
        session.flush()
        if answering is None or guest.id != answering.id:
            plan_single_text(session, event, one, guest, EventTextKind.PLACE_FREE, now=now)


def seats_of(session: Session, guest: Guest) -> Sequence[Rsvp]:
    """What the guest has said about each date, as it stands now."""
    return session.scalars(
        select(Rsvp)
        .where(Rsvp.guest_id == guest.id)
        .order_by(Rsvp.event_date_id)
        .execution_options(populate_existing=True)
    ).all()


def holds_or_waits(rsvp: Rsvp) -> bool:
    """Whether the family means to be there."""
    return rsvp.seat in _HOLDS_OR_WAITS


def _free(session: Session, one: EventDate) -> int | None:
    """How many seats nobody has; None where there is always room."""
    if one.capacity is None:
        return None
    taken = session.scalar(
        select(func.sum(Rsvp.people)).where(Rsvp.event_date_id == one.id, Rsvp.seat == Seat.COMING)
    )
    return one.capacity - int(taken or 0)


def _rarest_dish(session: Session, one: EventDate) -> Dish:
    """What the fewest people bring so far."""
    brought: Counter[Dish] = Counter()
    for dish, people in session.execute(
        select(Rsvp.dish, func.sum(Rsvp.people))
        .where(Rsvp.event_date_id == one.id, Rsvp.seat == Seat.COMING, Rsvp.dish.is_not(None))
        .group_by(Rsvp.dish)
    ):
        if dish is not None:
            brought[dish] = int(people)
    return min(Dish, key=lambda dish: brought[dish])
