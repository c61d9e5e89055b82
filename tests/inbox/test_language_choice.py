"""The language a family reads: asked once where nobody knows it, and changed by one word."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from app.foundation.database import Database
from app.inbox.receive import receive_text
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Direction, Message, MessageKind
from app.messages.thread import Thread
from app.prompts.prompt import Prompt
from app.roster.guardian import Guardian
from app.roster.language import known_language_of
from app.roster.phone_number import PhoneNumber
from tests.inbox.test_receive_together import arrive_together
from tests.support.cast import (
    AMINA,
    CARMEN,
    DANIEL,
    FRONT,
    MAIN,
    MAYA,
    MR_DIAZ,
    NOON,
    ORTEGAS,
    ROSA,
    SECOND,
    Stage,
    incoming,
    text_in,
)

STRANGER = "+12065550199"
ASKED = "In which language should we text you? / ¿En qué idioma prefiere que le escribamos?"
SET = {"en": "we will text you in English", "es": "Le escribiremos en español"}


def said(stage: Stage, number: str) -> list[str]:
    return [message.body for message in stage.outgoing(number)]


def language(stage: Stage, number: str) -> str | None:
    (phone,) = stage.all(PhoneNumber, PhoneNumber.e164 == number)
    return known_language_of(stage.session, phone.id).language


def questions(stage: Stage) -> list[Prompt]:
    return stage.all(Prompt, Prompt.kind == "language")


def forget_language(stage: Stage, first_name: str) -> None:
    next(g for g in stage.all(Guardian) if g.name.startswith(first_name)).language = None
    stage.look_again()


# Asking


def test_a_family_whose_language_nobody_knows_is_asked_in_both_at_its_first_text(stage: Stage) -> None:
    stage.text_in(AMINA, "Hello teacher, I am the mother of Hodan")
    (question,) = stage.outgoing(AMINA)
    assert ASKED in question.body
    assert question.body.endswith("1) English 2) Español")
    assert (question.kind, question.language) == (MessageKind.AUTO_REPLY, None)
    assert question.thread_id == stage.thread(AMINA, MR_DIAZ).id
    assert stage.thread(AMINA, MR_DIAZ).waiting_since == NOON, "its text is still for the teacher to answer"


@pytest.mark.parametrize("number", [MAYA, CARMEN, ORTEGAS])
def test_a_family_whose_language_the_roster_knows_is_not_asked(stage: Stage, number: str) -> None:
    stage.text_in(number, "Good morning")
    assert said(stage, number) == []


@pytest.mark.parametrize("later", [timedelta(minutes=1), timedelta(days=2), timedelta(days=400)])
def test_nobody_is_asked_twice(stage: Stage, later: timedelta) -> None:
    stage.text_in(AMINA, "Hello")
    stage.now += later
    stage.text_in(AMINA, "It is me again", line=SECOND)
    assert len(said(stage, AMINA)) == len(questions(stage)) == 1


def test_two_adults_who_share_a_phone_and_read_differently_are_left_alone(stage: Stage) -> None:
    """Both are texted in both languages; an answer would make one of them speak for the other."""
    next(g for g in stage.all(Guardian) if g.name == "Luis Ortega").language = "en"
    stage.look_again()
    stage.text_in(ORTEGAS, "Soy Elena")
    assert said(stage, ORTEGAS) == []


def test_a_stranger_is_asked_in_the_one_text_that_greets_it(stage: Stage) -> None:
    stage.text_in(STRANGER, "Hello?")
    (told,) = said(stage, STRANGER)
    assert "We do not know this phone yet" in told
    assert "For English, reply 1." in told
    assert "Para español, responda 2." in told
    stage.text_in(STRANGER, "2")
    assert language(stage, STRANGER) == "es"
    assert SET["es"] in said(stage, STRANGER)[1]
    assert len(said(stage, STRANGER)) == 2


def test_a_stranger_that_began_with_a_keyword_is_asked_at_its_next_text(stage: Stage) -> None:
    stage.text_in(STRANGER, "info")
    stage.text_in(STRANGER, "When do you open?")
    assert [ASKED in body for body in said(stage, STRANGER)] == [False, True]


def test_while_it_is_asked_whom_its_text_is_for_nothing_else_is_asked(stage: Stage) -> None:
    forget_language(stage, "Rosa")
    stage.text_in(ROSA, "Va a llegar tarde")
    stage.text_in(ROSA, "por el médico")
    stage.text_in(ROSA, "2")
    assert ["Who is this for?" in body for body in said(stage, ROSA)] == [True]
    stage.text_in(ROSA, "Gracias, maestro")
    assert ASKED in said(stage, ROSA)[1]
    assert len(said(stage, ROSA)) == 2


def test_a_question_that_nobody_answered_makes_way_for_this_one_when_it_has_expired(stage: Stage) -> None:
    forget_language(stage, "Rosa")
    stage.text_in(ROSA, "Va a llegar tarde")
    stage.wait(hours=25)
    stage.text_in(ROSA, "Otra vez tarde")
    assert ASKED in said(stage, ROSA)[-1]


def test_nobody_is_asked_on_a_line_where_another_question_is_open(stage: Stage) -> None:
    forget_language(stage, "Rosa")
    stage.text_in(ROSA, "Va a llegar tarde", line=MAIN)
    stage.text_in(ROSA, "Otra cosa", line=MAIN)
    assert questions(stage) == []


def test_a_family_that_wants_no_texts_is_asked_when_it_wants_them_again(stage: Stage) -> None:
    stage.text_in(AMINA, "Stop.")
    stage.text_in(AMINA, "Hodan is ill")
    assert questions(stage) == []
    stage.text_in(AMINA, "INICIAR")
    stage.text_in(AMINA, "She is well again")
    assert ASKED in said(stage, AMINA)[-1]


def test_what_looks_like_a_stop_is_not_answered_with_a_question(stage: Stage) -> None:
    stage.text_in(AMINA, "please stop texting me")
    assert said(stage, AMINA) == []
    assert stage.cast.phones[AMINA].language_asked_at is None


def test_the_same_text_again_asks_nothing(stage: Stage) -> None:
    text = incoming(AMINA, "Hello")
    text_in(stage.session, text, now=NOON)
    text_in(stage.session, text, now=NOON)
    stage.look_again()
    assert len(said(stage, AMINA)) == 1


# Answering


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        ("1", "en"),
        ("2", "es"),
        (" (2) ", "es"),
        ("2.", "es"),
        ("2 por favor", "es"),
        ("1 thank you", "en"),
        ("hablo español", "es"),
        ("I speak English", "en"),
        ("Español", "es"),
        ("inglés por favor", "en"),
    ],
)
def test_an_answer_sets_the_language_and_is_confirmed_in_it(stage: Stage, words: str, chosen: str) -> None:
    stage.text_in(AMINA, "Hello")
    stage.wait(hours=1)
    answer = stage.text_in(AMINA, words)
    phone = stage.cast.phones[AMINA]
    assert (phone.language, phone.language_confirmed_at) == (chosen, stage.now)
    amina = next(g for g in stage.all(Guardian) if g.name == "Amina Warsame")
    assert (amina.language, amina.language_confirmed_at) == (chosen, stage.now)
    confirmation = stage.outgoing(AMINA)[-1]
    assert SET[chosen] in confirmation.body
    assert confirmation.language == chosen
    (prompt,) = questions(stage)
    assert (prompt.answer_message_id, prompt.choice) == (answer.id, 1 if chosen == "en" else 2)


@pytest.mark.parametrize(
    "words",
    ["3", "2 of my kids are ill", "1 de mis hijos está enfermo", "Somali", "1 y 2", "sí", "👍", "2:30"],
)
def test_what_is_no_clear_answer_is_left_to_a_person(stage: Stage, words: str) -> None:
    stage.text_in(AMINA, "Hello")
    stage.reply(stage.thread(AMINA, MR_DIAZ), "Hello Amina!")
    stage.wait(minutes=5)
    stage.text_in(AMINA, words)
    assert language(stage, AMINA) is None
    assert stage.thread(AMINA, MR_DIAZ).waiting_since == stage.now
    assert len(questions(stage)) == 1


def test_a_bare_answer_makes_nobody_wait_and_ends_no_wait(stage: Stage) -> None:
    stage.text_in(AMINA, "Hello")
    stage.text_in(AMINA, "1")
    thread = stage.thread(AMINA, MR_DIAZ)
    assert thread.waiting_since == NOON, "the first text still waits for its teacher"
    stage.reply(thread, "Hello Amina!")
    assert stage.thread(AMINA, MR_DIAZ).waiting_since is None


def test_a_bare_answer_after_the_teachers_waits_for_nobody(stage: Stage) -> None:
    stage.text_in(AMINA, "Hello")
    stage.reply(stage.thread(AMINA, MR_DIAZ), "Hello Amina!")
    message = stage.text_in(AMINA, "1")
    thread = stage.thread(AMINA, MR_DIAZ)
    assert thread.waiting_since is None
    assert message.id in [m.id for m in stage.texts(thread)]


def test_words_beyond_the_answer_wait_for_a_person(stage: Stage) -> None:
    stage.text_in(AMINA, "Hello")
    stage.reply(stage.thread(AMINA, MR_DIAZ), "Hello Amina!")
    stage.wait(minutes=5)
    stage.text_in(AMINA, "1 thank you, when is the family night?")
    assert language(stage, AMINA) == "en"
    assert stage.thread(AMINA, MR_DIAZ).waiting_since == stage.now


def test_after_three_days_a_number_is_only_a_number(stage: Stage) -> None:
    stage.text_in(AMINA, "Hello")
    stage.wait(days=3)
    stage.text_in(AMINA, "2")
    assert language(stage, AMINA) is None


# By keyword


@pytest.mark.parametrize(
    ("number", "words", "chosen"),
    [
        (MAYA, "ESPAÑOL", "es"),
        (MAYA, "espanol", "es"),
        (CARMEN, "English", "en"),
        (CARMEN, "¡Inglés!", "en"),
        (MAYA, "english", "en"),  # as it was, and confirmed now
        (STRANGER, "en español, por favor", "es"),
        (AMINA, "in English", "en"),
    ],
)
def test_the_name_of_a_language_changes_to_it(stage: Stage, number: str, words: str, chosen: str) -> None:
    stage.text_in(number, words)
    (phone,) = stage.all(PhoneNumber, PhoneNumber.e164 == number)
    assert known_language_of(stage.session, phone.id).language == chosen
    assert known_language_of(stage.session, phone.id).is_confirmed
    (told,) = stage.outgoing(number)
    assert SET[chosen] in told.body
    assert ("ESPAÑOL" if chosen == "en" else "ENGLISH") in told.body, "how to change back"
    assert stage.cast.school.office_phone in told.body


def test_one_may_change_back_with_the_word_one_was_told(stage: Stage) -> None:
    for words in ("ESPAÑOL", "ENGLISH", "ESPAÑOL"):
        stage.text_in(MAYA, words)
        stage.wait(minutes=1)
    assert [message.language for message in stage.outgoing(MAYA)] == ["es", "en", "es"]


def test_what_we_say_from_then_on_is_in_that_language(stage: Stage) -> None:
    stage.text_in(MAYA, "ESPAÑOL")
    stage.text_in(MAYA, "HELP")
    assert "Mensajes entre las familias" in said(stage, MAYA)[-1]


def test_the_other_home_of_the_child_is_not_changed(stage: Stage) -> None:
    stage.text_in(MAYA, "ESPAÑOL")
    assert language(stage, DANIEL) == "en"


def test_whoever_wants_no_texts_is_obeyed_in_silence(stage: Stage) -> None:
    stage.text_in(CARMEN, "STOP")
    stage.text_in(CARMEN, "ENGLISH")
    assert language(stage, CARMEN) == "en"
    assert said(stage, CARMEN) == []


def test_a_language_is_changed_while_a_person_decides_about_a_stop_and_nothing_is_sent(stage: Stage) -> None:
    stage.text_in(MAYA, "please stop texting me")
    stage.text_in(MAYA, "ESPAÑOL")
    assert language(stage, MAYA) == "es"
    assert said(stage, MAYA) == []


def test_it_makes_nobody_wait_and_ends_no_wait(stage: Stage) -> None:
    stage.text_in(MAYA, "ESPAÑOL")
    assert stage.thread().waiting_since is None
    stage.wait(minutes=1)
    stage.text_in(MAYA, "¿A qué hora es la junta?")
    asked_at = stage.now
    stage.wait(minutes=1)
    stage.text_in(MAYA, "ENGLISH")
    assert stage.thread().waiting_since == asked_at


def test_a_question_that_is_open_on_another_line_is_answered_by_it(stage: Stage) -> None:
    stage.text_in(AMINA, "Hello", line=MAIN)
    message = stage.text_in(AMINA, "español", line=SECOND)
    (prompt,) = questions(stage)
    assert (prompt.answer_message_id, prompt.choice) == (message.id, 2)
    stage.text_in(AMINA, "1", line=MAIN)
    assert language(stage, AMINA) == "es", "a later number answers nothing any more"


def test_a_family_that_has_said_it_is_not_asked(stage: Stage) -> None:
    stage.text_in(AMINA, "English")
    stage.text_in(AMINA, "Hodan is ill")
    assert questions(stage) == []


def test_whoever_reads_along_in_another_conversation_learns_of_it(stage: Stage) -> None:
    stage.text_in(ROSA, "Va a llegar tarde")
    stage.text_in(ROSA, "2")
    stage.text_in(ROSA, "Soy Rosa", line=SECOND)
    stage.text_in(ROSA, "1", line=SECOND)
    versions = {thread.id: thread.version for thread in stage.all(Thread)}
    stage.text_in(ROSA, "ENGLISH", line=SECOND)
    assert all(thread.version > versions[thread.id] for thread in stage.all(Thread))


# Several at once, and at what cost


@pytest.mark.parametrize("sender", [AMINA, STRANGER])
def test_first_texts_that_arrive_together_ask_once(town: Database, sender: str) -> None:
    arrive_together(town, [incoming(sender, f"Text {n}") for n in range(6)])
    with town.reading() as session:
        assert len(session.scalars(select(Prompt)).all()) == 1
        assert len(session.scalars(select(Message).where(Message.direction == Direction.OUT)).all()) == 1


def test_answers_that_arrive_together_are_confirmed_once(town: Database) -> None:
    with town.writing() as session:
        text_in(session, incoming(AMINA, "Hello"), now=NOON)
    arrive_together(town, [incoming(AMINA, "2") for _ in range(4)])
    with town.reading() as session:
        sent = session.scalars(select(Message.body).where(Message.direction == Direction.OUT)).all()
        assert [SET["es"] in body for body in sent] == [False, True]
        statuses = session.scalars(select(Message.status).where(Message.direction == Direction.IN)).all()
        assert statuses == [DeliveryStatus.RECEIVED] * 5


def test_an_ordinary_text_of_a_known_family_takes_three_statements(stage: Stage) -> None:
    """To find its place, to keep it and to say so in its conversation: nothing is looked up about its language."""
    stage.conversation(MAYA)
    statements: list[str] = []
    event.listen(
        stage.session.connection(),
        "before_cursor_execute",
        lambda *call: statements.append(call[2].split()[0]),
    )
    receive_text(stage.session, incoming(MAYA, "One more thing"), front=FRONT, now=stage.now)
    assert statements == ["SELECT", "INSERT", "UPDATE"]
