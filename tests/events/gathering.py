"""An event at the school of the demo, by a clock that a test turns."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from app.demo.cast import Cast
from app.events.event import Event, EventDate, EventState, Words
from app.events.guest import Dish, Guest, Rsvp, Seat
from app.events.mailing import EventText, EventTextKind, LeftOut, Mailing, TextState
from app.events.sending.mailings import add_mailing, cancel_mailings, plan_mailings, replan
from app.events.sending.open_mailings import open_due_mailings
from app.events.sending.send_due import EventPost, send_due
from app.foundation.database import Database
from app.inbox.receive import receive_text
from app.messages.message import Direction, Message, MessageKind
from app.prompts.prompt import Prompt
from app.roster.audience import AudienceKind
from app.roster.phone_number import PhoneNumber
from tests.support.cast import CATALOG, FRONT, LEE, NOON, OFFICE, incoming, look_up, make_cast

ZONE = ZoneInfo("America/Los_Angeles")
POST = EventPost(CATALOG)
THURSDAY = date(2026, 3, 12)
"""In the week in which the clocks have just gone forward."""
WEEK = timedelta(weeks=1)
UNLIMITED = 1_000_000

T = TypeVar("T")


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """That time by the school's clock."""
    return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)


@dataclass
class Gathering:
    """The school, one event of the office's for everybody, and what time it is there."""

    town: Database
    now: datetime
    event_id: int = 0
    dies: Callable[[], bool] = lambda: False
    """Whether the process that looks at the clock is killed just then."""

    def clock(self) -> datetime:
        if self.dies():
            raise KeyboardInterrupt
        return self.now

    def turn(self, day: date, hour: int, minute: int = 0) -> "Gathering":
        self.now = at(day, hour, minute)
        return self

    def do(self, deed: Callable[[Session, Cast], T]) -> T:
        with self.town.writing() as session:
            return deed(session, look_up(session))

    def plan(
        self,
        *days: date,
        hour: int = 18,
        send_at: datetime | None = None,
        **details: Any,  # noqa: ANN401 - any column
    ) -> "Gathering":
        """An event on these days, 90 minutes each, whose invitation leaves now or at that moment."""

        def deed(session: Session, cast: Cast) -> int:
            event = make_event(session, cast, days or (THURSDAY,), now=self.now, hour=hour, **details)
            plan_mailings(
                session,
                cast.school,
                event,
                send_at=send_at or self.now,
                by=cast.staff[LEE],
                now=self.now,
            )
            return event.id

        self.event_id = self.do(deed)
        return self

    def add(
        self,
        kind: EventTextKind,
        *,
        number: int | None = None,
        words: Words | None = None,
        not_after: datetime | None = None,
    ) -> int:
        """One more mailing, due now."""

        def deed(session: Session, cast: Cast) -> int:
            return add_mailing(
                session,
                cast.school,
                session.get_one(Event, self.event_id),
                kind,
                event_date=self._date(session, number) if number else None,
                words=words,
                due_at=self.now,
                not_after=not_after or self.now + timedelta(hours=24),
                by=cast.staff[LEE],
                now=self.now,
            ).id

        return self.do(deed)

    def move(self, number: int, day: date, hour: int = 18) -> None:
        def deed(session: Session, cast: Cast) -> None:
            event_date = self._date(session, number)
            event_date.starts_at = at(day, hour)
            event_date.ends_at = at(day, hour, 30)
            event = session.get_one(Event, self.event_id)
            replan(session, cast.school, event, event_date, now=self.now)

        self.do(deed)

    def call_off_date(self, number: int) -> None:
        def deed(session: Session, _: Cast) -> None:
            event_date = self._date(session, number)
            event_date.called_off_at = self.now
            event = session.get_one(Event, self.event_id)
            cancel_mailings(session, event, event_date=event_date, now=self.now)

        self.do(deed)

    def answer(
        self,
        number: str,
        seat: Seat,
        *,
        date_number: int = 1,
        dish: Dish | None = None,
        arrived: bool = False,
    ) -> None:
        """The family's answer is on record."""

        def deed(session: Session, cast: Cast) -> None:
            guest = session.scalars(
                select(Guest).where(
                    Guest.event_id == self.event_id, Guest.phone_number_id == cast.phones[number].id
                )
            ).one()
            guest.answered_at = self.now
            event_date = self._date(session, date_number)
            found = session.scalars(
                select(Rsvp).where(Rsvp.guest_id == guest.id, Rsvp.event_date_id == event_date.id)
            ).one_or_none()
            rsvp = found or Rsvp(guest_id=guest.id, event_date_id=event_date.id, people=2)
            rsvp.seat, rsvp.said_at, rsvp.dish = seat, self.now, dish
            rsvp.waiting_since = self.now if seat is Seat.WAITING else None
            rsvp.arrived_at, rsvp.arrived_people = (self.now, 2) if arrived else (None, None)
            session.add(rsvp)

        self.do(deed)

    def open(self, *, most_at_once: int = 500) -> int:
        return open_due_mailings(self.town, clock=self.clock, most_at_once=most_at_once)

    def send(self, *, most_waiting: int = UNLIMITED) -> int:
        """What is due is in the outbox, and counts as handed over: whoever got a text has been greeted."""
        sent = send_due(self.town, POST, clock=self.clock, most_waiting=most_waiting)
        self.change(Message, Message.direction == Direction.OUT, claimed_at=self.now)
        return sent

    def text_in(self, sender: str, body: str) -> None:
        with self.town.writing() as session:
            receive_text(session, incoming(sender, body), front=FRONT, now=self.now)

    def change(self, kind: type[Any], *where: ColumnElement[bool], **values: Any) -> None:  # noqa: ANN401 - any column
        with self.town.writing() as session:
            session.execute(update(kind).where(*where).values(**values))

    def mailings(self) -> list[Mailing]:
        with self.town.reading() as session:
            return list(session.scalars(select(Mailing).order_by(Mailing.due_at, Mailing.id)))

    def calendar(self) -> list[str]:
        """What is still ahead, by the school's clock."""
        return [
            f"{mailing.due_at.astimezone(ZONE):%a %b %-d %H:%M} {mailing.kind}"
            for mailing in self.mailings()
            if mailing.opened_at is None and mailing.cancelled_at is None
        ]

    def event_texts(self, kind: EventTextKind | None = None, number: str | None = None) -> list[EventText]:
        wanted = select(EventText).order_by(EventText.id)
        if kind is not None:
            wanted = wanted.where(EventText.kind == kind)
        if number is not None:
            wanted = wanted.join(PhoneNumber, PhoneNumber.id == EventText.phone_number_id).where(
                PhoneNumber.e164 == number
            )
        with self.town.reading() as session:
            return list(session.scalars(wanted))

    def outcomes(self, number: str) -> list[tuple[EventTextKind, LeftOut | TextState]]:
        return [(row.kind, row.reason or row.state) for row in self.event_texts(number=number)]

    def outcome(self, number: str, kind: EventTextKind = EventTextKind.INVITATION) -> LeftOut | TextState:
        return dict(self.outcomes(number))[kind]

    def phones(self, kind: EventTextKind = EventTextKind.INVITATION) -> set[str]:
        """To which phones a text of this kind was planned."""
        wanted = (
            select(PhoneNumber.e164)
            .join(EventText, EventText.phone_number_id == PhoneNumber.id)
            .where(EventText.kind == kind)
        )
        with self.town.reading() as session:
            return set(session.scalars(wanted))

    def texts(self, number: str) -> list[Message]:
        with self.town.reading() as session:
            return list(
                session.scalars(
                    select(Message)
                    .join(PhoneNumber, PhoneNumber.id == Message.phone_number_id)
                    .where(PhoneNumber.e164 == number, Message.kind == MessageKind.EVENT)
                    .order_by(Message.id)
                )
            )

    def all_texts(self) -> list[Message]:
        with self.town.reading() as session:
            return list(session.scalars(select(Message).where(Message.kind == MessageKind.EVENT)))

    def guest(self, number: str) -> Guest:
        with self.town.reading() as session:
            return session.scalars(
                select(Guest)
                .join(PhoneNumber, PhoneNumber.id == Guest.phone_number_id)
                .where(PhoneNumber.e164 == number)
            ).one()

    def questions(self, number: str) -> list[Prompt]:
        with self.town.reading() as session:
            return list(
                session.scalars(
                    select(Prompt)
                    .join(PhoneNumber, PhoneNumber.id == Prompt.phone_number_id)
                    .where(PhoneNumber.e164 == number, Prompt.cancelled_at.is_(None))
                    .order_by(Prompt.id)
                )
            )

    def plan_text(
        self, number: str, kind: EventTextKind, *, words: Words | None = None, mailing_id: int | None = None
    ) -> None:
        """A text for this family alone is due."""
        self.do(
            lambda s, c: s.add(
                EventText(
                    school_id=c.school.id,
                    event_id=self.event_id,
                    event_date_id=self._date(s, 1).id if mailing_id is None else None,
                    mailing_id=mailing_id,
                    phone_number_id=c.phones[number].id,
                    kind=kind,
                    words=words or {},
                    due_at=self.now,
                    not_after=self.now + timedelta(hours=24),
                )
            )
        )

    def _date(self, session: Session, number: int) -> EventDate:
        return session.scalars(
            select(EventDate).where(EventDate.event_id == self.event_id, EventDate.number == number)
        ).one()


@contextmanager
def sqlite_gathering(url: str, now: datetime) -> Iterator[Gathering]:
    """For what both databases do alike: the journey of a series is gone through on either."""
    town = Database(url)
    make_cast(town, NOON)
    yield Gathering(town, now)
    town.close()


def make_event(
    session: Session,
    cast: Cast,
    days: Sequence[date],
    *,
    now: datetime,
    hour: int = 18,
    **details: Any,  # noqa: ANN401 - any column
) -> Event:
    """A dinner for everybody, unless the details say otherwise."""
    event = Event(
        **{
            "school_id": cast.school.id,
            "inbox_id": cast.inboxes[OFFICE].id,
            "public_id": f"event-{now.timestamp()}",
            "state": EventState.OPEN,
            "title": {"en": "Family dinner", "es": "Cena familiar"},
            "place": {"en": "School gym", "es": "Gimnasio"},
            "about": {"en": "Games for all ages.", "es": "Habrá juegos."},
            "audience_kind": AudienceKind.SCHOOL,
            "offers": ["ride", "childcare"],
            "created_by": cast.staff[LEE].id,
            "created_at": now,
            "updated_at": now,
            **details,
        }
    )
    session.add(event)
    session.flush()
    session.add_all(
        EventDate(
            school_id=cast.school.id,
            event_id=event.id,
            number=number,
            starts_at=at(day, hour),
            ends_at=at(day, hour) + timedelta(minutes=90),
            place={},
        )
        for number, day in enumerate(days, 1)
    )
    session.flush()
    return event
