"""What leaves with others can be paused: one batch of texts, or everything that a school sends to many."""

from datetime import timedelta

import pytest

from app.messages.batch import Batch
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import LEAVES_WITH_OTHERS, Message, MessageKind
from tests.support.cast import CARMEN, LEE, MAYA, NOON, Stage

S = DeliveryStatus


def a_batch(stage: Stage, *messages: Message) -> Batch:
    """A batch of these texts."""
    batch = Batch(school_id=stage.cast.school.id)
    stage.session.add(batch)
    stage.session.flush()
    for message in messages:
        message.batch_id = batch.id
    stage.session.flush()
    return batch


def test_no_text_of_a_paused_batch_is_claimed_and_all_are_once_it_goes_on(stage: Stage) -> None:
    paused = stage.enqueue(stage.conversation(MAYA), kind=MessageKind.EVENT)
    other = stage.enqueue(stage.conversation(CARMEN), kind=MessageKind.EVENT)
    batch = a_batch(stage, paused)
    batch.pause(by=stage.cast.staff[LEE].id, now=NOON)
    a_batch(stage, other)
    stage.line().segments_per_second = 1000
    assert [c.message_id for c in stage.claim()] == [other.id]
    assert stage.claim() == []
    batch.resume()
    assert [c.message_id for c in stage.claim()] == [paused.id]


@pytest.mark.parametrize("kind", sorted(LEAVES_WITH_OTHERS))
def test_a_paused_school_holds_what_goes_to_many_and_lets_answers_leave(
    stage: Stage, kind: MessageKind
) -> None:
    held = stage.enqueue(stage.conversation(CARMEN), kind=kind)
    stage.cast.school.paused_at, stage.cast.school.paused_by = NOON, stage.cast.staff[LEE].id
    answer = stage.enqueue(stage.conversation(MAYA))
    stage.line().segments_per_second = 1000
    assert [c.message_id for c in stage.claim()] == [answer.id]
    assert stage.claim() == []
    assert held.status is S.QUEUED
    stage.cast.school.paused_at = stage.cast.school.paused_by = None
    assert [c.message_id for c in stage.claim()] == [held.id]


def test_what_grew_stale_while_it_was_paused_expires_instead_of_leaving_late(stage: Stage) -> None:
    held = stage.enqueue(stage.conversation(), kind=MessageKind.TIP, not_after=NOON + timedelta(hours=1))
    stage.cast.school.paused_at, stage.cast.school.paused_by = NOON, stage.cast.staff[LEE].id
    stage.wait(hours=2)
    assert stage.claim() == []
    stage.cast.school.paused_at = stage.cast.school.paused_by = None
    assert stage.claim() == []
    assert held.status is S.EXPIRED


def test_paused_texts_do_not_stand_before_those_of_others(stage: Stage) -> None:
    crowd = [stage.enqueue(stage.conversation(), kind=MessageKind.EVENT) for _ in range(5)]
    a_batch(stage, *crowd).pause(by=stage.cast.staff[LEE].id, now=NOON)
    last = stage.enqueue(stage.conversation(CARMEN), due_at=NOON + timedelta(minutes=1))
    stage.wait(minutes=2)
    assert [c.message_id for c in stage.claim(limit=1)] == [last.id]
