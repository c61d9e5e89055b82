"""Sending what an event has due: each planned text is decided once, with the reason on record where it does not go.

Any number of workers may do it: a row is decided under its lock, and a number by one worker at a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session

from app.events.answers.question import put_question
from app.events.mailing import EventText, EventTextKind, LeftOut, Mailing, TextState
from app.events.sending.decide import Surroundings, look_around
from app.events.sending.letters import Letter, letters_of
from app.events.sending.mailings import goes_at_any_hour
from app.events.sending.moments import HEARD_BEFORE
from app.events.sending.open_mailings import open_due_mailings
from app.events.sending.wording import asks
from app.foundation.clock import Clock
from app.foundation.database import Database
from app.foundation.in_turn import in_turn, until_nothing_is_left
from app.interpreting.worded import Worded, let_staff_read
from app.messages.batch import Batch
from app.messages.message import Message, MessageKind
from app.messages.open_thread import open_threads
from app.messages.outbox import enqueue_many
from app.messages.queries import waiting_to_leave
from app.messages.recipients import Recipients, hold_recipients
from app.messages.text_to_send import Destination, TextToSend
from app.messages.thread import Thread
from app.schools.queries import get_school
from app.schools.school import School
from app.sms.catalog import Catalog

BATCH = 100
"""Decided in one unit of work: on SQLite a family's text waits for it, a third of a second at most."""
MOST_LATE_AT_ONCE = 500
MOST_WAITING = 60
"""So many event texts of a school at most wait in the outbox: an answer written meanwhile leaves within a minute."""
URGENT = (EventTextKind.CHANGE, EventTextKind.CALLED_OFF)
"""What must not stand in line behind invitations."""


@dataclass(frozen=True)
class EventPost:
    """What sending event texts needs besides the database."""

    catalog: Catalog


def send_due(database: Database, post: EventPost, *, clock: Clock, most_waiting: int = MOST_WAITING) -> int:
    """Due mailings are open; what is due has been handed over or left out, as far as the outbox has room.

    Returns how many texts were decided. What is paused waits until it goes on or is stale. A school whose texts cannot
    be sent keeps no other school waiting.
    """
    open_due_mailings(database, clock=clock)
    decided = until_nothing_is_left(lambda: _leave_out_late(database, clock=clock))
    with database.reading() as session:
        due = (EventText.state == TextState.PLANNED, EventText.due_at <= clock())
        schools = session.scalars(select(EventText.school_id).distinct().where(*due)).all()

    def send_all(school_id: int) -> int:
        return until_nothing_is_left(
            lambda: _send_some(database, post, school_id, clock=clock, most_waiting=most_waiting)
        )

    return decided + in_turn(schools, send_all, fault="event_texts_not_sent", named="school_id")


def _leave_out_late(database: Database, *, clock: Clock) -> int:
    """What nobody sent while it was fresh stays behind."""
    now = clock()
    with database.writing() as session:
        late = (
            select(EventText.id)
            .where(EventText.state == TextState.PLANNED, EventText.not_after <= now)
            .limit(MOST_LATE_AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        ids = session.scalars(late).all()
        if ids:
            session.execute(
                update(EventText)
                .where(EventText.id.in_(ids))
                .values(state=TextState.LEFT_OUT, reason=LeftOut.TOO_LATE, decided_at=now)
            )
        return len(ids)


def _send_some(
    database: Database, post: EventPost, school_id: int, *, clock: Clock, most_waiting: int
) -> int:
    now = clock()
    with database.writing() as session:
        school = get_school(session, school_id)
        if school.paused_at is not None:
            return 0
        rows = _due(session, school, EventText.kind.in_(URGENT), limit=BATCH, now=now)
        if not rows and school.texting_hours.are_open(now):  # decided when it leaves, not the evening before
            waiting = waiting_to_leave(session, school, MessageKind.EVENT, now=now)
            room = max(0, min(BATCH, most_waiting - waiting))
            rows = _due(session, school, EventText.kind.not_in(URGENT), limit=room, now=now)
        if not rows:
            return 0
        recipients = hold_recipients(session, school, {row.phone_number_id for row in rows}, now=now)
        around = look_around(session, rows, recipients, now=now)
        letters = letters_of(around, rows, post.catalog)
        _send(session, around, letters)
        return len(rows)


def _due(
    session: Session, school: School, which: ColumnElement[bool], *, limit: int, now: datetime
) -> Sequence[EventText]:
    """Rows whose moment has come and that nobody has paused; each is this unit of work's own."""
    is_paused = exists().where(
        Mailing.id == EventText.mailing_id, Batch.id == Mailing.batch_id, Batch.paused_at.is_not(None)
    )
    return session.scalars(
        select(EventText)
        .where(
            EventText.school_id == school.id,
            EventText.state == TextState.PLANNED,
            EventText.due_at <= now,
            EventText.not_after > now,
            which,
            ~is_paused,
        )
        .order_by(EventText.due_at, EventText.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()


def _send(session: Session, around: Surroundings, letters: Sequence[Letter]) -> None:
    """The texts are in the outbox, in the conversations of the event's inbox, and worded for staff beside them."""
    recipients, now = around.recipients, around.now
    school = recipients.school
    places = {letter.row.id: (letter.row.phone_number_id, letter.what.event.inbox_id) for letter in letters}
    threads = open_threads(session, school.id, set(places.values()), now=now)
    going: list[Letter] = []
    texts: list[tuple[Destination, TextToSend]] = []
    for letter in letters:
        thread_id, line_id = threads[places[letter.row.id]]
        if recipients.is_blocked(letter.row.phone_number_id, line_id):
            letter.row.leave_out(LeftOut.STOPPED, now=now)
            continue
        going.append(letter)
        texts.append(
            (_destination(recipients, letter.row, thread_id, line_id), _text_to_send(around, letter))
        )
    message_ids = enqueue_many(session, school, texts, now=now)
    for letter, message_id, (to, _) in zip(going, message_ids, texts, strict=True):
        letter.row.send_as(message_id, letter.language, now=now)
        letter.what.guest.thread_id = to.thread_id
        if letter.row.kind is EventTextKind.INVITATION:
            letter.what.guest.asked_at = now
    session.flush()
    worded = [
        Worded(message_id, letter.language, letter.texts)
        for letter, message_id in zip(going, message_ids, strict=True)
    ]
    let_staff_read(session, school, worded, now=now)
    _put_questions(session, school, going, message_ids, now=now)


def _destination(recipients: Recipients, row: EventText, thread_id: int, line_id: int) -> Destination:
    e164 = recipients.phones[row.phone_number_id].e164
    return Destination(thread_id, row.phone_number_id, line_id, e164)


def _text_to_send(around: Surroundings, letter: Letter) -> TextToSend:
    row = letter.row
    return TextToSend(
        letter.words,
        MessageKind.EVENT,
        not_after=row.not_after,
        any_time_until=row.not_after if _must_not_wait(around, letter) else None,
        language=letter.language,
        batch_id=around.mailings[row.mailing_id].batch_id if row.mailing_id else None,
    )


def _must_not_wait(around: Surroundings, letter: Letter) -> bool:
    """Whether texting hours would be too late for it.

    So it is with urgent news that were due by night: of a date that has moved, only whoever moved it knew when families
    would have set out.
    """
    row, hours, now = letter.row, around.recipients.school.texting_hours, around.now
    if not goes_at_any_hour(row.kind):
        return False
    shut_from = hours.closing_after(now) if hours.are_open(now) else now
    begins_at = min(date.starts_at for date in letter.what.dates)
    return not hours.are_open(row.due_at) or hours.next_moment(shut_from) > begins_at - HEARD_BEFORE


def _put_questions(
    session: Session, school: School, letters: Sequence[Letter], message_ids: Sequence[int], *, now: datetime
) -> None:
    """What a family answers now is known to answer this."""
    asking = [
        (letter, message_id)
        for letter, message_id in zip(letters, message_ids, strict=True)
        if asks(letter.row.kind, letter.what.rsvp.seat if letter.what.rsvp else None)
    ]
    rows = session.execute(
        select(Message, Thread)
        .join(Thread, Thread.id == Message.thread_id)
        .where(Message.id.in_([message_id for _, message_id in asking]))
    )
    texts = {message.id: (message, thread) for message, thread in rows}
    for letter, message_id in asking:
        what, (message, thread) = letter.what, texts[message_id]
        put_question(session, school, what.event, what.dates, what.guest, thread, message, now=now)
