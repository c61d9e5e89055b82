"""Which calls may be placed now, by whom, and how many."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.calls.cancelled import mark_cancelled_calls
from app.calls.claim import MAY_NOT_BE_CALLED, WANTS_NO_CALLS, ClaimedCall, claim_calls, is_any_due
from app.calls.no_calls import CALLS_MAY_COME_AGAIN, find_no_calls, lift_no_calls, record_no_calls
from app.calls.voice_call import CallStatus, VoiceCall
from app.consent.consent_log import ConsentChannel
from app.consent.opt_out import OptOutSource
from app.consent.record import Evidence, carrier_blocked, opt_out
from app.foundation.database import Database
from app.messages.batch import Batch
from app.schools.school import School
from tests.support.calls import ask_for_call
from tests.support.cancelling import claimed_during_a_cancel
from tests.support.cast import DANIEL, LEE, MAIN, MAYA, MORNING, NIGHT, NOON, SECOND, Stage

S = CallStatus


def claim_at(stage: Stage, now: datetime | None = None, *, at_once: int = 20) -> list[ClaimedCall]:
    taken = claim_calls(stage.session, limit=10, at_once=at_once, now=now or stage.now)
    stage.look_again()
    return taken


def stop(stage: Stage, number: str = MAYA) -> None:
    evidence = Evidence(ConsentChannel.TEXT, "STOP")
    opt_out(stage.session, stage.cast.school, number, OptOutSource.KEYWORD, evidence, now=stage.now)


def new_batch(stage: Stage) -> Batch:
    batch = Batch(school_id=stage.cast.school.id)
    stage.session.add(batch)
    stage.session.flush()
    return batch


def test_a_call_that_is_due_is_taken_once(stage: Stage) -> None:
    call = ask_for_call(stage.session, now=NOON)
    (taken,) = claim_at(stage)

    assert (taken.to, taken.line, taken.attempt) == (MAYA, MAIN, 1)
    assert (call.status, call.claimed_at) == (S.PLACING, NOON)
    assert claim_at(stage, NOON + timedelta(minutes=1)) == []


def test_a_line_takes_one_call_a_second(stage: Stage) -> None:
    for _ in range(3):
        ask_for_call(stage.session, now=NOON)
    ask_for_call(stage.session, now=NOON, line=SECOND)

    taken = [
        len(claim_at(stage, NOON + timedelta(seconds=seconds)))
        for seconds in (0, 0.25, 0.5, 0.99, 1, 1.5, 2.2)
    ]
    assert taken == [2, 0, 0, 0, 1, 0, 1]


def test_no_line_has_more_phones_ringing_than_it_may(stage: Stage) -> None:
    calls = [ask_for_call(stage.session, now=NOON) for _ in range(3)]
    minutes = [len(claim_at(stage, NOON + timedelta(minutes=m), at_once=2)) for m in range(3)]
    assert minutes == [1, 1, 0]
    calls[0].status = S.ANSWERED
    assert len(claim_at(stage, NOON + timedelta(minutes=4), at_once=2)) == 1


def test_an_emergency_is_called_before_anything_else(stage: Stage) -> None:
    ask_for_call(stage.session, now=NOON, due_at=NOON - timedelta(hours=1))
    urgent = ask_for_call(stage.session, now=NOON, to=DANIEL, is_emergency=True)
    (taken,) = claim_at(stage)
    assert taken.call_id == urgent.id


def test_at_night_only_an_emergency_rings(stage: Stage) -> None:
    stage.now = NIGHT
    usual = ask_for_call(stage.session, now=NIGHT, fresh_for=timedelta(days=1))
    stale = ask_for_call(stage.session, now=NIGHT, fresh_for=timedelta(hours=2))
    assert claim_at(stage) == []
    assert (usual.status, usual.due_at) == (S.QUEUED, MORNING)
    assert stale.status is S.EXPIRED

    urgent = ask_for_call(stage.session, now=NIGHT, is_emergency=True)
    assert [call.call_id for call in claim_at(stage)] == [urgent.id]


def test_who_has_stopped_texts_is_called_in_an_emergency_only(stage: Stage) -> None:
    usual = ask_for_call(stage.session, now=NOON)
    stop(stage)
    assert claim_at(stage) == []
    assert (usual.status, usual.provider_code) == (S.CANCELLED, MAY_NOT_BE_CALLED)

    ask_for_call(stage.session, now=NOON, is_emergency=True)
    assert len(claim_at(stage)) == 1


def test_where_the_provider_refuses_our_texts_only_an_emergency_rings(stage: Stage) -> None:
    """The phone has stopped this very line since its call was planned, and nobody else has told us."""
    usual = ask_for_call(stage.session, now=NOON)
    other = ask_for_call(stage.session, now=NOON, line=SECOND)
    carrier_blocked(stage.session, stage.line(MAIN).id, MAYA, now=NOON)
    assert [call.call_id for call in claim_at(stage)] == [other.id]
    assert (usual.status, usual.provider_code) == (S.CANCELLED, MAY_NOT_BE_CALLED)

    urgent = ask_for_call(stage.session, now=NOON, is_emergency=True)
    assert [call.call_id for call in claim_at(stage, NOON + timedelta(minutes=1))] == [urgent.id]


def test_who_asked_for_no_calls_is_never_called_again(stage: Stage) -> None:
    heard = ask_for_call(stage.session, now=NOON - timedelta(days=30))
    heard.status = S.ANSWERED
    record_no_calls(stage.session, heard)
    urgent = ask_for_call(stage.session, now=NOON, is_emergency=True)
    other = ask_for_call(stage.session, now=NOON, to=DANIEL)

    assert [call.call_id for call in claim_at(stage)] == [other.id]
    assert (urgent.status, urgent.provider_code) == (S.CANCELLED, WANTS_NO_CALLS)


def test_who_takes_that_back_is_called_again(stage: Stage) -> None:
    heard = ask_for_call(stage.session, now=NOON - timedelta(days=30))
    heard.status = S.ANSWERED
    record_no_calls(stage.session, heard)
    phone, lee = stage.cast.phones[MAYA], stage.cast.staff[LEE]
    assert find_no_calls(stage.session, phone.id) is heard

    assert lift_no_calls(stage.session, phone, by=lee)
    assert not lift_no_calls(stage.session, phone, by=lee)

    assert find_no_calls(stage.session, phone.id) is None
    assert heard.provider_code == CALLS_MAY_COME_AGAIN
    call = ask_for_call(stage.session, now=NOON)
    assert [taken.call_id for taken in claim_at(stage)] == [call.id]


def test_a_phone_whose_text_may_be_a_stop_waits_for_a_person(stage: Stage) -> None:
    stage.text_in(MAYA, "please stop texting me all the time")
    ask_for_call(stage.session, now=NOON)
    assert not is_any_due(stage.session, now=NOON)
    assert claim_at(stage) == []


def test_what_is_paused_waits_and_what_is_cancelled_never_rings(stage: Stage) -> None:
    batch = new_batch(stage)
    call = ask_for_call(stage.session, now=NOON, is_emergency=True, batch_id=batch.id)
    batch.pause(by=stage.cast.staff[LEE].id, now=NOON)
    assert claim_at(stage) == []
    batch.resume()
    batch.cancel(now=NOON)
    assert claim_at(stage) == []

    assert mark_cancelled_calls(stage.session, now=NOON) == 1
    assert (call.status, call.ended_at) == (S.CANCELLED, NOON)


def test_a_paused_school_calls_for_emergencies_only(stage: Stage) -> None:
    school = stage.session.get_one(School, stage.cast.school.id)
    school.pause(by=stage.cast.staff[LEE].id, now=NOON)
    ask_for_call(stage.session, now=NOON)
    urgent = ask_for_call(stage.session, now=NOON, to=DANIEL, is_emergency=True)
    assert [call.call_id for call in claim_at(stage)] == [urgent.id]


def test_a_stale_call_is_not_placed(stage: Stage) -> None:
    call = ask_for_call(stage.session, now=NOON, is_emergency=True, fresh_for=timedelta(minutes=5))
    assert claim_at(stage, NOON + timedelta(minutes=6)) == []
    assert call.status is S.EXPIRED


@pytest.mark.parametrize("stopping", ["stop", "cancel"])
def test_what_has_committed_before_a_claim_holds_for_it(town: Database, stopping: str) -> None:
    with town.writing() as session:
        call = ask_for_call(session, now=NOON)
        school = session.get_one(School, call.school_id)
        batch = Batch(school_id=school.id)
        session.add(batch)
        session.flush()
        call.batch_id = batch.id
    with town.writing() as session:
        if stopping == "stop":
            evidence = Evidence(ConsentChannel.TEXT, "STOP")
            opt_out(session, school, MAYA, OptOutSource.KEYWORD, evidence, now=NOON)
        else:
            session.get_one(Batch, batch.id).cancel(now=NOON)
    with town.writing() as session:
        assert claim_calls(session, limit=5, at_once=5, now=NOON) == []


def test_what_somebody_is_just_cancelling_does_not_ring_before_that_is_committed(
    postgres_town: Database,
) -> None:
    with postgres_town.writing() as session:
        call = ask_for_call(session, now=NOON, is_emergency=True)
        batch = Batch(school_id=call.school_id)
        session.add(batch)
        session.flush()
        call.batch_id = batch.id

    def work() -> list[ClaimedCall]:
        with postgres_town.writing() as session:
            return claim_calls(session, limit=5, at_once=5, now=NOON)

    assert claimed_during_a_cancel(postgres_town, batch.id, work) == []


def test_two_workers_never_take_the_same_line_at_once(postgres_town: Database) -> None:
    with postgres_town.writing() as session:
        for _ in range(4):
            ask_for_call(session, now=NOON)
    with postgres_town.writing() as one, postgres_town.writing() as other:
        assert len(claim_calls(one, limit=5, at_once=5, now=NOON)) == 1
        assert claim_calls(other, limit=5, at_once=5, now=NOON) == []
    with postgres_town.reading() as session:
        assert len(session.scalars(select(VoiceCall).where(VoiceCall.status == S.PLACING)).all()) == 1
