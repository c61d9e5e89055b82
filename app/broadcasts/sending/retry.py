"""After a broadcast has gone out: trying again where it failed, and telling those who have joined since."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Select, Table, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from app.broadcasts.answers.question import Asked, put_questions
from app.broadcasts.audience import GuestsOf, Selection, homes_among
from app.broadcasts.broadcast import Broadcast, BroadcastState
from app.broadcasts.homes_without_number import homes_without_number
from app.broadcasts.recipient import BroadcastRecipient
from app.broadcasts.sending.cancel import hold
from app.foundation.errors import Conflict
from app.foundation.i18n import _l
from app.foundation.logging import get_logger
from app.gateway.port import FailureReason
from app.interpreting.translation import Translation
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message, Precedence
from app.messages.outbox import enqueue_many
from app.messages.outgoing_pictures import goes_along
from app.messages.text_to_send import Destination, TextToSend
from app.messages.thread import Thread
from app.roster.homes import heard_of
from app.roster.phone_number import PhoneNumber
from app.schools.phone_line import PhoneLine
from app.schools.school import School
from app.staff.staff_member import StaffMember

log = get_logger(__name__)

HOPELESS = frozenset(
    {
        FailureReason.NUMBER_INVALID,
        FailureReason.NUMBER_OUT_OF_SERVICE,
        FailureReason.LANDLINE,
        FailureReason.OPTED_OUT,
        FailureReason.FOREIGN_NUMBER,
        FailureReason.FILTERED,
        FailureReason.EMPTY,
        FailureReason.TOO_LONG,
        FailureReason.TOO_LATE,
    }
)
"""The same text to the same number would fail again, or must not be sent."""
FAILED = (DeliveryStatus.FAILED, DeliveryStatus.UNDELIVERED)

_PAGE = 500
_MESSAGE, _RECIPIENT, _TRANSLATION = (
    cast("Table", kind.__table__) for kind in (Message, BroadcastRecipient, Translation)
)


def retry_failed(
    session: Session,
    school: School,
    broadcast: Broadcast,
    reasons: Collection[FailureReason],
    *,
    by: StaffMember,
    now: datetime,
) -> int:
    """What failed for one of these reasons leaves once more, as far as there is hope; returns how many texts.

    Raises Conflict where the broadcast is cancelled or no longer worth sending.
    """
    hold(session, broadcast)
    _check_is_worth_sending(broadcast, {BroadcastState.SENDING, BroadcastState.SENT}, now=now)
    wanted = set(reasons) - HOPELESS
    retried, after = 0, 0
    while failed := session.execute(_failed(broadcast, wanted, after=after)).all():
        after = failed[-1].message_id
        allowed = _still_theirs(session, school, failed)
        if allowed:
            _send_copies(session, school, broadcast, allowed, now=now)
        retried += len(allowed)
    log.info("broadcast_retried", broadcast_id=broadcast.id, by=by.id, texts=retried)
    return retried


def add_latecomers(
    session: Session,
    school: School,
    broadcast: Broadcast,
    *,
    guests: GuestsOf,
    by: StaffMember,
    now: datetime,
) -> int:
    """Whoever it is for by now, and was not when it went out, gets it too; returns how many families.

    Raises Conflict where it is not out yet, is cancelled or no longer worth sending.
    """
    hold(session, broadcast)
    _check_is_worth_sending(broadcast, {BroadcastState.SENT}, now=now)
    selection = Selection.from_json(broadcast.audience)
    known = session.execute(
        select(
            BroadcastRecipient.id,
            BroadcastRecipient.phone_number_id,
            BroadcastRecipient.children,
            BroadcastRecipient.reached_at,
        ).where(BroadcastRecipient.broadcast_id == broadcast.id)
    ).all()
    lacking = homes_without_number(session, school, selection)
    still_lacking = {child for home in lacking for child in home}
    # A home that has a phone by now is counted by it; unless somebody has told the family meanwhile.
    replaced = [
        recipient_id
        for recipient_id, phone, children, reached_at in known
        if phone is None and reached_at is None and still_lacking.isdisjoint(children)
    ]
    on_record = {child for _, phone, children, _ in known if phone is None for child in children}
    phones = homes_among(session, school, selection, None, guests=guests).keys()
    new = len(phones - {phone for _, phone, _, _ in known})
    new += sum(on_record.isdisjoint(home) for home in lacking)
    if new:
        session.execute(delete(BroadcastRecipient).where(BroadcastRecipient.id.in_(replaced)))
        broadcast.expected = len(known) - len(replaced) + new
        broadcast.state, broadcast.handed_over_until = BroadcastState.SENDING, 0
        broadcast.changed_at, broadcast.version = now, broadcast.version + 1
        session.flush()
        log.info("broadcast_goes_on", broadcast_id=broadcast.id, by=by.id, families=new)
    return new


def _check_is_worth_sending(
    broadcast: Broadcast, states: Collection[BroadcastState], *, now: datetime
) -> None:
    if broadcast.state not in states:
        raise Conflict(_l("This announcement is not on its way."))
    if broadcast.not_after is None or now > broadcast.not_after:
        raise Conflict(_l("The time for this announcement has passed. Write a new one."))


def _still_theirs(session: Session, school: School, failed: Sequence[Row[Any]]) -> list[Row[Any]]:
    """Those whose phones may hear today of all the children whom their texts name."""
    heard = heard_of(session, school, {one.phone_number_id for one in failed})
    return [one for one in failed if set(one.children) <= heard.get(one.phone_number_id, set())]


def _failed(broadcast: Broadcast, reasons: Collection[FailureReason], *, after: int) -> Select[Any]:
    """The next texts that failed so, with where they stand."""
    return (
        select(
            BroadcastRecipient.id.label("recipient_id"),
            BroadcastRecipient.children,
            Message.id.label("message_id"),
            *(getattr(Message, name) for name in _COPIED),
            PhoneNumber.e164,
            PhoneLine.paused_at,
            Thread.line_id.label("usual_line_id"),
        )
        .join(Message, Message.id == BroadcastRecipient.message_id)
        .join(PhoneNumber, PhoneNumber.id == Message.phone_number_id)
        .join(PhoneLine, PhoneLine.id == Message.line_id)
        .join(Thread, Thread.id == Message.thread_id)
        .where(
            BroadcastRecipient.broadcast_id == broadcast.id,
            Message.id > after,
            Message.status.in_(FAILED),
            Message.reason.in_(reasons),
        )
        .order_by(Message.id)
        .limit(_PAGE)
        .with_for_update(of=Message)
    )


_COPIED = (
    "thread_id",
    "phone_number_id",
    "line_id",
    "kind",
    "body",
    "language",
    "author_id",
    "precedence",
    "picture_id",
    "reason",
)


def _send_copies(
    session: Session,
    school: School,
    broadcast: Broadcast,
    failed: Sequence[Row[Any]],
    *,
    now: datetime,
) -> None:
    """Each leaves again, and stands in the broadcast's counts for the one that failed."""
    texts = [
        (
            Destination(
                old.thread_id,
                old.phone_number_id,
                old.usual_line_id if old.paused_at else old.line_id,
                old.e164,
            ),
            TextToSend(
                old.body,
                old.kind,
                author_id=old.author_id,
                not_after=broadcast.not_after,
                language=old.language,
                batch_id=broadcast.batch_id,
                precedence=Precedence(old.precedence),
                picture_id=goes_along(old.picture_id, old.reason),
            ),
        )
        for old in failed
    ]
    copies = enqueue_many(session, school, texts, now=now)
    connection = session.connection()
    connection.execute(
        _REPLACE, [{"one": old.recipient_id, "copy": copy} for old, copy in zip(failed, copies, strict=True)]
    )
    copy_of = {old.message_id: copy for old, copy in zip(failed, copies, strict=True)}
    connection.execute(
        update(_MESSAGE).where(_MESSAGE.c.id.in_(copy_of)).values(batch_id=None, attention_at=None)
    )
    if rows := list(_wordings(session, copy_of)):
        connection.execute(insert(_TRANSLATION), rows)
    asked = [
        Asked(to.thread_id, to.phone_number_id, to.line_id, copy, text.language)
        for (to, text), copy in zip(texts, copies, strict=True)
    ]
    put_questions(session, school, broadcast, asked, now=now)


_REPLACE = update(_RECIPIENT).where(_RECIPIENT.c.id == bindparam("one")).values(message_id=bindparam("copy"))


def _wordings(session: Session, copy_of: dict[int, int]) -> Iterator[dict[str, Any]]:
    """What stands beside the texts that failed, for their copies."""
    beside = session.connection().execute(
        select(_TRANSLATION).where(
            _TRANSLATION.c.message_id.in_(copy_of), _TRANSLATION.c.replaced_at.is_(None)
        )
    )
    for row in beside.mappings().all():
        kept = {name: value for name, value in row.items() if name not in {"id", "message_id"}}
        yield {**kept, "message_id": copy_of[row["message_id"]]}
