"""Groups of students that the school makes itself."""

import pytest

from app.foundation.errors import Conflict, Invalid, NotFound
from app.roster.group import Group
from app.roster.group_phones import put_phone_in
from app.roster.groups import (
    create_group,
    get_group,
    groups_of,
    put_in_group,
    rename_group,
    students_of,
    take_out,
)
from app.roster.student import Student
from tests.support.cast import LEE, MAYA, RUIZ, Stage
from tests.support.cedar import found_cedar


def group(stage: Stage, name: str = "Newcomers") -> Group:
    return create_group(stage.session, stage.cast.school, name, by=stage.cast.staff[LEE].id, now=stage.now)


def child(stage: Stage, first_name: str) -> Student:
    (found,) = stage.all(Student, Student.first_name == first_name)
    return found


def test_students_are_put_in_a_group_and_taken_out_again(stage: Stage) -> None:
    newcomers = group(stage)
    ana, leo = child(stage, "Ana"), child(stage, "Leo")
    put_in_group(stage.session, stage.cast.school, newcomers, [ana.id, leo.id])
    put_in_group(stage.session, stage.cast.school, newcomers, [ana.id])
    assert students_of(stage.session, newcomers) == [ana, leo]
    take_out(stage.session, newcomers, [ana.id])
    take_out(stage.session, newcomers, [ana.id])
    assert students_of(stage.session, newcomers) == [leo]


def test_groups_are_listed_by_name_with_how_many_are_in_them(stage: Stage) -> None:
    soccer, band = group(stage, "  Soccer   team "), group(stage, "Band")
    put_in_group(stage.session, stage.cast.school, soccer, [child(stage, "Ana").id, child(stage, "Leo").id])
    put_phone_in(stage.session, soccer, stage.cast.phones[MAYA].id, now=stage.now)
    child(stage, "Leo").left_at = stage.now
    stage.look_again()
    listed = groups_of(stage.session, stage.cast.school)
    assert [(one.group.name, one.students, one.phones) for one in listed] == [
        ("Band", 0, 0),
        ("Soccer team", 1, 1),
    ]
    assert listed[0].group is band
    assert groups_of(stage.session, stage.cast.school, Group.created_by == stage.cast.staff[RUIZ].id) == []


def test_a_name_stands_for_one_group_of_a_school(stage: Stage) -> None:
    group(stage)
    with pytest.raises(Conflict):
        group(stage)
    for name in (" ", "x" * 81):
        with pytest.raises(Invalid):
            group(stage, name)
    band = group(stage, "Band")
    rename_group(stage.session, band, "Band ")
    with pytest.raises(Conflict):
        rename_group(stage.session, band, "Newcomers")
    theirs = create_group(
        stage.session, found_cedar(stage.session), "Newcomers", by=stage.cast.staff[LEE].id, now=stage.now
    )
    assert theirs.name == "Newcomers"


def test_groups_and_students_of_another_school_do_not_exist(stage: Stage) -> None:
    ours, other = group(stage), found_cedar(stage.session)
    assert get_group(stage.session, stage.cast.school, ours.id) is ours
    assert groups_of(stage.session, other) == []
    with pytest.raises(NotFound):
        get_group(stage.session, other, ours.id)
    with pytest.raises(NotFound):
        put_in_group(stage.session, other, ours, [child(stage, "Ana").id])
    assert students_of(stage.session, ours) == []
