"""A question put to a phone, and what answers it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.messages.open_thread import open_thread
from app.messages.thread import Thread
from app.prompts.answer import Answer, Readers, find_answers, take_answer
from app.prompts.ask import Choice, ask, ask_beside_others, live_prompts, withdraw_gentle
from app.prompts.ask_many import Gentle, ask_many_gently
from app.prompts.prompt import Prompt
from app.prompts.reading import Reading
from tests.support.cast import DANIEL, MAIN, MAYA, MR_DIAZ, MS_LEE, NOON, SECOND, Stage

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


def find(stage: Stage, prompts: list[Prompt], body: str, *, readers: Readers | None = None) -> list[Answer]:
    return find_answers(stage.session, prompts, body, readers=readers or {}, now=stage.now)


def test_an_answer_that_fits_one_question_is_its_answer(stage: Stage) -> None:
    prompt = put(stage)
    (answer,) = find(stage, [prompt], "2 sorry")
    assert (answer.prompt, answer.value, answer.reading.note) == (prompt, 20, "sorry")
    assert (answer.closes, answer.needs_person) == (True, True)


def test_an_answer_that_fits_two_questions_is_left_to_a_person(stage: Stage) -> None:
    assert find(stage, [put(stage, "rsvp"), put(stage, "poll")], "1") == []
    assert find(stage, [], "1") == []


def test_the_practice_is_told_of_an_answer_to_its_own_kind_of_question(stage: Stage) -> None:
    told: list[tuple[object, datetime]] = []

    def handle(_session: Session, answer: Answer, now: datetime) -> None:
        told.append((answer.value, now))

    prompt = put(stage)
    message = stage.text_in(MAYA, "yes")
    (answer,) = find(stage, [prompt], "yes")
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


def let_answer(stage: Stage, *kinds: str, thread: Thread | None = None) -> None:
    """Texts that the phone may answer, sent together; one of no kind can not be answered."""
    thread = thread or opened(stage, MS_LEE, MAIN)
    texts = [
        Gentle(
            thread.id,
            thread.phone_number_id,
            thread.line_id,
            stage.enqueue(thread, f"Sing together: {kind}.").id,
            (Choice(kind, ("we did",)),) if kind else (),
        )
        for kind in kinds
    ]
    ask_many_gently(stage.session, thread.school_id, "tip", texts, lives=DAY, now=stage.now)
    stage.look_again()


def live_values(stage: Stage) -> list[object]:
    return [prompt.choices[0]["value"] for prompt in live(stage)]


def test_a_question_that_gives_way_is_asked_only_where_none_is_open(stage: Stage) -> None:
    waited_for = put(stage)
    let_answer(stage, "fact", "")
    assert live(stage) == [waited_for]


def test_any_other_question_takes_its_place(stage: Stage) -> None:
    let_answer(stage, "fact")
    assert live_values(stage) == ["fact"]
    newer = put(stage)
    assert live(stage) == [newer]


def test_a_newer_one_that_gives_way_replaces_it_and_it_can_be_withdrawn(stage: Stage) -> None:
    let_answer(stage, "fact")
    let_answer(stage, "tip")
    assert live_values(stage) == ["tip"]
    let_answer(stage, "")
    assert live(stage) == []


def test_of_several_that_are_sent_together_the_last_counts(stage: Stage) -> None:
    let_answer(stage, "fact", "tip")
    assert live_values(stage) == ["tip"]
    let_answer(stage, "growth", "")
    assert live(stage) == []
    assert len(stage.all(Prompt)) == 3, "what was asked before is kept"


# A practice that reads answers in its own way


def read(_session: Session, prompt: Prompt, body: str, _now: datetime) -> Reading | None:
    """Whatever names what it asked about; a question mark makes it doubtful."""
    assert prompt.asked is not None
    if prompt.asked["about"] not in body:
        return None
    is_clear = "?" not in body
    return Reading(None, said=body, closes=is_clear, needs_person=not is_clear)


def put_freely(stage: Stage, about: str, *, replaces: bool = False) -> Prompt:
    thread = opened(stage, MS_LEE, MAIN)
    return ask_beside_others(
        stage.session,
        thread,
        "dinner",
        {"about": about},
        question=stage.enqueue(thread, f"What do you say about {about}?"),
        until=NOON + DAY,
        replaces=lambda _older: replaces,
        now=stage.now,
    )


def answered(stage: Stage, prompts: list[Prompt], body: str) -> list[tuple[object, bool]]:
    """What the practice is told of it: the words, and whether they answer no other question."""
    told: list[tuple[object, bool]] = []
    message = stage.text_in(DANIEL, body)
    for answer in find(stage, prompts, body, readers={"dinner": read}):
        handlers = {"dinner": lambda _s, answer, _now: told.append((answer.reading.said, answer.is_only_one))}
        take_answer(stage.session, answer, message_id=message.id, handlers=handlers, now=stage.now)
    stage.look_again()
    return told


def test_it_is_told_what_it_has_read_and_a_clear_answer_closes_its_question(stage: Stage) -> None:
    prompt = put_freely(stage, "soup")
    assert answered(stage, [prompt], "we like soup") == [("we like soup", True)]
    assert live(stage) == []


def test_a_doubtful_answer_leaves_its_question_open_and_goes_to_a_person(stage: Stage) -> None:
    prompt = put_freely(stage, "soup")
    assert answered(stage, [prompt], "soup?") == [("soup?", True)]
    assert live(stage) == [prompt]
    (answer,) = find(stage, [prompt], "soup?", readers={"dinner": read})
    assert (answer.closes, answer.needs_person) == (False, True)


def test_what_it_makes_nothing_of_is_no_answer(stage: Stage) -> None:
    prompt = put_freely(stage, "soup")
    assert answered(stage, [prompt], "1") == []
    assert live(stage) == [prompt]


def test_where_two_questions_fit_both_are_told_and_stay_open(stage: Stage) -> None:
    prompts = [put_freely(stage, "soup"), put_freely(stage, "bread")]
    assert answered(stage, prompts, "soup and bread") == [("soup and bread", False)] * 2
    assert live(stage) == prompts[::-1]


def test_beside_a_numbered_choice_that_fits_too_only_the_free_one_is_told(stage: Stage) -> None:
    prompts = [put(stage), put_freely(stage, "2")]
    assert answered(stage, prompts, "2") == [("2", False)]
    assert live(stage) == prompts[::-1]


def test_a_newer_question_replaces_those_of_its_kind_that_it_is_to_and_whatever_gives_way(
    stage: Stage,
) -> None:
    let_answer(stage, "fact")
    soup = put_freely(stage, "soup")
    bread = put_freely(stage, "bread")
    assert live(stage) == [bread, soup]
    salad = put_freely(stage, "salad", replaces=True)
    assert live(stage) == [salad]


def test_what_gives_way_can_be_withdrawn_and_nothing_else_is(stage: Stage) -> None:
    let_answer(stage, "fact")
    withdraw_gentle(stage.session, opened(stage, MS_LEE, MAIN), now=stage.now)
    stage.look_again()
    assert live(stage) == []
    waited_for = put(stage)
    withdraw_gentle(stage.session, opened(stage, MS_LEE, MAIN), now=stage.now)
    stage.look_again()
    assert live(stage) == [waited_for]
