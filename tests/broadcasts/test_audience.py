"""Whom an announcement is for: phones with their children, and the homes that have no phone."""

from collections.abc import Callable, Collection, Mapping, Sequence

import pytest
from sqlalchemy import select

from app.broadcasts.audience import (
    Selection,
    SelectionKind,
    check_selection,
    count_families,
    homes_among,
    homes_without_number,
    phones_after,
)
from app.foundation.errors import NotFound
from app.roster.group import Group, GroupMember, GroupPhone
from app.roster.guardian import Guardian, GuardianPhone
from app.roster.phone_number import PhoneNumber
from app.roster.section import Section
from app.roster.student import Guardianship, Relation, Student
from tests.broadcasts.announcing import no_guests, student_called
from tests.support.cast import (
    AMINA,
    CARMEN,
    DANIEL,
    HELEN,
    JORGE,
    MAYA,
    NOON,
    OKAFOR,
    ORTEGAS,
    PAT,
    ROSA,
    TOM,
    Stage,
)

SCHOOL = Selection(SelectionKind.SCHOOL)
ROOM_4 = {ROSA, CARMEN, MAYA, DANIEL, ORTEGAS, PAT}
ROOM_7 = {ROSA, JORGE, HELEN, AMINA}


def reached(
    stage: Stage, selection: Selection, guests: Mapping[int, Collection[int]] | None = None
) -> dict[str, set[str]]:
    """By number, the first names of the children."""
    school = stage.cast.school
    homes = homes_among(stage.session, school, selection, None, guests=lambda *_: guests or {})
    numbers = {phone.id: phone.e164 for phone in stage.session.scalars(select(PhoneNumber))}
    names = {child.id: child.first_name for child in stage.session.scalars(select(Student))}
    return {numbers[phone]: {names[child] for child in home} for phone, home in homes.items()}


def room(stage: Stage, name: str) -> int:
    return stage.session.scalars(select(Section.id).where(Section.name == name)).one()


def group(stage: Stage, *, children: Sequence[str] = (), phones: Sequence[str] = ()) -> int:
    made = Group(
        school_id=stage.cast.school.id,
        name=f"Group of {children} {phones}",
        created_by=stage.cast.staff[OKAFOR].id,
        created_at=NOON,
    )
    stage.session.add(made)
    stage.session.flush()
    for child in children:
        student = student_called(stage.session, child)
        stage.session.add(GroupMember(group_id=made.id, student_id=student.id))
    for number in phones:
        phone = stage.cast.phones[number]
        stage.session.add(GroupPhone(group_id=made.id, phone_number_id=phone.id, joined_at=NOON))
    stage.session.flush()
    return made.id


def test_a_whole_school_is_every_home_and_no_phone_that_must_be_kept_from_the_child(stage: Stage) -> None:
    told = reached(stage, SCHOOL)
    assert told.keys() == ROOM_4 | ROOM_7
    assert TOM not in told
    assert told[ROSA] == {"Ana", "Leo"}, "one phone, both children"
    assert told[MAYA] == told[DANIEL] == {"Oliver"}, "two homes of one child"


@pytest.mark.parametrize(
    ("select_in", "numbers"),
    [
        (lambda _: Selection(SelectionKind.GRADES, ("K",)), ROOM_4),
        (lambda stage: Selection(SelectionKind.SECTIONS, (room(stage, "Room 7"),)), ROOM_7),
        (lambda stage: Selection(SelectionKind.GROUPS, (group(stage, children=["Mateo"]),)), {JORGE}),
        (
            lambda _: Selection(SelectionKind.SCHOOL, languages=("es",)),
            {ROSA, CARMEN, JORGE, ORTEGAS, AMINA},
        ),
        (
            lambda stage: Selection(SelectionKind.SCHOOL, without_sections=(room(stage, "Room 4"),)),
            ROOM_7,
        ),
        (
            lambda stage: Selection(
                SelectionKind.GRADES, ("2",), without_phones=(stage.cast.phones[HELEN].id,)
            ),
            ROOM_7 - {HELEN},
        ),
        (
            lambda stage: Selection(
                SelectionKind.GRADES,
                ("2",),
                without_groups=(group(stage, children=["Hodan"], phones=[JORGE]),),
            ),
            ROOM_7 - {AMINA, JORGE},
        ),
    ],
)
def test_families_are_chosen_by_one_mark_less_those_that_are_left_out(
    stage: Stage, select_in: Callable[[Stage], Selection], numbers: set[str]
) -> None:
    assert reached(stage, select_in(stage)).keys() == numbers


def test_a_sibling_who_is_left_out_is_not_spoken_of_to_the_family(stage: Stage) -> None:
    without = Selection(SelectionKind.SCHOOL, without_sections=(room(stage, "Room 7"),))
    assert reached(stage, without)[ROSA] == {"Ana"}


def test_a_phone_that_is_in_a_group_for_itself_is_told_and_hears_of_nobody(stage: Stage) -> None:
    selection = Selection(SelectionKind.GROUPS, (group(stage, children=["Mateo"], phones=[MAYA, JORGE]),))
    assert reached(stage, selection) == {MAYA: set(), JORGE: {"Mateo"}}


def test_the_guests_of_an_event_hear_of_the_children_for_whom_they_are_invited(stage: Stage) -> None:
    phones = stage.cast.phones
    leo, grace = (student_called(stage.session, name).id for name in ("Leo", "Grace"))
    invited: dict[int, list[int]] = {
        phones[ROSA].id: [leo],
        phones[TOM].id: [grace],
        phones[MAYA].id: [],
    }
    told = reached(stage, Selection(SelectionKind.EVENT, (1,)), invited)
    assert told == {ROSA: {"Leo"}, MAYA: set()}, "a court has spoken about Tom since"


def test_page_by_page_everybody_comes_once_in_the_order_of_their_numbers(stage: Stage) -> None:
    seen: list[int] = []
    while page := phones_after(
        stage.session,
        stage.cast.school,
        SCHOOL,
        after=seen[-1] if seen else 0,
        limit=3,
        guests=no_guests,
    ):
        seen += page
    every = homes_among(stage.session, stage.cast.school, SCHOOL, None, guests=no_guests)
    assert seen == sorted(every)


def test_children_whose_family_has_no_phone_are_counted_as_homes_siblings_together(stage: Stage) -> None:
    numbers = [stage.cast.phones[number].id for number in (ROSA, CARMEN, MAYA)]
    for tie in stage.all(GuardianPhone, GuardianPhone.phone_number_id.in_(numbers)):
        stage.session.delete(tie)
    stage.session.flush()
    homes = homes_without_number(stage.session, stage.cast.school, SCHOOL)
    names = {child.id: child.first_name for child in stage.all(Student)}
    found = sorted(sorted(names[child] for child in home) for home in homes)
    assert found == [["Ana", "Leo"], ["Sofía"]], "Oliver's other home has a phone"
    told = reached(stage, SCHOOL)
    count = count_families(stage.session, stage.cast.school, SCHOOL, guests=no_guests)
    assert count == len(told) + len(homes)


def test_a_phone_that_may_not_hear_of_a_child_is_not_the_phone_of_its_home(stage: Stage) -> None:
    """The mother may be told, and shares her only phone with a father who must not be."""
    school, jun = stage.cast.school, student_called(stage.session, "Jun")
    father = Guardian(school_id=school.id, name="Sam Kim", language="en")
    stage.session.add(father)
    stage.session.flush()
    stage.session.add_all(
        [
            GuardianPhone(guardian_id=father.id, phone_number_id=stage.cast.phones[PAT].id),
            Guardianship(
                student_id=jun.id, guardian_id=father.id, relation=Relation.FATHER, has_court_order=True
            ),
        ]
    )
    stage.session.flush()
    assert PAT not in reached(stage, SCHOOL)
    assert homes_without_number(stage.session, school, SCHOOL) == [[jun.id]]


def test_homes_without_a_phone_are_narrowed_by_what_the_family_reads_as_far_as_it_is_known(
    stage: Stage,
) -> None:
    for number in (CARMEN, PAT, AMINA):
        for tie in stage.all(GuardianPhone, GuardianPhone.phone_number_id == stage.cast.phones[number].id):
            stage.session.delete(tie)
    stage.session.flush()
    spanish = Selection(SelectionKind.SCHOOL, languages=("es",))
    homes = homes_without_number(stage.session, stage.cast.school, spanish)
    assert homes == [[student_called(stage.session, name).id] for name in ("Sofía", "Hodan")]


def test_a_selection_is_what_it_was_after_it_was_kept() -> None:
    selection = Selection(SelectionKind.EVENT, (3, 5), ("coming",), ("es",), (1,), (2,), (9,))
    assert Selection.from_json(selection.to_json()) == selection


def test_nobody_chooses_a_class_or_group_of_another_school(stage: Stage) -> None:
    for selection in (
        Selection(SelectionKind.SECTIONS, (999,)),
        Selection(SelectionKind.SCHOOL, without_groups=(999,)),
    ):
        with pytest.raises(NotFound):
            check_selection(stage.session, stage.cast.school, selection)
