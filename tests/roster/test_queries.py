from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app.foundation.database import Database
from app.roster.queries import children_of, families_of
from app.roster.student import Relation
from tests.dashboard.school import SchoolYard, found, lincoln

NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)


@pytest.fixture
def yard(database: Database) -> Iterator[SchoolYard]:
    with database.writing() as session:
        yield lincoln(session, NOW)


def test_siblings_on_one_phone_are_one_family(yard: SchoolYard) -> None:
    number = yard.phone("0111")
    family = families_of(yard.session, yard.school, [number.id])[number.id]
    assert [s.first_name for s in family.students] == ["Ana", "Leo"]
    assert [g.name for g in family.guardians] == ["María González"]


def test_two_guardians_may_share_a_phone(yard: SchoolYard) -> None:
    number = yard.phone("0111")
    yard.guardian("José González", Relation.FATHER, "Ana", number=number)
    family = families_of(yard.session, yard.school, [number.id])[number.id]
    assert [g.name for g in family.guardians] == ["María González", "José González"]
    assert [len(a.ties) for a in family.answerers] == [2, 1]


def test_every_number_of_a_guardian_is_told(yard: SchoolYard) -> None:
    first, second = yard.phone("0111"), yard.phone("0199")
    yard.guardian("María González", Relation.MOTHER, number=second)
    answerer = families_of(yard.session, yard.school, [first.id])[first.id].answerers[0]
    assert answerer.numbers == [first, second]
    assert len(answerer.ties) == 2


def test_a_stranger_has_no_family(yard: SchoolYard) -> None:
    assert families_of(yard.session, yard.school, [yard.phone("0119").id]) == {}


def test_a_student_who_has_left_is_not_named(yard: SchoolYard) -> None:
    yard.students["Leo"].left_at = NOW
    yard.session.flush()
    number = yard.phone("0111")
    family = families_of(yard.session, yard.school, [number.id])[number.id]
    assert [s.first_name for s in family.students] == ["Ana"]


def test_a_child_is_shown_with_its_class_and_its_other_home(yard: SchoolYard) -> None:
    number = yard.phone("0113")
    family = families_of(yard.session, yard.school, [number.id])[number.id]
    (noah,) = children_of(yard.session, yard.school, family)
    assert [s.name for s in noah.sections] == ["3A Ms. Lee"]
    assert [(g.name, tie.has_court_order) for g, tie in noah.others] == [("Priya Shah", True)]


def test_another_school_learns_nothing_about_a_number_of_ours(yard: SchoolYard) -> None:
    other = found(yard.session, NOW, name="Roosevelt", lines="02")
    number = yard.phone("0111")
    ours = families_of(yard.session, yard.school, [number.id])[number.id]
    assert families_of(yard.session, other.school, [number.id]) == {}
    assert all(not c.sections and not c.others for c in children_of(yard.session, other.school, ours))
