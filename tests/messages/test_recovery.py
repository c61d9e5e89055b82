"""Finding out what became of texts whose call ended without an answer; only an emergency is ever sent again."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.foundation.database import Database
from app.gateway.port import Accepted, FailureReason, TryAgain, Unknown
from app.messages.attempt import DeliveryAttempt, Outcome
from app.messages.batch import Batch
from app.messages.claim import Claimed, claim
from app.messages.decisions import give_up
from app.messages.delivery import record
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message, MessageKind
from app.messages.outbox import enqueue
from app.messages.recovery import mark_stalled, resolve_unknown
from app.messages.thread import Thread
from tests.support.cast import (
    LEE,
    MAYA,
    NOON,
    ORTEGAS,
    UNKNOWN_AFTER,
    FakeGateway,
    Stage,
    delivery,
    incoming,
    look_up,
    text_in,
)

S = DeliveryStatus


@dataclass
class Afternoon:
    """A town in which time passes, with the provider it texts through."""

    town: Database
    gateway: FakeGateway = field(default_factory=FakeGateway)
    now: datetime = NOON

    def wait(self, **span: float) -> None:
        self.now += timedelta(**span)

    def send(
        self, body: str = "See you at nine.", *, to: str = MAYA, kind: MessageKind = MessageKind.REPLY
    ) -> Claimed:
        """A text to this family has been claimed."""
        with self.town.writing() as session:
            people = look_up(session)
            thread = session.scalar(select(Thread).where(Thread.phone_number_id == people.phones[to].id))
            if thread is None:
                arrived = text_in(session, incoming(to, "Hello"), now=self.now)
                assert arrived is not None
                thread = session.get_one(Thread, arrived.thread_id)
            author = people.staff[LEE]
            enqueue(session, people.school, thread, body, kind=kind, author=author, now=self.now)
        self.wait(seconds=1)
        with self.town.writing() as session:
            (claimed,) = claim(session, worker="w", limit=1, now=self.now)
        return claimed

    def lose(
        self, body: str = "See you at nine.", *, to: str = MAYA, kind: MessageKind = MessageKind.REPLY
    ) -> Claimed:
        """A text whose call ended without an answer."""
        claimed = self.send(body, to=to, kind=kind)
        self.record(claimed, Unknown("no answer"))
        return claimed

    def record(self, claimed: Claimed, result: Accepted | TryAgain | Unknown) -> None:
        with self.town.writing() as session:
            record(session, claimed, result, unknown_after=UNKNOWN_AFTER, now=self.now)

    def ask(self) -> int:
        parts = delivery(self.town, self.gateway, lambda: self.now)
        return resolve_unknown(parts, is_drill=lambda *_: False)

    def message(self, claimed: Claimed) -> Message:
        with self.town.reading() as session:
            return session.get_one(Message, claimed.message_id)

    def status(self, claimed: Claimed) -> DeliveryStatus:
        return self.message(claimed).status


@pytest.fixture
def afternoon(town: Database) -> Iterator[Afternoon]:
    day = Afternoon(town)
    yield day
    assert day.gateway.sent == [], "recovery never sends"


def test_a_text_that_the_provider_has_is_found_and_bound(afternoon: Afternoon) -> None:
    lost = afternoon.lose()
    sid = afternoon.gateway.took(lost, at=afternoon.now, status="sent")
    afternoon.wait(seconds=61)
    assert afternoon.ask() == 1
    message = afternoon.message(lost)
    assert (message.status, message.provider_sid, message.ask_provider_at) == (S.SENT, sid, None)
    with afternoon.town.reading() as session:
        (attempt,) = session.scalars(select(DeliveryAttempt))
        assert (attempt.outcome, attempt.provider_sid) == (Outcome.ACCEPTED, sid)


def test_what_became_of_it_meanwhile_is_believed_too(afternoon: Afternoon) -> None:
    lost = afternoon.lose()
    afternoon.gateway.took(lost, at=afternoon.now, status="undelivered")
    afternoon.wait(seconds=61)
    afternoon.ask()
    assert afternoon.message(lost).reason is FailureReason.UNEXPLAINED
    assert afternoon.message(lost).attention_at == afternoon.now


def test_the_provider_is_given_a_minute_before_it_is_asked(afternoon: Afternoon) -> None:
    lost = afternoon.lose()
    afternoon.wait(seconds=59)
    assert afternoon.ask() == 0
    assert afternoon.gateway.asked_about == []
    afternoon.wait(seconds=1)
    afternoon.ask()
    assert afternoon.gateway.asked_about == [lost.to]


@pytest.mark.parametrize(
    "changed", [{"body": "See you at ten."}, {"line": "+12065550191"}, {"to": ORTEGAS}], ids=str
)
def test_only_the_very_same_words_between_the_same_numbers_are_it(
    afternoon: Afternoon, changed: dict[str, str]
) -> None:
    lost = afternoon.lose()
    afternoon.gateway.took(Claimed(**{**vars(lost), **changed}), at=afternoon.now)
    afternoon.wait(seconds=61)
    assert afternoon.ask() == 0
    assert afternoon.status(lost) is S.UNKNOWN


def test_a_text_of_an_earlier_hour_is_not_it(afternoon: Afternoon) -> None:
    afternoon.wait(hours=1)
    lost = afternoon.lose()
    afternoon.gateway.took(lost, at=afternoon.now - timedelta(minutes=3))
    afternoon.wait(seconds=61)
    assert afternoon.ask() == 0


def test_a_provider_whose_clock_is_a_little_behind_is_understood(afternoon: Afternoon) -> None:
    lost = afternoon.lose()
    afternoon.gateway.took(lost, at=afternoon.now - timedelta(minutes=1))
    afternoon.wait(seconds=61)
    assert afternoon.ask() == 1


def test_of_equal_texts_the_oldest_is_bound_first_and_none_twice(afternoon: Afternoon) -> None:
    first = afternoon.lose("On our way")
    afternoon.wait(seconds=10)
    second = afternoon.lose("On our way")
    newer = afternoon.gateway.took(second, at=afternoon.now)
    older = afternoon.gateway.took(first, at=afternoon.now - timedelta(seconds=10))
    afternoon.wait(seconds=61)
    assert afternoon.ask() == 2
    assert afternoon.message(first).provider_sid == older
    assert afternoon.message(second).provider_sid == newer


def test_one_text_at_the_provider_never_settles_two_of_ours(afternoon: Afternoon) -> None:
    lost = [afternoon.lose("On our way"), afternoon.lose("On our way")]
    afternoon.gateway.took(lost[0], at=afternoon.now)
    afternoon.wait(seconds=61)
    assert afternoon.ask() == 1
    assert sorted(afternoon.status(text) for text in lost) == [S.SENT, S.UNKNOWN]


def test_a_name_that_another_text_carries_is_not_taken_from_it(afternoon: Afternoon) -> None:
    known = afternoon.send("On our way")
    sid = afternoon.gateway.took(known, at=afternoon.now)
    afternoon.record(known, Accepted(sid, "queued"))
    lost = afternoon.lose("On our way")
    afternoon.wait(seconds=61)
    assert afternoon.ask() == 0
    assert afternoon.status(lost) is S.UNKNOWN


def test_a_name_that_an_older_attempt_carries_is_not_taken_either(afternoon: Afternoon) -> None:
    """The worker of a first attempt woke late, when a second one was under way: its name belongs to nobody."""
    first = afternoon.send("On our way")
    afternoon.record(first, TryAgain(FailureReason.CONGESTED, "20429"))
    afternoon.wait(seconds=10)
    with afternoon.town.writing() as session:
        (second,) = claim(session, worker="w", limit=1, now=afternoon.now)
    sid = afternoon.gateway.took(first, at=afternoon.now)
    afternoon.record(first, Accepted(sid, "queued"))
    afternoon.record(second, Unknown("no answer"))
    afternoon.wait(seconds=61)
    assert afternoon.ask() == 0


def test_when_nothing_is_found_it_is_asked_every_minute_and_after_ten_a_person_decides(
    afternoon: Afternoon,
) -> None:
    lost = afternoon.lose()
    for _ in range(12 * 6):
        afternoon.wait(seconds=10)
        afternoon.ask()
    assert len(afternoon.gateway.asked_about) == 10
    message = afternoon.message(lost)
    assert message.status is S.UNKNOWN
    assert message.ask_provider_at is None
    assert message.attention_at is not None
    waited = message.attention_at - NOON
    assert timedelta(minutes=10) <= waited <= timedelta(minutes=11, seconds=10)


def test_a_text_that_a_person_has_settled_is_left_alone(afternoon: Afternoon) -> None:
    lost = afternoon.lose()
    afternoon.gateway.took(lost, at=afternoon.now)
    with afternoon.town.writing() as session:
        give_up(session, session.get_one(Message, lost.message_id), now=afternoon.now)
    afternoon.wait(seconds=61)
    assert afternoon.ask() == 0
    assert afternoon.status(lost) is S.FAILED


# A provider that cannot be asked


def test_while_the_provider_cannot_be_asked_nothing_is_decided(afternoon: Afternoon) -> None:
    lost = afternoon.lose()
    afternoon.gateway.took(lost, at=afternoon.now)
    afternoon.gateway.is_silent = True
    afternoon.wait(seconds=61)
    with pytest.raises(OSError, match="does not answer"):
        afternoon.ask()
    assert afternoon.status(lost) is S.UNKNOWN
    afternoon.gateway.is_silent = False
    afternoon.wait(seconds=61)
    assert afternoon.ask() == 1


def test_a_person_is_told_after_ten_minutes_even_if_the_provider_never_answers(afternoon: Afternoon) -> None:
    lost = afternoon.lose()
    afternoon.gateway.is_silent = True
    for _ in range(11):
        afternoon.wait(minutes=1)
        with pytest.raises(OSError, match="does not answer"):
            afternoon.ask()
    told_at = afternoon.message(lost).attention_at
    assert told_at is not None
    afternoon.wait(minutes=1)
    with pytest.raises(OSError, match="does not answer"):
        afternoon.ask()
    assert afternoon.message(lost).attention_at == told_at
    afternoon.gateway.is_silent = False
    afternoon.gateway.took(lost, at=NOON)
    afternoon.wait(minutes=2)
    assert afternoon.ask() == 1
    assert cast("object", afternoon.message(lost).attention_at) is None


def test_a_number_that_cannot_be_asked_about_keeps_no_other_waiting(afternoon: Afternoon) -> None:
    @dataclass
    class Choosy(FakeGateway):
        """It refuses to be asked about one number."""

        def find_sent(self, *, to: str, since: datetime) -> list:  # type: ignore[type-arg]
            self.is_silent = to == MAYA
            return list(super().find_sent(to=to, since=since))

    afternoon.gateway = Choosy()
    refused, fine = afternoon.lose(to=MAYA), afternoon.lose(to=ORTEGAS)
    afternoon.gateway.took(fine, at=afternoon.now)
    afternoon.wait(seconds=70)
    with pytest.raises(OSError, match="does not answer"):
        afternoon.ask()
    afternoon.wait(seconds=5)
    assert afternoon.ask() == 1
    assert (afternoon.status(refused), afternoon.status(fine)) == (S.UNKNOWN, S.SENT)


# Stalled


def test_a_text_whose_worker_fell_silent_is_of_unknown_outcome(stage: Stage) -> None:
    message = stage.enqueue(stage.conversation())
    stage.claim_one()
    stage.now = NOON + UNKNOWN_AFTER
    assert mark_stalled(stage.session, unknown_after=UNKNOWN_AFTER, now=stage.now) == 0
    stage.wait(seconds=1)
    assert mark_stalled(stage.session, unknown_after=UNKNOWN_AFTER, now=stage.now) == 1
    stage.look_again()
    assert (message.status, message.ask_provider_at) == (S.UNKNOWN, stage.now)
    (attempt,) = stage.all(DeliveryAttempt)
    assert (attempt.outcome, attempt.finished_at) == (Outcome.UNKNOWN, stage.now)
    stage.wait(hours=1)
    assert stage.claim() == []


def test_a_stalled_text_is_found_like_any_other_of_unknown_outcome(afternoon: Afternoon) -> None:
    stalled = afternoon.send()
    afternoon.gateway.took(stalled, at=afternoon.now)
    afternoon.wait(seconds=61)
    with afternoon.town.writing() as session:
        mark_stalled(session, unknown_after=UNKNOWN_AFTER, now=afternoon.now)
    assert afternoon.ask() == 1


def test_a_worker_that_was_only_slow_still_tells_what_it_knows(afternoon: Afternoon) -> None:
    stalled = afternoon.send()
    afternoon.wait(seconds=61)
    with afternoon.town.writing() as session:
        mark_stalled(session, unknown_after=UNKNOWN_AFTER, now=afternoon.now)
    afternoon.record(stalled, Accepted("SM1", "queued"))
    assert afternoon.status(stalled) is S.ACCEPTED


def test_what_has_ended_does_not_stall(afternoon: Afternoon) -> None:
    done = afternoon.send()
    afternoon.record(done, Accepted("SM1", "queued"))
    afternoon.wait(hours=1)

    def stalled(session: Session) -> int:
        return mark_stalled(session, unknown_after=UNKNOWN_AFTER, now=afternoon.now)

    with afternoon.town.writing() as session:
        assert stalled(session) == 0


# Emergencies


def test_an_emergency_that_the_provider_does_not_have_tries_once_more_and_then_a_person_decides(
    afternoon: Afternoon,
) -> None:
    lost = afternoon.lose("School is closed.", kind=MessageKind.EMERGENCY)
    afternoon.wait(seconds=61)
    assert afternoon.ask() == 0
    assert afternoon.status(lost) is S.QUEUED
    with afternoon.town.writing() as session:
        (again,) = claim(session, worker="w", limit=1, now=afternoon.now)
    assert (again.message_id, again.attempt) == (lost.message_id, 2)
    afternoon.record(again, Unknown("no answer"))
    afternoon.wait(seconds=61)
    afternoon.ask()
    assert afternoon.status(lost) is S.UNKNOWN
    afternoon.wait(minutes=10)
    afternoon.ask()
    assert afternoon.message(lost).attention_at == afternoon.now


def test_an_emergency_that_the_provider_has_or_that_was_cancelled_is_not_tried_again(
    afternoon: Afternoon,
) -> None:
    had, cancelled = (
        afternoon.lose("School is closed.", to=to, kind=MessageKind.EMERGENCY) for to in (MAYA, ORTEGAS)
    )
    afternoon.gateway.took(had, at=afternoon.now)
    with afternoon.town.writing() as session:
        batch = Batch(school_id=look_up(session).school.id, cancelled_at=afternoon.now)
        session.add(batch)
        session.flush()
        session.get_one(Message, cancelled.message_id).batch_id = batch.id
    afternoon.wait(seconds=61)
    assert afternoon.ask() == 1
    assert (afternoon.status(had), afternoon.status(cancelled)) == (S.SENT, S.UNKNOWN)


def test_an_emergency_whose_worker_died_tries_once_more_too(afternoon: Afternoon) -> None:
    lost = afternoon.send("School is closed.", kind=MessageKind.EMERGENCY)
    afternoon.wait(seconds=61)
    with afternoon.town.writing() as session:
        mark_stalled(session, unknown_after=UNKNOWN_AFTER, now=afternoon.now)
    afternoon.ask()
    assert afternoon.status(lost) is S.QUEUED
