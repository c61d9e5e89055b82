"""Which phones hear about which children."""

from sqlalchemy import true

from app.roster.audience import Audience, AudienceKind
from app.roster.group_phones import put_phone_in
from app.roster.groups import create_group, put_in_group
from app.roster.guardian import Guardian, GuardianPhone
from app.roster.homes import homes_of_audience, homes_of_students
from app.roster.phone_number import NumberHealth, PhoneNumber
from app.roster.strangers import known_or_new
from app.roster.student import Guardianship, Relation, Student
from app.sms.phone_number import E164
from tests.support.cast import DANIEL, HELEN, LEE, MAYA, ORTEGAS, ROSA, TOM, Stage


def homes(stage: Stage, *, phones: tuple[str, ...] | None = None) -> dict[str, list[str]]:
    """By number, the first names of the children it hears about."""
    stage.look_again()
    narrowed = None if phones is None else [number(stage, e164).id for e164 in phones]
    found = homes_of_students(stage.session, stage.cast.school, true(), phones=narrowed)
    names = {student.id: student.first_name for student in stage.all(Student)}
    numbers = {phone.id: phone.e164 for phone in stage.all(PhoneNumber)}
    return {numbers[phone]: [names[child] for child in children] for phone, children in found.items()}


def number(stage: Stage, e164: str) -> PhoneNumber:
    return known_or_new(stage.session, stage.cast.school, E164(e164), now=stage.now)


def guardian(stage: Stage, name: str) -> Guardian:
    (found,) = stage.all(Guardian, Guardian.name == name)
    return found


def answers(stage: Stage, name: str, e164: str, *, position: int = 2) -> None:
    """The guardian has another number."""
    phone = number(stage, e164)
    person = guardian(stage, name)
    stage.session.add(GuardianPhone(guardian_id=person.id, phone_number_id=phone.id, position=position))
    stage.session.flush()


def tie(stage: Stage, name: str, child: str) -> Guardianship:
    (student,) = stage.all(Student, Student.first_name == child)
    person = guardian(stage, name)
    (found,) = stage.all(
        Guardianship, Guardianship.guardian_id == person.id, Guardianship.student_id == student.id
    )
    return found


def test_siblings_share_a_home_two_homes_of_a_child_are_two_and_a_shared_phone_is_one(stage: Stage) -> None:
    found = homes(stage)
    assert found[ROSA] == ["Ana", "Leo"]
    assert found[MAYA] == found[DANIEL] == ["Oliver"]
    assert found[ORTEGAS] == ["Diego"]
    assert len(found) == 9


def test_an_adult_who_is_to_be_kept_from_a_child_hears_nothing(stage: Stage) -> None:
    assert TOM not in homes(stage)
    stage.session.add(
        GuardianPhone(
            guardian_id=guardian(stage, "Tom Carter").id, phone_number_id=number(stage, HELEN).id, position=1
        )
    )
    assert HELEN not in homes(stage)  # he could read what she gets


def test_each_guardian_hears_on_the_first_number_that_texts_reach(stage: Stage) -> None:
    answers(stage, "Rosa Morales", "+12065550171")
    assert "+12065550171" not in homes(stage)
    number(stage, ROSA).health = NumberHealth.LANDLINE
    assert "+12065550171" in homes(stage)
    assert ROSA not in homes(stage)
    number(stage, "+12065550171").health = NumberHealth.OUT_OF_SERVICE
    assert ROSA in homes(stage)  # somebody should see that nobody is reached


def test_a_child_who_has_left_is_nobodys_news(stage: Stage) -> None:
    for student in stage.all(Student):
        if student.first_name in {"Leo", "Oliver"}:
            student.left_at = stage.now
    found = homes(stage)
    assert found[ROSA] == ["Ana"]
    assert MAYA not in found


def test_a_guardian_who_may_not_hear_of_one_child_hears_of_the_other(stage: Stage) -> None:
    tie(stage, "Rosa Morales", "Leo").may_receive = False
    assert homes(stage)[ROSA] == ["Ana"]


def test_the_answer_for_some_numbers_is_that_of_the_whole_school(stage: Stage) -> None:
    (leo,) = stage.all(Student, Student.first_name == "Leo")
    stage.session.add(
        Guardianship(
            student_id=leo.id, guardian_id=guardian(stage, "Maya Chen").id, relation=Relation.GUARDIAN
        )
    )
    everybody = homes(stage)
    for some in ((ROSA,), (MAYA, DANIEL), (TOM,), ()):
        assert homes(stage, phones=some) == {e164: everybody[e164] for e164 in some if e164 in everybody}


def test_a_number_that_is_typed_twice_is_one(stage: Stage) -> None:
    assert number(stage, "+12065550172") is number(stage, "+12065550172")
    assert number(stage, ROSA) is stage.cast.phones[ROSA]


def test_a_group_is_the_homes_of_its_students_and_the_phones_that_are_in_it_for_themselves(
    stage: Stage,
) -> None:
    cast = stage.cast
    club = create_group(stage.session, cast.school, "Robots", by=cast.staff[LEE].id, now=stage.now)
    children = {student.first_name: student.id for student in stage.all(Student)}
    put_in_group(stage.session, cast.school, club, [children["Ana"], children["Grace"]])
    for e164 in (ROSA, MAYA, TOM):
        put_phone_in(stage.session, club, cast.phones[e164].id, now=stage.now)
    ids = {e164: cast.phones[e164].id for e164 in (ROSA, MAYA, HELEN, TOM)}
    everybody = {ids[ROSA]: [children["Ana"]], ids[HELEN]: [children["Grace"]], ids[MAYA]: []}
    audience = Audience(AudienceKind.GROUPS, (club.id,))
    assert homes_of_audience(stage.session, cast.school, audience) == everybody, "where Grace is, Tom is not"
    some = homes_of_audience(stage.session, cast.school, audience, phones=[ids[MAYA], ids[TOM]])
    assert some == {ids[MAYA]: []}
    whole_school = homes_of_audience(stage.session, cast.school, Audience(AudienceKind.SCHOOL))
    assert whole_school == homes_of_students(stage.session, cast.school, true())
