"""Whom mailings that are not open yet would reach as things stand, for all of them in a few statements.

Of one mailing it says what `concerned.concerned_by` says when it is opened.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.events.event import Event, EventDate
from app.events.guest import EventReply, Guest, Rsvp, Seat
from app.events.mailing import EventText, EventTextKind, Mailing, TextState
from app.events.sending.concerned import MAY_COME, REMINDED, SETTLED, was_told
from app.roster.audience import Audience, AudienceKind
from app.roster.group import GroupMember
from app.roster.homes import Homes, homes_of_students, phones_for_themselves
from app.roster.section import Enrollment
from app.roster.student import Student
from app.schools.school import School


def expected(
    session: Session,
    school: School,
    mailings: Sequence[Mailing],
    events: Mapping[int, Event],
    *,
    phones: Collection[int] | None = None,
) -> dict[int, Homes]:
    """By mailing, the phones and because of which students; `phones` narrows the answer to these."""
    inviting = [mailing for mailing in mailings if mailing.kind is EventTextKind.INVITATION]
    others = [mailing for mailing in mailings if mailing.kind is not EventTextKind.INVITATION]
    found: dict[int, Homes] = {}
    if inviting:
        found |= _uninvited(session, school, inviting, events, phones)
    if others:
        event_ids = {mailing.event_id for mailing in others}
        guests = _guests(session, event_ids, phones)
        dates = session.execute(
            select(EventDate.id, EventDate.starts_at).where(EventDate.event_id.in_(event_ids))
        ).all()
        checked_in = _checked_in(session, others)
        for mailing in others:
            found[mailing.id] = {
                guest.phone: guest.children
                for guest in guests[mailing.event_id]
                if _is_concerned(
                    guest,
                    mailing,
                    ahead={date_id for date_id, starts_at in dates if starts_at > mailing.due_at},
                    was_checked_in=mailing.event_date_id in checked_in,
                )
            }
    return found


@dataclass
class _Guest:
    phone: int
    children: list[int]
    is_asked: bool
    is_answered: bool
    was_told: bool
    waits_for_person: bool = False
    seats: dict[int, Seat] = field(default_factory=dict)
    arrived: set[int] = field(default_factory=set)

    def stands(self, seats: Collection[Seat], date_id: int | None) -> bool:
        return date_id is not None and self.seats.get(date_id) in seats

    def may_come_to_any(self, dates: Collection[int]) -> bool:
        return any(self.stands(MAY_COME, date_id) for date_id in dates)

    @property
    def leaves_open(self) -> bool:
        return self.is_asked and self.was_told and (not self.is_answered or not self.seats)


def _is_concerned(guest: _Guest, mailing: Mailing, *, ahead: Collection[int], was_checked_in: bool) -> bool:
    date_id = mailing.event_date_id
    is_unanswered = guest.is_asked and not guest.is_answered
    match mailing.kind:
        case EventTextKind.SECOND_ASK:
            return is_unanswered and not guest.waits_for_person
        case EventTextKind.REMINDER | EventTextKind.MORNING:
            return guest.stands(REMINDED[mailing.kind], date_id)
        case EventTextKind.CHANGE if date_id is None:
            return guest.may_come_to_any(ahead)
        case EventTextKind.CHANGE | EventTextKind.CALLED_OFF:
            return guest.leaves_open or guest.may_come_to_any(ahead if date_id is None else {date_id})
        case EventTextKind.THANKS:
            return date_id in guest.arrived if was_checked_in else guest.stands({Seat.COMING}, date_id)
        case EventTextKind.NEXT_DATE:
            return guest.is_asked and not guest.stands(SETTLED, date_id)
    return False


def _guests(
    session: Session, event_ids: Collection[int], phones: Collection[int] | None
) -> dict[int, list[_Guest]]:
    which = [Guest.event_id.in_(event_ids)]
    if phones is not None:
        which.append(Guest.phone_number_id.in_(phones))
    by_id: dict[int, _Guest] = {}
    found: dict[int, list[_Guest]] = defaultdict(list)
    for row in session.execute(
        select(
            Guest.id,
            Guest.event_id,
            Guest.phone_number_id,
            Guest.children,
            Guest.asked_at.is_not(None).label("is_asked"),
            Guest.answered_at.is_not(None).label("is_answered"),
            was_told().label("was_told"),
        )
        .where(*which)
        .order_by(Guest.id)
    ):
        guest = _Guest(
            row.phone_number_id,
            row.children,
            bool(row.is_asked),
            bool(row.is_answered),
            bool(row.was_told),
        )
        by_id[row.id] = guest
        found[row.event_id].append(guest)
    for guest_id, date_id, seat, arrived_at in session.execute(
        select(Rsvp.guest_id, Rsvp.event_date_id, Rsvp.seat, Rsvp.arrived_at)
        .join(Guest, Guest.id == Rsvp.guest_id)
        .where(*which)
    ):
        by_id[guest_id].seats[date_id] = seat
        if arrived_at is not None:
            by_id[guest_id].arrived.add(date_id)
    for guest_id in session.scalars(
        select(EventReply.guest_id)
        .join(Guest, Guest.id == EventReply.guest_id)
        .where(*which, EventReply.needs_person, EventReply.settled_at.is_(None))
    ):
        by_id[guest_id].waits_for_person = True
    return found


def _checked_in(session: Session, mailings: Iterable[Mailing]) -> set[int | None]:
    """The dates at which anybody was checked in."""
    dates = {m.event_date_id for m in mailings if m.kind is EventTextKind.THANKS and m.event_date_id}
    if not dates:
        return set()
    return set(
        session.scalars(
            select(Rsvp.event_date_id)
            .distinct()
            .where(Rsvp.event_date_id.in_(dates), Rsvp.arrived_at.is_not(None))
        )
    )


def _uninvited(
    session: Session,
    school: School,
    mailings: Sequence[Mailing],
    events: Mapping[int, Event],
    phones: Collection[int] | None,
) -> dict[int, Homes]:
    """The homes of each audience but those to which an invitation has gone or is about to."""
    event_ids = {mailing.event_id for mailing in mailings}
    invited: dict[int, set[int]] = defaultdict(set)
    for event_id, phone in session.execute(
        select(EventText.event_id, EventText.phone_number_id).where(
            EventText.event_id.in_(event_ids),
            EventText.kind == EventTextKind.INVITATION,
            EventText.state != TextState.LEFT_OUT,
        )
    ):
        invited[event_id].add(phone)
    audiences = {event_id: events[event_id].audience for event_id in event_ids}
    is_meant = or_(*(audience.students for audience in audiences.values()))
    homes = homes_of_students(session, school, is_meant, phones=phones)
    members = _members(session, school, audiences.values())
    groups = {number for one in audiences.values() if one.kind is AudienceKind.GROUPS for number in one.ids}
    in_groups = {number: phones_for_themselves(session, school, [number], phones=phones) for number in groups}
    found: dict[int, Homes] = {}
    for mailing in mailings:
        audience = audiences[mailing.event_id]
        meant = members[audience]
        theirs = {phone: [c for c in children if c in meant] for phone, children in homes.items()}
        theirs = {phone: children for phone, children in theirs.items() if children}
        if audience.kind is AudienceKind.GROUPS:
            for number in audience.ids:
                theirs |= {phone: [] for phone in in_groups[number] - theirs.keys()}
        found[mailing.id] = {
            phone: children for phone, children in theirs.items() if phone not in invited[mailing.event_id]
        }
    return found


def _members(session: Session, school: School, audiences: Iterable[Audience]) -> dict[Audience, set[int]]:
    """By audience, its students."""
    wanted = set(audiences)
    kinds = {audience.kind for audience in wanted}
    marks: dict[AudienceKind, dict[object, set[int]]] = defaultdict(lambda: defaultdict(set))
    for student, grade in session.execute(
        select(Student.id, Student.grade).where(Student.school_id == school.id, Student.left_at.is_(None))
    ):
        marks[AudienceKind.SCHOOL][None].add(student)
        marks[AudienceKind.GRADES][grade].add(student)
    for kind, table, mark in (
        (AudienceKind.SECTIONS, Enrollment, Enrollment.section_id),
        (AudienceKind.GROUPS, GroupMember, GroupMember.group_id),
    ):
        if kind in kinds:
            ids = {number for audience in wanted if audience.kind is kind for number in audience.ids}
            for student, number in session.execute(select(table.student_id, mark).where(mark.in_(ids))):
                marks[kind][number].add(student)
    return {
        audience: set[int]().union(
            *(
                marks[audience.kind][mark]
                for mark in ((None,) if audience.kind is AudienceKind.SCHOOL else audience.ids)
            )
        )
        for audience in wanted
    }
