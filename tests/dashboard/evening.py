"""A reading night at the school yard, with families who have answered in every way, for tests of its screens."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from app.events.event import Event, EventDate, EventState
from app.events.guest import EventReply, Guest, Rsvp, Seat
from app.events.mailing import EventText, EventTextKind, LeftOut, Mailing, TextState
from app.events.need_task import NeedTask
from app.events.reading.reply import Doubt, Need
from app.events.sending.send_due import EventPost, send_due
from app.inbox.receive import receive_text
from app.messages.batch import Batch
from app.messages.message import Message
from app.messages.thread import Thread
from app.roster.audience import AudienceKind
from app.roster.phone_number import PhoneNumber
from app.schools.phone_line import PhoneLine
from tests.dashboard.conftest import Site
from tests.dashboard.school import SchoolYard
from tests.dashboard.two_languages import at_work
from tests.events.party import EVENTS_FRONT
from tests.support.cast import CATALOG, incoming

THURSDAY = datetime(2026, 12, 4, 1, 30, tzinfo=UTC)
"""December 3, 5:30 in the afternoon in Los Angeles."""


@dataclass
class Evening:
    """The event as it was made, by ids."""

    event: int
    dates: list[int] = field(default_factory=list)
    guests: dict[str, int] = field(default_factory=dict)
    needs: dict[str, int] = field(default_factory=dict)
    replies: dict[str, int] = field(default_factory=dict)
    mailings: dict[EventTextKind, int] = field(default_factory=dict)


def reading_night(
    site: Site,
    *,
    inbox: str = "Ms. Lee",
    by: str = "Ms. Lee",
    state: EventState = EventState.OPEN,
    dates: int = 1,
    starts_at: datetime = THURSDAY,
    capacity: int | None = 12,
) -> Evening:
    """The event alone; nobody is invited yet."""
    with at_work(site) as (session, yard):
        event = Event(
            school_id=yard.school.id,
            inbox_id=yard.inboxes[inbox].id,
            public_id=f"reading-{inbox}-{state}".lower().replace(" ", "").replace(".", "")[:32],
            state=state,
            title={"en": "Family reading night", "es": "Noche de lectura en familia"},
            about={"en": "We read together and eat.", "es": "Leemos juntos y comemos."},
            place={"en": "School library", "es": "Biblioteca de la escuela"},
            phone_words={"en": "Call (206) 555-0199", "es": "Llamen al (206) 555-0199"},
            audience_kind=AudienceKind.SECTIONS,
            audience_ids=[yard.sections["3A Ms. Lee"].id],
            offers=["ride", "interpreter"],
            created_by=yard.staff[by].id,
            created_at=yard.now,
            updated_at=yard.now,
        )
        session.add(event)
        session.flush()
        made = Evening(event.id)
        for number in range(dates):
            begins = starts_at + timedelta(days=7 * number)
            date = EventDate(
                school_id=yard.school.id,
                event_id=event.id,
                number=number + 1,
                starts_at=begins,
                ends_at=begins + timedelta(minutes=90),
                capacity=capacity,
            )
            session.add(date)
            session.flush()
            made.dates.append(date.id)
        return made


def with_answers(site: Site, made: Evening) -> Evening:
    """Invited yesterday: one comes, one joins by phone, one wrote something doubtful, two could not be reached."""
    with at_work(site) as (session, yard):
        sent = yard.now - timedelta(days=1)
        questions: dict[str, int] = {}
        invitation = _mailing(session, yard, made, EventTextKind.INVITATION, sent, opened=True)
        _mailing(session, yard, made, EventTextKind.REMINDER, THURSDAY - timedelta(days=1), opened=False)
        for name, digits, child in (
            ("Ana", "0111", "Ana"),
            ("Mateo", "0112", "Mateo"),
            ("Noah", "0113", "Noah"),
        ):
            guest = _guest(session, yard, made, name, digits, child, asked_at=sent)
            thread = session.get_one(Thread, yard.threads[name].id)
            guest.thread_id = thread.id
            asked = yard.to_family(
                thread, f"Family reading night, for {child}. 1) yes 2) no", timedelta(days=1)
            )
            _text(session, yard, made, invitation, guest, message=asked)
            questions[name] = asked.id
        for name, digits, child, why in (
            ("Lucía", "0107", "Lucía", LeftOut.UNREACHABLE),
            ("Emma", "0115", "Emma", LeftOut.STOPPED),
        ):
            guest = _guest(session, yard, made, name, digits, child, asked_at=None)
            _text(session, yard, made, invitation, guest, why=why)
        _answer(session, yard, made, "Ana", Seat.COMING, 3)
        _answer(session, yard, made, "Noah", Seat.BY_PHONE, 1)
        _need(session, yard, made, "Ana", Need.RIDE, "no tenemos carro", yard.now.date() - timedelta(days=2))
        thread = session.get_one(Thread, yard.threads["Mateo"].id)
        text = yard.from_family(thread, "a lo mejor, si salgo temprano", timedelta(hours=1))
        reply = EventReply(
            event_id=made.event,
            guest_id=made.guests["Mateo"],
            message_id=text.id,
            question_message_id=questions["Mateo"],
            doubt=Doubt.DOUBTFUL,
            needs_person=True,
            received_at=text.created_at,
        )
        session.add(reply)
        session.flush()
        made.replies["Mateo"] = reply.id
    return made


def _mailing(
    session: Session, yard: SchoolYard, made: Evening, kind: EventTextKind, due_at: datetime, *, opened: bool
) -> Mailing:
    batch = yard.add(Batch(school_id=yard.school.id))
    mailing = Mailing(
        school_id=yard.school.id,
        event_id=made.event,
        event_date_id=None if kind is EventTextKind.INVITATION else made.dates[0],
        kind=kind,
        batch_id=batch.id,
        due_at=due_at,
        not_after=due_at + timedelta(days=1),
        made_at=yard.now - timedelta(days=1),
        opened_at=due_at if opened else None,
    )
    session.add(mailing)
    session.flush()
    made.mailings[kind] = mailing.id
    return mailing


def _guest(
    session: Session,
    yard: SchoolYard,
    made: Evening,
    name: str,
    digits: str,
    child: str,
    *,
    asked_at: datetime | None,
) -> Guest:
    guest = Guest(
        school_id=yard.school.id,
        event_id=made.event,
        phone_number_id=yard.numbers[f"+1206555{digits}"].id,
        children=[yard.students[child].id],
        made_at=yard.now - timedelta(days=1),
        asked_at=asked_at,
    )
    session.add(guest)
    session.flush()
    made.guests[name] = guest.id
    return guest


def _text(
    session: Session,
    yard: SchoolYard,
    made: Evening,
    mailing: Mailing,
    guest: Guest,
    *,
    message: Message | None = None,
    why: LeftOut | None = None,
) -> None:
    text = EventText(
        school_id=yard.school.id,
        event_id=made.event,
        mailing_id=mailing.id,
        phone_number_id=guest.phone_number_id,
        kind=mailing.kind,
        due_at=mailing.due_at,
        not_after=mailing.not_after,
    )
    if message is not None:
        text.state, text.message_id, text.decided_at = TextState.SENT, message.id, mailing.due_at
    elif why is not None:
        text.leave_out(why, now=mailing.due_at)
    session.add(text)
    session.flush()


def _answer(session: Session, yard: SchoolYard, made: Evening, name: str, seat: Seat, people: int) -> None:
    said_at = yard.now - timedelta(hours=3)
    guest = session.get_one(Guest, made.guests[name])
    guest.answered_at, guest.people = said_at, people
    session.add(
        Rsvp(guest_id=guest.id, event_date_id=made.dates[0], seat=seat, people=people, said_at=said_at)
    )
    session.flush()


def _need(
    session: Session, yard: SchoolYard, made: Evening, name: str, need: Need, words: str, due_on: date
) -> None:
    task = NeedTask(
        school_id=yard.school.id,
        event_id=made.event,
        guest_id=made.guests[name],
        need=need,
        words=words,
        due_on=due_on,
        raised_at=yard.now - timedelta(hours=3),
    )
    session.add(task)
    session.flush()
    made.needs[name] = task.id


def worker_runs(site: Site) -> int:
    """What is due of events is in the outbox; returns how many texts were decided."""
    return send_due(site.database, EventPost(CATALOG), clock=site.clock)


def family_answers(site: Site, name: str, body: str) -> None:
    """The family texts back on the line that its conversation speaks from."""
    with site.database.writing() as session:
        thread = session.get_one(Thread, site.thread(name))
        line = session.get_one(PhoneLine, thread.line_id).e164
        sender = session.get_one(PhoneNumber, thread.phone_number_id).e164
        receive_text(session, incoming(sender, body, line=line), front=EVENTS_FRONT, now=site.clock())
