"""Whom no text of a broadcast reached: a person tells them, and says how."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select, union_all
from sqlalchemy.orm import Session

from app.broadcasts.broadcast import Broadcast
from app.broadcasts.recipient import BroadcastRecipient, ReachedHow
from app.calls.voice_call import CallStatus, VoiceCall
from app.foundation.errors import Conflict, NotFound
from app.foundation.i18n import _l
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from app.staff.staff_member import StaffMember

S = DeliveryStatus
NEVER_ARRIVED = (S.SUPPRESSED, S.EXPIRED, S.UNDELIVERED, S.FAILED)
LONGEST_NOTE = 300
AT_ONCE = 10
"""So many families one person takes on with one press: enough for an hour, and few enough to share the rest."""


@dataclass(frozen=True)
class Unreached:
    """So many families that no text reached, of whom all else that is told here is the same."""

    families: int
    language: str | None
    has_text: bool
    """One left for them, or was to; the others were given none."""
    is_owned: bool
    how: ReachedHow | None
    """How a person told them."""
    is_heard: bool
    """A person or a machine took the call that read it out."""

    @property
    def is_told(self) -> bool:
        return self.how is not None or self.is_heard


@dataclass(frozen=True)
class Told:
    """How far a broadcast has come with those whom no text reached."""

    families: int
    owned: int
    """Of those still to tell: so many somebody has taken on."""
    how: Counter[ReachedHow]
    by_voice: int

    @classmethod
    def of(cls, counts: Iterable[Unreached]) -> Self:
        how: Counter[ReachedHow] = Counter()
        families = owned = by_voice = 0
        for one in counts:
            families += one.families
            if one.how is not None:
                how[one.how] += one.families
            elif one.is_heard:
                by_voice += one.families
            elif one.is_owned:
                owned += one.families
        return cls(families, owned, how, by_voice)

    @property
    def done(self) -> int:
        return self.how.total() + self.by_voice

    @property
    def open(self) -> int:
        return self.families - self.done


def unreached(broadcast: Broadcast) -> Select[int]:
    """The ids of the recipients whom no text reached, or, in an emergency, perhaps none."""
    left_out, failed = either_unreached(broadcast, BroadcastRecipient.id)
    ids = union_all(left_out, failed).subquery()
    return select(ids.c.id)


def either_unreached(broadcast: Broadcast, *columns: Any) -> list[Select[*tuple[Any, ...]]]:  # noqa: ANN401 - any column
    """Of those who were given no text, and of those whose text did not arrive."""
    statuses = (*NEVER_ARRIVED, S.UNKNOWN) if broadcast.is_emergency else NEVER_ARRIVED
    return [
        select(*columns).where(
            BroadcastRecipient.broadcast_id == broadcast.id, BroadcastRecipient.left_out.is_not(None)
        ),
        select(*columns)
        .join(Message, Message.id == BroadcastRecipient.message_id)
        .where(Message.batch_id == broadcast.batch_id, Message.status.in_(statuses)),
    ]


IS_HEARD = and_(VoiceCall.id.is_not(None), VoiceCall.status == CallStatus.ANSWERED)
IS_TOLD: ColumnElement[bool] = or_(BroadcastRecipient.reached_at.is_not(None), IS_HEARD)
"""Of a recipient with its call, if it was called: a person told the family, or a call was taken."""


def count_unreached(session: Session, broadcast: Broadcast) -> list[Unreached]:
    """All of them, in one statement."""
    told = (
        BroadcastRecipient.language,
        BroadcastRecipient.left_out.is_(None).label("has_text"),
        BroadcastRecipient.owner_id.is_not(None).label("is_owned"),
        BroadcastRecipient.call_id,
        BroadcastRecipient.reached_how,
    )
    one = union_all(*either_unreached(broadcast, *told)).subquery()
    marks = (one.c.language, one.c.has_text, one.c.is_owned, one.c.reached_how)
    rows = session.execute(
        select(func.count(), *marks, IS_HEARD.label("is_heard"))
        .select_from(one)
        .outerjoin(VoiceCall, VoiceCall.id == one.c.call_id)
        .group_by(*marks, "is_heard")
    )
    return [Unreached(*row) for row in rows]


def get_unreached(session: Session, broadcast: Broadcast, recipient_id: int) -> BroadcastRecipient:
    """Kept from everybody else's changes until this unit of work ends; raises NotFound for any other family."""
    recipient = session.scalar(
        select(BroadcastRecipient)
        .where(
            BroadcastRecipient.id == recipient_id,
            BroadcastRecipient.broadcast_id == broadcast.id,
            BroadcastRecipient.id.in_(unreached(broadcast)),
        )
        .with_for_update()
    )
    if recipient is None:
        raise NotFound(_l("There is no such family on this list."))
    return recipient


def take_on(session: Session, broadcast: Broadcast, recipient_id: int, *, by: StaffMember) -> None:
    """The person will tell the family. Raises Conflict when a colleague has taken it on or told it."""
    recipient = get_unreached(session, broadcast, recipient_id)
    _check_untold(recipient)
    if recipient.owner_id not in {None, by.id}:
        raise Conflict(_l("A colleague has just taken this family on."))
    recipient.owner_id = by.id


def take_next(session: Session, broadcast: Broadcast, *, by: StaffMember) -> int:
    """The person will tell the next few families that are nobody's yet; returns how many."""
    free = session.scalars(
        select(BroadcastRecipient)
        .outerjoin(VoiceCall, VoiceCall.id == BroadcastRecipient.call_id)
        .where(
            BroadcastRecipient.id.in_(unreached(broadcast)),
            BroadcastRecipient.owner_id.is_(None),
            not_(func.coalesce(IS_TOLD, False)),
        )
        .order_by(BroadcastRecipient.id)
        .limit(AT_ONCE)
        .with_for_update(of=BroadcastRecipient, skip_locked=True)
    ).all()
    for recipient in free:
        recipient.owner_id = by.id
    return len(free)


def give_back(session: Session, broadcast: Broadcast, recipient_id: int) -> None:
    """The family is nobody's in particular."""
    get_unreached(session, broadcast, recipient_id).owner_id = None


def tell(
    session: Session,
    broadcast: Broadcast,
    recipient_id: int,
    how: ReachedHow,
    note: str,
    *,
    by: StaffMember,
    now: datetime,
) -> None:
    """The family knows, because this person told it. Raises Conflict when a colleague wrote the same down."""
    recipient = get_unreached(session, broadcast, recipient_id)
    _check_untold(recipient)
    recipient.reached_at, recipient.reached_by, recipient.reached_how = now, by.id, how
    recipient.note = note.strip()[:LONGEST_NOTE]


def take_back_told(session: Session, broadcast: Broadcast, recipient_id: int) -> None:
    """It was another family, or nobody was at home after all."""
    recipient = get_unreached(session, broadcast, recipient_id)
    recipient.reached_at = recipient.reached_by = recipient.reached_how = None


def _check_untold(recipient: BroadcastRecipient) -> None:
    if recipient.reached_at is not None:
        raise Conflict(_l("A colleague has told this family already."))
