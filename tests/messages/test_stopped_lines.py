"""Lines that the provider refuses to send on, and what waits there."""

import pytest

from app.consent.record import carrier_blocked
from app.gateway.port import FailureReason, GivenUp
from app.messages.claim import Claimed
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message, MessageKind
from app.schools.phone_line import LinePurpose, PhoneLine
from tests.support.cast import MAYA, NOON, SECOND, Stage

NO_CAMPAIGN = GivenUp(FailureReason.REGISTRATION_PROBLEM, "30034", stops_line=True)


def on_its_way(stage: Stage, kind: MessageKind = MessageKind.REPLY) -> tuple[Message, Claimed]:
    message = stage.enqueue(stage.conversation(), kind=kind)
    return message, stage.claim_one()


def others(stage: Stage) -> list[PhoneLine]:
    return stage.all(PhoneLine, PhoneLine.id != stage.line().id)


def test_trouble_with_the_line_stops_that_line_and_loses_no_text(stage: Stage) -> None:
    message, claimed = on_its_way(stage)
    stage.record(claimed, NO_CAMPAIGN)
    assert (stage.line().paused_at, stage.line().paused_code) == (NOON, "30034")
    assert stage.line(SECOND).paused_at is None
    assert (message.status, message.attention_at) == (DeliveryStatus.QUEUED, None)
    assert (message.provider_code, message.line_id) == ("30034", stage.line().id)


def test_trouble_with_the_account_stops_every_line(stage: Stage) -> None:
    _, claimed = on_its_way(stage)
    stage.record(claimed, GivenUp(FailureReason.ACCOUNT_PROBLEM, "20003", stops_account=True))
    assert {line.paused_code for line in stage.all(PhoneLine)} == {"20003"}


def test_emergencies_that_wait_on_a_stopped_line_leave_from_another(stage: Stage) -> None:
    refused, claimed = on_its_way(stage, MessageKind.EMERGENCY)
    waiting, reply = (
        stage.enqueue(stage.thread(), kind=kind) for kind in (MessageKind.EMERGENCY, MessageKind.REPLY)
    )
    stage.record(claimed, NO_CAMPAIGN)
    first, *_ = others(stage)
    assert [text.line_id for text in (refused, waiting, reply)] == [first.id, first.id, stage.line().id]
    again = [(one.message_id, one.line) for one in stage.claim()]
    assert again == [(refused.id, first.e164), (waiting.id, first.e164)]


@pytest.mark.parametrize("is_paused", [True, False])
def test_an_emergency_does_not_move_to_a_line_that_cannot_reach_the_phone(
    stage: Stage, *, is_paused: bool
) -> None:
    refused, claimed = on_its_way(stage, MessageKind.EMERGENCY)
    for line in others(stage):
        if is_paused:
            line.pause("30034", now=NOON)
        else:
            carrier_blocked(stage.session, line.id, MAYA, now=NOON)
    stage.record(claimed, NO_CAMPAIGN)
    assert (refused.line_id, refused.status) == (stage.line().id, DeliveryStatus.QUEUED)


def test_the_line_for_emergencies_alone_comes_before_any_other(stage: Stage) -> None:
    refused, claimed = on_its_way(stage, MessageKind.EMERGENCY)
    *_, last = others(stage)
    last.purpose = LinePurpose.EMERGENCIES
    stage.record(claimed, NO_CAMPAIGN)
    assert refused.line_id == last.id
