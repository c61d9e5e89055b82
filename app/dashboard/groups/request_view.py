"""One phone that asks to be in a group: what it said, who may be meant, and what speaks against it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.dashboard.groups.list_view import title_of
from app.dashboard.groups.sight import own_students
from app.dashboard.rendering import with_query
from app.dashboard.session import SignedIn
from app.inbox.queries import sight_of, those_in_sight
from app.joining.join_request import JoinRequest, JoinState
from app.roster.find_students import Seated, seated, students_called, students_named
from app.roster.group import Group
from app.roster.phone_number import PhoneNumber
from app.roster.queries import Family, families_of
from app.roster.student import Student
from app.sms.phone_number import display


@dataclass(frozen=True)
class RequestScreen:
    """The page."""

    id: int
    group_id: int
    group: str
    who: str
    known: str
    number: str
    words: str
    asked: str
    is_waiting: bool
    is_kept: bool
    """Somebody who answers the phone is to be kept from a child."""
    conversation: str
    """Its address; empty where the conversation is not this person's to see."""
    found: list[Seated]
    """Students who were looked for, or who may be meant: nobody is ticked before a person has looked."""


def look_at_request(
    session: Session, staff: SignedIn, request: JoinRequest, group: Group, *, query: str = ""
) -> RequestScreen:
    number = session.get_one(PhoneNumber, request.phone_number_id)
    families = families_of(session, staff.school, [number.id])
    ties = [tie for one in families.get(number.id, Family()).answerers for tie in one.ties]
    kept = {
        tie.student.id for tie in ties if tie.guardianship.has_court_order or not tie.guardianship.may_receive
    }
    own = {tie.student.id for tie in ties} - kept
    who, known = title_of(staff.reader, families, number, staff.school.region)
    sight = sight_of(session, staff.school, staff.person)
    is_seen = request.thread_id in those_in_sight(session, sight, {request.thread_id})
    return RequestScreen(
        id=request.id,
        group_id=group.id,
        group=group.name,
        who=who,
        known=known,
        number=display(number.e164, staff.school.region),
        words=request.words,
        asked=staff.reader.when(request.asked_at),
        is_waiting=request.state is JoinState.WAITING,
        is_kept=bool(kept),
        conversation=with_query("/inbox", queue="all", thread=request.thread_id) if is_seen else "",
        found=_found(session, staff, request.words, own, query),
    )


def _found(session: Session, staff: SignedIn, words: str, own: set[int], query: str) -> list[Seated]:
    mine = own_students(session, staff)
    if query.strip():
        return students_named(session, staff.school, query, mine)
    theirs = seated(session, staff.school, mine, Student.id.in_(own))
    called = students_called(session, staff.school, words, mine)
    return [*theirs, *(one for one in called if one.student.id not in own)]
