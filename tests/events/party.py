"""An invitation that families of the demo's school have been sent, by a clock that a test turns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.demo.cast import Cast
from app.events.answers.change_answer import ask_anew, is_invited
from app.events.answers.question import KIND, put_question, read_rsvp
from app.events.answers.take_reply import take_rsvp
from app.events.event import Event, EventDate, EventState
from app.events.guest import EventReply, Guest, Rsvp
from app.events.mailing import EventText
from app.events.need_task import NeedTask
from app.events.reading.reply import Need
from app.foundation.ids import new_token
from app.inbox.keyword import PracticeKeyword
from app.inbox.receive import receive_text
from app.messages.message import MessageKind
from app.messages.open_thread import open_thread
from app.messages.outbox import enqueue
from app.messages.thread import Thread
from app.roster.audience import AudienceKind
from app.roster.phone_number import PhoneNumber
from app.schools.phone_line import PhoneLine
from app.sms.keywords import Keyword
from tests.support.cast import CATALOG, FRONT, LEE, NOON, OFFICE, incoming, look_up
from tests.support.village import Village

EVENTS_FRONT = replace(
    FRONT,
    handlers={**FRONT.handlers, KIND: partial(take_rsvp, catalog=CATALOG)},
    readers={**FRONT.readers, KIND: read_rsvp},
    keywords={Keyword.CHANGE: PracticeKeyword(is_invited, partial(ask_anew, catalog=CATALOG))},
)
WEEK = timedelta(days=7)


@dataclass
class Party(Village):
    """The school, what it invites to, and what time it is there."""

    def invite(
        self,
        *numbers: str,
        dates: int = 1,
        capacity: int | None = None,
        offers: Sequence[Need] = (),
        by_phone: bool = False,
        is_potluck: bool = False,
        inbox: str = OFFICE,
        title: str = "Family dinner",
    ) -> int:
        """These phones have been asked about weekly dates, the first in nine days; returns the event."""
        with self.opens() as session:
            cast = look_up(session)
            event = Event(
                school_id=cast.school.id,
                inbox_id=cast.inboxes[inbox].id,
                public_id=new_token()[:20],
                state=EventState.OPEN,
                title={"en": title, "es": "Cena en familia"},
                place={"en": "Gym", "es": "Gimnasio"},
                phone_words={"en": "Call 206 555 0100.", "es": "Llame al 206 555 0100."} if by_phone else {},
                audience_kind=AudienceKind.SCHOOL,
                offers=[need.value for need in offers],
                is_potluck=is_potluck,
                created_by=cast.staff[LEE].id,
                created_at=self.now,
                updated_at=self.now,
                dates=[
                    EventDate(
                        school_id=cast.school.id,
                        number=number,
                        starts_at=NOON + timedelta(days=2) + number * WEEK,
                        ends_at=NOON + timedelta(days=2, hours=1) + number * WEEK,
                        capacity=capacity,
                    )
                    for number in range(1, dates + 1)
                ],
            )
            session.add(event)
            session.flush()
            for number in numbers:
                self._ask(session, cast, event, cast.phones[number])
            return event.id

    def _ask(self, session: Session, cast: Cast, event: Event, phone: PhoneNumber) -> None:
        thread = open_thread(
            session,
            school_id=cast.school.id,
            phone_number_id=phone.id,
            inbox_id=event.inbox_id,
            now=self.now,
        )
        guest = Guest(
            school_id=cast.school.id,
            event_id=event.id,
            phone_number_id=phone.id,
            thread_id=thread.id,
            made_at=self.now,
            asked_at=self.now,
        )
        session.add(guest)
        question = enqueue(
            session, cast.school, thread, "Can you come?", kind=MessageKind.EVENT, now=self.now
        )
        put_question(session, cast.school, event, event.dates, guest, thread, question, now=self.now)

    def say(self, number: str, body: str, *, sid: str | None = None) -> int | None:
        """The phone answers on the line on which it was asked last."""
        with self.opens() as session:
            line = session.scalars(
                select(PhoneLine.e164)
                .join(Thread, Thread.line_id == PhoneLine.id)
                .join(PhoneNumber, PhoneNumber.id == Thread.phone_number_id)
                .where(PhoneNumber.e164 == number)
                .order_by(Thread.last_message_id.desc())
                .limit(1)
            ).one()
            text = incoming(number, body, line=line, sid=sid)
            return receive_text(session, text, front=EVENTS_FRONT, now=self.now)

    def seats(self, number: str, event_id: int | None = None) -> list[tuple[int, str, int]]:
        """Of each date that the phone has spoken of: its number, how it stands with it, and for how many."""
        wanted = (
            select(EventDate.number, Rsvp.seat, Rsvp.people)
            .join(Rsvp, Rsvp.event_date_id == EventDate.id)
            .join(Guest, Guest.id == Rsvp.guest_id)
            .join(PhoneNumber, PhoneNumber.id == Guest.phone_number_id)
            .where(PhoneNumber.e164 == number)
            .order_by(EventDate.number)
        )
        if event_id is not None:
            wanted = wanted.where(Guest.event_id == event_id)
        with self.opens() as session:
            return [(date, seat.value, people) for date, seat, people in session.execute(wanted)]

    def needs(self, number: str) -> list[tuple[str, str, str]]:
        """What the phone's family needs, how far that is, and its words."""
        with self.opens() as session:
            tasks = session.scalars(
                select(NeedTask)
                .join(Guest, Guest.id == NeedTask.guest_id)
                .join(PhoneNumber, PhoneNumber.id == Guest.phone_number_id)
                .where(PhoneNumber.e164 == number)
                .order_by(NeedTask.id)
            )
            return [(task.need.value, task.state.value, task.words) for task in tasks]

    def replies(self) -> list[EventReply]:
        with self.opens() as session:
            return list(session.scalars(select(EventReply).order_by(EventReply.id)))

    def event_texts(self) -> list[tuple[str, str]]:
        """What is planned for one family alone: its number, and the kind."""
        with self.opens() as session:
            rows = session.execute(
                select(PhoneNumber.e164, EventText.kind)
                .join(EventText, EventText.phone_number_id == PhoneNumber.id)
                .order_by(EventText.id)
            )
            return [(number, kind.value) for number, kind in rows]


def the_event(session: Session) -> Event:
    """The only one, with its dates."""
    return session.scalars(select(Event).options(selectinload(Event.dates))).one()


def guest_of(session: Session, number: str) -> Guest:
    return session.scalars(
        select(Guest)
        .join(PhoneNumber, PhoneNumber.id == Guest.phone_number_id)
        .where(PhoneNumber.e164 == number)
    ).one()
