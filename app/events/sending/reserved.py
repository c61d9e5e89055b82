"""Room in families' week for what events have yet to say in it: invitations go before tips."""

from collections import Counter
from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.events.event import Event
from app.events.mailing import EventText, EventTextKind, Mailing, TextState
from app.events.sending.decide import WITHIN_THE_ALLOWANCE
from app.events.sending.expected import expected
from app.messages.allowance import week_span
from app.schools.school import School

KEEPS_ROOM = WITHIN_THE_ALLOWANCE | {EventTextKind.REMINDER, EventTextKind.MORNING}
"""What is known days before. A reminder needs no room, but a tip that took it would make the week too full."""


def reserved(session: Session, school: School, phone_ids: Collection[int], day: date) -> dict[int, int]:
    """By phone, how many of these texts are still to come in the school's week of that day; phones with none left out.

    What is in the outbox already counts as taken, and not here.
    """
    begins, ends = week_span(school, day)
    counts: Counter[int] = Counter()
    for phone, count in session.execute(
        select(EventText.phone_number_id, func.count())
        .where(
            EventText.phone_number_id.in_(phone_ids),
            EventText.state == TextState.PLANNED,
            EventText.kind.in_(KEEPS_ROOM),
            EventText.due_at < ends,
            EventText.not_after > begins,
        )
        .group_by(EventText.phone_number_id)
    ):
        counts[phone] += count
    rows = session.execute(
        select(Mailing, Event)
        .join(Event, Event.id == Mailing.event_id)
        .where(
            Mailing.school_id == school.id,
            Mailing.opened_at.is_(None),
            Mailing.cancelled_at.is_(None),
            Mailing.kind.in_(KEEPS_ROOM),
            Mailing.due_at < ends,
            Mailing.not_after > begins,
        )
        .order_by(Mailing.id)
    ).all()
    if rows:
        mailings = [mailing for mailing, _ in rows]
        events = {event.id: event for _, event in rows}
        for homes in expected(session, school, mailings, events, phones=phone_ids).values():
            counts.update(homes.keys())
    return dict(counts)
