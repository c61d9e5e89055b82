"""Which conversation a family's text belongs to, and why."""

from datetime import timedelta

import pytest

from app.inbox.inbox import Inbox
from app.messages.message import Message, RoutedBy
from app.messages.open_thread import open_thread
from app.messages.thread import Thread
from app.prompts.ask import Choice, ask
from app.prompts.prompt import Prompt
from app.roster.guardian import Guardian, GuardianPhone
from app.roster.phone_number import PhoneNumber
from app.roster.section import Enrollment
from app.roster.student import Guardianship, Relation, Student
from app.schools.phone_line import PhoneLine
from tests.support.cast import (
    AMINA,
    CARMEN,
    DANIEL,
    HELEN,
    JORGE,
    LEE,
    MAIN,
    MAYA,
    MR_DIAZ,
    MS_LEE,
    NOON,
    OFFICE,
    ORTEGAS,
    PAT,
    ROSA,
    SECOND,
    THIRD,
    TOM,
    Stage,
    incoming,
    text_in,
)
from tests.support.cedar import CEDAR_LINE, found_cedar

STRANGER = "+12065550199"


def inbox_of(stage: Stage, message: Message) -> str:
    return stage.session.get_one(Inbox, stage.session.get_one(Thread, message.thread_id).inbox_id).name


def single_line(stage: Stage) -> None:
    """The school has one line only."""
    for line in stage.all(PhoneLine)[1:]:
        stage.session.delete(line)
    stage.look_again()


# Step by step


def test_a_line_that_names_one_conversation_decides(stage: Stage) -> None:
    stage.text_in(MAYA, "Good morning")
    assert stage.text_in(MAYA, "and one more thing").routed_by is RoutedBy.LINE


@pytest.mark.parametrize(
    ("family", "inbox"),
    [
        (CARMEN, MS_LEE),
        (MAYA, MS_LEE),
        (JORGE, MR_DIAZ),
        (HELEN, MR_DIAZ),
        (ORTEGAS, MS_LEE),
        (AMINA, MR_DIAZ),
        (PAT, MS_LEE),
    ],
)
def test_a_family_with_one_inbox_reaches_its_teacher(stage: Stage, family: str, inbox: str) -> None:
    message = stage.text_in(family, "Good morning")
    assert (message.routed_by, inbox_of(stage, message)) == (RoutedBy.ONLY_INBOX, inbox)


def test_two_homes_of_one_child_have_a_conversation_each(stage: Stage) -> None:
    mother, father = stage.text_in(MAYA, "He is ill"), stage.text_in(DANIEL, "He is fine")
    assert inbox_of(stage, mother) == inbox_of(stage, father) == MS_LEE
    assert mother.thread_id != father.thread_id


def test_two_guardians_who_share_a_phone_share_a_conversation(stage: Stage) -> None:
    assert stage.text_in(ORTEGAS, "Soy Luis").thread_id == stage.text_in(ORTEGAS, "Soy Elena").thread_id


def test_whoever_a_court_keeps_from_a_child_is_not_put_through_to_its_teacher(stage: Stage) -> None:
    message = stage.text_in(TOM, "How is Grace?")
    assert (message.routed_by, inbox_of(stage, message)) == (RoutedBy.OFFICE, OFFICE)


def test_a_number_that_nobody_knows_lands_in_the_office(stage: Stage) -> None:
    message = stage.text_in(STRANGER, "Hello?")
    assert (message.routed_by, inbox_of(stage, message)) == (RoutedBy.OFFICE, OFFICE)


def test_a_family_with_two_teachers_is_seen_by_the_office_and_asked(stage: Stage) -> None:
    message = stage.text_in(ROSA, "Va a llegar tarde")
    assert (message.routed_by, inbox_of(stage, message)) == (RoutedBy.ASKED, OFFICE)
    (question,) = stage.outgoing(ROSA)
    assert "1) Ms. Lee (Ana) 2) Mr. Diaz (Leo)" in question.body
    assert question.body.startswith("Alameda Bilingual School: ¿Para quién")


def test_a_live_question_of_a_practice_names_the_conversation(stage: Stage) -> None:
    """An invitation went out from Mr. Diaz on the third line, where the family has never written."""
    thread = open_thread(
        stage.session,
        school_id=stage.cast.school.id,
        phone_number_id=stage.cast.phones[ROSA].id,
        inbox_id=stage.cast.inboxes[MR_DIAZ].id,
        now=NOON,
        arrived_on=stage.line(THIRD).id,
    )
    question = stage.enqueue(thread, "Can you come on March 5? 1) yes 2) no")
    lives = timedelta(days=2)
    ask(
        stage.session,
        thread,
        "rsvp",
        [Choice(1, ()), Choice(2, ())],
        question=question,
        lives=lives,
        now=NOON,
    )
    thread.last_message_id = None
    stage.look_again()
    message = stage.text_in(ROSA, "1", line=THIRD)
    assert (message.routed_by, message.thread_id) == (RoutedBy.PROMPT, thread.id)


@pytest.mark.parametrize("step", list(RoutedBy))
def test_every_way_to_a_conversation_can_be_stored(stage: Stage, step: RoutedBy) -> None:
    message = stage.text_in(MAYA, "Hello")
    message.routed_by = step
    stage.look_again()
    assert message.routed_by is step


# Siblings on one phone


def test_after_the_answer_the_conversation_stays_on_the_line_the_family_wrote_to(stage: Stage) -> None:
    stage.text_in(ROSA, "Va a llegar tarde")
    stage.text_in(ROSA, "2")
    assert stage.thread(ROSA, MR_DIAZ).line_id == stage.line(MAIN).id
    later = stage.text_in(ROSA, "Gracias")
    assert (later.routed_by, inbox_of(stage, later)) == (RoutedBy.LINE, MR_DIAZ)


def test_each_teacher_writes_from_a_line_of_their_own_while_the_pool_lasts(stage: Stage) -> None:
    stage.text_in(ROSA, "Para Ana")
    stage.text_in(ROSA, "1")
    stage.text_in(ROSA, "Y para Leo", line=SECOND)
    stage.text_in(ROSA, "2", line=SECOND)
    lee, diaz = stage.thread(ROSA, MS_LEE), stage.thread(ROSA, MR_DIAZ)
    assert (lee.line_id, diaz.line_id) == (stage.line(MAIN).id, stage.line(SECOND).id)
    assert inbox_of(stage, stage.text_in(ROSA, "a la maestra", line=MAIN)) == MS_LEE
    assert inbox_of(stage, stage.text_in(ROSA, "al maestro", line=SECOND)) == MR_DIAZ


def both_teachers_on_one_line(stage: Stage) -> None:
    """With one line for the whole school, a family of two teachers has two conversations on it."""
    single_line(stage)
    for inbox in (MS_LEE, MR_DIAZ):
        thread = open_thread(
            stage.session,
            school_id=stage.cast.school.id,
            phone_number_id=stage.cast.phones[ROSA].id,
            inbox_id=stage.cast.inboxes[inbox].id,
            now=stage.now,
        )
        stage.enqueue(thread, "Welcome")


def test_with_one_line_the_family_is_asked_and_its_answer_remembered_for_an_hour(stage: Stage) -> None:
    both_teachers_on_one_line(stage)
    assert stage.text_in(ROSA, "Va a llegar tarde").routed_by is RoutedBy.ASKED
    answer = stage.text_in(ROSA, "2")
    assert inbox_of(stage, answer) == MR_DIAZ
    stage.wait(minutes=59)
    soon = stage.text_in(ROSA, "Ya viene")
    assert (soon.routed_by, inbox_of(stage, soon)) == (RoutedBy.REMEMBERED, MR_DIAZ)
    stage.wait(minutes=1)
    later = stage.text_in(ROSA, "Otra cosa")
    assert (later.routed_by, inbox_of(stage, later)) == (RoutedBy.ASKED, OFFICE)


def test_what_was_remembered_counts_from_the_answer_and_not_from_the_last_text(stage: Stage) -> None:
    both_teachers_on_one_line(stage)
    stage.text_in(ROSA, "Va a llegar tarde")
    stage.text_in(ROSA, "2")
    for _ in range(3):
        stage.wait(minutes=25)
        last = stage.text_in(ROSA, "Ya viene")
    assert last.routed_by is RoutedBy.ASKED


def test_a_choice_that_is_no_longer_the_familys_to_make_is_not_remembered(stage: Stage) -> None:
    both_teachers_on_one_line(stage)
    stage.text_in(ROSA, "Va a llegar tarde")
    stage.text_in(ROSA, "2")
    leo = next(s for s in stage.all(Student) if s.first_name == "Leo")
    for enrollment in stage.all(Enrollment, Enrollment.student_id == leo.id):
        stage.session.delete(enrollment)
    stage.look_again()
    assert inbox_of(stage, stage.text_in(ROSA, "Ya viene")) == MS_LEE


def test_a_child_one_may_not_be_texted_about_is_no_choice(stage: Stage) -> None:
    leo = next(s for s in stage.all(Student) if s.first_name == "Leo")
    for tie in stage.all(Guardianship, Guardianship.student_id == leo.id):
        tie.may_receive = False
    stage.look_again()
    message = stage.text_in(ROSA, "Va a llegar tarde")
    assert (message.routed_by, inbox_of(stage, message)) == (RoutedBy.ONLY_INBOX, MS_LEE)


def test_a_child_one_is_kept_from_by_a_court_is_not_named_in_the_question(stage: Stage) -> None:
    """The father of another child in the same two rooms must not be told that Grace sits there."""
    students = {s.first_name: s for s in stage.all(Student)}
    tom = next(g for g in stage.all(Guardian) if g.name == "Tom Carter")
    for child in ("Mateo", "Jun"):
        stage.session.add(
            Guardianship(student_id=students[child].id, guardian_id=tom.id, relation=Relation.FATHER)
        )
    stage.look_again()
    stage.text_in(TOM, "Running late")
    (question,) = stage.outgoing(TOM)
    assert "1) Ms. Lee (Jun) 2) Mr. Diaz (Mateo)" in question.body
    assert "Grace" not in question.body


# Schools


def test_the_same_phone_at_another_school_is_another_family(stage: Stage) -> None:
    other = found_cedar(stage.session)
    here, there = stage.text_in(MAYA, "Hello"), stage.text_in(MAYA, "Hello", line=CEDAR_LINE)
    assert (here.school_id, there.school_id) == (stage.cast.school.id, other.id)
    assert here.phone_number_id != there.phone_number_id
    assert there.routed_by is RoutedBy.OFFICE


def test_a_number_that_joins_the_roster_reaches_the_teacher_on_a_line_of_its_own(stage: Stage) -> None:
    stage.text_in(STRANGER, "I am Sofía's aunt")
    sofia = next(s for s in stage.all(Student) if s.first_name == "Sofía")
    phone = stage.all(PhoneNumber, PhoneNumber.e164 == STRANGER)[0]
    aunt = Guardian(school_id=stage.cast.school.id, name="Aunt", language="en")
    stage.session.add(aunt)
    stage.session.flush()
    stage.session.add(GuardianPhone(guardian_id=aunt.id, phone_number_id=phone.id))
    stage.session.add(Guardianship(student_id=sofia.id, guardian_id=aunt.id, relation=Relation.OTHER))
    stage.look_again()
    message = stage.text_in(STRANGER, "Hello", line=SECOND)
    assert (message.routed_by, inbox_of(stage, message)) == (RoutedBy.ONLY_INBOX, MS_LEE)


def test_a_conversation_is_one_however_many_lines_the_family_writes_to(stage: Stage) -> None:
    threads = {stage.text_in(MAYA, "Hello", line=line).thread_id for line in (MAIN, SECOND, THIRD)}
    assert len(threads) == 1
    assert len(stage.all(Thread)) == 1


def test_nothing_is_asked_of_a_family_that_asked_not_to_be_texted(stage: Stage) -> None:
    stage.text_in(ROSA, "STOP")
    message = stage.text_in(ROSA, "Va a llegar tarde")
    assert inbox_of(stage, message) == OFFICE
    assert stage.outgoing(ROSA) == []
    assert stage.all(Prompt) == []


def test_a_colleague_can_answer_where_the_text_landed(stage: Stage) -> None:
    stage.text_in(MAYA, "Hello")
    assert stage.reply(stage.thread(), by=stage.cast.staff[LEE]).thread_id == stage.thread().id
    assert text_in(stage.session, incoming(MAYA, "Thanks"), now=stage.now) is not None
