"""A family's text comes in: kept once, in one conversation, with everything the family wrote."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.foundation.errors import NotFound
from app.inbox.receive import receive_text
from app.messages.delivery_status import DeliveryStatus
from app.messages.media import MediaState, MessageMedia
from app.messages.message import Direction, Message, MessageKind
from app.messages.thread import Thread
from app.roster.phone_number import NumberHealth, PhoneNumber
from tests.support.cast import CARMEN, FRONT, MAYA, NOON, OFFICE, SECOND, Stage, incoming, new_sid, text_in

STRANGER = "+12065550199"


def test_a_text_is_kept_as_it_came(stage: Stage) -> None:
    sid = new_sid()
    message = stage.text_in(MAYA, "Oliver is ill today", line=SECOND, sid=sid)
    assert (message.direction, message.kind) == (Direction.IN, MessageKind.FROM_FAMILY)
    assert (message.status, message.body) == (DeliveryStatus.RECEIVED, "Oliver is ill today")
    assert (message.provider_sid, message.created_at) == (sid, NOON)
    assert message.line_id == stage.line(SECOND).id
    assert message.phone_number_id == stage.cast.phones[MAYA].id


def test_its_conversation_waits_since_the_first_text_that_nobody_has_answered(stage: Stage) -> None:
    thread = stage.conversation()
    stage.wait(minutes=10)
    last = stage.text_in(MAYA, "and one more thing")
    assert (thread.waiting_since, thread.last_message_at) == (NOON, stage.now)
    assert thread.last_message_id == last.id


def test_a_closed_or_snoozed_conversation_comes_back(stage: Stage) -> None:
    thread = stage.conversation()
    thread.close(now=NOON)
    thread.snooze(NOON + timedelta(days=1), now=NOON)
    version = thread.version
    stage.look_again()
    stage.wait(minutes=1)
    stage.text_in(MAYA, "Are you there?")
    assert (thread.closed_at, thread.snoozed_until, thread.waiting_since) == (None, None, stage.now)
    assert thread.version > version
    assert thread.touched_at == stage.now


def test_a_text_that_comes_twice_is_kept_once_and_changes_nothing(stage: Stage) -> None:
    text = incoming(MAYA, "Hello", media=["https://api.twilio.com/x/1"])
    first = text_in(stage.session, text, now=NOON)
    stage.look_again()
    thread = stage.thread()
    before = (thread.version, thread.last_message_id)
    stage.wait(minutes=1)
    assert first is not None
    assert text_in(stage.session, text, now=stage.now) is None
    stage.look_again()
    assert (thread.version, thread.last_message_id) == before
    assert len(stage.all(Message)) == len(stage.all(MessageMedia)) == 1


def test_the_same_words_twice_are_two_texts(stage: Stage) -> None:
    stage.text_in(MAYA, "Hello")
    stage.text_in(MAYA, "Hello")
    assert [m.body for m in stage.texts(stage.thread())] == ["Hello", "Hello"]


def test_a_line_that_no_school_has_is_refused(stage: Stage) -> None:
    with pytest.raises(NotFound):
        receive_text(stage.session, incoming(MAYA, "Hello", line="+12065550150"), front=FRONT, now=NOON)
    assert stage.all(Message) == []


# What a text may hold


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("", ""),
        ("null\x00byte", "nullbyte"),
        ("half \ud83d a pair", "half ? a pair"),
        ("🎒" * 1600, "🎒" * 1600),
        ("👩‍👩‍👧‍👦👍🏽", "👩‍👩‍👧‍👦👍🏽"),
        ("שלום, אנא מתי האסיפה?", "שלום, אנא מתי האסיפה?"),
        ("\u202eright to left\u202c مرحبا", "\u202eright to left\u202c مرحبا"),
        ("“Wait”…\u00a0man\u0303ana", "“Wait”…\u00a0man\u0303ana"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("<script>alert(1)</script> {school} %(name)s %s", "<script>alert(1)</script> {school} %(name)s %s"),
        ("'; drop table messages; --", "'; drop table messages; --"),
        ("aGVsbG8gdGhlcmU=", "aGVsbG8gdGhlcmU="),
        ("x" * 20_000, "x" * 20_000),
    ],
    ids=lambda words: ascii(words)[:20],
)
def test_whatever_a_family_writes_is_kept(stage: Stage, sent: str, kept: str) -> None:
    assert stage.text_in(MAYA, sent).body == kept


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(words=st.text(max_size=60))
def test_no_words_at_all_can_keep_a_text_from_arriving(stage: Stage, words: str) -> None:
    with stage.session.begin_nested():
        stage.text_in(CARMEN, words)


def test_a_picture_without_words_waits_to_be_fetched(stage: Stage) -> None:
    message = stage.text_in(MAYA, "", media=["https://api.twilio.com/x/1", "https://api.twilio.com/x/2"])
    pictures = stage.all(MessageMedia)
    assert [(p.message_id, p.position) for p in pictures] == [(message.id, 1), (message.id, 2)]
    assert {(p.state, p.next_try_at) for p in pictures} == {(MediaState.WAITING, NOON)}
    assert stage.thread().waiting_since == NOON


# Strangers


def test_a_stranger_is_told_once_that_a_person_will_look(stage: Stage) -> None:
    stage.text_in(STRANGER, "Hello?")
    stage.text_in(STRANGER, "Anybody there?")
    (told,) = stage.outgoing(STRANGER)
    assert "We do not know this phone yet" in told.body
    assert "No tenemos registrado" in told.body
    assert len(stage.texts(stage.thread(STRANGER, OFFICE))) == 3


def test_a_stranger_has_a_number_of_its_own_from_then_on(stage: Stage) -> None:
    stage.text_in(STRANGER, "Hello?")
    (phone,) = stage.all(PhoneNumber, PhoneNumber.e164 == STRANGER)
    assert (phone.health, phone.verified_at) == (NumberHealth.UNTRIED, NOON)


def test_a_stock_answer_does_not_end_the_wait(stage: Stage) -> None:
    stage.text_in(STRANGER, "Hello?")
    assert stage.thread(STRANGER, OFFICE).waiting_since == NOON


def test_a_family_on_the_roster_is_no_stranger_even_if_it_writes_for_the_first_time(stage: Stage) -> None:
    stage.text_in(MAYA, "Hello")
    assert stage.outgoing(MAYA) == []
    assert stage.cast.phones[MAYA].verified_at == NOON


def test_every_text_stands_in_exactly_one_conversation(stage: Stage) -> None:
    for number in (*stage.cast.phones, STRANGER):
        stage.text_in(number, "Hello")
    sent = stage.all(Message, Message.direction == Direction.IN)
    assert len(sent) == len(stage.cast.phones) + 1
    threads = {t.id: t.phone_number_id for t in stage.all(Thread)}
    assert all(threads[m.thread_id] == m.phone_number_id for m in sent)
