"""A phone that a child has come to be kept from learns nothing more of what it was invited to, whatever it texts."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.demo.cast import Cast
from app.roster.guardian import GuardianPhone
from app.roster.student import Guardianship, Student
from tests.events.party import Party, guest_of
from tests.support.cast import MAYA, ROSA


def a_court_speaks(session: Session, cast: Cast) -> None:
    """Everybody who answers Maya's phone is kept from her child from now on."""
    answering = select(GuardianPhone.guardian_id).where(GuardianPhone.phone_number_id == cast.phones[MAYA].id)
    session.execute(
        update(Guardianship).where(Guardianship.guardian_id.in_(answering)).values(has_court_order=True)
    )


def the_child_leaves(session: Session, cast: Cast) -> None:
    session.execute(
        update(Student).where(Student.first_name == "Oliver").values(left_at=cast.school.created_at)
    )


def is_invited_for(party: Party, number: str, child: str) -> None:
    def note(session: Session, _cast: Cast) -> None:
        student = session.scalars(select(Student.id).where(Student.first_name == child)).one()
        guest_of(session, number).children = [student]

    party.do(note)


@pytest.mark.parametrize("happens", [a_court_speaks, the_child_leaves])
@pytest.mark.parametrize("words", ["Yes, 4 of us!", "1", "CHANGE"])
def test_nothing_is_confirmed_or_asked_anew_and_a_person_reads_it(
    party: Party, happens: Callable[[Session, Cast], None], words: str
) -> None:
    party.invite(MAYA)
    is_invited_for(party, MAYA, "Oliver")
    party.do(happens)
    party.say(MAYA, words)
    assert (party.seats(MAYA), party.told(MAYA), party.replies()) == ([], [], [])
    assert party.is_waiting(MAYA)


def test_an_invitation_that_named_no_child_is_bound_by_the_order_too(party: Party) -> None:
    party.invite(MAYA)
    party.do(a_court_speaks)
    party.say(MAYA, "CHANGE")
    assert party.told(MAYA) == []


def test_whose_other_child_is_invited_too_goes_on_as_before(party: Party) -> None:
    def is_kept_from_one(session: Session, _cast: Cast) -> None:
        leo = select(Student.id).where(Student.first_name == "Leo").scalar_subquery()
        session.execute(update(Guardianship).where(Guardianship.student_id == leo).values(may_receive=False))

    party.invite(ROSA)
    is_invited_for(party, ROSA, "Ana")
    party.do(is_kept_from_one)
    party.say(ROSA, "sí vamos 3")
    assert party.seats(ROSA) == [(1, "coming", 3)]
