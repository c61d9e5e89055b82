"""Telling families that an event has changed, or does not take place."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.events.event import Event, EventDate, EventState, Words
from app.events.mailing import EventTextKind, Mailing
from app.events.need_task import NeedState, NeedTask
from app.events.planning.forms import (
    LONGEST_PLACE,
    LONGEST_SENTENCE,
    ChangeForm,
    Span,
    clean_words,
    in_every_language,
    span_of,
)
from app.events.planning.redate import redate_needs, redate_questions
from app.events.planning.told import dates_ahead, families_know, hold
from app.events.sending.mailings import add_mailing, cancel_mailings, replan
from app.events.sending.moments import HEARD_BEFORE
from app.foundation.errors import Conflict, Invalid
from app.foundation.i18n import _l
from app.schools.school import School
from app.staff.staff_member import StaffMember


def announce_change(
    session: Session,
    school: School,
    event: Event,
    event_date: EventDate | None,
    change: ChangeForm,
    *,
    by: StaffMember,
    now: datetime,
) -> Mailing:
    """The event is so from now on, and everybody who may come is told; those who have answered need not do so again.

    One date may have another day, time or place, or only words about it. None means the whole event, which may have
    another place, or words.

    It leaves at once, at any hour, where texting hours would come too late: some may be on their way. Any other change
    waits for texting hours.

    Raises Conflict where no family knows of the event yet, since it can simply be edited, and for what has begun;
    Invalid where nothing is different, a language is missing or the new time cannot be.
    """
    concerned = _open_dates(session, event, event_date, now=now)
    if not families_know(session, event):
        raise Conflict(_l("No family has been told of this event yet. Please edit it instead."))
    place = in_every_language(clean_words(change.place, longest=LONGEST_PLACE))
    words = in_every_language(clean_words(change.words, longest=LONGEST_SENTENCE))
    was_first = concerned[0].starts_at
    is_moved = _move(school, event, event_date, change, now=now)
    is_elsewhere = _give_place(event, event_date, place)
    if not (is_moved or is_elsewhere or words):
        raise Invalid(_l("Nothing is different. Say what changes, or write to the families."))
    for one in concerned:
        if is_moved or (is_elsewhere and (event_date is not None or not one.place)):
            one.revision += 1
    event.updated_at = now
    session.flush()
    if is_moved:
        for one in concerned:
            replan(session, school, event, one, now=now)
        redate_needs(session, school, event, now=now)
        redate_questions(session, school, event, now=now)
    return add_mailing(
        session,
        school,
        event,
        EventTextKind.CHANGE,
        event_date=event_date if event.is_series else event.dates[0],
        words=words,
        due_at=_due_at(school, min(was_first, *(one.starts_at for one in concerned)), now),
        not_after=max(one.starts_at for one in concerned),
        by=by,
        now=now,
    )


def call_off(
    session: Session, school: School, event: Event, *, words: Words, by: StaffMember, now: datetime
) -> Mailing | None:
    """No date of it that is still ahead takes place, and everybody who may come is told, as soon as for a change.

    None where no family had been told of it. Raises Conflict for a draft, and for an event that is over.
    """
    concerned = _open_dates(session, event, None, now=now)
    said = in_every_language(clean_words(words, longest=LONGEST_SENTENCE))
    is_known = families_know(session, event)
    for one in concerned:
        one.called_off_at, one.revision = now, one.revision + 1
    event.state, event.called_off_at, event.updated_at = EventState.CALLED_OFF, now, now
    session.flush()
    cancel_mailings(session, event, now=now)
    session.execute(
        update(NeedTask)
        .where(NeedTask.event_id == event.id, NeedTask.state == NeedState.OPEN)
        .values(state=NeedState.WITHDRAWN, settled_at=now, settled_by=by.id)
    )
    return _tell(session, school, event, None, concerned, said, by=by, now=now) if is_known else None


def call_off_date(
    session: Session,
    school: School,
    event: Event,
    event_date: EventDate,
    *,
    words: Words,
    by: StaffMember,
    now: datetime,
) -> Mailing | None:
    """The others take place; see `call_off`. To call off the last date that is left is to call off the event."""
    concerned = _open_dates(session, event, event_date, now=now)
    if all(one.called_off_at is not None for one in event.dates if one is not event_date):
        return call_off(session, school, event, words=words, by=by, now=now)
    said = in_every_language(clean_words(words, longest=LONGEST_SENTENCE))
    event_date.called_off_at, event_date.revision = now, event_date.revision + 1
    event.updated_at = now
    session.flush()
    cancel_mailings(session, event, event_date=event_date, now=now)
    replan(session, school, event, event_date, now=now)
    redate_needs(session, school, event, now=now)
    is_known = families_know(session, event)
    return _tell(session, school, event, event_date, concerned, said, by=by, now=now) if is_known else None


def _open_dates(
    session: Session, event: Event, event_date: EventDate | None, *, now: datetime
) -> list[EventDate]:
    """The dates that are spoken of, the earliest first, at least one; held, as they stand now."""
    hold(session, event)
    if event.state is not EventState.OPEN:
        raise Conflict(_l("Families are not invited to this event."))
    ahead = [one for one in dates_ahead(event, now=now) if event_date is None or one.id == event_date.id]
    if not ahead:
        raise Conflict(_l("This has begun, or it does not take place."))
    return ahead


def _move(
    school: School, event: Event, event_date: EventDate | None, change: ChangeForm, *, now: datetime
) -> bool:
    """The date takes place at another time; False where it is the same."""
    if not change.is_of_time:
        return False
    if event_date is None:
        raise Invalid(_l("Choose the date whose time changes."))
    was = Span(event_date.starts_at, event_date.ends_at)
    begins, ends = (moment.astimezone(school.zone) for moment in (was.starts_at, was.ends_at))
    span = span_of(
        school, change.day or begins.date(), change.begins or begins.time(), change.ends or ends.time()
    )
    if span == was:
        return False
    if span.starts_at <= now:
        raise Invalid(_l("The new time is past."))
    for other in event.dates:
        if other is event_date or other.called_off_at is not None:
            continue
        if span.starts_at < other.ends_at and other.starts_at < span.ends_at:
            raise Invalid(_l("Two dates of an event cannot take place at once."))
    event_date.starts_at, event_date.ends_at = span.starts_at, span.ends_at
    return True


def _give_place(event: Event, event_date: EventDate | None, place: Words) -> bool:
    """It takes place elsewhere; False where it is the same place, or none was said."""
    was = event.place if event_date is None else event_date.place or event.place
    if not place or place == was:
        return False
    if event_date is None:
        event.place = place
    else:
        event_date.place = place
    return True


def _due_at(school: School, first: datetime, now: datetime) -> datetime:
    opens = school.texting_hours.next_moment(now)
    return now if opens > first - HEARD_BEFORE else opens


def _tell(
    session: Session,
    school: School,
    event: Event,
    event_date: EventDate | None,
    concerned: Sequence[EventDate],
    words: Words,
    *,
    by: StaffMember,
    now: datetime,
) -> Mailing:
    return add_mailing(
        session,
        school,
        event,
        EventTextKind.CALLED_OFF,
        event_date=event_date,
        words=words,
        due_at=_due_at(school, concerned[0].starts_at, now),
        not_after=concerned[-1].starts_at,
        by=by,
        now=now,
    )
