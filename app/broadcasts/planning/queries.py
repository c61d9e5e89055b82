"""Finding broadcasts: those that somebody sees, those that wait for them, and what families are still owed."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.broadcasts.answer import BroadcastAnswer
from app.broadcasts.broadcast import Asks, Broadcast, BroadcastState
from app.broadcasts.planning.needs import FEEDBACK_WITHIN, Awaits, awaited, can_agree, can_check
from app.broadcasts.planning.reach import Reach
from app.foundation.errors import NotFound
from app.foundation.i18n import _l
from app.schools.school import School

MOST_PAST = 100

_S = BroadcastState
_RELEASED = (_S.SCHEDULED, _S.SENDING, _S.SENT)


@dataclass
class Broadcasts:
    """What one person sees."""

    drafts: list[Broadcast] = field(default_factory=list)
    """Those changed last first."""
    submitted: list[Broadcast] = field(default_factory=list)
    ahead: list[Broadcast] = field(default_factory=list)
    """Scheduled, and being sent; the next first."""
    past: list[Broadcast] = field(default_factory=list)
    """Sent and cancelled, the latest first, at most `MOST_PAST`."""


@dataclass(frozen=True)
class Waiting:
    """A submitted broadcast, and what of it this person can do."""

    broadcast: Broadcast
    awaits: frozenset[Awaits]


@dataclass(frozen=True)
class Owed:
    """A poll that has ended, and whose families have not been told what came of it."""

    poll: Broadcast
    due_at: datetime
    is_owed_again: bool
    """What they were to be told was cancelled."""

    def is_overdue(self, now: datetime) -> bool:
        return now > self.due_at


def get_broadcast(session: Session, school: School, broadcast_id: int, *, reach: Reach) -> Broadcast:
    """Raises NotFound for one of another school, or out of this person's sight.

    One sees one's own, those in inboxes within one's sight, and those in every class if one announces to the school.
    """
    found = session.scalar(
        select(Broadcast).where(
            Broadcast.id == broadcast_id, Broadcast.school_id == school.id, _is_seen(reach)
        )
    )
    if found is None:
        raise NotFound(_l("There is no such announcement."))
    return found


def get_waiting(session: Session, school: School, broadcast_id: int, *, reach: Reach) -> Waiting:
    """What of a submitted broadcast this person can do, who may see no more of it than its words; raises NotFound."""
    for one in waiting_for(session, school, reach=reach):
        if one.broadcast.id == broadcast_id:
            return one
    raise NotFound(_l("There is no such announcement."))


def broadcasts_of(session: Session, school: School, *, reach: Reach) -> Broadcasts:
    here = select(Broadcast).where(Broadcast.school_id == school.id, _is_seen(reach))
    by_moment = func.coalesce(Broadcast.send_at, Broadcast.changed_at)
    found = Broadcasts()
    for states, order, into in (
        ((_S.DRAFT,), Broadcast.changed_at.desc(), found.drafts),
        ((_S.SUBMITTED,), Broadcast.submitted_at, found.submitted),
        ((_S.SCHEDULED, _S.SENDING), by_moment, found.ahead),
        ((_S.SENT, _S.CANCELLED), by_moment.desc(), found.past),
    ):
        into.extend(
            session.scalars(
                here.where(Broadcast.state.in_(states)).order_by(order, Broadcast.id).limit(MOST_PAST)
            )
        )
    return found


def waiting_for(session: Session, school: School, *, reach: Reach) -> list[Waiting]:
    """What waits for this person, or somebody like them, the longest waiting first.

    Whoever reads both languages may check the words of a broadcast that is out of their sight otherwise.
    """
    submitted = session.execute(
        select(Broadcast, _is_seen(reach))
        .where(Broadcast.school_id == school.id, Broadcast.state == _S.SUBMITTED)
        .order_by(Broadcast.submitted_at, Broadcast.id)
    )
    found = []
    for broadcast, is_seen in submitted:
        person = reach.person
        may = {
            Awaits.CHECK: can_check(broadcast, person),
            Awaits.SECOND_PERSON: is_seen and can_agree(broadcast, person),
        }
        awaits = awaited(school, broadcast, families=broadcast.expected or 0)
        if mine := frozenset(one for one in awaits if may[one]):
            found.append(Waiting(broadcast, mine))
    return found


def owed_feedback(session: Session, school: School, *, reach: Reach, now: datetime) -> list[Owed]:
    """The polls of which families should hear next, the one due first at the top."""
    polls = session.scalars(_owed(school, now).where(_is_seen(reach))).all()
    again = with_cancelled_feedback(session, [poll.id for poll in polls])
    return [
        Owed(poll, poll.answers_until + FEEDBACK_WITHIN, poll.id in again)
        for poll in polls
        if poll.answers_until is not None
    ]


def with_cancelled_feedback(session: Session, poll_ids: Collection[int]) -> set[int]:
    """Those of these polls of which families were to be told what came of it, and it was cancelled."""
    cancelled = session.scalars(
        select(Broadcast.follows_id).where(
            Broadcast.follows_id.in_(poll_ids), Broadcast.state == _S.CANCELLED
        )
    )
    return {poll_id for poll_id in cancelled if poll_id is not None}


def find_overdue_poll(
    session: Session, school: School, inbox_id: int | None, *, now: datetime
) -> Broadcast | None:
    """The poll of this inbox, or of every class, whose families have waited too long to hear what came of it."""
    inbox = Broadcast.inbox_id.is_(None) if inbox_id is None else Broadcast.inbox_id == inbox_id
    return session.scalars(_owed(school, now - FEEDBACK_WITHIN).where(inbox).limit(1)).first()


def last_drill_at(session: Session, school: School, *, now: datetime) -> datetime | None:
    """When the last one left, or that it leaves now where it is still ahead."""
    last = session.scalar(
        select(func.max(Broadcast.send_at)).where(
            Broadcast.school_id == school.id,
            Broadcast.is_drill,
            # One that was cancelled has woken those to whom it had gone out.
            or_(Broadcast.state.in_(_RELEASED), Broadcast.handed_over_at.is_not(None)),
        )
    )
    return min(last, now) if last else None


def _is_seen(reach: Reach) -> ColumnElement[bool]:
    ways = [Broadcast.author_id == reach.person.id, Broadcast.inbox_id.in_(reach.inbox_ids)]
    if reach.is_whole_school:
        ways.append(Broadcast.inbox_id.is_(None))
    return or_(*ways)


def _owed(school: School, ended_before: datetime) -> Select[Broadcast]:
    """The polls that somebody has answered, and of which nothing is told or about to be."""
    told = aliased(Broadcast)
    return (
        select(Broadcast)
        .where(
            Broadcast.school_id == school.id,
            Broadcast.asks == Asks.POLL,
            Broadcast.state.in_((_S.SENDING, _S.SENT, _S.CANCELLED)),
            Broadcast.answers_until < ended_before,
            exists().where(BroadcastAnswer.broadcast_id == Broadcast.id),
            ~exists().where(told.follows_id == Broadcast.id, told.state.in_(_RELEASED)),
        )
        .order_by(Broadcast.answers_until, Broadcast.id)
    )
