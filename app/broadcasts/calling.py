"""Calling the phones that no text of a broadcast reaches: each of them once has it read out, where it may be called."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, CompoundSelect, Select, or_, select, union_all
from sqlalchemy.orm import Session

from app.broadcasts.broadcast import Broadcast, BroadcastState, Urgency
from app.broadcasts.recipient import BroadcastRecipient, LeftOut
from app.broadcasts.sending.wording import Wordings
from app.calls.enqueue import NewCall, enqueue_calls
from app.foundation.clock import Clock
from app.foundation.database import Database
from app.foundation.in_turn import in_turn
from app.gateway.voice import Say
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from app.roster.homes import heard_of
from app.roster.student import Student
from app.schools.phone_line import LinePurpose, PhoneLine
from app.schools.queries import get_school, lines_of
from app.schools.school import School
from app.sms.catalog import Catalog
from app.sms.languages import family_languages

PAGE = 200
"""So many calls at most between commits."""
_UNREACHABLE = (LeftOut.LANDLINE, LeftOut.OUT_OF_SERVICE)
_STOPPED = (LeftOut.STOPPED, LeftOut.IN_REVIEW)
"""They want no texts: the law lets an emergency call them all the same (FCC 16-88)."""
_NEVER_ARRIVED = (DeliveryStatus.UNDELIVERED, DeliveryStatus.FAILED)
_PERHAPS_NOT = (DeliveryStatus.SUPPRESSED, DeliveryStatus.UNKNOWN)
"""Stopped at the last moment, or nobody could find out: in an emergency, better told twice than not at all."""


@dataclass(frozen=True)
class CallPost:
    """What calling needs besides the database: the wordings, and the languages that a voice reads."""

    catalog: Catalog
    languages: Collection[str]


def call_unreached(database: Database, post: CallPost, *, clock: Clock) -> int:
    """Everybody whom a text cannot reach has a call waiting, once for each broadcast; returns how many were added."""
    return in_turn(
        _due(database, clock()),
        lambda broadcast_id: _call_all_of(database, post, broadcast_id, clock=clock),
        fault="broadcast_not_called",
        named="broadcast_id",
    )


def _due(database: Database, now: datetime) -> Sequence[int]:
    with database.reading() as session:
        return session.scalars(
            select(Broadcast.id)
            .where(
                Broadcast.calls_unreached,
                Broadcast.state.in_((BroadcastState.SENDING, BroadcastState.SENT)),
                Broadcast.not_after > now,
            )
            .order_by(Broadcast.urgency != Urgency.EMERGENCY, Broadcast.id)
        ).all()


def _call_all_of(database: Database, post: CallPost, broadcast_id: int, *, clock: Clock) -> int:
    with database.reading() as session:  # hardly ever anything new: no writer's turn is taken for that
        broadcast = session.get_one(Broadcast, broadcast_id)
        ids = session.scalars(_to_call(broadcast)).all()
    pages = [ids[start : start + PAGE] for start in range(0, len(ids), PAGE)]
    return sum(_call_page(database, post, broadcast_id, page, clock=clock) for page in pages)


def _to_call(broadcast: Broadcast) -> Select[int]:
    """The recipients whom no text reaches, whom nobody has told otherwise, and for whom no call was made."""
    return select(BroadcastRecipient.id).where(*_needs_call(broadcast)).order_by(BroadcastRecipient.id)


def _needs_call(broadcast: Broadcast) -> tuple[ColumnElement[bool], ...]:
    return (
        BroadcastRecipient.phone_number_id.is_not(None),
        BroadcastRecipient.call_id.is_(None),
        BroadcastRecipient.reached_at.is_(None),
        BroadcastRecipient.id.in_(_unreached(broadcast)),
    )


def _unreached(broadcast: Broadcast) -> CompoundSelect[int]:
    """Looks into indexes alone, however many recipients there are: it is asked every second."""
    reasons: tuple[LeftOut, ...] = _UNREACHABLE
    statuses: tuple[DeliveryStatus, ...] = _NEVER_ARRIVED
    if _rings_at_any_hour(broadcast):
        reasons += _STOPPED
        statuses += _PERHAPS_NOT
    left_out = select(BroadcastRecipient.id).where(
        BroadcastRecipient.broadcast_id == broadcast.id, BroadcastRecipient.left_out.in_(reasons)
    )
    failed = (
        select(BroadcastRecipient.id)
        .join(Message, Message.id == BroadcastRecipient.message_id)
        .where(
            Message.batch_id == broadcast.batch_id,
            Message.status.in_(statuses),
            or_(Message.status != DeliveryStatus.UNKNOWN, Message.attention_at.is_not(None)),
        )
    )
    return union_all(left_out, failed)


def _call_page(
    database: Database, post: CallPost, broadcast_id: int, ids: Sequence[int], *, clock: Clock
) -> int:
    now = clock()
    with database.writing() as session:
        broadcast = session.get_one(Broadcast, broadcast_id, with_for_update={"key_share": True})
        school = get_school(session, broadcast.school_id)
        due_at = now if _rings_at_any_hour(broadcast) else school.texting_hours.next_moment(now)
        if (
            broadcast.state is BroadcastState.CANCELLED
            or not broadcast.not_after
            or due_at >= broadcast.not_after
        ):
            return 0
        # Asked again, now that nobody else hands over, cancels or calls for it.
        recipients = session.scalars(
            select(BroadcastRecipient)
            .where(BroadcastRecipient.id.in_(ids), *_needs_call(broadcast))
            .order_by(BroadcastRecipient.id)
            .with_for_update()
        ).all()
        calls = _calls(session, school, broadcast, recipients, post=post)
        call_ids = enqueue_calls(
            session,
            school,
            list(calls.values()),
            batch_id=broadcast.batch_id,
            is_emergency=_rings_at_any_hour(broadcast),
            due_at=due_at,
            not_after=broadcast.not_after,
            now=now,
        )
        for recipient, call_id in zip(calls, call_ids, strict=True):
            recipient.call_id = call_id
        return len(call_ids)


def _rings_at_any_hour(broadcast: Broadcast) -> bool:
    """A drill is no emergency to those whom it would wake."""
    return broadcast.is_emergency and not broadcast.is_drill


def _calls(
    session: Session,
    school: School,
    broadcast: Broadcast,
    recipients: Sequence[BroadcastRecipient],
    *,
    post: CallPost,
) -> dict[BroadcastRecipient, NewCall]:
    """A call for each that may hear of the children by now, if a voice reads its language and a line calls."""
    lines = _lines_that_call(session, school, broadcast)
    heard = heard_of(session, school, {one.phone_number_id for one in recipients if one.phone_number_id})
    names = _first_names(session, recipients)
    wordings = Wordings(broadcast, school, post.catalog)
    calls = {}
    for recipient in recipients:
        may_hear = heard.get(recipient.phone_number_id or 0, set())
        children = [child for child in recipient.children if child in may_hear]
        if recipient.children and not children:
            continue  # by now whoever answers there is to be kept from them, or has nothing to do with them
        texts = wordings.words_alone([names[child] for child in children])
        words = _words(broadcast, texts, recipient.language, post=post)
        if words and lines and recipient.phone_number_id is not None:
            line = lines[recipient.phone_number_id % len(lines)]
            calls[recipient] = NewCall(recipient.phone_number_id, line.id, words)
    return calls


def _words(
    broadcast: Broadcast, texts: Mapping[str, str], language: str | None, *, post: CallPost
) -> list[Say]:
    """What is read out: in the family's language, or in each where nobody knows it."""
    wanted = (language,) if language else family_languages()
    words = [Say(one, texts[one]) for one in wanted if one in post.languages and one in texts]
    if not broadcast.is_drill:
        return words
    return [
        Say(said.language, post.catalog.wording("voice_drill", said.language).fill(words=said.words))
        for said in words
    ]


def _lines_that_call(session: Session, school: School, broadcast: Broadcast) -> list[PhoneLine]:
    """The line for emergencies, or the pool, so that calls leave side by side; a short code calls nobody."""
    pool = [line for line in lines_of(session, school) if line.e164.startswith("+")]
    special = [line for line in pool if line.purpose is LinePurpose.EMERGENCIES]
    usual = [line for line in pool if line.purpose is LinePurpose.CONVERSATIONS]
    return (broadcast.is_emergency and special) or usual or special


def _first_names(session: Session, recipients: Sequence[BroadcastRecipient]) -> dict[int, str]:
    children = {child for recipient in recipients for child in recipient.children}
    rows = session.execute(select(Student.id, Student.first_name).where(Student.id.in_(children)))
    return {student: name for student, name in rows}  # noqa: C416 - typed rows, not pairs
