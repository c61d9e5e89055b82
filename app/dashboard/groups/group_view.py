"""One group: its students by class, the phones that are in it for themselves, its word, and who may be added."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.dashboard.groups.list_view import RequestLine, request_lines, title_of, word_in_use
from app.dashboard.groups.sight import own_sections, own_students
from app.dashboard.session import SignedIn
from app.joining.queries import waiting_for_groups
from app.roster.find_students import Seated, seated, students_named
from app.roster.group import Group, GroupMember
from app.roster.group_phones import phones_in
from app.roster.join_words import usual_last_day
from app.roster.queries import families_of
from app.roster.section import Enrollment, Section
from app.roster.student import Student


@dataclass(frozen=True)
class PhoneRow:
    """A phone that is in the group for itself."""

    id: int
    title: str
    subtitle: str


@dataclass(frozen=True)
class GroupScreen:
    """The page."""

    id: int
    name: str
    classes: list[tuple[str, list[Seated]]]
    """The students by class; those who sit in none last, under an empty name."""
    phones: list[PhoneRow]
    word: str
    until: str
    ran_out: str
    """When the word ran out, if it did."""
    last_day: str
    """What the field for the last day holds."""
    sections: list[Section]
    found: list[Seated]
    """Who was looked for and is not in the group yet."""
    looked_for: str
    """The name or class that was looked for; empty when nothing was."""
    requests: list[RequestLine]

    @property
    def students(self) -> int:
        return sum(len(students) for _, students in self.classes)


def look_at_group(
    session: Session, staff: SignedIn, group: Group, *, query: str = "", section_id: int | None = None
) -> GroupScreen:
    school, reader = staff.school, staff.reader
    is_member = Student.id.in_(select(GroupMember.student_id).where(GroupMember.group_id == group.id))
    members = seated(session, school, is_member)
    sections = own_sections(session, staff)
    section = next((one for one in sections if one.id == section_id), None)
    numbers = phones_in(session, group)
    families = families_of(session, school, [number.id for number in numbers])
    titles = [(number.id, title_of(reader, families, number, school.region)) for number in numbers]
    word = word_in_use(staff, group)
    until = reader.day(group.join_until) if group.join_until else ""
    today = staff.now.astimezone(school.zone).date()
    last_day = usual_last_day(session, school, today)
    if word and group.join_until:
        last_day = group.join_until.astimezone(school.zone).date()
    return GroupScreen(
        id=group.id,
        name=group.name,
        classes=_by_class(members),
        phones=[PhoneRow(number_id, title, subtitle) for number_id, (title, subtitle) in titles],
        word=word,
        until=until,
        ran_out="" if word else until,
        last_day=last_day.isoformat(),
        sections=sections,
        found=_found(session, staff, section, query, {one.student.id for one in members}),
        looked_for=section.name if section else query,
        requests=request_lines(
            session, staff, waiting_for_groups(session, school, [group.id]), {group.id: group}
        ),
    )


def _by_class(members: list[Seated]) -> list[tuple[str, list[Seated]]]:
    names = sorted({one.sections[0] for one in members if one.sections})
    classes = [(name, [one for one in members if one.sections[:1] == (name,)]) for name in names]
    homeless = [one for one in members if not one.sections]
    return [*classes, ("", homeless)] if homeless else classes


def _found(
    session: Session, staff: SignedIn, section: Section | None, query: str, members: set[int]
) -> list[Seated]:
    mine = own_students(session, staff)
    if section is not None:
        sits = Student.id.in_(select(Enrollment.student_id).where(Enrollment.section_id == section.id))
        found = seated(session, staff.school, mine, sits)
    else:
        found = students_named(session, staff.school, query, mine)
    return [one for one in found if one.student.id not in members]
