"""A staff member answers a family."""

from datetime import datetime, timedelta

import pytest

from app.consent.record import carrier_blocked
from app.foundation.errors import Conflict, Forbidden, Invalid
from app.inbox.drafts import find_draft, keep_draft
from app.inbox.reply import direct_reply_until
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import MessageKind
from app.prompts.ask import Choice
from app.prompts.ask_many import Gentle, ask_many_gently
from app.prompts.prompt import Prompt
from tests.support.cast import DIAZ, LEE, MAYA, MORNING, NIGHT, NOON, RUIZ, Stage

S = DeliveryStatus


def test_the_words_are_on_their_way_and_nobody_waits_any_more(stage: Stage) -> None:
    thread = stage.conversation()
    message = stage.reply(thread, "Thank you, get well soon!")
    assert (message.kind, message.status) == (MessageKind.REPLY, S.QUEUED)
    assert message.author_id == stage.cast.staff[LEE].id
    assert thread.waiting_since is None
    assert thread.last_message_id == message.id


def test_whoever_answers_first_has_taken_the_conversation(stage: Stage) -> None:
    thread = stage.conversation()
    stage.reply(thread, by=stage.cast.staff[LEE])
    stage.reply(thread, by=stage.cast.staff[RUIZ])
    assert thread.assigned_to == stage.cast.staff[LEE].id


def test_after_it_a_number_is_no_answer_any_more_to_what_nobody_waits_for(stage: Stage) -> None:
    thread = stage.conversation()
    tip = stage.enqueue(thread, "Sing together.", kind=MessageKind.TIP)
    offered = Gentle(thread.id, thread.phone_number_id, thread.line_id, tip.id, (Choice("tip", ()),))
    ask_many_gently(stage.session, thread.school_id, "tip", [offered], lives=timedelta(days=3), now=stage.now)
    stage.reply(thread, "How many children come by bus?")
    stage.text_in(MAYA, "1")
    (prompt,) = stage.all(Prompt)
    assert (prompt.answered_at, prompt.cancelled_at) == (None, stage.now)
    assert stage.thread().waiting_since == stage.now


def test_an_answer_opens_what_was_closed_or_put_off(stage: Stage) -> None:
    thread = stage.conversation()
    thread.close(now=NOON)
    thread.snooze(NOON + timedelta(days=2), now=NOON)
    stage.look_again()
    stage.reply(thread)
    assert (thread.closed_at, thread.snoozed_until) == (None, None)


def test_the_writers_draft_is_gone_and_a_colleagues_stays(stage: Stage) -> None:
    thread, lee, diaz = stage.conversation(), stage.cast.staff[LEE], stage.cast.staff[DIAZ]
    for person in (lee, diaz):
        keep_draft(stage.session, thread, "half a sen", by=person, now=NOON)
    stage.reply(thread, by=lee)
    assert find_draft(stage.session, thread, by=lee) is None
    assert find_draft(stage.session, thread, by=diaz) is not None


# Read first


def test_whoever_has_not_seen_the_familys_last_text_must_read_it_first(stage: Stage) -> None:
    thread = stage.conversation()
    seen = thread.last_message_id
    stage.text_in(MAYA, "Forget it, all is well")
    with pytest.raises(Conflict):
        stage.reply(thread, seen_message_id=seen)
    assert stage.outgoing(MAYA) == []
    stage.reply(thread, seen_message_id=thread.last_message_id)


def test_so_must_whoever_has_not_seen_a_colleagues_answer(stage: Stage) -> None:
    thread = stage.conversation()
    seen = thread.last_message_id
    stage.reply(thread, by=stage.cast.staff[RUIZ])
    with pytest.raises(Conflict):
        stage.reply(thread, by=stage.cast.staff[LEE], seen_message_id=seen)


def test_ones_own_answer_and_those_of_the_software_need_no_reading(stage: Stage) -> None:
    thread = stage.conversation()
    seen = thread.last_message_id
    stage.reply(thread, "First")
    stage.enqueue(thread, "We could not open your picture.", kind=MessageKind.AUTO_REPLY)
    assert stage.reply(thread, "Second", seen_message_id=seen).body == "Second"


def test_what_is_said_in_another_conversation_is_not_waited_for(stage: Stage) -> None:
    thread = stage.conversation()
    seen = thread.last_message_id
    stage.text_in("+12065550114", "It is the other parent")
    stage.reply(thread, seen_message_id=seen)


# Whom one may text


@pytest.mark.parametrize("words", ["STOP", "ALTO", "please stop texting me"])
def test_a_family_that_asked_to_stop_or_may_have_is_not_written_to(stage: Stage, words: str) -> None:
    thread = stage.conversation()
    stage.text_in(MAYA, words)
    before = len(stage.outgoing(MAYA))
    with pytest.raises(Forbidden):
        stage.reply(thread)
    assert len(stage.outgoing(MAYA)) == before


def test_a_line_that_the_carrier_blocks_is_not_written_from(stage: Stage) -> None:
    thread = stage.conversation()
    carrier_blocked(stage.session, thread.line_id, MAYA, now=NOON)
    with pytest.raises(Forbidden):
        stage.reply(thread)


# What one may write


@pytest.mark.parametrize("body", ["", "   ", "\n", "x" * 1601])
def test_nothing_and_too_much_are_refused_and_change_nothing(stage: Stage, body: str) -> None:
    thread = stage.conversation()
    with pytest.raises(Invalid):
        stage.reply(thread, body)
    assert thread.waiting_since == NOON
    assert stage.outgoing(MAYA) == []


# When it leaves


@pytest.mark.parametrize(
    ("send_at", "is_meant"),
    [
        (NOON - timedelta(minutes=6), False),
        (NOON - timedelta(minutes=1), True),
        (NOON + timedelta(hours=5), True),
        (NOON + timedelta(days=60), True),
        (NOON + timedelta(days=60, seconds=1), False),
    ],
)
def test_a_moment_must_be_one_that_can_be_meant(stage: Stage, send_at: datetime, is_meant: bool) -> None:
    thread = stage.conversation()
    if not is_meant:
        with pytest.raises(Invalid):
            stage.reply(thread, send_at=send_at)
    else:
        assert stage.reply(thread, send_at=send_at).due_at == max(send_at, NOON)


def test_a_reply_for_later_leaves_then_and_may_be_a_day_old_at_most(stage: Stage) -> None:
    later = NOON + timedelta(days=3)
    message = stage.reply(stage.conversation(), send_at=later)
    assert (message.due_at, message.not_after) == (later, later + timedelta(hours=24))
    assert stage.claim() == []
    stage.now = later
    assert len(stage.claim()) == 1


def test_a_reply_chosen_for_the_night_waits_for_the_morning_even_if_the_family_wrote_lately(
    stage: Stage,
) -> None:
    stage.now = NIGHT - timedelta(hours=1)
    message = stage.reply(stage.conversation(), send_at=NIGHT)
    assert message.due_at == MORNING


@pytest.mark.parametrize(("hours_later", "leaves_at_once"), [(0, True), (2.99, True), (3, False), (5, False)])
def test_a_reply_at_night_goes_at_once_while_the_family_may_still_be_up(
    stage: Stage, hours_later: float, leaves_at_once: bool
) -> None:
    stage.now = NIGHT
    thread = stage.conversation()
    stage.wait(hours=hours_later)
    message = stage.reply(thread)
    assert (message.due_at == stage.now) is leaves_at_once
    assert bool(stage.claim()) is leaves_at_once


def test_the_school_says_how_long_that_is(stage: Stage) -> None:
    thread = stage.conversation()
    stage.cast.school.direct_reply_hours = 1
    assert direct_reply_until(stage.session, stage.cast.school, thread, now=NOON) == NOON + timedelta(hours=1)
    later = NOON + timedelta(hours=1)
    assert direct_reply_until(stage.session, stage.cast.school, thread, now=later) is None


def test_a_conversation_in_which_the_family_never_wrote_has_no_such_privilege(stage: Stage) -> None:
    thread = stage.conversation()
    for message in stage.texts(thread):
        stage.session.delete(message)
    stage.look_again()
    assert direct_reply_until(stage.session, stage.cast.school, thread, now=NOON) is None
