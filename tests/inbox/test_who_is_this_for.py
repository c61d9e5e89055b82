"""Asking a family whom its text is for, and moving the text there when it has said so."""

import pytest

from app.inbox.inbox import Inbox, ThreadEvent, ThreadEventKind
from app.interpreting.engine_room import translate_in
from app.interpreting.incoming import settle_languages
from app.interpreting.queries import beside
from app.interpreting.reviews import doubt
from app.interpreting.translation_review import TranslationReview
from app.interpreting.trust import Trust
from app.messages.message import Direction, Message, RoutedBy
from app.messages.thread import Thread
from app.prompts.prompt import Prompt
from app.roster.section import Enrollment, Section
from app.roster.student import Guardianship, Relation, Student
from app.schools.phone_line import PhoneLine
from app.sms.phrase_bank import PhraseBank
from tests.interpreting.conftest import ObedientEngine
from tests.support.cast import (
    DIAZ,
    MAIN,
    MR_DIAZ,
    MS_LEE,
    NOON,
    OFFICE,
    ROSA,
    RUIZ,
    SECOND,
    THIRD,
    Stage,
    new_sid,
)

LATE = "Va a llegar tarde"
TRUST = Trust(PhraseBank.load())


def words_in(stage: Stage, inbox: str) -> list[str]:
    """What the family said in this conversation; nothing where there is none."""
    return [
        m.body
        for t in stage.all(Thread)
        if stage.session.get_one(Inbox, t.inbox_id).name == inbox
        for m in stage.texts(t)
        if m.direction is Direction.IN
    ]


def answer(stage: Stage, words: str) -> Message:
    """The family answers on the number that asked it."""
    line = stage.session.get_one(PhoneLine, stage.outgoing(ROSA)[-1].line_id)
    return stage.text_in(ROSA, words, line=line.e164)


@pytest.mark.parametrize(
    ("answered", "inbox", "note"),
    [
        ("1", MS_LEE, ""),
        ("2", MR_DIAZ, ""),
        ("2.", MR_DIAZ, ""),
        (" (2) ", MR_DIAZ, ""),
        ("1 por favor", MS_LEE, "por favor"),
        ("2) es para el maestro", MR_DIAZ, "es para el maestro"),
        ("2\ny gracias", MR_DIAZ, "y gracias"),
        ("Ana", MS_LEE, ""),
        ("LEO", MR_DIAZ, ""),
        ("ms lee", MS_LEE, ""),
        ("Ms. Lee!", MS_LEE, ""),
        ("Díaz", MR_DIAZ, ""),
    ],
)
def test_an_answer_moves_the_text_and_keeps_every_word(
    stage: Stage, answered: str, inbox: str, note: str
) -> None:
    stage.text_in(ROSA, LATE)
    stage.wait(minutes=2)
    message = answer(stage, answered)
    assert words_in(stage, inbox) == [LATE, answered]
    assert words_in(stage, OFFICE) == []
    (prompt,) = stage.all(Prompt)
    assert (prompt.answer_message_id, prompt.answered_at) == (message.id, stage.now)
    assert prompt.note == note


@pytest.mark.parametrize(
    "answered", ["3", "0", "12", "mañana", "para Ana", "Ana y Leo", "👍", "", "2:30", "1/2", "sí"]
)
def test_an_answer_that_fits_nothing_stays_with_a_person(stage: Stage, answered: str) -> None:
    stage.text_in(ROSA, LATE)
    message = answer(stage, answered)
    assert message.routed_by is RoutedBy.ASKED
    assert words_in(stage, OFFICE) == [LATE, answered]
    (prompt,) = stage.all(Prompt)
    assert prompt.answered_at is None
    assert len(stage.outgoing(ROSA)) == 1, "the family is asked once"
    assert stage.thread(ROSA, OFFICE).waiting_since == NOON


def test_two_children_of_one_name_are_told_apart_by_a_person(stage: Stage) -> None:
    leo = next(s for s in stage.all(Student) if s.first_name == "Leo")
    leo.first_name = "Ana"
    stage.look_again()
    stage.text_in(ROSA, LATE)
    stage.text_in(ROSA, "Ana")
    assert words_in(stage, OFFICE) == [LATE, "Ana"]


def test_an_answer_may_come_after_other_words_and_brings_them_all_along(stage: Stage) -> None:
    stage.text_in(ROSA, LATE)
    stage.wait(minutes=1)
    stage.text_in(ROSA, "por el médico")
    stage.wait(minutes=1)
    stage.text_in(ROSA, "2")
    assert words_in(stage, MR_DIAZ) == [LATE, "por el médico", "2"]


def test_the_question_moves_along_so_that_the_teacher_sees_what_was_asked(stage: Stage) -> None:
    stage.text_in(ROSA, LATE)
    stage.text_in(ROSA, "2")
    bodies = [m.body for m in stage.texts(stage.thread(ROSA, MR_DIAZ))]
    assert (bodies[0], bodies[2]) == (LATE, "2")
    assert "¿Para quién" in bodies[1]


def test_the_teacher_sees_how_long_the_family_has_waited(stage: Stage) -> None:
    stage.text_in(ROSA, LATE)
    stage.wait(minutes=20)
    message = stage.text_in(ROSA, "2")
    thread = stage.thread(ROSA, MR_DIAZ)
    assert thread.waiting_since == NOON
    assert (thread.last_message_id, thread.last_message_at) == (message.id, stage.now)
    assert thread.closed_at is None
    (event,) = stage.all(ThreadEvent)
    assert (event.thread_id, event.kind) == (thread.id, ThreadEventKind.MOVED_IN)


def test_nobody_in_the_office_waits_for_it_any_more(stage: Stage) -> None:
    stage.text_in(ROSA, LATE)
    stage.text_in(ROSA, "2")
    office = stage.thread(ROSA, OFFICE)
    assert (office.waiting_since, office.closed_at, office.last_message_id) == (None, NOON, None)


def test_an_earlier_matter_of_the_office_stays_there_and_waits_on(stage: Stage) -> None:
    """An answer that fitted nothing had been left to a person; a day later the family is asked anew."""
    stage.text_in(ROSA, "¿A qué hora cierran?")
    prompt = stage.all(Prompt)[0]
    prompt.cancelled_at = stage.now
    stage.look_again()
    stage.wait(hours=2)
    stage.text_in(ROSA, LATE, line=SECOND)
    answer(stage, "2")
    office = stage.thread(ROSA, OFFICE)
    assert words_in(stage, OFFICE) == ["¿A qué hora cierran?"]
    assert words_in(stage, MR_DIAZ) == [LATE, "2"]
    assert (office.waiting_since, office.closed_at) == (NOON, None)


def test_an_earlier_matter_that_the_office_had_closed_stays_closed(stage: Stage) -> None:
    stage.text_in(ROSA, "¿A qué hora cierran?")
    stage.all(Prompt)[0].cancelled_at = stage.now
    stage.thread(ROSA, OFFICE).close(now=stage.now)
    stage.look_again()
    stage.wait(hours=2)
    stage.text_in(ROSA, LATE, line=SECOND)
    answer(stage, "2")
    office = stage.thread(ROSA, OFFICE)
    assert (office.waiting_since, office.closed_at) == (None, stage.now)


def test_a_conversation_with_the_teacher_that_was_closed_is_open_again(stage: Stage) -> None:
    stage.text_in(ROSA, LATE)
    stage.text_in(ROSA, "2")
    thread = stage.thread(ROSA, MR_DIAZ)
    stage.reply(thread, "Gracias", by=stage.cast.staff[DIAZ])
    thread.close(now=stage.now)
    stage.look_again()
    stage.wait(hours=3)
    stage.text_in(ROSA, "Otra vez tarde", line=THIRD)
    answer(stage, "Leo")
    assert (thread.closed_at, thread.waiting_since) == (None, stage.now)
    assert len(words_in(stage, MR_DIAZ)) == 4


def test_an_office_that_answered_meanwhile_keeps_its_answer(stage: Stage) -> None:
    stage.text_in(ROSA, LATE)
    office = stage.thread(ROSA, OFFICE)
    stage.reply(office, "¿Quién va a llegar tarde?", by=stage.cast.staff[RUIZ])
    stage.text_in(ROSA, "2")
    assert [m.body for m in stage.texts(office)] == ["¿Quién va a llegar tarde?"]
    assert words_in(stage, MR_DIAZ) == [LATE, "2"]
    assert office.waiting_since is None


def test_a_picture_that_was_sent_before_the_answer_comes_along(stage: Stage) -> None:
    stage.text_in(ROSA, "", media=["https://api.twilio.com/x/1"])
    stage.text_in(ROSA, "1")
    assert words_in(stage, MS_LEE) == ["", "1"]


def test_the_question_dies_after_a_day(stage: Stage) -> None:
    stage.text_in(ROSA, LATE)
    stage.wait(hours=24)
    stage.text_in(ROSA, "2")
    assert words_in(stage, MR_DIAZ) == []
    assert LATE in words_in(stage, OFFICE)


def test_a_question_is_answered_once(stage: Stage) -> None:
    stage.text_in(ROSA, LATE)
    stage.text_in(ROSA, "2")
    second = stage.text_in(ROSA, "1")
    assert words_in(stage, MR_DIAZ) == [LATE, "2", "1"]
    (prompt,) = stage.all(Prompt)
    assert prompt.answer_message_id != second.id


def test_an_answer_on_another_line_is_no_answer(stage: Stage) -> None:
    stage.text_in(ROSA, LATE)
    stage.text_in(ROSA, "2", line=SECOND)
    assert stage.all(Prompt, Prompt.answered_at.is_not(None)) == []


def test_three_teachers_are_three_choices(stage: Stage) -> None:
    section = Section(school_id=stage.cast.school.id, name="Room 9", grade="5")
    child = Student(school_id=stage.cast.school.id, first_name="Inés", last_name="Morales", grade="5")
    stage.session.add_all([section, child])
    stage.session.flush()
    stage.session.add(Enrollment(section_id=section.id, student_id=child.id))
    mother = stage.all(Guardianship)[0].guardian_id
    stage.session.add(Guardianship(student_id=child.id, guardian_id=mother, relation=Relation.MOTHER))
    stage.session.add(
        Inbox(school_id=stage.cast.school.id, kind="section", name="Mrs. Okoro", section_id=section.id)
    )
    stage.look_again()
    stage.text_in(ROSA, LATE)
    assert "1) Ms. Lee (Ana) 2) Mr. Diaz (Leo) 3) Mrs. Okoro (Inés)" in stage.outgoing(ROSA)[0].body
    stage.text_in(ROSA, "ines")
    assert words_in(stage, "Mrs. Okoro") == [LATE, "ines"]


def test_a_repeat_of_the_answer_changes_nothing(stage: Stage) -> None:
    stage.text_in(ROSA, LATE)
    sid = new_sid()
    stage.text_in(ROSA, "2", sid=sid)
    before = [(m.id, m.thread_id) for m in stage.all(Message)]
    thread = stage.thread(ROSA, MR_DIAZ)
    version = thread.version
    with pytest.raises(AssertionError):
        stage.text_in(ROSA, "2", sid=sid)
    stage.look_again()
    assert [(m.id, m.thread_id) for m in stage.all(Message)] == before
    assert thread.version == version
    assert thread.line_id == stage.line(MAIN).id


def test_a_translation_that_comes_after_the_text_has_moved_is_seen_where_it_stands(stage: Stage) -> None:
    message = stage.text_in(ROSA, LATE)
    settle_languages(stage.session, TRUST, now=stage.now)
    answer(stage, "1")
    thread = stage.thread(ROSA, MS_LEE)
    before = thread.version
    translate_in(stage.session, ObedientEngine(answer=lambda _: "She will be late"), now=stage.now)
    stage.look_again()
    assert beside(stage.session, [message.id])[message.id].translations["en"].body == "She will be late"
    assert thread.version > before


def test_whoever_may_see_a_text_where_it_stands_now_is_asked_about_its_translation(stage: Stage) -> None:
    message = stage.text_in(ROSA, LATE)
    settle_languages(stage.session, TRUST, now=stage.now)
    doubt(stage.session, stage.cast.school, message, "en", "", by=stage.cast.staff[RUIZ], now=stage.now)
    answer(stage, "1")
    (review,) = stage.all(TranslationReview)
    assert review.thread_id == stage.thread(ROSA, MS_LEE).id
