"""Reading threads' messages and the health of sending."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.gateway.port import FailureReason
from app.messages.batch import Batch
from app.messages.delivery_status import DeliveryStatus
from app.messages.media import MediaState, MessageMedia
from app.messages.message import Direction, Message, MessageKind
from app.messages.provider_event import ProviderEvent
from app.messages.thread import Thread
from app.schools.phone_line import PhoneLine
from app.schools.school import School


def messages_of(
    session: Session, thread: Thread, *, limit: int = 100, before_id: int | None = None
) -> list[Message]:
    """The newest texts of a thread, or those just before one of them; the oldest first."""
    query = select(Message).where(Message.thread_id == thread.id).order_by(Message.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(Message.id < before_id)
    return list(reversed(session.scalars(query).all()))


def waiting_to_leave(session: Session, school: School, kind: MessageKind, *, now: datetime) -> int:
    """How many texts of a kind could leave and have not; what is paused, or on a paused line, is in nobody's way."""
    is_paused = exists().where(Batch.id == Message.batch_id, Batch.paused_at.is_not(None))
    is_line_paused = exists().where(PhoneLine.id == Message.line_id, PhoneLine.paused_at.is_not(None))
    return session.scalars(
        select(func.count())
        .select_from(Message)
        .where(
            Message.school_id == school.id,
            Message.kind == kind,
            Message.status == DeliveryStatus.QUEUED,
            Message.due_at <= now,
            Message.not_after > now,
            ~is_paused,
            ~is_line_paused,
        )
    ).one()


def media_of(session: Session, messages: Sequence[Message]) -> dict[int, list[MessageMedia]]:
    """The pictures of these texts by message id, without their bytes."""
    found: dict[int, list[MessageMedia]] = {}
    with_pictures = [m.id for m in messages if m.direction is Direction.IN]
    if with_pictures:
        for medium in session.scalars(
            select(MessageMedia)
            .where(MessageMedia.message_id.in_(with_pictures))
            .order_by(MessageMedia.message_id, MessageMedia.position)
        ):
            found.setdefault(medium.message_id, []).append(medium)
    return found


@dataclass(frozen=True)
class Problem:
    """One kind of failure today, and how many texts it met."""

    reason: FailureReason
    code: str
    count: int


@dataclass(frozen=True)
class Health:
    """What an operator looks at first."""

    webhook_seen_at: datetime | None
    """When the provider last called us, for any school of this installation."""
    oldest_due_at: datetime | None
    """Since when the longest waiting text could have left; None when nothing is late."""
    queued: int
    unprocessed: int
    """Webhook calls that our code failed on; they wait for `puente replay`."""
    problems_today: tuple[Problem, ...]
    paused_lines: tuple[PhoneLine, ...]
    waiting_pictures: int


def health(session: Session, school: School, *, now: datetime) -> Health:
    """How sending and receiving stand for one school."""
    day_began = now.astimezone(school.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = session.scalars(select(PhoneLine).where(PhoneLine.school_id == school.id)).all()
    outbox = session.execute(
        select(func.min(Message.due_at), func.count()).where(
            Message.line_id.in_([line.id for line in lines]),
            Message.status == DeliveryStatus.QUEUED,
            Message.due_at <= now,
        )
    ).one()
    return Health(
        webhook_seen_at=session.scalar(
            select(ProviderEvent.received_at).order_by(ProviderEvent.id.desc()).limit(1)
        ),
        oldest_due_at=outbox[0],
        queued=outbox[1],
        unprocessed=session.scalar(
            select(func.count())
            .select_from(ProviderEvent)
            .where(
                ProviderEvent.problem.is_not(None),
                ProviderEvent.school_id.is_(None) | (ProviderEvent.school_id == school.id),
            )
        )
        or 0,
        problems_today=_problems_since(session, school, day_began),
        paused_lines=tuple(line for line in lines if line.paused_at is not None),
        waiting_pictures=session.scalar(
            select(func.count())
            .select_from(MessageMedia)
            .where(
                MessageMedia.state == MediaState.WAITING,
                MessageMedia.next_try_at < now - timedelta(minutes=5),
            )
        )
        or 0,
    )


def _problems_since(session: Session, school: School, since: datetime) -> tuple[Problem, ...]:
    rows = session.execute(
        select(Message.reason, func.coalesce(Message.provider_code, ""), func.count())
        .where(Message.school_id == school.id, Message.reason.is_not(None), Message.ended_at >= since)
        .group_by(Message.reason, Message.provider_code)
        .order_by(func.count().desc())
    )
    return tuple(Problem(reason, code, count) for reason, code, count in rows if reason is not None)


def unprocessed_events(session: Session, *, limit: int = 500) -> list[ProviderEvent]:
    """Webhook calls that wait for `puente replay`, the oldest first."""
    return list(
        session.scalars(
            select(ProviderEvent)
            .where(ProviderEvent.problem.is_not(None))
            .order_by(ProviderEvent.id)
            .limit(limit)
        )
    )
