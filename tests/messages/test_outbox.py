"""Texts that wait to leave."""

# ruff: noqa: RUF001 - typographic marks are what the outbox makes plain

from datetime import timedelta

import pytest

from app.consent.consent_log import ConsentChannel
from app.consent.opt_out import OptOutSource
from app.consent.record import Evidence, carrier_blocked, opt_out
from app.foundation.errors import Invalid
from app.gateway.port import FailureReason
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import MessageKind
from app.messages.text_to_send import clean_body
from app.sms.encoding import Encoding
from tests.support.cast import MAYA, MORNING, NIGHT, NOON, Stage

S = DeliveryStatus


def opted_out(stage: Stage, number: str = MAYA) -> None:
    evidence = Evidence(ConsentChannel.PHONE)
    opt_out(stage.session, stage.cast.school, number, OptOutSource.STAFF, evidence, now=stage.now)


def test_a_text_is_measured_and_stands_in_its_conversation(stage: Stage) -> None:
    thread = stage.conversation()
    version = thread.version
    message = stage.enqueue(thread, "Mañana no habrá clases")
    assert (message.status, message.encoding, message.segments) == (S.QUEUED, Encoding.UCS2, 1)
    assert (message.line_id, message.phone_number_id) == (thread.line_id, thread.phone_number_id)
    assert (thread.last_message_id, thread.last_message_at) == (message.id, NOON)
    assert thread.version > version


@pytest.mark.parametrize(
    ("typed", "leaves_as"),
    [
        ("  See you  \r\n", "See you"),
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("bring\tpencils", "bring pencils"),
        ("a\x00b\x07c\x1b", "abc"),
        ("half \ud83d a character", "half ? a character"),
        ("¿Cómo está? 👍🏽", "¿Cómo está? 👍🏽"),
        ("“Don’t” – she said…\u00a0«ok»", '"Don\'t" - she said... "ok"'),
        ("Papá llamó: el niño, la 1.ª y la güera", "Papá llamó: el niño, la 1.ª y la güera"),
        ("man\u0303ana", "mañana"),
        ("\ufeffSee you\u2028\u200b", "See you"),
        ("a" * 1600, "a" * 1600),
        ("👍" * 800, "👍" * 800),
    ],
)
def test_words_leave_as_a_phone_can_show_them(typed: str, leaves_as: str) -> None:
    assert clean_body(typed) == leaves_as


def test_typographic_quotes_do_not_double_the_price(stage: Stage) -> None:
    message = stage.enqueue(stage.conversation(), "Don’t worry. " * 10)
    assert (message.body, message.encoding, message.segments) == (
        ("Don't worry. " * 10).strip(),
        Encoding.GSM7,
        1,
    )


@pytest.mark.parametrize("typed", ["", " \n\t ", "\x00", "\u200b\ufeff", "a" * 1601, "👍" * 801, "…" * 534])
def test_nothing_and_too_much_are_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        clean_body(typed)


@pytest.mark.parametrize(
    ("kind", "fresh_for"),
    [
        (MessageKind.REPLY, timedelta(hours=24)),
        (MessageKind.AUTO_REPLY, timedelta(minutes=30)),
        (MessageKind.OPT_OUT_CONFIRMATION, timedelta(minutes=5)),
    ],
)
def test_every_text_has_a_last_moment(stage: Stage, kind: MessageKind, fresh_for: timedelta) -> None:
    assert stage.enqueue(stage.conversation(), kind=kind).not_after == NOON + fresh_for


def test_a_reply_of_the_night_is_due_in_the_morning_and_fresh_for_a_day_from_then(stage: Stage) -> None:
    thread = stage.conversation()
    stage.now = NIGHT
    message = stage.enqueue(thread)
    assert (message.status, message.due_at) == (S.QUEUED, MORNING)
    assert message.not_after == MORNING + timedelta(hours=24)


@pytest.mark.parametrize("kind", [MessageKind.AUTO_REPLY, MessageKind.OPT_OUT_CONFIRMATION])
def test_what_the_software_answers_leaves_at_any_hour(stage: Stage, kind: MessageKind) -> None:
    thread = stage.conversation()
    stage.now = NIGHT
    stage.enqueue(thread, kind=kind)
    assert len(stage.claim()) == 1


def test_a_moment_that_has_passed_means_now(stage: Stage) -> None:
    assert stage.enqueue(stage.conversation(), due_at=NOON - timedelta(days=2)).due_at == NOON


def test_the_writer_is_told_at_once_when_the_number_may_not_be_texted(stage: Stage) -> None:
    thread = stage.conversation()
    opted_out(stage)
    message = stage.enqueue(thread)
    assert (message.status, message.reason) == (S.SUPPRESSED, FailureReason.OPTED_OUT)
    assert message.ended_at == NOON
    assert stage.claim() == []


def test_the_writer_is_told_at_once_when_the_carrier_blocks_the_line(stage: Stage) -> None:
    thread = stage.conversation()
    carrier_blocked(stage.session, thread.line_id, MAYA, now=NOON)
    assert stage.enqueue(thread).status is S.SUPPRESSED


def test_a_text_that_could_only_leave_too_late_is_shown_to_a_person_at_once(stage: Stage) -> None:
    thread = stage.conversation()
    stage.now = NIGHT
    message = stage.enqueue(thread, not_after=MORNING - timedelta(minutes=1))
    assert (message.status, message.reason) == (S.EXPIRED, FailureReason.TOO_LATE)
    assert message.attention_at == NIGHT


def test_a_tip_that_could_only_leave_too_late_asks_nobody(stage: Stage) -> None:
    thread = stage.conversation()
    stage.now = NIGHT
    message = stage.enqueue(thread, kind=MessageKind.TIP, not_after=MORNING - timedelta(minutes=1))
    assert (message.status, message.attention_at) == (S.EXPIRED, None)


def test_a_tip_stands_in_the_conversation_without_bringing_it_to_the_top(stage: Stage) -> None:
    thread = stage.conversation()
    version, last = thread.version, thread.last_message_id
    stage.wait(minutes=5)
    stage.enqueue(thread, kind=MessageKind.TIP)
    assert (thread.last_message_id, thread.last_message_at) == (last, NOON)
    assert (thread.version, thread.touched_at) == (version + 1, stage.now), "open pages show it"
