"""Texts beyond what a number may have within an hour, and those that a stop ends."""

from datetime import timedelta

import pytest

from app.consent.consent_log import ConsentChannel
from app.consent.opt_out import OptOutSource
from app.consent.record import Evidence, opt_out
from app.foundation.errors import Conflict
from app.gateway.port import FailureReason
from app.messages.decisions import cancel, release
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message, MessageKind
from app.messages.outbox import suppress_waiting
from tests.support.cast import MAYA, NOON, ORTEGAS, Stage

S = DeliveryStatus


def held(stage: Stage, cap: int = 3, *, gap_minutes: int = 10) -> Message:
    """One text more than the number may have within an hour."""
    stage.cast.school.hourly_cap = cap
    thread = stage.conversation()
    for _ in range(cap):
        stage.enqueue(thread)
        stage.hand_over(stage.claim_one())
        stage.wait(minutes=gap_minutes)
    message = stage.enqueue(thread, "One too many")
    assert stage.claim() == []
    assert message.status is S.HELD
    return message


def test_a_held_text_asks_for_a_person_and_can_be_cancelled(stage: Stage) -> None:
    message = held(stage)
    assert message.attention_at == stage.now
    cancel(stage.session, message, now=stage.now)
    assert message.status is S.CANCELLED


def test_a_released_text_leaves_when_the_hour_allows_one_more_and_not_before(stage: Stage) -> None:
    message = held(stage)  # texts went at 0, 10 and 20 minutes past; it is half past
    release(stage.session, message, now=stage.now)
    assert message.attention_at is None
    assert message.due_at == NOON + timedelta(hours=1)
    stage.now = NOON + timedelta(minutes=59, seconds=59)
    assert stage.claim() == []
    stage.wait(seconds=1)
    assert [c.message_id for c in stage.claim()] == [message.id]


def test_a_text_released_when_the_hour_is_over_leaves_at_once(stage: Stage) -> None:
    message = held(stage)
    stage.wait(minutes=45)
    release(stage.session, message, now=stage.now)
    assert [c.message_id for c in stage.claim()] == [message.id]


def test_a_released_text_is_fresh_from_when_it_is_due(stage: Stage) -> None:
    message = held(stage)
    stage.wait(hours=30)
    release(stage.session, message, now=stage.now)
    assert message.not_after == stage.now + timedelta(hours=24)


def test_a_text_is_released_once(stage: Stage) -> None:
    message = held(stage)
    release(stage.session, message, now=stage.now)
    with pytest.raises(Conflict):
        release(stage.session, message, now=stage.now)


def test_a_released_text_does_not_reach_a_number_that_asked_to_stop_meanwhile(stage: Stage) -> None:
    message = held(stage)
    release(stage.session, message, now=stage.now)
    evidence = Evidence(ConsentChannel.PHONE)
    opt_out(stage.session, stage.cast.school, MAYA, OptOutSource.STAFF, evidence, now=stage.now)
    stage.wait(hours=1)
    assert stage.claim() == []
    assert message.status is S.SUPPRESSED


# After a stop


def test_a_stop_ends_what_waits_for_that_number_and_nothing_else(stage: Stage) -> None:
    thread = stage.conversation()
    waiting, later = stage.enqueue(thread), stage.enqueue(thread, due_at=NOON + timedelta(days=1))
    confirmation = stage.enqueue(thread, kind=MessageKind.OPT_OUT_CONFIRMATION)
    stage.text_in(ORTEGAS, "Hola")
    other = stage.enqueue(stage.thread(ORTEGAS))
    assert suppress_waiting(stage.session, stage.cast.school, MAYA, now=NOON) == 2
    stage.look_again()
    assert {waiting.status, later.status} == {S.SUPPRESSED}
    assert {waiting.reason, later.reason} == {FailureReason.OPTED_OUT}
    assert {confirmation.status, other.status} == {S.QUEUED}


def test_a_stop_leaves_a_call_that_is_under_way_alone(stage: Stage) -> None:
    message = stage.enqueue(stage.conversation())
    claimed = stage.claim_one()
    assert suppress_waiting(stage.session, stage.cast.school, MAYA, now=NOON) == 0
    stage.hand_over(claimed)
    assert message.status is S.ACCEPTED
