"""Whether a text of an event goes when it is due: all that was looked at, and the first reason against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.events.event import Event, EventDate, EventState
from app.events.guest import Guest, Rsvp, Seat
from app.events.mailing import EventText, EventTextKind, LeftOut, Mailing
from app.events.sending.concerned import ASKS, MAY_COME, REMINDED, SETTLED
from app.messages.recipients import Obstacle, Recipients
from app.roster.audience import AudienceKind
from app.roster.homes import phones_for_themselves
from app.roster.student import Student

WITHIN_THE_ALLOWANCE = ASKS | {EventTextKind.THANKS}
"""What a family has not asked for; everything else belongs to an answer that it gave."""
_WHY = {
    Obstacle.STOPPED: LeftOut.STOPPED,
    Obstacle.IN_REVIEW: LeftOut.IN_REVIEW,
    Obstacle.UNREACHABLE: LeftOut.UNREACHABLE,
}


@dataclass(frozen=True)
class Sendable:
    """A text that goes: about these dates, and to a family that stands so with them."""

    event: Event
    guest: Guest
    dates: Sequence[EventDate]
    rsvp: Rsvp | None
    """What it has said about the date, where the text is about one."""
    children: Sequence[str]
    """By first name, where the event is for one class."""


@dataclass(frozen=True)
class Surroundings:
    """All that decides about a batch of event texts of one school, as it stands now."""

    recipients: Recipients
    now: datetime
    events: Mapping[int, Event]
    mailings: Mapping[int, Mailing]
    guests: Mapping[tuple[int, int], Guest]
    """By event and phone."""
    for_themselves: set[tuple[int, int]] = field(default_factory=set)
    """By event and phone, those that are in a group of its audience whatever children are."""
    asked: set[tuple[int, int]] = field(default_factory=set)
    """The guests to whom this batch puts a question already."""

    def has_sent(self, row: EventText) -> None:
        """One more text goes to this phone."""
        self.recipients.take_room(row.phone_number_id)
        if row.kind in ASKS:
            self.asked.add((row.event_id, row.phone_number_id))

    def children_of(self, guest: Guest) -> list[Student]:
        """Those of the children for whom it was invited of whom it may still hear."""
        known = self.recipients.children_of(guest.phone_number_id)
        return [child for child in known if child.id in guest.children]


def look_around(
    session: Session, rows: Sequence[EventText], recipients: Recipients, *, now: datetime
) -> Surroundings:
    """What holds for these rows, whose phones nobody else is at; their guests are locked too."""
    event_ids = {row.event_id for row in rows}
    events = {
        event.id: event
        for event in session.scalars(
            select(Event).where(Event.id.in_(event_ids)).options(selectinload(Event.dates))
        )
    }
    mailings = session.scalars(select(Mailing).where(Mailing.id.in_({row.mailing_id for row in rows})))
    guests = session.scalars(
        select(Guest)
        .where(Guest.event_id.in_(event_ids), Guest.phone_number_id.in_(recipients.phones))
        .order_by(Guest.id)
        .options(selectinload(Guest.rsvps))
        .with_for_update(key_share=True)
    )
    return Surroundings(
        recipients=recipients,
        now=now,
        events=events,
        mailings={mailing.id: mailing for mailing in mailings},
        guests={(guest.event_id, guest.phone_number_id): guest for guest in guests},
        for_themselves={
            (event.id, phone)
            for event in events.values()
            if event.audience.kind is AudienceKind.GROUPS
            for phone in phones_for_themselves(
                session, recipients.school, event.audience.ids, phones=recipients.phones
            )
        },
    )


def decide(around: Surroundings, row: EventText) -> Sendable | LeftOut:
    """The first rule that applies decides: the event, then the family's answer, the phone, and last the week's room."""
    event = around.events[row.event_id]
    dates = _dates_of(event, row, around.now)
    if row.kind is not EventTextKind.CALLED_OFF and _is_called_off(event, row):
        return LeftOut.CALLED_OFF
    guest = around.guests.get((event.id, row.phone_number_id))
    children = around.children_of(guest) if guest else []
    is_for_itself = (event.id, row.phone_number_id) in around.for_themselves
    if guest is None or not _is_wanted(guest, row, dates):
        return LeftOut.NOT_THEIRS
    if not (children or is_for_itself or _is_asked_for_itself(guest)):
        return LeftOut.NOT_THEIRS
    if row.kind in ASKS and (event.id, row.phone_number_id) in around.asked:
        return LeftOut.NOT_THEIRS
    if not dates:
        return LeftOut.TOO_LATE
    if obstacle := around.recipients.obstacle(row.phone_number_id):
        return _WHY[obstacle]
    if row.kind in WITHIN_THE_ALLOWANCE and not around.recipients.has_room(row.phone_number_id):
        return LeftOut.NO_ROOM
    names = list(dict.fromkeys(child.first_name for child in children)) if event.is_for_one_class else []
    return Sendable(event, guest, dates, _rsvp(guest, row.event_date_id or dates[0].id), names)


def _is_asked_for_itself(guest: Guest) -> bool:
    """Whether it is invited because of nobody; who came in uninvited, with a number typed at the door, is not."""
    return not guest.children and guest.asked_at is not None


def _is_called_off(event: Event, row: EventText) -> bool:
    dates = [date for date in event.dates if row.event_date_id in {None, date.id}]
    return event.state is EventState.CALLED_OFF or all(date.called_off_at is not None for date in dates)


def _dates_of(event: Event, row: EventText, now: datetime) -> list[EventDate]:
    """What the text speaks of: its date; else all that are ahead, or that were, where the whole event is over."""
    if row.event_date_id is not None:
        dates = [date for date in event.dates if date.id == row.event_date_id]
        return [date for date in dates if date.starts_at > now or row.kind not in ASKS]
    if row.kind is EventTextKind.CALLED_OFF:
        return [date for date in event.dates if date.starts_at > now] or list(event.dates)
    dates = [date for date in event.dates if date.called_off_at is None]
    ahead = [date for date in dates if date.starts_at > now]
    return ahead if row.kind in ASKS else ahead or dates


def _is_wanted(guest: Guest, row: EventText, dates: Sequence[EventDate]) -> bool:
    """Whether it still concerns the family, by what it has said since the text was planned."""
    seat = _seat(guest, row.event_date_id)
    match row.kind:
        case EventTextKind.INVITATION:
            return guest.asked_at is None and guest.answered_at is None
        case EventTextKind.SECOND_ASK:
            return guest.answered_at is None
        case EventTextKind.NEXT_DATE:
            return seat not in SETTLED
        case EventTextKind.REMINDER | EventTextKind.MORNING:
            return seat in REMINDED[row.kind]
        case EventTextKind.CHANGE | EventTextKind.CALLED_OFF:
            spoken_of = {date.id for date in dates}
            seats = {rsvp.seat for rsvp in guest.rsvps if rsvp.event_date_id in spoken_of}
            leaves_open = guest.answered_at is None or not guest.rsvps
            return leaves_open or not seats.isdisjoint(MAY_COME)
        case EventTextKind.THANKS:
            rsvp = _rsvp(guest, row.event_date_id)
            return seat is Seat.COMING or (rsvp is not None and rsvp.arrived_at is not None)
        case EventTextKind.PLACE_FREE:
            return seat is Seat.COMING
    return True


def _rsvp(guest: Guest, date_id: int | None) -> Rsvp | None:
    return next((rsvp for rsvp in guest.rsvps if rsvp.event_date_id == date_id), None)


def _seat(guest: Guest, date_id: int | None) -> Seat | None:
    rsvp = _rsvp(guest, date_id)
    return rsvp.seat if rsvp else None
