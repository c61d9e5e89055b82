"""Whose families something is for."""

import pytest
from sqlalchemy import select

from app.foundation.errors import NotFound
from app.roster.audience import Audience, AudienceKind, check_audience
from app.roster.groups import create_group, put_in_group
from app.roster.section import Section
from app.roster.student import Student
from tests.support.cast import LEE, Stage
from tests.support.cedar import found_cedar

ROOM_4 = ["Ana", "Diego", "Jun", "Oliver", "Sofía"]


def names(stage: Stage, audience: Audience) -> list[str]:
    found = stage.session.scalars(
        select(Student).where(Student.school_id == stage.cast.school.id, audience.students)
    )
    return sorted(student.first_name for student in found)


def section(stage: Stage, name: str) -> int:
    (found,) = stage.all(Section, Section.name == name)
    return found.id


def test_a_whole_school_is_all_its_students(stage: Stage) -> None:
    assert len(names(stage, Audience(AudienceKind.SCHOOL))) == 9


def test_a_class_is_those_who_sit_in_it(stage: Stage) -> None:
    rooms = [section(stage, name) for name in ("Room 4", "Room 7")]
    assert names(stage, Audience(AudienceKind.SECTIONS, (rooms[0],))) == ROOM_4
    assert len(names(stage, Audience(AudienceKind.SECTIONS, tuple(rooms)))) == 9


def test_a_grade_is_as_the_roster_writes_it(stage: Stage) -> None:
    assert names(stage, Audience(AudienceKind.GRADES, ("K",))) == ROOM_4
    assert names(stage, Audience(AudienceKind.GRADES, ("kindergarten",))) == []


def test_a_group_is_whom_staff_have_put_in_it(stage: Stage) -> None:
    group = create_group(
        stage.session, stage.cast.school, "Newcomers", by=stage.cast.staff[LEE].id, now=stage.now
    )
    some = [student.id for student in stage.all(Student) if student.first_name in {"Hodan", "Jun"}]
    put_in_group(stage.session, stage.cast.school, group, some)
    assert names(stage, Audience(AudienceKind.GROUPS, (group.id,))) == ["Hodan", "Jun"]


def test_nothing_chosen_is_nobody(stage: Stage) -> None:
    for kind in (AudienceKind.GRADES, AudienceKind.SECTIONS, AudienceKind.GROUPS):
        assert names(stage, Audience(kind)) == []


def test_a_class_or_group_of_another_school_does_not_exist(stage: Stage) -> None:
    other = found_cedar(stage.session)
    ours = create_group(stage.session, stage.cast.school, "Band", by=stage.cast.staff[LEE].id, now=stage.now)
    room = section(stage, "Room 4")
    check_audience(stage.session, stage.cast.school, Audience(AudienceKind.SECTIONS, (room,)))
    check_audience(stage.session, stage.cast.school, Audience(AudienceKind.GROUPS, (ours.id,)))
    check_audience(stage.session, other, Audience(AudienceKind.GRADES, ("K",)))
    for foreign in (
        Audience(AudienceKind.SECTIONS, (room,)),
        Audience(AudienceKind.GROUPS, (ours.id,)),
        Audience(AudienceKind.GROUPS, (10**6,)),
    ):
        with pytest.raises(NotFound):
            check_audience(stage.session, other, foreign)
