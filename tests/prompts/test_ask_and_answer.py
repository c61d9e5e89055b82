"""A question put to a phone, and what answers it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.messages.open_thread import open_thread
from app.messages.thread import Thread
from app.prompts.answer import Answer, find_answer, take_answer
from app.prompts.ask import Choice, ask, ask_gently, live_prompts, withdraw_gentle
from app.prompts.prompt import Prompt
from tests.support.cast import MAIN, MAYA, MR_DIAZ, MS_LEE, NOON, SECOND, Stage

DAY = timedelta(days=1)
YES_OR_NO = [Choice(10, ("sí", "yes")), Choice(20, ("no",))]


def opened(stage: Stage, inbox: str, line: str) -> Thread:
    return open_thread(
        stage.session,
        school_id=stage.cast.school.id,
        phone_number_id=stage.cast.phones[MAYA].id,
        inbox_id=stage.cast.inboxes[inbox].id,
        arrived_on=stage.line(line).id,
        now=NOON,
    )


def put(stage: Stage, kind: str = "rsvp", *, thread: Thread | None = None, lives: timedelta = DAY) -> Prompt:
    thread = thread or opened(stage, MS_LEE, MAIN)
    question = stage.enqueue(thread, "Can you come? 1) Yes 2) No")
    return ask(stage.session, thread, kind, YES_OR_NO, question=question, lives=lives, now=stage.now)


def live(stage: Stage, line: str = MAIN) -> list[Prompt]:
    return live_prompts(stage.session, stage.cast.phones[MAYA].id, stage.line(line).id, now=stage.now)


def test_a_question_is_live_on_its_phone_and_line_until_it_expires(stage: Stage) -> None:
    prompt = put(stage)
    assert live(stage) == [prompt]
    assert live(stage, SECOND) == []
    stage.wait(hours=23, minutes=59)
    assert live(stage) == [prompt]
    stage.wait(minutes=1)
    assert live(stage) == []


def test_a_newer_question_of_the_same_kind_replaces_the_older_on_its_line_only(stage: Stage) -> None:
    older, elsewhere = put(stage), put(stage, thread=opened(stage, MR_DIAZ, SECOND))
    newer = put(stage)
    assert live(stage) == [newer]
    assert older.cancelled_at == NOON
    assert live(stage, SECOND) == [elsewhere]


def test_questions_of_different_kinds_live_side_by_side_the_newest_first(stage: Stage) -> None:
    rsvp, poll = put(stage, "rsvp"), put(stage, "poll")
    assert live(stage) == [poll, rsvp]


def test_an_answer_that_fits_one_question_is_its_answer(stage: Stage) -> None:
    prompt = put(stage)
    answer = find_answer([prompt], "2 sorry")
    assert answer is not None
    assert (answer.prompt, answer.value, answer.reading.note) == (prompt, 20, "sorry")


def test_an_answer_that_fits_two_questions_is_left_to_a_person(stage: Stage) -> None:
    assert find_answer([put(stage, "rsvp"), put(stage, "poll")], "1") is None
    assert find_answer([], "1") is None


def test_the_practice_is_told_of_an_answer_to_its_own_kind_of_question(stage: Stage) -> None:
    told: list[tuple[object, datetime]] = []

    def handle(_session: Session, answer: Answer, now: datetime) -> None:
        told.append((answer.value, now))

    prompt = put(stage)
    message = stage.text_in(MAYA, "yes")
    answer = find_answer([prompt], "yes")
    assert answer is not None
    handlers = {"rsvp": handle, "poll": handle}
    take_answer(stage.session, answer, message_id=message.id, handlers=handlers, now=NOON)
    stage.look_again()
    assert told == [(10, NOON)]
    assert (prompt.choice, prompt.note, prompt.answer_message_id) == (1, "", message.id)
    assert live(stage) == []


def test_an_answer_for_which_no_practice_is_there_is_kept_all_the_same(stage: Stage) -> None:
    prompt = put(stage, "retired practice")
    message = stage.text_in(MAYA, "1")
    assert prompt.answer_message_id == message.id
    assert prompt.answered_at == NOON


def put_gently(stage: Stage, kind: str = "tip") -> Prompt | None:
    thread = opened(stage, MS_LEE, MAIN)
    question = stage.enqueue(thread, "Sing together.")
    return ask_gently(stage.session, thread, kind, YES_OR_NO, question=question, lives=DAY, now=stage.now)


def test_a_question_that_gives_way_is_asked_only_where_none_is_open(stage: Stage) -> None:
    waited_for = put(stage)
    assert put_gently(stage) is None
    assert live(stage) == [waited_for]


def test_any_other_question_takes_its_place(stage: Stage) -> None:
    gentle = put_gently(stage)
    assert gentle is not None
    assert live(stage) == [gentle]
    newer = put(stage)
    assert live(stage) == [newer]


def test_a_newer_one_that_gives_way_replaces_it_and_it_can_be_withdrawn(stage: Stage) -> None:
    put_gently(stage)
    newer = put_gently(stage)
    assert live(stage) == [newer]
    withdraw_gentle(stage.session, opened(stage, MS_LEE, MAIN), now=stage.now)
    assert live(stage) == []
