"""What the provider's answers and reports make of a call: never placed twice by accident."""

import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.calls.caller import Caller
from app.calls.claim import ClaimedCall, claim_calls
from app.calls.placing import Calling, place, record
from app.calls.recovery import ASK_FOR, ONCE_MORE_AFTER, mark_stalled_calls, resolve_calls
from app.calls.reports import MOST_TRIES, TRY_AGAIN_AFTER, receive_call_report
from app.calls.voice_call import CallStatus, VoiceCall
from app.foundation.database import Database
from app.gateway.port import Accepted, FailureReason, GivenUp, SendResult, TryAgain, Unknown
from app.gateway.voice import CallProgress, OutgoingCall, PlacedCall
from tests.support.calls import FakeVoice, ask_for_call, calling, told
from tests.support.cast import HELEN, MAIN, MAYA, NIGHT, NOON, UNKNOWN_AFTER, Stage, new_sid

S, P = CallStatus, CallProgress


def claimed(stage: Stage, call: VoiceCall) -> ClaimedCall:
    (taken,) = claim_calls(stage.session, limit=1, at_once=5, now=stage.now)
    assert taken.call_id == call.id
    return taken


def on_its_way(stage: Stage, *, is_emergency: bool = False) -> tuple[VoiceCall, ClaimedCall]:
    call = ask_for_call(stage.session, now=stage.now, is_emergency=is_emergency)
    return call, claimed(stage, call)


def ringing(stage: Stage) -> tuple[VoiceCall, str]:
    call, taken = on_its_way(stage)
    sid = new_sid()
    record(stage.session, taken, Accepted(sid, "queued"), now=stage.now)
    assert (call.status, call.provider_sid) == (S.RINGING, sid)
    return call, sid


def report(stage: Stage, call: VoiceCall, sid: str, progress: CallProgress, attempt: int = 1) -> None:
    said = told(sid, progress, progress.value)
    receive_call_report(stage.session, said, call_id=call.id, attempt=attempt, now=stage.now)


def test_a_call_that_was_taken_up_is_answered_and_then_over(stage: Stage) -> None:
    call, sid = ringing(stage)
    report(stage, call, sid, P.UNDER_WAY)
    answered_at = stage.wait(seconds=9)
    report(stage, call, sid, P.ANSWERED)
    assert (call.status, call.answered_at, call.ended_at) == (S.ANSWERED, answered_at, None)
    stage.wait(seconds=40)
    report(stage, call, sid, P.OVER)
    assert (call.status, call.answered_at, call.ended_at) == (S.ANSWERED, answered_at, stage.now)


def test_reports_in_the_wrong_order_do_not_lead_back(stage: Stage) -> None:
    call, sid = ringing(stage)
    report(stage, call, sid, P.OVER)
    for late in (P.UNDER_WAY, P.ANSWERED, P.NOT_ANSWERED, P.FAILED):
        report(stage, call, sid, late)
    assert call.status is S.ANSWERED


def test_a_call_that_nobody_takes_is_tried_twice_more_ten_minutes_apart(stage: Stage) -> None:
    call, sid = ringing(stage)
    for attempt in range(1, MOST_TRIES):
        report(stage, call, sid, P.NOT_ANSWERED, attempt)
        report(stage, call, sid, P.NOT_ANSWERED, attempt)  # a repeat postpones nothing
        assert (call.status, call.due_at) == (S.QUEUED, stage.now + TRY_AGAIN_AFTER)
        assert claim_calls(stage.session, limit=1, at_once=5, now=stage.now) == []
        stage.now = call.due_at
        taken, sid = claimed(stage, call), new_sid()
        record(stage.session, taken, Accepted(sid, "queued"), now=stage.now)
    report(stage, call, sid, P.NOT_ANSWERED, MOST_TRIES)
    assert (call.status, call.attempt, call.ended_at) == (S.NOT_ANSWERED, 3, stage.now)


def test_a_try_that_would_come_too_late_is_not_made(stage: Stage) -> None:
    call, sid = ringing(stage)
    call.not_after = NOON + TRY_AGAIN_AFTER
    report(stage, call, sid, P.NOT_ANSWERED)
    assert call.status is S.NOT_ANSWERED


def test_what_is_told_of_an_earlier_try_changes_nothing(stage: Stage) -> None:
    call, first = ringing(stage)
    report(stage, call, first, P.NOT_ANSWERED)
    stage.now = call.due_at
    record(stage.session, claimed(stage, call), Accepted(new_sid(), "queued"), now=stage.now)
    report(stage, call, first, P.FAILED, 1)
    assert call.status is S.RINGING


def test_a_report_may_come_before_the_answer_to_the_request(stage: Stage) -> None:
    call, taken = on_its_way(stage)
    report(stage, call, "CA7", P.ANSWERED)
    record(stage.session, taken, Accepted("CA7", "queued"), now=stage.now)
    assert (call.status, call.provider_sid) == (S.ANSWERED, "CA7")


def test_a_word_nobody_knows_and_a_call_nobody_knows_are_left_alone(stage: Stage) -> None:
    call, sid = ringing(stage)
    receive_call_report(stage.session, told(sid, None), call_id=call.id, attempt=1, now=NOON)
    receive_call_report(stage.session, told("CA9", P.FAILED), call_id=999, attempt=1, now=NOON)
    receive_call_report(stage.session, told("CA9", P.FAILED), call_id=None, attempt=None, now=NOON)
    assert call.status is S.RINGING


def test_a_busy_provider_costs_no_try(stage: Stage) -> None:
    call, taken = on_its_way(stage)
    record(stage.session, taken, TryAgain(FailureReason.CONGESTED, "20429", 60), now=NOON)
    assert (call.status, call.attempt, call.due_at) == (S.QUEUED, 0, NOON + timedelta(seconds=60))
    stage.now = call.due_at
    again = claimed(stage, call)
    record(stage.session, taken, Unknown("a result that was recorded twice"), now=stage.now)
    assert (call.status, again.attempt) == (S.PLACING, 1)


def test_a_provider_that_does_not_say_how_long_is_left_alone_for_some_seconds(stage: Stage) -> None:
    call, taken = on_its_way(stage)
    record(stage.session, taken, TryAgain(FailureReason.CONGESTED, "20429"), now=NOON)
    assert timedelta(seconds=5) < call.due_at - NOON < timedelta(seconds=30)


def test_a_call_that_is_refused_has_failed_and_says_why_and_no_other_has(stage: Stage) -> None:
    call, taken = on_its_way(stage)
    other = ask_for_call(stage.session, now=stage.now, to=HELEN)
    record(stage.session, taken, GivenUp(FailureReason.NUMBER_INVALID, "21211"), now=NOON)
    assert (call.status, call.provider_code, call.ended_at) == (S.FAILED, "21211", NOON)
    assert other.status is S.QUEUED


def test_an_account_that_must_be_mended_keeps_calls_waiting_while_they_are_fresh(stage: Stage) -> None:
    call, taken = on_its_way(stage)
    refusal = GivenUp(FailureReason.ACCOUNT_PROBLEM, "20003", stops_line=True, stops_account=True)
    record(stage.session, taken, refusal, now=NOON)
    assert (call.status, call.due_at) == (S.QUEUED, NOON + timedelta(minutes=1))


# Of unknown outcome


def unheard(stage: Stage, *, is_emergency: bool = False) -> VoiceCall:
    call, taken = on_its_way(stage, is_emergency=is_emergency)
    record(stage.session, taken, Unknown("no answer"), now=stage.now)
    assert call.status is S.UNKNOWN
    return call


def test_a_report_heals_a_call_of_unknown_outcome(stage: Stage) -> None:
    call = unheard(stage)
    report(stage, call, "CA8", P.UNDER_WAY)
    assert (call.status, call.provider_sid) == (S.RINGING, "CA8")


def test_a_worker_that_died_leaves_a_call_of_unknown_outcome(stage: Stage) -> None:
    call, _ = on_its_way(stage)
    assert mark_stalled_calls(stage.session, unknown_after=UNKNOWN_AFTER, now=NOON + UNKNOWN_AFTER) == 0
    late = NOON + UNKNOWN_AFTER + timedelta(seconds=1)
    assert mark_stalled_calls(stage.session, unknown_after=UNKNOWN_AFTER, now=late) == 1
    assert call.status is S.UNKNOWN


class Night:
    """A call in a database of its own, whose request nobody answered."""

    def __init__(self, town: Database, *, is_emergency: bool) -> None:
        self.town, self.now, self.voice = town, NIGHT, FakeVoice(lambda _: Unknown("no answer"))
        with town.writing() as session:
            self.id = ask_for_call(
                session, now=NIGHT, is_emergency=is_emergency, fresh_for=timedelta(days=1)
            ).id
        self.parts: Calling = calling(town, self.voice, lambda: self.now)

    def work(self) -> None:
        """A worker places what is due."""
        with self.town.writing() as session:
            taken = claim_calls(session, limit=1, at_once=5, now=self.now)
        for one in taken:
            result = place(self.parts, one)
            with self.town.writing() as session:
                record(session, one, result, now=self.now)

    def resolve(self, *, after: timedelta) -> VoiceCall:
        self.now += after
        resolve_calls(self.parts)
        return self.call()

    def call(self) -> VoiceCall:
        with self.town.reading() as session:
            return session.get_one(VoiceCall, self.id)

    def placed(self, *, at: datetime, sid: str = "CA5") -> None:
        self.voice.listed.append(PlacedCall(MAYA, MAIN, at, told(sid, P.UNDER_WAY)))


def test_the_provider_is_asked_and_its_call_is_bound(town: Database) -> None:
    night = Night(town, is_emergency=True)
    night.work()
    night.placed(at=NIGHT + timedelta(seconds=1))
    call = night.resolve(after=timedelta(minutes=1))
    assert (call.status, call.provider_sid, len(night.voice.placed)) == (S.RINGING, "CA5", 1)


@pytest.mark.parametrize("is_silent", [False, True])
def test_an_emergency_of_which_nobody_knows_is_placed_once_more_and_no_third_time(
    town: Database, is_silent: bool
) -> None:
    night = Night(town, is_emergency=True)
    night.voice.is_silent = is_silent
    night.work()
    assert night.resolve(after=ONCE_MORE_AFTER - timedelta(seconds=1)).status is S.UNKNOWN
    assert night.resolve(after=timedelta(seconds=1)).status is S.QUEUED
    night.work()
    assert night.call().attempt == 2
    night.resolve(after=ONCE_MORE_AFTER)
    night.work()
    assert night.resolve(after=ASK_FOR).status is S.UNKNOWN
    assert len(night.voice.placed) == 2
    assert night.call().ended_at == night.now, "a person decides"


def test_no_other_call_is_placed_again_blindly(town: Database) -> None:
    night = Night(town, is_emergency=False)
    night.now = NOON + timedelta(days=1)  # within texting hours
    night.work()
    night.resolve(after=ONCE_MORE_AFTER)
    night.work()
    assert night.resolve(after=ASK_FOR).status is S.UNKNOWN
    assert len(night.voice.placed) == 1


def test_an_emergency_that_was_heard_of_in_time_is_not_placed_again(town: Database) -> None:
    night = Night(town, is_emergency=True)
    night.work()
    night.resolve(after=ONCE_MORE_AFTER)
    with town.writing() as session:
        receive_call_report(session, told("CA6", P.ANSWERED), call_id=night.id, attempt=1, now=night.now)
    night.work()
    assert (night.call().status, len(night.voice.placed)) == (S.ANSWERED, 1)


def test_a_call_whose_end_was_never_told_is_asked_about(town: Database) -> None:
    night = Night(town, is_emergency=True)
    night.voice.answer = lambda _: Accepted("CA5", "queued")
    night.work()
    night.voice.listed.append(PlacedCall(MAYA, MAIN, NIGHT, told("CA5", P.OVER)))
    assert night.resolve(after=timedelta(minutes=1)).status is S.RINGING
    assert night.resolve(after=timedelta(minutes=3)).status is S.ANSWERED


# The worker's part


def test_the_address_for_reports_names_the_call_and_the_try_and_nothing_is_open_meanwhile(
    town: Database,
) -> None:
    def answer(_call: OutgoingCall) -> SendResult:
        with town.writing() as session:  # would wait for ever on SQLite's one writer
            assert session.scalars(select(VoiceCall.status)).one() is S.PLACING
        return Accepted("CA1", "queued")

    with town.writing() as session:
        call_id = ask_for_call(session, now=NOON).id
    voice = FakeVoice(answer)
    caller = Caller(calling(town, voice, lambda: NOON))
    caller.beat()
    caller.stop()
    (placed,) = voice.placed
    assert placed.callback_url == (
        f"https://puente.example.org/webhooks/twilio/call-status?call={call_id}&attempt=1"
    )
    assert (placed.to, placed.line) == (MAYA, MAIN)
    with town.reading() as session:
        assert session.get_one(VoiceCall, call_id).status is S.RINGING


def test_a_worker_places_no_more_than_one_call_a_second_on_a_line_and_each_once(town: Database) -> None:
    moments = [NOON]
    with town.writing() as session:
        for _ in range(3):
            ask_for_call(session, now=NOON)
    voice = FakeVoice()
    caller = Caller(calling(town, voice, lambda: moments[0]))
    for quarter in range(16):
        moments[0] = NOON + quarter * timedelta(seconds=0.25)
        caller.beat()
        assert len(voice.placed) <= quarter // 4 + 1
    caller.stop()
    assert len(voice.placed) == 3


def test_a_fault_of_our_own_leaves_a_call_of_unknown_outcome(town: Database) -> None:
    with town.writing() as session:
        ask_for_call(session, now=NOON)
    is_asked = threading.Event()

    def answer(_call: OutgoingCall) -> SendResult:
        is_asked.set()
        raise ZeroDivisionError

    caller = Caller(calling(town, FakeVoice(answer), lambda: NOON))
    caller.beat()
    caller.stop()
    assert is_asked.is_set()
    late = replace(caller.parts, clock=lambda: NOON + timedelta(minutes=2))
    Caller(late).recover()
    with town.reading() as session:
        assert session.scalars(select(VoiceCall.status)).one() is S.UNKNOWN
