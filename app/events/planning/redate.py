"""What was said of dates before they moved: the days by which needs are due, and questions that wait for an answer."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.events.answers.needs import first_date_of
from app.events.answers.question import KIND
from app.events.event import Event
from app.events.guest import Guest
from app.events.need_task import NeedState, NeedTask
from app.prompts.prompt import Prompt
from app.schools.school import School


def redate_needs(session: Session, school: School, event: Event, *, now: datetime) -> None:
    """What families need is due before the date that they mean to come to now."""
    today = now.astimezone(school.zone).date()
    rows = session.execute(
        select(NeedTask, Guest)
        .join(Guest, Guest.id == NeedTask.guest_id)
        .where(NeedTask.event_id == event.id, NeedTask.state == NeedState.OPEN)
        .options(selectinload(Guest.rsvps))
        .execution_options(populate_existing=True)
    )
    for task, guest in rows:
        first = first_date_of(event.dates, guest.rsvps, now=now)
        task.due_on = max(today, first.day(school) - timedelta(days=event.needs_due_days))
    session.flush()


def redate_questions(session: Session, school: School, event: Event, *, now: datetime) -> None:
    """Who answers "Friday" from now on means the new Friday, and may do so until it begins."""
    dates = {one.id: one for one in event.dates}
    waiting = session.scalars(
        select(Prompt)
        .where(
            Prompt.school_id == school.id,
            Prompt.kind == KIND,
            Prompt.asked["event"].as_integer() == event.id,
            Prompt.answered_at.is_(None),
            Prompt.cancelled_at.is_(None),
            Prompt.expires_at > now,
        )
        .order_by(Prompt.id)
        .with_for_update()
    )
    for prompt in waiting:
        asked = prompt.asked or {}
        about = [dates[number] for number in asked["numbers"]]
        prompt.asked = {**asked, "dates": [one.day(school).isoformat() for one in about]}
        prompt.expires_at = max(one.starts_at for one in about)
    session.flush()
