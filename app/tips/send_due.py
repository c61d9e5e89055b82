"""Sending what is due: each planned tip is decided once, with the reason on record where it does not go.

Any number of workers may do it: a row is decided under its lock, and a number by one worker at a time.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.consent.standing import number_key, stand_still
from app.foundation.clock import Clock
from app.foundation.database import Database
from app.interpreting.translation import Maker, Translation
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message, MessageKind
from app.messages.open_thread import open_thread
from app.messages.outbox import enqueue
from app.messages.thread import Thread
from app.roster.phone_number import PhoneNumber
from app.schools.queries import get_school
from app.schools.school import School
from app.sms.catalog import Catalog
from app.sms.languages import family_languages
from app.tips.decide import Sendable, Surroundings, decide, look_around
from app.tips.delivery import DeliveryState, Reason, TipDelivery
from app.tips.reactions import offer_reaction
from app.tips.wording import bodies, for_readers

BATCH = 50
MOST_EXPIRED_AT_ONCE = 500
MOST_WAITING = 60
"""So many tips of a school at most wait in the outbox: a teacher's answer written meanwhile leaves within a minute."""

InboxesOf = Callable[[Session, School, Collection[int]], Mapping[int, int]]
"""By student, the inbox where what the family answers should land; handed in, because inboxes are another room's."""


@dataclass(frozen=True)
class TipPost:
    """What sending tips needs besides the database."""

    catalog: Catalog
    inboxes_of: InboxesOf


def send_due(database: Database, post: TipPost, *, clock: Clock, most_waiting: int = MOST_WAITING) -> int:
    """Everything that is due has been handed over or left out, as far as the outbox has room; returns how many."""
    decided = 0
    while count := _expire(database, clock=clock):
        decided += count
    with database.reading() as session:
        due = (TipDelivery.state == DeliveryState.PLANNED, TipDelivery.due_at <= clock())
        schools = session.scalars(select(TipDelivery.school_id).distinct().where(*due)).all()
    for school_id in schools:
        while count := _send_some(database, post, school_id, clock=clock, most_waiting=most_waiting):
            decided += count
    return decided


def _expire(database: Database, *, clock: Clock) -> int:
    """What nobody sent while its day lasted is over: tomorrow it would be stale."""
    now = clock()
    with database.writing() as session:
        over = (
            select(TipDelivery.id)
            .where(TipDelivery.state == DeliveryState.PLANNED, TipDelivery.not_after <= now)
            .limit(MOST_EXPIRED_AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        ids = session.scalars(over).all()
        if ids:
            session.execute(
                update(TipDelivery)
                .where(TipDelivery.id.in_(ids))
                .values(state=DeliveryState.EXPIRED, reason=Reason.TOO_LATE, decided_at=now)
            )
        return len(ids)


def _send_some(database: Database, post: TipPost, school_id: int, *, clock: Clock, most_waiting: int) -> int:
    now = clock()
    with database.writing() as session:
        school = get_school(session, school_id)
        room = min(BATCH, most_waiting - _waiting(session, school, now=now))
        rows = session.scalars(
            select(TipDelivery)
            .where(
                TipDelivery.school_id == school.id,
                TipDelivery.state == DeliveryState.PLANNED,
                TipDelivery.due_at <= now,
                TipDelivery.not_after > now,
            )
            .order_by(TipDelivery.due_at, TipDelivery.id)
            .limit(max(0, room))
            .with_for_update(skip_locked=True)
        ).all()
        if not rows:
            return 0
        phones = _stand_still(session, school, {row.phone_number_id for row in rows})
        around = look_around(session, school, rows, phones, now=now)
        inboxes = post.inboxes_of(session, school, around.students)
        threads = _threads(session, phones)
        for row in sorted(rows, key=lambda row: (row.phone_number_id, row.due_at, row.id)):
            verdict = decide(around, row)
            if isinstance(verdict, Reason):
                row.leave_out(verdict, now=now)
            else:
                _send(session, post, around, row, verdict, inboxes, threads, now=now)
        return len(rows)


def _waiting(session: Session, school: School, *, now: datetime) -> int:
    return session.scalars(
        select(func.count())
        .select_from(Message)
        .where(
            Message.school_id == school.id,
            Message.kind == MessageKind.TIP,
            Message.status == DeliveryStatus.QUEUED,
            Message.due_at <= now,
        )
    ).one()


def _stand_still(session: Session, school: School, phone_ids: Collection[int]) -> dict[int, PhoneNumber]:
    """The numbers, of which nobody else records the standing or fills the week until this unit of work ends."""
    phones = session.scalars(select(PhoneNumber).where(PhoneNumber.id.in_(phone_ids))).all()
    stand_still(session, [number_key(school.id, phone.e164) for phone in phones])
    return {phone.id: phone for phone in phones}


def _threads(session: Session, phone_ids: Collection[int]) -> dict[tuple[int, int], Thread]:
    found = session.scalars(select(Thread).where(Thread.phone_number_id.in_(phone_ids)))
    return {(thread.phone_number_id, thread.inbox_id): thread for thread in found}


def _send(
    session: Session,
    post: TipPost,
    around: Surroundings,
    row: TipDelivery,
    what: Sendable,
    inboxes: Mapping[int, int],
    threads: dict[tuple[int, int], Thread],
    *,
    now: datetime,
) -> None:
    """The text is in the outbox, in the conversation with the child's teacher, and worded for staff beside it."""
    school = around.school
    inbox_id = inboxes[what.children[0].id]
    thread = threads.get((row.phone_number_id, inbox_id))
    if thread is None:
        thread = threads[row.phone_number_id, inbox_id] = open_thread(
            session, school_id=school.id, phone_number_id=row.phone_number_id, inbox_id=inbox_id, now=now
        )
    if thread.line_id in around.standing_of(row).blocked_lines:
        row.leave_out(Reason.STOPPED, now=now)
        return
    names = list(dict.fromkeys(child.first_name for child in what.children))
    texts = bodies(
        what.tip, names, school, is_first=around.is_first(row.phone_number_id), catalog=post.catalog
    )
    message = enqueue(
        session,
        school,
        thread,
        for_readers(texts, what.language),
        kind=MessageKind.TIP,
        now=now,
        not_after=row.not_after,
        language=what.language,
    )
    row.children = [child.id for child in what.children]
    row.send_as(message.id, what.language, now=now)
    around.has_sent(row.phone_number_id)
    for language in family_languages() if what.language else ():
        if language != what.language:
            session.add(
                Translation(
                    school_id=school.id,
                    message_id=message.id,
                    language=language,
                    body=texts[language],
                    maker=Maker.PHRASE,
                    made_at=now,
                )
            )
    offer_reaction(session, thread, what.tip, message, row.id, catalog=post.catalog, now=now)
