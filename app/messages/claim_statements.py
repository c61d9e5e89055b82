"""What a claim asks the database: which lines and texts may go now, and what holds them.

Built once: at a hundred texts a second, building them anew would cost as much as running them. What never changes
stands in them as a constant: PostgreSQL plans them once, and only then does a plan know that an index of queued texts
will do.
"""

from enum import IntEnum, StrEnum
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Table,
    and_,
    bindparam,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    union_all,
)

from app.consent.opt_out import StopReview
from app.foundation.database import UtcDateTime
from app.messages.attempt import DeliveryAttempt
from app.messages.batch import Batch
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import LEAVES_WITH_OTHERS, Message, MessageKind, Precedence
from app.roster.phone_number import PhoneNumber
from app.schools.phone_line import PhoneLine
from app.schools.school import School


def _constant(value: StrEnum | IntEnum) -> ColumnElement[Any]:
    return literal_column(f"'{value}'" if isinstance(value, StrEnum) else str(int(value)))


_IS_QUEUED = Message.status == _constant(DeliveryStatus.QUEUED)
_NOW = bindparam("now", type_=UtcDateTime())
_IS_HELD = or_(Batch.paused_at.is_not(None), Batch.cancelled_at.is_not(None))


def _is_due() -> ColumnElement[bool]:
    """The text's moment has come; those that wait for a person are left out, or they would stand before all others.

    A person decides about a phone under review and lets paused texts go on: those of one batch, or all that go to many.
    What is cancelled never leaves, and a worker is yet to mark it.
    """
    is_under_review = exists().where(
        StopReview.school_id == PhoneNumber.school_id,
        StopReview.e164 == PhoneNumber.e164,
        StopReview.decided_at.is_(None),
    )
    is_batch_held = exists().where(Batch.id == Message.batch_id, _IS_HELD)
    is_school_paused = exists().where(School.id == Message.school_id, School.paused_at.is_not(None))
    return and_(
        _IS_QUEUED,
        Message.due_at <= _NOW,
        or_(Message.kind == _constant(MessageKind.OPT_OUT_CONFIRMATION), ~is_under_review),
        or_(Message.batch_id.is_(None), ~is_batch_held),
        or_(Message.kind.not_in([_constant(kind) for kind in sorted(LEAVES_WITH_OTHERS)]), ~is_school_paused),
    )


def _first_of(precedence: Precedence) -> ScalarSelect[int]:
    """A text of a line that is due, by one look into the index: what waits for its hour is passed over.

    Not an EXISTS: of that PostgreSQL may make a table of all that is due, on every line, before it looks at the first.
    """
    return (
        select(Message.id)
        .join(PhoneNumber, PhoneNumber.id == Message.phone_number_id)
        .where(Message.line_id == PhoneLine.id, Message.precedence == _constant(precedence), _is_due())
        .limit(1)
        .correlate(PhoneLine)
        .scalar_subquery()
    )


def _is_free(moment: str) -> ColumnElement[bool]:
    free_by = bindparam(moment, type_=UtcDateTime())
    return or_(PhoneLine.next_free_at.is_(None), PhoneLine.next_free_at <= free_by)


LINES = (
    select(PhoneLine)
    .where(
        PhoneLine.paused_at.is_(None),
        or_(
            and_(_is_free("free_by_for_first"), _first_of(Precedence.FIRST).is_not(None)),
            and_(
                _is_free("free_by"),
                or_(*(_first_of(one).is_not(None) for one in Precedence if one is not Precedence.FIRST)),
            ),
        ),
    )
    .order_by(PhoneLine.next_free_at.is_not(None), PhoneLine.next_free_at)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True, key_share=True)
)
_WAITING_OF_EACH = [
    select(Message.id, PhoneNumber.school_id, PhoneNumber.e164, Message.precedence, Message.due_at)
    .join(PhoneNumber, PhoneNumber.id == Message.phone_number_id)
    .where(Message.line_id == bindparam("line"), Message.precedence == _constant(precedence), _is_due())
    .order_by(Message.due_at, Message.id)
    .limit(bindparam("limit"))
    .subquery()
    for precedence in Precedence
]
WAITING = (
    union_all(
        *(
            select(waiting.c.id, waiting.c.school_id, waiting.c.e164, waiting.c.precedence, waiting.c.due_at)
            for waiting in _WAITING_OF_EACH
        )
    )
    .order_by("precedence", "due_at", "id")
    .limit(bindparam("limit"))
)
STILL_QUEUED = (
    select(Message, School)
    .join(School, School.id == Message.school_id)
    .where(Message.id.in_(bindparam("ids", expanding=True)), _IS_QUEUED)
    .order_by(Message.precedence, Message.due_at, Message.id)
    .with_for_update(of=Message, skip_locked=True)
)
HELD_BATCHES = (
    select(Batch.id, _IS_HELD)
    .where(Batch.id.in_(bindparam("ids", expanding=True)))
    .order_by(Batch.id)
    .with_for_update(read=True)
)
CROWD = (
    select(Message.phone_number_id, func.count())
    .where(
        Message.phone_number_id.in_(bindparam("numbers", expanding=True)),
        Message.claimed_at > bindparam("since", type_=UtcDateTime()),
    )
    .group_by(Message.phone_number_id)
)
NEW_ATTEMPT = insert(cast("Table", DeliveryAttempt.__table__))
