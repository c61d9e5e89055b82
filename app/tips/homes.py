"""Which phones hear about which children, as far as their grades have tips."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.roster.guardian import GuardianPhone
from app.roster.phone_number import NumberHealth, PhoneNumber
from app.roster.student import Guardianship, Student
from app.schools.school import School
from app.tips.grades import grade_of
from app.tips.track import Track

UNREACHABLE = frozenset({NumberHealth.LANDLINE, NumberHealth.OUT_OF_SERVICE})

Homes = dict[int, dict[int, list[int]]]
"""By phone and track, the students it is about."""


def homes_of(session: Session, school: School, tracks: Sequence[Track]) -> Homes:
    """Each guardian's first number that texts reach, unless anybody who answers it is to be kept from the child."""
    track_of = {grade: track.id for track in tracks for grade in track.grades}
    written = session.scalars(
        select(Student.grade).distinct().where(Student.school_id == school.id, Student.left_at.is_(None))
    )
    tracked = {grade: track_of[known] for grade in written if (known := grade_of(grade)) in track_of}
    rows = session.execute(
        select(
            Student.id,
            Student.grade,
            Guardianship.guardian_id,
            Guardianship.may_receive,
            Guardianship.has_court_order,
            GuardianPhone.phone_number_id,
            PhoneNumber.health,
        )
        .join(Guardianship, Guardianship.student_id == Student.id)
        .join(GuardianPhone, GuardianPhone.guardian_id == Guardianship.guardian_id)
        .join(PhoneNumber, PhoneNumber.id == GuardianPhone.phone_number_id)
        .where(Student.school_id == school.id, Student.left_at.is_(None), Student.grade.in_(sorted(tracked)))
        .order_by(GuardianPhone.position, GuardianPhone.id)
    )
    first: dict[int, tuple[int, bool]] = {}
    ties: set[tuple[int, int, int]] = set()
    kept_from: set[tuple[int, int]] = set()
    for student, grade, guardian, may_receive, has_court_order, phone, health in rows:
        if not may_receive or has_court_order:
            kept_from.add((phone, student))
            continue
        ties.add((guardian, student, tracked[grade]))
        is_reachable = health not in UNREACHABLE
        if guardian not in first or (is_reachable and not first[guardian][1]):
            first[guardian] = phone, is_reachable
    homes: Homes = {}
    for guardian, student, track_id in sorted(ties):
        phone = first[guardian][0]
        if (phone, student) not in kept_from:
            children = homes.setdefault(phone, {}).setdefault(track_id, [])
            if student not in children:
                children.append(student)
    for bands in homes.values():
        for children in bands.values():
            children.sort()
    return homes
