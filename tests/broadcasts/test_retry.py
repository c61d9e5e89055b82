"""After an announcement has gone out: once more where it failed, and to those who have joined since."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.broadcasts.broadcast import Asks, Broadcast, BroadcastState
from app.broadcasts.recipient import BroadcastRecipient, LeftOut
from app.broadcasts.sending.retry import add_latecomers, retry_failed
from app.demo.cast import Cast
from app.foundation.database import Database
from app.foundation.errors import Conflict
from app.gateway.port import FailureReason
from app.interpreting.translation import Translation
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from app.prompts.prompt import Prompt
from app.roster.guardian import Guardian, GuardianPhone
from app.roster.phone_number import PhoneNumber
from app.roster.student import Guardianship, Relation
from tests.broadcasts.announcing import NAMING, Announcing, keep_from_children, no_guests, student_called
from tests.support.cast import CARMEN, HELEN, JORGE, LEE, MAYA, NOON, ROSA

S = DeliveryStatus
NEW = "+12065550140"


@pytest.fixture
def school(town: Database) -> Announcing:
    return Announcing(town)


def fail(school: Announcing, number: str, reason: FailureReason, status: S = S.UNDELIVERED) -> int:
    message_id = school.message(number).id
    ended = {"status": status, "reason": reason, "ended_at": school.now, "attention_at": school.now}
    school.do(
        lambda session, _: session.execute(update(Message).where(Message.id == message_id).values(**ended))
    )
    return message_id


def retry(school: Announcing, broadcast_id: int, *reasons: FailureReason) -> int:
    def deed(session: Session, cast: Cast) -> int:
        broadcast = session.get_one(Broadcast, broadcast_id)
        return retry_failed(session, cast.school, broadcast, reasons, by=cast.staff[LEE], now=school.now)

    return school.do(deed)


def add(school: Announcing, broadcast_id: int) -> int:
    def deed(session: Session, cast: Cast) -> int:
        broadcast = session.get_one(Broadcast, broadcast_id)
        by = cast.staff[LEE]
        return add_latecomers(session, cast.school, broadcast, guests=no_guests, by=by, now=school.now)

    return school.do(deed)


def test_only_what_failed_for_these_reasons_leaves_once_more(school: Announcing) -> None:
    broadcast_id = school.release()
    school.hand_over()
    failed = fail(school, MAYA, FailureReason.PHONE_UNREACHABLE)
    fail(school, CARMEN, FailureReason.CONGESTED, S.FAILED)
    fail(school, HELEN, FailureReason.FILTERED)
    before = school.message(MAYA).body
    school.wait(minutes=10)
    assert retry(school, broadcast_id, FailureReason.PHONE_UNREACHABLE, FailureReason.FILTERED) == 1
    copy = school.message(MAYA)
    assert (copy.id > failed, copy.status, copy.body) == (True, S.QUEUED, before)
    (old,) = school.all(Message, Message.id == failed)
    assert (old.batch_id, old.attention_at, old.status) == (None, None, S.UNDELIVERED)
    assert copy.batch_id == school.broadcast(broadcast_id).batch_id
    assert {school.message(CARMEN).status, school.message(HELEN).status} == {S.FAILED, S.UNDELIVERED}
    assert retry(school, broadcast_id, FailureReason.PHONE_UNREACHABLE) == 0


def test_what_staff_read_beside_it_and_its_question_come_along(school: Announcing) -> None:
    choices = [{"words": {"en": one, "es": one}, "places": None} for one in ("Red", "Blue")]
    broadcast_id = school.release(asks=Asks.POLL, choices=choices, answers_until=NOON + timedelta(days=3))
    school.hand_over()
    failed = fail(school, ROSA, FailureReason.PHONE_UNREACHABLE)
    retry(school, broadcast_id, FailureReason.PHONE_UNREACHABLE)
    copy = school.message(ROSA).id
    with school.town.reading() as session:
        words = select(Translation.body).where(Translation.language == "en")
        both = [session.scalar(words.where(Translation.message_id == one)) for one in (failed, copy)]
    assert both[0] is not None
    assert both[0] == both[1]
    open_questions = {one.question_message_id for one in school.all(Prompt, Prompt.cancelled_at.is_(None))}
    assert copy in open_questions
    assert failed not in open_questions


def test_nothing_is_tried_again_when_it_is_no_longer_worth_sending(school: Announcing) -> None:
    broadcast_id = school.release(not_after=NOON + timedelta(hours=1))
    school.hand_over()
    fail(school, MAYA, FailureReason.PHONE_UNREACHABLE)
    school.wait(hours=2)
    with pytest.raises(Conflict, match="has passed"):
        retry(school, broadcast_id, FailureReason.PHONE_UNREACHABLE)


def test_whoever_joined_since_gets_it_too_and_nobody_twice(school: Announcing) -> None:
    school.lose_number("Jun")
    broadcast_id = school.release(expected=9)
    assert school.hand_over() == 9
    assert add(school, broadcast_id) == 0
    assert school.broadcast(broadcast_id).state is BroadcastState.SENT
    school.do(register)
    before = school.texts()
    assert add(school, broadcast_id) == 1
    assert school.broadcast(broadcast_id).state is BroadcastState.SENDING
    school.hand_over(page=2)
    assert school.texts() == before | {NEW: school.texts()[NEW]}
    assert school.left_out() == {}, "the family has a phone by now, and counts once"
    broadcast = school.broadcast(broadcast_id)
    assert (broadcast.state, broadcast.expected) == (BroadcastState.SENT, 9)


def register(session: Session, cast: Cast) -> None:
    """Jun's other guardian, with a phone."""
    phone = PhoneNumber(school_id=cast.school.id, e164=NEW, created_at=NOON)
    guardian = Guardian(school_id=cast.school.id, name="Min Kim", language="en")
    session.add_all([phone, guardian])
    session.flush()
    jun = student_called(session, "Jun")
    session.add(GuardianPhone(guardian_id=guardian.id, phone_number_id=phone.id))
    session.add(Guardianship(student_id=jun.id, guardian_id=guardian.id, relation=Relation.MOTHER))


def test_nobody_is_added_before_it_is_out_or_after_it_was_worth_it(school: Announcing) -> None:
    broadcast_id = school.release()
    with pytest.raises(Conflict):
        add(school, broadcast_id)
    school.hand_over()
    school.wait(hours=21)
    with pytest.raises(Conflict):
        add(school, broadcast_id)
    assert LeftOut.NO_NUMBER not in {one.left_out for one in school.all(BroadcastRecipient)}
    assert JORGE in school.texts()


def test_nobody_is_named_a_child_once_more_from_whom_they_must_be_kept_by_now(school: Announcing) -> None:
    broadcast_id = school.release(words=NAMING)
    school.hand_over()
    for number in (MAYA, HELEN):
        fail(school, number, FailureReason.PHONE_UNREACHABLE)
    school.do(lambda session, cast: keep_from_children(session, cast.phones[HELEN].id))
    assert retry(school, broadcast_id, FailureReason.PHONE_UNREACHABLE) == 1
    assert school.message(HELEN).status is S.UNDELIVERED
    assert school.message(MAYA).status is S.QUEUED
