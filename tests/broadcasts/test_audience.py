"""Whom an announcement is for: phones, with the children of whom each is told."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.broadcasts.audience import (
    GuestsOf,
    Selection,
    SelectionKind,
    check_selection,
    homes_among,
    phones_after,
)
from app.foundation.errors import NotFound
from app.roster.group import Group, GroupMember, GroupPhone
from app.roster.phone_number import PhoneNumber
from app.roster.section import Section
from app.roster.student import Student
from tests.broadcasts.announcing import KEPT_APART, no_guests, share_phone, student_called
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
NEW = "+12065550140"

KEPT = pytest.mark.parametrize("tie", KEPT_APART, ids=["by a court", "as the school was told"])


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
        (
            lambda stage: Selection(
                SelectionKind.GROUPS,
                (group(stage, children=["Mateo", "Grace"]),),
                without_groups=(group(stage, children=["Grace"]),),
            ),
            {JORGE},
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


@KEPT
def test_a_guests_phone_hears_nothing_of_a_child_kept_from_somebody_who_shares_it(
    stage: Stage, tie: dict[str, bool]
) -> None:
    """Rosa's phone is answered by a man from whom one of her children is kept, and Jun's by one like him."""
    for number, child in ((ROSA, "Leo"), (PAT, "Jun")):
        share_phone(stage.session, stage.cast, number, child, **tie)
    event, rosa, pat = Selection(SelectionKind.EVENT, (1,)), *(stage.cast.phones[n].id for n in (ROSA, PAT))
    ana, leo, jun = (student_called(stage.session, name).id for name in ("Ana", "Leo", "Jun"))
    assert reached(stage, event, {rosa: [ana, leo], pat: [jun]}) == {ROSA: {"Ana"}}
    assert reached(stage, event, {rosa: [], pat: []}) == {ROSA: set()}, "nor is it told where they meet"


def test_a_guest_whom_nobody_on_the_roster_answers_is_told(stage: Stage) -> None:
    phone = PhoneNumber(school_id=stage.cast.school.id, e164=NEW, created_at=NOON)
    stage.session.add(phone)
    stage.session.flush()
    assert reached(stage, Selection(SelectionKind.EVENT, (1,)), {phone.id: []}) == {NEW: set()}


def page_by_page(
    stage: Stage, selection: Selection, *, limit: int, guests: GuestsOf = no_guests
) -> list[int]:
    seen: list[int] = []
    while page := phones_after(
        stage.session,
        stage.cast.school,
        selection,
        after=seen[-1] if seen else 0,
        limit=limit,
        guests=guests,
    ):
        seen += page
    return seen


def test_page_by_page_everybody_comes_once_in_the_order_of_their_numbers(stage: Stage) -> None:
    every = homes_among(stage.session, stage.cast.school, SCHOOL, None, guests=no_guests)
    assert page_by_page(stage, SCHOOL, limit=3) == sorted(every)


def test_guests_come_page_by_page_whatever_order_they_were_invited_in(stage: Stage) -> None:
    """A page on which nobody may hear of anything, here that of the father whom a court has named, is not the last."""
    invited = {
        stage.cast.phones[number].id: [student_called(stage.session, child).id]
        for number, child in ((ORTEGAS, "Diego"), (TOM, "Grace"), (ROSA, "Leo"))
    }
    seen = page_by_page(stage, Selection(SelectionKind.EVENT, (1,)), limit=1, guests=lambda *_: invited)
    assert seen == [stage.cast.phones[number].id for number in (ROSA, ORTEGAS)]


def test_guests_are_narrowed_by_what_they_read(stage: Stage) -> None:
    invited: dict[int, list[int]] = {stage.cast.phones[number].id: [] for number in (CARMEN, MAYA, AMINA)}
    spanish = Selection(SelectionKind.EVENT, (1,), languages=("es",))
    assert reached(stage, spanish, invited).keys() == {CARMEN, AMINA}, "nobody knows what Amina reads"


def test_a_guest_hears_of_no_child_that_is_left_out_or_has_left(stage: Stage) -> None:
    mateo = student_called(stage.session, "Mateo")
    mateo.left_at = NOON
    ana, leo = (student_called(stage.session, name).id for name in ("Ana", "Leo"))
    invited = {stage.cast.phones[ROSA].id: [ana, leo], stage.cast.phones[JORGE].id: [mateo.id]}
    event = Selection(SelectionKind.EVENT, (1,))
    assert reached(stage, event, invited) == {ROSA: {"Ana", "Leo"}}
    without = replace(event, without_sections=(room(stage, "Room 7"),))
    assert reached(stage, without, invited) == {ROSA: {"Ana"}}


def test_a_selection_is_what_it_was_after_it_was_kept() -> None:
    selection = Selection(SelectionKind.EVENT, (3, 5), ("coming",), ("es",), (1,), (2,), (9,))
    assert Selection.from_json(selection.to_json()) == selection


def test_nobody_chooses_a_class_or_group_of_another_school(stage: Stage) -> None:
    for selection in (
        Selection(SelectionKind.SECTIONS, (999,)),
        Selection(SelectionKind.SCHOOL, without_sections=(999,)),
        Selection(SelectionKind.SCHOOL, without_groups=(999,)),
        Selection(SelectionKind.EVENT, (1,), without_groups=(999,)),
    ):
        with pytest.raises(NotFound):
            check_selection(stage.session, stage.cast.school, selection)
