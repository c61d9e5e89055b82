"""Inviting families to an event, those who joined since, and asking those again who have not answered."""

from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.events.event import Event, EventState
from app.events.guest import Guest
from app.events.mailing import EventText, EventTextKind, LeftOut, Mailing, TextState
from app.events.planning.told import check_sayable, dates_ahead, families_know, hold, invitation_of
from app.events.sending.mailings import add_mailing, cancel_mailings, plan_mailings
from app.events.sending.moments import Moment, invitation_moment
from app.foundation.errors import Conflict, Invalid
from app.foundation.i18n import _l
from app.roster.homes import homes_of_audience
from app.schools.school import School
from app.staff.staff_member import StaffMember

ASKED_EVERY = timedelta(hours=48)
"""A family that does not answer has its reasons; asked every day it stops reading."""
_IS_FINAL = (LeftOut.STOPPED, LeftOut.UNREACHABLE, LeftOut.NOT_THEIRS)
"""What would keep another invitation from leaving too."""


def invite(
    session: Session,
    school: School,
    event: Event,
    *,
    send_at: datetime | None,
    by: StaffMember,
    now: datetime,
) -> list[Mailing]:
    """The families of the audience are invited at that moment; None for as soon as the school may text.

    Everything that follows is planned with it. Raises Conflict for an event that is no draft; Invalid where a language
    is missing, a date is past, nobody would be invited, or the moment is past, outside texting hours or too late.
    """
    hold(session, event)
    if event.state is not EventState.DRAFT:
        raise Conflict(_l("Families are invited to this event already, or it does not take place."))
    if send_at is not None and send_at < now:
        raise Invalid(_l("That moment is past."))
    due_at = send_at or school.texting_hours.next_moment(now)
    check_sayable(session, school, event, due_at=due_at, now=now)
    event.state, event.updated_at = EventState.OPEN, now
    return plan_mailings(session, school, event, send_at=due_at, by=by, now=now)


def take_back_invitation(session: Session, event: Event, *, now: datetime) -> None:
    """It is a draft again. Raises Conflict once the invitation has begun to leave: then it can be called off."""
    hold(session, event)
    if event.state is not EventState.OPEN or families_know(session, event):
        raise Conflict(_l("Families are invited to this event already, or it does not take place."))
    cancel_mailings(session, event, now=now)
    event.state, event.updated_at = EventState.DRAFT, now
    session.flush()


def latecomers_of(session: Session, school: School, event: Event) -> list[int]:
    """The phones of the audience that no invitation has gone to, and to which one could go."""
    homes = homes_of_audience(session, school, event.audience)
    rows = session.execute(
        select(EventText.phone_number_id, EventText.state, EventText.reason).where(
            EventText.event_id == event.id, EventText.kind == EventTextKind.INVITATION
        )
    )
    done = {phone for phone, state, reason in rows if state is not TextState.LEFT_OUT or reason in _IS_FINAL}
    return [phone for phone in homes if phone not in done]


def invite_latecomers(
    session: Session, school: School, event: Event, *, by: StaffMember, now: datetime
) -> Mailing:
    """Families that belong to the audience by now, and have not been invited, are invited as soon as may be.

    Raises Conflict while the first invitation has not left, which they will get too, and where there are none.
    """
    moment = _moment_to_ask(session, school, event, now=now)
    if not latecomers_of(session, school, event):
        raise Conflict(_l("Everybody is invited already."))
    return _add(session, school, event, EventTextKind.INVITATION, moment, by=by, now=now)


def ask_again(session: Session, school: School, event: Event, *, by: StaffMember, now: datetime) -> Mailing:
    """Those who have not answered are asked once more, as soon as may be. Raises Conflict within two days of that."""
    moment = _moment_to_ask(session, school, event, now=now)
    lately = exists().where(
        Mailing.event_id == event.id,
        Mailing.kind == EventTextKind.SECOND_ASK,
        Mailing.cancelled_at.is_(None),
        Mailing.made_at > now - ASKED_EVERY,
    )
    if session.scalar(select(lately)):
        raise Conflict(_l("Families have been asked within the last two days. Please give them time."))
    silent = exists().where(
        Guest.event_id == event.id, Guest.asked_at.is_not(None), Guest.answered_at.is_(None)
    )
    if not session.scalar(select(silent)):
        raise Conflict(_l("Everybody who was asked has answered."))
    return _add(session, school, event, EventTextKind.SECOND_ASK, moment, by=by, now=now)


def _moment_to_ask(session: Session, school: School, event: Event, *, now: datetime) -> Moment:
    hold(session, event)
    if event.state is not EventState.OPEN:
        raise Conflict(_l("Families are not invited to this event."))
    invitation = invitation_of(session, event)
    if invitation is None or invitation.opened_at is None:
        raise Conflict(_l("The invitation has not left yet."))
    dates = dates_ahead(event, now=now)
    moment = invitation_moment(school, dates, now) if dates else None
    if moment is None:
        raise Invalid(_l("That is too late: families should hear of it more than an hour before it begins."))
    return moment


def _add(
    session: Session,
    school: School,
    event: Event,
    kind: EventTextKind,
    moment: Moment,
    *,
    by: StaffMember,
    now: datetime,
) -> Mailing:
    return add_mailing(
        session, school, event, kind, due_at=moment.due_at, not_after=moment.not_after, by=by, now=now
    )
