"""What the provider tells of a text, in whatever order and however often."""

from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import update

from app.consent.opt_out import CarrierBlock, OptOut, OptOutSource
from app.gateway.port import FailureReason, Unknown
from app.messages.attempt import DeliveryAttempt, Outcome
from app.messages.claim import Claimed
from app.messages.decisions import send_again
from app.messages.delivery_reports import DeliveryReport, receive_report
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from app.roster.phone_number import NumberHealth
from app.schools.phone_line import PhoneLine
from tests.support.cast import LEE, MAYA, NOON, SECOND, Stage, new_sid, report

S = DeliveryStatus


def handed_over(stage: Stage) -> tuple[Message, Claimed, str]:
    message = stage.enqueue(stage.conversation())
    claimed = stage.claim_one()
    return message, claimed, stage.hand_over(claimed)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("queued", S.ACCEPTED),
        ("sending", S.ACCEPTED),
        ("sent", S.SENT),
        ("delivered", S.DELIVERED),
        ("read", S.DELIVERED),
        ("undelivered", S.UNDELIVERED),
        ("failed", S.FAILED),
        ("canceled", S.FAILED),
    ],
)
def test_a_text_stands_where_the_provider_says(stage: Stage, word: str, status: S) -> None:
    message, _, sid = handed_over(stage)
    stage.report(sid, word)
    assert message.status is status


@pytest.mark.parametrize("final", ["delivered", "undelivered"])
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_calls_in_any_order_end_in_the_same_status(stage: Stage, final: str, order: tuple[int, ...]) -> None:
    message, claimed, sid = handed_over(stage)
    words = ["queued", "sent", final]
    for place in order:
        stage.report(sid, words[place], "30005" if words[place] == "undelivered" else "", about=claimed)
    assert message.status.value == final
    assert message.contradicted_at is None
    assert sorted(r.status for r in stage.all(DeliveryReport)) == sorted(words)


def test_every_report_is_kept_once_however_often_it_is_told(stage: Stage) -> None:
    message, claimed, sid = handed_over(stage)
    for _ in range(3):
        stage.report(sid, "sent", about=claimed)
        stage.wait(seconds=5)
    (kept,) = stage.all(DeliveryReport)
    assert (kept.message_id, kept.provider_sid, kept.status) == (message.id, sid, "sent")
    assert kept.received_at == NOON


@pytest.mark.parametrize(("first", "second"), [("delivered", "undelivered"), ("failed", "delivered")])
def test_the_first_final_report_stays_and_one_that_contradicts_it_is_flagged(
    stage: Stage, first: str, second: str
) -> None:
    message, _, sid = handed_over(stage)
    stage.report(sid, first)
    is_flagged_at_once = message.contradicted_at is not None
    stage.wait(minutes=1)
    stage.report(sid, second)
    assert (message.status.value, message.contradicted_at) == (first, stage.now)
    assert not is_flagged_at_once


def test_a_word_that_we_do_not_know_is_kept_and_changes_nothing(stage: Stage) -> None:
    message, _, sid = handed_over(stage)
    stage.report(sid, "teleported")
    assert message.status is S.ACCEPTED
    assert [r.status for r in stage.all(DeliveryReport)] == ["teleported"]


def test_a_report_about_no_text_of_ours_is_kept_for_whoever_wonders(stage: Stage) -> None:
    message, _, _ = handed_over(stage)
    stage.report("SMforeign", "delivered")
    assert message.status is S.ACCEPTED
    (kept,) = stage.all(DeliveryReport)
    assert kept.message_id is None


def test_a_report_cannot_be_about_a_text_that_was_never_claimed(stage: Stage) -> None:
    message = stage.enqueue(stage.conversation())
    never = Claimed(message.id, 1, MAYA, "", "", 1)
    stage.report("SM1", "delivered", about=never)
    assert (message.status, message.provider_sid) == (S.QUEUED, None)


def test_a_report_cannot_be_about_a_familys_text(stage: Stage) -> None:
    theirs = stage.text_in(MAYA, "Hello")
    before = theirs.provider_sid
    stage.report("SM1", "delivered", about=Claimed(theirs.id, 1, MAYA, "", "", 1))
    assert (theirs.status, theirs.provider_sid) == (S.RECEIVED, before)


# The callback's own address


def test_a_report_that_comes_before_the_name_was_stored_heals_a_crash(stage: Stage) -> None:
    message = stage.enqueue(stage.conversation())
    claimed = stage.claim_one()  # and the worker dies
    stage.report("SM1", "sent", about=claimed)
    assert (message.status, message.provider_sid) == (S.SENT, "SM1")
    (attempt,) = stage.all(DeliveryAttempt)
    assert (attempt.provider_sid, attempt.outcome, attempt.finished_at) == ("SM1", Outcome.ACCEPTED, NOON)
    stage.report("SM1", "delivered")
    assert message.status is S.DELIVERED


def test_a_report_settles_a_text_of_unknown_outcome(stage: Stage) -> None:
    message = stage.enqueue(stage.conversation())
    claimed = stage.claim_one()
    stage.record(claimed, Unknown("no answer"))
    stage.session.execute(update(Message).values(attention_at=NOON))
    stage.report("SM1", "delivered", about=claimed)
    assert message.status is S.DELIVERED
    assert (message.ask_provider_at, message.attention_at) == (None, None)


def test_a_report_about_an_older_attempt_is_kept_with_that_attempt_only(stage: Stage) -> None:
    message = stage.enqueue(stage.conversation())
    first = stage.claim_one()
    stage.record(first, Unknown("no answer"))
    send_again(stage.session, message, by=stage.cast.staff[LEE], now=stage.now)
    stage.wait(seconds=1)
    second = stage.claim_one()
    sid = stage.hand_over(second)
    stage.report("SMfirst", "delivered", about=first)
    assert (message.status, message.provider_sid) == (S.ACCEPTED, sid)
    assert [a.provider_sid for a in stage.all(DeliveryAttempt)] == ["SMfirst", sid]
    stage.report(sid, "undelivered", "30003", about=second)
    assert message.status is S.UNDELIVERED


def test_a_name_that_we_know_counts_more_than_the_address_that_was_called(stage: Stage) -> None:
    first, _, first_sid = handed_over(stage)
    stage.wait(seconds=1)
    second = stage.enqueue(stage.thread())
    claimed = stage.claim_one()
    stage.report(first_sid, "delivered", about=claimed)
    assert (first.status, second.status, second.provider_sid) == (S.DELIVERED, S.SENDING, None)


def test_an_address_without_an_attempt_means_the_current_one(stage: Stage) -> None:
    message = stage.enqueue(stage.conversation())
    stage.claim_one()
    receive_report(stage.session, report("SM1", "sent"), message_id=message.id, attempt=None, now=NOON)
    assert (message.status, message.provider_sid) == (S.SENT, "SM1")


def test_an_attempt_that_never_was_is_nobodys(stage: Stage) -> None:
    message = stage.enqueue(stage.conversation())
    stage.claim_one()
    receive_report(stage.session, report("SM1", "sent"), message_id=message.id, attempt=7, now=NOON)
    assert (message.status, message.provider_sid) == (S.SENDING, None)
    assert [r.provider_sid for r in stage.all(DeliveryReport)] == ["SM1"]


# What a report teaches


@pytest.mark.parametrize(
    ("code", "reason", "health"),
    [
        ("30003", FailureReason.PHONE_UNREACHABLE, NumberHealth.SUSPECT),
        ("30005", FailureReason.NUMBER_OUT_OF_SERVICE, NumberHealth.OUT_OF_SERVICE),
        ("30006", FailureReason.LANDLINE, NumberHealth.LANDLINE),
        ("30007", FailureReason.FILTERED, NumberHealth.UNTRIED),
        ("", FailureReason.UNEXPLAINED, NumberHealth.UNTRIED),
        ("99999", FailureReason.UNEXPLAINED, NumberHealth.UNTRIED),
    ],
)
def test_a_text_that_did_not_arrive_says_why_and_asks_for_a_person(
    stage: Stage, code: str, reason: FailureReason, health: NumberHealth
) -> None:
    message, _, sid = handed_over(stage)
    stage.wait(minutes=2)
    stage.report(sid, "undelivered", code)
    assert (message.reason, message.provider_code) == (reason, code or None)
    assert (message.ended_at, message.attention_at) == (stage.now, stage.now)
    assert stage.cast.phones[MAYA].health is health


def test_a_text_that_arrived_says_that_the_number_is_good(stage: Stage) -> None:
    stage.cast.phones[MAYA].learn(NumberHealth.SUSPECT, code="30003", now=NOON - timedelta(days=1))
    _, _, sid = handed_over(stage)
    stage.report(sid, "delivered")
    phone = stage.cast.phones[MAYA]
    assert (phone.health, phone.health_code, phone.health_at) == (NumberHealth.GOOD, None, NOON)


def test_a_late_failure_of_a_text_that_arrived_teaches_nothing(stage: Stage) -> None:
    _, _, sid = handed_over(stage)
    stage.report(sid, "delivered")
    stage.report(sid, "undelivered", "30005")
    assert stage.cast.phones[MAYA].health is NumberHealth.GOOD


def test_a_stop_that_only_the_provider_had_heard_is_learnt_from_a_report_too(stage: Stage) -> None:
    message, _, sid = handed_over(stage)
    waiting = stage.enqueue(stage.thread())
    stage.report(sid, "failed", "21610")
    assert (message.status, message.reason) == (S.SUPPRESSED, FailureReason.OPTED_OUT)
    assert message.attention_at is None
    assert waiting.status is S.SUPPRESSED
    (known,) = stage.all(OptOut)
    assert (known.e164, known.source) == (MAYA, OptOutSource.CARRIER)
    assert [block.line_id for block in stage.all(CarrierBlock)] == [message.line_id]


@pytest.mark.parametrize(
    ("code", "lines_paused"),
    [("30034", 1), ("30032", 1), ("30002", 3), ("30005", 0), ("30008", 0)],
)
def test_trouble_with_line_or_account_that_is_only_reported_stops_sending_all_the_same(
    stage: Stage, code: str, lines_paused: int
) -> None:
    message, _, sid = handed_over(stage)
    stage.report(sid, "failed", code)
    paused = stage.all(PhoneLine, PhoneLine.paused_at.is_not(None))
    assert len(paused) == lines_paused
    assert {line.paused_code for line in paused} <= {code}
    assert (stage.line(SECOND).paused_at is not None) is (lines_paused == 3)
    assert (message.status, message.attention_at) == (S.FAILED, NOON), "it ended at the provider"


def test_open_pages_learn_of_a_change_and_of_nothing_else(stage: Stage) -> None:
    _, claimed, sid = handed_over(stage)
    stage.report(sid, "sent", about=claimed)
    version = stage.thread().version
    stage.report(sid, "queued", about=claimed)
    assert stage.thread().version == version
    stage.report(sid, "delivered", about=claimed)
    assert stage.thread().version > version


def test_very_long_words_of_the_provider_fit(stage: Stage) -> None:
    handed_over(stage)
    stage.report(new_sid(), "x" * 300, "9" * 300)
    assert len(stage.all(DeliveryReport)) == 1
