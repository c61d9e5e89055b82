"""What decides when the rest of a broadcast leaves: the lines, what waits on them, and what has left lately."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import mean

from sqlalchemy import func, select, text, union_all
from sqlalchemy.orm import Session

from app.broadcasts.broadcast import Broadcast, BroadcastState, Urgency
from app.broadcasts.report.outlook import LOOK_BACK, Line, Situation
from app.broadcasts.report.progress import Progress, Stand, WaitsFor
from app.messages.attempt import DeliveryAttempt
from app.messages.batch import Batch
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message, Precedence
from app.schools.phone_line import LinePurpose, PhoneLine
from app.schools.school import School

LATEST_TRIES = 600
"""So many of the latest tries are looked at: enough for minutes at the rate of most lines."""
A_FEW = 200
MANY = 2000
"""More than that need not be counted: it is long enough until the line is free."""

# In the words of the index, which would not be used for a parameter.
_IS_QUEUED = text("messages.status = 'queued'")


def situation_of(
    session: Session, school: School, broadcast: Broadcast, progress: Progress, *, now: datetime
) -> Situation:
    """For a broadcast that has been released, or was cancelled before: then it has no moment of its own."""
    send_at, not_after = broadcast.send_at or now, broadcast.not_after or now
    batch = session.get(Batch, broadcast.batch_id) if broadcast.batch_id else None
    lines = _carriers(session, school, broadcast) if progress.waiting else []
    sample = _sample(session, broadcast) if lines else _Sample(Counter(), 1, None)
    others = _others_before(session, school, broadcast, lines, send_at=send_at, now=now)
    left_lately, watched_since = _left_lately(session, broadcast, now=now)
    return Situation(
        waiting=progress.waiting,
        for_person=progress.reasons(Stand.WAITING)[WaitsFor.PERSON],
        is_cancelled=progress.state is BroadcastState.CANCELLED,
        is_paused=batch is not None and batch.is_paused,
        is_school_paused=school.is_paused,
        is_emergency=broadcast.is_emergency,
        in_own_hours=broadcast.in_own_hours,
        send_at=send_at,
        not_after=not_after,
        hours=school.texting_hours,
        lines=tuple(
            Line(
                line.segments_per_second,
                line.paused_at is not None,
                others[line.id] + round(progress.waiting * sample.share(line.id, lines)),
            )
            for line in lines
        ),
        segments_each=sample.segments,
        others=others.total(),
        # Before it is in the outbox it waits for being handed over.
        waits_since=sample.waits_since or max(send_at, broadcast.changed_at),
        left_lately=left_lately,
        watched_since=watched_since,
    )


@dataclass(frozen=True)
class _Sample:
    """Those texts of a broadcast that leave next: what they take, on which lines, and since when they wait."""

    lines: Counter[int]
    segments: float
    waits_since: datetime | None

    def share(self, line_id: int, lines: Sequence[PhoneLine]) -> float:
        """How much of it leaves on this line; as much as on any other before there are texts to tell by."""
        return self.lines[line_id] / self.lines.total() if self.lines else 1 / len(lines)


def _sample(session: Session, broadcast: Broadcast) -> _Sample:
    """To count all of them would mean to look at each text."""
    rows = session.execute(
        select(Message.line_id, Message.segments, Message.due_at)
        .where(Message.batch_id == broadcast.batch_id, Message.status == DeliveryStatus.QUEUED)
        .limit(A_FEW)
    ).all()
    return _Sample(
        Counter(line_id for line_id, _, _ in rows),
        mean(segments for _, segments, _ in rows) if rows else 1,
        min((due_at for _, _, due_at in rows if due_at is not None), default=None),
    )


def _others_before(
    session: Session,
    school: School,
    broadcast: Broadcast,
    lines: Sequence[PhoneLine],
    *,
    send_at: datetime,
    now: datetime,
) -> Counter[int]:
    """By line, what leaves before it: more urgent texts, and those that were due before. At most `MANY` each."""
    moment = now if broadcast.is_emergency else school.texting_hours.next_moment(now)
    own = _precedence(broadcast)
    # One look into the index for each precedence: what waits beyond is passed over, however much it is.
    before = [
        select(Message.line_id)
        .where(
            Message.line_id.in_([line.id for line in lines]),
            _IS_QUEUED,
            Message.precedence == precedence,
            Message.due_at < send_at if precedence == own else Message.due_at <= moment,
        )
        .limit(MANY)
        .subquery()
        for precedence in Precedence
        if precedence <= own
    ]
    every = union_all(*(select(one.c.line_id) for one in before)).subquery()
    rows = session.execute(select(every.c.line_id, func.count()).group_by(every.c.line_id))
    return Counter(dict(rows.all()))


def _carriers(session: Session, school: School, broadcast: Broadcast) -> list[PhoneLine]:
    lines = session.scalars(
        select(PhoneLine).where(PhoneLine.school_id == school.id).order_by(PhoneLine.id)
    ).all()
    kept_free = [line for line in lines if line.purpose is LinePurpose.EMERGENCIES]
    others = [line for line in lines if line.purpose is not LinePurpose.EMERGENCIES]
    return kept_free if broadcast.is_emergency and kept_free else others


def _precedence(broadcast: Broadcast) -> Precedence:
    if broadcast.is_emergency:
        return Precedence.FIRST
    return Precedence.URGENT if broadcast.urgency is Urgency.URGENT else Precedence.MANY


def _left_lately(session: Session, broadcast: Broadcast, *, now: datetime) -> tuple[int, datetime]:
    """How many texts of it are among the latest tries of the last minutes, and when the first of these left."""
    latest = (
        select(DeliveryAttempt.message_id, DeliveryAttempt.claimed_at)
        .order_by(DeliveryAttempt.id.desc())
        .limit(LATEST_TRIES)
        .subquery()
    )
    tries = session.execute(
        select(latest.c.claimed_at, Message.batch_id == broadcast.batch_id)
        .join(Message, Message.id == latest.c.message_id)
        .where(latest.c.claimed_at > now - LOOK_BACK)
    ).all()
    ours = [moment for moment, is_ours in tries if is_ours]
    return len(ours), min(ours, default=now)
