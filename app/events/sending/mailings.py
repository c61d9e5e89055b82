"""Planning what an event sends: its invitation, and for every date the texts before and after it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from app.events.event import Event, EventDate, Words
from app.events.mailing import EventText, EventTextKind, LeftOut, Mailing, TextState
from app.events.sending.moments import (
    Moment,
    invitation_moment,
    morning_moment,
    next_date_moment,
    reminder_moment,
    thanks_moment,
)
from app.foundation.errors import Invalid, NotFound
from app.foundation.i18n import _l
from app.messages.batch import Batch
from app.messages.decisions import take_back
from app.messages.message import Message
from app.schools.school import School
from app.staff.staff_member import StaffMember

OF_A_DATE = frozenset(
    {EventTextKind.REMINDER, EventTextKind.MORNING, EventTextKind.THANKS, EventTextKind.NEXT_DATE}
)
"""What is planned with every date and moves with it."""


@dataclass(frozen=True)
class _Planned:
    """One thing that the dates of an event call for."""

    kind: EventTextKind
    event_date: EventDate
    moment: Moment | None
    """None where there is no good one."""


def plan_mailings(
    session: Session, school: School, event: Event, *, send_at: datetime, by: StaffMember, now: datetime
) -> list[Mailing]:
    """The invitation leaves at that moment or the next that texting hours allow, the other texts around every date.

    What would be due before the invitation is not planned. Raises Invalid where the event begins before families could
    answer.
    """
    dates = [one for one in _dates_that_take_place(session, event) if one.starts_at > now]
    moment = invitation_moment(school, dates, max(send_at, now)) if dates else None
    if moment is None:
        raise Invalid(
            _l("The event begins before families could answer. Choose an earlier moment to invite.")
        )
    mailings = [_add(session, event, EventTextKind.INVITATION, None, moment, by=by.id, now=now)]
    for planned in _planned(school, dates):
        if planned.moment is not None and planned.moment.due_at > moment.due_at:
            mailing = _add(
                session, event, planned.kind, planned.event_date, planned.moment, by=by.id, now=now
            )
            mailings.append(mailing)
    session.flush()
    return mailings


def add_mailing(
    session: Session,
    school: School,
    event: Event,
    kind: EventTextKind,
    *,
    event_date: EventDate | None = None,
    words: Words | None = None,
    due_at: datetime,
    not_after: datetime,
    by: StaffMember,
    now: datetime,
) -> Mailing:
    """One more text to many is planned. Raises Invalid where there is no time left in which it may leave."""
    leaves_at = due_at if goes_at_any_hour(kind) else school.texting_hours.next_moment(due_at)
    if leaves_at >= not_after:
        raise Invalid(_l("There is no time left in which this text may go out."))
    moment = Moment(due_at, not_after)
    mailing = _add(session, event, kind, event_date, moment, words=words, by=by.id, now=now)
    session.flush()
    return mailing


def goes_at_any_hour(kind: EventTextKind) -> bool:
    """Whether families that may be on their way must hear of it, even where texting hours open too late for that."""
    return kind in {EventTextKind.CHANGE, EventTextKind.CALLED_OFF}


def cancel_mailings(
    session: Session,
    event: Event,
    *,
    kinds: Collection[EventTextKind] | None = None,
    event_date: EventDate | None = None,
    now: datetime,
) -> None:
    """None of it leaves any more: neither what is planned nor what waits in the outbox; all of it unless narrowed."""
    which = [Mailing.event_id == event.id, Mailing.cancelled_at.is_(None)]
    if kinds is not None:
        which.append(Mailing.kind.in_(kinds))
    if event_date is not None:
        which.append(Mailing.event_date_id == event_date.id)
    _cancel(session, which, now=now)


def cancel_mailing(session: Session, event: Event, mailing_id: int, *, now: datetime) -> None:
    """None of this one leaves any more. Raises NotFound for one of another event."""
    which = (Mailing.id == mailing_id, Mailing.event_id == event.id)
    if session.scalar(select(Mailing.id).where(*which)) is None:
        raise NotFound(_l("There is no such text."))
    _cancel(session, [*which, Mailing.cancelled_at.is_(None)], now=now)


def replan(session: Session, school: School, event: Event, event_date: EventDate, *, now: datetime) -> None:
    """What goes out around a date that has moved, or is called off, goes out around its new time or not at all.

    What has gone out already goes out anew where the new time calls for it. Nothing is planned for an event to which
    nobody is invited yet.
    """
    mailings = session.scalars(
        select(Mailing)
        .where(Mailing.event_id == event.id, Mailing.cancelled_at.is_(None))
        .order_by(Mailing.id)
        .with_for_update()
    ).all()
    invitations = [mailing for mailing in mailings if mailing.kind is EventTextKind.INVITATION]
    if not invitations:
        return
    dates = _dates_that_take_place(session, event)
    _keep_invitations_fresh(school, invitations, dates)
    earliest = max(now, invitations[0].due_at)
    wanted = {
        (planned.kind, planned.event_date.id): planned
        for planned in _planned(school, dates)
        if planned.event_date.id == event_date.id or planned.kind is EventTextKind.NEXT_DATE
    }
    over = []
    for mailing in mailings:
        key = mailing.kind, mailing.event_date_id or 0
        is_of_date = mailing.event_date_id == event_date.id and mailing.kind in OF_A_DATE
        if mailing.opened_at is not None:
            if is_of_date:
                over.append(mailing.id)  # what of it waits was meant for the old time
            else:
                wanted.pop(key, None)
        elif is_of_date or mailing.kind is EventTextKind.NEXT_DATE:
            planned = wanted.pop(key, None)
            moment = planned.moment if planned else None
            if moment is None or not (moment.due_at > earliest or moment.due_at == mailing.due_at):
                over.append(mailing.id)
            else:
                mailing.due_at, mailing.not_after = moment.due_at, moment.not_after
    for planned in wanted.values():
        if planned.moment is not None and planned.moment.due_at > earliest:
            _add(session, event, planned.kind, planned.event_date, planned.moment, by=None, now=now)
    session.flush()
    _cancel(session, [Mailing.id.in_(over)], now=now)


def _keep_invitations_fresh(
    school: School, invitations: Sequence[Mailing], dates: Sequence[EventDate]
) -> None:
    for mailing in invitations:
        if mailing.opened_at is None and dates:
            moment = invitation_moment(school, dates, mailing.due_at)
            if moment is not None:
                mailing.not_after = moment.not_after


def _planned(school: School, dates: Sequence[EventDate]) -> Iterator[_Planned]:
    for one in dates:
        yield _Planned(EventTextKind.REMINDER, one, reminder_moment(school, one))
        yield _Planned(EventTextKind.MORNING, one, morning_moment(school, one))
        yield _Planned(EventTextKind.THANKS, one, thanks_moment(school, one))
    for previous, one in pairwise(dates):
        yield _Planned(EventTextKind.NEXT_DATE, one, next_date_moment(school, previous, one))


def _dates_that_take_place(session: Session, event: Event) -> list[EventDate]:
    """Those that take place, in the order in which they do."""
    return list(
        session.scalars(
            select(EventDate)
            .where(EventDate.event_id == event.id, EventDate.called_off_at.is_(None))
            .order_by(EventDate.starts_at, EventDate.number)
        )
    )


def _add(
    session: Session,
    event: Event,
    kind: EventTextKind,
    event_date: EventDate | None,
    moment: Moment,
    *,
    words: Words | None = None,
    by: int | None,
    now: datetime,
) -> Mailing:
    batch = Batch(school_id=event.school_id)
    session.add(batch)
    session.flush()
    mailing = Mailing(
        school_id=event.school_id,
        event_id=event.id,
        event_date_id=event_date.id if event_date else None,
        kind=kind,
        words=words or {},
        batch_id=batch.id,
        due_at=moment.due_at,
        not_after=moment.not_after,
        made_by=by,
        made_at=now,
    )
    session.add(mailing)
    return mailing


def _cancel(session: Session, which: Collection[ColumnElement[bool]], *, now: datetime) -> None:
    """Those mailings are over, with every text of theirs that has not been handed over to the provider."""
    mailings = session.scalars(select(Mailing).where(*which).order_by(Mailing.id).with_for_update()).all()
    planned = and_(
        EventText.mailing_id.in_([mailing.id for mailing in mailings]),
        EventText.state == TextState.PLANNED,
    )
    unfinished = set(session.scalars(select(EventText.mailing_id).where(planned).distinct()))
    session.execute(
        update(EventText)
        .where(planned)
        .values(state=TextState.LEFT_OUT, reason=LeftOut.CALLED_OFF, decided_at=now)
    )
    for mailing in mailings:
        if mailing.opened_at is None or mailing.id in unfinished:
            mailing.cancelled_at = now
    take_back(session, Message.batch_id.in_([mailing.batch_id for mailing in mailings]), now=now)
