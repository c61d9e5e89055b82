"""What families need in order to come: raised and withdrawn by their answers, seen to by staff."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events.answers.seats import holds_or_waits, lock_dates, seats_of
from app.events.event import Event, EventDate, Words
from app.events.guest import Guest, Rsvp, Seat
from app.events.mailing import EventTextKind
from app.events.need_task import NeedState, NeedTask
from app.events.reading.reply import Need, StatedNeed
from app.events.sending.single_text import plan_single_text
from app.foundation.errors import Conflict, Invalid, NotFound
from app.foundation.i18n import _l
from app.roster.language import known_language_of
from app.schools.school import School
from app.staff.staff_member import StaffMember

_TO_BE_THERE = {Need.RIDE, Need.CHILDCARE, Need.DIET}
_TO_TAKE_PART = {*_TO_BE_THERE, Need.INTERPRETER}
_OVER = {NeedState.WITHDRAWN, NeedState.NOT_MET}


def heed_needs(
    session: Session,
    school: School,
    event: Event,
    dates: Sequence[EventDate],
    guest: Guest,
    stated: Sequence[StatedNeed],
    *,
    now: datetime,
) -> None:
    """What the family has just said it needs is somebody's task; what it needed to come is none, if it does not.

    What it states is a task even while it cannot come: that may be what would help.
    """
    rsvps = seats_of(session, guest)
    tasks = {
        task.need: task
        for task in session.scalars(
            select(NeedTask).where(NeedTask.guest_id == guest.id).order_by(NeedTask.id).with_for_update()
        )
    }
    due_on = _due_on(school, event, dates, rsvps, now)
    for need in stated:
        task = tasks.get(need.need)
        if task is None:
            task = NeedTask(
                school_id=school.id,
                event_id=event.id,
                guest_id=guest.id,
                need=need.need,
                state=NeedState.WITHDRAWN,
                due_on=due_on,
            )
            session.add(task)
        _raise(task, need.words, now=now)
    still_stated = {need.need for need in stated}
    for need_, task in tasks.items():
        if need_ in _not_needed(rsvps) - still_stated and task.state in {NeedState.OPEN, NeedState.MET}:
            task.state, task.settled_at, task.settled_by = NeedState.WITHDRAWN, now, None
        elif task.state is NeedState.OPEN:
            task.due_on = due_on
    session.flush()


def take_need(
    session: Session,
    school: School,
    need_id: int,
    *,
    owner: StaffMember | None,
    now: datetime,  # noqa: ARG001 - as every deed of a page is told it
) -> NeedTask:
    """The need is that person's task, or nobody's again. Raises NotFound; Conflict where it is settled already."""
    task = _hold(session, school, need_id)
    task.owner_id = owner.id if owner else None
    return task


def meet_need(
    session: Session, school: School, need: NeedTask, *, words: Words, by: StaffMember, now: datetime
) -> None:
    """It is arranged, and the family is told so, in these words or in the usual ones.

    Raises Conflict where it is settled already, Invalid for words that the family would not read.
    """
    _settle(session, school, need, NeedState.MET, EventTextKind.NEED_MET, words=words, by=by, now=now)


def cannot_meet_need(
    session: Session, school: School, need: NeedTask, *, words: Words, by: StaffMember, now: datetime
) -> None:
    """The school could not arrange it, and says so to the family."""
    _settle(session, school, need, NeedState.NOT_MET, EventTextKind.NEED_NOT_MET, words=words, by=by, now=now)


def _raise(task: NeedTask, words: str, *, now: datetime) -> None:
    """One that was met stays so, unless the family now says something else of it."""
    if task.state in _OVER or (task.state is NeedState.MET and task.words != words):
        task.state, task.raised_at, task.settled_at, task.settled_by = NeedState.OPEN, now, None, None
    task.words = words


def _not_needed(rsvps: Sequence[Rsvp]) -> set[Need]:
    """The needs of which nothing is left once the family has said no to all it was asked about."""
    seats = {rsvp.seat for rsvp in rsvps}
    if not seats or Seat.MAYBE in seats or any(map(holds_or_waits, rsvps)):
        return set()
    return _TO_BE_THERE if Seat.BY_PHONE in seats else _TO_TAKE_PART


def _due_on(
    school: School, event: Event, dates: Sequence[EventDate], rsvps: Sequence[Rsvp], now: datetime
) -> date:
    """So many days before the first date that the family may come to; today where that is past."""
    first = first_date_of(dates, rsvps, now=now)
    return max(first.day(school) - timedelta(days=event.needs_due_days), now.astimezone(school.zone).date())


def first_date_of(dates: Sequence[EventDate], rsvps: Sequence[Rsvp], *, now: datetime) -> EventDate:
    """The next date that the family has not declined, else the next that there is, else the last."""
    declined = {rsvp.event_date_id for rsvp in rsvps if rsvp.seat is Seat.CANNOT}
    meant = {rsvp.event_date_id for rsvp in rsvps} - declined
    ahead = [one for one in dates if one.starts_at > now and one.called_off_at is None]
    for wanted in (meant, {one.id for one in dates} - declined, {one.id for one in dates}):
        if found := [one for one in ahead if one.id in wanted]:
            return min(found, key=lambda one: one.starts_at)
    return max(dates, key=lambda one: one.starts_at)


def _settle(
    session: Session,
    school: School,
    need: NeedTask,
    state: NeedState,
    kind: EventTextKind,
    *,
    words: Words,
    by: StaffMember,
    now: datetime,
) -> None:
    task = _hold(session, school, need.id)
    guest = session.get_one(Guest, task.guest_id)
    said = {language: typed.strip() for language, typed in words.items() if typed.strip()}
    reads = known_language_of(session, guest.phone_number_id).texted_in
    if said and not set(reads) <= said.keys():
        raise Invalid(_l("Please say it in every language that this family reads."))
    task.state, task.settled_at, task.settled_by = state, now, by.id
    event = session.get_one(Event, task.event_id)
    dates = session.scalars(select(EventDate).where(EventDate.event_id == event.id)).all()
    one = first_date_of(dates, seats_of(session, guest), now=now)
    plan_single_text(session, event, one, guest, kind, words=said, now=now)
    session.flush()


def _hold(session: Session, school: School, need_id: int) -> NeedTask:
    """The open need, which no answer of the family changes until this unit of work ends."""
    event_id = session.scalar(
        select(NeedTask.event_id).where(NeedTask.id == need_id, NeedTask.school_id == school.id)
    )
    if event_id is None:
        raise NotFound(_l("There is no such need."))
    lock_dates(session, event_id)
    task = session.get_one(NeedTask, need_id, populate_existing=True)
    if task.state is not NeedState.OPEN:
        raise Conflict(_l("Somebody has already settled this."))
    return task
