"""What leaves first where texts wait for the same line, and what an emergency waits for: nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.messages.batch import Batch
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message, MessageKind, Precedence
from app.schools.phone_line import PhoneLine
from app.schools.school import School
from tests.support.cast import CARMEN, LEE, MAYA, NIGHT, NOON, Stage

S = DeliveryStatus
LATER = timedelta(minutes=5)


def hurry(stage: Stage) -> None:
    """Lines keep nobody waiting."""
    stage.session.execute(update(PhoneLine).values(segments_per_second=1000))
    stage.look_again()


def test_an_emergency_leaves_before_a_reply_and_a_reply_before_what_goes_to_many(stage: Stage) -> None:
    hurry(stage)
    thread = stage.conversation()
    many = stage.enqueue(thread, kind=MessageKind.TIP)
    urgent = stage.enqueue(thread, kind=MessageKind.BROADCAST)
    urgent.precedence = Precedence.URGENT
    reply = stage.enqueue(thread, due_at=NOON + timedelta(minutes=1))
    stage.wait(minutes=2)
    emergency = stage.enqueue(thread, kind=MessageKind.EMERGENCY)
    taken = [stage.claim(limit=1)[0].message_id for _ in range(4)]
    assert taken == [emergency.id, reply.id, urgent.id, many.id]
    assert stage.claim() == []


def test_an_emergency_does_not_wait_until_the_line_has_sent_what_left_just_before(stage: Stage) -> None:
    thread = stage.conversation()
    line = stage.line()
    line.next_free_at = NOON + timedelta(seconds=2)
    reply = stage.enqueue(thread)
    first, second = (stage.enqueue(thread, kind=MessageKind.EMERGENCY) for _ in range(2))
    assert [one.message_id for one in stage.claim()] == [first.id]
    assert line.next_free_at == NOON + timedelta(seconds=3), "on the whole the line keeps its rate"
    stage.wait(seconds=1)
    assert [one.message_id for one in stage.claim()] == [second.id]
    stage.wait(seconds=2)
    assert stage.claim() == []
    stage.wait(seconds=1)
    assert [one.message_id for one in stage.claim()] == [reply.id]


def test_ten_places_are_filled_in_that_order_too(stage: Stage) -> None:
    hurry(stage)
    thread = stage.conversation()
    kinds = [MessageKind.TIP, MessageKind.REPLY, MessageKind.EMERGENCY]
    texts = {kind: stage.enqueue(thread, kind=kind).id for kind in kinds}
    assert [one.message_id for one in stage.claim()] == [texts[kind] for kind in reversed(kinds)]


def test_an_emergency_waits_neither_for_the_morning_nor_for_a_paused_school_nor_for_the_hours_cap(
    stage: Stage,
) -> None:
    hurry(stage)
    stage.now = NIGHT
    school = stage.cast.school
    school.hourly_cap = 1
    school.pause(by=stage.cast.staff[LEE].id, now=NIGHT)
    stage.look_again()
    thread = stage.conversation()
    first, second = (stage.enqueue(thread, kind=MessageKind.EMERGENCY) for _ in range(2))
    announcement = stage.enqueue(thread, kind=MessageKind.BROADCAST)
    assert [one.message_id for one in stage.claim()] == [first.id, second.id]
    assert announcement.status is S.QUEUED


def test_the_cap_of_an_hour_holds_an_announcement(stage: Stage) -> None:
    hurry(stage)
    stage.session.execute(update(School).values(hourly_cap=1))
    thread = stage.conversation()
    stage.enqueue(thread, kind=MessageKind.EMERGENCY)
    announcement = stage.enqueue(thread, kind=MessageKind.BROADCAST)
    stage.claim(limit=1)
    assert stage.claim() == []
    assert announcement.status is S.HELD


@pytest.mark.parametrize("kind", [MessageKind.BROADCAST, MessageKind.EMERGENCY])
def test_one_whose_moment_has_passed_expires_whatever_it_is(stage: Stage, kind: MessageKind) -> None:
    late = stage.enqueue(stage.conversation(), kind=kind, not_after=NOON + LATER)
    stage.now = NOON + 2 * LATER
    assert stage.claim() == []
    assert late.status is S.EXPIRED


def test_no_text_of_a_cancelled_batch_is_ever_claimed_not_even_an_emergency(stage: Stage) -> None:
    batch = Batch(school_id=stage.cast.school.id)
    stage.session.add(batch)
    stage.session.flush()
    texts = [
        stage.enqueue(stage.conversation(number), kind=kind)
        for number, kind in ((MAYA, MessageKind.EMERGENCY), (CARMEN, MessageKind.BROADCAST))
    ]
    for text in texts:
        text.batch_id = batch.id
    batch.cancel(now=NOON)
    stage.look_again()
    assert stage.claim() == []
    assert {text.status for text in stage.all(Message, Message.batch_id == batch.id)} == {S.QUEUED}


def test_texts_of_a_line_go_through_the_pool_that_the_provider_knows_it_by(stage: Stage) -> None:
    line = stage.line()
    line.messaging_service_sid = "MG0123456789abcdef0123456789abcdef"
    stage.enqueue(stage.conversation(), kind=MessageKind.EMERGENCY)
    assert stage.claim_one().messaging_service_sid == "MG0123456789abcdef0123456789abcdef"
