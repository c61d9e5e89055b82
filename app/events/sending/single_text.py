"""What an event has to say to one family alone: planned here, and sent by whoever sends its other texts."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events.event import Event, EventDate, Words
from app.events.guest import Guest
from app.events.mailing import EventText, EventTextKind, TextState


def plan_single_text(
    session: Session,
    event: Event,
    one: EventDate,
    guest: Guest,
    kind: EventTextKind,
    *,
    words: Words | None = None,
    now: datetime,
) -> None:
    """The family is told as soon as it may be texted, and not once that date has begun."""
    if one.starts_at <= now or _is_planned(session, one, guest, kind, words):
        return
    session.add(
        EventText(
            school_id=event.school_id,
            event_id=event.id,
            event_date_id=one.id,
            phone_number_id=guest.phone_number_id,
            kind=kind,
            words=words or {},
            due_at=now,
            not_after=one.starts_at,
        )
    )


def _is_planned(
    session: Session, one: EventDate, guest: Guest, kind: EventTextKind, words: Words | None
) -> bool:
    """Whether the same is about to be said already."""
    waiting = session.scalars(
        select(EventText).where(
            EventText.event_date_id == one.id,
            EventText.phone_number_id == guest.phone_number_id,
            EventText.kind == kind,
            EventText.state == TextState.PLANNED,
        )
    )
    return any(text.words == (words or {}) for text in waiting)
