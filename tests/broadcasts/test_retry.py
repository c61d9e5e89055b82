"""After an announcement has gone out: once more where it failed, and to those who have joined since."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.broadcasts.broadcast import Asks, Broadcast, BroadcastState
from app.broadcasts.recipient import BroadcastRecipient, LeftOut, ReachedHow
from app.broadcasts.report.latecomers import count_latecomers
from app.broadcasts.report.unreached import tell
from app.broadcasts.sending.cancel import cancel_rest
from app.broadcasts.sending.retry import add_latecomers, retry_failed
from app.demo.cast import Cast
from app.foundation.database import Database
from app.foundation.errors import Conflict
from app.gateway.port import FailureReason
from app.interpreting.translation import Maker, Translation
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from app.messages.outgoing_picture import OutgoingPicture
from app.messages.thread import Thread
from app.prompts.prompt import Prompt
from app.roster.guardian import Guardian, GuardianPhone
from app.roster.phone_number import PhoneNumber
from app.roster.student import Guardianship, Relation, Student
from app.schools.phone_line import LinePurpose, PhoneLine
from tests.broadcasts.announcing import (
    NAMING,
    Announcing,
    keep_from_children,
    no_guests,
    share_phone,
    student_called,
)
from tests.support.cast import CARMEN, HELEN, JORGE, LEE, MAYA, NOON, OKAFOR, ROSA, THIRD, look_up
from tests.support.together import together

S = DeliveryStatus
SENDING = BroadcastState.SENDING
NEW = "+12065550140"


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
        offered = count_latecomers(session, cast.school, broadcast, guests=no_guests)
        added = add_latecomers(session, cast.school, broadcast, guests=no_guests, by=by, now=school.now)
        assert added == offered, "as many as its page has said"
        return added

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


def test_of_two_people_who_try_again_at_the_same_moment_one_sends_the_copies(
    postgres_town: Database,
) -> None:
    school = Announcing(postgres_town)
    broadcast_id = school.release()
    school.hand_over()
    failed = {fail(school, number, FailureReason.PHONE_UNREACHABLE) for number in (MAYA, CARMEN, HELEN)}
    last = max(message.id for message in school.all(Message))
    both_have_looked = threading.Barrier(2, timeout=10)
    retried = []

    def press(email: str) -> None:
        with postgres_town.writing() as session:
            cast, broadcast = look_up(session), session.get_one(Broadcast, broadcast_id)
            both_have_looked.wait()
            reasons, by = [FailureReason.PHONE_UNREACHABLE], cast.staff[email]
            retried.append(retry_failed(session, cast.school, broadcast, reasons, by=by, now=school.now))

    together(lambda: press(LEE), lambda: press(OKAFOR))
    assert sorted(retried) == [0, len(failed)]
    copies = school.all(Message, Message.id > last)
    assert len(copies) == len({copy.phone_number_id for copy in copies}) == len(failed)


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


def test_a_correction_of_what_staff_read_comes_along_and_what_it_replaced_stays_behind(
    school: Announcing,
) -> None:
    broadcast_id = school.release()
    school.hand_over()
    failed = fail(school, ROSA, FailureReason.PHONE_UNREACHABLE)

    def correct(session: Session, cast: Cast) -> None:
        old = session.scalars(select(Translation).where(Translation.message_id == failed)).one()
        old.replaced_at = school.now
        session.flush()
        session.add(
            Translation(
                school_id=cast.school.id,
                message_id=failed,
                language=old.language,
                body="School is closed on Friday.",
                maker=Maker.PERSON,
                made_by=cast.staff[LEE].id,
                made_at=school.now,
            )
        )

    school.do(correct)
    assert retry(school, broadcast_id, FailureReason.PHONE_UNREACHABLE) == 1
    beside = school.all(Translation, Translation.message_id == school.message(ROSA).id)
    assert [(one.body, one.maker, one.replaced_at) for one in beside] == [
        ("School is closed on Friday.", Maker.PERSON, None)
    ]


def test_a_picture_that_the_provider_refused_stays_behind_and_another_goes_along(school: Announcing) -> None:
    def draw(session: Session, cast: Cast) -> int:
        by, school_id = cast.staff[LEE].id, cast.school.id
        drawn = OutgoingPicture(
            school_id=school_id, key="k", content=b"", content_type="image/png", made_by=by, made_at=NOON
        )
        session.add(drawn)
        session.flush()
        return drawn.id

    picture_id = school.do(draw)
    broadcast_id = school.release(picture_id=picture_id)
    school.hand_over()
    fail(school, MAYA, FailureReason.PICTURE_REFUSED)
    fail(school, HELEN, FailureReason.CONGESTED)
    reasons = (FailureReason.PICTURE_REFUSED, FailureReason.CONGESTED)
    assert retry(school, broadcast_id, *reasons) == 2
    assert school.message(MAYA).picture_id is None
    assert school.message(HELEN).picture_id == picture_id


def test_what_failed_may_go_again_while_others_wait_and_never_once_it_is_cancelled(
    school: Announcing,
) -> None:
    broadcast_id = school.release()
    school.hand_over()
    fail(school, MAYA, FailureReason.PHONE_UNREACHABLE)
    school.do(lambda session, _: setattr(session.get_one(Broadcast, broadcast_id), "state", SENDING))
    assert retry(school, broadcast_id, FailureReason.PHONE_UNREACHABLE) == 1
    fail(school, MAYA, FailureReason.PHONE_UNREACHABLE)

    def cancel(session: Session, cast: Cast) -> None:
        broadcast, by = session.get_one(Broadcast, broadcast_id), cast.staff[LEE]
        cancel_rest(session, cast.school, broadcast, by=by, now=school.now)

    school.do(cancel)
    with pytest.raises(Conflict, match="not on its way"):
        retry(school, broadcast_id, FailureReason.PHONE_UNREACHABLE)


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


def test_who_joined_counts_for_the_announcement_that_they_are_added_to_and_for_no_other(
    school: Announcing,
) -> None:
    school.lose_number("Jun")
    first, second = school.release(), school.release()
    school.hand_over()
    school.hand_over()
    school.do(register)
    seen = school.broadcast(first).version
    assert add(school, first) == 1
    broadcast, other = school.broadcast(first), school.broadcast(second)
    assert (broadcast.expected, broadcast.version) == (9, seen + 1)
    assert other.state is BroadcastState.SENT


def test_a_home_without_a_phone_that_joined_since_is_on_record_too_and_only_once(school: Announcing) -> None:
    broadcast_id = school.release()
    assert school.hand_over() == 9

    def enroll(session: Session, cast: Cast) -> int:
        child = Student(school_id=cast.school.id, first_name="Noor", last_name="Haddad", grade="2")
        session.add(child)
        session.flush()
        return child.id

    noor = school.do(enroll)
    assert add(school, broadcast_id) == 1
    school.hand_over()
    (home,) = school.all(BroadcastRecipient, BroadcastRecipient.left_out == LeftOut.NO_NUMBER)
    broadcast = school.broadcast(broadcast_id)
    assert (home.children, broadcast.state, broadcast.expected) == ([noor], BroadcastState.SENT, 10)
    assert add(school, broadcast_id) == 0


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


def test_a_text_that_names_two_children_does_not_leave_again_once_one_of_them_must_not_be_named(
    school: Announcing,
) -> None:
    broadcast_id = school.release(words=NAMING)
    school.hand_over()
    fail(school, ROSA, FailureReason.PHONE_UNREACHABLE)
    school.do(lambda session, cast: share_phone(session, cast, ROSA, "Leo", has_court_order=True))
    assert retry(school, broadcast_id, FailureReason.PHONE_UNREACHABLE) == 0
    assert school.message(ROSA).status is S.UNDELIVERED


def test_what_failed_on_a_line_that_is_stopped_by_now_leaves_on_the_usual_one(school: Announcing) -> None:
    def line(session: Session, e164: str) -> PhoneLine:
        return session.scalars(select(PhoneLine).where(PhoneLine.e164 == e164)).one()

    def keep_for_emergencies(session: Session, _: Cast) -> None:
        line(session, THIRD).purpose = LinePurpose.EMERGENCIES

    school.do(keep_for_emergencies)
    broadcast_id = school.emergency()
    school.hand_over()
    for number in (MAYA, HELEN):
        fail(school, number, FailureReason.PHONE_UNREACHABLE if number == MAYA else FailureReason.CONGESTED)
    third = school.message(MAYA).line_id
    retry(school, broadcast_id, FailureReason.PHONE_UNREACHABLE)
    assert school.message(MAYA).line_id == third == school.do(lambda session, _: line(session, THIRD).id)
    school.do(lambda session, _: line(session, THIRD).pause("30007", now=school.now))
    retry(school, broadcast_id, FailureReason.CONGESTED)
    with school.town.reading() as session:
        usual = session.get_one(Thread, school.message(HELEN).thread_id).line_id
    assert school.message(HELEN).line_id == usual != third


def test_who_told_a_home_stays_on_record_when_it_has_a_phone(school: Announcing) -> None:
    school.lose_number("Jun")
    broadcast_id = school.release(expected=9)
    school.hand_over()
    (jun,) = school.all(BroadcastRecipient, BroadcastRecipient.left_out == LeftOut.NO_NUMBER)

    def tells(session: Session, cast: Cast) -> None:
        broadcast, by = session.get_one(Broadcast, broadcast_id), cast.staff[LEE]
        tell(session, broadcast, jun.id, ReachedHow.CALLED, "", by=by, now=school.now)

    school.do(tells)
    school.do(register)
    assert add(school, broadcast_id) == 1
    school.hand_over()
    (kept,) = school.all(BroadcastRecipient, BroadcastRecipient.left_out == LeftOut.NO_NUMBER)
    assert (kept.id, kept.reached_how) == (jun.id, ReachedHow.CALLED)
    assert (NEW in school.texts(), school.broadcast(broadcast_id).expected) == (True, 10)
