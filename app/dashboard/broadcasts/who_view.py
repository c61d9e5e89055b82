"""Whom an announcement may be for, what was chosen, and how many families that is."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.broadcasts.audience import (
    Selection,
    SelectionKind,
    check_selection,
    homes_among,
)
from app.broadcasts.homes_without_number import homes_without_number
from app.dashboard.broadcasts.fields import WhoTyped
from app.dashboard.broadcasts.words import STANDS
from app.dashboard.events.audience_view import Choice, Choices, Reach, choices_of, reach_of_phones
from app.dashboard.events.guest_view import names_of_family
from app.dashboard.events.words import in_reader_language as title_of
from app.dashboard.events.words import short_date_words
from app.dashboard.fields import whole_number
from app.dashboard.reader import Reader
from app.dashboard.session import SignedIn
from app.events.board.who_stands import guests_who_stand
from app.events.event import Event, EventState
from app.events.queries import events_of
from app.foundation.errors import Invalid
from app.foundation.i18n import _l
from app.foundation.text import folded
from app.inbox.queries import Sight
from app.roster.group import Group
from app.roster.guardian import Guardian, GuardianPhone
from app.roster.phone_number import PhoneNumber
from app.roster.queries import Family, families_of
from app.roster.section import Enrollment, Section
from app.roster.student import Guardianship, Student
from app.schools.school import School
from app.sms.languages import family_languages
from app.sms.phone_number import display
from app.staff.permissions import may_announce_to_school

PHONES_AT_ONCE = 5000
MOST_FOUND = 12
FEWEST_LETTERS = 2
MOST_PAST_EVENTS = 20


@dataclass(frozen=True)
class Offer:
    """Everything that may be ticked."""

    choices: Choices
    events: list[Choice]
    inboxes: list[Choice]
    """In whose conversations it may stand."""
    families: list[Choice]
    """Those left out already, and those found by a name."""

    @property
    def is_wide(self) -> bool:
        return self.choices.is_wide


@dataclass(frozen=True)
class Count:
    """What a selection comes to."""

    reach: Reach
    without_number: int

    @property
    def families(self) -> int:
        return self.reach.families + self.without_number

    @property
    def unreached(self) -> int:
        return len(self.reach.unreached) + self.without_number


def offer_to(session: Session, staff: SignedIn, sight: Sight, typed: WhoTyped) -> Offer:
    """What this person may choose from."""
    own = [Choice(str(inbox.id), inbox.name) for inbox in sight.inboxes.values()]
    return Offer(
        choices=choices_of(session, staff, sight),
        events=_events(session, staff, sight),
        inboxes=own,
        families=_families(session, staff, typed, _phones_known(session, staff, sight)),
    )


def selection_of(session: Session, school: School, typed: WhoTyped) -> Selection:
    """What was chosen; raises Invalid for nothing. Whether it is theirs to choose is `choose_families`' question."""
    if typed.kind not in set(SelectionKind):
        raise Invalid(_l("Choose whom it is for."))
    kind = SelectionKind(typed.kind)
    if kind is not SelectionKind.SCHOOL and not typed.chosen:
        raise Invalid(_l("Choose whom it is for."))
    ids: tuple[object, ...] = typed.grades if kind is SelectionKind.GRADES else _numbers(typed.chosen)
    selection = Selection(
        kind,
        ids=ids,
        stands=tuple(stand for stand in STANDS if stand in typed.stands)
        if kind is SelectionKind.EVENT
        else (),
        languages=tuple(code for code in family_languages() if code in typed.languages),
        without_sections=_numbers(typed.without_sections),
        without_groups=_numbers(typed.without_groups),
        without_phones=_own_phones(session, school, _numbers(typed.without_phones)),
    )
    check_selection(session, school, selection)
    return selection


def typed_selection(selection: Selection) -> WhoTyped:
    """A selection as the form shows it."""
    chosen = tuple(str(each) for each in selection.ids)
    of_kind = {
        SelectionKind.GRADES: "grades",
        SelectionKind.SECTIONS: "sections",
        SelectionKind.GROUPS: "groups",
        SelectionKind.EVENT: "events",
    }
    field = of_kind.get(selection.kind)
    return WhoTyped(
        kind=selection.kind.value,
        stands=selection.stands,
        languages=selection.languages,
        without_sections=tuple(map(str, selection.without_sections)),
        without_groups=tuple(map(str, selection.without_groups)),
        without_phones=tuple(map(str, selection.without_phones)),
        **({field: chosen} if field else {}),  # type: ignore[arg-type]
    )


def count_of(session: Session, school: School, selection: Selection) -> Count:
    """The families of a selection as they could be texted now."""
    phones = list(homes_among(session, school, selection, None, guests=guests_who_stand))
    by_language: Counter[str | None] = Counter()
    unreached = []
    for first in range(0, len(phones), PHONES_AT_ONCE):
        part = reach_of_phones(session, school, phones[first : first + PHONES_AT_ONCE])
        by_language.update(part.by_language)
        unreached.extend(part.unreached)
    return Count(Reach(by_language, unreached), len(homes_without_number(session, school, selection)))


def words_of_selections(
    session: Session, staff: SignedIn, selections: Mapping[int, Selection]
) -> dict[int, str]:
    """Whom each is for, as in "3A Ms. Lee and 3B Mr. Diaz", by whatever it is known by."""
    reader, school = staff.reader, staff.school
    names = {
        SelectionKind.SECTIONS: dict(
            session.execute(select(Section.id, Section.name).where(Section.school_id == school.id)).all()
        ),
        SelectionKind.GROUPS: dict(
            session.execute(select(Group.id, Group.name).where(Group.school_id == school.id)).all()
        ),
    }
    events = {i for one in selections.values() if one.kind is SelectionKind.EVENT for i in one.ids}
    titles = session.execute(
        select(Event.id, Event.title).where(Event.school_id == school.id, Event.id.in_(events))
    )
    names[SelectionKind.EVENT] = {event: title_of(reader, title) for event, title in titles}
    return {key: _words_of(reader, one, names) for key, one in selections.items()}


def _words_of(reader: Reader, selection: Selection, names: Mapping[SelectionKind, Mapping[int, str]]) -> str:
    if selection.kind is SelectionKind.SCHOOL:
        return reader.gettext(_l("The whole school"))
    if selection.kind is SelectionKind.GRADES:
        grade = _l("Grade %(name)s")
        return reader.listed([reader.say(grade, {"name": each}) for each in selection.ids])
    known = names[selection.kind]
    return reader.listed(sorted(known[each] for each in selection.ids if each in known))


def _events(session: Session, staff: SignedIn, sight: Sight) -> list[Choice]:
    found = events_of(session, staff.school, inbox_ids=sight.inboxes, now=staff.now)
    shown = [*found.upcoming, *found.past[:MOST_PAST_EVENTS]]
    return [
        Choice(
            str(event.id),
            f"{title_of(staff.reader, event.title)} ({short_date_words(staff.reader, event.dates[0])})",
        )
        for event in shown
        if event.state is not EventState.DRAFT
    ]


def _phones_known(session: Session, staff: SignedIn, sight: Sight) -> set[int]:
    """Of families whose names are theirs to see: of their own classes and events, or of the whole roster."""
    here = Student.school_id == staff.school.id
    own = {inbox.section_id for inbox in sight.inboxes.values() if inbox.id in sight.member_of}
    if not may_announce_to_school(staff.person):
        here &= Student.id.in_(select(Enrollment.student_id).where(Enrollment.section_id.in_(own)))
    phones = (
        select(GuardianPhone.phone_number_id)
        .join(Guardianship, Guardianship.guardian_id == GuardianPhone.guardian_id)
        .join(Student, Student.id == Guardianship.student_id)
        .where(here)
    )
    found = events_of(session, staff.school, inbox_ids=sight.inboxes, now=staff.now)
    events = [event.id for event in (*found.upcoming, *found.past)]
    return {*session.scalars(phones), *guests_who_stand(session, staff.school, events, ())}


def _families(session: Session, staff: SignedIn, typed: WhoTyped, known: Collection[int]) -> list[Choice]:
    """Those ticked first, then those of the name that is looked for."""
    chosen = [phone for phone in _numbers(typed.without_phones) if phone in known]
    named = _phones_named(session, staff.school, typed.find, among=known)
    found = [phone for phone in named if phone not in chosen]
    phones = _own_phones(session, staff.school, (*chosen, *found))
    families = families_of(session, staff.school, phones)
    numbers = dict(
        session.execute(select(PhoneNumber.id, PhoneNumber.e164).where(PhoneNumber.id.in_(phones))).all()
    )
    return [
        Choice(
            str(phone),
            names_of_family(staff.reader, families.get(phone, Family()))
            or display(numbers[phone], staff.school.region),
        )
        for phone in phones
    ]


def _phones_named(session: Session, school: School, words: str, *, among: Collection[int]) -> list[int]:
    """Of families of which somebody is called so: a child, or whoever answers the phone."""
    wanted = folded(words.strip()) or ""
    if len(wanted) < FEWEST_LETTERS:
        return []
    rows = session.execute(
        select(GuardianPhone.phone_number_id, Guardian.name, Student.first_name, Student.last_name)
        .join(Guardian, Guardian.id == GuardianPhone.guardian_id)
        .outerjoin(Guardianship, Guardianship.guardian_id == Guardian.id)
        .outerjoin(Student, Student.id == Guardianship.student_id)
        .where(Guardian.school_id == school.id)
        .order_by(Student.first_name, GuardianPhone.phone_number_id)
    )
    found: dict[int, None] = {}
    for phone, guardian, first, last in rows:
        if phone in among and any(
            wanted in (folded(name) or "") for name in (guardian, f"{first or ''} {last or ''}")
        ):
            found[phone] = None
        if len(found) == MOST_FOUND:
            break
    return list(found)


def _own_phones(session: Session, school: School, ids: Sequence[int]) -> tuple[int, ...]:
    """Those that are the school's, in the same order."""
    own = set(
        session.scalars(
            select(PhoneNumber.id).where(PhoneNumber.school_id == school.id, PhoneNumber.id.in_(ids))
        )
    )
    return tuple(each for each in ids if each in own)


def _numbers(chosen: Sequence[str]) -> tuple[int, ...]:
    """Raises Invalid for what is no id."""
    ids = tuple(whole_number(each) for each in chosen)
    if any(each is None for each in ids):
        raise Invalid(_l("Choose whom it is for."))
    return tuple(each for each in ids if each is not None)
