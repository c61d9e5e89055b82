"""The outbox: texts that wait to leave, one by one or hundreds at a time."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from app.consent.standing import CLEAR, standing, standings
from app.foundation.database import new_ids
from app.foundation.errors import Conflict
from app.foundation.i18n import _l
from app.gateway.port import FailureReason
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import LEAVES_WITH_OTHERS, Message, MessageKind
from app.messages.text_to_send import Destination, Start, TextToSend, Written, row_of, start_of, write
from app.messages.thread import Thread
from app.roster.phone_number import PhoneNumber
from app.schools.school import School
from app.staff.staff_member import StaffMember

DRAFTS_WAIT_FOR = timedelta(days=7)
"""A text that was laid aside for longer is no answer any more."""

KEEPS_ITS_PLACE = LEAVES_WITH_OTHERS | {MessageKind.EMERGENCY}
"""Said to many at once: it stands in the conversation, and does not bring it to the top of anybody's list."""


def enqueue(
    session: Session,
    school: School,
    thread: Thread,
    body: str,
    *,
    kind: MessageKind,
    now: datetime,
    author: StaffMember | None = None,
    due_at: datetime | None = None,
    not_after: datetime | None = None,
    any_time_until: datetime | None = None,
    language: str | None = None,
    batch_id: int | None = None,
    picture_id: int | None = None,
) -> Message:
    """The thread has one more text, which leaves as soon as it may; where it may not at all, its status says so.

    Raises Invalid for a body that no phone could receive.
    """
    author_id = author.id if author else None
    text = TextToSend(
        body, kind, author_id, due_at, not_after, any_time_until, language, batch_id, picture_id=picture_id
    )
    written, to = write(school, text, now=now), _destination_of(session, thread)
    start = start_of(school, written, to.line_id, standing(session, school, to.e164), now=now)
    return _put(session, school, thread, written, to, start, now=now)


def enqueue_many(
    session: Session, school: School, texts: Sequence[tuple[Destination, TextToSend]], *, now: datetime
) -> list[int]:
    """Every text is in the outbox exactly as if it had been enqueued by itself; returns their ids in the same order.

    It takes a handful of statements however many there are, and makes no object of any of them: whoever holds one of
    the threads must read it anew. Raises Invalid for a body that no phone could receive, and then has enqueued nothing.
    """
    if not texts:
        return []
    session.flush()
    known = standings(session, ((school.id, to.e164) for to, _ in texts))
    written: dict[TextToSend, Written] = {}
    usual: dict[TextToSend, Start] = {}
    ids = new_ids(session, Message, len(texts))
    rows = []
    for message_id, (to, text) in zip(ids, texts, strict=True):
        if text not in written:
            written[text] = write(school, text, now=now)
            usual[text] = start_of(school, written[text], to.line_id, CLEAR, now=now)
        start = usual[text]
        if (standing_there := known.get((school.id, to.e164))) is not None:
            start = start_of(school, written[text], to.line_id, standing_there, now=now)
        rows.append({"id": message_id, **row_of(school, written[text], to, start, now=now)})
    connection = session.connection()
    connection.execute(_INSERT, rows)
    moved = [
        {"thread": to.thread_id, "message": message_id, "moment": now}
        for (to, text), message_id in zip(texts, ids, strict=True)
        if text.kind not in KEEPS_ITS_PLACE
    ]
    if moved:
        connection.execute(_MOVE, moved)
    staying = Counter(to.thread_id for to, text in texts if text.kind in KEEPS_ITS_PLACE)
    for times in set(staying.values()):  # nearly always one
        threads = [thread_id for thread_id, count in staying.items() if count == times]
        connection.execute(_STAY, {"threads": threads, "times": times, "moment": now})
    return ids


def lay_aside(
    session: Session,
    school: School,
    thread: Thread,
    body: str,
    *,
    kind: MessageKind,
    now: datetime,
    author: StaffMember | None = None,
    due_at: datetime | None = None,
    language: str | None = None,
) -> Message:
    """The thread has one more text, which does not leave before somebody lets it go."""
    author_id = author.id if author else None
    not_after = None if due_at else now + DRAFTS_WAIT_FOR
    text = TextToSend(body, kind, author_id, due_at, not_after, language=language)
    written, to = write(school, text, now=now), _destination_of(session, thread)
    start = Start(DeliveryStatus.DRAFT, written.due_at)
    return _put(session, school, thread, written, to, start, now=now)


def let_go(
    session: Session,
    school: School,
    message: Message,
    body: str,
    *,
    now: datetime,
    any_time_until: datetime | None = None,
) -> None:
    """A text that was laid aside leaves with these words, as fresh as if it were written now.

    Raises Conflict when it was let go or taken back before or its time has passed, Invalid for a body that no phone
    could receive.
    """
    session.refresh(message, with_for_update=True)
    if message.status is not DeliveryStatus.DRAFT:
        raise Conflict(_l("Somebody has already decided this."))
    if message.not_after is not None and now > message.not_after:
        raise Conflict(
            _l("This text was meant for a moment that has passed. Please send it back to its writer.")
        )
    text = TextToSend(
        body,
        message.kind,
        due_at=message.due_at,
        any_time_until=any_time_until,
        picture_id=message.picture_id,
    )
    written = write(school, text, now=now)
    e164 = session.get_one(PhoneNumber, message.phone_number_id).e164
    start = start_of(school, written, message.line_id, standing(session, school, e164), now=now)
    message.body, message.encoding, message.segments = written.words, written.encoding, written.segments
    message.not_after, message.any_time_until = written.not_after, written.any_time_until
    message.status, message.reason, message.due_at = start.status, start.reason, start.due_at
    message.ended_at, message.attention_at = start.ended_at, start.attention_at
    session.get_one(Thread, message.thread_id).touch(now)


def suppress_waiting(session: Session, school: School, e164: str, *, now: datetime) -> int:
    """Nothing that waits for this number will leave; returns how many texts that ended."""
    waiting = session.scalars(
        select(Message)
        .join(PhoneNumber, PhoneNumber.id == Message.phone_number_id)
        .where(
            PhoneNumber.school_id == school.id,
            PhoneNumber.e164 == e164,
            Message.status.in_([DeliveryStatus.DRAFT, DeliveryStatus.QUEUED, DeliveryStatus.HELD]),
            Message.kind != MessageKind.OPT_OUT_CONFIRMATION,
        )
        .with_for_update(of=Message)
    ).all()
    for message in waiting:
        message.status, message.reason = DeliveryStatus.SUPPRESSED, FailureReason.OPTED_OUT
        message.ended_at, message.attention_at = now, None
        session.get_one(Thread, message.thread_id).touch(now)
    return len(waiting)


def _put(
    session: Session,
    school: School,
    thread: Thread,
    text: Written,
    to: Destination,
    start: Start,
    *,
    now: datetime,
) -> Message:
    message = Message(**row_of(school, text, to, start, now=now))
    session.add(message)
    session.flush()
    if text.kind not in KEEPS_ITS_PLACE:
        thread.last_message_id, thread.last_message_at = message.id, now
    elif thread.last_message_id is None:
        thread.last_message_id = message.id
    thread.touch(now)
    session.flush()
    return message


def _destination_of(session: Session, thread: Thread) -> Destination:
    e164 = session.get_one(PhoneNumber, thread.phone_number_id).e164
    return Destination(thread.id, thread.phone_number_id, thread.line_id, e164)


_MESSAGE, _THREAD = (cast("Table", kind.__table__) for kind in (Message, Thread))
# Built once: at hundreds of texts a second, building them anew would cost as much as running them.
_INSERT = insert(_MESSAGE)
_MOVE = (
    update(_THREAD)
    .where(_THREAD.c.id == bindparam("thread"))
    .values(
        version=_THREAD.c.version + 1,
        touched_at=bindparam("moment"),
        last_message_id=bindparam("message"),
        last_message_at=bindparam("moment"),
    )
)
_FIRST = select(func.min(_MESSAGE.c.id)).where(_MESSAGE.c.thread_id == _THREAD.c.id).scalar_subquery()
_STAY = (
    update(_THREAD)
    .where(_THREAD.c.id.in_(bindparam("threads", expanding=True)))
    .values(
        version=_THREAD.c.version + bindparam("times"),
        touched_at=bindparam("moment"),
        last_message_id=func.coalesce(_THREAD.c.last_message_id, _FIRST),
    )
)
