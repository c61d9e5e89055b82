"""The guests of an event, however many there are."""

import pytest

from app.broadcasts.audience import MOST_AT_ONCE, Selection, SelectionKind, homes_among
from app.roster.student import Student
from tests.support.cast import ROSA, Stage

AS_MANY_AS_POSTGRESQL_TAKES = 65_535


@pytest.mark.parametrize("stage", ["postgresql"], indirect=True)
def test_an_event_may_have_more_guests_than_a_database_takes_numbers_at_once(stage: Stage) -> None:
    rosa = stage.cast.phones[ROSA].id
    (ana,) = stage.all(Student, Student.first_name == "Ana")
    others = range(10_000, 10_000 + AS_MANY_AS_POSTGRESQL_TAKES + MOST_AT_ONCE)
    homes = homes_among(
        stage.session,
        stage.cast.school,
        Selection(SelectionKind.EVENT, (1,)),
        None,
        guests=lambda *_: {**{phone: [] for phone in others}, rosa: [ana.id]},
    )
    assert (homes[rosa], len(homes)) == ([ana.id], len(others) + 1)
