"""What families have been told of an event, and what must hold before they are told anything."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, selectinload

from app.events.answers.seats import lock_dates
from app.events.event import Event, EventDate
from app.events.mailing import EventText, EventTextKind, Mailing
from app.events.planning.forms import not_worded
from app.events.sending.moments import LAST_CALL
from app.foundation.errors import Invalid
from app.foundation.i18n import _l
from app.roster.homes import homes_of_audience
from app.schools.school import School
from app.sms.languages import family_languages


def hold(session: Session, event: Event) -> None:
    """Nobody else changes the event until this unit of work ends; it is as it stands now, with its dates."""
    lock_dates(session, event.id)
    session.scalars(
        select(Event)
        .where(Event.id == event.id)
        .options(selectinload(Event.dates))
        .execution_options(populate_existing=True)
    ).one()


def dates_ahead(event: Event, *, now: datetime) -> list[EventDate]:
    """Those that take place and have not begun, the earliest first."""
    ahead = [one for one in event.dates if one.called_off_at is None and one.starts_at > now]
    return sorted(ahead, key=lambda one: one.starts_at)


def invitation_of(session: Session, event: Event) -> Mailing | None:
    """The mailing that invites to it first; None for a draft. Nobody opens it until this unit of work ends."""
    return session.scalars(
        select(Mailing)
        .where(
            Mailing.event_id == event.id,
            Mailing.kind == EventTextKind.INVITATION,
            Mailing.cancelled_at.is_(None),
        )
        .order_by(Mailing.id)
        .limit(1)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).first()


def families_know(session: Session, event: Event) -> bool:
    """Whether the texts of an invitation have been made: from then on families may have been told."""
    invitation = invitation_of(session, event)
    if invitation is None:
        return False
    texts = exists().where(
        EventText.mailing_id == invitation.id
    )  # it is opened a few hundred families at a time
    return invitation.opened_at is not None or bool(session.scalar(select(texts)))


def check_sayable(session: Session, school: School, event: Event, *, due_at: datetime, now: datetime) -> None:
    """Raises Invalid for what no family can be invited to at that moment, and says what is in the way."""
    if not event.place:
        raise Invalid(_l("Please say where it takes place."))
    places = [one.place for one in event.dates if one.place]
    missing = [
        language
        for language in family_languages()
        if language in event.missing or any(language not in place for place in places)
    ]
    if missing:
        raise not_worded(missing)
    if any(one.starts_at <= now for one in event.dates):
        raise Invalid(_l("A date of the event is past."))
    if not school.texting_hours.are_open(due_at):
        raise Invalid(_l("The school does not text at that time."))
    if due_at >= min(one.starts_at for one in event.dates) - LAST_CALL:
        raise Invalid(_l("That is too late: families should hear of it more than an hour before it begins."))
    if not homes_of_audience(session, school, event.audience):
        raise Invalid(_l("Nobody would be invited: no phone is known that may hear about these students."))
