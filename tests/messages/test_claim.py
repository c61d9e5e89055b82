"""Claiming: which texts a worker takes, and what becomes of those that may not leave."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.consent.consent_log import ConsentChannel
from app.consent.opt_out import CarrierBlock, OptOutSource, StopDecision, StopReview
from app.consent.record import Evidence, carrier_blocked, opt_in, opt_out
from app.gateway.port import FailureReason
from app.inbox.stop_review import decide_stop
from app.messages.attempt import DeliveryAttempt
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from tests.support.cast import (
    CARMEN,
    FRONT,
    LEE,
    MAIN,
    MAYA,
    MORNING,
    NIGHT,
    NOON,
    SECOND,
    Stage,
)

S = DeliveryStatus
EVIDENCE = Evidence(ConsentChannel.PHONE)


def test_a_claimed_text_is_on_its_way_in_one_attempt(stage: Stage) -> None:
    message = stage.enqueue(stage.conversation(), "See you at nine.")
    (claimed,) = stage.claim(worker="host:17")
    assert (claimed.message_id, claimed.attempt) == (message.id, 1)
    assert (claimed.to, claimed.line, claimed.body) == (MAYA, MAIN, "See you at nine.")
    assert claimed.valid_for_seconds == 24 * 3600
    assert (message.status, message.claimed_at) == (S.SENDING, NOON)
    (attempt,) = stage.all(DeliveryAttempt)
    assert (attempt.message_id, attempt.number, attempt.worker) == (message.id, 1, "host:17")
    assert (attempt.claimed_at, attempt.outcome) == (NOON, None)
    assert stage.claim() == []


def test_texts_leave_in_the_order_in_which_they_are_due(stage: Stage) -> None:
    thread = stage.conversation()
    stage.line().segments_per_second = 1000
    late = stage.enqueue(thread, due_at=NOON + timedelta(minutes=5))
    first, second = stage.enqueue(thread), stage.enqueue(thread)
    stage.wait(minutes=6)
    assert [c.message_id for c in stage.claim()] == [first.id, second.id, late.id]


def test_no_more_are_taken_than_were_asked_for(stage: Stage) -> None:
    thread = stage.conversation()
    stage.line().segments_per_second = 1000
    for _ in range(5):
        stage.enqueue(thread)
    assert [len(stage.claim(limit=2)) for _ in range(4)] == [2, 2, 1, 0]


def test_a_text_is_not_taken_before_it_is_due(stage: Stage) -> None:
    stage.enqueue(stage.conversation(), due_at=NOON + timedelta(hours=1))
    assert stage.claim() == []
    stage.wait(minutes=60)
    assert len(stage.claim()) == 1


# Consent


@pytest.mark.parametrize("status", [S.QUEUED, S.HELD])
def test_a_stop_between_enqueue_and_claim_keeps_the_text_here(stage: Stage, status: S) -> None:
    message = stage.enqueue(stage.conversation())
    message.status = status
    stage.text_in(MAYA, "STOP")
    assert stage.claim() == []
    assert (message.status, message.reason) == (S.SUPPRESSED, FailureReason.OPTED_OUT)
    assert message.attention_at is None


def test_the_claim_itself_asks_for_consent_whatever_else_was_done_about_a_stop(stage: Stage) -> None:
    message = stage.enqueue(stage.conversation())
    opt_out(stage.session, stage.cast.school, MAYA, OptOutSource.STAFF, EVIDENCE, now=NOON)
    assert stage.claim() == []
    assert message.status is S.SUPPRESSED


def test_a_stop_holds_on_every_line_of_the_school(stage: Stage) -> None:
    stage.conversation()
    stage.text_in(MAYA, "STOP", line=SECOND)
    assert stage.enqueue(stage.thread()).status is S.SUPPRESSED


def test_a_stop_at_one_school_is_not_a_stop_at_another_number(stage: Stage) -> None:
    thread = stage.conversation()
    opt_out(stage.session, stage.cast.school, CARMEN, OptOutSource.STAFF, EVIDENCE, now=NOON)
    stage.enqueue(thread)
    assert len(stage.claim()) == 1


def test_what_was_suppressed_stays_suppressed_when_the_family_comes_back(stage: Stage) -> None:
    message = stage.enqueue(stage.conversation())
    opt_out(stage.session, stage.cast.school, MAYA, OptOutSource.STAFF, EVIDENCE, now=NOON)
    stage.claim()
    opt_in(stage.session, stage.cast.school, MAYA, EVIDENCE, now=NOON)
    assert stage.claim() == []
    assert message.status is S.SUPPRESSED


def test_a_block_of_the_carrier_holds_on_its_line_only(stage: Stage) -> None:
    thread = stage.conversation()
    carrier_blocked(stage.session, stage.line(SECOND).id, MAYA, now=NOON)
    stage.enqueue(thread)
    assert len(stage.claim()) == 1
    carrier_blocked(stage.session, thread.line_id, MAYA, now=NOON)
    assert stage.all(CarrierBlock)
    message = stage.enqueue(thread)
    assert stage.claim() == []
    assert message.status is S.SUPPRESSED


def test_texts_pause_while_a_person_decides_and_go_on_where_they_paused(stage: Stage) -> None:
    message = stage.enqueue(stage.conversation())
    stage.text_in(MAYA, "please stop texting me")
    stage.wait(minutes=5)
    assert stage.claim() == []
    assert (message.status, message.due_at) == (S.QUEUED, NOON)
    (review,) = stage.all(StopReview)
    decide_stop(
        stage.session,
        stage.cast.school,
        review.id,
        by=stage.cast.staff[LEE],
        decision=StopDecision.NOT_A_STOP,
        catalog=FRONT.catalog,
        now=stage.now,
    )
    stage.look_again()
    assert [c.message_id for c in stage.claim()] == [message.id]


def test_a_text_that_waited_too_long_for_a_decision_is_not_sent_late(stage: Stage) -> None:
    message = stage.enqueue(stage.conversation())
    stage.text_in(MAYA, "please stop texting me")
    stage.wait(hours=25)
    (review,) = stage.all(StopReview)
    review.decided_at, review.decision = stage.now, StopDecision.NOT_A_STOP
    assert stage.claim() == []
    assert (message.status, message.attention_at) == (S.EXPIRED, stage.now)


def test_texts_that_wait_for_a_person_do_not_stand_before_those_of_others(stage: Stage) -> None:
    # The undecided one is on a line that has never sent, which makes it the first to be looked at.
    undecided = stage.enqueue(stage.conversation(MAYA))
    stage.session.execute(
        update(Message).where(Message.id == undecided.id).values(line_id=stage.line(SECOND).id)
    )
    stage.text_in(MAYA, "please stop texting me")
    stage.text_in(CARMEN, "Hola")
    for _ in range(2):
        stage.enqueue(stage.thread(CARMEN))
    assert len(stage.claim(limit=1)) == 1
    stage.wait(seconds=1)
    assert len(stage.claim(limit=1)) == 1


# Moments


def test_a_text_past_its_last_moment_is_shown_to_a_person_instead_of_sent(stage: Stage) -> None:
    message = stage.enqueue(stage.conversation(), not_after=NOON + timedelta(minutes=10))
    stage.wait(minutes=11)
    assert stage.claim() == []
    assert (message.status, message.reason) == (S.EXPIRED, FailureReason.TOO_LATE)
    assert (message.attention_at, message.ended_at) == (stage.now, stage.now)


def test_the_carriers_may_keep_trying_until_the_last_moment_and_no_longer(stage: Stage) -> None:
    stage.enqueue(stage.conversation(), not_after=NOON + timedelta(seconds=90))
    stage.wait(seconds=80)
    assert stage.claim_one().valid_for_seconds == 10


def test_a_text_of_the_night_waits_for_the_morning(stage: Stage) -> None:
    message = stage.enqueue(stage.conversation(), due_at=NIGHT)
    stage.now = NIGHT
    assert stage.claim() == []
    assert (message.status, message.due_at) == (S.QUEUED, MORNING)
    stage.now = MORNING
    assert len(stage.claim()) == 1


def test_a_reply_goes_at_night_while_the_familys_text_is_a_few_hours_old(stage: Stage) -> None:
    stage.now = NIGHT
    thread = stage.conversation()
    stage.wait(hours=2, minutes=59)
    stage.reply(thread)
    assert len(stage.claim()) == 1


def test_a_reply_to_an_older_text_waits_for_the_morning(stage: Stage) -> None:
    stage.now = NIGHT
    thread = stage.conversation()
    stage.wait(hours=3)
    message = stage.reply(thread)
    assert stage.claim() == []
    assert message.due_at == MORNING


def test_a_reply_that_missed_its_hours_in_the_queue_waits_for_the_morning(stage: Stage) -> None:
    stage.now = NIGHT
    thread = stage.conversation()
    stage.wait(hours=2)
    message = stage.reply(thread)
    stage.line().next_free_at = NIGHT + timedelta(hours=4)
    stage.wait(hours=2)
    assert stage.claim() == []
    assert message.due_at == MORNING
