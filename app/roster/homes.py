"""Which phones hear about which students: one of each guardian, and none that must be kept from the child."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from app.roster.audience import Audience, AudienceKind
from app.roster.group import GroupMember, GroupPhone
from app.roster.guardian import GuardianPhone
from app.roster.phone_number import NumberHealth, PhoneNumber
from app.roster.student import Guardianship, Student
from app.schools.school import School

UNREACHABLE = frozenset({NumberHealth.LANDLINE, NumberHealth.OUT_OF_SERVICE})

Homes = dict[int, list[int]]
"""By phone, the students it is about, in the order of their ids; none of a phone that is told for itself."""


def homes_of_audience(
    session: Session, school: School, audience: Audience, *, phones: Collection[int] | None = None
) -> Homes:
    """The homes of the students of an audience, and the phones that are in its groups for themselves.

    `phones` narrows the answer to these numbers.
    """
    homes = homes_of_students(session, school, audience.students, phones=phones)
    if audience.kind is AudienceKind.GROUPS:
        for phone in sorted(phones_for_themselves(session, school, audience.ids, phones=phones)):
            homes.setdefault(phone, [])
    return homes


def phones_for_themselves(
    session: Session, school: School, group_ids: Collection[int], *, phones: Collection[int] | None = None
) -> set[int]:
    """The phones that are in one of these groups whatever children are.

    But for those that anybody answers who is to be kept from a student of the groups: where these meet is not for them.
    """
    kept_from_member = (
        exists()
        .where(
            GuardianPhone.phone_number_id == GroupPhone.phone_number_id,
            Guardianship.guardian_id == GuardianPhone.guardian_id,
            or_(Guardianship.may_receive.is_(False), Guardianship.has_court_order),
            GroupMember.student_id == Guardianship.student_id,
            GroupMember.group_id == GroupPhone.group_id,
        )
        .correlate(GroupPhone)
    )
    found = (
        select(GroupPhone.phone_number_id)
        .join(PhoneNumber, PhoneNumber.id == GroupPhone.phone_number_id)
        .where(GroupPhone.group_id.in_(group_ids), PhoneNumber.school_id == school.id, ~kept_from_member)
    )
    return set(session.scalars(found if phones is None else found.where(PhoneNumber.id.in_(phones))))


def heard_of(session: Session, school: School, phones: Collection[int]) -> dict[int, set[int]]:
    """By phone, the students of whom somebody there hears and of whom nobody there must not, those who left aside."""
    ties = session.execute(
        select(
            GuardianPhone.phone_number_id,
            Guardianship.student_id,
            Guardianship.may_receive & ~Guardianship.has_court_order,
        )
        .join(Guardianship, Guardianship.guardian_id == GuardianPhone.guardian_id)
        .join(Student, Student.id == Guardianship.student_id)
        .where(
            GuardianPhone.phone_number_id.in_(phones),
            Student.school_id == school.id,
            Student.left_at.is_(None),
        )
    )
    heard: dict[int, set[int]] = {}
    kept: set[tuple[int, int]] = set()
    for phone, student, hears in ties:
        heard.setdefault(phone, set()).add(student)
        if not hears:
            kept.add((phone, student))
    return {phone: {one for one in students if (phone, one) not in kept} for phone, students in heard.items()}


def homes_of_students(
    session: Session, school: School, which: ColumnElement[bool], *, phones: Collection[int] | None = None
) -> Homes:
    """The homes of the students of a school for whom `which` holds, those who have left aside.

    Each guardian hears on its first number that texts reach, else on its first. A number that anybody answers who is to
    be kept from a child hears nothing of that child. `phones` narrows the answer to these numbers.
    """
    ties = (
        select(
            Student.id,
            Guardianship.guardian_id,
            Guardianship.may_receive,
            Guardianship.has_court_order,
            GuardianPhone.phone_number_id,
            PhoneNumber.health,
        )
        .join(Guardianship, Guardianship.student_id == Student.id)
        .join(GuardianPhone, GuardianPhone.guardian_id == Guardianship.guardian_id)
        .join(PhoneNumber, PhoneNumber.id == GuardianPhone.phone_number_id)
        .where(Student.school_id == school.id, Student.left_at.is_(None), which)
        .order_by(GuardianPhone.position, GuardianPhone.id)
    )
    if phones is not None:
        answer = select(GuardianPhone.guardian_id).where(GuardianPhone.phone_number_id.in_(phones))
        sharing = select(Guardianship.student_id).where(Guardianship.guardian_id.in_(answer))
        ties = ties.where(Student.id.in_(sharing))
    first: dict[int, tuple[int, bool]] = {}
    raised: set[tuple[int, int]] = set()
    kept_from: set[tuple[int, int]] = set()
    for student, guardian, may_receive, has_court_order, phone, health in session.execute(ties):
        if not may_receive or has_court_order:
            kept_from.add((phone, student))
            continue
        raised.add((guardian, student))
        is_reachable = health not in UNREACHABLE
        if guardian not in first or (is_reachable and not first[guardian][1]):
            first[guardian] = phone, is_reachable
    homes: Homes = {}
    for guardian, student in sorted(raised, key=lambda tie: tie[1]):
        phone = first[guardian][0]
        if (phone, student) in kept_from or (phones is not None and phone not in phones):
            continue
        children = homes.setdefault(phone, [])
        if student not in children:
            children.append(student)
    return homes
