"""An event of the demo's school, as far along as a test needs it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time

from app.events.event import Event, EventDate
from app.events.guest import Guest, Rsvp, Seat
from app.events.mailing import EventText, EventTextKind, LeftOut, Mailing, TextState
from app.events.planning.edit import create_event
from app.events.planning.forms import DateForm, EventForm
from app.events.planning.invite import invite
from app.messages.message import MessageKind
from app.messages.open_thread import open_threads
from app.messages.outbox import enqueue_many
from app.messages.text_to_send import Destination, TextToSend
from app.roster.audience import Audience, AudienceKind
from app.roster.homes import homes_of_students
from tests.support.cast import LEE, MS_LEE, Stage

EVERYBODY = Audience(AudienceKind.SCHOOL)
SUPPER = DateForm(date(2026, 3, 12), time(18), time(19, 30))
"""A Thursday, nine days after the tests' noon."""
SECOND = replace(SUPPER, day=date(2026, 3, 19))
THIRD = replace(SUPPER, day=date(2026, 3, 26))
TITLE = {"en": "Family reading night", "es": "Noche de lectura en familia"}
PLACE = {"en": "School library", "es": "Biblioteca de la escuela"}


def form(stage: Stage, *dates: DateForm, **other: object) -> EventForm:
    """A supper for the whole school, unless the test says otherwise."""
    usual = EventForm(
        inbox_id=stage.cast.inboxes[MS_LEE].id,
        title=TITLE,
        place=PLACE,
        audience=EVERYBODY,
        dates=dates or (SUPPER,),
    )
    return replace(usual, **other)  # type: ignore[arg-type]


def draft(stage: Stage, *dates: DateForm, **other: object) -> Event:
    return create_event(
        stage.session,
        stage.cast.school,
        form(stage, *dates, **other),
        inbox_ids=[inbox.id for inbox in stage.cast.inboxes.values()],
        by=stage.cast.staff[LEE],
        now=stage.now,
    )


def scheduled(stage: Stage, *dates: DateForm, send_at: datetime | None = None, **other: object) -> Event:
    """Families are to be invited, and have not been yet."""
    event = draft(stage, *dates, **other)
    by = stage.cast.staff[LEE]
    invite(stage.session, stage.cast.school, event, send_at=send_at, by=by, now=stage.now)
    return event


def invited(stage: Stage, *dates: DateForm, **other: object) -> Event:
    """Every home has its invitation, as when the worker has been there."""
    event = scheduled(stage, *dates, send_at=None, **other)
    (mailing,) = stage.all(Mailing, Mailing.event_id == event.id, Mailing.kind == EventTextKind.INVITATION)
    homes = homes_of_students(stage.session, stage.cast.school, event.audience.students)
    threads = open_threads(
        stage.session, event.school_id, [(phone, event.inbox_id) for phone in homes], now=stage.now
    )
    numbers = {phone.id: phone.e164 for phone in stage.cast.phones.values()}
    text = TextToSend("You are invited.", MessageKind.EVENT, batch_id=mailing.batch_id)
    destinations = [
        Destination(thread_id, phone, line_id, numbers[phone])
        for (phone, _), (thread_id, line_id) in threads.items()
    ]
    sent = enqueue_many(stage.session, stage.cast.school, [(to, text) for to in destinations], now=stage.now)
    for to, message_id in zip(destinations, sent, strict=True):
        stage.session.add(
            Guest(
                school_id=event.school_id,
                event_id=event.id,
                phone_number_id=to.phone_number_id,
                thread_id=to.thread_id,
                children=homes[to.phone_number_id],
                made_at=stage.now,
                asked_at=stage.now,
            )
        )
        tell(
            stage, event, to.phone_number_id, EventTextKind.INVITATION, mailing=mailing, message_id=message_id
        )
    mailing.opened_at = stage.now
    stage.session.flush()
    return event


def tell(
    stage: Stage,
    event: Event,
    phone_id: int,
    kind: EventTextKind,
    *,
    mailing: Mailing | None = None,
    message_id: int | None = None,
    reason: LeftOut | None = None,
) -> EventText:
    """A text of the event to this phone: sent as that message, left out for that reason, or planned."""
    state = TextState.SENT if message_id else TextState.LEFT_OUT if reason else TextState.PLANNED
    text = EventText(
        school_id=event.school_id,
        event_id=event.id,
        mailing_id=mailing.id if mailing else None,
        phone_number_id=phone_id,
        kind=kind,
        due_at=stage.now,
        not_after=event.dates[-1].starts_at,
        state=state,
        reason=reason,
        message_id=message_id,
        decided_at=None if state is TextState.PLANNED else stage.now,
    )
    stage.session.add(text)
    return text


def guest(stage: Stage, event: Event, number: str) -> Guest:
    phone = stage.cast.phones[number]
    (found,) = stage.all(Guest, Guest.event_id == event.id, Guest.phone_number_id == phone.id)
    return found


def answers(
    stage: Stage, event: Event, number: str, seat: Seat, *, people: int = 1, dates: Sequence[int] = (1,)
) -> None:
    """The family has said so about these dates, by their numbers."""
    who = guest(stage, event, number)
    who.answered_at, who.people = stage.now, people
    for one in event.dates:
        if one.number in dates:
            rsvp = Rsvp(guest_id=who.id, event_date_id=one.id, seat=seat, people=people, said_at=stage.now)
            rsvp.waiting_since = stage.now if seat is Seat.WAITING else None
            stage.session.add(rsvp)
    stage.session.flush()


def local(stage: Stage, one: EventDate) -> datetime:
    """When a date begins, as the clock at the school's wall shows it."""
    return one.starts_at.astimezone(stage.cast.school.zone).replace(tzinfo=None)
