"""Calls to the phones that no text of an announcement reaches."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.broadcasts.broadcast import Broadcast, Urgency
from app.broadcasts.calling import CallPost, call_unreached
from app.broadcasts.recipient import BroadcastRecipient, ReachedHow
from app.broadcasts.report.unreached import tell
from app.broadcasts.sending.cancel import cancel_rest
from app.broadcasts.sending.retry import retry_failed
from app.calls.voice_call import CallStatus, VoiceCall
from app.consent.consent_log import ConsentChannel
from app.consent.opt_out import OptOutSource
from app.consent.record import Evidence, opt_out
from app.demo.cast import Cast
from app.foundation.database import Database
from app.gateway.port import FailureReason
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from app.roster.phone_number import NumberHealth, PhoneNumber
from app.schools.phone_line import LinePurpose, PhoneLine
from tests.broadcasts.announcing import NAMING, Announcing, keep_from_children
from tests.support.cast import AMINA, CATALOG, HELEN, LEE, MAYA, NIGHT, ROSA, THIRD

POST = CallPost(CATALOG, frozenset({"en", "es"}))


@pytest.fixture
def desk(town: Database) -> Announcing:
    """Helen's phone is a landline, and Maya has stopped all texts."""
    desk = Announcing(town)

    def deed(session: Session, cast: Cast) -> None:
        cast.phones[HELEN].learn(NumberHealth.LANDLINE, code="30006", now=desk.now)
        evidence = Evidence(ConsentChannel.TEXT, "STOP")
        opt_out(session, cast.school, MAYA, OptOutSource.KEYWORD, evidence, now=desk.now)

    desk.do(deed)
    return desk


def call_all(desk: Announcing, post: CallPost = POST) -> int:
    return call_unreached(desk.town, post, clock=desk.clock)


def calls(desk: Announcing) -> dict[str, VoiceCall]:
    with desk.town.reading() as session:
        rows = session.execute(
            select(PhoneNumber.e164, VoiceCall)
            .join(VoiceCall, VoiceCall.phone_number_id == PhoneNumber.id)
            .join(BroadcastRecipient, BroadcastRecipient.call_id == VoiceCall.id)
        ).all()
    assert len({number for number, _ in rows}) == len(rows), "no phone is called twice"
    return {number: call for number, call in rows}  # noqa: C416 - typed rows, not pairs


def fail_text(desk: Announcing, number: str, status: DeliveryStatus) -> None:
    message_id = desk.message(number).id
    values = {"status": status, "reason": FailureReason.UNEXPLAINED}
    with desk.town.writing() as session:
        session.execute(update(Message).where(Message.id == message_id).values(values))


def test_in_an_emergency_everybody_is_called_whom_no_text_reaches_once(desk: Announcing) -> None:
    desk.now = NIGHT
    desk.emergency(calls_unreached=True, words=NAMING)
    desk.hand_over()
    assert call_all(desk) == 2
    assert call_all(desk) == 0

    made = calls(desk)
    assert set(made) == {HELEN, MAYA}
    assert made[HELEN].words == [{"language": "en", "words": "Grace has no school on Friday."}]
    assert made[HELEN].is_emergency
    assert made[HELEN].due_at == NIGHT
    assert made[MAYA].batch_id is not None

    fail_text(desk, ROSA, DeliveryStatus.UNDELIVERED)
    assert call_all(desk) == 1
    assert calls(desk)[ROSA].words[0]["language"] == "es"


def test_an_ordinary_announcement_calls_landlines_within_texting_hours_and_nobody_who_stopped(
    desk: Announcing,
) -> None:
    desk.release(calls_unreached=True)
    desk.hand_over()
    assert call_all(desk) == 1
    assert set(calls(desk)) == {HELEN}
    assert not calls(desk)[HELEN].is_emergency


def test_calls_of_an_emergency_are_made_before_those_that_were_written_earlier(desk: Announcing) -> None:
    ordinary = desk.release(calls_unreached=True)
    emergency = desk.emergency(calls_unreached=True)
    desk.hand_over()
    assert call_all(desk) == 3
    first = desk.all(VoiceCall)[0].batch_id
    assert first == desk.broadcast(emergency).batch_id != desk.broadcast(ordinary).batch_id


def test_a_drill_says_that_it_is_one_and_wakes_nobody(desk: Announcing) -> None:
    desk.release(calls_unreached=True, urgency=Urgency.EMERGENCY, is_drill=True)
    desk.hand_over()
    call_all(desk)
    made = calls(desk)
    assert set(made) == {HELEN}
    assert made[HELEN].words[0]["words"].startswith("This is only a drill.")
    assert not made[HELEN].is_emergency


def test_nobody_is_called_where_nobody_asked_for_it_or_a_person_has_told_the_family(
    desk: Announcing,
) -> None:
    desk.release()
    asked = desk.emergency(calls_unreached=True)
    desk.hand_over()

    def deed(session: Session, cast: Cast) -> None:
        session.execute(
            update(BroadcastRecipient)
            .where(BroadcastRecipient.broadcast_id == asked)
            .values(reached_at=desk.now, reached_how=ReachedHow.CALLED, reached_by=cast.staff[LEE].id)
        )

    desk.do(deed)
    assert call_all(desk) == 0


def test_where_nobody_knows_the_language_each_is_spoken(desk: Announcing) -> None:
    desk.emergency(calls_unreached=True)
    desk.hand_over()
    fail_text(desk, AMINA, DeliveryStatus.FAILED)
    call_all(desk)
    assert [said["language"] for said in calls(desk)[AMINA].words] == ["en", "es"]


def test_a_language_without_a_voice_is_left_to_people_and_holds_nobody_up(desk: Announcing) -> None:
    desk.emergency(calls_unreached=True)
    desk.hand_over()
    fail_text(desk, ROSA, DeliveryStatus.FAILED)
    assert call_all(desk, CallPost(CATALOG, frozenset({"en"}))) == 2
    assert set(calls(desk)) == {HELEN, MAYA}


def test_an_emergency_calls_from_the_line_for_emergencies(desk: Announcing) -> None:
    def deed(session: Session, _: Cast) -> None:
        session.execute(
            update(PhoneLine).where(PhoneLine.e164 == THIRD).values(purpose=LinePurpose.EMERGENCIES)
        )

    desk.do(deed)
    desk.emergency(calls_unreached=True)
    desk.hand_over()
    call_all(desk)
    with desk.town.reading() as session:
        lines = session.scalars(
            select(PhoneLine.e164).join(VoiceCall, VoiceCall.line_id == PhoneLine.id)
        ).all()
    assert set(lines) == {THIRD}


def test_nothing_is_called_for_what_is_cancelled_or_stale(desk: Announcing) -> None:
    cancelled = desk.emergency(calls_unreached=True)
    stale = desk.emergency(calls_unreached=True)
    desk.hand_over()

    def deed(session: Session, cast: Cast) -> None:
        broadcast = session.get_one(Broadcast, cancelled)
        cancel_rest(session, cast.school, broadcast, by=cast.staff[LEE], now=desk.now)
        late = session.get_one(Broadcast, stale)
        assert late.not_after is not None
        desk.now = late.not_after + timedelta(seconds=1)

    desk.do(deed)
    assert call_all(desk) == 0


def test_a_call_that_was_made_shows_where_it_stands_beside_its_recipient(desk: Announcing) -> None:
    desk.emergency(calls_unreached=True)
    desk.hand_over()
    call_all(desk)
    (helen,) = (one for one in desk.all(BroadcastRecipient) if one.call_id == calls(desk)[HELEN].id)
    with desk.town.reading() as session:
        assert session.get_one(VoiceCall, helen.call_id).status is CallStatus.QUEUED


def test_nobody_is_called_about_a_child_from_whom_they_must_be_kept_by_now(desk: Announcing) -> None:
    desk.emergency(calls_unreached=True, words=NAMING)
    desk.hand_over()
    desk.do(lambda session, cast: keep_from_children(session, cast.phones[HELEN].id))
    assert call_all(desk) == 1
    assert set(calls(desk)) == {MAYA}


def while_calls_are_prepared(desk: Announcing, deed: Callable[[], object]) -> None:
    """The worker has looked whom to call, and has not begun to."""
    looks = 0

    def look() -> None:
        nonlocal looks
        looks += 1
        if looks == 2:
            deed()

    desk.looks = look


def test_what_is_cancelled_while_calls_are_prepared_calls_nobody(desk: Announcing) -> None:
    broadcast_id = desk.emergency(calls_unreached=True)
    desk.hand_over()

    def cancel(session: Session, cast: Cast) -> None:
        broadcast = session.get_one(Broadcast, broadcast_id)
        cancel_rest(session, cast.school, broadcast, by=cast.staff[LEE], now=desk.now)

    while_calls_are_prepared(desk, lambda: desk.do(cancel))
    assert call_all(desk) == 0
    assert desk.all(VoiceCall) == []


def test_two_workers_call_nobody_twice(desk: Announcing) -> None:
    desk.emergency(calls_unreached=True)
    desk.hand_over()
    made = []
    while_calls_are_prepared(desk, lambda: made.append(call_all(desk)))
    assert (call_all(desk), made) == (0, [2])
    assert set(calls(desk)) == {HELEN, MAYA}


def test_whom_somebody_tells_while_calls_are_prepared_is_not_called(desk: Announcing) -> None:
    broadcast_id = desk.emergency(calls_unreached=True)
    desk.hand_over()

    def tell_helen(session: Session, cast: Cast) -> None:
        recipient = session.scalars(
            select(BroadcastRecipient).where(BroadcastRecipient.phone_number_id == cast.phones[HELEN].id)
        ).one()
        broadcast = session.get_one(Broadcast, broadcast_id)
        tell(session, broadcast, recipient.id, ReachedHow.CALLED, "", by=cast.staff[LEE], now=desk.now)

    while_calls_are_prepared(desk, lambda: desk.do(tell_helen))
    assert call_all(desk) == 1
    assert set(calls(desk)) == {MAYA}


def test_who_is_texted_again_while_calls_are_prepared_is_not_called(desk: Announcing) -> None:
    broadcast_id = desk.emergency(calls_unreached=True)
    desk.hand_over()
    fail_text(desk, AMINA, DeliveryStatus.FAILED)

    def retry(session: Session, cast: Cast) -> None:
        broadcast = session.get_one(Broadcast, broadcast_id)
        reasons = set(FailureReason)
        retry_failed(session, cast.school, broadcast, reasons, by=cast.staff[LEE], now=desk.now)

    while_calls_are_prepared(desk, lambda: desk.do(retry))
    assert call_all(desk) == 2
    assert set(calls(desk)) == {HELEN, MAYA}


def test_a_text_of_unknown_outcome_is_followed_by_a_call_once_nobody_could_find_out(desk: Announcing) -> None:
    desk.emergency(calls_unreached=True)
    desk.hand_over()
    fail_text(desk, ROSA, DeliveryStatus.UNKNOWN)
    assert call_all(desk) == 2
    assert ROSA not in calls(desk)
    given_up = {"attention_at": desk.now}
    unknown = Message.status == DeliveryStatus.UNKNOWN
    desk.do(lambda session, _: session.execute(update(Message).where(unknown).values(**given_up)))
    assert call_all(desk) == 1
    assert ROSA in calls(desk)
