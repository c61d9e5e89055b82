"""Where a text goes that comes after an announcement."""

import pytest

from app.demo.cast import LINES
from app.inbox.inbox import Inbox
from app.messages.message import Message, RoutedBy
from app.messages.thread import Thread
from app.schools.phone_line import LinePurpose, PhoneLine
from tests.broadcasts.answering import Square
from tests.support.cast import CARMEN, MAIN, MAYA, MR_DIAZ, MS_LEE, OFFICE, ROSA, Stage

SIREN = "+12065550195"


@pytest.fixture
def square(stage: Stage) -> Square:
    return Square.on(stage)


def one_line(stage: Stage) -> None:
    """The school has a single line, on which all of a phone's conversations stand."""
    for line in stage.all(PhoneLine, PhoneLine.e164 != MAIN):
        stage.session.delete(line)
    stage.look_again()


def landed(stage: Stage, message_id: int) -> tuple[RoutedBy | None, str]:
    message = stage.session.get_one(Message, message_id)
    thread = stage.session.get_one(Thread, message.thread_id)
    return message.routed_by, stage.session.get_one(Inbox, thread.inbox_id).name


def test_it_stands_where_the_announcement_stands_and_nobody_is_asked(stage: Stage, square: Square) -> None:
    one_line(stage)
    stage.text_in(ROSA, "Is anybody there?")  # the office, and the family is asked whom it means
    stage.wait(hours=2)
    square.wait(days=4)
    square.announce(ROSA, inbox=MR_DIAZ)
    assert landed(stage, square.say(ROSA, "¿Llevo algo?")) == (RoutedBy.BROADCAST, MR_DIAZ)
    assert len(square.told(ROSA)) == 1, "nothing but the question of four days ago"


def test_after_three_days_the_family_is_asked_again(stage: Stage, square: Square) -> None:
    one_line(stage)
    square.announce(ROSA, inbox=MR_DIAZ)
    square.announce(ROSA, inbox=OFFICE)
    square.wait(hours=73)
    assert landed(stage, square.say(ROSA, "¿Llevo algo?")) == (RoutedBy.ASKED, OFFICE)


def test_whom_the_family_named_within_the_hour_goes_before(stage: Stage, square: Square) -> None:
    one_line(stage)
    square.announce(ROSA, inbox=OFFICE)
    square.announce(ROSA, inbox=MR_DIAZ)
    square.wait(hours=73)
    square.say(ROSA, "Ana está enferma")
    square.say(ROSA, "1")
    square.announce(ROSA, inbox=OFFICE)
    assert landed(stage, square.say(ROSA, "y no va a ir")) == (RoutedBy.REMEMBERED, MS_LEE)


def test_an_answer_to_an_emergency_on_its_own_line_finds_its_conversation(
    stage: Stage, square: Square
) -> None:
    stage.session.add(
        PhoneLine(
            school_id=stage.cast.school.id,
            e164=SIREN,
            purpose=LinePurpose.EMERGENCIES,
            created_at=stage.now,
        )
    )
    stage.look_again()
    stage.text_in(CARMEN, "Good morning")
    drill = square.drill(CARMEN)
    message_id = square.say(CARMEN, "Sofía está conmigo", line=SIREN)
    assert landed(stage, message_id) == (RoutedBy.BROADCAST, OFFICE)
    assert stage.thread(CARMEN, OFFICE).line_id != stage.line(SIREN).id
    square.say(CARMEN, "1", line=SIREN)
    assert square.stands(drill) == {CARMEN: (1, None)}


def test_a_teacher_who_writes_after_the_announcement_is_answered(stage: Stage, square: Square) -> None:
    one_line(stage)
    stage.text_in(MAYA, "Good morning")
    square.announce(MAYA, inbox=OFFICE)
    square.wait(minutes=1)
    stage.now = square.now
    stage.reply(stage.thread(MAYA, MS_LEE), "Could you call me?")
    stage.claim_one()
    square.wait(minutes=1)
    assert landed(stage, square.say(MAYA, "Yes of course"))[0] is RoutedBy.ONLY_INBOX


def test_no_other_line_is_concerned(stage: Stage, square: Square) -> None:
    square.announce(ROSA, inbox=OFFICE)
    spoken_from = stage.session.get_one(PhoneLine, stage.thread(ROSA, OFFICE).line_id).e164
    line = next(one for one in LINES if one != spoken_from)
    assert landed(stage, square.say(ROSA, "Hola", line=line))[0] is RoutedBy.ASKED
