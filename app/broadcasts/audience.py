"""Whom a broadcast is for: a selection of families, as the phones that are told and the homes that have none."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from sqlalchemy import ColumnElement, Row, and_, exists, or_, select, true
from sqlalchemy.orm import Session

from app.roster.audience import Audience, AudienceKind, check_audience
from app.roster.group import GroupMember, GroupPhone
from app.roster.guardian import GuardianPhone
from app.roster.homes import Homes, homes_of_students, phones_for_themselves
from app.roster.language import known_languages
from app.roster.phone_number import PhoneNumber
from app.roster.section import Enrollment
from app.roster.student import Guardianship, Student
from app.schools.school import School

MOST_AT_ONCE = 5000
"""So many numbers at most are asked for in one statement."""


class SelectionKind(StrEnum):
    """By what families are chosen."""

    SCHOOL = "school"
    GRADES = "grades"
    SECTIONS = "sections"
    GROUPS = "groups"
    EVENT = "event"


@dataclass(frozen=True)
class Selection:
    """Families by one mark, less those that are left out."""

    kind: SelectionKind
    ids: tuple[Any, ...] = ()
    """Grades as the roster writes them, or the ids of sections, groups or events."""
    stands: tuple[str, ...] = ()
    """How the guests of an event stand with it; empty for all of them."""
    languages: tuple[str, ...] = ()
    """What they read; empty for all. A phone of which nobody knows what it reads is never left out."""
    without_sections: tuple[int, ...] = ()
    without_groups: tuple[int, ...] = ()
    without_phones: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As a broadcast keeps it."""
        return {name: list(value) if name != "kind" else value for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """What `to_json` wrote."""
        marks = {name: tuple(value) for name, value in kept.items() if name != "kind"}
        return cls(SelectionKind(kept["kind"]), **marks)

    @property
    def students(self) -> ColumnElement[bool]:
        """What holds for the children because of whom a family is told; an event's guests aside."""
        chosen = true() if self.kind is SelectionKind.EVENT else self.of_roster.students
        left_out = []
        if self.without_sections:
            sits = select(Enrollment.student_id).where(Enrollment.section_id.in_(self.without_sections))
            left_out.append(Student.id.not_in(sits))
        if self.without_groups:
            belongs = select(GroupMember.student_id).where(GroupMember.group_id.in_(self.without_groups))
            left_out.append(Student.id.not_in(belongs))
        return and_(chosen, *left_out)

    @property
    def of_roster(self) -> Audience:
        """The same as the roster chooses, less nobody; an event's guests are none of it."""
        return Audience(AudienceKind(self.kind.value), self.ids)


GuestsOf = Callable[[Session, School, Sequence[int], Sequence[str]], Mapping[int, Collection[int]]]
"""The guests of events that stand so (all of them, where nothing is said): by phone, the students because of whom each
is invited. Handed in, because events are another room's."""


def check_selection(session: Session, school: School, selection: Selection) -> None:
    """Raises NotFound for a section or group that is not the school's."""
    if selection.kind is not SelectionKind.EVENT:
        check_audience(session, school, selection.of_roster)
    check_audience(session, school, Audience(AudienceKind.SECTIONS, selection.without_sections))
    check_audience(session, school, Audience(AudienceKind.GROUPS, selection.without_groups))


def phones_after(
    session: Session, school: School, selection: Selection, *, after: int, limit: int, guests: GuestsOf
) -> list[int]:
    """The next phones that a selection reaches, by id; none where there are no more."""
    return list(homes_after(session, school, selection, after=after, limit=limit, guests=guests))


def homes_after(
    session: Session, school: School, selection: Selection, *, after: int, limit: int, guests: GuestsOf
) -> Homes:
    """The same with the children whom a text to each is about, in the order of the phones."""
    while candidates := _candidates(session, school, selection, after=after, limit=limit, guests=guests):
        if homes := homes_among(session, school, selection, candidates, guests=guests):
            return homes
        after = candidates[-1]
    return {}


def homes_among(
    session: Session,
    school: School,
    selection: Selection,
    phones: Collection[int] | None,
    *,
    guests: GuestsOf,
) -> Homes:
    """Those of the phones that the selection reaches, by id, with the children whom a text to each is about.

    A phone that is in a group for itself, or invited for itself, is told about nobody. None for all phones.
    """
    if selection.kind is SelectionKind.EVENT:
        homes = _homes_of_guests(session, school, selection, phones, guests)
    else:
        homes = homes_of_students(session, school, selection.students, phones=phones)
        if selection.kind is SelectionKind.GROUPS:
            for phone in phones_for_themselves(session, school, selection.ids, phones=phones):
                homes.setdefault(phone, [])
    left_out = {*selection.without_phones, *_in_left_out_groups(session, selection)}
    if selection.languages:
        left_out |= _reading_others(session, school, selection, phones)
    return {phone: homes[phone] for phone in sorted(homes.keys() - left_out)}


def _candidates(
    session: Session, school: School, selection: Selection, *, after: int, limit: int, guests: GuestsOf
) -> list[int]:
    """The next phones that may belong to it: who shares one, and what else is left out, is looked at afterwards."""
    if selection.kind is SelectionKind.EVENT:
        invited = guests(session, school, selection.ids, selection.stands)
        return sorted(phone for phone in invited if phone > after)[:limit]
    has_child = (
        exists()
        .where(
            GuardianPhone.phone_number_id == PhoneNumber.id,
            Guardianship.guardian_id == GuardianPhone.guardian_id,
            Student.id == Guardianship.student_id,
            Student.left_at.is_(None),
            selection.students,
        )
        .correlate(PhoneNumber)
    )
    belongs = or_(has_child, _is_in_group(selection)) if selection.kind is SelectionKind.GROUPS else has_child
    # The sum keeps SQLite from sorting all numbers of the school for each page of them.
    school_id = PhoneNumber.school_id + 0 if _is_sqlite(session) else PhoneNumber.school_id
    page = (
        select(PhoneNumber.id)
        .where(PhoneNumber.id > after, school_id == school.id, belongs)
        .order_by(PhoneNumber.id)
        .limit(limit)
    )
    return list(session.scalars(page))


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _is_in_group(selection: Selection) -> ColumnElement[bool]:
    return exists().where(
        GroupPhone.phone_number_id == PhoneNumber.id, GroupPhone.group_id.in_(selection.ids)
    )


def _in_left_out_groups(session: Session, selection: Selection) -> Sequence[int]:
    if not selection.without_groups:
        return ()
    return session.scalars(
        select(GroupPhone.phone_number_id).where(GroupPhone.group_id.in_(selection.without_groups))
    ).all()


def _reading_others(
    session: Session, school: School, selection: Selection, phones: Collection[int] | None
) -> set[int]:
    """Those that are texted in one language, and that is not among those wanted."""
    which = PhoneNumber.school_id == school.id if phones is None else PhoneNumber.id.in_(phones)
    wanted = {None, *selection.languages}
    known = known_languages(session, which)
    return {phone for phone, language in known.items() if language.worded_in not in wanted}


def _homes_of_guests(
    session: Session,
    school: School,
    selection: Selection,
    phones: Collection[int] | None,
    guests: GuestsOf,
) -> Homes:
    """A guest is the phone that was invited, with those of its children of whom it may hear today."""
    invited = guests(session, school, selection.ids, selection.stands)
    asked = [phone for phone in invited if phones is None or phone in phones]
    known: dict[int, set[int]] = {phone: set() for phone in asked}
    kept: dict[int, set[int]] = {phone: set() for phone in asked}
    left_out = set()
    for phone, child, may_receive, has_court_order, is_wanted in _ties(session, school, selection, asked):
        known[phone].add(child)
        if has_court_order or not may_receive:
            kept[phone].add(child)
        if not is_wanted:
            left_out.add(child)
    homes: Homes = {}
    for phone in asked:
        heard_of = known[phone] - kept[phone]
        children = heard_of.intersection(invited[phone]) - left_out
        if children:
            homes[phone] = sorted(children)
        elif not invited[phone] and (heard_of or not known[phone]):
            homes[phone] = []
    return homes


def _ties(
    session: Session, school: School, selection: Selection, phones: Sequence[int]
) -> Iterator[Row[int, int, bool, bool, bool]]:
    """By phone and child: whether whoever answers there may hear of it and no court objects, and whether it is meant.

    No database takes as many numbers in one question as a large event has guests.
    """
    for start in range(0, len(phones), MOST_AT_ONCE):
        yield from session.execute(
            select(
                GuardianPhone.phone_number_id,
                Student.id,
                Guardianship.may_receive,
                Guardianship.has_court_order,
                selection.students,
            )
            .join(Guardianship, Guardianship.guardian_id == GuardianPhone.guardian_id)
            .join(Student, Student.id == Guardianship.student_id)
            .where(
                GuardianPhone.phone_number_id.in_(phones[start : start + MOST_AT_ONCE]),
                Student.school_id == school.id,
                Student.left_at.is_(None),
            )
        )
