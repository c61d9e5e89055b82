"""What the provider tells late: of a call that was cancelled, or that nobody knew to have been placed."""

from datetime import timedelta

from app.calls.recovery import ONCE_MORE_AFTER
from app.calls.reports import receive_call_report
from app.calls.voice_call import CallStatus
from app.foundation.database import Database
from app.gateway.voice import CallProgress
from tests.calls.test_placing import Night, claimed, report, ringing
from tests.support.calls import ask_for_call, told
from tests.support.cast import Stage

S, P = CallStatus, CallProgress


def test_a_call_that_was_cancelled_stays_so_whatever_is_told_late(stage: Stage) -> None:
    call, sid = ringing(stage)
    report(stage, call, sid, P.CANCELLED)
    ended_at = stage.now
    stage.wait(seconds=5)
    for late in (P.UNDER_WAY, P.ANSWERED, P.OVER):
        report(stage, call, sid, late)
    assert (call.status, call.answered_at, call.ended_at) == (S.CANCELLED, None, ended_at)


def test_an_emergency_that_the_provider_has_named_is_not_placed_again_blindly(town: Database) -> None:
    """Whatever its word means: there is a call, and the phone may have rung."""
    night = Night(town, is_emergency=True)
    night.work()
    with town.writing() as session:
        receive_call_report(session, told("CA7", None), call_id=night.id, attempt=1, now=night.now)
    assert night.resolve(after=ONCE_MORE_AFTER).status is S.UNKNOWN
    night.work()
    assert (night.call().provider_sid, len(night.voice.placed)) == ("CA7", 1)


def test_what_is_told_late_of_an_earlier_try_does_not_name_the_one_that_is_being_placed(stage: Stage) -> None:
    call, first = ringing(stage)
    report(stage, call, first, P.NOT_ANSWERED)
    stage.now = call.due_at
    claimed(stage, call)
    report(stage, call, first, P.OVER, attempt=1)
    assert (call.status, call.provider_sid) == (S.PLACING, None)


def test_a_call_in_the_providers_list_belongs_to_one_of_ours_alone(town: Database) -> None:
    night = Night(town, is_emergency=True)
    night.work()
    with town.writing() as session:
        other = ask_for_call(session, now=night.now)
        other.status, other.provider_sid = S.ANSWERED, "CA5"
    night.placed(at=night.now, sid="CA5")
    call = night.resolve(after=ONCE_MORE_AFTER - timedelta(seconds=1))
    assert (call.status, call.provider_sid) == (S.UNKNOWN, None)
