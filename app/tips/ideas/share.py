"""A family's idea leaves for the class: let go for a moment by a person, or withdrawn before it has left."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from app.foundation.errors import Conflict, Invalid
from app.foundation.i18n import _l
from app.messages.ahead import never_leaves
from app.messages.batch import Batch
from app.messages.decisions import take_back
from app.messages.message import Message
from app.prompts.ask import withdraw_asked_by
from app.roster.audience import Audience, AudienceKind
from app.roster.homes import homes_of_students
from app.roster.section import Section
from app.schools.school import School
from app.schools.school_calendar import SchoolCalendar, find_calendar
from app.staff.staff_member import StaffMember
from app.tips.days import Moment, moment_on
from app.tips.delivery import DeliveryState, Reason
from app.tips.grades import grade_of
from app.tips.ideas.author import own_phones
from app.tips.ideas.consent import withdraw_question
from app.tips.ideas.idea import FamilyIdea, IdeaText
from app.tips.ideas.offer import lock_idea, refuse_unless_open
from app.tips.track import USUAL_TIME, Track

A_DAY = timedelta(days=1)


class When(StrEnum):
    """When an idea leaves."""

    NOW = "now"
    USUAL = "usual"
    """At the hour of the class's tips, on the next day of school."""


def let_idea_go(
    session: Session, school: School, idea_id: int, when: When, *, by: StaffMember, now: datetime
) -> FamilyIdea:
    """A text is planned for each home of the class but the author's, to leave at that moment.

    Raises Conflict for an idea that lacks the family's consent or an approval, Invalid for a moment at which no tips
    leave.
    """
    _, idea = lock_idea(session, school, idea_id)
    refuse_unless_open(idea)
    if not idea.has_consent:
        raise Conflict(_l("The family has not agreed to these words."))
    if idea.unapproved:
        raise Conflict(_l("Somebody who reads every language of it should approve the words first."))
    moment = moment_for(session, school, idea, when, now=now)
    homes = homes_of_class(session, school, idea)
    if not homes:
        raise Conflict(_l("There is no other family in this class that could be texted."))
    batch = Batch(school_id=school.id)
    session.add(batch)
    session.flush()
    idea.batch_id, idea.released_by, idea.released_at = batch.id, by.id, now
    idea.due_at, idea.not_after = moment.due_at, moment.not_after
    session.flush()
    session.execute(
        insert(IdeaText),
        [
            {
                "school_id": school.id,
                "idea_id": idea.id,
                "phone_number_id": phone,
                "state": DeliveryState.PLANNED,
            }
            for phone in sorted(homes)
        ],
    )
    return idea


def withdraw_idea(
    session: Session, school: School, idea_id: int, *, by: StaffMember, now: datetime
) -> FamilyIdea:
    """It goes to nobody, whatever was agreed, planned or handed over. Raises Conflict when it has begun to leave."""
    _, idea = lock_idea(session, school, idea_id)
    if idea.withdrawn_at is not None:
        return idea
    handed_over = session.scalars(
        select(IdeaText.message_id).where(IdeaText.idea_id == idea.id, IdeaText.state == DeliveryState.SENT)
    ).all()
    stay = set(take_back(session, Message.id.in_(handed_over), now=now))
    ended = select(Message.id).where(Message.id.in_(handed_over), never_leaves(now))
    if stay.union(session.scalars(ended)) != set(handed_over):
        raise Conflict(_l("This idea has left already."))
    withdraw_asked_by(session, stay, now=now)
    withdraw_question(session, idea, now=now)
    session.execute(
        update(IdeaText)
        .where(
            IdeaText.idea_id == idea.id,
            or_(IdeaText.state == DeliveryState.PLANNED, IdeaText.message_id.in_(stay)),
        )
        .values(
            state=DeliveryState.SKIPPED,
            reason=Reason.WITHDRAWN,
            message_id=None,
            language=None,
            decided_at=now,
        )
    )
    idea.withdrawn_by, idea.withdrawn_at = by.id, now
    session.flush()
    return idea


def pause_idea(session: Session, school: School, idea_id: int, *, by: StaffMember, now: datetime) -> None:
    """Nothing of it leaves until it is resumed, neither what is planned nor what waits in the outbox."""
    _batch_of(session, school, idea_id).pause(by=by.id, now=now)


def resume_idea(session: Session, school: School, idea_id: int) -> None:
    """It goes on; what has grown stale meanwhile does not leave any more."""
    _batch_of(session, school, idea_id).resume()


def _batch_of(session: Session, school: School, idea_id: int) -> Batch:
    _, idea = lock_idea(session, school, idea_id)
    if idea.batch_id is None:
        raise Conflict(_l("Nobody has let this idea go yet."))
    return session.get_one(Batch, idea.batch_id, with_for_update=True)


def homes_of_class(session: Session, school: School, idea: FamilyIdea) -> set[int]:
    """The phones of the class that would get it: one of each guardian, and none of the author's own."""
    students = Audience(AudienceKind.SECTIONS, (idea.section_id,)).students
    homes = set(homes_of_students(session, school, students))
    return homes - own_phones(session, school, idea.phone_number_id)


def moment_for(session: Session, school: School, idea: FamilyIdea, when: When, *, now: datetime) -> Moment:
    """Within texting hours of a day of school; raises Invalid where there is none, or where now is no such moment."""
    today = now.astimezone(school.zone).date()
    calendar = find_calendar(session, school, today)
    if calendar is None:
        raise Invalid(_l("Nobody has told Puente when there is school, so no tips leave."))
    hours = school.texting_hours
    if when is When.NOW:
        if not calendar.is_school_day(today):
            raise Invalid(_l("There is no school today. Choose the usual hour instead."))
        if not hours.are_open(now):
            raise Invalid(_l("The school does not text at this hour. Choose the usual hour instead."))
        return Moment(now, hours.closing_after(now))
    return _next_usual(school, calendar, today, usual_time(session, school, idea), now=now)


def usual_time(session: Session, school: School, idea: FamilyIdea) -> time:
    """At which hour the class's tips leave."""
    grade = grade_of(session.get_one(Section, idea.section_id).grade)
    tracks = session.scalars(select(Track).where(Track.school_id == school.id))
    return next((track.sent_at for track in tracks if grade in track.grades), USUAL_TIME)


def _next_usual(school: School, calendar: SchoolCalendar, today: date, at: time, *, now: datetime) -> Moment:
    day = calendar.next_school_day(today)
    if day == today and moment_on(school.texting_hours, today, at).due_at < now:
        day = calendar.next_school_day(today + A_DAY)
    if day is None:
        raise Invalid(_l("There is no day of school left this year."))
    return moment_on(school.texting_hours, day, at)
