"""The homes that no phone belongs to: as many of them are counted as families live there."""

from app.broadcasts.audience import Selection, SelectionKind
from app.broadcasts.homes_without_number import count_families, homes_without_number
from app.broadcasts.recipient import BroadcastRecipient, LeftOut
from app.foundation.database import Database
from app.roster.guardian import Guardian, GuardianPhone
from app.roster.student import Guardianship, Relation, Student
from tests.broadcasts.announcing import Announcing, no_guests, share_phone, student_called
from tests.broadcasts.test_audience import KEPT, SCHOOL, reached
from tests.support.cast import AMINA, CARMEN, MAYA, NOON, PAT, ROSA, Stage


def lose_phones(stage: Stage, *numbers: str) -> None:
    """Nobody answers these any more."""
    phones = [stage.cast.phones[number].id for number in numbers]
    for tie in stage.all(GuardianPhone, GuardianPhone.phone_number_id.in_(phones)):
        stage.session.delete(tie)
    stage.session.flush()


def test_children_whose_family_has_no_phone_are_counted_as_homes_siblings_together(stage: Stage) -> None:
    lose_phones(stage, ROSA, CARMEN, MAYA)
    homes = homes_without_number(stage.session, stage.cast.school, SCHOOL)
    names = {child.id: child.first_name for child in stage.all(Student)}
    found = sorted(sorted(names[child] for child in home) for home in homes)
    assert found == [["Ana", "Leo"], ["Sofía"]], "Oliver's other home has a phone"
    told = reached(stage, SCHOOL)
    count = count_families(stage.session, stage.cast.school, SCHOOL, guests=no_guests)
    assert count == len(told) + len(homes)


@KEPT
def test_a_phone_that_may_not_hear_of_a_child_is_not_the_phone_of_its_home(
    stage: Stage, tie: dict[str, bool]
) -> None:
    """The mother may be told, and shares her only phone with a father who must not be."""
    share_phone(stage.session, stage.cast, PAT, "Jun", **tie)
    assert PAT not in reached(stage, SCHOOL)
    jun = student_called(stage.session, "Jun").id
    assert homes_without_number(stage.session, stage.cast.school, SCHOOL) == [[jun]]


@KEPT
def test_children_whom_only_somebody_ties_who_is_kept_from_them_are_two_homes(
    stage: Stage, tie: dict[str, bool]
) -> None:
    lose_phones(stage, PAT, AMINA)
    father = Guardian(school_id=stage.cast.school.id, name="Sam Doe", language="en")
    stage.session.add(father)
    stage.session.flush()
    both = [student_called(stage.session, name).id for name in ("Hodan", "Jun")]
    for child in both:
        kept = Guardianship(student_id=child, guardian_id=father.id, relation=Relation.FATHER, **tie)
        stage.session.add(kept)
    stage.session.flush()
    assert homes_without_number(stage.session, stage.cast.school, SCHOOL) == [[child] for child in both]


def test_only_the_homes_of_those_chosen_are_counted(stage: Stage) -> None:
    lose_phones(stage, PAT, AMINA)
    grade_2 = Selection(SelectionKind.GRADES, ("2",))
    homes = homes_without_number(stage.session, stage.cast.school, grade_2)
    assert homes == [[student_called(stage.session, "Hodan").id]]


def test_a_child_who_has_left_is_no_home(stage: Stage) -> None:
    lose_phones(stage, PAT)
    student_called(stage.session, "Jun").left_at = NOON
    stage.session.flush()
    assert homes_without_number(stage.session, stage.cast.school, SCHOOL) == []


def test_homes_without_a_phone_are_narrowed_by_what_the_family_reads_as_far_as_it_is_known(
    stage: Stage,
) -> None:
    lose_phones(stage, CARMEN, PAT, AMINA)
    spanish = Selection(SelectionKind.SCHOOL, languages=("es",))
    homes = homes_without_number(stage.session, stage.cast.school, spanish)
    assert homes == [[student_called(stage.session, name).id] for name in ("Sofía", "Hodan")]


def test_a_home_is_asked_for_by_all_that_its_adults_read(stage: Stage) -> None:
    lose_phones(stage, PAT)
    jun = student_called(stage.session, "Jun").id

    def found(*languages: str) -> bool:
        spoken = Selection(SelectionKind.SCHOOL, languages=languages)
        return [jun] in homes_without_number(stage.session, stage.cast.school, spoken)

    assert (found("en"), found("es")) == (True, False)
    aunt = Guardian(school_id=stage.cast.school.id, name="Inés Roa", language="es")
    stage.session.add(aunt)
    stage.session.flush()
    stage.session.add(Guardianship(student_id=jun, guardian_id=aunt.id, relation=Relation.OTHER))
    stage.session.flush()
    assert (found("en"), found("es"), found("vi")) == (True, True, False)
    aunt.language = None
    stage.session.flush()
    assert found("vi"), "nobody knows what the aunt reads"


def test_a_home_without_a_phone_is_on_record_with_each_announcement(town: Database) -> None:
    school = Announcing(town)
    school.lose_number("Jun")
    both = [school.release(), school.release()]
    school.hand_over()
    assert school.hand_over() == 0
    homes = school.all(BroadcastRecipient, BroadcastRecipient.left_out == LeftOut.NO_NUMBER)
    assert sorted(home.broadcast_id for home in homes) == both
