"""The outbox: texts that wait to leave, and what a person may still do about one of them."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.consent.standing import standing
from app.foundation.errors import Conflict, Invalid
from app.foundation.i18n import _l
from app.foundation.text import display_text
from app.gateway.port import FailureReason
from app.messages.delivery_status import DeliveryStatus, may_move
from app.messages.departure import CAP_WINDOW, Circumstances, Ends, Waits, departure
from app.messages.message import Direction, Message, MessageKind
from app.messages.thread import Thread
from app.roster.phone_number import PhoneNumber
from app.schools.school import School
from app.sms.encoding import with_plain_punctuation
from app.sms.segments import measure
from app.staff.staff_member import StaffMember

LONGEST_BODY = 1600
"""Twilio refuses more (21617)."""

FRESH_FOR = {
    MessageKind.REPLY: timedelta(hours=24),
    MessageKind.AUTO_REPLY: timedelta(minutes=30),
    MessageKind.OPT_OUT_CONFIRMATION: timedelta(minutes=5),
    MessageKind.TIP: timedelta(hours=24),
    MessageKind.EVENT: timedelta(hours=24),
}
"""How long after it was due a text is still worth sending; the confirmation's five minutes are the FCC's (a)(12)."""

DRAFTS_WAIT_FOR = timedelta(days=7)
"""A text that was laid aside for longer is no answer any more."""

ANSWERS_AT_ONCE = frozenset({MessageKind.AUTO_REPLY, MessageKind.OPT_OUT_CONFIRMATION})


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
) -> Message:
    """The thread has one more text, which leaves as soon as it may; where it may not at all, its status says so.

    Raises Invalid for a body that no phone could receive.
    """
    message = _new_message(
        session,
        school,
        thread,
        body,
        kind=kind,
        author=author,
        due_at=due_at,
        not_after=not_after,
        any_time_until=any_time_until,
        language=language,
        now=now,
    )
    _settle(session, school, message, now=now)
    session.flush()
    return message


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
    message = _new_message(
        session,
        school,
        thread,
        body,
        kind=kind,
        author=author,
        due_at=due_at,
        not_after=None if due_at else now + DRAFTS_WAIT_FOR,
        any_time_until=None,
        language=language,
        now=now,
    )
    message.status = DeliveryStatus.DRAFT
    session.flush()
    return message


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
    _lock(session, message)
    if message.status is not DeliveryStatus.DRAFT:
        raise Conflict(_l("Somebody has already decided this."))
    if message.not_after is not None and now > message.not_after:
        raise Conflict(
            _l("This text was meant for a moment that has passed. Please send it back to its writer.")
        )
    words = clean_body(body)
    measured = measure(words)
    message.body, message.encoding, message.segments = words, measured.encoding, measured.segments
    message.due_at = max(message.due_at or now, now)
    message.not_after = _fresh_until(school, message.kind, message.due_at)
    message.any_time_until = any_time_until
    message.status = DeliveryStatus.QUEUED
    _settle(session, school, message, now=now)
    _touch_thread(session, message, now=now)


def _new_message(
    session: Session,
    school: School,
    thread: Thread,
    body: str,
    *,
    kind: MessageKind,
    now: datetime,
    author: StaffMember | None,
    due_at: datetime | None,
    not_after: datetime | None,
    any_time_until: datetime | None,
    language: str | None,
) -> Message:
    words = clean_body(body)
    measured = measure(words)
    wanted_at = max(due_at or now, now)
    fresh_until = not_after or _fresh_until(school, kind, wanted_at)
    if kind in ANSWERS_AT_ONCE:
        any_time_until = fresh_until
    message = Message(
        school_id=school.id,
        thread_id=thread.id,
        phone_number_id=thread.phone_number_id,
        line_id=thread.line_id,
        direction=Direction.OUT,
        kind=kind,
        status=DeliveryStatus.QUEUED,
        body=words,
        language=language,
        author_id=author.id if author else None,
        encoding=measured.encoding,
        segments=measured.segments,
        created_at=now,
        due_at=wanted_at,
        not_after=fresh_until,
        any_time_until=any_time_until,
    )
    session.add(message)
    session.flush()
    thread.last_message_id, thread.last_message_at = message.id, now
    thread.touch(now)
    return message


def _fresh_until(school: School, kind: MessageKind, wanted_at: datetime) -> datetime:
    if kind in ANSWERS_AT_ONCE:
        return wanted_at + FRESH_FOR[kind]
    # A reply that must wait for the morning is as fresh then as one that is written then.
    return school.texting_hours.next_moment(wanted_at) + FRESH_FOR[kind]


def clean_body(body: str) -> str:
    """The words as they will leave: plain punctuation, one kind of line break, no control characters, no blank ends."""
    lines = display_text(body).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    words = with_plain_punctuation("".join(c for c in lines if c == "\n" or c >= " ")).strip()
    if not words:
        raise Invalid(_l("Write something first."))
    if len(words.encode("utf-16-le")) // 2 > LONGEST_BODY:
        raise Invalid(_l("A text can have at most %(count)s characters."), count=LONGEST_BODY)
    return words


def cancel(session: Session, message: Message, *, now: datetime) -> None:
    """It never leaves. Raises Conflict when it is already on its way."""
    _lock(session, message)
    if not may_move(message.status, DeliveryStatus.CANCELLED):
        raise Conflict(_l("Too late: this text is already on its way."))
    message.status, message.ended_at, message.attention_at = DeliveryStatus.CANCELLED, now, None
    _touch_thread(session, message, now=now)


def release(session: Session, message: Message, *, now: datetime) -> None:
    """A held text leaves when the number's hour allows one more: the cap itself never gives way."""
    _lock(session, message)
    if message.status is not DeliveryStatus.HELD:
        raise Conflict(_l("Somebody has already decided this."))
    school = session.get_one(School, message.school_id)
    crowd = session.scalars(
        select(Message.claimed_at)
        .where(
            Message.phone_number_id == message.phone_number_id,
            Message.id != message.id,
            Message.claimed_at > now - CAP_WINDOW,
        )
        .order_by(Message.claimed_at.desc())
        .limit(school.hourly_cap)
    ).all()
    oldest = crowd[-1] if len(crowd) == school.hourly_cap else None
    message.status, message.attention_at = DeliveryStatus.QUEUED, None
    message.due_at = max(now, oldest + CAP_WINDOW) if oldest else now
    message.not_after = max(message.not_after or now, message.due_at + FRESH_FOR[message.kind])
    _touch_thread(session, message, now=now)


def send_again(session: Session, message: Message, *, by: StaffMember, now: datetime) -> Message:
    """A person has decided that it should go out once more; returns the text that will.

    One of unknown outcome goes itself, as a new attempt; one that has ended stays as it is and a copy of it goes.
    """
    _lock(session, message)
    if message.status is DeliveryStatus.UNKNOWN:
        message.status, message.due_at = DeliveryStatus.QUEUED, now
        message.not_after = now + FRESH_FOR[message.kind]
        if message.kind in ANSWERS_AT_ONCE:
            message.any_time_until = message.not_after
        message.attention_at = message.ask_provider_at = None
        _touch_thread(session, message, now=now)
        return message
    if message.status not in {DeliveryStatus.FAILED, DeliveryStatus.UNDELIVERED, DeliveryStatus.EXPIRED}:
        raise Conflict(_l("This text does not need to be sent again."))
    if message.reason is FailureReason.FILTERED:
        raise Conflict(_l("A carrier took these words for spam. Please write it in other words."))
    if message.attention_at is None:  # somebody was faster, or this is the second click of one person
        raise Conflict(_l("Somebody has already decided this."))
    message.attention_at = None
    _touch_thread(session, message, now=now)
    school = session.get_one(School, message.school_id)
    thread = session.get_one(Thread, message.thread_id)
    return enqueue(
        session,
        school,
        thread,
        message.body,
        kind=MessageKind.REPLY,
        author=by,
        now=now,
        language=message.language,
    )


def give_up(session: Session, message: Message, *, now: datetime) -> None:
    """A person has decided to leave a text of unknown outcome as it is."""
    _lock(session, message)
    if message.status is not DeliveryStatus.UNKNOWN:
        raise Conflict(_l("Somebody has already decided this."))
    message.status, message.reason, message.ended_at = DeliveryStatus.FAILED, FailureReason.NO_ANSWER, now
    message.attention_at = message.ask_provider_at = None
    _touch_thread(session, message, now=now)


def dismiss(session: Session, message: Message, *, now: datetime) -> None:
    """A person has seen it; it no longer asks for attention."""
    message.attention_at = None
    _touch_thread(session, message, now=now)


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
        _touch_thread(session, message, now=now)
    return len(waiting)


def waiting_count(session: Session) -> int:
    """How many texts wait to leave, of all schools."""
    return (
        session.scalar(
            select(func.count()).select_from(Message).where(Message.status == DeliveryStatus.QUEUED)
        )
        or 0
    )


def _settle(session: Session, school: School, message: Message, *, now: datetime) -> None:
    """Say at once what the gate would say later, so that the writer sees it now."""
    e164 = session.get_one(PhoneNumber, message.phone_number_id).e164
    known = standing(session, school, e164)
    assert message.due_at is not None and message.not_after is not None  # noqa: S101, PT018 - set by every caller
    verdict = departure(
        Circumstances(
            kind=message.kind,
            due_at=message.due_at,
            not_after=message.not_after,
            any_time_until=message.any_time_until,
            texting_hours=school.texting_hours,
            is_opted_out=known.opt_out is not None,
            is_blocked_on_line=message.line_id in known.blocked_lines,
            is_under_review=known.review is not None,
            texts_within_an_hour=0,  # the claim counts: only then is it known how many have left
            hourly_cap=school.hourly_cap,
        ),
        now=now,
    )
    if isinstance(verdict, Waits):
        message.due_at = verdict.until
    elif isinstance(verdict, Ends):
        message.status, message.reason, message.ended_at = verdict.status, verdict.reason, now
        if verdict.status is DeliveryStatus.EXPIRED:
            message.attention_at = now


def _lock(session: Session, message: Message) -> None:
    session.refresh(message, with_for_update=True)


def _touch_thread(session: Session, message: Message, *, now: datetime) -> None:
    session.get_one(Thread, message.thread_id).touch(now)
