"""What a person may still do about one text."""

import pytest

from app.consent.consent_log import ConsentChannel
from app.consent.opt_out import OptOutSource
from app.consent.record import Evidence, opt_out
from app.foundation.errors import Conflict
from app.gateway.port import Accepted, FailureReason, GivenUp, Unknown
from app.messages.claim import Claimed
from app.messages.decisions import cancel, dismiss, give_up, send_again
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message, MessageKind
from tests.support.cast import LEE, MAYA, NIGHT, NOON, Stage, new_sid

S = DeliveryStatus
REFUSED = GivenUp(FailureReason.NUMBER_OUT_OF_SERVICE, "30005")


def opted_out(stage: Stage, number: str = MAYA) -> None:
    evidence = Evidence(ConsentChannel.PHONE)
    opt_out(stage.session, stage.cast.school, number, OptOutSource.STAFF, evidence, now=stage.now)


def of_unknown_outcome(stage: Stage) -> tuple[Message, Claimed]:
    message = stage.enqueue(stage.conversation())
    claimed = stage.claim_one()
    stage.record(claimed, Unknown("no answer"))
    return message, claimed


def failed(stage: Stage) -> Message:
    message = stage.enqueue(stage.conversation())
    stage.record(stage.claim_one(), REFUSED)
    assert message.status is S.FAILED
    return message


# Cancelling


def test_a_waiting_text_can_be_cancelled(stage: Stage) -> None:
    message = stage.enqueue(stage.conversation())
    cancel(stage.session, message, now=NOON)
    assert (message.status, message.ended_at) == (S.CANCELLED, NOON)
    assert stage.claim() == []


@pytest.mark.parametrize("result", [None, Accepted("SM1", "queued"), REFUSED, Unknown("no answer")])
def test_a_text_that_was_claimed_can_no_longer_be_cancelled(
    stage: Stage, result: Accepted | GivenUp | Unknown | None
) -> None:
    message = stage.enqueue(stage.conversation())
    claimed = stage.claim_one()
    if result is not None:
        stage.record(claimed, result)
    before = message.status
    with pytest.raises(Conflict):
        cancel(stage.session, message, now=NOON)
    assert message.status is before


# Sending again


def test_a_text_of_unknown_outcome_is_sent_again_by_itself_as_a_new_attempt(stage: Stage) -> None:
    message, first = of_unknown_outcome(stage)
    stage.wait(minutes=11)
    again = send_again(stage.session, message, by=stage.cast.staff[LEE], now=stage.now)
    assert again.id == message.id
    second = stage.claim_one()
    assert (second.message_id, second.attempt) == (first.message_id, 2)


@pytest.mark.parametrize("how_it_became_known", ["the worker woke", "the provider called back"])
def test_it_is_not_sent_again_when_the_first_try_turns_out_to_be_out(
    stage: Stage, how_it_became_known: str
) -> None:
    message, first = of_unknown_outcome(stage)
    send_again(stage.session, message, by=stage.cast.staff[LEE], now=stage.now)
    if how_it_became_known == "the worker woke":
        stage.record(first, Accepted("SMfirst", "queued"))
    else:
        stage.report("SMfirst", "sent", about=first)
    assert stage.claim() == []
    assert message.provider_sid == "SMfirst"
    assert message.status in {S.ACCEPTED, S.SENT}


def test_it_still_goes_again_when_the_first_try_turns_out_to_have_failed(stage: Stage) -> None:
    message, first = of_unknown_outcome(stage)
    send_again(stage.session, message, by=stage.cast.staff[LEE], now=stage.now)
    stage.report("SMfirst", "failed", "30008", about=first)
    stage.wait(seconds=1)
    stage.hand_over(stage.claim_one())
    assert message.status is S.ACCEPTED


def test_a_failed_text_stays_as_it_is_and_a_copy_of_it_goes(stage: Stage) -> None:
    message = failed(stage)
    copy = send_again(stage.session, message, by=stage.cast.staff[LEE], now=stage.now)
    assert copy.id != message.id
    assert (copy.body, copy.author_id) == (message.body, stage.cast.staff[LEE].id)
    assert (message.status, message.attention_at) == (S.FAILED, None)
    stage.wait(seconds=1)
    assert [c.message_id for c in stage.claim()] == [copy.id]


def test_pressing_twice_sends_one_copy(stage: Stage) -> None:
    message = failed(stage)
    send_again(stage.session, message, by=stage.cast.staff[LEE], now=stage.now)
    stage.look_again()
    with pytest.raises(Conflict):
        send_again(stage.session, message, by=stage.cast.staff[LEE], now=stage.now)
    stage.wait(minutes=1)
    assert len(stage.claim()) == 1


@pytest.mark.parametrize("status", ["sent", "delivered"])
def test_a_text_that_is_out_is_never_sent_again(stage: Stage, status: str) -> None:
    message = stage.enqueue(stage.conversation())
    claimed = stage.claim_one()
    stage.report(stage.hand_over(claimed), status)
    with pytest.raises(Conflict):
        send_again(stage.session, message, by=stage.cast.staff[LEE], now=stage.now)


def test_sending_again_does_not_reach_a_number_that_asked_to_stop_meanwhile(stage: Stage) -> None:
    message = failed(stage)
    opted_out(stage)
    assert send_again(stage.session, message, by=stage.cast.staff[LEE], now=stage.now).status is S.SUPPRESSED


def test_an_automatic_answer_of_unknown_outcome_can_be_sent_again_at_night(stage: Stage) -> None:
    thread = stage.conversation()
    stage.now = NIGHT
    message = stage.enqueue(thread, kind=MessageKind.AUTO_REPLY)
    stage.record(stage.claim_one(), Unknown("no answer"))
    stage.wait(minutes=40)
    send_again(stage.session, message, by=stage.cast.staff[LEE], now=stage.now)
    assert len(stage.claim()) == 1


# Leaving it be


def test_a_person_may_give_up_on_a_text_of_unknown_outcome(stage: Stage) -> None:
    message, _ = of_unknown_outcome(stage)
    give_up(stage.session, message, now=stage.now)
    assert (message.status, message.reason) == (S.FAILED, FailureReason.NO_ANSWER)
    assert (message.attention_at, message.ask_provider_at) == (None, None)
    with pytest.raises(Conflict):
        give_up(stage.session, message, now=stage.now)


def test_a_report_that_comes_after_giving_up_is_flagged(stage: Stage) -> None:
    message, claimed = of_unknown_outcome(stage)
    give_up(stage.session, message, now=stage.now)
    stage.report(new_sid(), "delivered", about=claimed)
    assert message.contradicted_at == stage.now


def test_a_person_who_has_seen_a_problem_can_put_it_away(stage: Stage) -> None:
    message = failed(stage)
    thread = stage.thread()
    version = thread.version
    dismiss(stage.session, message, now=stage.now)
    assert (message.status, message.attention_at) == (S.FAILED, None)
    assert thread.version > version


def test_words_that_a_carrier_took_for_spam_are_not_sent_again_as_they_are(stage: Stage) -> None:
    message = failed(stage)
    message.reason = FailureReason.FILTERED
    stage.session.flush()
    with pytest.raises(Conflict):
        send_again(stage.session, message, by=stage.cast.staff[LEE], now=stage.now)
