"""Which phones hear about which children, as far as their grades have tips."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.roster.homes import homes_of_students
from app.roster.student import Student
from app.schools.school import School
from app.tips.grades import grade_of
from app.tips.track import Track

Homes = dict[int, dict[int, list[int]]]
"""By phone and track, the students it is about."""


def homes_of(session: Session, school: School, tracks: Sequence[Track]) -> Homes:
    """Each home of the children for whose grade there is a track."""
    track_of = {grade: track.id for track in tracks for grade in track.grades}
    here = (Student.school_id == school.id, Student.left_at.is_(None))
    written = session.scalars(select(Student.grade).distinct().where(*here))
    tracked = {grade: track_of[known] for grade in written if (known := grade_of(grade)) in track_of}
    have_tips = Student.grade.in_(sorted(tracked))
    grades = session.execute(select(Student.id, Student.grade).where(*here, have_tips))
    track_of_child = {student: tracked[grade] for student, grade in grades}
    homes: Homes = {}
    for phone, children in homes_of_students(session, school, have_tips).items():
        for child in children:
            homes.setdefault(phone, {}).setdefault(track_of_child[child], []).append(child)
    return homes
