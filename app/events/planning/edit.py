"""Writing down an event, and changing of it what no family has been told yet."""

from collections.abc import Collection
from datetime import datetime
from itertools import zip_longest

from sqlalchemy import delete, exists, func, not_, select
from sqlalchemy.orm import Session

from app.events.answers.seats import give_free_places
from app.events.event import Event, EventDate, EventState
from app.events.guest import Rsvp, Seat
from app.events.mailing import Mailing
from app.events.planning.forms import CleanEvent, EventForm, Span, clean_event
from app.events.planning.redate import redate_needs
from app.events.planning.told import check_sayable, families_know, hold, invitation_of
from app.events.sending.mailings import cancel_mailings, plan_mailings
from app.foundation.errors import Conflict, NotFound
from app.foundation.i18n import _l
from app.foundation.ids import new_token
from app.roster.audience import Audience, AudienceKind, check_audience
from app.roster.homes import homes_of_audience, phones_for_themselves
from app.roster.student import Student
from app.schools.school import School
from app.staff.staff_member import StaffMember

PUBLIC_ID_LENGTH = 32


def create_event(
    session: Session,
    school: School,
    form: EventForm,
    *,
    inbox_ids: Collection[int],
    by: StaffMember,
    now: datetime,
) -> Event:
    """A draft that its team alone sees. Raises NotFound for an inbox that is not among those the person may see."""
    _check_inbox(form, inbox_ids)
    check_audience(session, school, form.audience)
    clean = clean_event(school, form)
    event = Event(
        school_id=school.id,
        public_id=new_token()[:PUBLIC_ID_LENGTH],
        created_by=by.id,
        created_at=now,
        dates=[],
    )
    _write(event, form, clean, now=now)
    session.add(event)
    session.flush()
    _write_dates(session, school, event, clean)
    return event


def edit_event(
    session: Session,
    school: School,
    event: Event,
    form: EventForm,
    *,
    inbox_ids: Collection[int],
    by: StaffMember,
    now: datetime,
) -> Event:
    """The event is as the form says.

    Once families have been told of it, only what they have not been told may be edited: what the thanks ask, how much
    room there is, when needs are due, more offers and more families. Conflict is raised for the rest.
    While an invitation waits to leave, Invalid is raised for what could not be said when it does.
    """
    _check_inbox(form, inbox_ids)
    check_audience(session, school, form.audience)
    clean = clean_event(school, form)
    hold(session, event)
    if event.state is EventState.CALLED_OFF:
        raise Conflict(_l("This event does not take place."))
    if families_know(session, event):
        _keep_promises(session, school, event, form, clean)
        _make_room(session, event, clean, now=now)
        _write(event, form, clean, now=now)
        redate_needs(session, school, event, now=now)
        return event
    invitation = invitation_of(session, event)
    _write(event, form, clean, now=now)
    _write_dates(session, school, event, clean)
    if invitation is not None:
        check_sayable(session, school, event, due_at=invitation.due_at, now=now)
        cancel_mailings(session, event, now=now)
        plan_mailings(session, school, event, send_at=invitation.due_at, by=by, now=now)
    return event


def discard_draft(session: Session, event: Event) -> None:
    """Nothing of it is left. Raises Conflict for an event to which families have been, or are to be, invited."""
    hold(session, event)
    if event.state is not EventState.DRAFT:
        raise Conflict(_l("Families are invited to this event. Please call it off instead."))
    # An invitation that was taken back has left mailings, of which nothing has gone out.
    for table in (Mailing, EventDate):
        session.execute(delete(table).where(table.event_id == event.id))
    session.delete(event)
    session.flush()


def _check_inbox(form: EventForm, inbox_ids: Collection[int]) -> None:
    if form.inbox_id not in inbox_ids:
        raise NotFound(_l("There is no such inbox."))


def _write(event: Event, form: EventForm, clean: CleanEvent, *, now: datetime) -> None:
    event.inbox_id = form.inbox_id
    event.title, event.place, event.about = clean.title, clean.place, clean.about
    event.phone_words, event.question = clean.phone_words, clean.question
    event.audience_kind, event.audience_ids = form.audience.kind, list(form.audience.ids)
    event.offers, event.is_potluck = clean.offers, form.is_potluck
    event.needs_due_days, event.updated_at = form.needs_due_days, now


def _write_dates(session: Session, school: School, event: Event, clean: CleanEvent) -> None:
    """As many as the form has, numbered by when they begin; of an event that no family knows of."""
    dates = []
    for number, (one, said) in enumerate(zip_longest(event.dates, clean.dates), 1):
        if said is None:
            session.delete(one)
            continue
        date = one or EventDate(school_id=school.id, event_id=event.id)
        date.number, date.capacity, date.place = number, said.capacity, said.place
        date.starts_at, date.ends_at = said.span.starts_at, said.span.ends_at
        dates.append(date)
    session.add_all(dates)
    event.dates = dates
    session.flush()


def _keep_promises(
    session: Session, school: School, event: Event, form: EventForm, clean: CleanEvent
) -> None:
    """Raises Conflict where the form changes what families have been told, or takes it back."""
    dates = sorted(event.dates, key=lambda one: one.starts_at)
    was = (
        event.inbox_id,
        *(event.title, event.place, event.about, event.phone_words, event.is_potluck),
        [(Span(one.starts_at, one.ends_at), one.place) for one in dates],
    )
    is_now = (
        form.inbox_id,
        *(clean.title, clean.place, clean.about, clean.phone_words, form.is_potluck),
        [(one.span, one.place) for one in clean.dates],
    )
    takes_back = not set(event.offers) <= set(clean.offers)
    if was != is_now or takes_back or _leaves_out(session, school, event.audience, form.audience):
        raise Conflict(
            _l("Families have been told this already. Please announce what changes, or call the event off.")
        )


def _leaves_out(session: Session, school: School, before: Audience, after: Audience) -> bool:
    """Whether a student, or a phone that is there for itself, belongs to the one audience and not to the other."""
    if after == before:
        return False
    phones = _for_themselves(session, school, before)
    if phones and not phones <= homes_of_audience(session, school, after, phones=phones).keys():
        return True
    return after.kind is not AudienceKind.SCHOOL and bool(
        session.scalar(
            select(
                exists().where(
                    Student.school_id == school.id,
                    Student.left_at.is_(None),
                    before.students,
                    not_(after.students),
                )
            )
        )
    )


def _for_themselves(session: Session, school: School, audience: Audience) -> set[int]:
    """The phones that are in its groups whatever children are."""
    if audience.kind is not AudienceKind.GROUPS:
        return set()
    return phones_for_themselves(session, school, audience.ids)


def _make_room(session: Session, event: Event, clean: CleanEvent, *, now: datetime) -> None:
    """There is room for as many as the form says, and whoever waited for it comes. Raises Conflict for too little."""
    rows = session.execute(
        select(Rsvp.event_date_id, func.sum(Rsvp.people))
        .join(EventDate, EventDate.id == Rsvp.event_date_id)
        .where(EventDate.event_id == event.id, Rsvp.seat == Seat.COMING)
        .group_by(Rsvp.event_date_id)
    )
    taken = {date_id: int(people) for date_id, people in rows}
    dates = sorted(event.dates, key=lambda one: one.starts_at)
    for one, said in zip(dates, clean.dates, strict=True):
        if one.capacity == said.capacity:
            continue
        coming = taken.get(one.id, 0)
        if said.capacity is not None and said.capacity < coming:
            raise Conflict(_l("%(people)s people are coming already."), people=coming)
        one.capacity = said.capacity
        give_free_places(session, event, one, now=now)
