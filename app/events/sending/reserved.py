"""Room in families' week for what events have yet to say in it: invitations go before tips."""

from collections import Counter
from collections.abc import Collection
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.events.event import Event
from app.events.mailing import EventText, EventTextKind, Mailing, TextState
from app.events.sending.decide import WITHIN_THE_ALLOWANCE
from app.events.sending.expected import expected
from app.messages.allowance import week_span
from app.schools.school import School
from app.schools.school_calendar import monday_of

KEEPS_ROOM = WITHIN_THE_ALLOWANCE | {EventTextKind.REMINDER, EventTextKind.MORNING}
"""What is known days before. A reminder needs no room, but a tip that took it would make the week too full."""


def reserved(session: Session, school: School, phone_ids: Collection[int], day: date) -> dict[int, int]:
    """By phone, how many of these texts are still to come in the school's week of that day; phones with none left out.

    What is in the outbox already counts as taken, and not here.
    """
    (kept,) = reserved_by_week(session, school, [monday_of(day)], phones=phone_ids).values()
    return kept


def reserved_by_week(
    session: Session, school: School, mondays: Collection[date], *, phones: Collection[int] | None = None
) -> dict[date, dict[int, int]]:
    """The same of each of these weeks, in as many statements as of one; of every phone unless narrowed."""
    spans = {monday: week_span(school, monday) for monday in mondays}
    counts: dict[date, Counter[int]] = {monday: Counter() for monday in spans}
    texts = (
        select(EventText.phone_number_id, EventText.due_at, EventText.not_after, func.count())
        .where(
            EventText.school_id == school.id,
            EventText.state == TextState.PLANNED,
            EventText.kind.in_(KEEPS_ROOM),
        )
        .group_by(EventText.phone_number_id, EventText.due_at, EventText.not_after)
    )
    if phones is not None:
        texts = texts.where(EventText.phone_number_id.in_(phones))
    for phone, due_at, not_after, count in session.execute(texts):
        for monday, (begins, ends) in spans.items():
            if due_at < ends and not_after > begins:
                counts[monday][phone] += count
    rows = session.execute(
        select(Mailing, Event)
        .join(Event, Event.id == Mailing.event_id)
        .where(
            Mailing.school_id == school.id,
            Mailing.opened_at.is_(None),
            Mailing.cancelled_at.is_(None),
            Mailing.kind.in_(KEEPS_ROOM),
            or_(
                *(and_(Mailing.due_at < ends, Mailing.not_after > begins) for begins, ends in spans.values())
            ),
        )
        .order_by(Mailing.id)
    ).all()
    if rows:
        events = {event.id: event for _, event in rows}
        homes = expected(session, school, [mailing for mailing, _ in rows], events, phones=phones)
        for mailing, _ in rows:
            for monday, (begins, ends) in spans.items():
                if mailing.due_at < ends and mailing.not_after > begins:
                    counts[monday].update(homes.get(mailing.id, {}).keys())
    return {monday: dict(found) for monday, found in counts.items()}
