"""Founding a school."""

import pytest

from app.foundation.errors import Conflict, Invalid
from app.inbox.found_school import found_school, join, welcome
from app.inbox.inbox import Inbox, InboxKind, InboxMember
from app.messages.message import RoutedBy
from app.schools.phone_line import KeywordReplies
from app.schools.queries import all_schools, find_line, get_school, lines_of
from app.schools.school import School
from app.staff.staff_member import Role
from tests.support.cast import LEE, MAIN, NOON, OKAFOR, RUIZ, Stage, incoming, text_in


def found(stage: Stage, *, lines: list[str], time_zone: str = "America/New_York") -> School:
    return found_school(
        stage.session,
        name="Cedar School",
        lines=lines,
        office_phone="(206) 555-0171",
        time_zone=time_zone,
        now=NOON,
    )


def test_a_new_school_can_be_texted_at_once(stage: Stage) -> None:
    school = found(stage, lines=["(206) 555-0170", "+1 206-555-0172"])
    assert [line.e164 for line in lines_of(stage.session, school)] == ["+12065550170", "+12065550172"]
    assert {line.keyword_replies for line in lines_of(stage.session, school)} == {KeywordReplies.PROVIDER}
    message = text_in(stage.session, incoming("+12065550199", "Hello", line="+12065550172"), now=NOON)
    assert message is not None
    assert (message.school_id, message.routed_by) == (school.id, RoutedBy.OFFICE)
    assert get_school(stage.session, school.id).hourly_cap > 0
    assert school in all_schools(stage.session)


@pytest.mark.parametrize(
    ("lines", "time_zone", "refusal"),
    [
        ([], "America/New_York", Invalid),
        (["not a number"], "America/New_York", Invalid),
        (["+12065550170"], "Mars/Olympus", Invalid),
        (["+12065550170"], "../../etc/passwd", Invalid),
        (["+12065550170"], "", Invalid),
        ([MAIN], "America/New_York", Conflict),
        (["+12065550170", "206 555 0170"], "America/New_York", Conflict),
    ],
)
def test_what_cannot_be_meant_is_refused(
    stage: Stage, lines: list[str], time_zone: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        found(stage, lines=lines, time_zone=time_zone)


def test_whoever_works_in_the_office_sees_its_inbox_and_a_teacher_does_not(stage: Stage) -> None:
    office = stage.all(Inbox, Inbox.kind == InboxKind.OFFICE)[0]
    members = {m.staff_member_id for m in stage.all(InboxMember, InboxMember.inbox_id == office.id)}
    assert members == {stage.cast.staff[email].id for email in (RUIZ, OKAFOR)}
    assert stage.cast.staff[LEE].role is Role.TEACHER


def test_joining_twice_changes_nothing(stage: Stage) -> None:
    office = stage.all(Inbox, Inbox.kind == InboxKind.OFFICE)[0]
    before = len(stage.all(InboxMember))
    join(stage.session, office, stage.cast.staff[RUIZ])
    welcome(stage.session, stage.cast.school, stage.cast.staff[RUIZ])
    welcome(stage.session, stage.cast.school, stage.cast.staff[LEE])
    assert len(stage.all(InboxMember)) == before


def test_a_line_is_found_by_its_number(stage: Stage) -> None:
    line = find_line(stage.session, MAIN)
    assert line is not None
    assert line.school_id == stage.cast.school.id
    assert find_line(stage.session, "+12065550170") is None
