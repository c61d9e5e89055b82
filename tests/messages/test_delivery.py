"""What the provider's answer to a call makes of a text."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.consent.opt_out import CarrierBlock, OptOut, OptOutSource
from app.foundation.database import Database
from app.gateway.port import (
    Accepted,
    FailureReason,
    GivenUp,
    NextStep,
    NumberNews,
    OutgoingText,
    SendResult,
    TryAgain,
    Unknown,
)
from app.messages.attempt import DeliveryAttempt, Outcome
from app.messages.claim import Claimed, claim
from app.messages.delivery import LONGEST_WAIT_SECONDS, MOST_ATTEMPTS, Delivery, hand_over, record_results
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message, MessageKind
from app.messages.outbox import enqueue
from app.messages.thread import Thread
from app.roster.phone_number import NumberHealth
from tests.support.cast import (
    LEE,
    MAYA,
    NOON,
    UNKNOWN_AFTER,
    FakeGateway,
    Stage,
    delivery,
    incoming,
    look_up,
    text_in,
)

S = DeliveryStatus
BUSY = TryAgain(FailureReason.CONGESTED, "20429")
PACIFIC = ZoneInfo("America/Los_Angeles")


def on_its_way(stage: Stage) -> tuple[Message, Claimed]:
    message = stage.enqueue(stage.conversation())
    return message, stage.claim_one()


def attempts(stage: Stage) -> list[tuple[int, Outcome | None, str | None]]:
    return [(a.number, a.outcome, a.code) for a in stage.all(DeliveryAttempt)]


def test_a_text_that_the_provider_took_carries_its_name_for_it(stage: Stage) -> None:
    message, claimed = on_its_way(stage)
    stage.record(claimed, Accepted("SM1", "queued"))
    assert (message.status, message.provider_sid) == (S.ACCEPTED, "SM1")
    (attempt,) = stage.all(DeliveryAttempt)
    assert (attempt.outcome, attempt.provider_sid, attempt.finished_at) == (Outcome.ACCEPTED, "SM1", NOON)


def test_open_pages_learn_of_every_result(stage: Stage) -> None:
    _, claimed = on_its_way(stage)
    version = stage.thread().version
    stage.record(claimed, Accepted("SM1", "queued"))
    assert stage.thread().version > version


# Trying again


def test_a_text_that_surely_did_not_go_out_waits_longer_each_time_with_some_chance_in_it(
    stage: Stage,
) -> None:
    message, claimed = on_its_way(stage)
    waits = []
    for number in range(1, 8):
        assert claimed.attempt == number
        stage.record(claimed, BUSY)
        assert message.status is S.QUEUED
        assert message.due_at is not None
        waits.append((message.due_at - stage.now).total_seconds())
        stage.now = max(message.due_at, stage.now + timedelta(seconds=1))
        claimed = stage.claim_one()
    for number, waited in enumerate(waits):
        assert 0.5 * 2 * 2**number <= waited <= 1.5 * 2 * 2**number


def test_no_wait_is_absurdly_long(stage: Stage) -> None:
    message, claimed = on_its_way(stage)
    message.attempt = MOST_ATTEMPTS - 1
    stage.record(Claimed(**{**vars(claimed), "attempt": MOST_ATTEMPTS - 1}), BUSY)
    assert message.due_at is not None
    assert message.due_at - NOON <= timedelta(seconds=1.5 * LONGEST_WAIT_SECONDS)


def test_what_the_provider_asks_us_to_wait_is_waited(stage: Stage) -> None:
    message, claimed = on_its_way(stage)
    stage.record(claimed, TryAgain(FailureReason.CONGESTED, "20429", after_seconds=90))
    assert message.due_at == NOON + timedelta(seconds=90)


def test_after_a_dozen_tries_a_person_is_told(stage: Stage) -> None:
    message, claimed = on_its_way(stage)
    message.attempt = MOST_ATTEMPTS
    stage.record(Claimed(**{**vars(claimed), "attempt": MOST_ATTEMPTS}), BUSY)
    assert (message.status, message.reason) == (S.FAILED, FailureReason.CONGESTED)
    assert (message.provider_code, message.attention_at) == ("20429", NOON)


@pytest.mark.parametrize("step", [NextStep.TRY_AGAIN_ONCE, NextStep.TRY_AGAIN_IN_HOURS])
def test_some_codes_are_worth_one_more_try_and_no_third(stage: Stage, step: NextStep) -> None:
    message, claimed = on_its_way(stage)
    result = TryAgain(FailureReason.PHONE_UNREACHABLE, "30003", next_step=step)
    stage.record(claimed, result)
    assert message.status is S.QUEUED
    assert message.due_at is not None
    stage.now = message.due_at
    stage.record(stage.claim_one(), result)
    assert message.attention_at == stage.now
    assert attempts(stage) == [(1, Outcome.TRY_AGAIN, "30003"), (2, Outcome.TRY_AGAIN, "30003")]


def test_a_phone_that_is_switched_off_is_tried_hours_later(stage: Stage) -> None:
    message, claimed = on_its_way(stage)
    step = NextStep.TRY_AGAIN_IN_HOURS
    stage.record(claimed, TryAgain(FailureReason.PHONE_UNREACHABLE, "30003", next_step=step))
    assert message.due_at is not None
    assert timedelta(hours=1) <= message.due_at - NOON <= timedelta(hours=3)


@pytest.mark.parametrize(
    ("now", "midnight"),
    [
        (NOON, datetime(2026, 3, 4, tzinfo=PACIFIC)),
        (datetime(2026, 3, 4, 4, tzinfo=UTC), datetime(2026, 3, 4, tzinfo=PACIFIC)),
        (datetime(2026, 3, 7, 20, tzinfo=UTC), datetime(2026, 3, 8, tzinfo=PACIFIC)),
        (datetime(2026, 3, 8, 20, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=PACIFIC)),
        (datetime(2026, 11, 1, 20, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=PACIFIC)),
    ],
)
def test_a_used_up_day_begins_anew_at_midnight_pacific_time(
    stage: Stage, now: datetime, midnight: datetime
) -> None:
    stage.now = now
    thread = stage.conversation()
    message = stage.enqueue(thread, any_time_until=now + timedelta(days=1))
    step = NextStep.WAIT_FOR_MIDNIGHT
    stage.record(stage.claim_one(), TryAgain(FailureReason.DAILY_CAP, "30023", next_step=step))
    assert message.due_at is not None
    assert timedelta(0) < message.due_at - midnight <= timedelta(minutes=10)


def test_a_try_that_would_come_too_late_is_not_made(stage: Stage) -> None:
    thread = stage.conversation()
    message = stage.enqueue(thread, not_after=NOON + timedelta(minutes=1))
    stage.record(stage.claim_one(), TryAgain(FailureReason.CONGESTED, "20429", after_seconds=120))
    stage.wait(minutes=3)
    assert stage.claim() == []
    assert (message.status, message.attention_at) == (S.EXPIRED, stage.now)


# Giving up


@pytest.mark.parametrize(
    ("news", "health"),
    [
        (NumberNews.LANDLINE, NumberHealth.LANDLINE),
        (NumberNews.OUT_OF_SERVICE, NumberHealth.OUT_OF_SERVICE),
        (NumberNews.SUSPECT, NumberHealth.SUSPECT),
        (None, NumberHealth.UNTRIED),
    ],
)
def test_a_refusal_is_shown_to_a_person_and_teaches_about_the_number(
    stage: Stage, news: NumberNews | None, health: NumberHealth
) -> None:
    message, claimed = on_its_way(stage)
    stage.record(claimed, GivenUp(FailureReason.NUMBER_INVALID, "21211", number_news=news))
    assert (message.status, message.reason) == (S.FAILED, FailureReason.NUMBER_INVALID)
    assert (message.provider_code, message.ended_at, message.attention_at) == ("21211", NOON, NOON)
    assert stage.cast.phones[MAYA].health is health


def test_a_stop_that_only_the_provider_had_heard_holds_for_us_on_every_line(stage: Stage) -> None:
    message, claimed = on_its_way(stage)
    waiting = stage.enqueue(stage.thread())
    stage.record(claimed, GivenUp(FailureReason.OPTED_OUT, "21610"))
    assert (message.status, message.reason) == (S.SUPPRESSED, FailureReason.OPTED_OUT)
    assert message.attention_at is None
    assert waiting.status is S.SUPPRESSED
    (known,) = stage.all(OptOut)
    assert (known.e164, known.source) == (MAYA, OptOutSource.CARRIER)
    (block,) = stage.all(CarrierBlock)
    assert (block.e164, block.line_id) == (MAYA, message.line_id)


# Not knowing


def test_a_call_without_an_answer_is_never_repeated(stage: Stage) -> None:
    message, claimed = on_its_way(stage)
    stage.record(claimed, Unknown("HTTP 500"))
    assert (message.status, message.ask_provider_at) == (S.UNKNOWN, NOON + UNKNOWN_AFTER)
    assert attempts(stage) == [(1, Outcome.UNKNOWN, None)]
    stage.wait(hours=3)
    assert stage.claim() == []


# Waking late


def test_a_worker_that_wakes_late_drops_the_result_of_an_older_attempt(stage: Stage) -> None:
    message, first = on_its_way(stage)
    stage.record(first, BUSY)
    stage.wait(seconds=10)
    second = stage.claim_one()
    stage.record(first, Accepted("SMfirst", "queued"))
    assert (message.status, message.provider_sid) == (S.SENDING, None)
    stage.record(second, Accepted("SMsecond", "queued"))
    assert (message.status, message.provider_sid) == (S.ACCEPTED, "SMsecond")
    assert [a.provider_sid for a in stage.all(DeliveryAttempt)] == ["SMfirst", "SMsecond"]


@pytest.mark.parametrize("result", [BUSY, GivenUp(FailureReason.FILTERED, "30007"), Unknown("no answer")])
def test_a_late_refusal_does_not_take_back_what_a_report_has_told(stage: Stage, result: SendResult) -> None:
    message, claimed = on_its_way(stage)
    stage.report("SM1", "delivered", about=claimed)
    stage.record(claimed, result)
    assert (message.status, message.provider_sid) == (S.DELIVERED, "SM1")
    assert message.attention_at is None


def test_a_report_that_was_faster_than_the_answer_stands(stage: Stage) -> None:
    message, claimed = on_its_way(stage)
    stage.report("SM1", "sent", about=claimed)
    stage.record(claimed, Accepted("SM1", "queued"))
    assert (message.status, message.provider_sid) == (S.SENT, "SM1")


def test_a_late_acceptance_settles_a_text_that_had_counted_as_unknown(stage: Stage) -> None:
    message, claimed = on_its_way(stage)
    stage.record(claimed, Unknown("no answer"))
    stage.record(claimed, Accepted("SM1", "queued"))
    assert (message.status, message.ask_provider_at) == (S.ACCEPTED, None)


# The whole step, with a commit before and after the call


def deliver(parts: Delivery, claimed: Claimed) -> None:
    record_results(parts, [(claimed, hand_over(parts, claimed))])


def waiting_text(town: Database) -> Claimed:
    with town.writing() as session:
        text_in(session, incoming(MAYA, "Hello"), now=NOON)
        cast, thread = look_up(session), session.scalars(select(Thread)).one()
        enqueue(session, cast.school, thread, "Hi", kind=MessageKind.REPLY, author=cast.staff[LEE], now=NOON)
    with town.writing() as session:
        (claimed,) = claim(session, worker="w", limit=1, now=NOON)
    return claimed


def test_the_callback_address_names_the_text_and_the_attempt(town: Database) -> None:
    claimed, gateway = waiting_text(town), FakeGateway()
    deliver(delivery(town, gateway, lambda: NOON), claimed)
    (sent,) = gateway.sent
    assert (sent.to, sent.body) == (MAYA, "Hi")
    assert sent.callback_url == (
        f"https://puente.example.org/webhooks/twilio/status?message={claimed.message_id}&attempt=1"
    )
    assert sent.valid_for_seconds == 10 * 3600, "no provider keeps trying longer"
    with town.reading() as session:
        assert session.get_one(Message, claimed.message_id).status is S.ACCEPTED


def test_nothing_is_open_while_the_provider_is_called(town: Database) -> None:
    claimed = waiting_text(town)

    def answer(_text: OutgoingText) -> SendResult:
        with town.writing() as session:  # would wait for ever on SQLite's one writer
            assert session.get_one(Message, claimed.message_id).status is S.SENDING
        return Accepted("SM1", "queued")

    deliver(delivery(town, FakeGateway(answer), lambda: NOON), claimed)
    with town.reading() as session:
        assert session.get_one(Message, claimed.message_id).provider_sid == "SM1"


def test_what_the_provider_said_survives_a_database_that_is_away_for_a_moment(town: Database) -> None:
    claimed, gateway = waiting_text(town), FakeGateway()
    moments = iter([None, NOON])

    def clock() -> datetime:
        moment = next(moments)
        if moment is None:
            message = "the server closed the connection"
            raise OperationalError(message, None, ConnectionError())
        return moment

    deliver(delivery(town, gateway, clock), claimed)
    assert len(gateway.sent) == 1
    with town.reading() as session:
        assert session.get_one(Message, claimed.message_id).status is S.ACCEPTED
